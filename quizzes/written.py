"""Written answers: which a lesson expects, and which text of a notebook is the student's own.

Both are known by the release, never by what cells are left. `quiz.json` names the answers' cells and has a fingerprint
of each line and each cell that the release holds; whatever has another fingerprint is the student's own, wherever it
stands: in a new cell, in a locked one, in one that was split, merged, retyped or copied. White space makes no
difference and, in code, where a lesson asks for other numbers, neither do numbers.

`hand_in` asks this for a student, `instructor.submissions.restore` for a grader, so that both find the same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LENGTH = re.compile(r"(?:about |at most )?\d+(?: to \d+)? words")
_HEADING = re.compile(r"^#+\s+(.+)$", re.MULTILINE)


class Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A written answer that a lesson expects: its cell's grade id, its task's title, and the length asked for."""

    id: str
    title: str
    length: str = ""


def expected(cells: Sequence[Mapping[str, Any]]) -> tuple[Written, ...]:
    """Return the written answers that the cells of a notebook ask for, in their order; no id twice."""
    tasks = {task.removesuffix("-task"): source_of(cell) for cell in cells if (task := grade_id(cell))[-5:] == "-task"}
    found = {}
    for cell in cells:
        name = grade_id(cell)
        if _claims(cell).get("solution") and cell.get("cell_type") == "markdown":
            task = tasks.get(name, "")
            lengths = set(_LENGTH.findall(task))
            title = heading(task) or name
            found[name] = Written(id=name, title=title, length=lengths.pop() if len(lengths) == 1 else "")
    return tuple(found.values())


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return the name by which nbgrader knows a cell; "" where it has none."""
    name = _claims(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def _claims(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    claims = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return claims if isinstance(claims, dict) else {}


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's text, of which a file may keep the lines one by one."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(line for line in source if isinstance(line, str))


def heading(source: str) -> str:
    """Return the first heading of a text; "" where there is none."""
    found = _HEADING.search(source)
    return found[1].strip() if found else ""


def fingerprints(cells: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the fingerprints of cells as released: of each as a whole, and of each of its lines."""
    return frozenset(
        _fingerprint(form)
        for cell in cells
        for text in (source_of(cell), *source_of(cell).splitlines())
        for form in _forms(cell["cell_type"], text)
    )


def own_text(cell: Mapping[str, Any], released: Collection[str]) -> str:
    """Return what of a cell's text is the student's own; "" where nothing is.

    Parameters
    ----------
    cell
        A notebook's cell, with type and source.
    released
        The fingerprints of the release.
    """
    kind, source = cell["cell_type"], source_of(cell)
    if not is_visible(source) or _is_released(kind, source, released):
        return ""
    lines = ["" if _is_released(kind, line, released) else line for line in source.splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return text if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """Say whether a text shows anything: more than white space, control and format characters."""
    return any(unicodedata.category(letter) not in ("Cc", "Cf") and not letter.isspace() for letter in text)


def evened(text: str) -> str:
    """Return a text with its white space evened out: a line break makes no other text of it."""
    return " ".join(text.split())


def _is_released(kind: str, text: str, released: Collection[str]) -> bool:
    return any(_fingerprint(form) in released for form in _forms(kind, text))


def _forms(kind: str, text: str) -> Iterator[str]:
    """Yield the forms in which a text is compared: with white space and, in code, with numbers evened out."""
    yield evened(text)
    if kind == "code":
        yield f"code:{_NUMBER.sub('0', evened(text))}"


def _fingerprint(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
