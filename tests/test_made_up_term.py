"""Does a whole term come out as a plain spreadsheet says: two platforms, three markers, and all that happens?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from instructor.course import Course
from tests.made_up_term import people as persons
from tests.made_up_term.course import Term
from tests.made_up_term.dealt import Work, due
from tests.made_up_term.lessons import TERM, own_item, rubric, swap_key
from tests.made_up_term.people import Human
from tests.made_up_term.returning import check_canvas, check_table, check_worksheet, hand_back, traces

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def first_weeks(term: Term) -> None:
    """Begin the course, and take the class in twice."""
    exempt = term.people[2]
    term.begin(exempt)
    enrolled = term.people[:-1]
    term.take_rosters(enrolled)
    assert term.take_rosters(enrolled).count("nothing changes") == 2
    swap_key(term.course.root, term.lessons[0])
    term.run("release")


def hand_in_first(term: Term, lesson: str) -> None:
    """Collect the first lesson: namesakes are asked about, a nickname and one who is on no list yet are named."""
    twins, nickname, owls = term.people[5:8:2], term.people[9], [*term.people[1:4:2], term.people[11]]
    term.deal(
        lesson, without=owls[1:], present=[*twins, nickname, owls[0], term.joiner, term.leaver, *term.people[4:9:2]]
    )
    _call(term, lesson, nickname, "Pepe N.")
    for human, hours in zip(term.people[6:9:2], (30.0, 200.0), strict=True):
        term.sums.works[lesson][human] = replace(term.sums.works[lesson][human], hours=hours)
        term.send(lesson, human)
    assert f"canvas:{term.joiner.canvas}) is not on the roster" in term.collect(lesson, "canvas", asks=True)
    said = term.collect(lesson, "moodle", asks=True)
    assert "pepe-n" in said
    answers = [f"--person={each.number(lesson)}={each.email}" for each in twins]
    assert "pepe-n" in term.collect(lesson, "moodle", *answers, asks=True)
    term.run("assign", "pepe-n", nickname.email)
    term.run("group", lesson, "The Owls", *(each.email for each in owls))
    term.sums.share_with(lesson, owls[0], owls[1:])


def _call(term: Term, lesson: str, human: Human, name: str) -> None:
    """Let somebody go by another name in Moodle from now on."""
    given, _, family = name.partition(" ")
    other = replace(human, given=given, family=family)
    term.nicknames[human] = other


def hand_in(term: Term, lesson: str) -> None:
    """Collect a later lesson; the worksheet says who each of Moodle's numbers is, also where marking is blind."""
    place = term.lessons.index(lesson)
    term.deal(lesson, present=[term.leaver, term.joiner])
    sheet = term.file("worksheet.csv", persons.worksheet(term.people, lesson))
    term.run("roster", sheet, "--lesson", lesson, "--yes", code=1)
    term.collect(lesson, "canvas", asks=True)
    term.collect(lesson, "moodle", names=("folders", "flat", "blind")[place % 3])


def mark(term: Term, lesson: str) -> None:
    """Grade, and let three mark, one of whom is killed while the formgrader gives a mark."""
    assert "refused" in term.run("grade", lesson)
    works = term.sums.works[lesson]
    task = next(iter(rubric(lesson)))
    human = next(each for each, work in works.items() if task in work.points and each.place not in (1, 3, 11, 4))
    term.mark(lesson, (human, task, 0.5))


def hand_in_again(term: Term, lesson: str, human: Human) -> None:
    """Let somebody hand in again after being marked: only that answer waits."""
    work = term.sums.works[lesson][human]
    task = next(iter(rubric(lesson)))
    best = [levels[0] for levels in rubric(lesson)[task]]
    points = {**work.points, task: best}
    new = Work(work.choices, points, max(work.hours, -4.0) + 0.05, "a zip", "a second thought")
    term.sums.works[lesson][human] = new
    term.send(lesson, human)
    term.collect(lesson, "canvas", asks=True)
    assert ", 1 waiting for a person" in term.run("grade", lesson)
    term.mark_again(lesson)


def settle(term: Term, lesson: str) -> None:
    """Mend a key, void one item and accept another answer, extend two people's time."""
    swap_key(term.course.root, lesson)
    term.run("grade", lesson, "--force", "--yes")
    term.run("void", own_item(lesson, "several"), "--out", "--yes")
    term.sums.out.add((lesson, "several"))
    term.run("accept", own_item(lesson, "number"), "25", "--yes")
    term.sums.also.add((lesson, "number", "wrong"))
    for human, hours in zip(term.people[6:9:2], (24, 240), strict=True):
        until = due(lesson) + timedelta(hours=hours)
        term.run("extend", human.login if human.canvas else human.email, lesson, f"{until:%Y-%m-%d %H:%M}", "--yes")
        term.sums.longer[lesson, human] = hours
    assert "0 marks" not in term.run("settle")


def end(term: Term) -> None:
    """Give everything back, keep a copy, and forget who left."""
    said = term.take_rosters(term.people[1:], "--yes")
    assert "leaves" in said
    gone = [term.leaver]
    table = check_table(term)
    check_canvas(term, gone)
    for lesson in term.lessons:
        check_worksheet(term, lesson)
        hand_back(term, lesson, gone)
        term.run("report", lesson, "--teacher")
    _restore(term, table)
    _forget(term)
    check_table(term, gone)


def _restore(term: Term, table: bytes) -> None:
    copy, other = term.place / "copy.zip", Course(term.course.root, term.place / "other")
    term.run("backup", str(copy))
    term.run("--course", str(other.folder), "restore", str(copy))
    term.run("--course", str(other.folder), "marks", "--to", str(term.place / "again.csv"))
    assert (term.place / "again.csv").read_bytes() == table


def _forget(term: Term) -> None:
    leaver = term.leaver
    marks = [leaver.family, leaver.family.casefold(), leaver.canvas, leaver.login, leaver.row[5]]
    marks += [work.words for works in term.sums.works.values() for human, work in works.items() if human is leaver]
    known = [mark.encode() for mark in marks]
    assert len({trace.rpartition(": ")[2] for trace in traces(term.course.folder, known)}) >= 4
    term.run("forget", term.id_of(leaver), "--yes")
    term.forgotten.add(leaver)
    assert traces(term.course.folder, known) == []
    for lesson in term.lessons:
        term.collect(lesson, "canvas")
    assert traces(term.course.folder, known) == []


def whole_term(place: Path, size: int, lessons: Sequence[str]) -> Term:
    term = Term(place, size, lessons)
    first_weeks(term)
    for lesson in lessons:
        if lesson == lessons[0]:
            hand_in_first(term, lesson)
        else:
            hand_in(term, lesson)
        mark(term, lesson)
    hand_in_again(term, lessons[0], term.people[4])
    settle(term, lessons[0])
    end(term)
    return term


def test_a_small_class_has_what_a_spreadsheet_says(tmp_path: Path) -> None:
    whole_term(tmp_path, 13, TERM[:1])


@pytest.mark.long
def test_220_people_and_8_lessons_have_what_a_spreadsheet_says(tmp_path: Path) -> None:
    term = whole_term(tmp_path, 220, TERM)
    print({verb: round(seconds, 1) for verb, seconds in term.seconds.items()})
