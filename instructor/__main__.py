"""The instructor's commands, `python -m instructor VERB`: each is the module of its name, loaded when asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from instructor.console import speak_any_encoding
from instructor.course import Course, CourseError
from instructor.naming import check_folder
from quizzes.bank import BankError

#: The verbs, in the order of a term, with the line that the help has for each: no verb is loaded for it.
VERBS = {
    "demo": "Take a made-up class through the whole course, then open JupyterLab.",
    "new": "Begin something new: a course, a lesson, a quiz, or a question (`item`), ready to be released.",
    "check": "Say everything that is wrong with LESSONs (all, if none is named), each with its file, line and item.",
    "preview": "Show a lesson, a quiz or a question as students see it, beside its key, its feedback and its evidence.",
    "release": "Release ASSIGNMENTs (all, if none is named) to the students.",
    "settle": "Take over what course.toml says: due dates, extensions, the late rule; marks that change are shown.",
    "extend": "Let STUDENT hand in LESSON until DATE.",
    "roster": "Take in the roster FILE: who is in the class, with names, e-mails, ids and groups.",
    "site": "Write the released lessons as a web page that students work in, with nothing to install.",
    "collect": "Collect ASSIGNMENT from nbgrader's exchange, or from an LMS's download.",
    "assign": "Say that what SENDER handed in is PERSON's, for the whole term.",
    "group": "Let one hand-in count for all PEOPLE of the group NAME in LESSON, now and in later collections.",
    "grade": "Grade the collected submissions of ASSIGNMENT.",
    "mark": "Open the marking desk: the written answers of LESSON, blind, with the rubric beside them.",
    "void": "Take ITEM back: everyone has its points, or with --out it leaves the total.",
    "accept": "Let ANSWER be right for ITEM as well; the best of all keys counts.",
    "credit": "Give each STUDENT points for ITEM, whatever they answered; the better of both counts.",
    "query": "Keep what students ask about their marks, list it beside the question, and answer it once for all.",
    "feedback": "Write the feedback pages of ASSIGNMENT, and release those whose students use the exchange.",
    "handback": "Pack the feedback pages of LESSON for Moodle or Canvas.",
    "marks": "Show the marks of LESSONS (all in use, if none is named) and each person's total; with --to write them.",
    "report": "Write a page on the class's answers to ASSIGNMENT that names no student.",
    "backup": "Write a copy of the course into FILE, a zip; by default one with today's date in your home folder.",
    "restore": "Put the backup FILE into the course folder: `python -m instructor --course FOLDER restore FILE`.",
    "forget": "Delete all that the course has of STUDENT (an id, a name, an e-mail), after it was listed.",
    "doctor": "Look the course over: what would stop or spoil a term, each with its cure.",
    "rehearse": "Go through LESSON (the next one that is due, if none is named) as a student of your own course.",
    "questions": "Take questions to another platform, or into a lesson from one.",
    "hub": "Run a JupyterHub for the course on this machine: install, then start.",
    "lab": "Open JupyterLab with the course's formgrader (menu Nbgrader, Formgrader).",
    "curriculum": "Write into the guide what is taught and assessed where.",
    "minutes": "Print what each section of LESSONs (all, if none is named) takes, and what that is made up of.",
    "outputs": "Run LESSONs (all, if none is named) and store in them what nbval compares.",
    "claims": "List what LESSONs (all, if none is named) say of the world that has to be looked at again.",
}

#: Verbs that are about a course that has begun: a folder that is not there is a slip of the pen.
BEGUN = (
    *("settle", "extend", "roster", "collect", "assign", "group", "grade", "mark", "void", "accept", "credit", "query"),
    *("feedback", "handback", "marks", "report", "backup", "forget", "doctor"),
)
#: Verbs that do not follow `.course`: the made-up class keeps out of a course, and a new one has its own folder.
UNPOINTED = ("demo",)


class Commands(click.Group):
    """The verbs; an error that is expected is one message, not a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"instructor.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help's list."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

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
    help="The folder that the course's files are made in.  [default: what `new course` made, else build/]",
)
@click.pass_context
def main(context: click.Context, course: Path | None) -> None:
    """Release, collect and grade a course's assignments, and return them.

    The usual order is release, roster, collect, grade, mark, feedback, marks. `demo` shows it on a made-up class;
    instructor/guide/run-it.md goes through a term.
    """
    speak_any_encoding()
    if course and context.invoked_subcommand in BEGUN:
        check_folder(course)
    if course or context.invoked_subcommand != "new":  # which says itself what course it begins something in
        _used(course, context.invoked_subcommand).enter()


def _used(folder: Path | None, verb: str | None) -> Course:
    """Return the course that a verb uses."""
    here = Course.here(pointed=folder is None and verb not in UNPOINTED)
    return Course.at(folder, here.root) if folder else here


if __name__ == "__main__":
    main(prog_name="python -m instructor")
