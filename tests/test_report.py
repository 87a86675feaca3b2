"""Is a class's report a page for everyone, that names no one and runs nothing?"""

from __future__ import annotations

import os
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course, CourseError
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.report import Submissions, class_report, class_run, page
from instructor.reports.page import Report, ReportSection, ReportTable, html
from tests.class_reports import (
    ALLC,
    ALLD,
    CODING,
    GRIM,
    HOSTILE,
    IDS,
    RECIPROCITY,
    ROOT,
    ROUNDS,
    RUN_03,
    RUN_05,
    SHEET,
    TFT,
    hand_in,
    run,
    sheet_run,
    strategy_run,
    written,
)
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder


def test_a_class_result_that_there_is_not_is_named_with_those_there_are(course: Course) -> None:
    assert class_run(course, ASSIGNMENT) is None
    path = course.source(ASSIGNMENT) / "doubling.py"
    path.write_text(path.read_text("utf-8") + '\nclass_report = "strategems"\n', "utf-8")
    with pytest.raises(CourseError, match=r'doubling.py: .* "strategems"; there are agreement, strategies'):
        class_run(course, ASSIGNMENT)


def test_lessons_3_and_5_have_both_pages(real: Course) -> None:
    for student in IDS:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(TFT))
    assert run(real, RECIPROCITY).exit_code == 0
    assert run(real, RECIPROCITY, "--items").exit_code == 0
    assert sorted(path.name for path in (real.folder / "report").iterdir()) == [
        "03-reciprocity-items.html",
        "03-reciprocity.html",
    ]


# No student is named, and nothing a student wrote is run


def naming(course: Course, lesson: str, quiz: str, item: str, response: dict[str, Any]) -> str:
    """Let each student hand in `response` and write the own id wherever a journal takes words; return the page."""
    for student in IDS:
        noise = [
            student,
            {"prediction": student, "parameters": student},
            {"prediction": HOSTILE, "comparison": HOSTILE},
        ]
        signed = response | {"prediction": student, "comparison": f"{student} {HOSTILE}"}
        hand_in(course, lesson, student, quiz, item, *noise, signed)
        hand_in(course, lesson, student, quiz, HOSTILE[:50], student)
    return written(course, lesson)


@pytest.mark.parametrize(
    ("lesson", "quiz", "item", "response"),
    [(RECIPROCITY, RUN_03, ROUNDS.id, strategy_run(TFT)), (CODING, RUN_05, SHEET.id, sheet_run())],
    ids=["strategies", "codes"],
)
def test_no_name_and_no_word_of_a_student_is_on_the_page(
    real: Course, lesson: str, quiz: str, item: str, response: dict[str, Any]
) -> None:
    text = naming(real, lesson, quiz, item, response)
    for word in (*IDS, "20264711", "souza", "<script", "alert(", "onerror"):
        assert word not in text


def test_no_word_of_a_student_is_in_the_item_analysis(course: Course) -> None:
    for student in IDS:
        signed = {"s-club": student, "s-several": [HOSTILE], "s-number": student[-8:], "s-run": {"comparison": student}}
        hand_in_folder(course, student, signed)
    text = written(course, ASSIGNMENT)
    for word in (*IDS, "20264711", "2.02647e", "souza", "<script", "alert(", "onerror"):
        assert word not in text


def test_the_page_does_not_depend_on_who_is_who(real: Course, tmp_path: Path) -> None:
    other = Course(ROOT, tmp_path / "other")
    for each, students in ((real, IDS), (other, IDS[::-1])):
        for student, rules in zip(students, (TFT, GRIM, ALLD, ALLC), strict=True):
            hand_in(each, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(rules))
    assert written(real, RECIPROCITY) == written(other, RECIPROCITY)


def test_every_string_of_a_report_is_escaped() -> None:
    table = ReportTable(HOSTILE, (HOSTILE,), ((HOSTILE, HOSTILE),))
    text = html(Report(HOSTILE, HOSTILE, (HOSTILE,), (ReportSection(HOSTILE, (HOSTILE,), HOSTILE, (table,)),), table))
    assert "<script>" not in text
    assert "<img" not in text
    assert "{{ 7 * 7 }}" in text


