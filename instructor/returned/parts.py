"""The graded parts and the lesson's text as HTML.

Every text of a student's is rendered by `quizzes.markdown` or escaped. Of a test no source is shown, because it may be
hidden, and of what it said no more than the last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from markupsafe import Markup
from nbformat.notebooknode import NotebookNode

from instructor.guide.compared import only_asks
from instructor.marking.review import anchor
from instructor.preprocessors import pictures
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson, Section, claims, grade_id
from instructor.returned.screen import link
from quizzes.catalogue import markup, points, say, say_as_written
from quizzes.markdown import html

_TAG = re.compile(r"(</?h)([1-6])>")
_OWN_HEADING = re.compile(r"\A\s*<h4>.*?</h4>", re.DOTALL)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_FORMULA = re.compile(r'<div (?:id="[^"<>]*" )?class="math block">(.*?)</div>', re.DOTALL)
_CITED = re.compile(r'(<cite data-paragraph="(\d+)"[^<>]*>)([^<>]*)</cite>')
_QUIZ = re.compile(r"quiz\([\"']([a-z0-9-]+)[\"']\)")
NOTHING = Markup()


@dataclass(frozen=True)
class Part:
    """One graded part: its id in the page, its heading and points (none where the review has them), and its HTML.

    `task` is what was asked, folded away; `comment` is a person's; `is_own`: the HTML is what the student wrote.
    """

    anchor: str
    heading: str
    body: Markup
    task: Markup = NOTHING
    comment: Markup = NOTHING
    is_own: bool = False


def part(cell: NotebookNode, graded: Graded, lesson: Lesson) -> Part:
    """Return the part that a graded cell, or one with an answer, makes."""
    comment = _demoted(html(graded.comment), 3) if graded.comment else NOTHING
    if graded.name in lesson.quizzes and lesson.quizzes[graded.name].graded:
        return Part(graded.anchor, "", with_links(_review(cell, graded), lesson), comment=comment)
    heading = _heading(graded)
    if claims(cell).get("task"):
        return Part(graded.anchor, heading, _text(cell, 3), comment=comment)
    if claims(cell).get("solution"):
        blank = Markup(f"<p><em>{markup('feedback.nothing_written')}</em></p>")
        body = blank if graded.blank else _answer(cell)
        return Part(graded.anchor, heading, body, _task_of(lesson, graded.name), comment, is_own=True)
    return Part(graded.anchor, heading, _said_by_test(cell))


def with_replies(made: Part, replies: Mapping[str, list[str]]) -> Part:
    """Return a part that has, at each question somebody asked about, what the instructor answered."""
    body = str(made.body)
    for item, texts in replies.items():
        begin = re.search(rf'<li id="{re.escape(anchor(item))}"[^>]*>', body)
        if begin:
            label = f"<strong>{markup('feedback.reply')}</strong>"
            said = "".join(f'<div role="note">{label} {html(text)}</div>' for text in texts)
            body = body[: begin.end()] + said + body[begin.end() :]
    return replace(made, body=Markup(body))


def lesson_text(section: Section, shown: Mapping[str, Graded], lesson: Lesson) -> Markup:
    """Return the text of a section without its own heading; in place of a graded part stands a link to it."""
    return Markup(_OWN_HEADING.sub("", Markup("").join(_in_lesson(cell, shown, lesson) for cell in section.cells)))


def with_links(review: str, lesson: Lesson) -> Markup:
    """Let the paragraphs and sections that a review names lead to their text in the page, and wide tables scroll."""
    cited = _CITED.sub(r'\1<a href="#p\2">\3</a></cite>', str(review))
    return _framed(_sections_named(cited, lesson))


def _sections_named(review: str, lesson: Lesson) -> str:
    """Let "section 9" of a review lead there, and say what it is called."""
    named = re.compile(rf"<[^>]*>|{say_as_written('feedback.section', title='([0-9]+)')}(?![0-9])", re.IGNORECASE)

    def led(found: re.Match[str]) -> str:
        section = lesson.numbered(found[1]) if found[1] else None
        if section is None:
            return found[0]
        title = escape(section.title.partition(" ")[2])
        return markup("feedback.section_named", section=link(section.anchor, found[0]), title=title)

    return named.sub(led, review)


def _heading(graded: Graded) -> str:
    if graded.waits:
        return say("feedback.part_waits", title=graded.title, count=round(graded.maximum, 2))
    earned = {"points": points(graded.score), "maximum": points(graded.maximum)}
    return say("review.title", title=graded.title, **earned) if graded.maximum else graded.title


def _review(cell: NotebookNode, graded: Graded) -> Markup:
    results: list[Mapping[str, Any]] = [output.get("data", {}) for output in cell.outputs]
    data = next((each for each in results if "text/html" in each), {})
    # What a student's own copy had of it was cleared before the review was put there.
    shown = Markup("".join(data.get("text/html", "")))
    if f"{graded.score:.2f}" == f"{float(''.join(data.get('text/plain', '0'))):.2f}":
        return shown
    earned = {"points": points(graded.score), "maximum": points(graded.maximum)}
    return Markup(f"<p><strong>{markup('feedback.by_person', **earned)}</strong></p>") + shown


def _answer(cell: NotebookNode) -> Markup:
    return _text(cell, 3) if cell.cell_type == "markdown" else _code(cell) + _outputs(cell)


def _task_of(lesson: Lesson, name: str) -> Markup:
    """Return the task of a written answer, with the scheme that it is marked by."""
    section = lesson.section_of(f"{name}-task")
    cells = section.cells if section else []
    return Markup("").join(_text(cell, 1) for cell in cells if grade_id(cell) == f"{name}-task")


def _said_by_test(cell: NotebookNode) -> Markup:
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    lines = (f"<p><code>{escape(f'{each.ename}: {each.evalue}'[:500])}</code></p>" for each in errors)
    return Markup("".join(lines) or f"<p>{markup('feedback.test_passed')}</p>")


# The lesson


def _in_lesson(cell: NotebookNode, shown: Mapping[str, Graded], lesson: Lesson) -> Markup:
    name = grade_id(cell)
    if name in shown:
        return _led_to(shown[name])
    if name.removesuffix("-task") in shown:
        return NOTHING
    if cell.cell_type == "markdown":
        return _text(cell, 2)
    asked = _QUIZ.fullmatch(cell.source.strip())
    if asked and asked[1] in shown:
        return NOTHING
    if asked and asked[1] in lesson.quizzes:
        return Markup(f"<p><em>{markup('feedback.practice', title=escape(lesson.quizzes[asked[1]].title))}</em></p>")
    return _outputs(cell) if only_asks(cell) else _code(cell) + _outputs(cell)


def _led_to(graded: Graded) -> Markup:
    return Markup(f"<p>{markup('feedback.answered_above', title=link(graded.anchor, graded.title))}</p>")


def _text(cell: NotebookNode, levels: int) -> Markup:
    """Return a cell's Markdown with the pictures in it; its own heading is the section's."""
    return _demoted("\n".join([html(cell.source), *pictures(cell)]), levels)


def _demoted(text: str, levels: int) -> Markup:
    """Return rendered Markdown whose headings stand so many levels below, where there are levels left."""
    return _framed(_TAG.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + levels, 6)}>", text))


def _framed(text: str) -> Markup:
    """Let tables and formulas scroll by themselves where they are too wide, also by keyboard."""
    text = _TABLE.sub(lambda found: f"{_frame('feedback.table')}{found[0]}</div>", text)
    text = text.replace("<th></th>", "<td></td>")  # an empty corner heads nothing
    return Markup(_FORMULA.sub(lambda found: f"{_frame('feedback.formula')}{found[1]}</div>", text))


def _frame(key: str) -> str:
    return f'<div class="wide" role="group" aria-label="{escape(say(key))}" tabindex="0">'


def _code(cell: NotebookNode) -> Markup:
    return Markup(f"<pre>{escape(cell.source)}</pre>" if cell.source.strip() else "")


def _outputs(cell: NotebookNode) -> Markup:
    return Markup("").join(_output(output) for output in cell.get("outputs", []))


def _output(output: NotebookNode) -> Markup:
    if output.output_type == "stream":
        return Markup(f"<pre>{escape(output.text)}</pre>")
    if output.output_type == "error":
        return Markup(f"<pre>{escape(f'{output.ename}: {output.evalue}')}</pre>")
    data: Mapping[str, Any] = output.get("data", {})
    return Markup("").join(_forms(data))


def _forms(data: Mapping[str, Any]) -> Iterator[Markup]:
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            alt = escape(say("feedback.picture"))
            yield Markup(f'<img alt="{alt}" src="data:{kind};base64,{escape("".join(data[kind]).strip())}">')
            return
    if "text/plain" in data:
        yield Markup(f"<pre>{escape(''.join(data['text/plain']))}</pre>")
