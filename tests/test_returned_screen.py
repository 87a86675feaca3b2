"""Does the first screen of a feedback page put first what costs most, and leave out what nobody has read?"""

from __future__ import annotations

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from instructor.course import Course
from instructor.marking.facts import ItemFacts, section_named
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson, read_lesson
from instructor.returned.parts import with_links
from instructor.returned.screen import screen
from tests.small_course import ASSIGNMENT, cell_metadata

HEADER = "# Order\n\n**Objectives.** You can\n\n1. tell a good from a bad;\n2. count;\n3. write.\n"


def lesson_of(course: Course) -> Lesson:
    """Return a lesson of three sections; objective 1 is practised in the second."""
    cells = [
        new_markdown_cell(HEADER),
        new_markdown_cell("## 1. What you bring (5 min)"),
        new_markdown_cell("## 2. Goods (9 min)"),
        new_code_cell('quiz("warm-up")', metadata=cell_metadata("warm-up")),
        new_markdown_cell("## 3. Quiz"),
        new_code_cell('quiz("run-01")', metadata=cell_metadata("run-01", 4)),
    ]
    return read_lesson(course, ASSIGNMENT, new_notebook(cells=cells))


def item(
    number: int, points: float, maximum: float = 1, objective: int = 1, paragraphs: tuple[int, ...] = ()
) -> ItemFacts:
    outcome = "right" if points == maximum else "partly right" if points else "wrong"
    return ItemFacts(f"i-{number}", number, objective, None, paragraphs, outcome, points, maximum)


def quiz(*items: ItemFacts, name: str = "quiz-01") -> Graded:
    score = sum(each.points for each in items)
    return Graded(name, name, score, sum(each.maximum for each in items), items=items)


def test_the_three_places_that_cost_most_come_first(course: Course) -> None:
    one_section = [item(1, 0.5), item(2, 0.25)]
    by_paragraph = [item(3, 0, 3, objective=2, paragraphs=(9, 2)), item(4, 0.5, 1, objective=2, paragraphs=(4,))]
    cells = [
        quiz(*one_section, *by_paragraph),
        Graded("essay-01", "Essay", 8, 10, objective=3, comment="More."),
    ]
    shown = screen(lesson_of(course), cells, 9.25, 0)
    assert [re.sub("<[^>]*>", "", where) for where, _ in shown.reread] == [
        "paragraphs 2, 9 of the essay (P2, P9)",
        "The comment on Essay",
        "Section 2. Goods",
    ]
    assert shown.practise


def test_what_is_not_right_beyond_the_first_three_places_is_named_with_its_verdict(course: Course) -> None:
    wrong = [item(number, 0, 2, objective=2, paragraphs=(number,)) for number in (1, 2, 3)]
    partly = [item(4, 0.5, objective=2, paragraphs=(4,)), item(5, 0.9, objective=2, paragraphs=(5,))]
    essay = Graded("essay-01", "Essay", 0, 1, objective=3, blank=True)
    shown = screen(lesson_of(course), [quiz(*wrong, *partly, item(6, 1)), essay], 2.4, 0)
    assert len(shown.reread) == 3
    assert re.sub("<[^>]*>", "", shown.besides) == (
        "Look at these again, too: Question 4 (partly right; essay P4), Question 5 (partly right; essay P5), "
        "Essay (not answered)."
    )
    assert screen(lesson_of(course), [quiz(*wrong)], 0, 0).besides == ""


def test_a_question_is_named_by_how_it_begins_and_without_that_by_its_number(course: Course) -> None:
    named = ItemFacts("i-1", 1, 1, "public-goods-and-free-riding", (), "right", 1, 1, "Which good has a <door>?")
    shown = screen(lesson_of(course), [quiz(named, item(2, 1), item(3, 0))], 2, 0)
    assert shown.well == (
        '<a href="#q-i-1">Question 1: Which good has a &lt;door&gt;?</a> '
        '<small class="soft">Public goods and free riding</small>',
        '<a href="#q-i-2">Question 2</a>',
    )


@pytest.mark.parametrize(
    ("earned", "maximum", "verdict"),
    [
        (6, 6, "Met"),
        (5.5, 6, "Nearly all"),
        (4, 6, "More than half"),
        (3, 6, "About half"),
        (0.5, 2, "Less than half"),
        (0.1, 2, "A little"),
        (0, 2, "Not met yet"),
    ],
)
def test_how_near_an_objective_is_has_its_own_words(
    course: Course, earned: float, maximum: float, verdict: str
) -> None:
    first = screen(lesson_of(course), [quiz(item(1, earned, maximum))], earned, 0).objectives[0]
    assert (first.verdict, first.points) == (verdict, f"{earned:g} of {maximum:g} points")
    assert first.share == pytest.approx(earned / maximum)


