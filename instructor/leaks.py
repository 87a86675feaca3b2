"""What students must not have, and the search for it: in a release, and in the course as a page.

What an archive holds is searched like the files beside it: a wheel is one.
"""

from __future__ import annotations

import base64
import json
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_solution

from instructor.course import Course
from quizzes.bank import Bank, Keys
from quizzes.pictures import EMBEDDED
from quizzes.types import Answer, Number
from quizzes.written import evened

#: What may stand in no release, whatever the assignment.
MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "MARK SCHEME",
    "HIDDEN TESTS",
    "import instructor",
    "from instructor",
    "instructor/keys",
)

#: Shorter lines are too common to be recognized as a leak.
SHORTEST_SECRET = 25
#: The same of an expression by which an answer is worked out.
SHORTEST_EXPRESSION = 8


def secrets(course: Course, *assignments: str, unfinished: Collection[str] = ()) -> dict[str, str]:
    """Return what students of some assignments must not have: text -> what it is, in words.

    Of those that are `unfinished` only what can be read.
    """
    found, public = dict.fromkeys(MARKERS, "a marker of the instructor's version"), set[str]()
    for assignment in (*assignments, *unfinished):
        try:
            nb = nbformat.read(course.source(assignment) / f"{assignment}.ipynb", as_version=4)
            bank = course.bank(assignment)
            found |= dict(_hidden(nb, bank, course.keys(assignment)))
        except (ValueError, KeyError, OSError):
            if assignment in assignments:
                raise
            continue
        public |= set(_practice_texts(bank))
        public |= {data for cell in nb.cells if not is_solution(cell) for data in _attached(cell)}
    return {text: what for text, what in found.items() if text not in public}


def _hidden(nb: NotebookNode, bank: Bank, keys: Keys) -> Iterator[tuple[str, str]]:
    """Yield each text of an assignment that is the instructor's alone, and what it is."""
    for item, answer in keys.keys.items():
        for text in (answer.rationale, *answer.feedback.values(), *answer.diagnosis.values()):
            yield from ((line, f'the answer to item "{item}"') for line in _lines(text))
    for item, answer in _worked_out(bank, keys):
        yield from ((text, f'how the answer to item "{item}" is worked out') for text in _expressions(answer))
    for cell in nb.cells:
        if is_solution(cell):
            what = f'the model answer of cell "{cell.metadata.nbgrader.grade_id}"'
            yield from ((text, what) for text in _behind_answer(cell))
        for words, what in (("MARK SCHEME", "a mark scheme"), ("HIDDEN TESTS", "a hidden test")):
            for hidden in re.findall(rf"BEGIN {words}.*?\n(.*?)[^\n]*END {words}", cell.source, re.DOTALL):
                yield from ((line, what) for line in _lines(hidden))


def _worked_out(bank: Bank, keys: Keys) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that are worked out of each student's numbers, by item."""
    for quiz, item in bank.items():
        if quiz.graded and item.numbers and isinstance(item, Number):
            yield item.id, keys.keys[item.id]


def _expressions(answer: Answer) -> Iterator[str]:
    """Yield the expressions of an answer that are long enough to be recognized."""
    values = (value for key in (answer.key, *answer.also) for value in key.values() if isinstance(value, str))
    yield from (text for text in map(evened, (*values, *answer.named)) if len(text) >= SHORTEST_EXPRESSION)


def _behind_answer(cell: NotebookNode) -> Iterator[str]:
    """Yield a model answer's lines, what is attached to it, and the prose in its metadata."""
    yield from _lines(cell.source)
    yield from (data for data in _attached(cell) if len(data) >= SHORTEST_SECRET)
    # Words without a space are names, ids and times, which tools leave in any cell.
    yield from (line for text in _strings(cell.metadata) for line in _lines(text) if " " in line)


def _attached(cell: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is attached to a cell, in base64 and without white space."""
    for forms in cell.get("attachments", {}).values():
        yield from ("".join("".join(data).split()) for data in forms.values())


def _practice_texts(bank: Bank) -> Iterator[str]:
    """Yield what practice items say to everyone; a graded item may say the same."""
    for item in (item for quiz in bank.quizzes for item in quiz.items if item.answer and item.numbers):
        if isinstance(item, Number) and item.answer:
            yield from _expressions(item.answer)
    for answer in (item.answer for quiz in bank.quizzes for item in quiz.items if item.answer):
        for text in (answer.rationale, *answer.feedback.values()):
            yield from _lines(text)


def _lines(text: str) -> list[str]:
    # A picture that a key shows may be one that a question shows.
    return [line for line in map(evened, EMBEDDED.sub("", text).splitlines()) if len(line) >= SHORTEST_SECRET]


def leaks(folder: Path, forbidden: Mapping[str, str], left_out: Collection[str] = ()) -> list[str]:
    """Search every byte of a folder, and of what the archives in it hold.

    Parameters
    ----------
    folder
        A release, or a page.
    forbidden
        What is searched for, as `secrets` returns it.
    left_out
        Files and folders, by their paths below the folder, that are not looked into.

    Returns
    -------
    list of str
        Lines, each of which names a file and what it gives away.
    """
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder)
        if any(place.is_relative_to(each) for each in left_out):
            continue
        for name, data in _parts(place.as_posix(), path.read_bytes()):
            content = text_of(name, data)
            named = {what for text, what in forbidden.items() if text in content}
            found += [f"{name}: {what}" for what in sorted(named)]
    return found


def _parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and where it is an archive each file in it, however deep."""
    yield name, data
    with suppress(zipfile.BadZipFile, zlib.error, RuntimeError), zipfile.ZipFile(BytesIO(data)) as packed:
        for entry in packed.namelist():
            yield from _parts(f"{name}/{entry}", packed.read(entry))


def text_of(name: str, data: bytes) -> str:
    """Return all text of a file: its bytes as they are, of JSON every string as it reads, and what is attached."""
    raw = data.decode("utf-8", errors="replace")
    content: Any = None
    if name.endswith((".ipynb", ".json")):
        with suppress(ValueError):  # what is called so and is none
            content = json.loads(raw)
    attached = [data for cell in content["cells"] for data in _attached(cell)] if _is_notebook(name, content) else []
    return evened("\n".join([raw, *_strings(content), *attached, *map(_decoded, attached)]))


def _is_notebook(name: str, content: Any) -> bool:
    return name.endswith(".ipynb") and isinstance(content, dict) and "cells" in content


def _decoded(data: str) -> str:
    """Return the text that an attachment holds, as an SVG does; of anything else what is left of it."""
    with suppress(ValueError):
        return base64.b64decode(data).decode("utf-8", "replace")
    return ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        # A notebook may keep the lines of a cell one by one.
        if all(isinstance(entry, str) for entry in value):
            yield "".join(value)
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from _strings(entry)
