"""Builds the page in an empty place beside the course's other files, and swaps it in whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import Course, CourseError
from instructor.handout import build_wheel
from instructor.webpage.contents import write_contents
from instructor.webpage.lab import configure, kernel_wheels, write_lab
from instructor.webpage.pages import write_pages, write_worker
from instructor.webpage.runtime import write_runtime


def build(course: Course) -> Path:
    """Build the page of the lessons that are released; return its folder.

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
        configure(new, write_runtime(new / "pyodide", wheel, kernel_wheels()))
        write_pages(new)
        write_worker(new)
        if place.exists():
            place.rename(Path(made, "former"))
        new.rename(place)
    return place
