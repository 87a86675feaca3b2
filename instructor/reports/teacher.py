"""The teacher's report on a lesson: what the class can and cannot do, which questions to look at, who may like a word.

It names students, so it is a page of its own, never the one that the class is shown. Each part is a module:

    teacher_statistics.py    test statistics of arrays
    teacher_flags.py         the rule by which a question is to be looked at
    teacher_times.py         time from the journals
    teacher_read.py          what is kept of a submission
    teacher_class.py         a class as arrays
    teacher_items.py, teacher_test.py, teacher_views.py, teacher_people.py    the sections
    teacher_windows.py       who answered outside of a question's window
"""

from __future__ import annotations

from collections.abc import Iterator

from instructor.reports.page import Report
from instructor.reports.teacher_class import ClassWork
from instructor.reports.teacher_flags import FEWEST
from instructor.reports.teacher_items import by_thirds, every_item, looked_at, summary
from instructor.reports.teacher_people import People, low, midway, section
from instructor.reports.teacher_test import findings, scores, teach_again, time
from instructor.reports.teacher_views import before_and_after, how_sure, wrong_though_sure
from instructor.reports.teacher_windows import outside
from quizzes.catalogue import say


def report(group: ClassWork, people: People) -> Report:
    """Return the report; where nobody answered a question that counts, of the students alone."""
    names = {work.student: people.senders(work.student) for work in group.works}
    sections = [section(group, people)]
    if group.works and group.items:
        sections = [
            looked_at(group),
            teach_again(group),
            *sections,
            every_item(group),
            by_thirds(group),
            scores(group),
            time(group),
            *how_sure(group, names),
        ]
    sections += outside(group)
    return Report(
        say("teacher.title", lesson=group.lesson.name),
        say(
            "teacher.basis",
            submissions=say("report.submissions", count=len(group.handed_in)),
            lesson=group.lesson.name,
        ),
        tuple(_findings(group, people)),
        (*sections, *before_and_after(group)),
        summary(group),
    )


def _findings(group: ClassWork, people: People) -> Iterator[str]:
    if group.works and group.items:
        yield from findings(group)
        yield _counted(group, people)
        yield _to_look_at(group)
        if sure := wrong_though_sure(group):
            yield say("teacher.sure_found", count=len(sure))
    if group.works and len(group.works) < FEWEST:
        yield say("teacher.few_found", count=len(group.works), fewest=FEWEST)
    absent = len(people.not_begun) + sum(not work.began for work in group.handed_in)
    yield say("teacher.students_found", absent=absent, midway=len(midway(group)), low=len(low(group)))
    if people.waiting:
        yield say("teacher.waiting_found", count=len(people.waiting), lesson=group.lesson.name)


def _counted(group: ClassWork, people: People) -> str:
    """Say who is in the figures, and why the class's page has others."""
    blank = len(group.handed_in) - len(group.works)
    said = [say("teacher.counted", count=len(group.works))]
    said += [say("teacher.counted_blank", count=blank)] if blank else []
    said += [say("teacher.counted_groups", count=len(people.copies))] if people.copies else []
    return " ".join(said)


def _to_look_at(group: ClassWork) -> str:
    flagged = list(dict.fromkeys(flag.item for flag in group.flags))
    if len(group.works) < FEWEST:
        return say("teacher.look_few")
    if not flagged:
        return say("teacher.look_none")
    return say("teacher.look_found", questions=", ".join(group.number(n) for n in flagged))
