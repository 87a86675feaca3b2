"""The columns of a file that a platform imports: which lesson each is, and out of what its marks are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from instructor.totals.exact import points
from instructor.totals.matching import match
from instructor.totals.rows import Class, Row, Standing

#: What the column of the totals goes by, where a lesson has its name.
TOTAL = "total"


@dataclass(frozen=True)
class Request:
    """What is asked for: lessons (or `TOTAL`) with their titles, columns that were named, and another maximum."""

    found: Class
    lessons: Sequence[str]
    titles: Mapping[str, str]
    said: Mapping[str, str] = field(default_factory=dict)
    out_of: Fraction | None = None

    def maximum(self, lesson: str) -> Fraction:
        """Return what a lesson is worth here."""
        return Fraction(100) if lesson == TOTAL else self.found.books[lesson].maximum

    @property
    def worth_writing(self) -> list[str]:
        """The lessons that were released and have points; others have no marks."""
        books = self.found.books
        return [n for n in self.lessons if n == TOTAL or (n in books and books[n].maximum > 0)]


@dataclass(frozen=True)
class Column:
    """One column: its header there, whether the platform knows it, and the maxima here and there."""

    lesson: str
    header: str
    is_known: bool
    maximum: Fraction
    out_of: Fraction

    def mark(self, row: Row) -> str:
        """Return a person's mark as the platform takes it; "" where there is none, or none yet."""
        if self.lesson == TOTAL:
            return "" if row.total is None else points(row.total * self.out_of / 100)
        mark = row.marks[self.lesson].points
        return "" if mark is None else points(mark * self.out_of / self.maximum)

    def is_exempt(self, row: Row) -> bool:
        """Say whether the lesson does not count for a person."""
        return self.lesson != TOTAL and row.marks[self.lesson].standing is Standing.EXEMPT

    @property
    def note(self) -> str:
        """Say of a column what to look at."""
        scale = f", scaled to {points(self.out_of)}" if self.out_of != self.maximum else ""
        return f"{self.lesson}: “{self.header}”, out of {points(self.maximum)}{scale}"


@dataclass(frozen=True)
class Import:
    """A file for a platform, how many people it has, and what to know of it."""

    data: bytes
    people: int
    notes: Sequence[str]


def choose(
    request: Request, headers: Sequence[str], out_of: Callable[[str], Fraction | None], default: Fraction | None = None
) -> list[Column]:
    """Return the columns: those of an export where one fits, new ones for the rest.

    Parameters
    ----------
    headers
        The export's; none where there is no export.
    out_of
        A known column's maximum; None where the platform does not say.
    default
        The maximum where the platform does not say; None is the lesson's own.
    """
    lessons = request.worth_writing
    said = {lesson: name for lesson, name in request.said.items() if lesson in lessons}
    names = [request.titles.get(lesson, lesson) for lesson in lessons]
    known = match(lessons, request.titles, headers, said if headers else {})
    found = []
    for lesson, title in zip(lessons, names, strict=True):
        header = known.get(lesson) or said.get(lesson) or (title if names.count(title) == 1 else lesson)
        there = out_of(known[lesson]) if lesson in known else None
        own = request.maximum(lesson)
        found.append(Column(lesson, header, lesson in known, own, request.out_of or there or default or own))
    return found
