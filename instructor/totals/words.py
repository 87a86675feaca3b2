"""The rules of a total in words, and a person's row in cells: the same for the terminal, CSV and XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from instructor.plan import Plan
from instructor.plan.lateness import in_words
from instructor.totals.exact import POINTS, TOTAL, points, rounded
from instructor.totals.rows import Class, Mark, Row, Standing

#: A cell: points or a total as a number, a word, or nothing.
Cell = Fraction | str


def rules(plan: Plan, at_end: bool) -> list[str]:
    """Return what a total is made of, a sentence each."""
    drop = plan.drop_lowest
    missing = (
        "Not handed in: 0, for the term is over (--at-end); empty where a lesson was never released."
        if at_end
        else "Not handed in: 0 once the due date and the student's extension are over; before, and where no date is "
        "set, empty and out of the total (--at-end counts it as 0)."
    )
    return [
        "Quizzes are marked by the machine, tasks by a person, in the gradebook; extra credit is added.",
        "Mark of a lesson: quizzes + tasks - late. Share: mark / maximum.",
        f"Late work: {in_words(plan.late)}."
        if plan.source
        else "Late work: as nbgrader's configuration has it; the gradebook's due dates count.",
        "Total: sum of weight x share over the lessons that count / sum of their weights x 100, in per cent, "
        f"rounded to {TOTAL} places, halves up.",
        "waiting: handed in, and not marked to the end; it is no 0, and there is no total until it is marked.",
        missing,
        "Exempt: empty, and out of the total with its weight.",
        f"Left out of each total: the {drop} counted lesson{'s' * (drop > 1)} with the lowest share; of equal ones the "
        "one that weighs more, then the earlier. One lesson always stays."
        if drop
        else "No lesson is left out as the lowest.",
        "A lesson that weighs 0 or has no points counts nothing.",
    ]


def header(plan: Plan, found: Class, lessons: Sequence[str]) -> list[str]:
    """Return the columns of the table."""
    columns = ["name", "id", "e-mail"]
    for lesson in lessons:
        book, weight = found.books.get(lesson), plan.lessons[lesson].weight
        quizzes, tasks, whole = (points(n) for n in (book.quizzes, book.tasks, book.maximum)) if book else "---"
        columns += [f"{lesson}: quizzes (of {quizzes})", f"{lesson}: tasks (of {tasks})", f"{lesson}: late"]
        columns.append(f"{lesson}: mark (of {whole}, weight {weight:g})")
    return [*columns, "total (%)", "remarks"]


def cells(row: Row, lessons: Sequence[str]) -> list[Cell]:
    """Return a person's row."""
    person = row.person
    found: list[Cell] = [person.shown, person.id, person.email]
    for lesson in lessons:
        found += mark_cells(row.marks[lesson])
    return [*found, total_cell(row), remarks(row)]


def mark_cells(mark: Mark) -> list[Cell]:
    """Return quizzes, tasks, what late cost, and the mark."""
    earned, standing = mark.earned, mark.standing
    if standing is Standing.MISSING:
        return ["", "", "", Fraction()]
    if standing in (Standing.OPEN, Standing.EXEMPT):
        return ["", "", "", ""]
    if earned is None:
        return ["waiting", "waiting", "", "waiting"]
    quizzes, tasks = ("waiting" if part.waits else part.points for part in (earned.quizzes, earned.tasks))
    if standing is Standing.WAITING:
        return [quizzes, tasks, "", "waiting"]
    mark_points = mark.points
    assert mark_points is not None
    return [quizzes, tasks, -earned.penalty if earned.penalty else "", mark_points]


def total_cell(row: Row) -> Cell:
    """Return the total as it is written."""
    if row.total is None:
        return "waiting" if row.waiting else ""
    return Fraction(rounded(row.total))


def remarks(row: Row) -> str:
    """Return in words what the numbers do not say."""
    of = {standing: [n for n, mark in row.marks.items() if mark.standing is standing] for standing in Standing}
    said = [
        *(["left"] if row.person.left else []),
        *([] if row.is_listed else ["not on the roster"]),
        *([f"exempt: {', '.join(of[Standing.EXEMPT])}"] if of[Standing.EXEMPT] else []),
        *([f"left out as the lowest: {', '.join(sorted(row.dropped))}"] if row.dropped else []),
        *([f"not handed in: {', '.join(of[Standing.MISSING])}"] if of[Standing.MISSING] else []),
    ]
    return "; ".join(said)


def text(cell: Cell) -> str:
    """Return a cell as text; numbers have a point."""
    return cell if isinstance(cell, str) else points(cell, POINTS)
