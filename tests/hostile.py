"""Submissions that no honest student sends, each with what must become of it.

Every entry takes a good submission, a folder as `tests.conftest.hand_in_folder(course, student, RIGHT)` makes it and
worth 8 points, and spoils one thing: `SUBMISSIONS` are folders in `submitted/`, `ZIPS` are uploads to an LMS. What is
expected is the policy, whatever the code does today:

- refused, with a reason that says what to do: a notebook that is not UTF-8, not JSON, nested deeper than 100 levels,
  larger than 32 MiB, of no nbformat from 2 to 4, without a list of cells, or another assignment's; links, pipes and
  folders where a file belongs; names that climb; more than 500 files; a time that cannot be read.
- graded by its answers alone: everything else. Odd cells are dropped or mended, stray files are ignored, and lines of
  a journal that cannot be read are named and skipped.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.conftest import ASSIGNMENT, RIGHT

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


@dataclass(frozen=True)
class HostileZip:
    """A hostile upload: its bytes, made from a good submission's folder, and what becomes of it."""

    make: Callable[[Path], bytes]
    outcome: Literal["collected", "refused"]
    says: str = ""
    title: str = f"{ASSIGNMENT}.zip"


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


ENCODINGS = {
    "a notebook in UTF-16": refused(rewritten(lambda data: data.decode().encode("utf-16")), "UTF-8"),
    "a notebook in UTF-32": refused(rewritten(lambda data: data.decode().encode("utf-32")), "UTF-8|JSON"),
    "a notebook with a byte order mark": graded(rewritten(lambda data: b"\xef\xbb\xbf" + data)),
    "a notebook with two byte order marks": refused(rewritten(lambda data: b"\xef\xbb\xbf" * 2 + data), "JSON"),
    "a notebook in Latin-1": refused(rewritten(lambda data: data.replace(b"A lesson", b"Uma li\xe7\xe3o")), "UTF-8"),
    "a notebook with overlong UTF-8": refused(rewritten(lambda data: data.replace(b"A lesson", b"\xc0\xaf")), "UTF-8"),
    "a notebook with a surrogate in UTF-8": refused(
        rewritten(lambda data: data.replace(b"A lesson", b"\xed\xa0\x80")), "UTF-8"
    ),
    "a notebook with NUL bytes within": refused(rewritten(lambda data: data.replace(b"{", b"{\0", 1)), "JSON"),
    "a notebook padded with NUL bytes": refused(rewritten(lambda data: data + b"\0" * 4096), "JSON"),
    "a notebook that a crash left as NUL bytes": refused(notebook(b"\0" * 4096), "JSON"),
    "a notebook that was gzipped": refused(rewritten(gzip.compress), "UTF-8"),
    "a notebook with CRLF lines": graded(rewritten(lambda data: data.replace(b"\n", b"\r\n"))),
    "an escaped NUL in a source": graded(stray(markdown(source="a\0b"))),
    "a lone surrogate in a stray cell": graded(stray(markdown(source="a\ud800b"))),
    "a lone surrogate in metadata": graded(stray(markdown(metadata={"\udfff": "\ud800"}))),
    "a lone surrogate in the written answer": graded(
        edited(lambda nb: cell_named(nb, "limit-01").update(source="It leaves out \ud83d threats."))
    ),
    "a lone surrogate in the kernelspec": graded(
        edited(lambda nb: nb["metadata"].update(kernelspec={"name": "x", "display_name": "\ud800"}))
    ),
    "a lone surrogate in a grade id": graded(claim(grade_id="quiz\ud800")),
    "control characters and ANSI escapes in a source": graded(stray(markdown(source="\x1b[2J\x07\x00\x9b31m"))),
}

