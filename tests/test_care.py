"""Can a course be copied and put back, looked over and rehearsed, and a student be forgotten everywhere, for good?"""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest

from instructor.care import machine
from instructor.care.standing import differences, standing
from instructor.care.traces import mentions
from instructor.course import Course
from instructor.grading.snapshots import snapshots
from instructor.submissions.register import Register
from instructor.submissions.tombstones import NAME as GRAVES
from tests.downloads import File, download, handed_in
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import edit, run, scores

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

OLDER = Path(__file__).parent / "formats" / "course-without-plan.zip"
RESPONSE = '{{"time":"t","item":"s-club","response":"{}"}}\n'
FILES = {
    "Ana Souza_4711_assignsubmission_file_/x.zip": "a",
    "Bo Marlowe_4712_assignsubmission_file_/y.zip": "b",
}


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a table's cells stand in one line."""
    monkeypatch.setenv("COLUMNS", "400")


def collect(course: Course, *more: str) -> str:
    files = [File(name, handed_in(course, RESPONSE.format(letter))) for name, letter in FILES.items()]
    spoilt = File("Bo Marlowe_4712_assignsubmission_file_/late.zip", b"no zip")
    done = run("collect", ASSIGNMENT, "--zips", str(download(course, *files, spoilt)), *more)
    return " ".join(done.output.split())


