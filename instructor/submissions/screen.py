"""Refuse what students sent before it is read, by its listing alone.

A name may not climb, no link or device may stand in it, and sizes have limits.

`Refused` names the offender and says what to do. What passes is read by `read` and `notebook`, as hostile as before.
"""

from __future__ import annotations

import lzma
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.journal import printable

MEGABYTE = 1024 * 1024

LARGEST_FILE = 32 * MEGABYTE

LARGEST_SUBMISSION = 64 * MEGABYTE

#: Bytes in a student's id, as the gradebook's columns have room for.
LONGEST_ID = 128

MOST_FILES = 500

#: What zipfile and what it unpacks with raise over a file that is damaged, encrypted or packed in some other way.
UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError, UnicodeDecodeError),
)

#: Left by macOS, Windows, office programs, network drives, Jupyter and Python beside the files that matter.
IGNORED = re.compile(
    r"(^|/)(__MACOSX|\.DS_Store|\._[^/]*|\.Spotlight-V100|\.Trashes|\.fseventsd|Icon\r|(eh)?thumbs\.db|desktop\.ini|"
    r"\$RECYCLE\.BIN|~\$[^/]*|\.~lock\.[^/]*|\.~[^/]*|@eaDir|\.ipynb_checkpoints|__pycache__)(/|$)",
    re.IGNORECASE,
)


class Refused(ValueError):  # noqa: N818 (it is what became of the submission, in the words of the summary)
    """A submission cannot be taken: why, and what to do."""


@dataclass(frozen=True)
class Member:
    """One entry of a zip or of a folder: its name with slashes, its size in bytes, its kind by `stat`'s bits."""

    name: str
    size: int
    mode: int = stat.S_IFREG


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
    # Folders whose names differ by case hold files of different names, or these are found here.
    folders = {_folded(member.name) for member in members if stat.S_ISDIR(member.mode)}
    names = Counter([*(_folded(member.name) for member in members if not stat.S_ISDIR(member.mode)), *folders])
    if twice := [name for name, count in names.items() if count > 1]:
        return f'"{printable(twice[0])}" stands in it twice; ask the student for the hand-in zip'
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


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
    """Raise Refused where a student's folder has a name that is no id for a gradebook, or that nbgrader cannot find."""
    is_short = len(name.encode("utf-8", "replace")) <= LONGEST_ID
    if not name.isprintable() or not is_short or re.match(r"\.|\s|.*[/\\\[\]*?]|.*\s$|$", name):
        raise Refused(
            f"its folder's name is no student's id: at most {LONGEST_ID} bytes of printable letters, without / \\ [ ] "
            "* or ?, no dot at its beginning and no space around it; rename the folder"
        )
