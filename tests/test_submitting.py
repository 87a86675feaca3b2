"""Is the work submitted through nbgrader where there is an exchange, and does nothing run that a folder holds?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from instructor.course import Course
from instructor.plan import NAME
from instructor.release import make_release, publish
from quizzes.dates import dates_of
from tests.cards import Card, answer
from tests.small_course import ASSIGNMENT
from tests.term import run


@pytest.fixture
def hub(course: Course, copy: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Release to an exchange, which a student's Jupyter is configured with."""
    make_release(course, ASSIGNMENT)
    if not publish(course, ASSIGNMENT):
        pytest.skip("nbgrader has no exchange here")
    settings = copy.parent / "settings"
    settings.mkdir()
    lines = [f"c.Exchange.root = {str(course.folder / 'exchange')!r}", "c.CourseDirectory.course_id = 'two-januaries'"]
    lines.append(f"c.Exchange.cache = {str(settings / 'cache')!r}")
    (settings / "nbgrader_config.py").write_text("c = get_config()\n" + "\n".join(lines), "utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(settings))
    return course


def test_where_there_is_an_exchange_the_work_is_submitted_with_its_receipt(hub: Course, copy: Path) -> None:
    answer(copy, "s-club", "a")
    card = Card()
    card.tell("look")
    search = card.widget._search
    assert search
    assert search.door() == {"course": "two-januaries", "in_course": False, "dates": None}
    card.tell("look")
    assert card.widget.state["exchange"] == "two-januaries"
    reply = card.tell("submit")
    assert reply["kind"] == "done", reply
    assert card.receipt["made"].startswith("Handed in ")
    (sent,) = (hub.folder / "exchange" / "two-januaries" / "inbound").iterdir()
    assert (sent / "receipt.json").read_bytes() == (copy / "receipt.json").read_bytes()
    assert not list(copy.glob("*.zip"))


def test_what_the_exchange_does_not_take_is_a_sentence_and_leaves_no_receipt(hub: Course, copy: Path) -> None:
    card = Card()
    card.tell("look")
    assert card.widget._search
    card.widget._search.door()
    shutil.rmtree(hub.folder / "exchange" / "two-januaries" / "outbound" / ASSIGNMENT)
    reply = card.tell("submit")
    assert reply["kind"] == "refused"
    assert reply["error"].startswith("The course’s server did not take it (Assignment not found: ")
    assert "Traceback" not in reply["error"]
    assert not (copy / "receipt.json").exists()


def test_a_configuration_that_lies_in_the_students_folder_is_not_executed(hub: Course, copy: Path) -> None:
    ran = copy.parent / "ran"
    for folder in (copy, copy.parent):
        (folder / "nbgrader_config.py").write_text(f"open({str(ran)!r}, 'w').close()", "utf-8")
        (folder / "nbgrader.py").write_text(f"open({str(ran)!r}, 'w').close()", "utf-8")
    card = Card()
    card.tell("look")
    assert card.widget._search
    assert card.widget._search.door()
    assert card.tell("submit")["kind"] == "done"
    assert not ran.exists()


@pytest.mark.long
@pytest.mark.long
def test_an_extension_is_shown_to_its_student_and_to_nobody_else(hub: Course, copy: Path) -> None:
    (hub.folder / NAME).write_text(f'[lessons]\n{ASSIGNMENT} = {{ due = "2999-12-01 23:59" }}\n', "utf-8")
    student = looking()
    student.tell("submit")
    assert instructor("collect", ASSIGNMENT)
    (name,) = hub.students("submitted", ASSIGNMENT)
    assert looking().widget.state["dates"] == {**EVERYONE, "due": "2999-12-01T23:59:00+00:00"}
    assert "Their page on the hub shows it" in instructor("extend", name, ASSIGNMENT, "2999-12-08 23:59")
    assert looking().widget.state["dates"] == {**EVERYONE, "due": "2999-12-08T23:59:00+00:00", "own": True}
    assert dates_of(copy) == {**EVERYONE, "due": "2999-12-08T23:59:00+00:00", "own": True}  # the lesson shows it, too
    shutil.rmtree(copy.parent / "settings" / "cache")
    assert looking().widget.state["dates"] == {**EVERYONE, "due": "2999-12-01T23:59:00+00:00"}
    place = hub.folder / "exchange" / "two-januaries" / "dates"
    assert place.stat().st_mode & 0o777 == 0o711
    assert not [path for path in place.iterdir() if name in path.name or name.encode() in path.read_bytes()]
    (hub.folder / NAME).write_text(f'[lessons]\n{ASSIGNMENT} = {{ due = "2999-12-02 23:59" }}\n', "utf-8")
    assert instructor("settle")
    assert [path.name for path in place.iterdir()] == [ASSIGNMENT]


def instructor(*arguments: str) -> str:
    """Give a command in an environment of its own, as on another computer; return what it printed."""
    with patch.dict(os.environ):
        done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


EVERYONE = {"per_day": 0.0, "grace": 0.0, "cap": 1.0, "own": False}


def looking() -> Card:
    """Return a card that knows the exchange."""
    card = Card()
    card.tell("look")
    assert card.widget._search
    card.widget._search.door()
    card.tell("look")
    return card


def test_in_a_checkout_nothing_is_submitted(hub: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hub.source(ASSIGNMENT))
    card = Card()
    card.tell("look")
    assert not card.widget.state["searching"]
    assert card.widget.state["exchange"] == ""
    assert card.tell("submit")["kind"] == "refused"
