"""The teacher's report on students: who has not begun, stopped on the way, or might like a word; named, and kindly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from markupsafe import Markup

from instructor.reports.page import ReportSection, ReportTable, columns
from instructor.reports.teacher_class import ClassWork, of
from instructor.reports.teacher_read import Work
from instructor.reports.teacher_statistics import Z
from instructor.reports.teacher_views import wrong_though_sure
from quizzes.catalogue import clock, date, percent, say
from quizzes.markdown import inline

#: Questions of a student that are named.
NAMED = 4


@dataclass(frozen=True)
class Waiting:
    """Work that lies in the exchange and is not collected: whose, since when, and how many answers it has."""

    student: str
    name: str
    time: datetime
    done: int


@dataclass(frozen=True)
class People:
    """Who is in the class.

    Attributes
    ----------
    names : what each id is shown as
    absent : ids of those who have handed in nothing for this lesson
    missing : by id, the earlier lessons that most of the class, and not they, handed in
    waiting : what lies in the exchange
    exchange : what can be said about it, as a sentence
    due : until when those who have handed in nothing may, where a date is set
    together : of each group that handed in as one, by one member's id, the others; its work counts once
    """

    names: Mapping[str, str]
    absent: Sequence[str] = ()
    missing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    waiting: Sequence[Waiting] = ()
    exchange: str = ""
    due: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def copies(self) -> frozenset[str]:
        """The ids of those who have the hand-in of a group, but for one of each."""
        return frozenset(each for others in self.together.values() for each in others)

    def senders(self, student: str) -> str:
        """Return the names of all whose work it is."""
        return ", ".join(self.names[each] for each in (student, *self.together.get(student, ())))

    @property
    def not_begun(self) -> list[str]:
        """The ids of those of whom nothing is there, not in the exchange either."""
        there = {each.student for each in self.waiting}
        return [student for student in self.absent if student not in there]


def section(group: ClassWork, people: People) -> ReportSection:
    """Return the section on the students."""
    tables = (
        *_waiting(group, people),
        *_absent(group, people),
        *_midway(group, people),
        *_low(group, people),
        *_behind(group, people),
    )
    text = (say("teacher.students_are"), *([people.exchange] if people.exchange else []))
    return ReportSection(say("teacher.students_heading"), text, tables=tables)


def _waiting(group: ClassWork, people: People) -> Iterator[ReportTable]:
    rows = tuple(
        (each.name, _moment(each.time), of(each.done, group.to_do))
        for each in sorted(people.waiting, key=lambda each: (each.done, each.name))
    )
    if rows:
        heads = columns("teacher.student", "teacher.handed_in", "teacher.done")
        yield ReportTable(say("teacher.waiting", count=len(rows)), heads, rows)


def _absent(group: ClassWork, people: People) -> Iterator[ReportTable]:
    blank = [(work.student, say("teacher.blank")) for work in group.handed_in if not work.began]
    nothing = [(student, say("teacher.nothing")) for student in people.not_begun]
    rows = tuple(
        (people.senders(student), what, people.due.get(student, "–"), ", ".join(people.missing.get(student, ())) or "–")
        for student, what in (*nothing, *blank)
    )
    if rows:
        heads = columns("teacher.student", "teacher.what", "teacher.due", "teacher.missing")
        yield ReportTable(say("teacher.not_begun", count=len(rows)), heads, rows)


def midway(group: ClassWork) -> list[Work]:
    """Return the work that was begun and has not all of its answers, the least first; practice is a beginning."""
    begun = (work for work in group.handed_in if work.began and work.done < group.to_do)
    return sorted(begun, key=lambda work: (work.done, work.student))


def _midway(group: ClassWork, people: People) -> Iterator[ReportTable]:
    titles = {quiz.id: Markup(inline(quiz.title)) for quiz in group.lesson.scheme.bank.quizzes}
    rows = tuple(
        (
            people.senders(work.student),
            of(work.done, group.to_do),
            _moment(work.last) if work.last else "–",
            titles.get(work.last_quiz, "–"),
        )
        for work in midway(group)
    )
    if rows:
        heads = columns("teacher.student", "teacher.done", "teacher.last", "teacher.last_quiz")
        yield ReportTable(say("teacher.midway", count=len(rows)), heads, rows)


def low(group: ClassWork) -> list[int]:
    """Return the places of those who answered everything and earned clearly less than the class, the lowest first.

    Clearly: the class's mean lies above the 95 per cent interval of their score, by the standard error of measurement.
    """
    if not group.works or np.isnan(group.error):
        return []
    everything = (group.answered | np.isnan(group.earned)).all(axis=1)
    is_low = everything & (group.totals + Z * group.error < np.nanmean(group.totals))
    return [int(n) for n in np.argsort(group.totals, kind="stable") if is_low[n]]


def _low(group: ClassWork, people: People) -> Iterator[ReportTable]:
    sure = wrong_though_sure(group)
    rows = tuple(
        (
            people.senders(group.works[n].student),
            _score(group.totals[n], group.error),
            str(len(sure.get(n, ()))),
            _lost(group, n),
        )
        for n in low(group)
    )
    if rows:
        heads = columns("teacher.student", "teacher.score", "teacher.sure_wrong", "teacher.lost_most")
        yield ReportTable(say("teacher.low", count=len(rows)), heads, rows)


def _score(total: float, error: float) -> str:
    ends = (percent(float(np.clip(total + sign * Z * error, 0, 1))) for sign in (-1, 1))
    return say("teacher.with_interval", value=percent(total), low=next(ends), high=next(ends))


def _lost(group: ClassWork, place: int) -> str:
    """Name the questions on which a student lost most of what the class earned."""
    lost = group.worth * [each.value for each in group.facility] - group.earned[place]
    worst = [int(n) for n in np.argsort(-lost, kind="stable") if lost[n] > 0][:NAMED]
    return ", ".join(str(n + 1) for n in worst)


def _behind(group: ClassWork, people: People) -> Iterator[ReportTable]:
    here = {work.student for work in group.handed_in} | people.copies
    rows = tuple(
        (people.names[student], ", ".join(lessons))
        for student, lessons in sorted(people.missing.items(), key=lambda pair: (-len(pair[1]), people.names[pair[0]]))
        if student in here
    )
    if rows:
        yield ReportTable(say("teacher.behind", count=len(rows)), columns("teacher.student", "teacher.missing"), rows)


def _moment(moment: datetime) -> str:
    return say("teacher.moment", date=date(moment), time=clock(moment))
