"""Does the register say of the lessons' facts where they were read, and does the command find what has to be done?"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from instructor.__main__ import main
from instructor.course import Course
from instructor.guide.facts import (
    Fact,
    Facts,
    FactsError,
    Source,
    Spared,
    candidates,
    findings,
    read_facts,
    sentences,
    uncovered,
)
from tests.small_course import ASSIGNMENT

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
REGISTER = ROOT / "instructor" / "guide" / "facts.json"
FACTS = read_facts(REGISTER)
TODAY = date(2026, 11, 1)
PAPER = Source("Reuters", "Reuters", "5 January 2026", "secondary", reached=True)
LETTER = Source("Letter to Congress", "The White House", "21 December 1989", "primary", reached=True)


def test_the_words_of_the_register_stand_in_the_lessons() -> None:
    texts = {lesson: sentences(COURSE, lesson) for lesson in COURSE.assignments()}
    gone = findings(FACTS, texts, TODAY).gone
    assert not gone, "\n".join([*gone, "run: python -m instructor claims"])


def test_no_sentence_is_spared_without_a_reason() -> None:
    assert all(len(entry.reason.split()) >= 3 for entry in FACTS.spared)


def test_each_source_of_the_register_is_used() -> None:
    assert {name for fact in FACTS.facts for name in fact.sources} == set(FACTS.sources)


def fact(words: str, *sources: str, looked: date = date(2026, 6, 30)) -> Fact:
    return Fact("01-one", words, sources, looked)


def test_what_is_gone_old_thin_or_not_reached_is_found() -> None:
    old = date(2025, 10, 30)
    register = Facts(
        {"paper": PAPER, "letter": LETTER, "lost": Source("Act", "Congress", "1990", "primary", reached=False)},
        (fact("here", "paper"), fact("away", "letter", looked=old), fact("here too", "paper", "lost")),
    )
    found = findings(register, {"01-one": ["It is here.", "And here too."]}, TODAY)
    assert found.gone == ("01-one: “away”",)
    assert found.old == ("01-one: “away”: looked at on 2025-10-30",)
    assert found.thin == ("01-one: “here”: paper alone",)
    assert found.unreached == ("lost: Act (Congress, 1990): not reached",)


def test_a_year_to_the_day_is_not_old() -> None:
    register = Facts({"letter": LETTER}, (fact("here", "letter", looked=date(2025, 11, 1)),))
    assert findings(register, {"01-one": ["here"]}, TODAY).old == ()


def test_a_sentence_is_covered_by_words_that_stand_in_it() -> None:
    register = Facts(
        {"letter": LETTER}, (fact("20 December 1989", "letter"),), (Spared("01-one", "14 points", "a mark"),)
    )
    found = ["US forces invaded on 20 December 1989.", "It fell by 3 per cent.", "It is worth 14 points in 2026."]
    assert uncovered(register, "01-one", found) == ["It fell by 3 per cent."]
    assert uncovered(register, "02-two", found) == found


@pytest.fixture
def lesson(sources: Course) -> Course:
    """Return a small course whose lesson says something of the world."""
    path = sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    lines = ("## The year 1989", "Troops landed in 1989. P1 «January 3, 1989» is the essay's.", "| a | 3 million |")
    told = {"cell_type": "markdown", "id": "told", "metadata": {}, "source": "\n".join(lines)}
    further = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "## Further reading\nA book, 1999."}
    notebook["cells"] += [told, further]
    path.write_text(json.dumps(notebook), "utf-8")
    return sources


def test_sentences_with_a_year_or_a_measure_are_candidates_and_the_essays_words_are_not(lesson: Course) -> None:
    assert candidates(lesson, ASSIGNMENT) == ["Troops landed in 1989.", "| a | 3 million |"]


def test_the_command_lists_and_drafts(lesson: Course) -> None:
    register = lesson.root / "instructor" / "guide" / "facts.json"
    register.parent.mkdir(exist_ok=True)
    register.write_text('{"sources": {}, "facts": []}', "utf-8")
    listed = CliRunner().invoke(main, ["claims"]).output
    assert "Gone from the lesson: none\n" in listed
    assert f"Without an entry: 2\n- {ASSIGNMENT}: Troops landed in 1989.\n" in listed
    (first, _) = json.loads(CliRunner().invoke(main, ["claims", ASSIGNMENT, "--draft"]).output)
    assert (first["lesson"], first["words"], first["sources"]) == (ASSIGNMENT, "Troops landed in 1989.", [])


@pytest.mark.parametrize(
    ("sources", "message"),
    [('["gone"]', "no source gone; add it under `sources`"), ("[]", "it names no source"), ('"x"', "Expected `array`")],
)
def test_a_register_that_is_wrong_is_named(sources: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(f'{{"facts": [{{"lesson": "l", "words": "w", "looked": "2026-01-01", "sources": {sources}}}]}}')
    with pytest.raises(FactsError, match=message):
        read_facts(path)
