"""Builds the page in an empty place beside the course's other files, and swaps it in whole."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import Course, CourseError
from instructor.handout import build_wheel, lessons_of
from instructor.plan import read_plan
from instructor.plan.announcing import students_dates
from instructor.webpage.contents import write_contents
from instructor.webpage.lab import configure, kernel_wheels, write_lab
from instructor.webpage.outside import add, lacking, needed
from instructor.webpage.pages import write_pages, write_worker
from instructor.webpage.runtime import write_runtime
from instructor.webpage.searched import given_away
from instructor.webpage.texts import write_texts


@dataclass(frozen=True)
class Page:
    """A page that was built; by lesson, the packages that browsers fetch elsewhere, and the modules that none has."""

    folder: Path
    elsewhere: dict[str, list[str]]
    lacking: dict[str, list[str]]


def build(course: Course, download: Path | None = None) -> Page:
    """Build the page of the lessons in use that are released.

    Parameters
    ----------
    course
        The course.
    download
        A folder with Pyodide's own packages, so that the page asks nobody else; see `outside`.

    Raises
    ------
    CourseError
        Where no lesson in use is released, something that the page needs is not to be had, or the page would give away
        what students must not have; a former page stays then.
    """
    plan = read_plan(course)
    released = [course.step("release", name) for name in plan.lessons]
    lessons = [folder for folder in released if folder.is_dir()]
    if not lessons:
        raise CourseError("no lesson is released, so a page would be empty; run first: python -m instructor release")
    place = course.folder / "site"
    with TemporaryDirectory(prefix="site-", dir=course.folder) as made:
        new = Path(made, "site")
        wheel = build_wheel(course, Path(made))
        write_lab(new, wheel)
        write_contents(new, lessons, {name: students_dates(plan, name) for name in plan.lessons})
        write_texts(new)
        page = _completed(new, course, wheel, download)
        if found := given_away(new, course, [folder.name for folder in lessons], wheel.name):
            former = "; the former page stays" if place.exists() else ""
            lines = [f"the page leaks, so it was not made{former}:", *(f"- {line}" for line in found)]
            raise CourseError("\n".join(lines))
        swap(new, place)
    return replace(page, folder=place)


def _completed(new: Path, course: Course, wheel: Path, download: Path | None) -> Page:
    """Put Python, the configuration and the page's own files into a site that has its lessons."""
    lessons, known = sorted(path for path in (new / "files").iterdir() if path.is_dir()), lessons_of(course)
    runtime = new / "pyodide"
    runtime.mkdir()
    packages = write_runtime(runtime, wheel, kernel_wheels())
    needs = {folder.name: needed(folder, runtime) for folder in lessons}
    add({name for found in needs.values() for name in found.values()}, runtime, download)
    configure(new, known, packages, {lesson: list(found) for lesson, found in needs.items()})
    write_pages(new, known["course"])
    write_worker(new)
    gaps = {folder.name: lacking(folder, runtime) for folder in lessons}
    elsewhere = {} if download else {lesson: sorted({*found.values()}) for lesson, found in needs.items() if found}
    return Page(new, elsewhere, {lesson: names for lesson, names in gaps.items() if names})


def swap(new: Path, place: Path) -> None:
    """Put a page that was built in the place of a former one.

    Raises
    ------
    CourseError
        Where one of the two cannot be moved, as when a program has a file of it open. The former page is where it was,
        or, where it can be moved back no more, beside that, under a name that the error says.
    """
    former = place.with_name(f"{place.name}-former")
    try:
        if place.exists():
            shutil.rmtree(former, ignore_errors=True)  # of a build that was broken off
            place.rename(former)
        new.rename(place)
    except OSError as error:
        stays = _moved_back(former, place)
        again = "close what has files of it open, and run again: python -m instructor site"
        raise CourseError(f"the new page could not be put at {place} ({error.strerror}); {stays}; {again}") from error
    shutil.rmtree(former, ignore_errors=True)


def _moved_back(former: Path, place: Path) -> str:
    """Put the former page back where that is needed; say where it is."""
    if former.exists() and not place.exists():
        try:
            former.rename(place)
        except OSError:
            return f"the former page is at {former}"
    return "the former page is there as before" if place.exists() else "there was no page before"
