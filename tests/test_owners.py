"""Can anybody hand in as somebody else, take in what is not theirs by a link, or be early by saying so?"""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from instructor.collect import Collected, _everybody, collect_exchange
from instructor.course import Course
from instructor.reports.teacher_progress import waiting
from instructor.settings import read_settings
from instructor.submissions import exchange
from instructor.submissions.directory import Directory
from instructor.submissions.owners import NAME, Owners, Sent
from instructor.submissions.plain_copy import copy_plain
from instructor.submissions.register import Person, Register
from instructor.submissions.screen import LARGEST_FILE, MOST_FILES, Refused, listing
from tests.small_course import ASSIGNMENT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no exchange, and no owners by number")
as_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root gives folders to others")

#: Numbers without an account, as pods have them.
ANA, BEN, CY = 910_001, 910_002, 910_003


def inbound(course: Course) -> Path:
    return course.folder / "exchange" / course.course_id / "inbound"


def hand_in(course: Course, login: str, owner: int, time: str = "2026-11-20 10:00:00 UTC", text: str = "{}") -> Path:
    """Hand in under a login, from the account of a number."""
    folder = inbound(course) / f"{login}+{ASSIGNMENT}+{time}+key"
    folder.mkdir()
    (folder / "timestamp.txt").write_text(time, "utf-8")
    (folder / f"{ASSIGNMENT}.ipynb").write_text(text, "utf-8")
    for path in (*folder.iterdir(), folder):
        os.chown(path, owner, -1)
    return folder


def work(course: Course, student: str) -> str:
    return (course.step("submitted", ASSIGNMENT, student) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")


def reasons(done: Collected) -> dict[str, str]:
    return {refusal.name: refusal.reason for refusal in done.refused}


def accounts() -> tuple[pwd.struct_passwd, pwd.struct_passwd]:
    """Return two accounts of this machine."""
    first, second, *_ = (account for account in pwd.getpwall() if account.pw_uid not in (0, os.getuid()))
    return first, second


# Accounts


@as_root
def test_who_hands_in_as_another_account_is_named_and_the_others_work_stays_and_goes_on(course: Course) -> None:
    mia, mal = accounts()
    hand_in(course, mia.pw_name, mia.pw_uid, text="first")
    assert collect_exchange(course, ASSIGNMENT) == Collected({mia.pw_name: ""}, ())
    forged = hand_in(course, mia.pw_name, mal.pw_uid, "2099-01-01 00:00:00 UTC", "forged")
    assert waiting(inbound(course), ASSIGNMENT, read_settings(course), Register(course), {}, len)[0].time.year == 2026
    done = collect_exchange(course, ASSIGNMENT)
    assert f"belongs to {mal.pw_name}, not to {mia.pw_name}" in reasons(done)[mia.pw_name]
    assert work(course, mia.pw_name) == "first"
    assert (course.folder / "refused" / ASSIGNMENT / forged.name).is_dir()
    hand_in(course, mia.pw_name, mia.pw_uid, "2026-11-21 10:00:00 UTC", "second")
    assert len(collect_exchange(course, ASSIGNMENT).refused) == 1
    assert work(course, mia.pw_name) == "second"


@as_root
def test_a_login_that_no_account_has_is_none_for_somebody_who_has_one(course: Course) -> None:
    _, mal = accounts()
    hand_in(course, "mia.lopez@example.org", mal.pw_uid)
    done = collect_exchange(course, ASSIGNMENT)
    assert f"belongs to {mal.pw_name}" in reasons(done)["mia.lopez@example.org"]
    assert "there is no account mia.lopez@example.org here" in reasons(done)["mia.lopez@example.org"]
    assert done.students == {}


@as_root
def test_what_staff_put_there_is_whose_name_it_has(course: Course) -> None:
    mia, mal = accounts()
    os.chown(course.folder, mal.pw_uid, -1)
    hand_in(course, mia.pw_name, 0)
    hand_in(course, "ana-souza", mal.pw_uid)
    assert collect_exchange(course, ASSIGNMENT) == Collected({mia.pw_name: "", "ana-souza": ""}, ())


@as_root
def test_where_all_have_one_owner_nbgrader_may_be_told_not_to_ask(course: Course) -> None:
    (course.root / "nbgrader_config.py").write_text("c.ExchangeCollect.check_owner = False\n", "utf-8")
    for login in ("ana", "ben"):
        hand_in(course, login, ANA)
    seen = waiting(inbound(course), ASSIGNMENT, read_settings(course), Register(course), {}, len)
    assert sorted(each.student for each in seen) == ["ana", "ben"]
    assert collect_exchange(course, ASSIGNMENT) == Collected({"ana": "", "ben": ""}, ())


# Numbers without accounts


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({("ana", ANA), ("ben", BEN)}, {}),
        ({("ana", ANA), ("ben", ANA)}, {("ana", ANA): "handed in as ana, ben", ("ben", ANA): "handed in as ana, ben"}),
        ({("ana", ANA), ("ana", BEN)}, {("ana", ANA): f"{ANA} and {BEN}", ("ana", BEN): f"{ANA} and {BEN}"}),
        ({("kim", CY), ("ana", CY)}, {("ana", CY): "which handed in as kim, not to ana"}),
        ({("kim", ANA), ("kim", CY)}, {("kim", ANA): f"what kim handed in before by {CY}"}),
        ({("kim", CY), ("ana", CY), ("ana", ANA)}, {("ana", CY): "which handed in as kim, not to ana"}),
    ],
)
def test_a_number_stands_for_one_login(course: Course, found: set[Sent], wrong: dict[Sent, str]) -> None:
    (course.folder / NAME).write_text(json.dumps({"owners": {"kim": CY}}), "utf-8")
    said = Owners(course).wrong(found)
    assert said.keys() == wrong.keys()
    assert all(words in said[sent] for sent, words in wrong.items()), said


