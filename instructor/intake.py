"""Read what students sent as hostile: by its listing first, then by what it says, and never more than is needed.

A listing is refused unseen where a name climbs, a link or a device stands in it, or a limit is passed (`screen`). Of
what passes, only known names are opened (`read_submission`), into memory: what is graded afterwards is bytes, wherever
they are graded. A notebook is taken apart and made anew from its cells' kinds, sources and ids (`read_notebook`), so
that nothing else of it, whatever it is, reaches nbgrader, nbformat or a browser.

`Refused` names the offender and says what to do. `nbgrader autograde` reads notebooks through `preprocessors.
CheckedExporter`, so it refuses the same ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from quizzes.journal import is_deeper, printable

MEGABYTE = 1024 * 1024
LARGEST_FILE = 32 * MEGABYTE
LARGEST_SUBMISSION = 64 * MEGABYTE
LARGEST_TIMESTAMP = 1024
#: Bytes in a student's id, as the gradebook's columns have room for.
LONGEST_ID = 128
MOST_FILES = 500
MOST_CELLS = 2_000
#: JSON levels. A notebook itself has six; what an output holds may have some more.
DEEPEST = 100
#: Left by macOS, Jupyter and Python beside the files that matter.
IGNORED = re.compile(r"(^|/)(__MACOSX|\.DS_Store|\.ipynb_checkpoints|__pycache__)(/|$)")
#: Written by nbgrader beside a submission: when it was handed in, and what lets its sender fetch the feedback.
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"

#: The kinds of cells, and what nbformat wants of each beside its source.
KINDS: dict[Any, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}, "markdown": {}, "raw": {}}
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?( ?([A-Za-z]{1,6}|[+-]\d\d:?\d\d))?")
_CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")


class Refused(ValueError):  # noqa: N818 (it is what became of the submission, in the words of the summary)
    """A submission cannot be taken: why, and what to do."""


@dataclass(frozen=True)
class Member:
    """One entry of a zip or of a folder: its name with slashes, its size in bytes, its kind by `stat`'s bits."""

    name: str
    size: int
    mode: int = stat.S_IFREG


class Submission(msgspec.Struct, frozen=True):
    """One student's work as it is graded: the files that count, by name with slashes, and when it was handed in."""

    student: str
    files: dict[str, bytes]

    @property
    def timestamp(self) -> str | None:
        """When it was handed in, in nbgrader's own form; None where that is not known."""
        return self.files.get(TIMESTAMP, b"").decode("utf-8").strip() or None

    @property
    def digest(self) -> str:
        """A fingerprint of all files: it changes when anything changes."""
        parts = [(name, hashlib.blake2b(data).hexdigest()) for name, data in sorted(self.files.items())]
        return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


def screen(members: Sequence[Member]) -> str | None:
    """Say why a submission is refused unseen, from its listing; None where nothing is wrong."""
    if len(members) > MOST_FILES:
        return f"it holds {len(members):,} files; at most {MOST_FILES} are taken. Ask the student for the hand-in zip"
    for member in members:
        if why := _harm(member):
            return f'"{printable(member.name)}" {why}. Nothing was unpacked; ask the student for the hand-in zip'
    if (total := sum(member.size for member in members)) > LARGEST_SUBMISSION:
        return (
            f"it unpacks to {total:,} bytes; at most {LARGEST_SUBMISSION:,} are taken. Ask the student to clear outputs"
        )
    names = Counter(unicodedata.normalize("NFC", member.name).casefold() for member in members)
    if twice := [name for name, count in names.items() if count > 1]:
        return f'"{printable(twice[0])}" stands in it twice; ask the student for the hand-in zip'
    return None