JSON_TEXTS = {
    "a notebook of no bytes": refused(notebook(b""), "JSON|empty"),
    "a notebook of white space": refused(notebook(b" \n\t\n"), "JSON|empty"),
    "a truncated notebook": refused(rewritten(lambda data: data[: len(data) // 2]), "JSON"),
    **each(
        "a notebook that is {}",
        {
            "null": b"null",
            "true": b"true",
            "a number": b"4",
            "a string": b'"cells"',
            "a list": b"[]",
            "an empty object": b"{}",
            "a list of cells": b'[{"cell_type": "code"}]',
        },
        lambda text: refused(notebook(text), "notebook|nbformat"),
    ),
    "two notebooks in one file": refused(rewritten(lambda data: data + data), "JSON"),
    "a notebook with a trailing comma": refused(notebook(b'{"nbformat": 4, "cells": [],}'), "JSON"),
    "a notebook with merge marks": refused(rewritten(lambda data: b"<<<<<<< HEAD\n" + data), "JSON"),
    "a notebook in Python's own quotes": refused(rewritten(lambda data: str(json.loads(data)).encode()), "JSON"),
    "a web page under the notebook's name": refused(notebook(b"<!doctype html><title>Sign in</title>"), "JSON"),
    "a Word file under the notebook's name": refused(
        notebook(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff"), "UTF-8|JSON"
    ),
    "a list nested 100,000 levels deep": refused(notebook(b"[" * 100_000 + b"]" * 100_000), "nested"),
    "a list that opens 10 million times": refused(notebook(lambda: b"[" * 10_000_000), "nested|JSON"),
    "objects nested 100,000 levels deep": refused(
        notebook(lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "nested"
    ),
    "metadata nested 100,000 levels deep": refused(planted(lambda: b"[" * 100_000 + b"]" * 100_000), "nested"),
    "metadata nested 900 levels deep": refused(planted(b"[" * 900 + b"]" * 900), "nested"),
    "an output nested 500 levels deep": refused(
        all_of(quiz_cell(outputs=["HERE"]), rewritten(lambda data: data.replace(b'"HERE"', b"[" * 500 + b"]" * 500))),
        "nested",
    ),
    "metadata nested 60 levels deep": graded(planted(b"[" * 60 + b"]" * 60)),
    "metadata wide and a little deep": graded(planted(lambda: b"[" + b"[[[]]]," * 200_000 + b"[]]")),
    "an integer of 5,000 digits": refused(planted(b"1" + b"0" * 5_000), "JSON"),
    "an integer of 4,000 digits": graded(planted(b"1" + b"0" * 4_000)),
    "a fraction of 100,000 digits": graded(planted(b"0." + b"3" * 100_000)),
    "1e999": graded(planted(b"1e999")),
    "NaN and infinities": graded(planted(b"[NaN, Infinity, -Infinity]")),
    "a key that stands twice, the second without cells": graded(
        rewritten(lambda data: data.rstrip()[:-1] + b', "cells": []}')
    ),
    "a key that stands 100,000 times": graded(planted(lambda: b"{" + b'"a":1,' * 100_000 + b'"a":2}')),
    "100,000 keys": graded(planted(lambda: json.dumps({str(n): n for n in range(100_000)}).encode())),
    "a notebook of 40 MB": refused(planted(lambda: b'"' + b"x" * 40_000_000 + b'"'), "bytes"),
    "a notebook of 30 MB in one line": graded(planted(lambda: b'"' + b"x" * 30_000_000 + b'"')),
    "a source of 10 MB": graded(stray(markdown(source="x" * 10_000_000))),
}

#: What stands where something else belongs.
ODD: dict[str, Any] = {
    "null": None,
    "a number": 7,
    "text": "x",
    "an empty list": [],
    "a list of numbers": [1, 2],
    "a list of lists": [["a"], [["b"]]],
    "an object": {"a": {"b": 1}},
}

CELLS = {
    **each(
        "a notebook whose cells are {}",
        {words: value for words, value in ODD.items() if not isinstance(value, list)},
        lambda value: refused(edited(lambda nb: nb.update(cells=value)), "cells"),
    ),
    "a notebook without cells": refused(edited(lambda nb: nb.pop("cells")), "cells"),
    **each("{} among the cells", ODD, lambda value: graded(stray(value))),
    **each(
        "a notebook whose every cell is {}",
        {"a string": "x", "a number": 1, "a list": []},
        lambda value: graded(edited(lambda nb: nb.update(cells=[value] * 9))),
    ),
    **each("a cell whose source is {}", ODD, lambda value: graded(quiz_cell(source=value))),
    **each("a cell whose metadata is {}", ODD, lambda value: graded(quiz_cell(metadata=value))),
    **each("a cell whose type is {}", ODD, lambda value: graded(quiz_cell(cell_type=value))),
    **each("a cell whose outputs are {}", ODD, lambda value: graded(quiz_cell(outputs=value))),
    **each("a cell whose execution count is {}", ODD, lambda value: graded(quiz_cell(execution_count=value))),
    **each("a cell whose id is {}", ODD, lambda value: graded(quiz_cell(id=value))),
    **each(
        "a cell without {}",
        {name: name for name in ("source", "metadata", "cell_type", "outputs", "id")},
        lambda f: graded(without(f)),
    ),
    "a cell of the old type heading": graded(stray(markdown(cell_type="heading", level=1))),
    "a cell that is an empty object": graded(stray({})),
    "a cell with fields of its own": graded(quiz_cell(points=100, score=100, nbgrader={"points": 100})),
    "cell ids that are all the same": graded(every_cell(lambda cell: cell.update(id="same"))),
    "cell ids that are no ids": graded(every_cell(lambda cell: cell.update(id=MARKUP))),
    "cell ids of 10,000 letters": graded(every_cell(lambda cell: cell.update(id="x" * 10_000))),
    "no cell ids": graded(every_cell(lambda cell: cell.pop("id", None))),
    "a stray cell with the quiz's id": graded(stray(markdown(id="quiz-01"))),
    "a source in 100,000 pieces": graded(stray(markdown(source=["x\n"] * 100_000))),
    "attachments with a script": graded(stray(markdown(attachments={"a.svg": {"image/svg+xml": SCRIPT}}))),
    **each("attachments that are {}", {"a list": [1], "text": "x"}, lambda v: graded(stray(markdown(attachments=v)))),
    "a notebook with no cell left": graded(edited(lambda nb: nb["cells"].clear())),
    "a notebook in reverse": graded(edited(lambda nb: nb["cells"].reverse())),
    "each cell twice": graded(edited(lambda nb: nb.update(cells=nb["cells"] * 2))),
    "the quiz's cell 1,000 times": graded(edited(lambda nb: nb["cells"].extend([cell_named(nb, "quiz-01")] * 1_000))),
    "20,000 cells": refused(edited(lambda nb: nb["cells"].extend([markdown()] * 20_000)), "cells"),
    "only stray cells": graded(edited(lambda nb: nb.update(cells=[markdown(id=f"n{n}") for n in range(9)]))),
    **each(
        "cells that have all become {}",
        {kind: kind for kind in ("markdown", "raw", "code")},
        lambda kind: graded(every_cell(lambda cell: cell.update(cell_type=kind))),
    ),
    "a quiz's cell that became text with outputs": graded(quiz_cell(cell_type="markdown", outputs=[1], attachments=2)),
}

CLAIMS = {
    **each("a cell whose claims are {}", ODD, lambda v: graded(quiz_cell(metadata={"nbgrader": v}))),
    **each(
        "a grade id that is {}",
        ODD
        | {
            "empty": "",
            "10,000 letters": "x" * 10_000,
            "markup": MARKUP,
            "markup of the console": "[/red][bold]x[/nothing]",
            "control characters": "a\x1b[2J\n\rb\0",
            "a path": "../../../instructor/keys/01-small",
            "SQL": "'; DROP TABLE grade; --",
        },
        lambda value: graded(claim(grade_id=value)),
    ),
    **each(
        "points that are {}",
        ODD | {"huge": 1e308, "negative": -5, "NaN": float("nan"), "infinite": float("inf"), "typed": "100"},
        lambda value: graded(every_claim(points=value)),
    ),
    **each(
        "a schema version that is {}",
        ODD | {"too new": 99, "too old": 1, "zero": 0, "negative": -1, "typed": "3"},
        lambda value: graded(every_claim(schema_version=value)),
    ),
    **each("a grade flag that is {}", ODD, lambda value: graded(every_claim(grade=value, locked=value))),
    **each("a checksum that is {}", ODD, lambda value: graded(every_claim(checksum=value))),
    "cells that call themselves no grade": graded(every_claim(grade=False, solution=False, task=False)),
    "cells that call themselves tasks": graded(every_claim(grade=False, solution=False, task=True, points=100)),
    "cells that call themselves solutions": graded(every_claim(solution=True, locked=False)),
    "a stray cell that claims 100 points": graded(
        stray(markdown(metadata={"nbgrader": {"grade_id": "bonus", "grade": True, "solution": True, "points": 100}}))
    ),
    "a stray cell that claims to be the quiz": graded(
        stray(markdown(metadata={"nbgrader": {"grade_id": "quiz-01", "grade": True, "points": 100, "task": True}}))
    ),
    "another assignment's notebook": refused(
        every_cell(
            lambda cell: (
                cell["metadata"].get("nbgrader", {}) and cell["metadata"]["nbgrader"].update(grade_id="quiz-03")
            )
        ),
        f"not {ASSIGNMENT}",
    ),
    "another assignment's notebook, its cells named in the console's markup": refused(
        every_claim(grade_id="[/red][link=https://example.org]x[/nothing]"), f"not {ASSIGNMENT}"
    ),
    "another assignment's notebook, its cells named in 10,000 letters and control characters": refused(
        every_claim(grade_id="\x1b[2J\n" + "x" * 10_000), f"not {ASSIGNMENT}"
    ),
    "another assignment's notebook, its cells named by a lone surrogate": refused(
        every_claim(grade_id="\ud800"), f"not {ASSIGNMENT}"
    ),
}


def forged_output(text: Any = "100") -> dict[str, Any]:
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text}}


def forge(nb: dict[str, Any]) -> None:
    """Claim full marks in every way that nbgrader has ever believed."""
    nb["metadata"] |= {"score": 8, "nbgrader": {"score": 8, "max_score": 1}}
    for cell in nb["cells"]:
        cell["source"] = "8"
        cell["metadata"].setdefault("nbgrader", {}).update(points=100, score=100, auto_score=100, manual_score=100)
        if cell["cell_type"] == "code":
            cell["outputs"] = [forged_output("4"), {"output_type": "stream", "name": "stdout", "text": "4.0"}]


def output(**facts: Any) -> Spoil:
    return quiz_cell(outputs=[facts])


OUTPUTS = {
    "an output with a script": graded(
        output(
            output_type="display_data", metadata={}, data={"text/html": SCRIPT, "application/javascript": "alert(1)"}
        )
    ),
    "an output that is a forged result": graded(quiz_cell(outputs=[forged_output()])),
    "outputs that say stderr": graded(output(output_type="stream", name="stderr", text="no")),
    "an output that is an error": graded(
        output(output_type="error", ename="SystemExit", evalue=MARKUP, traceback=["\x1b[31m"])
    ),
    "an output of an unknown type": graded(output(output_type="pyout", text=SCRIPT)),
    "an output of no type": graded(output(text="100")),
    "an output without fields": graded(output(output_type="execute_result")),
    "an output whose data are a list": graded(output(output_type="display_data", metadata={}, data=["text/html"])),
    "an output with a widget that is not there": graded(
        output(
            output_type="display_data", metadata={}, data={"application/vnd.jupyter.widget-view+json": {"model_id": 1}}
        )
    ),
    "an output of 10 MB": graded(output(output_type="stream", name="stdout", text="x" * 10_000_000)),
    "10,000 outputs": graded(quiz_cell(outputs=[forged_output()] * 10_000)),
    **each(
        "forged marks of {} and no answer",
        {"4": "4", "NaN": "nan", "-1": "-1", "a list": ["4"], "False": "False"},
        lambda text: graded(all_of(edited(forge), quiz_cell(outputs=[forged_output(text)]), removed("responses")), 0),
    ),
    "forged marks and wrong answers": graded(
        all_of(edited(forge), put(QUIZ, line("s-club", "b") + line("s-number", "9")), removed(RUN)), 0
    ),
    "locked cells that run commands": graded(
        every_cell(lambda cell: cell.update(source="import os; os.system('touch ran')"))
    ),
    "markup in the written answer": graded(edited(lambda nb: cell_named(nb, "limit-01").update(source=MARKUP))),
}

V3_CELLS = [
    {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Small"},
    {"cell_type": "code", "language": "python", "collapsed": False, "metadata": {}, "input": "1", "outputs": []},
]


def old_version(major: int, *, worksheets: Any = None) -> Spoil:
    content = {"nbformat": major, "nbformat_minor": 0, "metadata": {"name": "small"}}
    sheets = [{"cells": V3_CELLS, "metadata": {}}] if worksheets is None else worksheets
    return notebook(json.dumps(content | {"worksheets": sheets}).encode())


def version_3(nb: dict[str, Any]) -> None:
    """Turn a notebook into what the same notebook was in nbformat 3, its cells' claims with it."""
    for cell in nb["cells"]:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell |= {"input": cell.pop("source"), "language": "python", "collapsed": False, "prompt_number": 1}
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    nb |= {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "small"}}


VERSIONS = {
    "a notebook of nbformat 3": graded(edited(version_3)),
    "a stranger's notebook of nbformat 3": graded(old_version(3)),
    "a notebook of nbformat 2": graded(old_version(2)),
    **each(
        "a notebook of nbformat {}",
        {
            "0": 0,
            "1": 1,
            "5": 5,
            "99": 99,
            "-4": -4,
            '"4"': "4",
            "null": None,
            "[4]": [4],
            "true": True,
            "markup": MARKUP,
        },
        lambda value: refused(edited(lambda nb: nb.update(nbformat=value)), "nbformat|format"),
    ),
    "a notebook without nbformat": refused(edited(lambda nb: nb.pop("nbformat")), "nbformat|format"),
    **each(
        "a notebook of nbformat 4 and minor {}",
        ODD | {"99": 99, "-1": -1, "NaN": float("nan"), "10**30": 10**30},
        lambda value: graded(edited(lambda nb: nb.update(nbformat_minor=value))),
    ),
    "a notebook without minor version": graded(edited(lambda nb: nb.pop("nbformat_minor"))),
    **each(
        "a notebook of nbformat 3 whose worksheets are {}",
        {"a number": 7, "a list of numbers": [1], "text": "x", "texts": ["x"], "cells of no type": [{"cells": [{}]}]},
        lambda value: refused(old_version(3, worksheets=value), "notebook"),
    ),
    **each("notebook metadata that is {}", ODD, lambda value: graded(edited(lambda nb: nb.update(metadata=value)))),
    "a notebook without metadata": graded(edited(lambda nb: nb.pop("metadata"))),
    **each(
        "a kernelspec that is {}",
        ODD
        | {
            "a shell command": {"name": "python3; touch ran", "display_name": "$(touch ran)", "argv": ["touch", "ran"]},
            "a path": {"name": "../../../ran", "display_name": MARKUP, "language": 7},
        },
        lambda value: graded(edited(lambda nb: nb["metadata"].update(kernelspec=value, language_info=value))),
    ),
    "a notebook with fields of its own": graded(edited(lambda nb: nb.update(score=100, worksheets=[]))),
}

IN_PLACE_OF_NOTEBOOK = {
    "no notebook": refused(removed(NOTEBOOK), f"no {NOTEBOOK}"),
    "an empty folder": refused(lambda folder: [shutil.rmtree(folder), folder.mkdir()], f"no {NOTEBOOK}"),
    "a notebook under another name": refused(lambda f: (f / NOTEBOOK).rename(f / "03-other.ipynb"), "03-other.ipynb"),
    "a notebook whose name differs by case": refused(lambda f: (f / NOTEBOOK).rename(f / "01-Small.ipynb"), "01-Small"),
    "a notebook one folder too deep": refused(
        all_of(lambda f: (f / ASSIGNMENT).mkdir(), lambda f: (f / NOTEBOOK).rename(f / ASSIGNMENT / NOTEBOOK)),
        f"no {NOTEBOOK}",
    ),
    "a notebook under a name of the console's markup": refused(
        lambda f: (f / NOTEBOOK).rename(f / "[bold]x[red].ipynb"), f"no {NOTEBOOK}"
    ),
    "a second notebook beside the right one": graded(put("03-other.ipynb", b"{}")),
    "a folder in place of the notebook": refused(made(NOTEBOOK, Path.mkdir), NOTEBOOK),
    "a pipe in place of the notebook": refused(made(NOTEBOOK, os.mkfifo), "link|device|pipe|plain file"),
    "a notebook of 10 GB without content": refused(sparse(NOTEBOOK, 10 * 1024 * MEBIBYTE), "bytes"),
    "a notebook that is a hard link": graded(
        lambda f: [(f / NOTEBOOK).rename(f / "old.ipynb"), (f / NOTEBOOK).hardlink_to(f / "old.ipynb")]
    ),
    **each(
        "a notebook that is a link to {}",
        {
            "the release": lambda f: f.parents[2] / "release" / ASSIGNMENT / NOTEBOOK,
            "the source": lambda f: checkout(f) / "notebooks" / ASSIGNMENT / NOTEBOOK,
            "the keys": keys,
            "another student's": lambda f: of_ana(f) / NOTEBOOK,
            "/dev/zero": lambda f: "/dev/zero",
            "nothing": lambda f: "nowhere",
            "itself": lambda f: NOTEBOOK,
        },
        lambda target: refused(link(NOTEBOOK, target), "link"),
    ),
    "a whole folder that is a link to another student's": refused(
        lambda f: [shutil.rmtree(f), f.symlink_to(of_ana(f))], "link"
    ),
}

IN_PLACE_OF_JOURNAL = {
    "no responses": graded(removed("responses"), 0),
    "a folder in place of a journal": refused(made(QUIZ, Path.mkdir), "folder"),
    "a pipe in place of a journal": refused(made(QUIZ, os.mkfifo), "link|device|pipe|plain file"),
    "a journal of 10 GB without content": refused(sparse(QUIZ, 10 * 1024 * MEBIBYTE), "bytes"),
    "a journal under a name that differs by case": graded(
        lambda f: (f / QUIZ).rename(f / "responses" / "QUIZ-01.JSONL"), 4
    ),
    "a journal of an unknown quiz": graded(put("responses/quiz-99.jsonl", line("s-club", "b"))),
    "a journal of the practice quiz": graded(put("responses/warm-up.jsonl", line("s-club", "b") * 3)),
    "a journal that is a hard link to another": graded(
        lambda f: [(f / RUN).unlink(), (f / RUN).hardlink_to(f / QUIZ)], 4
    ),
    **each(
        "a journal that is a link to {}",
        {
            "another student's": lambda f: of_ana(f) / QUIZ,
            "the keys": keys,
            "/dev/zero": lambda f: "/dev/zero",
            "nothing": lambda f: "nowhere",
            "itself": lambda f: "quiz-01.jsonl",
        },
        lambda target: refused(link(QUIZ, target), "link"),
    ),
    **each(
        "responses that are a link to {}",
        {
            "another student's": lambda f: of_ana(f) / "responses",
            "/": lambda f: "/",
            "themselves": lambda f: "responses",
        },
        lambda target: refused(link("responses", target), "link"),
    ),
}

FILES = {
    **each(
        "a stray link to {}",
        {"the keys": keys, "the instructor's folder": lambda f: keys(f).parent, "nothing": lambda f: "nowhere"},
        lambda target: refused(link("notes", target), "link"),
    ),
    "a stray pipe": refused(lambda f: os.mkfifo(f / "pipe"), "link|device|pipe|plain file"),
    "a name that climbs with backslashes": refused(put("..\\..\\evil.py", b""), "climbs|absolute"),
    "a name with a drive letter": refused(put("C:\\evil.py", b""), "climbs|absolute"),
    "a name with a line break": refused(put("a\nb.txt", b""), "name"),
    "a name with an ANSI escape": refused(put("\x1b[2J\x1b[31mred.txt", b""), "name"),
    "a name in the console's markup": graded(put("[bold]x[red].txt", b"")),
    "a folder that closes the console's markup": graded(put("[red]x[/red]/[/nothing].txt", b"")),
    "a name that is an HTML tag": graded(put("<img src=x onerror=alert(1)>.txt", b"")),
    "a name of 255 bytes": graded(put("x" * 251 + ".txt", b"")),
    "a name that begins with dots": graded(put("...", b"")),
    "a name that reads as an option": graded(put("--force", b"")),
    "600 files": refused(lambda f: [(f / f"{n}.txt").touch() for n in range(600)], "files"),
    "folders 200 levels deep": graded(put("/".join(["d"] * 200) + "/end.txt", b"")),
    "a stray file of 10 GB without content": refused(sparse("film.mp4", 10 * 1024 * MEBIBYTE), "bytes"),
    "three stray files of 30 MB": refused(
        all_of(*(sparse(f"film-{n}.mp4", 30 * MEBIBYTE) for n in range(3))), "bytes|MiB"
    ),
    "an executable": graded(lambda f: [put("run.sh", b"#!/bin/sh\ntouch ran\n")(f), (f / "run.sh").chmod(0o755)]),
    **each(
        "Python named {}",
        {
            name: name
            for name in (
                *("nbgrader_config.py", "jupyter_config.py", "sitecustomize.py", "usercustomize.py", "conftest.py"),
                *("json.py", "nbformat.py", "quizzes/__init__.py", "instructor/__init__.py", "doubling/__init__.py"),
                *("doubling.py", "__pycache__/doubling.cpython-311.pyc", "ipython_config.py", "setup.py"),
            )
        },
        lambda name: graded(code(name)),
    ),
    "a model that ends the program": graded(put("doubling.py", b"import sys; sys.exit(8)")),
    "a model that makes a wrong result right": graded(
        all_of(
            put("doubling.py", b"def simulate(alpha): return {'twice': 7.0, 'square': 7.0}"),
            ran(result={"twice": 7.0}, comparison="7"),
        ),
        6,
    ),
    "a quiz.json with other points": graded(
        rewritten(lambda data: data.replace(b'"points":2', b'"points":99'), "quiz.json")
    ),
    "a quiz.json that holds answers": graded(
        all_of(
            put("quiz.json", b'{"assignment": "01-small", "keys": {"s-club": {"key": "b"}}}'), answered("s-club", "b")
        ),
        7,
    ),
    "a quiz.json that is no JSON": graded(put("quiz.json", b"\xff\0")),
    "no quiz.json": graded(removed("quiz.json")),
    "a gradebook of one's own": graded(put("gradebook.db", b"SQLite format 3\0" + b"\0" * 100)),
    "Jupyter's, macOS's and Python's leavings": graded(
        all_of(put(f".ipynb_checkpoints/{NOTEBOOK}", b"{"), put("__MACOSX/._x", b"\0"), put(".DS_Store", b"\0"))
    ),
}
if sys.platform == "linux":  # elsewhere the disk itself refuses such a name
    FILES["a name that is no UTF-8"] = graded(put(os.fsdecode(b"\xff\xfe.txt"), b""))

TIMES = {
    **each(
        "a time of submission that is {}",
        {
            "binary": b"\xff\xfe\0\x01",
            "NUL bytes": b"\0" * 20,
            "nonsense": b"yesterday, I swear",
            "in UTF-16": "2026-11-20 11:00:00".encode("utf-16"),
            "the year 10000": b"10000-01-01 00:00:00",
            "the year 10000 by its offset": b"9999-12-31 23:59:59 -2300",
            "grown together with its zone": b"2026-11-20 11:00:00utc",
            "the 30th of February": b"2026-02-30 11:00:00",
            "25 o'clock": b"2026-11-20 25:00:00",
            "a huge number": b"9" * 400,
            "markup and control characters": b"\x1b[2J[/red]" + MARKUP.encode(),
            "two times": b"2026-11-20 11:00:00\n2026-11-21 11:00:00",
            "a zone's file": b"2026-11-20 11:00:00 ../../../etc/passwd",
        },
        lambda text: refused(put("timestamp.txt", text), "time"),
    ),
    "a time of submission of 10 MB": refused(put("timestamp.txt", lambda: b"2026-11-20 11:00:00\n" * 500_000), "time"),
    "a time of submission of 10 MB of blanks": refused(put("timestamp.txt", lambda: b" " * 10_000_000), "time"),
    "a time of submission that is a folder": refused(made("timestamp.txt", Path.mkdir), "timestamp.txt"),
    "a time of submission that is a pipe": refused(made("timestamp.txt", os.mkfifo), "link|device|pipe|plain file"),
    "a time of submission that is a link": refused(link("timestamp.txt", keys), "link"),
    **each(
        "a time of submission {}",
        {
            "in the far future": b"9999-12-31 23:59:59",
            "in the far past": b"0001-01-01 00:00:00",
            "with an offset": b"2026-11-20 11:00:00 +0300",
            "with UTC": b"2026-11-20 11:00:00.123456 UTC",
            "with blanks around it": b"\n 2026-11-20 11:00:00 \r\n",
        },
        lambda text: graded(put("timestamp.txt", text)),
    ),
    "no time of submission": graded(removed("timestamp.txt")),
}

LONG = "only the last"
#: Appended to a journal these are skipped and named, and all 8 points stay.
BAD_LINES: dict[str, tuple[bytes, str]] = {
    "that is no JSON": (b"I answered a\n", "not an answer"),
    "that is null": (b"null\n", "not an answer"),
    "that is a list": (b"[1]\n", "not an answer"),
    "that is an empty object": (b"{}\n", "not an answer"),
    "with a NUL byte": (raw(b'"b\0"'), "not an answer"),
    "of NUL bytes": (b"\0" * 4096 + b"\n", "not an answer"),
    "that is not UTF-8": (raw(b'"\xff\xfe"'), "not an answer"),
    "with a lone surrogate": (raw(b'"\\ud800"'), "not an answer"),
    "in UTF-16": (line("s-club", "b").decode().encode("utf-16"), "not an answer"),
    "nested 5,000 levels deep": (raw(b"[" * 5_000 + b"]" * 5_000), "not an answer"),
    "nested 30,000 levels deep": (raw(b"[" * 30_000 + b"]" * 30_000), "not an answer"),
    "nested 500,000 levels deep": (raw(b"[" * 500_000 + b"]" * 500_000), "longer than|not an answer"),
    "nested 50 levels deep": (raw(b"[" * 50 + b"]" * 50), "not an answer"),
    "with an integer of 5,000 digits": (raw(b"1" + b"0" * 5_000), "not an answer"),
    "with 1e999": (raw(b"1e999"), "not an answer"),
    "with NaN": (raw(b"NaN"), "not an answer"),
    "with an unknown item": (line("s-klub", "b"), 'no item "s-klub"'),
    "of another quiz": (line("s-run", RIGHT["s-run"]), 'no item "s-run"'),
    "with an item of markup": (line(MARKUP[:60], "b"), "no item"),
    "with an item of control characters": (line("\x1b[2J\n\r\0", "b"), "no item"),
    "with an item of 60,000 letters": (line("x" * 60_000, "b"), "not an answer"),
    "with an item that is a number": (line("s-club", "b", item=5), "not an answer"),
    "with a negative attempt": (line("s-club", "b", attempt=-1), "not an answer"),
    "with attempt 10**30": (line("s-club", "b", attempt=10**30), "not an answer"),
    "with an order that is a number": (line("s-club", "b", order=1), "not an answer"),
    "with an order of 10,000": (line("s-club", "b", order=["a"] * 10_000), "longer than|not an answer"),
    "with a time that is a number": (line("s-club", "b", time=1), "not an answer"),
    "without a time": (b'{"item":"s-club","response":"b"}\n', "not an answer"),
    "that brings its own marks": (line("s-club", "b", marks=8), "not an answer"),
    "that brings its own points and score": (line("s-club", "b", points=8, score=8, correct=True), "not an answer"),
    "with a field of markup": (line("s-club", "b", **{MARKUP: 1}), "not an answer"),
    "with a field of control characters": (line("s-club", "b", **{"\x1b[2J\n[/red]": 1}), "not an answer"),
    "with a field of 50,000 letters": (line("s-club", "b", **{"x" * 50_000: 1}), "not an answer"),
    "with two objects": (line("s-club", "b").strip() * 2 + b"\n", "not an answer"),
}

JOURNALS = {
    **{f"a line {words}": graded(appended(text), 8, says) for words, (text, says) in BAD_LINES.items()},
    "a journal of no bytes": graded(put(QUIZ, b""), 4),
    "a journal of blank lines": graded(put(QUIZ, b"\n \n\t\r\n" * 1_000), 4),
    "a journal with blank lines between": graded(rewritten(lambda data: data.replace(b"\n", b"\n\n  \n"), QUIZ)),
    "a journal with CRLF lines": graded(rewritten(lambda data: data.replace(b"\n", b"\r\n"), QUIZ)),
    "a journal with a byte order mark": graded(rewritten(lambda data: b"\xef\xbb\xbf" + data, QUIZ)),
    "a journal in UTF-16": graded(rewritten(lambda data: data.decode().encode("utf-16"), QUIZ), 4, "not an answer"),
    "a journal that is the notebook": graded(lambda f: shutil.copy(f / NOTEBOOK, f / QUIZ), 4, "not an answer"),
    "a torn last line": graded(rewritten(lambda data: data[:-20], QUIZ), 6),
    "a last line without its end": graded(rewritten(lambda data: data.rstrip(b"\n"), QUIZ)),
    "a journal of NUL bytes, as a crash leaves it": graded(put(QUIZ, b"\0" * 100_000), 4),
    "1,000 lines that cannot be read": graded(appended(b"no answer\n" * 1_000), 8, r"and 9\d\d more"),
    "10 million lines after the answers": graded(appended(lambda: b"{}\n" * 10_000_000), 4, LONG),
    "10 million lines before the answers": graded(before(lambda: b"{}\n" * 10_000_000), 8, LONG),
    "30 MB of line breaks before the answers": graded(before(lambda: b"\n" * 30_000_000), 8, LONG),
    "30 MB of one line before the answers": graded(before(lambda: b"x" * 30_000_000 + b"\n"), 8, LONG),
    "30 MB of one line without an end": graded(appended(lambda: b"x" * 30_000_000), 4, LONG),
    "a journal of 40 MB": refused(appended(lambda: b"x" * 40_000_000), "bytes"),
    "200,000 answers, right and wrong in turn": graded(
        before(lambda: (line("s-club", "a") + line("s-club", "b")) * 100_000 + line("s-club", "b")), 8, LONG
    ),
    "200,000 answers after the right ones, the last one wrong": graded(
        appended(lambda: (line("s-club", "a") + line("s-club", "b")) * 100_000), 4, LONG
    ),
    "10,000 answers, right and wrong in turn, the last one wrong": graded(
        appended(lambda: (line("s-club", "a") + line("s-club", "b")) * 5_000), 7
    ),
    "the last line 1,000 times": graded(
        rewritten(lambda data: data + data.splitlines(keepends=True)[-1] * 1_000, QUIZ)
    ),
    "another quiz's journal in place of one's own": graded(lambda f: shutil.copy(f / RUN, f / QUIZ), 4, "no item"),
    "a run handed in through the quiz": graded(
        all_of(removed(RUN), appended(line("s-run", RIGHT["s-run"]))), 4, "no item"
    ),
    "a response that stands twice in its line": graded(appended(raw(b'"a","response":"b"')), 7),
    "an answer taken back": graded(answered("s-club", None), 7),
}

ANSWERS = {
    **each(
        "a choice answered by {}",
        {
            "a list": ["a"],
            "a number": 1,
            "true": True,
            "an object": {"a": True},
            "another case": "A",
            "a space more": "a ",
            "no option": "z",
            "markup": MARKUP,
            "60,000 letters": "a" * 60_000,
            "an integer of 300 digits": 10**300,
            "1e308": 1e308,
            "a right answer in a cage": [["a"]],
        },
        lambda response: graded(answered("s-club", response), 7),
    ),
    **each(
        "a multiple choice answered by {}",
        {
            "text": "ac",
            "an object": {"a": True, "c": True},
            "an option twice": ["a", "a", "c"],
            "lists": [["a"], ["c"]],
            "numbers": [1, 3],
            "null": ["a", None],
            "an option that is none": ["a", "c", "d"],
            "all options and more": ["a", "b", "c", "*"],
            "10,000 options": ["a", "c"] * 5_000,
            "markup": ["a", "c", MARKUP],
        },
        lambda response: graded(answered("s-several", response), 7),
    ),
    **each(
        "a number answered by {}",
        {
            "a number that was not typed": 2.5,
            "a list": ["2.5"],
            "an object": {"value": 2.5},
            "2.5e999": "2.5e999",
            "a half": "2½",
            "superscripts": "2.5²",
            "Arabic marks": "٢٫٥",
            "code": "2.5; import os",
            "a call": "__import__('os').getpid()",
            "200 digits": "2.5" + "0" * 200,
            "60,000 digits": "9" * 60_000,
            "NaN": "nan",
            "infinity": "inf",
            "an underscore": "2_.5",
            "hexadecimal": "0x2.8p0",
            "a division by zero": "5/0",
            "a division that overflows": "1e99/1e-99",
            "divisions": "5/2/1",
            "a range": "2-3",
            "many answers": "2.5 or 3",
            "markup": f"2.5{SCRIPT}",
            "a tag in place of a unit": "2.5 <img src=x onerror=alert(1)>",
            "control characters": "2.5\x1b[2J\x00",
            "text turned around": "\u202e5.2",
        },
        lambda response: graded(answered("s-number", response), 6),
    ),
}

RUNS = {
    **each(
        "a run answered by {}",
        {
            "text": "6",
            "a list": [6],
            "a part that is none": RIGHT["s-run"] | {"points": 4},
            "markup for a part": RIGHT["s-run"] | {MARKUP: 1},
        },
        lambda response: graded(all_of(removed(RUN), put(RUN, line("s-run", response))), 4),
    ),
    **each(
        "a run whose parameters are {}",
        {
            "huge": {"alpha": 1e308},
            "an integer of 300 digits": {"alpha": 10**300},
            "negative": {"alpha": -1},
            "text": {"alpha": "3"},
            "true": {"alpha": True},
            "null": {"alpha": None},
            "a list": {"alpha": [3]},
            "nested": {"alpha": {"alpha": 3}},
            "missing": {},
            "too many": {"alpha": 3, "beta": 1},
            "dunder names": {"__class__": 3},
            "no object": [3],
            "markup": {"alpha": MARKUP},
        },
        lambda parameters: graded(ran(parameters=parameters), 5),
    ),
    "a run with NaN for a parameter": graded(
        appended(raw(json.dumps(RIGHT["s-run"] | {"parameters": {"alpha": float("nan")}}).encode(), b"s-run"), RUN),
        8,
        "not an answer",
    ),
    "a run of other parameters than its result": graded(ran(parameters={"alpha": 4}), 6),
    **each(
        "a run whose result is {}",
        {
            "forged": {"twice": 100.0},
            "typed": {"twice": "6"},
            "true": {"twice": True},
            "a list": {"twice": [6]},
            "huge": {"twice": 1e308},
            "an integer of 300 digits": {"twice": 10**300},
            "an integer of 400 digits": {"twice": 10**400},
            "of another name": {"TWICE": 6},
            "no object": [6],
            "markup": {"twice": MARKUP},
        },
        lambda result: graded(ran(result=result), 7),
    ),
    **each(
        "a prediction that is {}",
        {
            "a list": ["6"],
            "a number": 6,
            "an object": {"twice": 6},
            "words": "about six",
            "markup": MARKUP,
            "long": "6" * 5_000,
        },
        lambda value: graded(ran(prediction=value), 7),
    ),
    **each(
        "a comparison that is {}",
        {"a number": 9, "a list": ["9"], "NaN": "nan", "infinite": "inf", "1e99": "1e99", "markup": f"9{SCRIPT}"},
        lambda value: graded(ran(comparison=value), 7),
    ),
}

CATEGORIES: dict[str, dict[str, Hostile]] = {
    "encodings": ENCODINGS,
    "JSON": JSON_TEXTS,
    "cells": CELLS,
    "claims": CLAIMS,
    "outputs": OUTPUTS,
    "versions": VERSIONS,
    "in place of the notebook": IN_PLACE_OF_NOTEBOOK,
    "in place of a journal": IN_PLACE_OF_JOURNAL,
    "files": FILES,
    "times": TIMES,
    "journals": JOURNALS,
    "answers": ANSWERS,
    "runs": RUNS,
}
SUBMISSIONS = {name: entry for entries in CATEGORIES.values() for name, entry in entries.items()}


# How a zip is made, and spoiled.

INSIDE = f"{ASSIGNMENT}/{NOTEBOOK}"
Make = Callable[[Path], bytes]


def members(folder: Path) -> dict[str, bytes]:
    """Return what a hand-in zip holds."""
    return {f"{ASSIGNMENT}/{name}": (folder / name).read_bytes() for name in (NOTEBOOK, QUIZ, RUN)}


def packed(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def good(folder: Path) -> bytes:
    return packed(members(folder).items())


def holding(*more: tuple[str | zipfile.ZipInfo, bytes]) -> Make:
    """Make a good zip that holds something more."""
    return lambda folder: packed([*members(folder).items(), *more])


def only(*names: str, content: bytes = b"{}") -> Make:
    """Make a zip that holds these names and nothing else."""
    return lambda folder: packed([(name, content) for name in names])


def named(name: str, mode: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    """Return an entry with this very name, kind and extra field."""
    info = zipfile.ZipInfo("x", (2026, 11, 20, 10, 0, 0))
    info.filename, info.external_attr, info.extra = name, mode << 16, extra
    return info


def swapped(make: Make, old: bytes, new: bytes) -> Make:
    """Replace names by others of the same length, which `zipfile` would not write."""
    assert len(old) == len(new)
    return lambda folder: make(folder).replace(old, new)


#: Fields of an entry in the directory at a zip's end: place and form.
FLAGS, METHOD, CRC, PACKED, SIZE, DISK, START = (
    (8, "<H"),
    (10, "<H"),
    (16, "<I"),
    (20, "<I"),
    (24, "<I"),
    (34, "<H"),
    (42, "<I"),
)


def patched(field: tuple[int, str], value: int, make: Make = good) -> Make:
    """Write a value into a field of the first entry, which is the notebook's."""

    def patch(folder: Path) -> bytes:
        data = bytearray(make(folder))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            struct.pack_into(field[1], data, archive.start_dir + field[0], value)
        return bytes(data)

    return patch


def patched_end(place: int, form: str, value: int) -> Make:
    """Write a value into the record that ends a zip."""

    def patch(folder: Path) -> bytes:
        data = bytearray(good(folder))
        struct.pack_into(form, data, len(data) - 22 + place, value)
        return bytes(data)

    return patch


def spoilt_content(method: int, *, begin: float) -> Make:
    """Make a zip whose notebook does not unpack: from this share of its content on, half of it is something else."""

    def make(folder: Path) -> bytes:
        data = bytearray(packed(members(folder).items(), method))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(INSIDE)
        start = info.header_offset + 30 + len(INSIDE) + int(info.compress_size * begin)
        data[start : start + info.compress_size // 2] = b"\xff" * (info.compress_size // 2)
        return bytes(data)

    return make


def zeros(size: int) -> bytes:
    return bytes(size)


def many_entries(count: int) -> Make:
    """Make a zip of so many entries, fast: one content, and a directory that names it again and again."""

    def make(folder: Path) -> bytes:
        data = packed([("n000000", b"x")])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            start = archive.start_dir
        record = data[start:-22]
        directory = b"".join(record.replace(b"n000000", b"n%06d" % n) for n in range(count))
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), start, 0)
        return data[:start] + directory + end

    return make


def nested(levels: int, width: int) -> bytes:
    """Return zips within zips, which would unpack to width**levels files."""
    data = packed([("0.txt", zeros(MEBIBYTE))])
    for _ in range(levels):
        data = packed([(f"{n}.zip", data) for n in range(width)])
    return data


def in_a_long_folder(folder: Path) -> bytes:
    return packed([("x" * 5_000 + name[len(ASSIGNMENT) :], data) for name, data in members(folder).items()])


def tarball(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(folder / NOTEBOOK, INSIDE)
    return buffer.getvalue()


ZIP64 = struct.pack("<HHQ", 1, 8, 2**62)
SYMLINK, DEVICE, PIPE, SOCKET = 0o120777, 0o060644, 0o010644, 0o140644

CLIMBING = {
    "climbs": "../evil.py",
    "climbs far": "../" * 40 + "tmp/evil.py",
    "climbs from within": f"{ASSIGNMENT}/../../evil.py",
    "climbs with backslashes": "..\\..\\evil.py",
    "climbs with both slashes": f"{ASSIGNMENT}/..\\../evil.py",
    "climbs to a classmate": f"../../ana-souza/{INSIDE}",
    "is its folder's parent": "..",
    "is absolute": "/etc/cron.d/evil",
    "is absolute with two slashes": "//server/share/evil.py",
    "is absolute with a backslash": "\\evil.py",
    "is a share": "\\\\server\\share\\evil.py",
    "has a drive letter": "C:\\evil.py",
    "has a drive letter and a slash": "c:/evil.py",
    "has a drive letter alone": "C:evil.py",
    "has a backslash": f"{ASSIGNMENT}\\evil.py",
    "has a NUL": f"{INSIDE}\0.txt",
    "has a line break": "a\nb.txt",
    "has an ANSI escape": "\x1b[2J\x1b[31mred.txt",
}

ZIP_NAMES = {
    **{
        f"a zip with a name that {words}": HostileZip(holding((named(name), b"x")), "refused", "name|path|climbs")
        for words, name in CLIMBING.items()
    },
    "a zip with a climbing notebook": HostileZip(only(f"../{NOTEBOOK}"), "refused", "climbs"),
    "a zip with a notebook whose name climbs in its local header alone": HostileZip(
        lambda folder: good(folder).replace(INSIDE.encode(), b"../" + INSIDE.encode()[3:], 1), "refused", "read"
    ),
    "a zip with a name in the console's markup": HostileZip(holding(("[red]x[/nothing].txt", b"")), "collected"),
    "a zip with a name of 60,000 letters": HostileZip(holding(("x" * 60_000, b"")), "collected"),
    "a zip with a path of 20,000 folders": HostileZip(holding(("d/" * 20_000 + "x", b"")), "collected"),
    "a zip whose folder has 5,000 letters": HostileZip(in_a_long_folder, "collected"),
    "a zip with a wrong checksum in a folder of 5,000 letters": HostileZip(
        patched(CRC, 1, in_a_long_folder), "refused", "read"
    ),
    "a zip with Windows's names of devices": HostileZip(
        holding(("CON", b""), ("aux.txt", b""), ("essay.txt:stream", b"")), "collected"
    ),
    "a zip with a name that is no UTF-8": HostileZip(
        swapped(holding(("é.txt", b"")), "é.txt".encode(), b"\xff\xfe.txt"), "refused", "zip"
    ),
    "a zip with the notebook twice": HostileZip(
        swapped(holding((INSIDE.replace("01", "XX"), b"{}")), b"XX-small/XX", b"01-small/01"), "refused", "twice"
    ),
    "a zip with the notebook twice, by case": HostileZip(holding((INSIDE.upper(), b"{}")), "refused", "twice"),
    "a zip with a journal twice, by case": HostileZip(
        holding((f"{ASSIGNMENT}/{QUIZ}".upper(), b"")), "refused", "twice"
    ),
    "a zip with a name twice, by folding": HostileZip(holding(("straße", b""), ("STRASSE", b"")), "refused", "twice"),
    "a zip with a name twice, composed and decomposed": HostileZip(
        holding(("li\u00e7\u00e3o", b""), ("lic\u0327a\u0303o", b"")), "refused", "twice"
    ),
    "a zip with a journal that is a folder as well": HostileZip(
        holding((f"{ASSIGNMENT}/{QUIZ}/", b""), (f"{ASSIGNMENT}/{QUIZ}/x", b"")), "collected"
    ),
    "a zip with a wide-lettered journal": HostileZip(
        holding((f"{ASSIGNMENT}/responses/ｑuiz-01.jsonl", b"")), "collected"
    ),
    "a zip whose title has control characters": HostileZip(only("x"), "refused", "notebook", "\x1b[2J[red]\n.zip"),
    "a zip whose title climbs": HostileZip(only("x"), "refused", "notebook", "..\\..\\evil.zip"),
    "a zip whose title has 200 letters": HostileZip(only("x"), "refused", "notebook", "x" * 200 + ".zip"),
}

ZIP_KINDS = {
    **{
        f"a zip with {kind} {place}": HostileZip(holding((named(name, mode), b"/etc/passwd")), "refused", "link|device")
        for kind, mode in {"a link": SYMLINK, "a device": DEVICE, "a pipe": PIPE, "a socket": SOCKET}.items()
        for place, name in {"in a corner": "notes", "in the responses": f"{ASSIGNMENT}/responses/diary.jsonl"}.items()
    },
    "a zip whose notebook is a link": HostileZip(
        lambda folder: packed([(named(INSIDE, SYMLINK), b"../../../instructor/keys/01-small.yaml")]), "refused", "link"
    ),
    "a zip whose responses are a link": HostileZip(
        holding((named(f"{ASSIGNMENT}/responses", SYMLINK), b"/etc")), "refused", "link"
    ),
    "a zip with a folder named like the notebook": HostileZip(
        only(f"{INSIDE}/", content=b""), "refused", "no notebook"
    ),
    "a zip whose notebook lies in such a folder": HostileZip(
        lambda folder: packed([(f"{NOTEBOOK}/{name}", data) for name, data in members(folder).items()]), "collected"
    ),
    "a zip without a notebook": HostileZip(only("essay.docx"), "refused", "no notebook"),
    "a zip with no entry": HostileZip(only(), "refused", "no notebook"),
    "a zip with folders alone": HostileZip(only("a/", "b/", content=b""), "refused", "no notebook"),
    "a zip with two notebooks": HostileZip(holding((f"copy/{NOTEBOOK}", b"{}")), "refused", "instead of one"),
    "a zip with a foreign notebook": HostileZip(only("03-other/03-other.ipynb"), "refused", "03-other.ipynb"),
    "a zip with a foreign notebook beside the right one": HostileZip(holding(("03-other.ipynb", b"{}")), "collected"),
    "a zip with a notebook whose name differs by case": HostileZip(
        only("01-Small/01-Small.ipynb"), "refused", "01-Small"
    ),
    "a zip with a notebook among macOS's leavings": HostileZip(only(f"__MACOSX/{INSIDE}"), "refused", "no notebook"),
    "a zip with 600 files": HostileZip(holding(*((f"{n}", b"") for n in range(600))), "refused", "files"),
    "a zip with 100,000 entries": HostileZip(many_entries(100_000), "refused", "files"),
    "a zip with 499 files more": HostileZip(holding(*((f"{n}", b"") for n in range(400))), "collected"),
}

ZIP_SIZES = {
    "a zip bomb of 100 MB": HostileZip(holding(("zeros", zeros(100_000_000))), "refused", "bytes"),
    "a zip bomb in three parts": HostileZip(
        holding(*((f"zeros-{n}", zeros(30_000_000)) for n in range(3))), "refused", "bytes"
    ),
    "a zip whose notebook is a bomb": HostileZip(only(INSIDE, content=zeros(40_000_000)), "refused", "bytes"),
    "a zip whose notebook is a bomb that says it has 1,000 bytes": HostileZip(
        patched(SIZE, 1_000, only(INSIDE, content=zeros(40_000_000))), "refused", "read"
    ),
    "a zip of zips of zips": HostileZip(holding(("more.zip", nested(3, 8))), "collected"),
    "a zip of zips in place of the notebook": HostileZip(
        only("more.zip", content=nested(2, 4)), "refused", "no notebook"
    ),
    "a zip that says its notebook has 4 GB": HostileZip(patched(SIZE, 0xFFFFFFFE), "refused", "bytes"),
    "a zip that says its notebook has 2**62 bytes": HostileZip(
        patched(SIZE, 0xFFFFFFFF, lambda folder: packed([(named(INSIDE, extra=ZIP64), b"{}")])), "refused", "bytes"
    ),
    "a zip that says its notebook has no bytes": HostileZip(patched(SIZE, 0), "refused", "read"),
    "a zip that says its notebook has a byte more": HostileZip(
        lambda folder: patched(SIZE, len(members(folder)[INSIDE]) + 1)(folder), "collected"
    ),
    "a zip that says its notebook is packed in 10 bytes": HostileZip(patched(PACKED, 10), "refused", "read"),
    "a zip with a field that is too short": HostileZip(
        patched(SIZE, 0xFFFFFFFF, lambda folder: packed([(named(INSIDE, extra=b"\1\0\4\0abcd"), b"{}")])),
        "refused",
        "read",
    ),
    "a zip with a journal of 33 MiB": HostileZip(
        lambda folder: packed((members(folder) | {f"{ASSIGNMENT}/{QUIZ}": b"\n" * 33 * MEBIBYTE}).items()),
        "refused",
        "bytes",
    ),
    "an upload of 65 MiB": HostileZip(lambda folder: good(folder) + zeros(65 * MEBIBYTE), "refused", "bytes"),
}

ZIP_FORMS = {
    "an encrypted zip": HostileZip(patched(FLAGS, 1), "refused", "encrypted|password"),
    "a strongly encrypted zip": HostileZip(patched(FLAGS, 0x41), "refused", "read"),
    "a zip of patches": HostileZip(patched(FLAGS, 0x20), "refused", "read"),
    **{
        f"a zip packed by {words}": HostileZip(patched(METHOD, method), "refused", "read")
        for words, method in {
            "Deflate64": 9,
            "PPMd": 98,
            "AES": 99,
            "nothing known": 65_535,
            "LZMA by name": 14,
        }.items()
    },
    **{
        f"a zip whose {words} content is spoilt {place}": HostileZip(
            spoilt_content(method, begin=begin), "refused", "read"
        )
        for words, method in {"deflated": 8, "bzip2": 12, "LZMA": 14, "stored": 0}.items()
        for place, begin in {"at its beginning": 0, "in its middle": 0.25}.items()
    },
    "a zip packed by bzip2": HostileZip(lambda folder: packed(members(folder).items(), zipfile.ZIP_BZIP2), "collected"),
    "a zip with a wrong checksum": HostileZip(patched(CRC, 1), "refused", "read"),
    "a zip on another disk": HostileZip(patched(DISK, 7), "collected"),
    "a zip on many disks": HostileZip(patched_end(4, "<H", 7), "collected"),
    "a zip whose entries share one content": HostileZip(patched(START, 10), "refused", "read"),
    "a zip whose entry begins behind its end": HostileZip(patched(START, 0x7FFFFFFF), "refused", "read"),
    "a zip whose directory begins behind its end": HostileZip(patched_end(16, "<I", 0x7FFFFFFF), "refused", "read"),
    "a zip whose directory is longer than the zip": HostileZip(patched_end(12, "<I", 0x7FFFFFFF), "refused", "read"),
    "a truncated zip": HostileZip(lambda folder: good(folder)[:-100], "refused", "read"),
    "the first half of a zip": HostileZip(lambda folder: good(folder)[: len(good(folder)) // 2], "refused", "read"),
    "the end of a zip": HostileZip(lambda folder: good(folder)[-22:], "refused", "read"),
    "a zip with something before it": HostileZip(lambda folder: b"#!/bin/sh\n" * 100 + good(folder), "collected"),
    "a zip with a comment of 65,535 bytes": HostileZip(
        lambda folder: good(folder)[:-2] + b"\xff\xff" + b"\xff" * 65_535, "collected"
    ),
    "a zip from before 1980": HostileZip(patched((12, "<I"), 0), "collected"),
    **{
        f"an upload that is {words}": HostileZip(lambda folder, data=data: data, "refused", "zip")
        for words, data in {
            "empty": b"",
            "a RAR archive": b"Rar!\x1a\x07\x01\x00" + b"\x33" * 500,
            "a 7z archive": b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x33" * 500,
            "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
            "a web page": b"<!doctype html><title>Sign in</title>",
            "one letter": b"P",
            "a zip's first letters": b"PK\3\4",
            "a zip's last letters": b"PK\5\6" + b"\xff" * 18,
        }.items()
    },
    "an upload that is a Word file": HostileZip(
        only("[Content_Types].xml", "word/document.xml", "_rels/.rels", content=b"<xml/>"), "refused", "no notebook"
    ),
    "an upload that is a tarball": HostileZip(tarball, "refused", "zip"),
    "an upload that is the notebook itself": HostileZip(lambda folder: members(folder)[INSIDE], "refused", "zip"),
    "an upload that is a journal": HostileZip(lambda folder: (folder / QUIZ).read_bytes(), "refused", "zip"),
}

ZIP_CATEGORIES: dict[str, dict[str, HostileZip]] = {
    "names": ZIP_NAMES,
    "kinds": ZIP_KINDS,
    "sizes": ZIP_SIZES,
    "forms": ZIP_FORMS,
}
ZIPS = {name: entry for entries in ZIP_CATEGORIES.values() for name, entry in entries.items()}
