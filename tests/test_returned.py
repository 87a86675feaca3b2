"""Does a feedback page begin with what a student needs, lead to where it stands, and tell nothing too early?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from instructor.course import CONFIGURATION, Course
from instructor.feedback import page, write_feedback
from instructor.marking.facts import FORM, ItemFacts, read_facts
from tests.gradebooks import autograded
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, RIGHT, answer, edit, hand_in_folder
from tests.term import by_hand, void

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

#: Half of one question, none of another, and a text that nobody has read.
MIXED = RIGHT | {"s-club": "b", "s-several": ["a"]}


class Reader(HTMLParser):
    """Reads a page: its ids, the links within it, its headings, and all texts with the tags around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        found = dict(attributes)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [(found["href"] or "")[1:]] if (found.get("href") or "").startswith("#") else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in ("meta", "br", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip():
            self.texts.append((data, tuple(self._open)))


def returned(course: Course, student: str = "ana") -> str:
    """Grade what was handed in, and return the page."""
    grade(course)
    return written(course, student)


def written(course: Course, student: str = "ana") -> str:
    assert list(write_feedback(course, ASSIGNMENT, [student])) == [(student, "")]
    return page(course, ASSIGNMENT, student).read_text("utf-8")


def first_screen(html: str) -> str:
    """Return what is read of the first screen, tags taken out."""
    start, end = html.index('class="screen"'), html.index("<nav")
    return " ".join(re.sub(r"<[^>]*>", " ", html[html.index(">", start) + 1 : end]).split())


def test_the_first_screen_says_points_what_waits_what_went_well_and_what_to_reread(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED, written="It leaves out threats.")
    assert first_screen(returned(course)) == (
        "Points 6.5 of 8 points so far "
        "1 point of 9 is still open: your instructor has not marked that answer yet, so it counts neither as earned "
        "nor as lost. Look for a new page where you found this one. "
        "Waits for your instructor Name a limit , 1 point "
        "Reread and practise next Section Overview ; paragraph 9 of the essay ( P9 ) "
        "Question 1: Which good has a door? – Not right Question 2: Which are shared? – Partly right "
        "The sections are folded at the end of this page. Their practice is in the course: "
        "open the lesson “Small” there and try again, as often as you like. "
        "What went well 2 of 4 questions are right: Question 3: Two and a half? Public goods and free riding "
        "Small run Public goods and free riding"
    )


def test_the_page_goes_from_the_screen_to_the_answers_to_the_folded_lesson(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED, written="It leaves out threats.")
    html = returned(course)
    places = [html.index(text) for text in ('class="screen"', 'id="cell-quiz-01"', 'id="cell-limit-01"', 'id="lesson"')]
    assert places == sorted(places)
    around = {text.strip(): tags for text, tags in Reader(html).texts}
    assert "details" in around["A lesson with"]
    assert "details" in around["In ten words."]
    assert "details" not in around["It leaves out threats."]
    assert "Test cell" not in html


def test_every_link_leads_to_one_place_and_no_heading_skips_a_level(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED, written="# My answer\n\n$$a$$ (p9)\n\nIt leaves out threats.")
    read = Reader(returned(course))
    assert len(read.ids) == len(set(read.ids))
    assert set(read.links) <= set(read.ids)
    assert {"p9", "q-s-club", "cell-limit-01", "section-0"} <= set(read.links)
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"s-club": "b"}, "<strong>Right answer:</strong> a club good"),
        ({"s-several": ["b"]}, "<strong>Right answer:</strong> <ul><li>air</li><li>light</li></ul>"),
        ({"s-several": ["a"]}, "◐ Partly right: 1 of 2 found</strong>, 0.5 of 1"),
        ({"s-several": ["b"]}, "✗ Not right: 0 of 2 found, and 1 that does not belong</strong>, 0 of 1"),
        ({"s-number": "3"}, "<strong>Right answer:</strong> 2.5 per cent"),
        ({"s-number": None}, "– Not answered</strong>, 0 of 2"),
        ({"s-run": RIGHT["s-run"] | {"comparison": "8"}}, "<strong>Right answer:</strong> Square = 9"),
        ({"s-run": RIGHT["s-run"] | {"prediction": "5"}}, "<strong>You said 5; it was 6.</strong> It earns its share"),
        ({"s-run": RIGHT["s-run"] | {"comparison": "8"}}, "the 4 parts of the run weigh the same"),
        ({"s-several": ["b"]}, "each right pick adds its share, and each one that does not belong takes a share away"),
    ],
)
def test_the_right_answer_stands_by_name_and_the_parts_are_counted(
    course: Course, answers: dict[str, object], words: str
) -> None:
    hand_in_folder(course, "ana", RIGHT | answers)
    assert words in returned(course)


def test_of_what_is_right_or_was_taken_back_no_right_answer_is_named(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT | {"s-several": ["b"]})
    void(course, "s-several", "full")
    html = returned(course)
    assert "this question was taken back" in html
    assert "Right answer" not in html
    assert "Reread and practise next What counts in Name a limit Nothing was written. What" in first_screen(html)


