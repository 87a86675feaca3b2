"""Take out of what a student sent what counts in it, by us and under names we choose.

Whatever a student sends is screened first, by its listing alone. Only the notebook and the journals are unpacked, to
where nbgrader's zip_collect looks for them: known journals in their place, any other file that answers this lesson's
questions in `elsewhere/`, under its own name; and the receipt, where one lies beside the notebook.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from instructor.submissions.journals import HEAD, journal_name, looks_like_journal
from instructor.submissions.kept import free
from instructor.submissions.lesson import CERTAIN, Lesson
from instructor.submissions.parcel import Contents, Parcel
from instructor.submissions.screen import IGNORED, LARGEST_FILE, UNREADABLE, Member, screen
from quizzes import receipt
from quizzes.journal import printable

#: A notebook, also as browsers and mail programs rename it.
NOTEBOOK = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)
ELSEWHERE = "elsewhere"


class NotTheLesson(ValueError):  # noqa: N818 (it is what was found, in the words of the summary)
    """What was sent holds no notebook of the lesson; it may be sent beside what does."""


@dataclass(frozen=True)
class Choice:
    """What to take out (name in the parcel -> name in the submission), and what an instructor should know of it."""

    files: dict[str, str]
    remarks: list[str] = field(default_factory=list)


def inspect(parcel: Parcel, lesson: Lesson, takes: Collection[str] = ()) -> Choice:
    """Screen a parcel and say what counts in it.

    Parameters
    ----------
    parcel, lesson
        What was sent, and for which lesson.
    takes
        Files that the instructor has said are the notebook: `<parcel>:<name in the zip>`, or the name of a loose file.

    Raises
    ------
    NotTheLesson
        Where no notebook of the lesson is in it.
    ValueError
        Where it is refused, or where it is not certain which notebook counts: why, and what to do.
    """
    with _readable(parcel) as contents:
        names = _names(contents.members)
        notebook, remarks = _Finder(parcel, contents, lesson, takes).notebook(names)
        placed = _in_place(names, notebook, lesson.quizzes)
        strayed = _strayed(
            contents, lesson, [name for name in names if name not in placed], PurePosixPath(notebook).parent
        )
        files = {notebook: f"{lesson.assignment}.ipynb"} | placed | strayed | _receipt(names, notebook)
        for name in files:
            contents.read(name)  # what is damaged must show here, while an older file can still count
        return Choice(files, [*remarks, *_strays(strayed)])


def journals(parcel: Parcel, lesson: Lesson) -> dict[str, str]:
    """Return the journals of a parcel that holds no notebook, as `Choice.files`; none where it cannot be read."""
    try:
        with _readable(parcel) as contents:
            names = _names(contents.members)
            return _strayed(contents, lesson, names, PurePosixPath("."))
    except ValueError:
        return {}


def stage(parcel: Parcel, files: dict[str, str], folder: Path) -> None:
    """Write what counts in a parcel to `<archive>/<student>@<time>/`, for zip_collect; nothing where it is refused.

    Raises
    ------
    ValueError
        Where something in it cannot be read: why, and what to do.
    """
    try:
        with _readable(parcel) as contents:
            for name, target in files.items():
                path = free(folder / target, "{stem} [{number}]{suffix}")
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as copy:
                    contents.write(name, copy)
    except ValueError:
        shutil.rmtree(folder, ignore_errors=True)  # what was unpacked before the damage showed
        raise


@contextmanager
def _readable(parcel: Parcel) -> Iterator[Contents]:
    """Open and screen a parcel; whatever it is, only ValueError is raised."""
    try:
        with parcel.opened() as contents:
            if reason := screen(contents.members):
                raise ValueError(reason)
            yield contents
    except UNREADABLE as error:
        is_name = isinstance(error, UnicodeDecodeError)
        reason = "a name in it is not in UTF-8" if is_name else printable(str(error))
        raise ValueError(f"it is no zip that can be read ({reason}); ask the student for the hand-in zip") from None


class _Finder:
    """Finds the lesson's notebook in a parcel, by its name and by its content."""

    def __init__(self, parcel: Parcel, contents: Contents, lesson: Lesson, takes: Collection[str]) -> None:
        self.parcel, self.contents, self.lesson, self.takes = parcel, contents, lesson, takes
        self.right = f"{lesson.assignment}.ipynb"

    def notebook(self, names: Sequence[str]) -> tuple[str, list[str]]:
        """Return the name of the notebook that counts, and remarks on it and on the others."""
        notebooks = [name for name in names if NOTEBOOK.search(name)]
        if told := [name for name in notebooks if self._label(name) in self.takes]:
            return told[0], [f"its notebook is {_short(told[0])}, as you said"]
        match [name for name in notebooks if PurePosixPath(name).name == self.right]:
            case []:
                return self._renamed(notebooks, names)
            case [right]:
                return self._with_copies(right, [name for name in notebooks if name != right])
            case several:
                return self._of_several(several)

    def _of_several(self, right: list[str]) -> tuple[str, list[str]]:
        """Take one of several notebooks of the right name, where all are the same."""
        if len({self._data(name) for name in right}) > 1:
            raise ValueError(f"it holds {_found(right)} instead of one {self.right}; {self._offer(right)}")
        nearest = min(right, key=lambda name: name.count("/"))
        return nearest, [f"the same {self.right} lies in it {len(right)} times"]

    def _with_copies(self, right: str, others: list[str]) -> tuple[str, list[str]]:
        """Take the notebook of the right name, unless only a copy of it was written in."""
        remarks = []
        own = self.lesson.own_words(self._data(right)) if others else frozenset()
        for name in others:
            data = self._data(name)
            words = self.lesson.own_words(data) if self.lesson.share(data) >= CERTAIN else frozenset()
            if words and not own:
                raise ValueError(
                    f"its {self.right} is as it was handed out, and its {_short(name)} was written in; "
                    + self._offer([name, right])
                )
            differs = ", which differs" if words - own else ""
            remarks.append(f"its {_short(name)}{differs} does not count (to take it: {self._option(name)})")
        return right, remarks

    def _renamed(self, notebooks: list[str], names: Sequence[str]) -> tuple[str, list[str]]:
        """Take a notebook of another name where its content says that it is the lesson's."""
        shares = {name: self.lesson.share(self._data(name)) for name in notebooks}
        certain = [name for name in notebooks if shares[name] >= CERTAIN]
        if certain and len({self._data(name) for name in certain}) == 1:
            return certain[0], [f'its notebook was called "{printable(PurePosixPath(certain[0]).name)}"']
        if certain:
            raise ValueError(
                f"it holds {_found(certain)}, all of this lesson and all different; {self._offer(certain)}"
            )
        near = [name for name in sorted(shares, key=lambda name: -shares[name]) if shares[name] or self._is_alike(name)]
        if near:
            raise ValueError(f"it holds {_found(near)}, which may be {self.right} or not; {self._offer(near)}")
        raise NotTheLesson(f"it holds {_found(names)} instead of one {self.right}; {self._ask()}")

    def _is_alike(self, name: str) -> bool:
        return self.lesson.assignment.casefold() in PurePosixPath(name).name.casefold()

    def _data(self, name: str) -> bytes:
        return self.contents.read(name, LARGEST_FILE)

    def _label(self, name: str) -> str:
        if self.parcel.is_zip:
            return f"{self.parcel.name}:{name}"
        return next(upload.name for upload in self.parcel.uploads if upload.title == name)

    def _option(self, name: str) -> str:
        return f'--take "{self._label(name)}"'

    def _offer(self, names: Sequence[str]) -> str:
        """Ask, with the nearest reading first."""
        ways = " or ".join(map(self._option, names[:3]))
        return f"look which counts and collect again: {ways}; or {self._ask()}"

    def _ask(self) -> str:
        return f"ask the student to hand in {self.lesson.assignment}"


