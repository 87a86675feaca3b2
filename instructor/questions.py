"""Take the course's questions elsewhere, and bring questions from elsewhere into the course.

`export` writes one format of `exchange_formats` into a folder that the instructor names: the files hold the keys, so a
folder that goes to students is refused. `import` puts what it reads behind the quizzes of a lesson's bank. Both print
what did not fit, by item or by line, and write the same list beside what they made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

import seeds
from instructor.authoring.files import save
from instructor.authoring.making import check_form
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.exchange_formats.forms import FormatError, Lost, Made
from instructor.exchange_formats.into_files import bank_text, check, keys_text
from instructor.exchange_formats.into_items import Taken, taken
from instructor.exchange_formats.lessons import KINDS, read_lesson
from instructor.naming import LESSON
from quizzes.pictures import UNKNOWN

#: The formats that are written, with their module.
WRITTEN = {
    "canvas": "qti12",
    "moodle": "moodle",
    "gift": "gift",
    "qti": "qti21",
    "h5p": "h5p",
    "print": "paper",
    "anki": "anki",
}
#: Those that hold an item's hints.
HINTED = ("moodle",)
#: The formats that are read, with their module.
READ = {"canvas": "qti12_in", "moodle": "moodle_in", "gift": "gift_in", "text2qti": "text2qti_in"}
#: Folders of a course, and of its checkout, whose files students get or git takes along.
STUDENTS = ("release", "handout", "feedback", "outbound", "exchange")
TRACKED = ("notebooks", "quizzes", "seeds")


@click.group()
def questions() -> None:
    """Take questions to another platform, or into a lesson from one."""


@questions.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice([*WRITTEN]))
@click.argument("folder", type=click.Path(file_okay=False, resolve_path=True, path_type=Path))
@click.argument("lessons", type=LESSON, metavar="[LESSON]...", nargs=-1)
@click.option("--only", type=click.Choice(KINDS), multiple=True, help="Take these quizzes alone; may be repeated.")
def export(format_: str, folder: Path, lessons: Sequence[str], only: Sequence[str]) -> None:
    """Write the questions of LESSONs (all, if none is named) as FORMAT into FOLDER.

    The files hold the keys: FOLDER must be one that no student gets. The deck of `anki` is for students, and has the
    glossary and the practice questions alone.
    """
    course, console = Course.here(), terminal()
    _check_folder(course, folder)
    for name in lessons or course.assignments():
        made, lost = _made(course, name, format_, only or KINDS)
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in made.files.items():
            (folder / file).write_bytes(content)
        _list(console, folder / f"{name}.{format_}.left-out.txt", lost)
        said = f"wrote {', '.join(made.files)}" if made.files else "nothing to write"
        console.print(escape(f"{name}: {said}"), soft_wrap=True)
    if format_ == "print" and not [*folder.glob("*.pdf")]:
        console.print("No Chromium was found for the PDFs: open the HTML files and print them.")
    if format_ != "anki":
        console.print(escape(f"{folder} holds the answers: keep it from students."), soft_wrap=True)


def _made(course: Course, name: str, format_: str, kinds: Sequence[str]) -> tuple[Made, list[Lost]]:
    """Return what a format makes of a lesson, and all that is lost on the way."""
    if format_ == "anki":
        kinds = [kind for kind in kinds if kind == "practice"]
    lesson, lost = read_lesson(course, name, kinds)
    module = import_module(f"instructor.exchange_formats.{WRITTEN[format_]}")
    more = (seeds.glossary(),) if format_ == "anki" else ()
    made: Made = module.write(lesson, *more)
    hinted = [question for question in lesson.questions if question.hints and format_ not in HINTED]
    lost += [Lost(question.id, "its hints left out: only Moodle XML has a place for them") for question in hinted]
    return made, [*lost, *made.lost]


def _check_folder(course: Course, folder: Path) -> None:
    """Raise CourseError where students would get what is written there."""
    barred = [course.folder / name for name in STUDENTS] + [course.root / name for name in TRACKED]
    for place in barred:
        if folder == place or place in folder.parents:
            raise CourseError(
                f"{folder}: what lies in {place} goes to students, and the file would hold the keys; "
                "name a folder outside of it"
            )


def _list(console: Console, path: Path, lost: Iterable[Lost]) -> None:
    """Print what did not fit, and write it beside what was made; an older list goes where there is nothing."""
    lines = [str(each) for each in lost]
    for line in lines:
        console.print(escape(f"- {line}"), soft_wrap=True)
    if lines:
        path.write_text("\n".join(lines) + "\n", "utf-8")
    else:
        path.unlink(missing_ok=True)


@questions.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice([*READ]))
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.argument("lesson", type=LESSON)
@click.option("--practice", is_flag=True, help="Put the keys into the bank: students see them. [default: graded]")
@click.option("--objective", type=click.IntRange(1, 12), default=1, show_default=True, help="The lesson's objective.")
@click.option("--source", default=UNKNOWN, help="Who made the pictures in it.  [default: `check` asks for it]")
@click.option("--licence", default=UNKNOWN, help="Under what licence they are shown.  [default: `check` asks for it]")
@click.option("--dry-run", is_flag=True, help="Say what would be taken and what would not, and write nothing.")
def import_(
    format_: str, file: Path, lesson: str, practice: bool, objective: int, source: str, licence: str, dry_run: bool
) -> None:
    """Put the questions of FILE, which is in FORMAT, behind the quizzes of LESSON.

    The bank of a lesson that has none yet is begun. What is there is left as it is. Pictures that the file carries
    (Moodle XML, a zip of Canvas) are put into the lesson's folder of pictures.
    """
    course, console = Course.here(), terminal()
    check_form(lesson, "name of a lesson", "08-trade")
    bank, keys = course.bank_file(lesson), course.keys_file(lesson)
    before = tuple(path.read_text("utf-8") if path.exists() else "" for path in (bank, keys))
    try:
        found = import_module(f"instructor.exchange_formats.{READ[format_]}").read(file.read_bytes())
        known = course.bank(lesson)
        ids = {quiz.id for quiz in known.quizzes} | {item.id for _, item in known.items()}
        made = taken(found, file.stem, ids, objective)
        after = _texts(before, lesson, made, practice, (source, licence))
    except FormatError as error:
        raise CourseError(f"{file}: {error}") from None
    lines = [escape(f"- {each}") for each in made.lost]
    for line in lines:
        console.print(line, soft_wrap=True)
    if not made.quizzes:
        raise CourseError(f"{file}: nothing in it fits an item type of the course; the list above says why")
    if not dry_run:
        for path, text, old in zip((bank, keys), after, before, strict=True):
            if text != old:
                save(path, text)
        _put_pictures(bank.with_suffix(""), made.pictures)
    _say_next(console, made, (bank, keys), practice, dry_run)


def _put_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    """Write pictures; one of the same name has the same bytes, for the name says them."""
    for name, data in pictures.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _texts(
    before: tuple[str, ...], lesson: str, made: Taken, practice: bool, credit: tuple[str, str]
) -> tuple[str, str]:
    """Return bank and keys as they are afterwards, checked against each other."""
    if not made.quizzes:
        return before[0], before[1]
    bank = bank_text(before[0], lesson, made, practice, *credit)
    keys = keys_text(before[1], lesson, Taken((), {}, ()) if practice else made)
    check(bank, keys, lesson)
    return bank, "" if practice and not before[1] else keys


def _say_next(console: Console, made: Taken, paths: Any, practice: bool, dry_run: bool) -> None:
    """Say what was written and what is to be done by hand."""
    items = sum(len(quiz.items) for quiz in made.quizzes)
    verb = "Would write" if dry_run else "Wrote"
    where = str(paths[0]) if practice else f"{paths[0]} and {paths[1]}"
    said = f"{verb} {items} question(s) in {len(made.quizzes)} quiz(zes) into {where}."
    console.print(escape(said), soft_wrap=True)
    if made.pictures:
        said = f"{verb} {len(made.pictures)} picture(s) into {paths[0].with_suffix('')}; `check` says what they lack."
        console.print(escape(said), soft_wrap=True)
    calls = ", ".join(f'quiz("{quiz.id}")' for quiz in made.quizzes)
    console.print(escape(f"Next: show them in the notebook, a code cell each: {calls}"), soft_wrap=True)
    console.print("Then: python -m instructor check --fix, which gives these cells what they need.", soft_wrap=True)
    console.print("Then read them once: objective, points and reasons are what the file said or a guess.")