def test_of_several_right_answers_the_nearest_one_is_named(course: Course) -> None:
    path = course.keys_file(ASSIGNMENT)
    path.write_text(path.read_text("utf-8").replace("key: [a, c]", "key: [a, c]\n    also: [[b, c]]"), "utf-8")
    hand_in_folder(course, "ana", RIGHT | {"s-several": ["b"]})
    assert "<strong>One right answer:</strong> <ul><li>bread</li><li>light</li></ul>" in returned(course)


def test_where_nothing_is_right_it_says_where_to_begin(course: Course) -> None:
    hand_in_folder(course, "ana", {})
    shown = first_screen(returned(course))
    assert "0 of 9 points Waits for your instructor Nothing: everything is marked." in shown
    assert "No answer is right yet. Begin with the first place to reread and practise." in shown
    assert "Reread and practise next Section Overview" in shown
    assert "What counts in Name a limit Nothing was written." in shown


def test_an_answer_that_changed_after_it_was_marked_is_said_to_wait(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    grade(course)
    by_hand(course, "ana", "limit-01", 1)
    assert "Waits for your instructor Nothing: everything is marked." in first_screen(written(course))
    edit(folder, lambda nb: nb.cells[-1].update(source="It leaves out allies."))
    shown = first_screen(returned(course))
    assert "9 of 9 points" in shown
    assert "Name a limit : you changed it after it was marked." in shown


def test_a_comment_is_a_place_to_reread_and_points_that_a_person_set_are_said(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED, written="It leaves out threats.")
    grade(course)
    by_hand(course, "ana", "limit-01", 0.25)
    by_hand(course, "ana", "quiz-01", 4)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        comment = book.find_comment("limit-01", ASSIGNMENT, ASSIGNMENT, "ana")
        comment.manual_comment = "Which *assumption*? <script>alert(1)</script>"
        book.db.commit()
    html = written(course)
    assert "The comment on Name a limit 0.25 of 1" in first_screen(html)
    assert "Which <em>assumption</em>? &lt;script&gt;" in html
    assert "Your instructor set the points of this part: 4 of 4." in html
    assert html.count("Your instructor set the points") == 1


def test_what_a_student_wrote_stands_under_its_label_whether_it_waits_or_is_marked(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    assert re.search(r"<h4>Your answer</h4>\s*<div class=\"answer\">\s*<p>It leaves out threats.</p>", returned(course))
    by_hand(course, "ana", "limit-01", 1)
    html = written(course)
    assert html.count("<h4>Your answer</h4>") == 1


def test_how_points_come_about_is_not_said_where_all_were_earned_or_nothing_was_given(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT | {"s-several": None})
    assert "How the points come about" not in returned(course)


def test_a_paragraph_is_cited_by_a_link_and_not_by_its_tags(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    assert "(P9)" in re.sub(r"<[^>]*>", "", returned(course))


def test_a_page_has_nothing_of_another_student(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED, written="Anas own words.")
    hand_in_folder(course, "ben", RIGHT, written="Bens own words.")
    html = returned(course)
    assert "Anas own words." in html
    assert "Bens own words." not in html


def test_what_was_graded_before_there_were_facts_still_has_its_page(course: Course) -> None:
    hand_in_folder(course, "ana", MIXED)
    grade(course)
    path = course.step("autograded", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.ipynb"
    nb = autograded(course, "ana")
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            assert output.data.pop(FORM)
    nbformat.write(nb, path)
    html = written(course)
    assert ">6.5 of 9 points<" in html
    assert "Small quiz: 2.5 of 4 points" in html


def test_the_facts_are_those_of_the_marks(course: Course) -> None:
    answer(hand_in_folder(course, "ana", MIXED), "quiz-01", "s-number", "no number")
    grade(course)
    (found,) = (read_facts(cell.outputs) for cell in autograded(course, "ana").cells if cell.id == "quiz-01")
    expected = [
        ("s-club", "wrong", 0, 1, "Which good has a door?"),
        ("s-several", "partly right", 0.5, 1, "Which are shared?"),
        ("s-number", "wrong", 0, 2, "Two and a half?"),
    ]
    assert found == tuple(
        ItemFacts(name, number, 1, "public-goods-and-free-riding", (9,), outcome, points, maximum, question)
        for number, (name, outcome, points, maximum, question) in enumerate(expected, start=1)
    )


def test_the_template_has_no_word_of_its_own() -> None:
    template = (CONFIGURATION / "templates" / "feedback" / "index.html.j2").read_text("utf-8")
    body = template[template.index("<body>") :]
    assert not re.search(r"[A-Za-z]", re.sub(r"<[^<>]*>|\{[{%].*?[%}]\}", "", body))


def test_the_folded_lesson_leaves_out_what_only_asks_and_keeps_what_a_student_wrote_anywhere(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT)
    edit(folder, lambda nb: nb.cells.insert(2, new_code_cell("mine = 2 < 3", id="mine")))
    edit(folder, lambda nb: nb.cells.append(new_markdown_cell("## My heading\n\nMy note.", id="note")))
    html = returned(course)
    assert "<pre>from quizzes import" not in html
    assert "mine = 2 &lt; 3" in html
    assert "My note." in html
    assert "<em>Questions: Warm up</em>" in html
