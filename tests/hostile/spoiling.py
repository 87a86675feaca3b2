"""How a good submission's folder is spoiled, and what is expected of one that was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.small_course import ASSIGNMENT, RIGHT

MEBIBYTE = 1024 * 1024
NOTEBOOK = f"{ASSIGNMENT}.ipynb"
QUIZ, RUN = "responses/quiz-01.jsonl", "responses/run-01.jsonl"
SCRIPT = "<script>alert(1)</script>"
#: In the order in which an answer may try to leave the page that quotes it.
MARKUP = f"\"'>]]></code></section>{SCRIPT}<img src=x onerror=alert(1)><a href='javascript:alert(1)'>"

Spoil = Callable[[Path], object]


@dataclass(frozen=True)
class Hostile:
    """A hostile folder: how it is made, what becomes of it, and what the reason or a problem says (a pattern)."""

    spoil: Spoil
    outcome: Literal["graded", "refused"]
    points: float = 0.0
    says: str = ""


def refused(spoil: Spoil, says: str) -> Hostile:
    """Expect a refusal whose reason matches `says`."""
    return Hostile(spoil, "refused", 0.0, says)


def graded(spoil: Spoil, points: float = 8.0, says: str = "") -> Hostile:
    """Expect exactly these points and, where `says` is given, a problem that matches it."""
    return Hostile(spoil, "graded", points, says)


def each(name: str, values: Mapping[str, Any], make: Callable[[Any], Hostile]) -> dict[str, Hostile]:
    """Make one entry of each value; `name` has a place for the value's words."""
    return {name.format(words): make(value) for words, value in values.items()}


# How a folder is spoiled.


def all_of(*spoils: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for step in spoils:
            step(folder)

    return spoil


def put(name: str, content: bytes | Callable[[], bytes]) -> Spoil:
    """Write a file, in place of what is there."""

    def spoil(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content())

    return spoil


def rewritten(change: Callable[[bytes], bytes], name: str = NOTEBOOK) -> Spoil:
    """Change the bytes of a file."""
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def notebook(content: bytes | Callable[[], bytes]) -> Spoil:
    return put(NOTEBOOK, content)


def edited(change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Change the notebook's JSON."""

    def spoil(folder: Path) -> None:
        nb = json.loads((folder / NOTEBOOK).read_bytes())
        change(nb)
        (folder / NOTEBOOK).write_text(json.dumps(nb), "utf-8")

    return spoil


def planted(text: bytes | Callable[[], bytes]) -> Spoil:
    """Plant JSON text, which Python might not write, into the metadata of the notebook's first cell."""

    def spoil(folder: Path) -> None:
        edited(lambda nb: nb["cells"][0]["metadata"].update(planted="HERE"))(folder)
        rewritten(lambda data: data.replace(b'"HERE"', text if isinstance(text, bytes) else text()))(folder)

    return spoil


def stray(cell: Any) -> Spoil:
    """Put something among the notebook's cells."""
    return edited(lambda nb: nb["cells"].insert(1, cell))


def markdown(**facts: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "stray", "metadata": {}, "source": "mine"} | facts


def cell_named(nb: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name]
    return found


def quiz_cell(**facts: Any) -> Spoil:
    """Change fields of the quiz's cell."""
    return edited(lambda nb: cell_named(nb, "quiz-01").update(facts))


def without(field: str) -> Spoil:
    """Take a field from the quiz's cell."""
    return edited(lambda nb: cell_named(nb, "quiz-01").pop(field))


def claim(**facts: Any) -> Spoil:
    """Change what the quiz's cell says of itself to nbgrader."""
    return edited(lambda nb: cell_named(nb, "quiz-01")["metadata"]["nbgrader"].update(facts))


def every_cell(change: Callable[[dict[str, Any]], object]) -> Spoil:
    return edited(lambda nb: [change(cell) for cell in nb["cells"]])


def every_claim(**facts: Any) -> Spoil:
    return every_cell(lambda cell: cell["metadata"].get("nbgrader", {}).update(facts))


def removed(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return spoil


def link(name: str, target: Callable[[Path], Path | str]) -> Spoil:
    """Put a link where something was."""

    def spoil(folder: Path) -> None:
        if (folder / name).exists():
            removed(name)(folder)
        (folder / name).symlink_to(target(folder))

    return spoil


def made(name: str, make: Callable[[Path], object]) -> Spoil:
    """Make a folder, a pipe or the like where a file was."""

    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return spoil


def sparse(name: str, size: int) -> Spoil:
    """Make a file of so many bytes that takes no room."""

    def spoil(folder: Path) -> None:
        (folder / name).touch()
        os.truncate(folder / name, size)

    return spoil


def checkout(folder: Path) -> Path:
    """Return the course's root, of a folder in `build/submitted/<student>/<assignment>`."""
    return folder.parents[3]


def keys(folder: Path) -> Path:
    return checkout(folder) / "instructor" / "keys" / f"{ASSIGNMENT}.yaml"


def of_ana(folder: Path) -> Path:
    return folder.parents[1] / "ana" / ASSIGNMENT


def code(name: str) -> Spoil:
    """Write Python that leaves a file in the course's root if anything ever runs it."""

    def spoil(folder: Path) -> None:
        source = f"from pathlib import Path\nPath({str(checkout(folder) / 'ran')!r}).touch()\n"
        put(name, source.encode())(folder)

    return spoil


# How a journal is spoiled.


def line(item: str, response: Any, /, **facts: Any) -> bytes:
    entry = {"time": "2026-11-20T10:30:00+00:00", "item": item, "response": response} | facts
    return json.dumps(entry).encode() + b"\n"


def raw(text: bytes, item: bytes = b"s-club") -> bytes:
    """Return a line whose response is this JSON text."""
    return b'{"time":"2026-11-20T10:30:00+00:00","item":"%s","response":%s}\n' % (item, text)


def appended(content: bytes | Callable[[], bytes], name: str = QUIZ) -> Spoil:
    return rewritten(lambda data: data + (content if isinstance(content, bytes) else content()), name)


def before(content: Callable[[], bytes], name: str = QUIZ) -> Spoil:
    return rewritten(lambda data: content() + data, name)


def answered(item: str, response: Any) -> Spoil:
    """Give one more answer; the last one counts."""
    return appended(line(item, response), RUN if item == "s-run" else QUIZ)


def ran(**parts: Any) -> Spoil:
    """Record one more run, right but for these parts."""
    return answered("s-run", RIGHT["s-run"] | parts)
