"""Which column of a platform's export is a lesson's: by its header, never by its place.

A header is looked at without what the platform adds: Canvas's number `(12345)`, Moodle's `Assignment:` and `(Real)`,
Blackboard's `[Total Pts: 8 Score] |534283`, Brightspace's `Points Grade <...>`. It is a lesson's if it is the lesson's
name or title; else if it holds one of them; else if it is one word and the lesson's number, as `Week 02`.
Two that fit as well are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from instructor.course import CourseError
from instructor.submissions.directory import plain

_ADDED = (
    re.compile(r"\s*\[Total Pts:.*$"),
    re.compile(r"\s+Points Grade\b.*$"),
    re.compile(r"\s*\((\d+|Real|Reell|Punkte|Letter|Percentage)\)\s*$"),
    re.compile(r"^(Assignment|Aufgabe|Tarea|Devoir|Tarefa)\s*:\s*"),
)
_WORTH = (
    re.compile(r"\[Total Pts: (?:up to )?([\d.,]+)"),
    re.compile(r"MaxPoints:\s*([\d.,]+)"),
)


def bare(header: str) -> str:
    """Return a header without what a platform adds to an assignment's name."""
    for added in _ADDED:
        header = added.sub("", header)
    return header.strip()


def worth(header: str) -> Fraction | None:
    """Return the maximum that a header itself tells, as Blackboard's and Brightspace's do."""
    found = next((match for pattern in _WORTH if (match := pattern.search(header))), None)
    return number(found[1]) if found else None


def number(text: str) -> Fraction | None:
    """Return a number as a platform writes it, above 0; None where it is none."""
    if not re.fullmatch(r"\d+([.,]\d+)?", text.strip()):
        return None
    return Fraction(text.strip().replace(",", ".")) or None


def match(
    lessons: Sequence[str], titles: Mapping[str, str], headers: Iterable[str], said: Mapping[str, str]
) -> dict[str, str]:
    """Return the column of each lesson that has one; `said` is what the instructor named.

    Raises
    ------
    CourseError
        Where a column that was named is not there, several fit, or one fits several lessons.
    """
    headers = [header for header in headers if header]
    found = {}
    for lesson in lessons:
        if header := _named(lesson, headers, said) or _fitting(lesson, titles.get(lesson, lesson), headers):
            found[lesson] = header
    for header in found.values():
        if len(owners := [lesson for lesson in found if found[lesson] == header]) > 1:
            raise CourseError(f"“{header}” fits {' and '.join(owners)}; {_cure(owners[0])}")
    return found


def _named(lesson: str, headers: Sequence[str], said: Mapping[str, str]) -> str:
    if lesson not in said:
        return ""
    wanted = said[lesson]
    fitting = [header for header in headers if wanted in (header, bare(header))]
    if len(fitting) != 1:
        shown = ", ".join(f"“{header}”" for header in headers[-12:])
        raise CourseError(f"--column {lesson}={wanted}: there is no such column (or two); the last are {shown}")
    return fitting[0]


def _fitting(lesson: str, title: str, headers: Sequence[str]) -> str:
    names = {plain(lesson.replace("-", " ")), plain(title)} - {""}
    number_ = re.match(r"0*(\d+)", lesson)
    tiers: list[Callable[[str], bool]] = [
        lambda words: words in names,
        lambda words: any(f" {name} " in f" {words} " for name in names),
        lambda words: bool(number_ and re.fullmatch(rf"[^\W\d]+ 0*{number_[1]}", words)),
    ]
    for tier in tiers:
        fitting = [header for header in headers if tier(plain(bare(header).replace("-", " ")))]
        if len(fitting) > 1:
            raise CourseError(f"{' and '.join(f'“{one}”' for one in fitting)} both fit {lesson}; {_cure(lesson)}")
        if fitting:
            return fitting[0]
    return ""


def _cure(lesson: str) -> str:
    return f'say which it is: --column {lesson}="HEADER"'