def _names(members: Iterable[Member]) -> list[str]:
    """Return the files that may count."""
    return [member.name for member in members if not member.name.endswith("/") and not IGNORED.search(member.name)]


def _in_place(names: Sequence[str], notebook: str, quizzes: Iterable[str]) -> dict[str, str]:
    folder = PurePosixPath(notebook).parent
    placed = {str(folder / place): place for place in map(journal_name, quizzes)}
    return {name: placed[name] for name in names if name in placed}


def _receipt(names: Sequence[str], notebook: str) -> dict[str, str]:
    """Return the receipt beside the notebook, if there is one; it is shown, and nothing is marked by it."""
    name = str(PurePosixPath(notebook).parent / receipt.NAME)
    return {name: receipt.NAME} if name in names else {}


def _strayed(contents: Contents, lesson: Lesson, names: Sequence[str], beside: PurePosixPath) -> dict[str, str]:
    """Return the files that answer this lesson's questions, with the names they get beside the notebook."""
    found = {}
    for name in names:
        if NOTEBOOK.search(name):
            continue
        try:
            is_journal = looks_like_journal(contents.read(name, HEAD), lesson.items)
        except UNREADABLE:
            continue  # what is damaged beside the lesson does not spoil it
        if is_journal:
            path = PurePosixPath(name)
            found[name] = _plain(path.relative_to(beside) if path.is_relative_to(beside) else path)
    return found


def _plain(path: PurePosixPath) -> str:
    """Return a name of ours that keeps what can be kept of a student's: its last three parts, each 80 letters."""
    parts = [re.sub(r"^\.|[^\w.() -]", "_", part)[-80:] for part in path.parts[-3:]]
    name = "/".join("_feedback" if part == "feedback" else part for part in parts)
    return f"{ELSEWHERE}/{name}" if name.endswith(".jsonl") else f"{ELSEWHERE}/{name}.jsonl"


def _strays(strayed: dict[str, str]) -> list[str]:
    names = ", ".join(_short(name) for name in strayed)
    return [f"answers that do not lie in their place were taken along: {names}"] if strayed else []


def _found(names: Sequence[str]) -> str:
    notebooks = [name for name in names if NOTEBOOK.search(name)]
    if not notebooks and (zips := [name for name in names if name.casefold().endswith(".zip")]):
        return f"no notebook, but zips within it that are not opened ({', '.join(map(_short, zips[:3]))})"
    return ", ".join(printable(PurePosixPath(name).name) for name in notebooks[:3]) or "no notebook"


def _short(name: str) -> str:
    return f'"{printable(name[-100:])}"'
