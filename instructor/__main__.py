"""The instructor's commands: `python -m instructor VERB`. Each verb is the module of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from instructor.collect import collect
from instructor.course import Course, CourseError
from instructor.curriculum import curriculum
from instructor.demo import demo
from instructor.feedback import feedback
from instructor.grade import grade
from instructor.lab import lab
from instructor.release import release
from instructor.report import report
from quizzes.bank import BankError


class Commands(click.Group):
    """A group whose expected errors are one message, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (CourseError, BankError) as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(getattr(error, "exit_code", 1)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course",
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
    help="The folder that the course's files are made in.  [default: build/]",
)
def main(course: Path | None) -> None:
    """Release, collect and grade a course's assignments, and return them.

    The usual order is release, collect, grade, lab (to mark written answers in the formgrader), feedback. `demo`
    shows all of it on a made-up class.
    """
    known = Course.here()
    Course(known.root, course or known.folder).enter()


for command in (demo, release, collect, grade, feedback, report, lab, curriculum):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="python -m instructor")
