"""Do `grade` and `nbgrader autograde` write the same gradebook and the same files, whatever a class hands in?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from instructor.course import Course
from tests import stray_journals
from tests.gradebooks import by_nbgrader, by_us, files, rows
from tests.hostile.spoiling import QUIZ, RUN
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.written_answers import CASES, join_lines

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def change_type(nb: NotebookNode, kind: str) -> None:
    for cell in nb.cells:
        if cell.metadata.get("nbgrader"):
            cell.cell_type = kind


#: Files that are no journals: nbgrader copies them, `grade` does not.
NOT_COPIED = {"text that is no journal", "a picture with the words of a journal in it"}
MANGLED: list[Callable[[NotebookNode], object]] = [
    lambda nb: None,
    lambda nb: nb.cells.clear(),
    lambda nb: nb.cells.reverse(),
    lambda nb: nb.cells.extend([cell.copy() for cell in nb.cells]),
    lambda nb: nb.cells.pop(4),
    lambda nb: change_type(nb, "raw"),
    lambda nb: change_type(nb, "markdown"),
    lambda nb: change_type(nb, "code"),
    lambda nb: [cell.pop("id") for cell in nb.cells],
    lambda nb: [cell.update(id="one") for cell in nb.cells],
    lambda nb: [cell.update(source=["# a\n", "b é\u2028"]) for cell in nb.cells],
    lambda nb: nb.update(nbformat_minor=2),
    lambda nb: nb.metadata.update(kernelspec={"name": "ruby", "display_name": "Ruby"}, authors=[{"name": "x"}]),
    lambda nb: nb.cells[0].update(attachments={"a.png": {"image/png": "AA=="}}, metadata={"tags": ["x"]}),
    lambda nb: nb.cells.insert(0, 3),
    *(case.mangle for case in CASES.values()),
]
STRAYS = [None, *(stray.change for name, stray in stray_journals.STRAYS.items() if name not in NOT_COPIED)]
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "s-club": st.sampled_from(["a", "b", "c", None, 3]),
        "s-several": st.sampled_from([["a", "c"], ["a", "b"], [], "a"]),
        "s-number": st.sampled_from(["2.5", "2,5 per cent", "3", "", "x" * 200]),
        "s-run": st.sampled_from([RIGHT["s-run"], {"prediction": "1"}, {"result": {"twice": 9}}, ["x"]]),
        "s-unknown": st.just("a"),
    },
)
STUDENT = st.fixed_dictionaries(
    {
        "answers": ANSWERS,
        "written": st.sampled_from(["", "Threats.", "<script>1</script> $a^2$"]),
        "mangle": st.sampled_from(MANGLED),
        "stray": st.sampled_from(STRAYS),
        "time": st.sampled_from(["", "2026-11-20 11:00:00", "2026-11-20 12:30:00.25 UTC", "2026-11-21 01:00:00 +0100"]),
    }
)
CLASS = st.fixed_dictionaries(
    {
        "students": st.lists(STUDENT, min_size=1, max_size=3),
        "due": st.sampled_from([None, "2026-11-20 12:00:00", "2026-11-22 00:00:00"]),
        "penalty": st.sampled_from([None, 0, 0.5, -2, 1000]),
        "extension": st.booleans(),
    }
)
PERSON = st.fixed_dictionaries(
    {
        "cell": st.sampled_from(["quiz-01", "run-01", "limit-01"]),
        "manual_score": st.sampled_from([None, 0.0, 1.0]),
        "extra_credit": st.sampled_from([None, 0.5]),
    }
)


def hand_in(course: Course, name: str, work: dict[str, Any]) -> None:
    shutil.rmtree(course.step("submitted", ASSIGNMENT, name), ignore_errors=True)
    folder = hand_in_folder(course, name, work["answers"], work["written"])
    edit(folder, join_lines)
    edit(folder, work["mangle"])
    if work["stray"] and all((folder / name).exists() for name in (QUIZ, RUN)):
        work["stray"](folder)
    (folder / "timestamp.txt").write_text(work["time"], "utf-8")
    if not work["time"]:
        (folder / "timestamp.txt").unlink()


def set_up(course: Course, drawn: dict[str, Any]) -> None:
    for number, work in enumerate(drawn["students"]):
        hand_in(course, f"s{number}", work)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=drawn["due"])
    # A configuration in the root is read last, by both ways: it names the plugin that the test speaks for.
    named = 'get_config().AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"'
    (course.root / "nbgrader_config.py").write_text(named, "utf-8")


def look_over(course: Course, drawn: dict[str, Any], person: dict[str, Any]) -> None:
    """Give points and an extension by hand, and let the first student hand in again."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        grade = book.find_grade(person["cell"], ASSIGNMENT, ASSIGNMENT, "s0")
        grade.manual_score, grade.extra_credit = person["manual_score"], person["extra_credit"]
        book.db.commit()
        if drawn["extension"] and drawn["due"]:
            book.grant_extension(ASSIGNMENT, "s0", hours=1)
    again = {**drawn["students"][-1], "time": "2026-11-23 10:00:00"}
    hand_in(course, "s0", again)


@pytest.mark.long
@settings(
    max_examples=int(os.environ.get("EXAMPLES", "12")),
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # to make an example smaller would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=CLASS, person=PERSON, force=st.booleans())
def test_both_ways_end_with_the_same_gradebook_and_files(
    course: Course,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    drawn: dict[str, Any],
    person: dict[str, Any],
    force: bool,
) -> None:
    penalty = drawn["penalty"]
    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", lambda *_: penalty)
    ours, theirs = (_copy(course, tmp_path_factory.mktemp(name)) for name in ("ours", "theirs"))
    for one in (ours, theirs):
        set_up(one, drawn)
    by_us(ours, False)
    by_nbgrader(theirs, False)
    assert rows(ours) == rows(theirs)
    assert files(ours) == files(theirs)
    for one in (ours, theirs):
        look_over(one, drawn, person)
    # Of work without a time nbgrader does not see that it was handed in again; `grade` does.
    force = force or not drawn["students"][0]["time"]
    by_us(ours, force)
    by_nbgrader(theirs, force)
    assert rows(ours) == rows(theirs)
    assert files(ours) == files(theirs)


def _copy(course: Course, root: Path) -> Course:
    shutil.copytree(course.root, root, dirs_exist_ok=True)
    return Course(root, root / "build")
