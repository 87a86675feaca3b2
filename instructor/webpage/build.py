"""Builds the page in an empty place beside the course's other files, and swaps it in whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import Course, CourseError
from instructor.handout import build_wheel
from instructor.webpage.contents import write_contents
from instructor.webpage.lab import configure, kernel_wheels, write_lab
from instructor.webpage.outside import entries, needed
from instructor.webpage.pages import write_pages, write_worker
from instructor.webpage.runtime import write_runtime
from instructor.webpage.texts import write_texts


@dataclass(frozen=True)
class Page:
    """A page that was built: its folder, and what of it browsers fetch from elsewhere, by lesson."""

    folder: Path
    elsewhere: dict[str, list[str]]


def build(course: Course, download: Path | None = None) -> Page:
    """Build the page of the lessons that are released.

    Parameters
    ----------
    course
        The course.
    download
        A folder with Pyodide's own packages, so that the page asks nobody else; see `outside`.

    Raises
    ------
    CourseError
        Where no lesson is released, or something that the page needs is not to be had; a former page stays then.
    """
    released = [course.step("release", name) for name in course.assignments()]
    lessons = [folder for folder in released if folder.is_dir()]
    if not lessons:
        raise CourseError("no lesson is released, so a page would be empty; run first: python -m instructor release")
    place = course.folder / "site"
    with TemporaryDirectory(prefix="site-", dir=course.folder) as made:
        new = Path(made, "site")
        wheel = build_wheel(course, Path(made))
        write_lab(new, wheel)
        write_contents(new, lessons)
        write_texts(new)
        runtime = new / "pyodide"
        runtime.mkdir()
        needs = {folder.name: needed(folder) for folder in lessons if needed(folder)}
        others = entries({name for names in needs.values() for name in names}, runtime, download)
        configure(new, write_runtime(runtime, wheel, kernel_wheels(), others), needs)
        write_pages(new)
        write_worker(new)
        if place.exists():
            place.rename(Path(made, "former"))
        new.rename(place)
    return Page(place, {} if download else needs)
