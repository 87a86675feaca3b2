"""Does a sheet of cases fit its parameters, does each case find its card, and is a missing one named to the author?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instructor.checks import problems
from instructor.course import Course
from quizzes.bank import Bank, Quiz
from quizzes.cases import texts
from quizzes.evidence import Cards, named_cards
from quizzes.folders import Workplace, workplace
from quizzes.types import BaseItem, Run
from tests.items import item
from tests.small_course import ASSIGNMENT

LESSON = Path(__file__).parent.parent / "notebooks" / "05-coding-diffuse-unilateralism"
CODES = {"blank": "–", "yes": "yes"}


def box(name: str, group: str, label: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "group": group, "label": label, "default": "blank", "choices": CODES, **more}


SHEET = [
    box("a", "Haiti 1994", "A"),
    box("b", "Haiti 1994", "B"),
    box("c", "Iraq 2003", "A"),
    box("d", "Iraq 2003", "B"),
]


def run(parameters: list[dict[str, Any]], **cases: str) -> BaseItem:
    return item("run", parameters=parameters, cases={"blank": "blank", **cases})


def test_a_sheet_names_its_cases_by_its_groups_or_by_its_labels() -> None:
    run(SHEET).check_text()
    for by, names in (("group", ["Haiti 1994", "Iraq 2003"]), ("label", ["A", "B"])):
        each = run(SHEET, by=by)
        assert isinstance(each, Run)
        assert each.cases
        assert each.cases.names(each.parameters) == names
        assert each.view()["cases"] == {"by": by, "blank": "blank"}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (SHEET[:2], "two groups or more"),
        (SHEET[:3], "the same labels in the same order"),
        ([*SHEET[:3], box("d", "Iraq 2003", "C")], "the same labels in the same order"),
        ([*SHEET[:3], box("d", "Iraq 2003", "B", choices={"yes": "yes"}, default="yes")], '"d" has no choice "blank"'),
        ([box("a", "", "A"), box("b", "", "B")], "two groups or more"),
    ],
)
def test_parameters_that_make_no_sheet_are_refused(parameters: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        run(parameters).check_text()


def test_a_card_is_found_by_its_name_without_the_point(tmp_path: Path) -> None:
    source = "First.\n\n**Haiti 1994.** Resolution *940*.\n\n**Iraq 2003:** An\ninvasion.\n\n**Alone**"
    cell = {"cell_type": "markdown", "id": "cards", "metadata": {}, "source": [source]}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")
    found = named_cards((Cards(cell="cards"), Cards(cell="gone"), Cards(cell="cards", line="x")), tmp_path / "a.ipynb")
    assert found == {"Haiti 1994": "Resolution *940*.", "Iraq 2003": "An\ninvasion."}


@pytest.mark.parametrize(("quiz", "count"), [("round-one", 7), ("run-05", 8), ("recall-05", 0)])
def test_each_case_of_the_lesson_has_the_text_of_its_card_and_no_other(quiz: str, count: int) -> None:
    place = workplace(LESSON)
    found = texts(place, place.bank.quiz(quiz))
    assert len(found) == count
    if quiz == "round-one":
        assert found["Haiti 1994"].startswith("<p>Resolution 940 (31 July 1994;")
        assert "Panama 1989" not in found


def test_without_a_notebook_there_are_no_texts(tmp_path: Path) -> None:
    bank = workplace(LESSON).bank
    assert texts(Workplace(bank, tmp_path / "gone.ipynb", tmp_path), bank.quiz("round-one")) == {}


def test_a_case_without_a_card_is_named_to_the_author(sources: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = sources.bank(ASSIGNMENT)
    kept = Quiz(id="sheet", title="Sheet", items=(run(SHEET),))
    monkeypatch.setattr(Course, "bank", lambda *_: msgspec.structs.replace(bank, quizzes=(*bank.quizzes, kept)))
    assert isinstance(sources.bank(ASSIGNMENT), Bank)
    found = [line for line in problems(sources, ASSIGNMENT) if "no card" in line]
    assert [line.split('"**')[1].split("**")[0] for line in found] == ["Haiti 1994.", "Iraq 2003."]
