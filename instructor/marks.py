"""Show everybody's marks and totals, and write them as CSV, as XLSX, or as a platform imports them.

`totals` reads and reckons; this is the command. Nothing is written into the gradebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.settling import difference
from instructor.naming import LESSON
from instructor.plan import Plan, in_use, read_plan
from instructor.rosters.columns import known_headers
from instructor.rosters.table import Table, read_table
from instructor.submissions.register import Register
from instructor.totals import canvas, moodle, others, plain, worksheet
from instructor.totals.earned import read_books
from instructor.totals.exact import exact, points
from instructor.totals.rows import Class, Row, Standing, totals
from instructor.totals.safe import write
from instructor.totals.target import TOTAL, Import, Request
from instructor.totals.words import mark_cells, remarks, rules, text, total_cell
from quizzes.manifest import computed

FORMATS = ("canvas", "moodle", "moodle-worksheet", "brightspace", "blackboard")


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write FILE.csv or FILE.xlsx.")
@click.option("--for", "platform", type=click.Choice(FORMATS), help="Write FILE as this platform imports it.")
@click.option(
    "--columns",
    "export",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The platform's own export (Moodle: the worksheet): its columns, ids and maxima are kept.",
)
@click.option(
    "--column", "said", multiple=True, metavar="LESSON=HEADER", help="Which column is a lesson's (or total's)."
)
@click.option("--out-of", type=click.FloatRange(min=0, min_open=True), help="Scale marks to this maximum.")
@click.option("--with-total", is_flag=True, help="Write the total, out of 100, as one more column of the platform's.")
@click.option("--at-end", is_flag=True, help="The term is over: what was not handed in is 0, whatever its date.")
def marks(
    lessons: tuple[str, ...],
    target: Path | None,
    platform: str | None,
    export: Path | None,
    said: tuple[str, ...],
    out_of: float | None,
    with_total: bool,
    at_end: bool,
) -> None:
    """Show the marks of LESSONS (all in use, if none is named) and each person's total; with --to write them.

    What waits for a person is "waiting", never 0. Totals are always those of all lessons in use. The rules stand below
    the table, and in FILE.xlsx on a sheet of their own.

    --for moodle is the import of grades into the gradebook (matched by e-mail or ID number, columns chosen there);
    moodle-worksheet is one LESSON's grading worksheet, with comments; blackboard needs --columns.
    """
    course, console = Course.here(), terminal()
    plan, found = read_class(course, at_end)
    shown = _lessons(course, plan, lessons)
    if platform:
        if target is None:
            raise UnknownNameError("say which file to write: --to FILE.csv")
        wanted = [*shown, *([TOTAL] if with_total else [])]
        request = Request(found, wanted, _titles(course), _named(said, wanted), exact(out_of) if out_of else None)
        _write(console, target, _import(request, platform, export))
    elif target:
        _save(target, plan, found, shown, at_end)
        console.print(escape(str(target)), soft_wrap=True)
    else:
        _show(console, plan, found, shown, at_end)


def read_class(course: Course, at_end: bool = False, now: datetime | None = None) -> tuple[Plan, Class]:
    """Return a course's plan, and everybody's marks and totals.

    Raises
    ------
    CourseError
        Where `course.toml` would change marks that nobody has seen yet, or the gradebook cannot be read.
    """
    plan = read_plan(course)
    for lesson in plan.lessons:
        if (new := difference(course, lesson, plan)) and new.marks:
            raise CourseError(
                f"course.toml would change {len(new.marks)} marks of {lesson}; see and take them first: "
                f"python -m instructor settle {lesson}"
            )
    books = read_books(course, [*plan.lessons])
    handed_in = {lesson: course.handed_in(lesson) for lesson in plan.lessons}
    return plan, totals(plan, Register(course).people, books, handed_in, now or datetime.now(UTC), at_end)


def _lessons(course: Course, plan: Plan, named: Sequence[str]) -> list[str]:
    for lesson in named:
        in_use(course, lesson)
    return [lesson for lesson in plan.lessons if not named or lesson in named]


def _titles(course: Course) -> dict[str, str]:
    titles = {lesson["name"]: lesson["title"] for lesson in computed(course.root)["lessons"]}
    return {**titles, TOTAL: "Total (%)"}


def _named(said: Sequence[str], lessons: Sequence[str]) -> dict[str, str]:
    """Return the columns that were named, by lesson."""
    found = dict(text_.split("=", 1) for text_ in said if "=" in text_)
    wrong = [text_ for text_ in said if "=" not in text_] + [name for name in found if name not in lessons]
    if wrong:
        raise UnknownNameError(f'--column {wrong[0]}: say LESSON="HEADER"; lessons here are {", ".join(lessons)}')
    return found


def _import(request: Request, platform: str, export: Path | None) -> Import:
    """Return the file for a platform."""
    table: Table | None = read_table(export, known_headers) if export else None
    if platform == "canvas":
        known = canvas.read_export(table) if table else canvas.from_roster(request.found)
        return canvas.canvas_file(request, known)
    if platform == "moodle-worksheet":
        wanted = [lesson for lesson in request.worth_writing if lesson != TOTAL]
        if len(wanted) != 1:
            raise UnknownNameError("a worksheet is one assignment's; name one lesson that is released")
        return worksheet.worksheet_file(request, wanted[0], table)
    makers = {"moodle": moodle.moodle_file, "brightspace": others.brightspace_file}
    return makers.get(platform, others.blackboard_file)(request, table)


def _write(console: Console, target: Path, done: Import) -> None:
    write(target, done.data)
    for note in done.notes:
        console.print(escape(f"- {note}"), soft_wrap=True)
    console.print(escape(f"{target}: {done.people} people"), soft_wrap=True)


def _save(target: Path, plan: Plan, found: Class, lessons: Sequence[str], at_end: bool) -> None:
    kind = target.suffix.casefold()
    if kind == ".csv":
        write(target, plain.as_csv(plan, found, lessons))
    elif kind == ".xlsx":
        write(target, plain.as_xlsx(plan, found, lessons, at_end))
    else:
        raise UnknownNameError(f"--to {target.name}: say FILE.csv or FILE.xlsx")


def _show(console: Console, plan: Plan, found: Class, lessons: Sequence[str], at_end: bool) -> None:
    """Print the table of what is released, those who left apart, and the rules."""
    lessons, later = [n for n in lessons if n in found.books], [n for n in lessons if n not in found.books]
    for title, rows in (("marks", found.rows), ("left", found.left)):
        if rows:
            _print_table(console, f"{plan.title}: {title}", plan, found, rows, lessons)
    waiting = [row for row in found.rows if row.waiting]
    console.print(f"{len(found.rows)} people, {len(waiting)} with marks still waiting, {len(found.left)} left")
    if later:
        console.print(f"not released: {', '.join(later)}", soft_wrap=True)
    for rule in rules(plan, at_end):
        console.print(escape(f"- {rule}"), soft_wrap=True)


def _print_table(
    console: Console, title: str, plan: Plan, found: Class, rows: Sequence[Row], lessons: Sequence[str]
) -> None:
    """Print quizzes, tasks, late and remarks where there is room for them, and else each lesson's mark alone."""
    table = Shown(title=escape(title), title_justify="left")
    for head in ("name", *(_head(plan, found, lesson) for lesson in lessons), "total (%)", "remarks"):
        table.add_column(escape(head), overflow="fold", max_width=30)
    for row in rows:
        table.add_row(*map(escape, _cells(row, lessons)))
    if console.measure(table, options=console.options.update(max_width=10_000)).maximum <= console.width:
        console.print(table)
        return
    table = Shown(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("name", overflow="fold")
    numbers = [lesson.partition("-")[0] for lesson in lessons]
    for head in (*(numbers if len({*numbers}) == len(numbers) else lessons), "total"):
        table.add_column(escape(head), justify="right", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, [row.person.shown, *(_short(row, n) for n in lessons), text(total_cell(row))]))
    console.print(table)
    console.print(
        f"... waits for a person; total in per cent; lessons: {', '.join(lessons)}. Quizzes, tasks, late and remarks "
        "apart: in a wider window, or --to FILE.xlsx",
        soft_wrap=True,
    )


