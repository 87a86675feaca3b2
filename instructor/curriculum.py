"""Write into the guide what is taught and assessed where: the tables between two comments of `guide.md`.

`guide.lessons` reads the notebooks, the bank and the keys, `guide.tables` makes the tables, and `guide.measures` the
page `measures.md` beside the guide. A test fails when they are not what this command would write.
"""

from __future__ import annotations

import click

from instructor.course import Course
from instructor.guide.lessons import CurriculumError, read_module
from instructor.guide.measures import measures
from instructor.guide.tables import tables

BEGIN, END = "<!-- curriculum: begin -->", "<!-- curriculum: end -->"


def with_tables(guide: str, written: str) -> str:
    """Return the guide with the tables between its two comments. Raises CurriculumError where they are missing."""
    before, begin, rest = guide.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CurriculumError(f"guide.md: the comments {BEGIN} and {END} are missing; put them where the tables belong")
    return f"{before}{BEGIN}\n\n{written}\n\n{END}{after}"


@click.command()
def curriculum() -> None:
    """Write into the guide what is taught and assessed where."""
    course = Course.here()
    guide = course.root / "instructor" / "guide" / "guide.md"
    if not guide.exists():
        raise CurriculumError(f"guide.md: there is none in {guide.parent}; write it, with {BEGIN} and {END} in it")
    module = read_module(course)
    guide.write_text(with_tables(guide.read_text("utf-8"), tables(module)), "utf-8")
    page = guide.with_name("measures.md")
    page.write_text(measures(course, module), "utf-8")
    click.echo(f"Wrote the tables of {guide} and {page}")
