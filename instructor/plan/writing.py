"""Write `course.toml`: a new one with remarks, and an extension into one that is there, whose remarks stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import tomlkit
import tzlocal

from instructor.course import Course, CourseError
from instructor.plan import values
from instructor.plan.model import NAME
from quizzes.catalogue import languages
from quizzes.manifest import Lesson, computed

_HEAD = """\
# How this course is run. Every command reads this file; a mistake in it is named with its line, and nothing is done.
# A line that begins with # is a remark. After a change give `python -m instructor settle`: it shows what follows.

title = {title}   # what pages call the course
language = {language}   # what pages and buttons speak{languages}; lessons stay as they are written
zone = {zone}   # the clock that all dates here are on; students see theirs

platform = ""         # where work is handed in: "canvas", "moodle", "blackboard", "brightspace"; "" for none of them
exchange = ""         # on a hub: the folder of nbgrader's exchange; "" is the one in this folder
markers = []          # who marks written answers: ["ana", "ben"]
marked_twice = 0.0    # the share of the written answers that two people mark: 0.1 is one in ten
drop_lowest = 0       # how many lessons with the lowest marks are left out of each total

[late]
per_day = 0.0         # what late work loses for each day begun, as a share of its own points: 0.1 is a tenth
grace = "0 min"       # late by no more than this costs nothing: "15 min", "2 h", "1 day"
cap = 1.0             # the most that is taken off: 0.5 is half of the points

# The lessons in use; delete a line, or put # before it, and the course does without. For each of them, in braces:
#   release = "2026-10-05 09:00"   `release` without a name waits for it
#   due = "2026-10-12 23:59"       date and hour on the clock of `zone`
#   weight = 2                     what it weighs in the total; 0 does not count
[lessons]
"""
_HEADING = re.compile(r"\[ *extensions *\]")
_TAIL = """
# Who has until when; `python -m instructor extend STUDENT LESSON DATE` writes it here:
#   ana-souza = { LESSON = "2026-10-19 23:59" }
[extensions]

# Which lessons do not count for whom:
#   ana-souza = ["LESSON"]
[exempt]
"""


def own_zone() -> ZoneInfo:
    """Return the zone of this computer's clock; UTC where it names no place."""
    try:
        return values.zone(tzlocal.get_localzone_name())
    except (ValueError, LookupError):
        return ZoneInfo("UTC")


def new_plan(course: Course, title: str, zone: ZoneInfo, dues: dict[str, datetime]) -> str:
    """Return the text of a new `course.toml`; `dues` has the due dates that are known, by lesson."""
    lessons = computed(course.root)["lessons"]
    known = " ".join(_quoted(each) for each in languages(course.words))
    head = _HEAD.format(
        title=_quoted(title), language=_quoted(course.language), languages=f" ({known})", zone=_quoted(zone.key)
    )
    return "\n".join([head.rstrip(), *_lines(course, lessons, zone, dues), _TAIL])


def _lines(course: Course, lessons: Sequence[Lesson], zone: ZoneInfo, dues: dict[str, datetime]) -> list[str]:
    """Return the line of each lesson; those without anything to grade weigh nothing."""
    said = [
        ", ".join(
            [
                *([f"due = {_quoted(on_the_clock(dues[lesson['name']], zone))}"] if lesson["name"] in dues else []),
                f"weight = {int(_counts(course, lesson['name']))}",
            ]
        )
        for lesson in lessons
    ]
    lines = [f"{lesson['name']} = {{ {facts} }}" for lesson, facts in zip(lessons, said, strict=True)]
    width = max(map(len, lines), default=0)
    titles = [lesson["title"] for lesson in lessons]
    return [f"{line:{width}}   # {title}" for line, title in zip(lines, titles, strict=True)]


def _counts(course: Course, lesson: str) -> bool:
    bank = course.bank(lesson)
    return any(quiz.counts for quiz in bank.quizzes)


def on_the_clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as `course.toml` has it: on the clock of `zone`, with the offset where that hour comes twice."""
    local = moment.astimezone(zone)
    said = f"{local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")
    try:
        values.parse_moment(said, zone)
    except ValueError:
        return local.isoformat(" ", "seconds")
    return said


def _quoted(text: str) -> str:
    return tomlkit.string(text).as_string()


def with_extension(source: str, student: str, lesson: str, until: str) -> str:
    """Return the text of `course.toml` with an extension in it; all else stays as it is, remarks too."""
    document = tomlkit.parse(source)
    if "extensions" not in document:
        document.add("extensions", tomlkit.table())
    everyone = document["extensions"]
    if student in everyone:
        everyone[student][lesson] = until
        return tomlkit.dumps(document)
    granted = tomlkit.inline_table()
    granted[lesson] = until
    # Written at the table's end by the library, it would stand below the remarks on the next table.
    lines = tomlkit.dumps(document).splitlines(keepends=True)
    heading = next(place for place, line in enumerate(lines) if _HEADING.match(line))
    end = next((n for n in range(heading + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    last = next(n for n in range(end - 1, heading - 1, -1) if n == heading or lines[n].strip(" \n").partition("#")[0])
    lines.insert(last + 1, tomlkit.dumps({student: granted}))
    return "".join(lines)


def read_source(course: Course) -> str:
    """Return the text of `course.toml`. Raises CourseError where there is none."""
    path = course.folder / NAME
    if not path.exists():
        raise CourseError(f"there is no {path}; begin with: python -m instructor new course {course.folder}")
    return path.read_bytes().decode("utf-8-sig")
