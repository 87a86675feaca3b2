"""Print what each section of a lesson takes, as `guide.minutes` computes it; with `--write`, say so everywhere.

That is: in the sections' headings, in the line *Time* with its "Sections 1 to 6 fill one class of 100 minutes", in
README's table and in the guide's *Minutes*. Only numbers are changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from rich.table import Table

from instructor.console import terminal
from instructor.course import Course
from instructor.guide.minutes import HEADER, in_lesson, lesson_minutes, rows, sums_in, untrue
from instructor.naming import LESSON


def write(course: Course, lesson: str) -> None:
    """Write a lesson's computed minutes wherever they are said."""
    sections = lesson_minutes(course, lesson)
    whole = {part.number: max(1, round(part.total)) for part in sections}
    teaching = round(sum(part.reading + part.talking for part in sections))
    _change(course.source(lesson) / f"{lesson}.ipynb", lambda text: in_lesson(text, whole, teaching))
    row = rf"(\| `{lesson}` \|.*\| )\d+( \|)"
    _change(course.root / "README.md", lambda text: re.sub(row, rf"\g<1>{sum(whole.values())}\2", text))
    line = rf"(?<=\n## Lesson {int(lesson.partition('-')[0])}: )[^#]+"
    guide = course.root / "instructor" / "guide" / "guide.md"
    _change(guide, lambda text: re.sub(line, lambda found: in_guide(found[0], whole), text))


def _change(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def in_guide(chapter: str, whole: Mapping[int, int]) -> str:
    """Return a lesson's chapter of the guide with other minutes: the whole and, where each is named, the sections'."""
    found = re.search(r"\*\*Minutes\.\*\* \d+: ([^.]+)\.", chapter)
    if not found:
        return chapter
    named = found[1].split(", ")
    if len(named) == len(whole):
        parts = zip(named, whole.values(), strict=True)
        named = [re.sub(r"\d+$", str(minutes), name) for name, minutes in parts]
    line = f"**Minutes.** {sum(whole.values())}: {', '.join(named)}."
    return sums_in(chapter.replace(found[0], line), whole)


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1, metavar="[LESSON]...")
@click.option("--write", "is_writing", is_flag=True, help="Write them into headings, README and guide.")
def minutes(lessons: tuple[str, ...], is_writing: bool) -> None:
    """Print what each section of LESSONs (all, if none is named) takes, and what that is made up of."""
    course = Course.here()
    for lesson in lessons or course.assignments():
        course.check(lesson)
        if is_writing:
            write(course, lesson)
        sections = lesson_minutes(course, lesson)
        shown = Table(*HEADER, title=lesson, title_justify="left")
        for row in rows(sections):
            shown.add_row(*row)
        terminal().print(shown)
        for line in untrue(lesson, sections):
            click.echo(line)
