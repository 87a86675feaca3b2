"""Open JupyterLab on the checkout, with this course's formgrader in it.

`jupyter_server_config.py` beside this file tells its pages that nothing runs by itself here; and neither the server nor
a kernel searches the folder that it is started in for modules: it may be a student's.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from instructor.address import QUIET
from instructor.console import terminal
from instructor.course import Course
from instructor.grading.settling import told
from instructor.plan import read_plan
from quizzes.door import jupyter, kernels_are_safe, serve

#: The option of whatever starts a server.
verbose_option = click.option("--verbose", is_flag=True, help="Show the server's whole log.")


def start_lab(
    course: Course, port: int, browser: bool, notebook: Path | None = None, page: str = "", verbose: bool = False
) -> int:
    """Run JupyterLab until it is stopped, at `notebook` or another `page` if one is named; return its exit code.

    It says its address and errors, and with `verbose` all that Jupyter says.
    """
    course.enter()
    # nbgrader leaves this behind; in a notebook's kernel it would make quizzes believe they are being graded.
    os.environ.pop("NBGRADER_EXECUTION", None)
    kernels_are_safe()
    command = jupyter(course.root, port, browser)
    if notebook is not None and notebook.is_relative_to(course.root):  # JupyterLab shows nothing outside its root
        page = f"/lab/tree/{notebook.relative_to(course.root).as_posix()}"
    if page:
        command.append(f"--LabApp.default_url={page}")
    # In the checkout: nbgrader's server puts the folder that it is started in on the way to modules.
    code = serve(command if verbose else [*command, *QUIET], course.root)
    if code and not verbose:
        terminal().print(f"The server ended with exit code {code}; --verbose shows its whole log.", soft_wrap=True)
    return code


@click.command()
@click.option("--port", default=8888, show_default=True, help="The first port to try.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@verbose_option
def lab(port: int, no_browser: bool, verbose: bool) -> None:
    """Open JupyterLab with the course's formgrader (menu Nbgrader, Formgrader)."""
    course = Course.here()
    for lesson in read_plan(course).lessons:
        told(course, lesson, terminal())
    raise SystemExit(start_lab(course, port, browser=not no_browser, verbose=verbose))
