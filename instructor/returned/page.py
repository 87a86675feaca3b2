"""nbgrader's step that arranges a graded notebook for `templates/feedback`, after its own has put the grades there.

The template gets one value, `resources.page`. It has no word of its own; it escapes what is no `Markup`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

import seeds
from instructor.course import Course
from instructor.grading.queries import replies_to
from instructor.marking.facts import read_facts
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson, claims, grade_id, read_lesson
from instructor.returned.parts import Part, lesson_text, part, with_replies
from instructor.returned.screen import Screen, screen
from quizzes.catalogue import date, say
from quizzes.tongue import direction, language, marked

#: nbgrader's comment on an answer that was left as it was handed out.
NO_RESPONSE = "No response."
_HEADINGS = {
    "points": "feedback.points_heading",
    "waits": "feedback.waits_heading",
    "nothing_waits": "feedback.nothing_waits",
    "nothing_marked": "feedback.nothing_marked",
    "come_back": "feedback.come_back",
    "well": "feedback.well_heading",
    "nothing_right": "feedback.nothing_right",
    "reread": "feedback.reread_heading",
    "nothing_to_reread": "feedback.nothing_to_reread",
    "objectives": "feedback.objectives_heading",
    "answers": "feedback.answers_heading",
    "task": "feedback.task",
    "your_answer": "page.your_answer",
    "folded": "feedback.lesson_folded",
    "comment": "feedback.comment",
    "paragraphs": "feedback.paragraphs_heading",
    "lesson": "feedback.lesson_heading",
    "top": "feedback.top",
    "contents": "feedback.contents",
}


@dataclass(frozen=True)
class Page:
    """What the template shows.

    `written` and `quoted` are the attributes of what authors wrote and of the essay, where their language is another
    than the page's. `about` says whose page it is; `words` are its headings; `text` are the lesson's sections: anchor,
    title, HTML.
    """

    language: str
    direction: str
    written: Markup
    quoted: Markup
    title: str
    about: str
    words: Mapping[str, str]
    screen: Screen
    parts: tuple[Part, ...]
    paragraphs: tuple[tuple[str, str, str], ...]
    attribution: str
    text: tuple[tuple[str, str, str], ...]


class ArrangePage(NbGraderPreprocessor):
    """Arrange a graded notebook for the feedback page."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put the page's contents into the resources; `nb` stays as it is."""
        where = resources["nbgrader"]
        course = Course.here()
        lesson = read_lesson(course, where["assignment"], nb)
        cells, about = _graded(nb, lesson, where), _about(where)
        shown = screen(lesson, cells, where["score"], where["late_penalty"])
        page = _page(nb, lesson, cells, shown, about)
        replies = where["replies"] if "replies" in where else replies_to(course, where["assignment"], where["student"])
        resources["page"] = replace(page, parts=tuple(with_replies(each, replies) for each in page.parts))
        return nb, resources


def _graded(nb: NotebookNode, lesson: Lesson, where: Mapping[str, Any]) -> list[Graded]:
    """Return the cells that are graded, or hold an answer, in the notebook's order."""
    looked_for = where["looked_for"] if "looked_for" in where else _looked_for(where)
    kept = [cell for cell in nb.cells if any(claims(cell).get(role) for role in ("grade", "solution", "task"))]
    return [_cell(cell, lesson, looked_for) for cell in kept]


def _looked_for(where: Mapping[str, Any]) -> dict[str, bool]:
    """Ask the gradebook, where `feedback` has not done so for the whole class."""
    with Gradebook(where["db_url"]) as gradebook:
        found = gradebook.find_submission_notebook(where["notebook"], where["assignment"], where["student"])
        return {grade.name: grade.manual_score is None for grade in found.grades if grade.needs_manual_grade}


def _about(where: Mapping[str, Any]) -> str:
    """Say whose page it is, of when it is, and who marks."""
    name = where["name"] if "name" in where else _name(where)
    return say("feedback.about", student=name, date=date(datetime.now().astimezone()))


def _name(where: Mapping[str, Any]) -> str:
    """Ask the gradebook, as above; where it has no name it is the id."""
    with Gradebook(where["db_url"]) as gradebook:
        student = gradebook.find_student(where["student"])
        return " ".join(filter(None, (student.first_name, student.last_name))) or str(student.id)


def _cell(cell: NotebookNode, lesson: Lesson, looked_for: Mapping[str, bool]) -> Graded:
    """Return one; `looked_for` says of those that a person has to look at whether nobody has."""
    name, found = grade_id(cell), claims(cell)
    quiz = lesson.quizzes.get(name)
    is_blank = found.get("comment") == NO_RESPONSE and not found.get("score")
    return Graded(
        name=name,
        title=quiz.title if quiz else lesson.title_of(name),
        score=found.get("score") or 0.0,
        maximum=found.get("points") or 0.0,
        objective=quiz.items[0].objective if quiz and not quiz.graded else None,
        items=read_facts(cell.get("outputs", [])),
        comment="" if is_blank else found.get("comment") or "",
        waits=looked_for.get(name, False),
        again=not looked_for.get(name, True),
        blank=is_blank,
    )


def _page(nb: NotebookNode, lesson: Lesson, cells: Sequence[Graded], shown: Screen, about: str) -> Page:
    by_name = {cell.name: cell for cell in cells}
    quoted = sorted({number for cell in cells for item in cell.items for number in item.paragraphs})
    return Page(
        language=language(),
        direction=direction(language()),
        written=Markup(marked()),
        quoted=Markup(marked(seeds.essay().language)),
        title=lesson.title,
        about=about,
        words={name: say(key) for name, key in _HEADINGS.items()},
        screen=shown,
        parts=tuple(part(cell, by_name[grade_id(cell)], lesson) for cell in nb.cells if grade_id(cell) in by_name),
        paragraphs=tuple(
            (f"p{number}", say("essay.paragraph", number=number), seeds.paragraph(number)) for number in quoted
        ),
        attribution=seeds.essay().attribution if quoted else "",
        text=tuple(
            (section.anchor, section.title, lesson_text(section, by_name, lesson)) for section in lesson.sections
        ),
    )
