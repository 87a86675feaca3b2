"""Can a course be copied and put back, looked over and rehearsed, and a student be forgotten everywhere, for good?"""

from __future__ import annotations

import os
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from instructor.care import checkup, machine
from instructor.care.standing import differences, standing
from instructor.care.traces import mentions
from instructor.course import Course
from instructor.grading.snapshots import snapshots
from instructor.submissions.owners import Owners
from instructor.submissions.register import Register
from instructor.submissions.tombstones import NAME as GRAVES
from tests.kept_term import collect
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import edit, run, scores

pytestmark = [pytest.mark.usefixtures("wide"), pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]

OLDER = Path(__file__).parent / "formats" / "course-without-plan.zip"


# Forgetting


def test_forgetting_lists_first_then_leaves_nothing_and_nobody_brings_it_back(term: Course, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy.zip")).exit_code == 0
    before, person = standing(term), Register(term).holder("bo-marlowe")
    assert person
    for options in (["--dry-run"], []):
        done = run("forget", "Bo Marlowe", *options)
        assert (done.exit_code, standing(term)) == (0 if options else 1, before), done.output
    said = " ".join(done.output.split())
    for part in (
        *("submitted/bo-marlowe/01-small", "autograded/bo-marlowe", "feedback/bo-marlowe", "extracted/bo-marlowe@"),
        *("refused/01-small/", "inbound/bo-marlowe+01-small+2026", "grading/01-small.jsonl: 2 lines", "people.json"),
        "owners.json: the number of the account",
        *("handed_back/01-small-moodle.zip, made of", "handed_back/01-small.moodle.json: the mark of a page"),
        *("collected.jsonl: 1 lines", "credits.json", "queries.json", "course.toml", "gradebook, desk_mark: 1 rows"),
    ):
        assert part in said, part
    done = run("forget", "Bo Marlowe", "--yes")
    assert (done.exit_code, "still mentioned" in done.output) == (0, False), done.output
    assert mentions(term, person) == []
    assert not [path for path in term.folder.rglob("*") if "marlowe" in path.name.casefold()]
    assert not any(b"arlowe" in path.read_bytes() for path in term.folder.rglob("*") if path.is_file())
    assert set(scores(term)) == {"ana-souza"}
    assert Owners(term).wrong({("kim", 10008)}).keys() == {("kim", 10008)}
    assert "# was ill" not in (term.folder / "course.toml").read_text()
    after = standing(term)
    assert "from somebody who was forgotten" in collect(term)
    run("roster", str(term.root / "roster.csv"), "--yes")
    assert not any(b"arlowe" in path.read_bytes() for path in term.folder.rglob("*") if path.is_file())
    assert {name.split("/")[0] for name in differences(after, standing(term))} <= {"downloaded", "people.json"}
    done = run("restore", str(tmp_path / "copy.zip"), "--overwrite")
    assert "bo-marlowe was forgotten since: python -m instructor forget bo-marlowe" in " ".join(done.output.split())


def test_who_was_forgotten_can_be_let_in_again(term: Course) -> None:
    assert run("forget", "bo-marlowe", "--yes").exit_code == 0
    assert "bo-marlowe" not in collect(term)
    assert "Bo Marlowe" not in (term.folder / GRAVES).read_text()
    assert run("forget", "Bo Marlowe", "--lift").exit_code == 0
    assert "bo-marlowe" in collect(term)
    assert run("forget", "Bo Marlowe", "--lift").exit_code == 2


def test_forgetting_nobody_says_who_is_near(term: Course) -> None:
    done = run("forget", "Bo Marlow", "--yes")
    assert (done.exit_code, "did you mean" in done.output) == (2, True)


# Looking over


def test_the_doctor_finds_what_was_planted_and_says_the_cure(term: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instructor.care.machine._accounts", lambda: ["kim"])
    monkeypatch.setattr("instructor.care.machine._is_open", lambda path: path.name == "keys")
    edit(term, "    key: a\n", "    key: b\n")
    future = term.folder / "own.txt"
    future.write_text("")
    os.utime(future, (4e9, 4e9))
    (term.folder / "exchange" / term.course_id / "inbound").chmod(0o777)
    done = run("doctor")
    said = " ".join(done.output.split())
    assert done.exit_code == 1, done.output
    for words in (
        *("keys can be read by everyone with an account here (kim)", "chmod o-rwx", "keys are others than at the"),
        *("files are dated in the future, as own.txt", "students see who handed in", "can be read and written"),
    ):
        assert words in said, words
    (term.folder / "gradebook.db").write_bytes(b"no database" * 1000)
    done = run("doctor", "--quiet")
    assert (done.exit_code, "the gradebook could not be used" in " ".join(done.output.split())) == (1, True)
    monkeypatch.setattr("instructor.care.machine._is_open", lambda path: True)
    assert 'say exchange = "/another/folder" in course.toml' in run("doctor").output


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root gives folders to others")
def test_an_exchange_that_students_can_take_over_is_named(course: Course) -> None:
    course.folder.joinpath("course.toml").write_text(f'exchange = "{course.folder / "exchange"}"\n', "utf-8")
    own = course.folder / "exchange" / course.course_id
    os.chown(own / "outbound", 910_001, -1)
    said = [(each.state, each.words, each.cure) for each in checkup.exchange(course)]
    assert said[0][2] == f"chmod +t {own.parent}"
    assert said[1][:2] == (
        "look",
        f"{own / 'outbound'} belongs to user number 910001, who can change what is handed "
        "out and read what is handed in",
    )
    own.parent.chmod(0o1777)
    os.chown(own / "outbound", 0, -1)
    assert [each.state for each in checkup.exchange(course)] == ["well"]


def test_a_package_that_is_too_old_or_missing_is_named(course: Course) -> None:
    text = '[project]\nname = "two-januaries"\ndependencies = ["numpy>=99", "no-such-package", "msgspec>=0.1"]\n'
    (course.root / "pyproject.toml").write_text(text)
    lock = "".join(f'[[package]]\nname = "msgspec"\nversion = "{each}"\n' for each in ("0.0.1", "0.0.2"))
    (course.root / "uv.lock").write_text(lock)
    (found,) = machine.packages(course)
    assert found.state == "wrong"
    assert "asked for >=99; no-such-package is missing; msgspec" in found.words
    assert "locked 0.0.1, 0.0.2" in found.words
    (course.root / "uv.lock").write_text(f'{lock}[[package]]\nname = "msgspec"\nversion = "{version("msgspec")}"\n')
    assert "msgspec" not in next(machine.packages(course)).words


def test_a_lesson_whose_date_is_past_and_that_was_never_released_is_wrong(sources: Course) -> None:
    sources.folder.mkdir()
    due = f'[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-01 10:00" }}\n'
    (sources.folder / "course.toml").write_text(due)
    done = run("doctor")
    assert (done.exit_code, "is not released" in " ".join(done.output.replace("│", " ").split())) == (1, True)


# Rehearsing


@pytest.mark.long
def test_a_rehearsal_goes_all_the_way_and_leaves_the_course_as_it_was(small_class: Course) -> None:
    grade(small_class)
    before = standing(small_class)
    done = run("rehearse", ASSIGNMENT)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    for words in ("collect: 1 collected, 0 refused", "marked: 1 answers", "feedback: feedback pages: 1", "as it was"):
        assert words in said, said
    assert differences(before, standing(small_class)) == []
    folder = Path(said.partition("the student gets: ")[2].partition("/feedback")[0].replace(" ", ""))
    assert folder.name.startswith("rehearsal-")
    assert not folder.exists()


# A course folder of an earlier version


def test_a_course_folder_of_an_earlier_version_goes_on_in_mid_term(sources: Course) -> None:
    with zipfile.ZipFile(OLDER) as archive:
        archive.extractall(sources.folder)
    old = {"ana-souza": (3.0, 9.0), "bo-li": (1.0, 9.0)}
    assert scores(sources) == old
    done = run("doctor")
    said = " ".join(done.output.replace("│", " ").split())
    assert "2 were graded by an earlier" in said
    assert "their marks stay" in said
    assert run("grade", ASSIGNMENT).exit_code == 0
    assert scores(sources) == old
    edit(sources, "    key: a\n", "    key: b\n")
    done = run("grade", ASSIGNMENT, "--dry-run")
    assert "s-club: key" in done.output
    assert run("accept", "s-club", "a", "--yes").exit_code == 0
    assert scores(sources) == {"ana-souza": (3.0, 9.0), "bo-li": (2.0, 9.0)}
    assert "earlier" not in run("doctor").output
    for path in snapshots(sources, ASSIGNMENT):
        assert path.folder.exists()
    hand_in_folder(sources, "new", RIGHT)
    assert grade(sources, ("new",))["new"].quizzes == 8
    assert run("forget", "bo-li", "--yes").exit_code == 0
    assert set(scores(sources)) == {"ana-souza", "new"}


def test_without_a_snapshot_marks_stay_and_it_is_said_what_needs_the_old_keys(sources: Course) -> None:
    with zipfile.ZipFile(OLDER) as archive:
        archive.extractall(sources.folder, [name for name in archive.namelist() if not name.startswith("snapshots")])
    before = scores(sources)
    done = run("doctor")
    said = " ".join(done.output.replace("│", " ").split())
    assert "which kept no snapshot" in said
    assert "the keys of that day are needed" in said
    assert run("grade", ASSIGNMENT, "--force", "--yes").exit_code == 0
    assert scores(sources) == before
