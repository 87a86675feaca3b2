"""Does the guide say truly where the module teaches and assesses what its study found?"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

import seeds
from instructor.__main__ import main
from instructor.course import Course
from instructor.curriculum import BEGIN, END, with_tables
from instructor.guide.bank_statistics import grade_of, key_is_longest, key_place
from instructor.guide.lessons import CurriculumError, Module, Places, read_module
from instructor.guide.measures import measures
from instructor.guide.tables import gaps, rows_of_concepts, rows_of_errors, rows_of_paragraphs, table, tables
from quizzes.types import Answer, Choice

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "instructor" / "guide" / "guide.md").read_text("utf-8")
COURSE = Course(ROOT, ROOT / "build")
MODULE = read_module(COURSE)


def changed(**entries: Any) -> Module:
    """Return the module with other entries in its map."""
    return replace(MODULE, map=msgspec.structs.replace(MODULE.map, **entries))


def test_the_guides_tables_are_the_ones_the_sources_give() -> None:
    assert with_tables(GUIDE, tables(MODULE)) == GUIDE, "run: python -m instructor curriculum"
    written = (ROOT / "instructor" / "guide" / "measures.md").read_text("utf-8")
    assert measures(COURSE, MODULE) == written, "run: python -m instructor curriculum"


def test_every_paragraph_error_and_concept_has_its_row() -> None:
    assert [row.name for row in rows_of_paragraphs(MODULE)] == [f"P{n}" for n in range(1, 15)]
    assert [row.name for row in rows_of_errors(MODULE)] == [f"E{n:02}" for n in range(1, 31)]
    assert [row.name for row in rows_of_concepts(MODULE)] == list(seeds.glossary())
    assert len(seeds.glossary()) == 34


def test_the_register_quotes_the_essay_and_names_sources_that_are_listed() -> None:
    listed = json.loads((ROOT / "instructor" / "guide" / "claims.json").read_text("utf-8"))["sources"]
    for error in MODULE.errors.values():
        assert seeds.quote(error.paragraph, error.quote)
        assert set(re.findall(r"S\d\d", error.source)) <= set(listed)
        assert error.touches.partition(":")[0].partition(" ")[0] in {"Yes", "Partly", "No"}


def test_what_touches_the_thesis_is_taught() -> None:
    rows = {row.name: row for row in rows_of_errors(MODULE)}
    touching = [name for name, error in MODULE.errors.items() if error.touches.startswith("Yes")]
    assert len(touching) >= 8
    assert all(rows[name].taught and rows[name].assessed for name in touching)


def test_a_section_holds_what_is_read_in_it_and_no_answer_of_the_instructor() -> None:
    assert MODULE.section("1", "Noriega turned himself in") == "1.3"
    assert MODULE.section("6", "Malaysia hosts and mediates") == "6.5"  # the ledger, shown by a cell of code
    assert MODULE.section("4", "Now the hub drops the tariff for A alone") == "4.5"  # a practice question
    for told in ("For graders", "Resolution 2803 (17 November 2025, 13-0-2)"):
        with pytest.raises(CurriculumError):
            MODULE.section("5", told)


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (Places({"1": "no such words"}, {}), 'no section of lesson 1 has the words "no such words"'),
        (Places({"9": "Noriega"}, {}), "no section of lesson 9"),
        (Places({}, {"l1-p-audit": "no such words"}), 'there is no "l1-p-audit" with the words "no such words"'),
        (Places({}, {"l1-gone": "Noriega"}), 'there is no "l1-gone"'),
    ],
)
def test_words_that_are_gone_are_named(places: Places, message: str) -> None:
    with pytest.raises(CurriculumError, match=message):
        rows_of_errors(changed(errors=MODULE.map.errors | {"E01": places}))


def test_nothing_may_be_missing_without_a_reason() -> None:
    assert "E12" in MODULE.map.reasons
    with pytest.raises(CurriculumError, match=r"E12 is taught or assessed nowhere.*give the reason"):
        tables(changed(reasons={}))
    errors = {name: places for name, places in MODULE.map.errors.items() if name != "E01"}
    with pytest.raises(CurriculumError, match="E01 is taught or assessed nowhere"):
        tables(changed(errors=errors))


def test_the_map_names_only_what_there_is() -> None:
    rows = [*rows_of_paragraphs(MODULE), *rows_of_errors(MODULE), *rows_of_concepts(MODULE)]
    assert gaps(changed(reasons=MODULE.map.reasons | {"E31": "none"}), rows) == ["there is no E31"]
    tasks = {name: task for name, task in MODULE.map.tasks.items() if name != "essay-03"}
    assert gaps(changed(tasks=tasks), rows) == ["the task essay-03 assesses nothing"]


def test_the_first_empty_cell_says_why() -> None:
    (line,) = re.findall(r"^\| E18 .*$", GUIDE, re.MULTILINE)
    assert line.endswith(f"| 5.3 | {MODULE.map.reasons['E18']} | – | – |")


def test_a_table_is_markdown() -> None:
    assert table(("A", "B"), [("1", "2")]) == ["| A | B |", "|---|---|", "| 1 | 2 |", ""]


def test_only_what_stands_between_the_comments_is_written() -> None:
    assert with_tables(f"a\n{BEGIN}\nold\n{END}\nz\n", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nz\n"
    with pytest.raises(CurriculumError, match="put them where the tables belong"):
        with_tables("a guide without a place", "new")


def test_the_command_says_what_is_missing(sources: Course) -> None:
    done = CliRunner().invoke(main, ["curriculum"])
    assert done.exit_code == 2
    assert "Error: guide.md: there is none" in done.output


def test_a_course_without_register_and_map_has_tables_that_ask_for_nothing(sources: Course) -> None:
    written = tables(read_module(sources))
    assert "| P9 |  | – | `s-p-club` | `s-club`, `s-several`, `s-number`, `s-run` | – |" in written
    assert "The errors of the essay" not in written


def choice(**options: str) -> Choice:
    return msgspec.convert(
        {
            "type": "choice",
            "id": "one",
            "stem": "Which?",
            "options": options,
            "concept": "k-group",
            "objective": 1,
            "evidence": [{"paragraph": 8, "quote": "order"}],
        },
        Choice,
    )


def test_length_and_place_of_a_key() -> None:
    item, answer = choice(a="short", b="the longest", c="middle"), Answer(key="b", rationale="because")
    assert (key_is_longest(item, answer), key_place(item, answer)) == (True, 1)
    tie = choice(a="same one", b="same two")
    assert not key_is_longest(tie, answer)


def test_the_grade_of_a_stem_counts_letters_words_and_sentences() -> None:
    assert grade_of("The cat sat. Did it?") == pytest.approx(4.71 * 14 / 5 + 0.5 * 5 / 2 - 21.43)
    assert grade_of("Half of $w_1 / 2$ is 0.5 in *Ha v. Ho*.") == pytest.approx(4.71 * 18 / 9 + 0.5 * 9 - 21.43)
    assert grade_of("P8 «order.» Which?") == pytest.approx(4.71 * 12 / 3 + 0.5 * 3 / 2 - 21.43)
