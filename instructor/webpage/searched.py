"""The search of a page for what students must not have, before it takes the former one's place.

JupyterLab and Python come from packages that are the same for every course: nothing of this one was written there. All
else is searched, the students' wheel and the texts for the door too: a wheel's folder is where a stray file gets in.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import seeds
from instructor.course import Course
from instructor.leaks import MARKERS, leaks, secrets, text_of
from instructor.webpage.lab import EXTENSIONS
from instructor.webpage.runtime import LOCK, START

#: What of the course's texts everybody may read, whatever a key quotes of it.
_PUBLIC = ("essay.txt", "essay.json", "glossary.json", "hard_words.json", "argument.json", "steps.json")


def given_away(site: Path, course: Course, lessons: Collection[str], wheel: str) -> list[str]:
    """Return what a page gives away of any lesson of the course, a line each.

    Parameters
    ----------
    site
        The page.
    course
        The course.
    lessons
        Those that the page has. One that is being written may be unreadable; one of these may not.
    wheel
        The name of the students' wheel.
    """
    forbidden = secrets(course, *lessons, unfinished=[name for name in course.assignments() if name not in lessons])
    public = _public(course)
    forbidden = {text: what for text, what in forbidden.items() if text not in public}
    own = {text: what for text, what in forbidden.items() if text not in MARKERS}  # our own code speaks of these
    python = (f"pyodide/{path.name}" for path in (site / "pyodide").iterdir() if path.name not in {wheel, LOCK, START})
    elsewhere = ("files", "build", *(f"extensions/{name}" for name in EXTENSIONS), *python)
    return [*(f"files/{line}" for line in leaks(site / "files", forbidden)), *leaks(site, own, elsewhere)]


def _public(course: Course) -> str:
    folder = course.texts or seeds.HERE
    paths = (folder / name for name in _PUBLIC)
    return "\n".join(text_of(path.name, path.read_bytes()) for path in paths if path.is_file())