def test_a_section_that_a_review_names_is_linked_and_called_by_its_title(course: Course) -> None:
    review = "<p title='section 2'>As section 2 and Section 3 say; section 22 is none.</p>"
    assert with_links(review, lesson_of(course)) == (
        "<p title='section 2'>As <a href=\"#section-2\">section 2</a> (Goods) and "
        '<a href="#section-3">Section 3</a> (Quiz) say; section 22 is none.</p>'
    )


def test_a_run_is_reread_where_it_stands(course: Course) -> None:
    shown = screen(lesson_of(course), [quiz(item(1, 2, 4), name="run-01")], 2, 0)
    assert [re.sub("<[^>]*>", "", where) for where, _ in shown.reread] == ["Section 3. Quiz"]


def test_how_far_an_objective_is_met_goes_by_points_and_leaves_out_what_waits(course: Course) -> None:
    essay = Graded("essay-01", "Essay", 0, 10, objective=3, waits=True)
    limit = Graded("limit-01", "Limit", 0, 1, objective=1, waits=True)
    shown = screen(lesson_of(course), [quiz(item(1, 1), item(2, 1 / 3, objective=2)), essay, limit], 1.3333, 0)
    assert [(each.text, each.verdict, each.points) for each in shown.objectives] == [
        ("tell a good from a bad", "All right so far", "1 of 1 point; 1 point waits"),
        ("count", "Less than half", "0.33 of 1 point"),
        ("write", "Waits", "10 points wait"),
    ]
    assert [(each.share, each.open) for each in shown.objectives] == [(0.5, 0.5), (1 / 3, 0), (0, 1)]
    assert shown.points == "1.33 of 2 points so far"
    assert len(shown.waits) == 2


def test_of_all_that_is_right_nothing_is_to_be_reread(course: Course) -> None:
    done = Graded("essay-01", "Essay", 10, 10, objective=3)
    shown = screen(lesson_of(course), [quiz(*(item(number, 1) for number in range(1, 9))), done], 18, 0)
    assert (shown.reread, shown.right) == ((), "8 of 8 questions are right:")
    assert [re.sub("<[^>]*>", "", each) for each in shown.well[5:]] == [
        "Question 6",
        "also Question 7, Question 8",
        "Essay: 10 of 10 points",
    ]


def test_of_many_more_that_are_right_only_the_number_is_told(course: Course) -> None:
    shown = screen(lesson_of(course), [quiz(*(item(number, 1) for number in range(1, 14)))], 13, 0)
    assert shown.well[6:] == ("and 7 more",)


@pytest.mark.parametrize(("earned", "verdict"), [(0, "Nothing right so far"), (0.5, "About half so far")])
def test_while_a_part_of_an_objective_waits_its_words_are_so_far(course: Course, earned: float, verdict: str) -> None:
    limit = Graded("limit-01", "Limit", 0, 3, objective=1, waits=True)
    first = screen(lesson_of(course), [quiz(item(1, earned)), limit], earned, 0).objectives[0]
    assert (first.verdict, first.share, first.open) == (verdict, earned / 4, 0.75)


def test_a_question_is_reread_in_the_section_that_its_reason_names(course: Course) -> None:
    named = ItemFacts("i-1", 1, 1, None, (9,), "wrong", 0, 1, section="3")
    unknown = ItemFacts("i-2", 2, 1, None, (9,), "wrong", 0, 1, section="22")
    shown = screen(lesson_of(course), [quiz(named, unknown)], 0, 0)
    assert [re.sub("<[^>]*>", "", where) for where, _ in shown.reread] == [
        "Section 3. Quiz; paragraph 9 of the essay (P9)",
        "Section 2. Goods; essay P9",
    ]
    assert section_named("It holds, as the columns of section 8 say.") == "8"
    assert section_named("It holds.") == ""


def test_a_further_question_is_named_with_the_number_of_its_section(course: Course) -> None:
    wrong = [item(number, 0, 2, objective=2, paragraphs=(number,)) for number in (1, 2, 3)]
    shown = screen(lesson_of(course), [quiz(*wrong, item(4, 0.5))], 0.5, 0)
    assert shown.besides == (
        'Look at these again, too: <a href="#q-i-4">Question 4</a> (partly right; <a href="#section-2">section 2</a>).'
    )


def test_while_everything_waits_nothing_is_called_wrong_and_there_is_no_0(course: Course) -> None:
    shown = screen(lesson_of(course), [Graded("essay-01", "Essay", 0, 10, objective=3, waits=True)], 0, 0)
    assert (shown.points, shown.marked, shown.reread, shown.well) == ("No points yet", False, (), ())
    assert "0 of" not in repr(shown)


def test_a_lesson_that_is_not_counted_says_so(course: Course) -> None:
    shown = screen(lesson_of(course), [], 0, 0)
    assert (shown.points, shown.counted, shown.objectives[0].verdict) == ("Not counted", False, "Not asked")