@pytest.fixture
def term(course: Course) -> Course:
    """Return a course in which two have handed in, with whatever it may hold of one of them."""
    plan = f'zone = "UTC"\n[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-01 10:00" }}\n[extensions]\n'
    plan += f'bo-marlowe = {{ {ASSIGNMENT} = "2026-12-01 10:00" }}   # was ill\n'
    (course.folder / "course.toml").write_text(plan, "utf-8")
    (course.root / "roster.csv").write_text("name,email\nBo Marlowe,bo.m@example.org\nAna Souza,as@example.org\n")
    assert run("roster", str(course.root / "roster.csv"), "--yes").exit_code == 0
    collect(course)
    assert run("grade", ASSIGNMENT, "--workers", "1", "--yes").exit_code == 0
    assert run("feedback", ASSIGNMENT, "--even-if-waiting").exit_code == 0
    assert run("handback", ASSIGNMENT).exit_code == 0
    assert run("credit", "s-number", "bo-marlowe", "--because", "ill", "--yes").exit_code == 0
    code = json.loads((course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl").read_text().splitlines()[-1])
    assert run("query", ASSIGNMENT, code["receipt"], "item s-club, why?").exit_code == 0
    inbound = course.folder / "exchange" / course.course_id / "inbound"
    (inbound / "bo-marlowe+01-small+2026-11-20 10:00:00 UTC").mkdir(parents=True)
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as db:
        db.executescript(
            "CREATE TABLE desk_answer (id TEXT PRIMARY KEY, lesson TEXT, student TEXT);"
            "CREATE TABLE desk_mark (answer TEXT, marker TEXT, reason TEXT);"
            "INSERT INTO desk_answer VALUES ('x1', '01-small', 'bo-marlowe'), ('x2', '01-small', 'ana-souza');"
            "INSERT INTO desk_mark VALUES ('x1', 'kim', 'Marlowe is vague'), ('x2', 'kim', 'clear');"
        )
    return course


# Copies


def test_a_copy_comes_back_file_by_file_and_row_by_row(term: Course, tmp_path: Path) -> None:
    before, file = standing(term), tmp_path / "copy.zip"
    done = run("backup", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    done = run("--course", str(tmp_path / "new"), "restore", str(file))
    assert done.exit_code == 0, done.output
    after = standing(Course(term.root, tmp_path / "new"))
    assert {name for name in differences(before, after) if name != "gradebook.db"} == set()
    done = run("--course", str(term.folder), "restore", str(file))
    assert (done.exit_code, "nothing was written" in done.output) == (1, True)
    (term.folder / "people.json").write_text("spoilt")
    (term.folder / "own.txt").write_text("stays")
    done = run("--course", str(term.folder), "restore", str(file), "--overwrite")
    assert (done.exit_code, "1 newer than in the backup: people.json" in " ".join(done.output.split())) == (0, True)
    assert differences(before, standing(term)) in (["gradebook.db", "own.txt"], ["own.txt"])
    term.enter()
    assert set(scores(term)) == {"ana-souza", "bo-marlowe"}


def test_the_gradebooks_copy_is_whole_while_somebody_writes(term: Course, tmp_path: Path) -> None:
    with closing(sqlite3.connect(term.folder / "gradebook.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM grade")
        assert run("backup", str(tmp_path / "copy.zip")).exit_code == 0
        db.execute("ROLLBACK")
    zipfile.ZipFile(tmp_path / "copy.zip").extract("gradebook.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as db:
        assert db.execute("SELECT count(*) FROM grade").fetchone()[0] > 0


@pytest.mark.parametrize("how", ["other contents", "a file more", "a name that climbs", "no zip"])
def test_a_copy_that_is_not_whole_is_refused_before_a_letter_is_written(
    course: Course, tmp_path: Path, how: str
) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    assert run("backup", str(good)).exit_code == 0
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if how == "other contents" and name == "gradebook.db":
                data = data[:-1] + b"x"
            if how == "a name that climbs" and name == "manifest.json":
                data = data.replace(b'"gradebook.db"', b'"../gradebook.db"')
            new.writestr(name, data)
        if how == "a file more":
            new.writestr("more.txt", "more")
    if how == "no zip":
        bad.write_bytes(b"no zip")
    done = run("--course", str(tmp_path / "new"), "restore", str(bad))
    assert done.exit_code == 1, done.output
    assert not (tmp_path / "new").exists()


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
    assert "# was ill" not in (term.folder / "course.toml").read_text()
    after = standing(term)
    assert "from somebody who was forgotten" in collect(term)
    run("roster", str(term.root / "roster.csv"), "--yes")
    assert not any(b"arlowe" in path.read_bytes() for path in term.folder.rglob("*") if path.is_file())
    assert {name.split("/")[0] for name in differences(after, standing(term))} <= {"downloaded", "people.json"}
    done = run("restore", str(tmp_path / "copy.zip"), "--overwrite")
    assert "bo-marlowe was forgotten since: python -m instructor forget bo-marlowe" in " ".join(done.output.split())


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_copy_in_another_folder_leaves_out_who_was_forgotten_since(
    term: Course, tmp_path: Path, is_moved: bool
) -> None:
    copy, new = tmp_path / "copy.zip", tmp_path / "new"
    assert run("backup", str(copy)).exit_code == 0
    assert run("forget", "bo-marlowe", "--yes").exit_code == 0
    if is_moved:  # known by the checkout's pointer alone
        term.folder.rename(tmp_path / "elsewhere")
        (term.root / ".course").write_text(str(tmp_path / "elsewhere"))
    done = run("--course", str(new), "restore", str(copy), "--dry-run")
    assert (done.exit_code, "says: Bo Marlowe (bo-marlowe)" in done.output, new.exists()) == (0, True, False)
    done = run("--course", str(new), "restore", str(copy))
    said = " ".join(done.output.split())
    assert (done.exit_code, f"python -m instructor --course {new} forget bo-marlowe" in said) == (1, True), said
    done = run("--course", str(new), "restore", str(copy), "--overwrite", "--leave-out")
    assert (done.exit_code, "bo-marlowe was forgotten since, and is left out" in done.output) == (0, True), done.output
    assert not any(b"arlowe" in path.read_bytes() for path in new.rglob("*") if path.is_file())
    restored = Course(term.root, new)
    restored.enter()
    assert set(scores(restored)) == {"ana-souza"}
    assert "from somebody who was forgotten" in collect(restored)


def test_who_joined_and_was_forgotten_after_a_copy_is_known_after_it_comes_back(term: Course, tmp_path: Path) -> None:
    assert run("forget", "bo-marlowe", "--yes").exit_code == 0
    assert run("backup", str(tmp_path / "copy.zip")).exit_code == 0
    assert run("forget", "ana-souza", "--yes").exit_code == 0
    done = run("--course", str(tmp_path / "new"), "restore", str(tmp_path / "copy.zip"), "--leave-out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new" / GRAVES).read_text() != (term.folder / GRAVES).read_text(), "left out, and buried"
    restored = Course(term.root, tmp_path / "new")
    restored.enter()
    assert "0 collected" in collect(restored)


def test_a_copy_says_when_nobody_can_know_who_was_forgotten_since(term: Course, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy.zip")).exit_code == 0
    term.folder.rename(tmp_path / "away")
    done = run("--course", str(tmp_path / "new"), "restore", str(tmp_path / "copy.zip"))
    assert (done.exit_code, "cannot be known here" in " ".join(done.output.split())) == (0, True), done.output


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
