"""Which modules a lesson's cells may import: its own, as they were released, and nothing else that lies beside them.

Before the first cell of a lesson runs, the page lets the kernel call `ready`. A copy that somebody else sent may hold
any file under any name: so the working directory is not searched for modules (`quizzes.door` starts kernels that way),
and in its place `ready` puts a finder that knows the lesson's own modules by their SHA-256 (`manifest`). What is
compiled is what was checked, and no `__pycache__` is looked at. `kernel/startup.py` does the same, for all lessons, in
each kernel that is started by a server of the course: so a notebook shown as a notebook runs as well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from quizzes.catalogue import say
from quizzes.manifest import NAME, Manifest, computed, digest, written
from quizzes.told import in_words

#: Leads to another checkout, a course of one's own or the tests', and after it to the folder of its releases.
VARIABLE = "COURSE_LESSONS"
#: No module of a lesson is longer; a file that is, is not read to its end. Bytes.
LONGEST = 1_000_000


class LessonError(ValueError):
    """A lesson cannot be made ready; the message says what is wrong with the copy and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows, also where an import raises this."""
        return [str(self)]


def manifest() -> Manifest:
    """Return what the course's lessons are: those of the checkout that the environment names, else the wheel's."""
    if given := os.environ.get(VARIABLE):
        root, _, releases = given.partition(os.pathsep)
        return computed(Path(root), Path(releases) if releases else None)
    here = Path(__file__).parent
    return written(here / NAME) if (here / NAME).exists() else computed(here.parent)


@in_words
def ready(lesson: str) -> None:
    """Let this kernel import the modules of a lesson from the working directory, and nothing else that lies there.

    Raises
    ------
    LessonError
        Where the course has no such lesson, or a module of it is missing or is not the one that was released.
    """
    known = {each["name"]: each for each in manifest()["lessons"]}
    if lesson not in known:
        raise LessonError(say("lesson.unknown", name=lesson))
    guard = Guard(Path.cwd(), (lesson,))
    guard.install()
    for name in known[lesson]["modules"]:
        guard.source(name)


class Guard(MetaPathFinder):
    """Finds modules of some lessons (`None`: of all) in one folder, and only as they were released."""

    def __init__(self, folder: Path, lessons: Sequence[str] | None = None) -> None:
        self.folder = folder.resolve()
        self._lessons = lessons

    def install(self) -> None:
        """Take the place of the working directory, and of any guard before, on the way to a module."""
        here = {"", ".", str(self.folder), str(Path.cwd())}
        sys.path[:] = [place for place in sys.path if place not in here]
        sys.meta_path[:] = [self, *(finder for finder in sys.meta_path if not isinstance(finder, Guard))]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of the lessons; of any other name None, which leaves it to Python's own finders."""
        name = f"{fullname}.py"
        # What lies there is asked first: every import of the kernel comes by, and the manifest is read anew each time.
        if path is not None or not os.path.lexists(self.folder / name) or not self._digests(name):
            return None
        place = str(self.folder / name)
        return spec_from_file_location(fullname, place, loader=_Loader(fullname, place, self))

    def source(self, name: str) -> bytes:
        """Return a module's content. Raises LessonError where it is not there, or not the released one."""
        path = self.folder / name
        if not path.is_file():
            raise LessonError(say("lesson.module_missing", file=name, folder=str(self.folder)))
        with path.open("rb") as file:
            content = file.read(LONGEST)
        if digest(content) not in self._digests(name):
            raise LessonError(say("lesson.module_changed", file=name, folder=str(self.folder)))
        return content

    def _digests(self, name: str) -> set[str]:
        """Return the digests of a module, as it was released; read anew, because authors change their lessons."""
        lessons = (each for each in manifest()["lessons"] if self._lessons is None or each["name"] in self._lessons)
        return {each for lesson in lessons for each in lesson["modules"].get(name, ())}


class _Loader(SourceFileLoader):
    """Compiles what the guard has checked: never a `.pyc`, and never the file again."""

    def __init__(self, fullname: str, path: str, guard: Guard) -> None:
        super().__init__(fullname, path)
        self._guard = guard

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._guard.source(f"{fullname}.py"), self.path, "exec", dont_inherit=True)
        return code


class Missing(MetaPathFinder):
    """Stands last, and says of a lesson's module that nobody found what to do: a notebook was copied without it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise LessonError for a module of the lessons; of any other name return None."""
        name = f"{fullname}.py"
        if path is None and name in _modules():
            raise LessonError(say("lesson.module_missing", file=name, folder=str(Path.cwd())))
        return None


@cache
def _modules() -> frozenset[str]:
    """Return the file names of all lessons' modules; none where the course lies in parts, as in a sandbox."""
    try:
        return frozenset(name for lesson in manifest()["lessons"] for name in lesson["modules"])
    except (OSError, ValueError):
        return frozenset()


def guard_of(folder: Path) -> Guard | None:
    """Return the guard that stands before a folder's modules, if there is one."""
    guards = (finder for finder in sys.meta_path if isinstance(finder, Guard))
    return next((guard for guard in guards if guard.folder == folder.resolve()), None)


def places(root: Path, course: Manifest | None = None) -> dict[str, str]:
    """Say where below a folder, at most two folders down, the lessons' notebooks lie: name -> path, relative to it."""
    found = {}
    for name in (lesson["name"] for lesson in (course or manifest())["lessons"]):
        paths = [path for way in ("", "*/") for path in sorted(root.glob(f"{way}{name}/{name}.ipynb"))]
        if paths:
            found[name] = paths[0].relative_to(root).as_posix()
    return found
