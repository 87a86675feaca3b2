"""Do the quiz, the review, the feedback page and the receipt say the same words for the same verdict?"""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest

from instructor.course import Course
from instructor.marking.facts import LONGEST, in_short
from instructor.marking.review import COLOURS, MARKS, VERDICTS
from quizzes.catalogue import say, words
from quizzes.scoring import Outcome
from tests.bare_words import ROOT
from tests.test_replies import LESSONS

#: What a student reads of answers: the quiz, the words at its parts, the review, the feedback page, the receipt.
_STUDENTS = ("page.", "static.", "tally.", "review.", "rule.", "feedback.", "hand-in.", "view.", "quiz.")
#: Other words for a verdict, which nobody should have to take for a verdict of their own.
_OTHERS = re.compile(r"\b(incorrect|correct|false|mistaken|partially|half right|unanswered|wrong)\b", re.IGNORECASE)


def test_every_outcome_has_one_sign_and_one_word() -> None:
    shown = set(get_args(Outcome)) - {"not drawn"}  # what a pool did not give is on nobody's page
    assert set(MARKS) == set(VERDICTS) == shown
    assert len({say(key) for key in VERDICTS.values()}) == len(VERDICTS)


def test_the_page_and_the_review_have_the_same_sign_and_word_for_each() -> None:
    script = (ROOT / "quizzes/script/mark.js").read_text("utf-8")
    found = re.findall(r'"?([a-z ]+)"?: \["(.)", "(page\.[a-z_]+)"\]', script)
    assert [(name.strip(), sign, key) for name, sign, key in found] == [
        (name, MARKS[name], VERDICTS[name]) for name in COLOURS
    ]


def test_the_words_at_a_part_are_those_of_the_whole() -> None:
    assert say("page.at_right") == say("page.right").lower()
    assert say("page.at_wrong") == say("page.wrong").lower()


def test_no_second_entry_says_a_verdict() -> None:
    said = {say(key) for key in VERDICTS.values()}
    twice = [
        key for key, text in words().items() if isinstance(text, str) and text in said and key.startswith(_STUDENTS)
    ]
    assert sorted(twice) == sorted(VERDICTS.values())


def test_no_page_has_other_words_for_a_verdict() -> None:
    texts = {key: json.dumps(entry) for key, entry in words().items() if key.startswith(_STUDENTS)}
    found = [key for key, text in texts.items() if _OTHERS.search(text)]
    assert found == ["feedback.test_passed"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_questions_of_a_lesson_are_told_apart_by_their_short_forms(lesson: str) -> None:
    bank = Course.here().bank(lesson)
    short = [in_short(item.stem) for quiz, item in bank.items() if quiz.graded]
    assert len(set(short)) == len(short)
    assert all(8 <= len(each) <= LONGEST + 2 and "<" not in each and "$" not in each for each in short)


@pytest.mark.parametrize(
    ("stem", "short"),
    [
        ("Which good has a door? Let $a < b$.", "Which good has a door?"),
        ("Six states. Two pay, and a third begins. What follows?", "Six states. Two pay, and a third begins"),
        ("Which tests (rival? excludable?) does each change?", "Which tests (rival? excludable?) does each change?"),
        ("The hub wants $a - p$ units of *steel* & coal.", "The hub wants a\u2212p units of steel & coal"),
        ("State N, made up, has figures.\n| a | b |\n|---|---|\n| 1 | 2 |", "State N, made up, has figures"),
        ("A tariff of six dollars is borne half and half, and sellers abroad get less.",
         "A tariff of six dollars is borne half and half, and sellers \u2026"),
        ("x" * 99, "x" * 60 + " \u2026"),
    ],
)  # fmt: skip
def test_a_short_form_is_how_the_question_begins(stem: str, short: str) -> None:
    assert in_short(stem) == short
