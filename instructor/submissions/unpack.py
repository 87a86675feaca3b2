"""Take out of a student's zip what counts in it, by us and under names we choose.

Whatever a student sends is screened first, by its listing alone. Only the notebook and the journals of known quizzes
are unpacked, to where nbgrader's zip_collect looks for them.
"""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from instructor.submissions.lms import Upload
from instructor.submissions.screen import IGNORED, LARGEST_SUBMISSION, Member, screen
from quizzes.journal import printable

#: What zipfile and what it unpacks with raise over a file that is damaged, encrypted or packed in some other way.
UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError, UnicodeDecodeError),
)


def choose(members: Sequence[Member], assignment: str, quizzes: Iterable[str]) -> dict[str, str]:
    """Return which members to take out (name in the zip -> name in the submission).

    Raises
    ------
    ValueError
        Where the assignment's notebook is not there, or twice: what was found, and what to do.
    """
    names = [member.name for member in members if not IGNORED.search(member.name)]
    notebooks = [name for name in names if name.endswith(".ipynb")]
    right = [name for name in notebooks if PurePosixPath(name).name == f"{assignment}.ipynb"]
    if len(right) != 1:
        found = ", ".join(printable(PurePosixPath(name).name) for name in notebooks[:3]) or "no notebook"
        raise ValueError(f"it holds {found} instead of one {assignment}.ipynb; ask the student to hand in {assignment}")
    folder = PurePosixPath(right[0]).parent
    journals = {str(folder / "responses" / f"{quiz}.jsonl"): f"responses/{quiz}.jsonl" for quiz in quizzes}
    return {right[0]: f"{assignment}.ipynb"} | {name: journals[name] for name in names if name in journals}


def stage(upload: Upload, assignment: str, quizzes: Iterable[str], archive: Path) -> None:
    """Screen one student's zip and write what counts in it to `archive/<student>@<time>/`, for zip_collect.

    Raises
    ------
    ValueError
        Where it is refused: why, and what to do.
    """
    if upload.size > LARGEST_SUBMISSION:
        limit = f"at most {LARGEST_SUBMISSION:,} are taken"
        raise ValueError(f"it has {upload.size:,} bytes; {limit}. Ask the student to clear outputs")
    folder = archive / f"{upload.student}@{upload.time:%Y%m%dT%H%M%S}"
    try:
        with upload.open() as file, zipfile.ZipFile(file) as content:
            _unpack(content, assignment, quizzes, folder)
    except UNREADABLE as error:
        shutil.rmtree(folder, ignore_errors=True)  # what was unpacked before the damage showed
        is_name = isinstance(error, UnicodeDecodeError)
        reason = "a name in it is not in UTF-8" if is_name else printable(str(error))
        raise ValueError(f"it is no zip that can be read ({reason}); ask the student for the hand-in zip") from None


def _unpack(content: zipfile.ZipFile, assignment: str, quizzes: Iterable[str], folder: Path) -> None:
    members = [Member(info.orig_filename, info.file_size, info.external_attr >> 16) for info in content.infolist()]
    if reason := screen(members):
        raise ValueError(reason)
    for name, target in choose([m for m in members if not m.name.endswith("/")], assignment, quizzes).items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        with content.open(name) as source, (folder / target).open("wb") as copy:
            shutil.copyfileobj(source, copy)
