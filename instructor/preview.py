"""Show what is written as students see it, beside what they do not: a page of the same server that `lab` starts."""

from __future__ import annotations

import os
from pathlib import Path

import click

from instructor.course import Course, variable
from instructor.lab import start_lab, verbose_option
from instructor.previewing import TERM
from instructor.previewing.chosen import choose


@click.command()
@click.argument("name", metavar="[LESSON|QUIZ|ITEM]", default="")
@click.option(
    "--term",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="The course folder of a term whose answers stand beside the questions.  [default: this term's]",
)
@click.option("--port", default=8888, show_default=True, help="The first port to try.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@verbose_option
def preview(name: str, term: Path | None, port: int, no_browser: bool, verbose: bool) -> None:
    """Show a lesson, a quiz or a question as students see it, beside its key, its feedback and its evidence.

    The page is made anew within a second of a file being saved. What is answered on it is nobody's, and nothing of it
    is kept. It is on this computer alone, behind the server's token.
    """
    course = Course.here()
    choose(course, name)
    if term:
        os.environ[variable(TERM)] = str(term)
    page = f"/preview/{name}".rstrip("/")
    raise SystemExit(start_lab(course, port, browser=not no_browser, page=page, verbose=verbose))