def test_what_the_instructor_said_of_a_login_overrules_what_was_remembered(course: Course) -> None:
    (course.folder / NAME).write_text(json.dumps({"owners": {"kim": CY}}), "utf-8")
    owners = Owners(course, {"kim"})
    assert owners.wrong({("kim", ANA)}) == {}
    assert owners.wrong({("kim", ANA), ("kim", BEN)}).keys() == {("kim", ANA), ("kim", BEN)}
    assert Owners(course, {"kim-2"}).wrong({("kim", CY), ("kim-2", CY)}) == {}


@as_root
def test_the_number_of_a_first_hand_in_is_remembered_until_the_instructor_says_otherwise(course: Course) -> None:
    hand_in(course, "ana", ANA, text="first")
    collect_exchange(course, ASSIGNMENT)
    assert json.loads((course.folder / NAME).read_bytes())["owners"] == {"ana": ANA}
    hand_in(course, "ana", BEN, "2099-01-01 00:00:00 UTC", "another")
    done = collect_exchange(course, ASSIGNMENT)
    assert f"user number {BEN}, and what ana handed in before by {ANA}" in reasons(done)["ana"]
    assert work(course, "ana") == "first"
    (inbound(course) / f"ana+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+key").rename(course.folder / "removed")
    assert collect_exchange(course, ASSIGNMENT, {"ana": "ana"}) == Collected({"ana": ""}, ())
    assert work(course, "ana") == "another"
    assert json.loads((course.folder / NAME).read_bytes())["owners"] == {"ana": BEN}


@as_root
def test_a_second_login_of_a_person_is_not_somebody_elses(course: Course) -> None:
    """Whoever is on a roster is known by e-mail, too, and anybody may write it into a name."""
    register = Register(course)
    register.enter(Person("ana-souza", ["Ana Souza"], email="ana@example.org", hub="ana", roster={"list": {}}))
    register.save()
    hand_in(course, "ana", ANA, text="first")
    (student,) = collect_exchange(course, ASSIGNMENT).students
    before = (course.folder / "people.json").read_bytes()
    hand_in(course, "ana@example.org", BEN, "2026-11-21 10:00:00 UTC", "another")
    done = collect_exchange(course, ASSIGNMENT)
    assert f"{student} handed in as ana before, from another account" in reasons(done)["ana@example.org"]
    assert (work(course, student), (course.folder / "people.json").read_bytes()) == ("first", before)
    collect_exchange(course, ASSIGNMENT, {"ana@example.org": student})
    assert work(course, student) == "another"


# Links


@pytest.mark.parametrize("swapped", [f"{ASSIGNMENT}.ipynb", "responses"])
def test_what_becomes_a_link_after_it_was_listed_is_not_followed(
    course: Course, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    folder = inbound(course) / f"mal+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+key"
    for place in (folder, course.step("submitted", ASSIGNMENT, "ana")):
        (place / "responses").mkdir(parents=True)
        (place / "responses" / "quiz-01.jsonl").write_text(f"of {place.parent.name}", "utf-8")
        (place / f"{ASSIGNMENT}.ipynb").write_text(f"of {place.parent.name}", "utf-8")

    def swap(seen: Path) -> list[object]:
        found: list[object] = [*listing(seen)]
        if seen == folder and not (folder / swapped).is_symlink():
            (folder / swapped).rename(course.folder / "before")
            (folder / swapped).symlink_to(course.step("submitted", ASSIGNMENT, "ana") / swapped)
        return found

    monkeypatch.setattr(exchange, "listing", swap)
    done = collect_exchange(course, ASSIGNMENT)
    assert f'"{swapped}"' in reasons(done)["mal"]
    assert [*done.students] == ["ana"]
    kept = course.folder / "refused" / ASSIGNMENT / folder.name
    assert (kept / swapped).is_symlink()
    assert not (course.folder / "downloaded" / ASSIGNMENT / "exchange").exists()


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "x")


