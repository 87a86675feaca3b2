"""Store in the sources what nbval compares (`guide.compared`): a changed number in a model then fails the suite."""

from __future__ import annotations

from pathlib import Path

import click
import nbformat
from nbformat.notebooknode import NotebookNode

from instructor.course import Course, CourseError
from instructor.guide.compared import is_compared, with_outputs
from instructor.naming import LESSON


def executed(path: Path) -> NotebookNode:
    """Run a notebook in its folder and return it. Raises CourseError, with the cell, where one fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook: NotebookNode = nbformat.read(path, as_version=4)
    try:
        NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        raise CourseError(f"{path.name} does not run, so nothing was stored: {error}") from None
    return notebook


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1, metavar="[LESSON]...")
def outputs(lessons: tuple[str, ...]) -> None:
    """Run LESSONs (all, if none is named) and store in them what nbval compares."""
    course = Course.here()
    for lesson in lessons or course.assignments():
        course.check(lesson)
        path = course.source(lesson) / f"{lesson}.ipynb"
        notebook = with_outputs(nbformat.read(path, as_version=4), executed(path))
        nbformat.write(notebook, path)
        count = sum(map(is_compared, notebook.cells))
        click.echo(f"{lesson}: {count} results stored; look at the difference before you commit it")
