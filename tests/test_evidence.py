"""Are the cards that a text can take over those of the lesson and of earlier ones, in words that fit a text?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from quizzes.evidence import Cards, evidence_cards, plain
from quizzes.folders import workplace
from quizzes.recorded import cards, to_insert

LESSONS = sorted((Path(__file__).parent.parent / "notebooks").glob("0*"))
TABLE = "Read these.\n\n| Card | What it says |\n|---|---|\n| **A** | Ten [votes](https://a.test/x), *of* 12 |\n\nEnd."


def notebook(folder: Path, text: str) -> Path:
    cell = {"cell_type": "markdown", "id": "cards", "metadata": {}, "source": text.splitlines(keepends=True)}
    (folder / "a.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")
    return folder / "a.ipynb"


def test_a_row_of_a_table_is_a_line_without_marks(tmp_path: Path) -> None:
    place = Cards(cell="cards", line="[{Card}] {What it says}")
    assert evidence_cards((place,), notebook(tmp_path, TABLE)) == ["[A] Ten votes, of 12"]


def test_a_paragraph_that_begins_in_bold_is_a_card(tmp_path: Path) -> None:
    text = "The cards.\n\n**Haiti 1994.** Resolution *940*.\n\n**Bold alone**\n"
    assert evidence_cards((Cards(cell="cards"),), notebook(tmp_path, text)) == ["Haiti 1994. Resolution 940."]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Cards(cell="card", line="{Card}"), 'no cell "card"'),
        (Cards(cell="cards", line="{Cards}"), 'no column "Cards"; the columns are Card, What it says'),
        (Cards(), "name a `cell` or a `table`"),
        (Cards(cell="cards", table="wto_disputes"), "name a `cell` or a `table`"),
        (Cards(table="nothing", line="{date}"), "nothing"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, place: Cards, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        evidence_cards((place,), notebook(tmp_path, TABLE))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
def test_each_card_of_the_course_has_a_year_and_no_mark_of_typing(lesson: Path) -> None:
    lines = cards(workplace(lesson))
    assert bool(lines) == (lesson.name[:2] not in ("00", "07"))
    for line in lines:
        assert re.search(r"\b(19|20)\d\d\b", line), line
        assert not re.search(r"\]\(|\*\*|(?<!\w)\*\w|[{}|]", line), line


def test_a_lesson_offers_its_own_cards_first_and_none_of_a_later_one() -> None:
    offered = {lesson.name[:2]: to_insert(workplace(lesson))["cards"] for lesson in LESSONS}
    assert offered["00"] == []
    assert offered["03"][0]["title"] == "Reciprocity, specific and diffuse"
    assert len(offered["03"]) == 3
    assert len(offered["07"]) == 6


def test_words_keep_their_own_stars_and_brackets() -> None:
    assert plain("2 * 3 and [sic] *Skipper* **A**") == "2 * 3 and [sic] Skipper A"
