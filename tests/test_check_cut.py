"""Does `check` name a text that YAML cuts at a #, and what was opened and not closed, where a person wrote it?"""

from __future__ import annotations

import pytest

from instructor.authoring.findings import findings
from instructor.course import Course, CourseError
from instructor.release import make_release
from tests.mistakes import BANK_FILE, KEYS_FILE, Mistake, make
from tests.small_course import ASSIGNMENT

CUT_OR_OPEN = (
    Mistake(
        "a number sign and a space in a question",
        BANK_FILE,
        "stem: Which are shared?",
        "stem: Which of these # are shared?",
        ':33: item "s-several": stem: the text ends behind “Which of these”, where a # begins a remark; put the text',
    ),
    Mistake(
        "a number sign and a space in what a wrong answer is told",
        KEYS_FILE,
        "feedback: {b: No one can be kept from a public good once it is there.}",
        "feedback:\n      b: See # 3, no one can be kept from it.",
        ':8: key of "s-club": feedback.b: the text ends behind “See”, where a # begins a remark',
    ),
    Mistake(
        "a number sign and a space in a title",
        BANK_FILE,
        "title: Small quiz",
        "title: Quiz # 1",
        ':20: quiz "quiz-01": title: the text ends behind “Quiz”, where a # begins a remark; put the text into quotat',
    ),
    Mistake(
        "a quotation mark that is never closed",
        BANK_FILE,
        "stem: Two and a half?",
        'stem: "Two and a half?',
        ":40: this is not YAML: the quotation mark that begins here is never closed; close it where the text ends",
    ),
    Mistake(
        "a quotation mark that a later one closes",
        BANK_FILE,
        "stem: Two and a half?",
        'stem: "Two and a half?\n        hints: ["Half of five", "See P9"]',
        ":40: this is not YAML: the quotation mark that begins here is closed only in line 41; close it where the text",
    ),
    Mistake(
        "a brace that a number sign swallows",
        BANK_FILE,
        "options: {a: air, b: bread, c: light}",
        "options: {a: air # 1, b: bread, c: light}",
        ":34: this is not YAML: the brace that is opened here is not closed before line 35; close it, and put a text",
    ),
)


@pytest.mark.parametrize("mistake", CUT_OR_OPEN, ids=[each.name for each in CUT_OR_OPEN])
def test_it_is_named_where_it_was_written_with_the_cure(mistake: Mistake, sources: Course) -> None:
    make(sources, mistake)
    (said,) = map(str, findings(sources, ASSIGNMENT))
    assert said.startswith(f"{mistake.file}{mistake.said}")


def test_a_remark_cuts_nothing_behind_a_name_a_number_or_a_key(sources: Course) -> None:
    remark = "   # a remark"
    for path, lines in (
        (sources.bank_file(ASSIGNMENT), ("level: apply", "points: 2", "type: number", "graded: true", "id: s-number")),
        (sources.keys_file(ASSIGNMENT), ("key: a", "key: [a, c]", "key: {tolerance: 0.01}", "s-club:")),
    ):
        text = path.read_text("utf-8")
        for line in lines:
            assert f"{line}\n" in text
            text = text.replace(f"{line}\n", f"{line}{remark}\n")
        text = text.replace("rationale: Half", 'rationale: "Half').replace("in any unit.", f'in any unit."{remark}')
        path.write_text(
            text.replace("        unit: per cent\n", "        unit: per cent\n        # a remark\n"), "utf-8"
        )
    assert findings(sources, ASSIGNMENT) == []
    assert make_release(sources, ASSIGNMENT)


def test_a_text_that_is_cut_is_not_released(sources: Course) -> None:
    make(sources, CUT_OR_OPEN[0])
    with pytest.raises(CourseError, match=r"line 33: the text ends behind “Which of these”"):
        make_release(sources, ASSIGNMENT)
