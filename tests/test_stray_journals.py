"""Are answers used wherever their journal lies, is it named, and is it said when none came along?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instructor.course import Course
from instructor.grading.batch import Result, grade_class
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.submissions.journals import journal_name, read_journals
from quizzes.bank import Bank, load_yaml
from quizzes.journal import Entry, read
from tests.gradebooks import by_nbgrader, files, rows
from tests.hostile.spoiling import line
from tests.readers import assert_readable
from tests.small_course import ASSIGNMENT, BANK, RIGHT, hand_in_folder
from tests.stray_journals import IDS, STRAYS, hand_in_all
from tests.watching import own_course

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def graded(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Course, dict[str, Result]]]:
    """Hand in all cases and grade them in one call."""
    with own_course(_released, tmp_path_factory.mktemp("stray") / "course") as course:
        hand_in_all(course)
        yield course, {done.student: done for done in grade_class(course, ASSIGNMENT, [*IDS.values()])}


@pytest.mark.parametrize("name", STRAYS)
def test_each_earns_what_its_answers_deserve_and_says_what_was_used(
    graded: tuple[Course, dict[str, Result]], name: str
) -> None:
    stray, result = STRAYS[name], graded[1][IDS[name]]
    assert (result.outcome, result.score) == ("graded", stray.points), result
    for pattern in stray.says:
        assert any(re.search(pattern, text) for text in result.problems), result.problems
    assert bool(result.problems) == bool(stray.says), result.problems
    for text in result.problems:
        assert_readable(text)


@pytest.mark.long
def test_nbgrader_comes_to_the_same(graded: tuple[Course, dict[str, Result]], course: Course) -> None:
    hand_in_all(course)
    by_nbgrader(course, False)
    assert rows(course) == rows(graded[0])
    ours, theirs = files(graded[0]), files(course)
    assert {name: theirs.get(name) for name in ours} == ours
    # nbgrader copies every file of a submission, `grade` those that count.
    assert {name.split("/")[-1] for name in theirs.keys() - ours.keys()} == {"a.png", "notes.txt"}


def test_a_folder_in_the_place_of_a_source_file_is_refused_and_the_rest_is_graded(course: Course) -> None:
    for student in ("ana", "mal", "zoe"):
        folder = hand_in_folder(course, student, RIGHT)
        if student == "mal":
            (folder / "doubling.py").unlink()
            (folder / "doubling.py").mkdir()
            (folder / "doubling.py" / "a.jsonl").write_bytes(line("s-club", "a"))
    done = {result.student: result for result in grade_class(course, ASSIGNMENT, ["ana", "mal", "zoe"])}
    assert {name: result.outcome for name, result in done.items()} == {
        "ana": "graded",
        "mal": "refused",
        "zoe": "graded",
    }
    assert '"doubling.py" is a folder' in done["mal"].reason


def test_a_changed_copy_is_graded_again(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT)
    for response, score in (("b", 7), ("a", 8)):
        (folder / "copy.jsonl").write_bytes(line("s-club", response))
        (done,) = grade_class(course, ASSIGNMENT, ["ana"])
        assert (done.outcome, done.score) == ("graded", score)


def test_a_folder_is_marked_as_its_files_are(graded: tuple[Course, dict[str, Result]]) -> None:
    course, results = graded
    scheme = read_answer_key(course, ASSIGNMENT)
    for name in STRAYS:
        marks = mark_folder(course.step("submitted", ASSIGNMENT, IDS[name]), scheme)
        assert sum(quiz.points for quiz in marks.quizzes.values()) == results[IDS[name]].score


ENTRY = st.builds(
    lambda minute, item, response: Entry(time=f"2026-11-20T10:{minute:02}:00+00:00", item=item, response=response),
    st.integers(0, 59),
    st.sampled_from(["s-club", "s-several"]),
    st.integers(0, 3),
)


@given(st.lists(ENTRY, max_size=12).map(lambda entries: sorted(entries, key=lambda entry: entry.time)), st.data())
def test_copies_of_parts_of_a_journal_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], data: st.DataObject
) -> None:
    """What a sync client leaves: parts of one journal, in order, each with some of its lines."""
    path = tmp_path_factory.mktemp("bank") / "bank.yaml"
    path.write_text(BANK, "utf-8")
    quizzes = load_yaml(path, Bank).quizzes
    lines = [line(entry.item, entry.response, time=entry.time) for entry in entries]
    whole = read(b"".join(lines)).latest()
    kept = [data.draw(st.sets(st.sampled_from(["in place", "x.jsonl", "y.txt"]), min_size=1)) for _ in lines]
    parts = {
        name: b"".join(text for text, where in zip(lines, kept, strict=True) if place in where)
        for name, place in ((journal_name("quiz-01"), "in place"), ("x.jsonl", "x.jsonl"), ("y.txt", "y.txt"))
    }
    merged = read_journals(parts, quizzes).replays["quiz-01"].latest()
    times = {entry.time for entry in entries}
    if len(times) == len(entries):  # of one second the copies cannot tell which came last
        assert merged == whole
