"""What students download: one zip that starts by a double-click, or with one command in an empty folder.

It holds the lesson as it was released, the wheel of `seeds` and `quizzes`, a page that says what to do, and `start.py`,
which tells `uv run` what to install, or runs after pip has. The files for a double-click give that command, and say in
plain words what is missing. Several zips may be unpacked into one folder. The wheel is built here by hatchling, without
a network, from a folder that holds what students may have and the manifest of the lessons; its texts are the course's.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hatchling.builders.wheel import WheelBuilder

from instructor.course import CONFIGURATION, Course, read_project
from instructor.plan import read_plan
from quizzes import manifest
from quizzes.tongue import ENGLISH

_TEMPLATES = CONFIGURATION / "templates" / "handout"
#: What a wheel is built from, beside the packages.
_BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "instructor/wheel_hook.py")
#: What is double-clicked: its name in the zip -> the script that it is.
STARTERS = {"start-windows.bat": "start.bat", "start-mac.command": "start.sh", "start-linux.sh": "start.sh"}
#: Ends well in a Python that can make an environment with uv in it.
_PROBE = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 8))"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "bank", manifest.NAME)


def handouts(course: Course, assignments: Sequence[str]) -> list[Path]:
    """Pack each of some releases as one file that students download and unpack; return their paths.

    All hold the same wheel: it knows the lessons as they are released now, so pack when all of them are in place.
    """
    folder = course.folder / "handout"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="packing-", dir=course.folder) as place:
        wheel = build_wheel(course, Path(place))
        return [
            _packed(course, assignment, wheel).replace(folder / f"{assignment}-handout.zip")
            for assignment in assignments
        ]


def _packed(course: Course, assignment: str, wheel: Path) -> Path:
    """Pack a release beside the wheel; return the file."""
    release, partial = course.step("release", assignment), wheel.with_name(f"{assignment}.zip")
    tongue = lessons_of(course).get("language")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(wheel, wheel.name)
        packed.writestr("README.txt", _readme(course, assignment, wheel.name))
        packed.writestr("start.py", _start(wheel.name))
        for name in STARTERS:
            packed.writestr(_executable(name), starter(name, tongue))
        for path in sorted(path for path in release.rglob("*") if path.is_file()):
            packed.write(path, path.relative_to(release.parent).as_posix())
    return partial


def build_wheel(course: Course, place: Path) -> Path:
    """Build the wheel that the students of a course install, with its texts and lessons; return its path."""
    root = place / "sources"
    for name in _BUILT_FROM:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONFIGURATION.parent / name, root / name)
    shutil.copytree(CONFIGURATION.parent / "quizzes", root / "quizzes", ignore=_LEFT_OUT)
    if course.words:
        shutil.copytree(course.words, root / "quizzes" / "words", dirs_exist_ok=True)
    _copy_seeds(course, root / "seeds")
    lessons = lessons_of(course)
    (root / "quizzes" / manifest.NAME).write_text(manifest.text(lessons), "utf-8")
    return Path(next(WheelBuilder(str(root)).build(directory=str(place), versions=["standard"])))


def _copy_seeds(course: Course, place: Path) -> None:
    """Copy the package `seeds` with the course's own texts, if it has some."""
    ours = CONFIGURATION.parent / "seeds"
    shutil.copytree(course.texts or ours, place, ignore=_LEFT_OUT)
    for name in ("__init__.py", "py.typed"):
        shutil.copy(ours / name, place / name)
    if not (place / "glossary.json").exists():  # the page asks for it
        (place / "glossary.json").write_text("{}", "utf-8")


def lessons_of(course: Course) -> manifest.Manifest:
    """Return the course as its students see it: its own title, and the lessons in use as they are released."""
    plan = read_plan(course)
    found = manifest.computed(course.root, course.folder / "release", plan.lessons)
    return {**found, "course": plan.title, "language": plan.language}


def _readme(course: Course, assignment: str, wheel: str) -> str:
    known = lessons_of(course)
    (lesson,) = (each for each in known["lessons"] if each["name"] == assignment)
    text = _in("README.{}.txt", known.get("language"))
    words = {name: lesson[name] for name in ("title", "question")}
    return text.format(course=known["course"], lesson=assignment, wheel=wheel, **words)


def _in(template: str, tongue: str | None) -> str:
    """Return a text in a language, and in English where there is none."""
    own = _TEMPLATES / template.format(tongue)
    return (own if own.exists() else _TEMPLATES / template.format(ENGLISH)).read_text("utf-8")


def _start(wheel: str) -> str:
    project = read_project(CONFIGURATION.parent)
    text = (_TEMPLATES / "start.py").read_text("utf-8")
    for name, value in {
        "python": project["project"]["requires-python"],
        "package": project["project"]["name"],
        "date": project["tool"]["uv"]["exclude-newer"],
        "wheel": wheel,
    }.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def _executable(name: str) -> zipfile.ZipInfo:
    """Return an entry that macOS and Linux unpack as a program."""
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100755 << 16, zipfile.ZIP_DEFLATED
    return entry


def starter(name: str, tongue: str | None = ENGLISH) -> str:
    """Return one of the files for a double-click, in a language, with the line ends of its system."""
    template = STARTERS[name]
    text = (_TEMPLATES / template).read_text("utf-8")
    facts = {"file": name, "package": read_project(CONFIGURATION.parent)["project"]["name"], "probe": _PROBE}
    words = json.loads(_in("start.{}.json", tongue))
    spoken = {key: _echoed(said) if template.endswith(".bat") else shlex.quote(said) for key, said in words.items()}
    filled = re.sub(r"@(\w+)@", lambda match: {**facts, **spoken}[match[1]], text)
    return filled.replace("\n", "\r\n") if template.endswith(".bat") else filled


def _echoed(text: str) -> str:
    """Return the commands by which Windows says a text."""
    lines = (re.sub(r"[&|<>^]", r"^\g<0>", line).replace("%", "%%") for line in text.splitlines())
    return "\n".join(f"echo {line}" for line in lines)