def _short(row: Row, lesson: str) -> str:
    whole = text(mark_cells(row.marks[lesson])[-1])
    return "exempt" if row.marks[lesson].standing is Standing.EXEMPT else "..." if whole == "waiting" else whole


def _head(plan: Plan, found: Class, lesson: str) -> str:
    book = found.books[lesson]
    return f"{lesson}\n{points(book.quizzes)} + {points(book.tasks)}, weight {plan.lessons[lesson].weight:g}"


def _cells(row: Row, lessons: Sequence[str]) -> list[str]:
    marks_ = [_cell(row, lesson) for lesson in lessons]
    total = total_cell(row)
    return [row.person.shown, *marks_, total if isinstance(total, str) else text(total), remarks(row)]


def _cell(row: Row, lesson: str) -> str:
    """Return quizzes + tasks - late = mark, or where the lesson stands."""
    mark = row.marks[lesson]
    quizzes, tasks, late, whole = mark_cells(mark)
    if mark.standing is Standing.EXEMPT:
        return "exempt"
    if mark.earned is None:
        return text(whole)
    late_ = f" - {points(-late)}" if isinstance(late, Fraction) else ""
    result = f" = {text(whole)}" if mark.standing is Standing.MARKED else ""
    return f"{text(quizzes)} + {text(tasks)}{late_}{result}"
