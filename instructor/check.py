"""Say everything that is wrong with lessons at once, and mend what is certain."""

from __future__ import annotations

import click
from rich.markup import escape

from instructor.authoring.advice import advice
from instructor.authoring.files import save
from instructor.authoring.findings import findings
from instructor.authoring.mending import mended
from instructor.authoring.window_advice import window_advice
from instructor.console import terminal
from instructor.course import Course
from instructor.naming import LESSON


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1, metavar="[LESSON]...")
@click.option("--fix", is_flag=True, help="Mend what has one right form: points and id of a cell, order of a key.")
def check(lessons: tuple[str, ...], fix: bool) -> None:
    """Say everything that is wrong with LESSONs (all, if none is named), each with its file, line and item.

    What is admitted stands beside it. Nothing is changed but by --fix, which says what it did; what more than one thing
    could mend is left to you. What is no error and hardly meant, as the words of an example, is named as advice.
    """
    course, console = Course.here(), terminal()
    left = 0
    for lesson in lessons or course.assignments():
        course.check(lesson)
        mending = mended(course, lesson)
        for each in mending:
            if fix:
                save(each.path, each.text)
            file = course.typed(each.path)
            for words in each.words if fix else each.proposed:
                console.print(escape(f"{file}: {'mended' if fix else '--fix would mend'}: {words}"), soft_wrap=True)
        found = findings(course, lesson)
        left += len(found) + (0 if fix else len(mending))
        for finding in found:
            place = course.typed(course.root / finding.file)
            console.print(escape(f"{place}:{finding.line}: {finding.words}"), soft_wrap=True)
        advised = [
            f"{course.typed(course.root / piece.file)}:{piece.line}: advice: {piece.words}"
            for piece in advice(course, lesson)
        ]
        advised += [f"{lesson}: advice: {words}" for words in window_advice(course, lesson)]
        for words in advised:
            console.print(escape(words), soft_wrap=True)
        rest = f", {len(advised)} to look at" if advised else ""
        console.print(escape(f"{lesson}: {len(found) or 'nothing'} to mend{rest}"), soft_wrap=True)
    raise SystemExit(1 if left else 0)
