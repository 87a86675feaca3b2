"""Is a graded question called by the same number wherever it has one, for its student and for the instructor?"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from instructor.course import Course, UnknownNameError
from instructor.grading.queries import item_meant
from instructor.grading.which import find_item, graded
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.facts import FORM, facts, read_facts
from instructor.marking.marks import SubmissionMarks, mark_folder
from instructor.marking.review import anchor, review
from instructor.reports import items
from instructor.reports.teacher_class import ClassWork, Lesson
from instructor.reports.teacher_read import read_work
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson as Returned
from instructor.returned.screen import screen
from quizzes.complete import unanswered
from quizzes.folders import Workplace
from tests.small_course import ASSIGNMENT, BANK

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
LESSONS = [path.stem for path in sorted((ROOT / "instructor" / "keys").glob("*.yaml"))]
#: What a surface calls each graded item, by its id: a number, or the title of its quiz.
Names = dict[str, str]


def on_the_page(scheme: AnswerKey, folder: Path) -> Names:
    """Return what the lesson's page, and what handing in, call each question: alone it goes by its quiz."""
    found: Names = {}
    for quiz in (quiz for quiz in scheme.bank.quizzes if quiz.graded):
        numbers = unanswered(Workplace(scheme.bank, folder / "no.ipynb", folder), quiz)
        names = numbers if len(numbers) > 1 else [quiz.title]
        found |= {item.id: name for item, name in zip(quiz.items, names, strict=True)}
    return found


def in_feedback(marks: SubmissionMarks) -> Names:
    """Return what the first screen of a feedback page calls each question, where all are right."""
    cells = []
    for quiz in marks.quizzes.values():
        told = read_facts([{"data": {FORM: facts(quiz)}}])
        right = tuple(type(each)(each.id, each.number, 1, None, (), "right", 1, 1) for each in told)
        cells.append(Graded(quiz.quiz.id, quiz.quiz.title, 1, 1, items=right))
    shown = "".join(screen(Returned("", (), (), {}, [], {}), cells, 1, 0).well)
    found = re.findall(f'<a href="#{anchor("")}([^"]+)">([^<]+)</a>', shown)
    return {item: name.removeprefix("Question ") for item, name in found}


def in_the_review(marks: SubmissionMarks) -> Names:
    """Return the numbers of the list that reviews a quiz; a list of one shows none."""
    found: Names = {}
    for quiz in marks.quizzes.values():
        html = review(quiz)
        listed = re.findall(f'<li id="{anchor("")}([^"]+)"', html)
        numbered = "list-style:none" not in html
        found |= {item: str(n) if numbered else quiz.quiz.title for n, item in enumerate(listed, 1)}
    return found


def for_commands(course: Course, lesson: str) -> Names:
    """Return by what number a command and a student's query find each question; else the title that they show."""
    found = {}
    for each in graded(course, lesson):
        if each.number is None:
            assert f"“{each.quiz.title}”)" in str(each)
            found[each.item.id] = each.quiz.title
        else:
            by_number = find_item(course, f"{lesson} {each.number}")
            asked = item_meant(course, lesson, f"Question {each.number}, because I think so")
            assert by_number.item.id == asked.item.id == each.item.id
            found[each.item.id] = str(each.number)
    return found


def in_the_class_report(scheme: AnswerKey, marks: SubmissionMarks) -> Names:
    results = items.item_results(scheme, [marks])
    for one in results:
        assert one.question == (f"Question {one.name}" if one.name.isdecimal() else one.name)
    return {one.item.id: one.name for one in results}


def in_the_teachers_report(scheme: AnswerKey, lesson: str) -> Names:
    group = ClassWork(Lesson(lesson, scheme, (), {}), [read_work("ana", {}, scheme)])
    return {item.id: group.number(n).removesuffix(f" {item.id}") for n, (_, item) in enumerate(group.items)}


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_question_has_one_number(lesson: str, tmp_path: Path) -> None:
    scheme = read_answer_key(COURSE, lesson)
    marks = mark_folder(tmp_path, scheme)
    names = on_the_page(scheme, tmp_path)
    assert in_feedback(marks) == names
    assert in_the_review(marks) == names
    assert for_commands(COURSE, lesson) == names
    assert in_the_class_report(scheme, marks) == names
    assert in_the_teachers_report(scheme, lesson) == names


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_question_that_is_taken_back_leaves_the_others_their_numbers(lesson: str, tmp_path: Path) -> None:
    scheme = read_answer_key(COURSE, lesson)
    names = on_the_page(scheme, tmp_path)
    second = next((item for item, name in names.items() if name == "2"), None)
    if second is None:
        assert "1" not in names.values()
        return
    gone = structs.replace(scheme.answers[second], void="out")
    voided = replace(scheme, answers={**scheme.answers, second: gone})
    left = {item: name for item, name in names.items() if item != second}
    assert in_the_class_report(voided, mark_folder(tmp_path, voided)) == left
    assert in_the_teachers_report(voided, lesson) == left


def test_where_two_quizzes_count_from_one_their_titles_tell_them_apart(course: Course, tmp_path: Path) -> None:
    bank = course.bank_file(ASSIGNMENT)
    last = BANK.index("  - id: run-01")
    more = BANK[:last].partition("  - id: quiz-01")[2].replace("Small quiz", "More").replace("s-", "t-")
    bank.write_text(f"{BANK[:last]}  - id: quiz-02{more}{BANK[last:]}", "utf-8")
    keys = course.keys_file(ASSIGNMENT)
    text = keys.read_text("utf-8")
    asked = text.partition("keys:\n")[2].partition("  s-run:")[0].replace("  s-", "  t-")
    keys.write_text(text.replace("keys:\n", f"keys:\n{asked}"), "utf-8")
    scheme = read_answer_key(course, ASSIGNMENT)
    wanted = ["Small quiz: 1", "Small quiz: 2", "Small quiz: 3", "More: 1", "More: 2", "More: 3", "Small run"]
    assert [*in_the_class_report(scheme, mark_folder(tmp_path, scheme)).values()] == wanted
    assert [*in_the_teachers_report(scheme, ASSIGNMENT).values()] == wanted
    with pytest.raises(UnknownNameError, match="several questions 2: s-several in “Small quiz”, t-several in “More”"):
        find_item(course, "01 2")


def test_a_number_that_no_question_has_is_answered_with_what_has_none(course: Course) -> None:
    with pytest.raises(UnknownNameError, match="no graded quiz of 01-small has a question 9; without a number: "):
        find_item(course, "01 9")