def _harm(member: Member) -> str | None:
    name = member.name
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "is an absolute path"
    if ".." in re.split(r"[/\\]", name):
        return "climbs out of its folder"
    if "\\" in name or any(ord(letter) < 32 for letter in name):
        return "is no plain file name"
    if stat.S_IFMT(member.mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if member.size > LARGEST_FILE:
        return f"has {member.size:,} bytes; at most {LARGEST_FILE:,} are taken"
    return None


def listing(folder: Path) -> Iterator[Member]:
    """List a folder of the disk, links as links; a folder without an end is listed far enough to be refused.

    Raises
    ------
    Refused
        Where it cannot be listed, as where a path is too long.
    """
    waiting, found = [""], 0
    while waiting and found <= 20 * MOST_FILES:
        inside = waiting.pop()
        try:
            with os.scandir(folder / inside) as entries:
                facts = [(f"{inside}{entry.name}", entry.stat(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            raise Refused(
                f'the folder "{printable(inside) or folder.name}" cannot be listed ({error.strerror}); '
                "ask the student for the hand-in zip"
            ) from None
        for name, fact in facts:
            found += 1
            if stat.S_ISDIR(fact.st_mode):
                waiting.append(f"{name}/")
            yield Member(name, 0 if stat.S_ISDIR(fact.st_mode) else fact.st_size, fact.st_mode)


def check_student(name: str) -> None:
    """Raise Refused where a student's folder has a name that is no id for a gradebook."""
    if not name.isprintable() or len(name.encode()) > LONGEST_ID:
        raise Refused(
            f"its folder's name is no student's id: at most {LONGEST_ID} bytes of printable letters; rename the folder"
        )


def read_submission(folder: Path, assignment: str, quizzes: Collection[str], everything: bool = False) -> Submission:
    """Read one student's folder.

    Parameters
    ----------
    folder
        `submitted/<student>/<assignment>`.
    assignment, quizzes
        What it was handed in for, and the ids of that assignment's quizzes: they decide which files count.
    everything
        Take all other files too, for code cells that read them.

    Raises
    ------
    Refused
        Where the listing is refused, or the assignment's notebook is not there.
    """
    check_student(folder.parent.name)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Refused("its folder is a link to another; collect it again")
    members = [member for member in listing(folder) if not IGNORED.search(member.name)]
    if reason := screen(members):
        raise Refused(reason)
    names = {member.name for member in members if stat.S_ISREG(member.mode)}
    known = {f"{assignment}.ipynb", "quiz.json", TIMESTAMP, SECRET, *(f"responses/{quiz}.jsonl" for quiz in quizzes)}
    for member in members:
        if member.name in known and member.name not in names:
            raise Refused(f'"{member.name}" is a folder, not a file; ask the student for the hand-in zip')
    if f"{assignment}.ipynb" not in names:
        raise Refused(_without_notebook(names, assignment))
    taken = {name for name in names if not _is_ignored(name)} if everything else names & known
    submission = Submission(folder.parent.name, {name: _read(folder / name, name) for name in sorted(taken)})
    check_timestamp(submission.files.get(TIMESTAMP, b""))
    return submission


def _is_ignored(name: str) -> bool:
    """Say whether nbgrader, as this course has configured it, passes over a file."""
    return any(part.startswith(".") or part == "feedback" for part in name.split("/")) or name.endswith(".pyc")


def _without_notebook(names: Collection[str], assignment: str) -> str:
    others = sorted(printable(name) for name in names if name.endswith(".ipynb") and "/" not in name)
    found = f"it holds {', '.join(others[:3])}" if others else "it holds no notebook"
    return f"there is no {assignment}.ipynb: {found}; ask the student to hand in {assignment}"


def _read(path: Path, name: str) -> bytes:
    """Read a file that was a plain file a moment ago; what has become a link or a pipe since is not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(
                    f'"{printable(name)}" is a link or a device, not a file; ask the student to hand in again'
                )
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(f'"{printable(name)}" cannot be read ({error.strerror}); collect it again') from None
    if len(data) > LARGEST_FILE:
        raise Refused(f'"{printable(name)}" has more than {LARGEST_FILE:,} bytes; ask the student to clear outputs')
    return data


def check_timestamp(data: bytes) -> None:
    """Raise Refused unless `data` is nothing, or a time in the form in which nbgrader writes it, and can read it.

    Of a zone only a name or an offset may stand there: the library that reads it opens a zone's name as a file.
    """
    from nbgrader.utils import parse_utc  # here, because workers need no nbgrader, which takes seconds to import

    text = data[:LARGEST_TIMESTAMP].decode("utf-8", "replace").strip()
    if not data or (not text and len(data) < LARGEST_TIMESTAMP):
        return
    try:
        if not _TIME.fullmatch(text):
            raise ValueError(text)
        parse_utc(text)
    except (ValueError, OverflowError):
        raise Refused(
            f'{TIMESTAMP} holds no time ("{printable(text[:40])}"); correct it, or collect the submission again'
        ) from None


def read_notebook(data: bytes) -> NotebookNode:
    """Read a notebook of nbformat 2 to 4 and make it anew: cells with id, kind, source and nbgrader's metadata.

    Outputs, attachments and all other metadata are left behind; cells that are none are dropped.

    Raises
    ------
    Refused
        Where it is not UTF-8, not JSON, nested too deep, or no notebook.
    """
    again = "ask the student to open it in JupyterLab, save it and hand it in again"
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"the notebook is not in UTF-8; {again}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"the notebook is not JSON ({_brief(error)}); {again}") from None
    if is_deeper(content, DEEPEST):
        raise Refused(f"the notebook is nested deeper than {DEEPEST} levels; {again}")
    content = _as_version_4(content, again)
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Refused(f"the file is no notebook: it has no list of cells; {again}")
    _check_number(len(cells), again)
    return _made_anew(cells, content.get("metadata"))


def _check_number(cells: int, again: str) -> None:
    if cells > MOST_CELLS:
        raise Refused(f"the notebook has {cells:,} cells; at most {MOST_CELLS:,} are taken; {again}")


def _brief(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else printable(str(error))


def _as_version_4(content: Any, again: str) -> dict[str, Any]:
    """Return the content in the form of nbformat 4; an older one is converted by nbformat."""
    version = content.get("nbformat") if isinstance(content, dict) else None
    if version not in (2, 3, 4) or isinstance(version, bool | float):
        found = f"its nbformat is {printable(str(version))}" if version is not None else "it names no nbformat"
        raise Refused(f"the file is no notebook that can be read: {found}; {again}")
    if version == 4:
        return dict(content)
    worksheets = content.get("worksheets")
    for worksheet in worksheets if isinstance(worksheets, list) else []:
        if isinstance(worksheet, dict) and isinstance(cells := worksheet.get("cells"), list):
            _check_number(len(cells), again)
    try:
        converted: dict[str, Any] = nbformat.convert(from_dict(content), 4)
    except Exception:  # whatever nbformat's converters raise on content that nobody checked
        raise Refused(f"the notebook has the form of nbformat {version}, and is damaged; {again}") from None
    return converted


def _made_anew(cells: list[Any], metadata: Any) -> NotebookNode:
    ids: set[str] = set()
    made = [_cell(cell, ids) for cell in cells if isinstance(cell, dict) and _kind(cell) in KINDS]
    metadata = {"kernelspec": spec} if (spec := kernelspec(metadata)) else {}
    nb: NotebookNode = from_dict({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    return nb


def kernelspec(metadata: Any) -> dict[str, str]:
    """Return the kernelspec in a notebook's metadata: its three texts, or nothing where one that must be is missing."""
    claimed = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    known = ("display_name", "language", "name")
    spec = {name: _text(claimed[name]) for name in known if isinstance(claimed, dict) and name in claimed}
    return spec if spec.get("name") and spec.get("display_name") else {}


def _kind(cell: dict[str, Any]) -> str:
    kind = cell.get("cell_type")
    return kind if isinstance(kind, str) else ""


def _cell(cell: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    claims = cell["metadata"].get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
    return {
        "id": _cell_id(cell.get("id"), ids),
        "cell_type": cell["cell_type"],
        "metadata": {"nbgrader": claims} if isinstance(claims, dict) else {},
        "source": _text(cell.get("source")),
        **KINDS[cell["cell_type"]],
    }


def _text(source: Any) -> str:
    """Return a cell's source, of which a file may keep the lines one by one; lone surrogates cannot be written."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode("utf-8")


def _cell_id(claimed: Any, taken: set[str]) -> str:
    """Return the cell's own id where it is valid and no other cell has it, else one by its number: never by chance."""
    name = claimed if isinstance(claimed, str) and _CELL_ID.fullmatch(claimed) else "cell"
    number = len(taken)
    while name in taken:
        name, number = f"{name[:50]}-{number}", number + 1
    taken.add(name)
    return name