@pytest.mark.parametrize("lesson", [RECIPROCITY, CODING, ASSIGNMENT])
def test_few_submissions_are_refused_unless_asked_for(real: Course, course: Course, lesson: str) -> None:
    where = course if lesson == ASSIGNMENT else real
    for student in IDS[:2]:
        if lesson == ASSIGNMENT:
            hand_in_folder(where, student, RIGHT)
        else:
            quiz, item, response = {
                RECIPROCITY: (RUN_03, ROUNDS.id, strategy_run(TFT)),
                CODING: (RUN_05, SHEET.id, sheet_run()),
            }[lesson]
            hand_in(where, lesson, student, quiz, item, response)
    refused = run(where, lesson)
    assert refused.exit_code == 1
    assert "could identify someone" in refused.output
    assert not page(where, lesson).exists()
    assert written(where, lesson, "--even-if-few")


def test_those_who_recorded_nothing_do_not_make_a_class_larger(real: Course) -> None:
    hand_in(real, RECIPROCITY, IDS[0], RUN_03, ROUNDS.id, strategy_run(TFT))
    for student in IDS[1:]:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, {"prediction": "3"})
    assert "1 recorded strategies; the report needs at least 2" in run(real, RECIPROCITY).output


def test_an_error_names_the_next_step(course: Course) -> None:
    assert "run: python -m instructor collect 01-small" in run(course, ASSIGNMENT).output
    assert 'did you mean "01-small"?' in run(course, "01-smll").output


def test_a_submission_that_cannot_be_read_is_left_out_and_named_in_the_terminal_only(real: Course) -> None:
    for student in IDS:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(TFT))
    (real.step("submitted", RECIPROCITY, "broken-journal") / "responses" / f"{RUN_03}.jsonl").mkdir(parents=True)
    done = run(real, RECIPROCITY)
    assert "left out broken-journal" in done.output
    text = page(real, RECIPROCITY).read_text("utf-8")
    assert "4 submissions" in text
    assert "broken-journal" not in text


# The page


class Outline(HTMLParser):
    """Collects what a reader of the page needs, and what could load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def test_the_page_is_whole_by_itself_and_made_for_everyone(real: Course) -> None:
    for student, rules in zip(IDS, (TFT, GRIM, ALLD, ALLC), strict=True):
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(rules))
    submissions = Submissions(real, RECIPROCITY)
    outline = Outline()
    outline.feed(html(class_report(real, RECIPROCITY, submissions)))
    assert outline.tags["h1"] == outline.tags["main"] == outline.tags["svg"] == 1
    assert outline.tags["table"] == outline.tags["caption"] == 7
    assert not outline.tags.keys() & {"script", "link", "img", "iframe", "object", "embed", "form"}
    assert ("html", "lang", "en") in outline.attributes
    assert all(value in {"col", "row"} for tag, name, value in outline.attributes if tag == "th" and name == "scope")
    assert sum(tag == "th" for tag, name, _ in outline.attributes if name == "scope") == outline.tags["th"]
    (alt,) = (value for tag, name, value in outline.attributes if (tag, name) == ("svg", "aria-label"))
    assert "tit for tat 2." in alt
    for _, name, value in outline.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "action"}
        assert name not in {"href", "xlink:href"} or value.startswith("#")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_journal_that_is_no_file_is_passed_over_and_named(course: Course) -> None:
    folder = hand_in_folder(course, "mal", {})
    (folder / "responses").mkdir()
    os.mkfifo(folder / "responses" / "quiz-01.jsonl")
    hand_in_folder(course, "ana", RIGHT)
    submissions, scheme = Submissions(course, ASSIGNMENT), read_answer_key(course, ASSIGNMENT)
    assert len(submissions.read(lambda folder: mark_folder(folder, scheme))) == 1
    assert submissions.unread == {"mal": "a link or a device, not a file"}
