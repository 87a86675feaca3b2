"""Where a course lies, and its name: its checkout and the folder that its files are made in.

Texts, lessons, bank and keys lie in the checkout (`root`), or in the folder that a course on another text has (`new
course --text`, and then the course folder lies in it), whose `pyproject.toml` names the course: the project's name
is nbgrader's course id, and a table `[tool.<that name>]` holds its settings. Whatever the course makes lies in one
folder: the one that `--course` names, else the one that the file `.course` in the checkout leads to, else `build/`.
Both travel through the environment, because the same `nbgrader_config.py` is read by these commands, by `nbgrader`
itself and by the formgrader's server. The variables begin with the name of the project that this file belongs to
(`PREFIX`, in capitals), whatever course they name:

    <PREFIX>_ROOT        another checkout: a course of one's own, and the tests
    <PREFIX>_COURSE      the course folder, relative to the checkout
    <PREFIX>_GRADEBOOK   a database in place of the folder's gradebook.db: postgresql+psycopg://name@host/course

`COURSE_SEEDS` leads `seeds` to the checkout's own texts, `COURSE_LESSONS` `quizzes.lessons` to its lessons, and
`COURSE_LANGUAGE` tells `quizzes.tongue` what its pages speak.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import seeds
from quizzes import lessons, tongue
from quizzes.bank import Bank, BankError, Keys, load_yaml
from quizzes.catalogue import languages
from quizzes.journal import printable
from quizzes.pictures import pictured

CONFIGURATION = Path(__file__).parent
#: The file in a checkout, unknown to git, whose one line is the course folder's path.
POINTER = ".course"
#: The file in a course folder that does not lie beside its sources, whose one line is their path: a kept rehearsal's.
SOURCES = ".sources"


class CourseError(Exception):
    """A step of the course cannot be taken; the message says why and what to do."""

    exit_code = 1


class UnknownNameError(CourseError):
    """A command names an assignment or a student that there is not."""

    exit_code = 2


def read_project(root: Path) -> dict[str, Any]:
    """Read the `pyproject.toml` of a checkout.

    Raises
    ------
    CourseError
        Where there is none, or it names no project: marks would go to a course without a name.
    """
    path = root / "pyproject.toml"
    try:
        project = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CourseError(
            f'{path} is missing; write one that says [project] and name = "the-name-of-your-course"'
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not TOML: {error}") from None
    if not project.get("project", {}).get("name"):
        raise CourseError(f'{path} names no course; write [project] and name = "the-name-of-your-course"')
    return project


#: What the environment variables begin with.
PREFIX = read_project(CONFIGURATION.parent)["project"]["name"].upper().replace("-", "_")


def variable(name: str) -> str:
    """Return the full name of an environment variable, such as "ROOT"."""
    return f"{PREFIX}_{name}"


def pointed_to(root: Path) -> Path | None:
    """Return the course folder that a checkout's file `.course` leads to; None where there is no such file.

    Raises
    ------
    CourseError
        Where that folder is not there: another one would silently be taken for it.
    """
    pointer = root / POINTER
    try:
        folder = root / pointer.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    if folder == root or not folder.is_dir():
        raise CourseError(
            f"{pointer} leads to {folder}, which is no folder; bring it back, name another (python -m instructor "
            f"--course FOLDER), or delete {POINTER}"
        )
    return folder


@dataclass(frozen=True)
class Course:
    """A checkout and the folder that the course's files are made in."""

    root: Path
    folder: Path

    @classmethod
    def here(cls, pointed: bool = True) -> Course:
        """Return the course that the environment names, or else, where `pointed` is true, the file `.course`.

        Raises
        ------
        CourseError
            Where `.course` leads to a folder that is not there.
        """
        root = Path(os.environ.get(variable("ROOT"), CONFIGURATION.parent)).resolve()
        named = os.environ.get(variable("COURSE")) or (pointed_to(root) if pointed else None)
        return cls.at((root / (named or "build")).resolve(), root)

    @classmethod
    def at(cls, folder: Path, root: Path) -> Course:
        """Return the course of a folder: on the text beside it or that `.sources` leads to, else of a checkout."""
        own = Path((folder / SOURCES).read_text("utf-8").strip()) if (folder / SOURCES).is_file() else folder.parent
        is_own = (own / "seeds" / "essay.txt").is_file() and not (own / "instructor" / "__main__.py").exists()
        return cls(own if is_own else root, folder)

    @cached_property
    def course_id(self) -> str:
        """The course's name for nbgrader: the project's. Raises CourseError where the checkout has none."""
        return str(read_project(self.root)["project"]["name"])

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The course's own settings: the table `[tool.<its name>]`; none where it has no name, as `course_id` tells."""
        try:
            found: dict[str, Any] = read_project(self.root).get("tool", {}).get(self.course_id, {})
        except CourseError:
            return {}
        return found

    @cached_property
    def written_in(self) -> str:
        """The language that its lessons are written in, as BCP 47 has it."""
        return str(self.settings.get("language", tongue.ENGLISH))

    @property
    def language(self) -> str:
        """The language of its pages: `language` in `course.toml`, else that of its lessons; else, unknown, English.

        Whoever reads the plan is told what is wrong with the file.
        """
        try:
            said = tomllib.loads((self.folder / "course.toml").read_text("utf-8-sig")).get("language")
        except (OSError, ValueError):
            said = None
        known = languages(self.words)
        return next((each for each in (said, self.written_in) if each in known), tongue.ENGLISH)

    @property
    def words(self) -> Path | None:
        """The folder of the checkout's own catalogues of the interface; None where it has none."""
        folder = self.root / "quizzes" / "words"
        return folder if folder.is_dir() and self.root != CONFIGURATION.parent else None

    @property
    def texts(self) -> Path | None:
        """The folder of the checkout's own texts; None where it has none."""
        folder = self.root / "seeds"
        return folder if (folder / "essay.txt").exists() else None

    def typed(self, path: Path) -> str:
        """Return a source's path as one types it: from the checkout, or from where one is if the text is one's own."""
        if not self.texts:
            return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()
        try:
            return Path(os.path.relpath(path)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    def enter(self) -> None:
        """Let this process and its children find the course, its texts, nbgrader's configuration and alembic.

        Raises
        ------
        CourseError
            Where nbgrader would take a folder's name for a pattern, or a database's address.
        """
        self.check_names()
        os.environ[variable("ROOT")] = str(self.root)
        os.environ[variable("COURSE")] = str(self.folder)
        os.environ[lessons.VARIABLE] = os.pathsep.join([str(self.root), str(self.folder / "release")])
        os.environ[tongue.VARIABLE] = tongue.variable(self.language, self.written_in, self.words)
        if self.texts:
            os.environ[seeds.VARIABLE] = str(self.texts)
        _prepend("JUPYTER_CONFIG_PATH", CONFIGURATION)
        # nbgrader starts alembic by its name: it must be found even where no environment is activated.
        _prepend("PATH", Path(sys.executable).parent)

    def check_names(self) -> None:
        """Raise CourseError where nbgrader cannot work in a folder of this name.

        It looks for files by glob patterns made from the whole path, formats it, and writes it into an SQLite address;
        of the way from the checkout to the course folder it makes a regular expression.
        """
        always, another = r"[\[\]{}*?]|%[0-9A-Fa-f]{2}", "name another folder: python -m instructor --course FOLDER"
        inner = Path(os.path.relpath(self.folder, self.root)).as_posix()
        for folder, pattern, cure in (
            (str(self.root), always, "move the checkout"),
            (str(self.folder), always, another),
            (inner, r"[+()^$|\\]", another),
        ):
            found = re.search(pattern, folder)
            if found or not folder.isprintable():
                name, sign = printable(folder), found[0] if found else "a letter that cannot be shown"
                raise CourseError(f'nbgrader cannot work in {name}: it takes "{sign}" for a pattern; {cure}')

    def assignments(self) -> list[str]:
        """Return the names of all assignments, in order."""
        return sorted(path.parent.name for path in (self.root / "notebooks").glob("*/*.ipynb"))

    def check(self, assignment: str) -> None:
        """Raise UnknownNameError unless there is such an assignment."""
        known = self.assignments()
        if assignment not in known:
            near = get_close_matches(assignment, known, n=1, cutoff=0.0)
            hint = f'; did you mean "{near[0]}"?' if near else f" in {self.root / 'notebooks'}"
            raise UnknownNameError(f'there is no assignment "{assignment}"{hint}')

    def source(self, assignment: str) -> Path:
        """Return the folder of an assignment's source."""
        return self.root / "notebooks" / assignment

    def step(self, step: str, assignment: str, student: str = ".") -> Path:
        """Return an assignment's folder in one of nbgrader's steps, such as "submitted"."""
        return self.folder / step / student / assignment

    def students(self, step: str, assignment: str) -> list[str]:
        """Return the ids of the students who have this assignment in this step."""
        folders = (self.folder / step).glob(f"*/{assignment}")
        return sorted(path.parent.name for path in folders if path.is_dir())

    def handed_in(self, assignment: str) -> list[str]:
        """Return the ids of all who have something in `submitted` for an assignment, be it readable or not."""
        step = self.folder / "submitted"
        return sorted(path.name for path in step.glob("[!.]*") if _is_there(path / assignment))

    def bank_file(self, assignment: str) -> Path:
        """Return the path of an assignment's items."""
        return self.root / "quizzes" / "bank" / f"{assignment}.yaml"

    def pictures(self, assignment: str) -> list[Path]:
        """Return the pictures of an assignment's items, which lie in a folder beside them."""
        return sorted(path for path in self.bank_file(assignment).with_suffix("").glob("*") if path.is_file())

    def keys_file(self, assignment: str) -> Path:
        """Return the path of an assignment's keys."""
        return self.root / "instructor" / "keys" / f"{assignment}.yaml"

    def bank(self, assignment: str) -> Bank:
        """Read an assignment's items; an assignment without a bank has none. Raises BankError."""
        path = self.bank_file(assignment)
        return load_yaml(path, Bank) if path.exists() else Bank(assignment=assignment, quizzes=())

    def keys(self, assignment: str) -> Keys:
        """Read an assignment's keys; where nothing is graded there need be none. Raises BankError."""
        path = self.keys_file(assignment)
        if path.exists() or any(quiz.graded for quiz in self.bank(assignment).quizzes):
            keys = load_yaml(path, Keys)
            shown = (self.bank(assignment).pictures or {}) if self.pictures(assignment) else {}
            try:
                return pictured(keys, shown, f"keys/{path.name}")
            except ValueError as error:
                raise BankError(str(error)) from None
        return Keys(assignment=assignment, keys={})


def _is_there(path: Path) -> bool:
    """Say whether something is there, a broken link too; what cannot be looked into may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _prepend(paths: str, folder: Path) -> None:
    known = [name for name in os.environ.get(paths, "").split(os.pathsep) if name and name != str(folder)]
    os.environ[paths] = os.pathsep.join([str(folder), *known])