def _deep(folder: Path) -> None:
    (folder / "/".join("x" * 40)).mkdir(parents=True)


def _large(folder: Path) -> None:
    with (folder / "x").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)


def _many(folder: Path) -> None:
    for number in range(MOST_FILES + 1):
        (folder / f"x{number}").touch()


def _linked(folder: Path) -> None:
    (folder / "x").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (_pipe, "is a link or a device"),
        (_linked, "is a link or a device"),
        (_deep, "lies too deep"),
        (_large, "makes it too large"),
        (_many, f"more than {MOST_FILES} files"),
    ],
)
def test_only_plain_files_of_a_size_are_copied(tmp_path: Path, harm: Callable[[Path], None], why: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    harm(source)
    with pytest.raises(Refused, match=why):
        copy_plain(source, tmp_path / "copy")
    (source / "a note").write_text("plain")
    copy_plain(source, tmp_path / "kept", whole=False)
    left = {path.name for path in (tmp_path / "kept").iterdir()}
    assert left >= {"a note"} or len(left) == MOST_FILES + 1
    assert not any(path.is_file() and path.stat().st_size > LARGEST_FILE for path in (tmp_path / "kept").iterdir())


def test_a_link_in_place_of_the_folder_is_none(course: Course, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / f"{ASSIGNMENT}.ipynb").write_text("{}")
    (inbound(course) / f"mal+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+key").symlink_to(tmp_path / "secret")
    done = collect_exchange(course, ASSIGNMENT)
    assert (done.students, [*reasons(done)]) == ({}, ["mal"])


@as_root
def test_a_second_name_of_somebody_elses_file_is_a_link(course: Course) -> None:
    folder = hand_in(course, "ana", ANA)
    keys = course.folder / "keys.yaml"
    keys.write_text("keys")
    (folder / "essay.yaml").hardlink_to(keys)
    done = collect_exchange(course, ASSIGNMENT)
    assert '"essay.yaml" is a link or a device' in reasons(done)["ana"]
    assert not (course.folder / "refused" / ASSIGNMENT / folder.name / "essay.yaml").exists()


@pytest.mark.parametrize("content", [None, "2026-11-20 10:00:00 UTC" + " " * 2000 + "x"], ids=["folder", "long"])
def test_a_time_that_cannot_be_read_stops_nobody_elses_collection(course: Course, content: str | None) -> None:
    mine = os.getuid()
    hand_in(course, "zoe", mine)
    path = hand_in(course, "mal", mine) / "timestamp.txt"
    path.unlink()
    path.mkdir() if content is None else path.write_text(content)
    for _ in range(2):
        done = collect_exchange(course, ASSIGNMENT)
        assert ([*done.students], [*reasons(done)]) == (["zoe"], ["mal"])


# Times


def test_what_was_changed_after_it_was_handed_in_is_said_with_both_times(course: Course) -> None:
    mine, day = os.getuid(), f"{datetime.now(UTC):%Y-%m-%d}"
    hours = {"ana": 0, "ben": 3, "cy": -3, "dee": 30}
    says = {
        student: f"{datetime.now(UTC) - timedelta(hours=ago):%Y-%m-%d %H:%M:%S} UTC" for student, ago in hours.items()
    }
    for student in ("ana", "ben", "cy"):
        hand_in(course, student, mine, says[student])
    (hand_in(course, "dee", mine, says["ana"]) / "timestamp.txt").write_text(says["dee"], "utf-8")
    done = collect_exchange(course, ASSIGNMENT)
    assert ({*done.students}, {*done.remarks}) == ({*hours}, {"ben", "cy", "dee"})
    for student in ("ben", "dee"):
        (said,) = done.remarks[student]
        assert said.startswith(f"says it was handed in at {says[student][:16]}")
        assert f"was changed in the exchange until {day}" in said
    assert f"handed in at {says['cy'][:16]} UTC, and it is {day}" in done.remarks["cy"][0]
    assert f"  {done.remarks['ben'][0]}" in [*_everybody(done, {}, Directory(course))]
    assert "ben" not in collect_exchange(course, ASSIGNMENT).remarks
