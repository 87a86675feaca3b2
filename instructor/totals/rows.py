"""Totals, as a pure function of the gradebook, the plan and the people.

A lesson's mark is what quizzes and tasks came to, less what is taken off for being late. The total is the mean of the
lessons' shares (mark by maximum), weighted by the plan, in per cent. Which lessons count for a person:
    marked        by its mark
    waiting       handed in, and a person (or the machine) has yet to mark it: there is no total, never a 0 for it
    not handed in 0, once the due date and the person's extension are over, or at the end of the term
    open          not handed in and not due, or no date is set, or never released: out of the total, with its weight
    exempt        by the plan: out of the total, with its weight
Of the lessons that count, the plan's `drop_lowest` with the lowest shares are left out, of equal ones the heavier, then
the earlier; one always stays. Lessons that weigh nothing or have no points are shown and count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from instructor.plan import Plan
from instructor.submissions.directory import by_family
from instructor.submissions.register import Person
from instructor.totals.earned import Book, Earned
from instructor.totals.exact import exact


class Standing(StrEnum):
    """Where a lesson stands for a person."""

    MARKED = "marked"
    WAITING = "waiting"
    MISSING = "not handed in"
    OPEN = "open"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Mark:
    """One lesson of one person; `earned` is what the gradebook has, None where it has nothing."""

    standing: Standing
    earned: Earned | None = None

    @property
    def points(self) -> Fraction | None:
        """The lesson's mark; None where there is none, or none yet."""
        if self.standing is Standing.MISSING:
            return Fraction()
        if self.standing is not Standing.MARKED or self.earned is None:
            return None
        return max(self.earned.quizzes.points + self.earned.tasks.points - self.earned.penalty, Fraction())


@dataclass(frozen=True)
class Row:
    """One person: each lesson's mark, the lessons left out as the lowest, and the total in per cent.

    `total` is None where a mark is still `waiting`, or where nothing counts yet.
    """

    person: Person
    marks: Mapping[str, Mark]
    dropped: frozenset[str] = frozenset()
    total: Fraction | None = None
    is_listed: bool = True

    @property
    def waiting(self) -> list[str]:
        """The lessons whose mark is still to come."""
        return [lesson for lesson, mark in self.marks.items() if mark.standing is Standing.WAITING]


@dataclass(frozen=True)
class Class:
    """All rows, those who left apart, and what each released lesson is worth."""

    rows: Sequence[Row]
    left: Sequence[Row]
    books: Mapping[str, Book]
    lessons: Sequence[str] = field(default=())


def totals(
    plan: Plan,
    people: Iterable[Person],
    books: Mapping[str, Book],
    handed_in: Mapping[str, Collection[str]],
    now: datetime,
    at_end: bool = False,
) -> Class:
    """Reckon everybody's marks and total.

    Parameters
    ----------
    plan
        Lessons in use with weights and dates, extensions, exemptions, how many to drop.
    people
        The register. Who is on no roster and has no work has no row.
    books
        The released lessons, as `earned.read_books` has them.
    handed_in
        Whose work for each lesson lies there, graded or not.
    now
        When it is, with a zone.
    at_end
        The term is over: what was released and not handed in is 0, whatever its date.
    """
    known = {person.id: person for person in people}
    with_work = {student for book in books.values() for student in book.students}.union(*handed_in.values())
    everyone = [*known.values(), *(Person(student) for student in sorted(with_work - known.keys()))]
    has_roster = any(person.roster for person in everyone)
    rows = []
    for person in everyone:
        if person.roster or person.id in with_work:
            marks = {
                lesson: _mark(plan, lesson, person.id, books.get(lesson), handed_in.get(lesson, ()), now, at_end)
                for lesson in plan.lessons
            }
            dropped, total = _total(plan, books, marks)
            rows.append(Row(person, marks, dropped, total, bool(person.roster) or not has_roster))
    rows.sort(key=lambda row: by_family(row.person))
    return Class([r for r in rows if not r.person.left], [r for r in rows if r.person.left], books, [*plan.lessons])


def _mark(
    plan: Plan,
    lesson: str,
    student: str,
    book: Book | None,
    handed_in: Collection[str],
    now: datetime,
    at_end: bool,
) -> Mark:
    earned = book.students.get(student) if book else None
    if lesson in plan.exempt.get(student, frozenset()):
        return Mark(Standing.EXEMPT, earned)
    if earned:
        waits = earned.quizzes.waits or earned.tasks.waits
        return Mark(Standing.WAITING if waits else Standing.MARKED, earned)
    if student in handed_in:
        return Mark(Standing.WAITING)
    due = plan.due(lesson, student)
    is_over = at_end or (due is not None and due < now)
    return Mark(Standing.MISSING if book and is_over else Standing.OPEN)


def _total(plan: Plan, books: Mapping[str, Book], marks: Mapping[str, Mark]) -> tuple[frozenset[str], Fraction | None]:
    """Return the lessons that are left out as the lowest, and the total."""
    weights = {
        lesson: exact(plan.lessons[lesson].weight)
        for lesson, mark in marks.items()
        if mark.standing in (Standing.MARKED, Standing.WAITING, Standing.MISSING)
        and plan.lessons[lesson].weight > 0
        and (lesson not in books or books[lesson].maximum > 0)
    }
    if not weights or any(marks[lesson].standing is Standing.WAITING for lesson in weights):
        return frozenset(), None
    shares = {lesson: (marks[lesson].points or Fraction()) / books[lesson].maximum for lesson in weights}
    lowest = sorted(weights, key=lambda lesson: (shares[lesson], -weights[lesson]))
    dropped = frozenset(lowest[: min(plan.drop_lowest, len(lowest) - 1)])
    counted = [lesson for lesson in weights if lesson not in dropped]
    weight = sum(weights[lesson] for lesson in counted)
    return dropped, 100 * sum((weights[lesson] * shares[lesson] for lesson in counted), Fraction()) / weight
