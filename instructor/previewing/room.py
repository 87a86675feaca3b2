"""A room in which what is chosen is at work: the quizzes as students answer them, in a folder that is nobody's.

The kernel's side of a quiz runs here without a kernel: what the page sends reaches the widget, and its replies go back.
`body` makes everything anew from the files, so what was saved a moment ago is shown; answers stay until the room is
cleared. Where the files have an error, `body` says all of them.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from msgspec.structs import replace

import quizzes
from instructor.authoring import notebooks
from instructor.authoring.findings import findings
from instructor.course import Course, CourseError
from instructor.previewing.beside import LOT, Beside, beside, last_term
from instructor.previewing.chosen import choose
from quizzes.bank import Bank, BankError, Quiz
from quizzes.drawing import drawn_item
from quizzes.folders import Workplace
from quizzes.markdown import html
from quizzes.widget import QuizWidget

PAGE = Path(__file__).parent / "page"
_READING = re.compile(r"reading\((\d+)(?:, *(\d+))?\)")
_SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===(.*?)=== END MARK SCHEME ===", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A part of what is shown: a text, or a quiz by its place in the room with what stands beside its questions.

    `hidden` is what no student gets of a text, by what it is: a mark scheme, a model answer.
    """

    text: str = ""
    quiz: str = ""
    beside: tuple[Beside, ...] = ()
    hidden: tuple[tuple[str, Markup], ...] = ()


class Room:
    """What one page shows."""

    def __init__(self, course: Course, name: str, term: Course) -> None:
        self._course, self._name, self._chosen = course, name, choose(course, name)
        self._folder = Path(tempfile.mkdtemp(prefix="preview-"))
        self._term = last_term(term, self._chosen.lesson)
        self._widgets: dict[str, QuizWidget] = {}
        self._replies: list[Any] = []
        self._lock = Lock()

    def close(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def clear(self) -> None:
        """Forget what was answered."""
        shutil.rmtree(self._folder / "responses", ignore_errors=True)

    @property
    def stamp(self) -> str:
        """What is another text once a file of what is shown was saved."""
        told = []
        for path in self._chosen.files(self._course):
            try:
                stat = path.stat()
            except OSError:
                continue
            told.append(f"{path.name} {stat.st_mtime_ns} {stat.st_size}")
        return "\n".join(told)

    def body(self) -> dict[str, Any]:
        """Return what the page shows now: its HTML, the quizzes' traits by their ids, and the stamp of its files."""
        with self._lock:
            stamp, errors, parts = self.stamp, [str(each) for each in findings(self._course, self._chosen.lesson)], []
            try:
                parts = [*self._parts()]
            except (CourseError, BankError, ValueError) as error:
                errors = errors or [str(error)]
            page = Environment(loader=FileSystemLoader(PAGE), autoescape=True).get_template("body.html.j2")
            shown = page.render(parts=parts, errors=errors, name=self._name or self._chosen.lesson)
            return {
                "html": shown,
                "stamp": stamp,
                "quizzes": {name: _traits(each) for name, each in self._widgets.items()},
            }

    def send(self, quiz: str, message: dict[str, Any]) -> dict[str, Any]:
        """Let a quiz have a message of its page; return its replies and what it shows then. Raises CourseError."""
        with self._lock:
            if quiz not in self._widgets:
                raise CourseError(f'"{quiz}" is not on the page any more; load it again')
            widget, self._replies = self._widgets[quiz], []
            widget._handle_custom_msg(message, [])
            return {"replies": self._replies, **_traits(widget)}

    def _parts(self) -> Iterator[Part]:
        """Yield what is shown, in its order; the quizzes begin anew."""
        course, lesson = self._course, self._chosen.lesson
        self._chosen = choose(course, self._name)
        bank = _with_numbers(course.bank(lesson))
        place = Workplace(bank, course.source(lesson) / f"{lesson}.ipynb", self._folder, lot=LOT)
        self._widgets = {}
        known = {quiz.id: quiz for quiz in self._chosen.quizzes(bank)}
        if self._chosen.quiz:
            yield from (self._quiz(place, quiz) for quiz in known.values())
            cells = notebooks.read(place.notebook)["cells"]
            own = {name for quiz in known.values() if quiz.kind == "written" for name in (quiz.id, f"{quiz.id}-task")}
            found = (_hidden(cell) for cell in cells if notebooks.claims(cell).get("grade_id") in own)
            yield from (Part(hidden=hidden) for hidden in found if hidden)
            return
        for cell in notebooks.read(place.notebook)["cells"]:
            if part := self._cell(place, cell, known):
                yield part

    def _cell(self, place: Workplace, cell: notebooks.Cell, known: dict[str, Quiz]) -> Part | None:
        """Return what a cell of the notebook shows; None where that is nothing."""
        source = notebooks.source(cell)
        if notebooks.claims(cell).get("solution"):
            return Part(hidden=_hidden(cell))
        if cell["cell_type"] == "markdown":
            return Part(Markup(html(_SCHEME.sub("", source))), hidden=_hidden(cell))
        shows = re.fullmatch(r'quiz\("([\w-]+)"\)', source.strip())
        if shows and shows[1] in known:
            return self._quiz(place, known[shows[1]])
        if read := _READING.fullmatch(source.strip()):
            return Part(Markup(quizzes.reading(int(read[1]), int(read[2] or read[1]))._repr_html_()))
        return Part(Markup("<pre>{}</pre>").format(source) + Markup().join(_stored(cell)))

    def _quiz(self, place: Workplace, quiz: Quiz) -> Part:
        widget = QuizWidget(place, _open(quiz))
        widget.send = self._replies_of
        self._widgets[quiz.id] = widget
        told = (beside(self._course, self._chosen.lesson, quiz, item, self._term) for item in quiz.items)
        return Part(quiz=quiz.id, beside=tuple(told))

    def _replies_of(self, content: Any, buffers: Any = None) -> None:
        self._replies.append(content)


def _hidden(cell: notebooks.Cell) -> tuple[tuple[str, Markup], ...]:
    """Return what no student gets of a cell: its mark schemes, or that it is a model answer."""
    source = notebooks.source(cell)
    if notebooks.claims(cell).get("solution"):
        is_text = cell["cell_type"] == "markdown"
        return (("Model answer", Markup(html(source)) if is_text else Markup("<pre>{}</pre>").format(source)),)
    return tuple(("Mark scheme", Markup(html(each.strip()))) for each in _SCHEME.findall(source))


def _with_numbers(bank: Bank) -> Bank:
    """Return a bank with the numbers of one draw; of a pool all questions are shown."""
    quizzes = (replace(quiz, items=tuple(drawn_item(item, LOT) for item in quiz.items)) for quiz in bank.quizzes)
    return replace(bank, quizzes=tuple(quizzes))


def _open(quiz: Quiz) -> Quiz:
    """Return a quiz that can be answered now, whatever its windows; they stand beside it."""
    return replace(quiz, items=tuple(replace(item, window=None) for item in quiz.items))


def _stored(cell: notebooks.Cell) -> Iterator[Markup]:
    """Yield the results that are stored in a cell: nothing is run for a preview."""
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/html" in data:
            yield Markup("".join(data["text/html"]))
        else:
            yield Markup("<pre>{}</pre>").format("".join(data.get("text/plain", output.get("text", ""))))


def _traits(widget: QuizWidget) -> dict[str, Any]:
    return {"view": widget.view, "answers": widget.answers, "said": widget.said}
