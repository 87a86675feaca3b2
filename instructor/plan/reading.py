"""Read `course.toml` strictly: every mistake at once, each with its line, its key, what is admitted and the cure.

A part that is wrong is left at its default while the rest is read, so that one mistake hides no other. Where there is
no file all lessons are in use, nothing is dated and nothing is late. Whose ids are known is no matter of this file: a
roster may come later (`settle` names ids that nobody has).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from instructor.course import Course, CourseError, UnknownNameError
from instructor.plan import values
from instructor.plan.lines import line_of
from instructor.plan.model import NAME, Late, LessonPlan, Plan
from quizzes.catalogue import languages

T = TypeVar("T")
TOP = (
    *("title", "language", "zone", "platform", "exchange", "markers", "marked_twice", "drop_lowest"),
    *("late", "lessons", "extensions", "exempt"),
)
LESSON = ("release", "due", "weight")
LATE = ("per_day", "grace", "cap")


def read_plan(course: Course) -> Plan:
    """Return a course's plan.

    Raises
    ------
    CourseError
        Where `course.toml` cannot be read; the message names every mistake.
    """
    path = course.folder / NAME
    if not path.exists():
        lessons = {name: LessonPlan(name) for name in course.assignments()}
        return Plan(_title(course), ZoneInfo("UTC"), lessons, course.language)
    try:
        return parsed(course, path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read ({error}); save it as text in UTF-8") from None


def parsed(course: Course, source: str) -> Plan:
    """Return the plan that a text says, which stands in `course.toml` or is to stand there. Raises as `read_plan`."""
    path = course.folder / NAME
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(
            f"{path} is not TOML: {error}; texts and dates stand in quotation marks, lists in [brackets], a name is "
            "given once, and = stands between a name and its value"
        ) from None
    reader = _Reader(course, path, source)
    plan = reader.plan(raw)
    reader.raise_problems()
    return plan


def in_use(course: Course, assignment: str) -> Plan:
    """Return the plan, in which a lesson is in use.

    Raises
    ------
    UnknownNameError
        Where there is no such lesson, or the course does not use it.
    """
    course.check(assignment)
    plan = read_plan(course)
    if assignment not in plan.lessons:
        raise UnknownNameError(
            f"{assignment} is not in use: {plan.source} does not name it under [lessons]; add the line "
            f"{assignment} = {{ weight = 1 }} there to use it"
        )
    return plan


def _title(course: Course) -> str:
    return str(course.settings.get("title", course.course_id))


@dataclass
class _Reader:
    """One reading of a file: the mistakes found so far, each with its line, and the lessons whose due date is one."""

    course: Course
    path: Path
    source: str
    problems: list[tuple[int, str]] = field(default_factory=list)
    misdated: set[str] = field(default_factory=set)

    def raise_problems(self) -> None:
        """Raise CourseError where there are mistakes."""
        if not self.problems:
            return
        found = sorted(dict.fromkeys(self.problems))
        many = f"{len(found)} mistakes" if len(found) > 1 else "a mistake"
        lines = [f"- line {line}, {words}" for line, words in found]
        raise CourseError("\n".join([f"{self.path} has {many}, so nothing was done:", *lines]))

    def wrong(self, way: tuple[str, ...], words: str) -> None:
        """Note a mistake at a key."""
        self.problems.append((line_of(self.source, way), f"{'.'.join(way)} {words}"))

    @contextmanager
    def noting(self, way: tuple[str, ...], value: Any = None) -> Iterator[None]:
        """Note what a reading of `value` raises."""
        try:
            yield
        except (ValueError, OverflowError) as error:
            said = f'"{values.shown(value)}"' if isinstance(value, str) else values.shown(value)
            self.wrong(way, f"= {said} {error}")

    def value(self, raw: dict[str, Any], way: tuple[str, ...], read: Callable[[Any], T], default: T) -> T:
        """Return the value of the last name of `way` in its table, the default where there is none or a wrong one."""
        if way[-1] not in raw:
            return default
        with self.noting(way, raw[way[-1]]):
            return read(raw[way[-1]])
        return default

    def table(self, raw: dict[str, Any], way: tuple[str, ...], form: str) -> dict[str, Any]:
        """Return a table, empty where there is none or something else stands there."""
        found = raw.get(way[-1], {})
        if isinstance(found, dict):
            return found
        self.wrong(way, f"= {values.shown(found)} is no table; write {form}")
        return {}

    def only(self, raw: dict[str, Any], way: tuple[str, ...], known: Collection[str]) -> None:
        """Note names that a table does not have; where another table has it, say so."""
        homes = {**dict.fromkeys(LATE, "[late]"), **dict.fromkeys(LESSON, "a lesson's line under [lessons]")}
        homes |= dict.fromkeys(TOP, "the top, above the first [table]")
        for name in raw:
            if name in known:
                continue
            cure = f"it belongs to {homes[name]}" if name in homes else values.near(name, known)
            self.wrong((*way, name), f"is not known here; {cure}")

    def plan(self, raw: dict[str, Any]) -> Plan:
        """Return what the file says."""
        self.only(raw, (), TOP)
        zone = self.value(raw, ("zone",), values.zone, ZoneInfo("UTC"))
        lessons = self.lessons(raw, zone)
        counted = sum(lesson.weight > 0 for lesson in lessons.values())
        return Plan(
            title=self.value(raw, ("title",), values.title, _title(self.course)),
            zone=zone,
            lessons=lessons,
            language=self.value(raw, ("language",), self.language, self.course.language),
            platform=self.value(raw, ("platform",), values.platform, ""),
            exchange=self.value(raw, ("exchange",), self.exchange, None),
            late=self.late(raw),
            drop_lowest=self.value(raw, ("drop_lowest",), partial(_fewer, counted), 0),
            markers=self.value(raw, ("markers",), values.names, ()),
            marked_twice=self.value(raw, ("marked_twice",), values.share, 0.0),
            extensions=self.extensions(raw, lessons, zone),
            exempt=self.exempt(raw, lessons),
            source=self.path,
        )

    def exchange(self, value: Any) -> Path | None:
        """Read the exchange's folder; "" is the one in the course folder."""
        return (self.path.parent / Path(values.text(value)).expanduser()).resolve() if values.text(value) else None

    def language(self, value: Any) -> str:
        """Read the language of pages and buttons: one that there is a catalogue of."""
        return values.language(value, languages(self.course.words))

    def late(self, raw: dict[str, Any]) -> Late:
        """Read the late rule."""
        table = self.table(raw, ("late",), "[late] on a line of its own, and per_day = 0.1 below it")
        self.only(table, ("late",), LATE)
        late = Late()
        return Late(
            self.value(table, ("late", "per_day"), values.share, late.per_day),
            self.value(table, ("late", "grace"), values.span, late.grace),
            self.value(table, ("late", "cap"), values.share, late.cap),
        )

    def lessons(self, raw: dict[str, Any], zone: ZoneInfo) -> dict[str, LessonPlan]:
        """Read the lessons in use, in the checkout's order; all of them where none is named."""
        known = self.course.assignments()
        if "lessons" not in raw:
            return {name: LessonPlan(name) for name in known}
        table = self.table(raw, ("lessons",), f"[lessons] on a line of its own, and {known[0]} = {{}} below it")
        if table == {} == raw["lessons"]:
            self.wrong(("lessons",), f"is empty; name a lesson below it, {known[0]} = {{}}, or delete the line")
        for name in table:
            if name not in known:
                self.wrong(("lessons", name), f"is no lesson of this checkout; {values.near(name, known, 0.4)}")
        found = {name: self.lesson(table, name, zone) for name in known if name in table}
        if found and not any(lesson.weight for lesson in found.values()):
            self.wrong(("lessons",), "have the weight 0 all together; let one of them count")
        return found

    def lesson(self, table: dict[str, Any], name: str, zone: ZoneInfo) -> LessonPlan:
        """Read one lesson's line."""
        way, read = ("lessons", name), partial(values.moment, place=zone)
        raw = self.table(table, way, f'{name} = {{ due = "2026-12-01 23:59" }}')
        self.only(raw, way, LESSON)
        release = self.value(raw, (*way, "release"), read, None)
        due = self.value(raw, (*way, "due"), read, None)
        if "due" in raw and due is None:
            self.misdated.add(name)
        if release and due and release >= due:
            self.wrong(
                (*way, "due"), f"lies before the release ({release:%Y-%m-%d %H:%M}); swap them, or mend the year"
            )
        return LessonPlan(name, release, due, self.value(raw, (*way, "weight"), values.weight, 1.0))

    def extensions(
        self, raw: dict[str, Any], lessons: dict[str, LessonPlan], zone: ZoneInfo
    ) -> dict[str, dict[str, datetime]]:
        """Read the extensions, by student and lesson."""
        form = '[extensions] on a line of its own, and ana-souza = { LESSON = "2026-12-01 23:59" } below it'
        found: dict[str, dict[str, datetime]] = {}
        everyone = self.table(raw, ("extensions",), form)
        for student in everyone:
            way = ("extensions", student)
            for lesson, value in self.table(everyone, way, f'{student} = {{ LESSON = "2026-12-01 23:59" }}').items():
                if not self._is_in_use((*way, lesson), lesson, lessons) or lesson in self.misdated:
                    continue
                with self.noting((*way, lesson), value):
                    found.setdefault(student, {})[lesson] = extended(lessons[lesson], values.moment(value, zone))
        return found

    def exempt(self, raw: dict[str, Any], lessons: dict[str, LessonPlan]) -> dict[str, frozenset[str]]:
        """Read which lessons do not count for whom."""
        form = "[exempt] on a line of its own, and ana-souza = [LESSON] below it"
        found: dict[str, frozenset[str]] = {}
        everyone = self.table(raw, ("exempt",), form)
        for student in everyone:
            way = ("exempt", student)
            named: tuple[str, ...] = self.value(everyone, way, values.names, ())
            found[student] = frozenset(lesson for lesson in named if self._is_in_use(way, lesson, lessons))
        return found

    def _is_in_use(self, way: tuple[str, ...], lesson: str, lessons: Collection[str]) -> bool:
        if lesson in lessons:
            return True
        unused = lesson in self.course.assignments()
        why = (
            "is not in use; add it under [lessons]" if unused else f"is no lesson; {values.near(lesson, lessons, 0.4)}"
        )
        self.wrong(way, f'names "{lesson}", which {why}')
        return False


def _fewer(counted: int, value: Any) -> int:
    """Read how many of the lessons with a weight are dropped. Raises ValueError where none would be left."""
    number = values.count(value)
    if number and number >= counted:
        raise ValueError(f"leaves nothing of what has a weight ({counted}); drop at most {max(counted - 1, 0)}")
    return number


def extended(lesson: LessonPlan, until: datetime) -> datetime:
    """Return the end of an extension. Raises ValueError where it extends nothing."""
    if lesson.due is None:
        raise ValueError(f"extends nothing: {lesson.name} has no due date; give it one under [lessons]")
    if until <= lesson.due:
        raise ValueError(
            f"is not later than the due date ({lesson.due:%Y-%m-%d %H:%M}); write a later one, or delete it"
        )
    return until
