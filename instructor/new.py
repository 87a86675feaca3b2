"""Begin something new: a course, on this text or another, with its folder; a lesson, a quiz, a question."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.markup import escape

from instructor.authoring import commands
from instructor.authoring.files import save
from instructor.authoring.schema import schemas
from instructor.beginning import FACTS, INNER, is_tag, paragraphs_of, write_sources
from instructor.console import terminal
from instructor.course import POINTER, Course, CourseError, pointed_to
from instructor.grading.drivers import GradebookError
from instructor.grading.gradebook import Writer
from instructor.plan import NAME, read_plan, values
from instructor.plan.writing import new_plan, own_zone
from instructor.settings import read_settings
from instructor.submissions.kept import write
from quizzes.tongue import ENGLISH
from seeds import Publication


@click.group()
@click.pass_context
def new(context: click.Context) -> None:
    """Begin something new: a course, a lesson, a quiz, or a question (`item`), ready to be released."""
    Course.here(pointed=context.invoked_subcommand != "course").enter()


for each in (commands.item, commands.quiz, commands.lesson):
    new.add_command(each)


def _zone(_: click.Context, __: click.Parameter, value: str | None) -> ZoneInfo:
    try:
        return own_zone() if value is None else values.zone(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" {error}') from None


@new.command()
@click.argument("folder", type=click.Path(file_okay=False, resolve_path=True, path_type=Path))
@click.option("--zone", callback=_zone, metavar="PLACE", help="The clock of its dates.  [default: this computer's]")
@click.option("--title", help="What pages call the course.  [default: the module's title, or the text's]")
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    help="A course on another text: a file in UTF-8, with a blank line between paragraphs.",
)
@click.option("--language", metavar="TAG", help="With --text: what lessons are written in: en, es, pt-BR, ar.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=WORDS", help=f"With --text: {', '.join(FACTS)}.")
def course(
    folder: Path, zone: ZoneInfo, title: str | None, text: Path | None, language: str | None, facts: tuple[str, ...]
) -> None:
    """Make FOLDER the folder of a course, and write course.toml into it.

    Commands then use that folder. A folder in which a course was already begun is taken along as it is, with the due
    dates of its gradebook; a course.toml that is there is never overwritten.

    With --text the course is on a text of your own, in any language: FOLDER then holds its sources as well, with a
    first lesson that can be released as it is, and the course folder lies in FOLDER/course. What --fact does not say
    is asked.
    """
    here = Course.here(pointed=False)
    if text:
        made = _on_another_text(folder, text, title, language, facts)
    elif language or facts:
        raise click.UsageError("--language and --fact go with --text; the language of pages stands in course.toml")
    else:
        made = Course(here.root, folder)
    if not text and (made.folder / NAME).exists():
        _go_back(here, made)
        return
    _check(made)
    _begin(here, made, zone, title)


def _go_back(here: Course, made: Course) -> None:
    """Let commands use the folder of a course that is there, which is left as it is."""
    plan = read_plan(made)
    made.enter()
    before = _point(here, made)
    said = f"{made.folder / NAME} is there, and stays as it is: “{plan.title}”, {len(plan.lessons)} lessons. "
    terminal().print(escape(f"{said}Commands given in {here.root} use this folder now{before}."), soft_wrap=True)


def _begin(here: Course, made: Course, zone: ZoneInfo, title: str | None) -> None:
    """Write the plan of a course whose sources are there, and let commands find it."""
    console, folder = terminal(), made.folder
    plan = read_plan(made)
    folder.mkdir(parents=True, exist_ok=True)
    dues = {name: due for name in made.assignments() if (due := _due(made, name))}
    write(folder / NAME, new_plan(made, title or plan.title, zone, dues))
    before = _point(here, made)
    count = len(plan.lessons)
    lessons = "its lesson" if count == 1 else f"all {count} lessons"
    wrote = f"Wrote {folder / NAME}, with {lessons}, on the clock of {zone.key}."
    console.print(escape(wrote), soft_wrap=True)
    for name, due in dues.items():
        console.print(escape(f"- {name}: due {due.astimezone(zone):%Y-%m-%d %H:%M}, as the gradebook has it"))
    console.print(escape(f"Commands given in {here.root} use this folder now{before}."), soft_wrap=True)
    console.print(
        "Next: write dates, weights and the late rule into it; then python -m instructor settle says what follows, "
        "and python -m instructor release makes the lessons. Keep the folder and back it up: it is the course.",
        soft_wrap=True,
    )


def _check(made: Course) -> None:
    """Raise CourseError where a folder cannot become a course's."""
    if (made.folder / NAME).exists():
        raise CourseError(f"{made.folder / NAME} is there, and is not overwritten; edit it, or name another folder")
    if made.folder in (made.root, made.root / "build"):
        raise CourseError(
            f"{made.folder} is no place for a course: git or anyone who tidies up may empty it; name a folder of its "
            "own outside of the checkout (what is in build/ can be moved there first)"
        )
    made.enter()


def _due(made: Course, name: str) -> datetime | None:
    """Return the due date that a gradebook in the folder has."""
    try:
        with closing(Writer(read_settings(made).db_url, name, lambda *_: None)) as gradebook:
            due = gradebook.released.due
    except GradebookError:
        raise
    except CourseError:  # it is not in there
        return None
    return due.replace(tzinfo=UTC) if due else None


def _on_another_text(
    folder: Path, text: Path, title: str | None, language: str | None, facts: tuple[str, ...]
) -> Course:
    """Write the sources of a course on another text; return the course."""
    made, console = Course(folder, folder / INNER), terminal()
    made.check_names()
    paragraphs = paragraphs_of(text)
    known = _facts(facts)
    language = language or _asked("language of the lessons (en, es, pt-BR, ar ...)", ENGLISH)
    if not is_tag(language):
        raise click.BadParameter(f'"{language}" is no tag of a language; write one such as en, es, pt-BR or ar')
    write_sources(folder, paragraphs, known, title or known.title or folder.name, language)
    for path, schema in schemas(made).items():
        save(path, schema)
    wrote = f"Wrote the sources of a course on a text of {len(paragraphs)} paragraphs into {folder}."
    console.print(escape(wrote), soft_wrap=True)
    if blank := [name for name in FACTS if not getattr(known, name)]:
        console.print(
            escape(f"- {folder / 'seeds' / 'essay.json'} lacks {', '.join(blank)}: pages name them, fill them in")
        )
    return made


def _facts(said: tuple[str, ...]) -> Publication:
    """Return who wrote a text: what was said, and for the rest what is asked."""
    given = dict(each.partition("=")[::2] for each in said)
    if unknown := next((name for name in given if name not in FACTS), None):
        raise click.BadParameter(f'--fact knows no "{unknown}"; {values.near(unknown, FACTS)}')
    return Publication(**{name: given[name] if name in given else _asked(f"{name} of the text", "") for name in FACTS})


def _asked(question: str, default: str) -> str:
    """Ask at a terminal; elsewhere nobody can answer, and the default is taken."""
    return str(click.prompt(question, default=default)) if sys.stdin.isatty() else default


def _point(here: Course, made: Course) -> str:
    """Let `.course` of a checkout lead to a folder; return in words where it led before."""
    try:
        before = pointed_to(here.root)
    except CourseError:
        before = None
    write(here.root / POINTER, f"{made.folder}\n")
    return f" (before: {before}; go back to it with --course)" if before and before != made.folder else ""
