"""What was written for one lesson, read from the graded notebooks in `autograded/`, each read again when it changed.

These notebooks were made anew by grading, so they hold no more than text and pictures. What a marker sees is rendered
from them here: Markdown by `quizzes.markdown`, everything else escaped.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course
from instructor.desk.views import Picture
from instructor.submissions.beside import PICTURES
from quizzes.markdown import html
from quizzes.written import grade_id, source_of

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Written:
    """What one student wrote for one task.

    `print` is the fingerprint of text and pictures; `alike` that of the words alone, by which identical answers are
    found; `words` are the words themselves, in small letters.
    """

    text: str
    is_code: bool
    pictures: tuple[Picture, ...]
    outputs: tuple[str, ...]
    print: str
    alike: str
    words: tuple[str, ...]

    @property
    def html(self) -> str:
        """The answer as HTML that any page may show, without its pictures."""
        if self.is_code:
            outputs = "".join(f"<pre>{escape(output)}</pre>" for output in self.outputs)
            return f"<pre><code>{escape(self.text)}</code></pre>{outputs}"
        return html(self.text)


#: By task.
Sheet = Mapping[str, Written]


class Answers:
    """The answers to one lesson, by student and task; `unreadable` names whose notebook cannot be read, and why."""

    def __init__(self, course: Course, lesson: str) -> None:
        self._course, self._lesson = course, lesson
        self._known: dict[str, tuple[tuple[int, int], Sheet]] = {}
        self.unreadable: dict[str, str] = {}

    def read(self) -> dict[str, Sheet]:
        """Return what every student wrote, as the files are now."""
        self.unreadable = {}
        found = {student: self._sheet(student) for student in self._course.students("autograded", self._lesson)}
        self._known = {student: self._known[student] for student in found if student in self._known}
        return {student: sheet for student, sheet in found.items() if sheet}

    def _sheet(self, student: str) -> Sheet:
        path = self._course.step("autograded", self._lesson, student) / f"{self._lesson}.ipynb"
        try:
            facts = path.stat()
            state = facts.st_mtime_ns, facts.st_size
            known = self._known.get(student)
            if known is None or known[0] != state:
                known = self._known[student] = state, read_sheet(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self.unreadable[student] = f"{path} cannot be read ({error}); grade {student} again"
            return {}
        return known[1]


def read_sheet(path: Path) -> Sheet:
    """Return what a graded notebook holds for each manually graded cell. Raises OSError and whatever JSON does."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return {grade_id(cell): _written(cell) for cell in cells if _by_hand(cell)}


def _by_hand(cell: Mapping[str, Any]) -> bool:
    claims = cell["metadata"].get("nbgrader", {})
    return bool(claims.get("task") or (claims.get("grade") and claims.get("solution")))


def _written(cell: Mapping[str, Any]) -> Written:
    text, shown = source_of(cell).strip(), tuple(_pictures(cell))
    words = tuple(word.casefold() for word in _WORD.findall(text))
    pictures = [picture.address for picture in shown]
    is_code = cell["cell_type"] == "code"
    alike = [text.split() if is_code else words, pictures]
    return Written(text, is_code, shown, tuple(_outputs(cell)), _print([text, pictures]), _print(alike), words)


def _print(value: Any) -> str:
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=12).hexdigest()


def _pictures(cell: Mapping[str, Any]) -> Iterator[Picture]:
    """Yield what is attached to a cell or stands in its outputs, where it is a picture of a known kind."""
    for name, forms in cell.get("attachments", {}).items():
        yield from _picture(str(name), forms)
    for number, output in enumerate(cell.get("outputs", []), start=1):
        yield from _picture(f"output {number}", output.get("data", {}))


def _picture(name: str, forms: Mapping[str, Any]) -> Iterator[Picture]:
    for kind in PICTURES:
        if kind in forms:
            data = "".join("".join(forms[kind]).split())
            try:
                base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError):
                continue
            yield Picture(name, f"data:{kind};base64,{data}")


def _outputs(cell: Mapping[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        if output.get("output_type") == "stream":
            yield "".join(output.get("text", ""))
        elif output.get("output_type") == "error":
            yield f"{output.get('ename')}: {output.get('evalue')}"
        elif "text/plain" in output.get("data", {}):
            yield "".join(output["data"]["text/plain"])
