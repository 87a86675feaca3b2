"""Three markers in three processes on one gradebook, one killed, the formgrader between: nothing twice or lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from instructor.course import Course
from instructor.desk import Desk
from instructor.desk.views import Event
from instructor.release import make_release
from tests.desk_course import TASK, by_formgrader, give_scheme, grades, make_class
from tests.desk_marker import form_of
from tests.postgres import server
from tests.small_course import ASSIGNMENT

MARKERS = ("maria", "jonas", "chen")


def answers(count: int) -> dict[str, str]:
    return {f"s{n:02}": f"Answer{n} names limit{n} and threat{n} of P{n}." for n in range(count)}


def start(course: Course, marker: str, share: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.desk_marker", str(course.root), marker, str(share)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])})


def killed_amid(course: Course, prof: Desk, by_hand: dict[str, float], share: float = 0.0) -> None:
    """Let three mark, kill the first amid an answer, mark some in the formgrader meanwhile, and let the others end."""
    with ExitStack() as running:
        markers = [running.enter_context(start(course, marker, share)) for marker in MARKERS]
        while not any(event.marker == MARKERS[0] and event.kind == "mark" for event in prof.events()):
            assert markers[0].poll() is None
            time.sleep(0.02)
        time.sleep(random.random() / 5)
        markers[0].kill()
        for student, score in by_hand.items():
            by_formgrader(course, student, score)
        assert [marker.wait(timeout=300) for marker in markers[1:]] == [0, 0]


def written(events: list[Event]) -> dict[str, list[Event]]:
    """Return the lines that put a mark into the gradebook, by answer."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.kind == "finish" and msgspec.json.decode(event.data)["before"] is not None:
            found.setdefault(event.answer, []).append(event)
    return found


def is_marked_once(course: Course, count: int) -> None:
    """Mark a class of so many by three, and see that each answer has one mark, whole, and the formgrader's stay."""
    give_scheme(course)
    make_class(course, answers(count))
    by_hand = dict(zip(random.sample(sorted(answers(count)), 4), (0.0, 2.5, 5.0, 6.5), strict=True))
    first = next(iter(by_hand))
    by_formgrader(course, first, by_hand[first])
    with closing(Desk(course, ASSIGNMENT, "prof", is_instructor=True)) as prof:
        killed_amid(course, prof, by_hand)
        _is_marked_once(course, prof, by_hand, count)


def _is_marked_once(course: Course, prof: Desk, by_hand: dict[str, float], count: int) -> None:
    first = next(iter(by_hand))
    marks, lines = grades(course), written(prof.events())
    ids = {prof.answer(answer).student: answer for answer in lines}
    assert not any(needs for _, needs, _ in marks.values())
    assert {student: marks[student][0] for student in by_hand} == by_hand
    assert first not in ids
    for student in answers(count).keys() - by_hand.keys():
        (line,) = lines[ids[student]]
        score, _, comment = marks[student]
        assert score == 7 + form_of(line.marker)
        assert comment is not None
        assert comment.endswith(f"\n\nRead by {line.marker}.")
    assert prof.progress(TASK).marked == count - len(by_hand)


def test_four_who_come_at_once_never_get_the_same_answer(course: Course) -> None:
    give_scheme(course)
    make_class(course, answers(8))
    desks = [Desk(course, ASSIGNMENT, f"marker-{n}") for n in range(4)]

    def take(desk: Desk) -> str:
        found = desk.next(TASK)
        assert found is not None
        desk.mark(found.id, "form", 1)
        return found.id

    with ThreadPoolExecutor(4) as threads:
        first = [*threads.map(take, desks)]
    assert len(set(first)) == 4
    assert [take(desk) for desk in desks] == first  # each keeps theirs
    assert desks[0].progress(TASK).open == 4


@pytest.mark.long
def test_every_answer_is_marked_once_though_one_is_killed_and_the_formgrader_marks_between(course: Course) -> None:
    is_marked_once(course, 9)


@pytest.mark.long
def test_thirty_answers_are_marked_once(course: Course) -> None:
    is_marked_once(course, 30)


@pytest.mark.long
def test_thirty_answers_are_marked_once_on_postgresql(
    sources: Course, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path_factory.mktemp("postgres")) as address:
        monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", address)
        make_release(sources, ASSIGNMENT)
        is_marked_once(sources, 30)


@pytest.mark.long
def test_a_share_is_marked_by_two_and_no_one_marks_an_answer_twice(course: Course) -> None:
    give_scheme(course)
    make_class(course, answers(20))
    prof = Desk(course, ASSIGNMENT, "prof", is_instructor=True, marked_twice=0.5)
    killed_amid(course, prof, {}, share=0.5)
    done: dict[str, Any] = {}
    for event in prof.events():
        if event.kind == "finish":
            done.setdefault(event.answer, []).append(event.marker)
    assert len(done) == 20
    assert all(len(markers) == len(set(markers)) <= 2 for markers in done.values())
    assert sum(len(markers) == 2 for markers in done.values()) == len(prof.differences(TASK)) > 0
    assert prof.progress(TASK).second == 0
    marks = grades(course)
    for answer, markers in done.items():
        assert marks[prof.answer(answer).student][0] == 7 + form_of(markers[0])
