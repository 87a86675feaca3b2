"""Can a course be copied and put back, with nobody in it who was forgotten since?"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from instructor.care.standing import differences, standing
from instructor.course import Course
from instructor.submissions.tombstones import NAME as GRAVES
from instructor.submissions.tombstones import Tombstones
from tests.kept_term import collect
from tests.term import run, scores

pytestmark = [pytest.mark.usefixtures("wide"), pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]


def test_a_copy_comes_back_file_by_file_and_row_by_row(term: Course, tmp_path: Path) -> None:
    before, file = standing(term), tmp_path / "copy.zip"
    done = run("backup", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    done = run("--course", str(tmp_path / "new"), "restore", str(file))
    assert done.exit_code == 0, done.output
    folder = tmp_path / "new"
    said = " ".join(done.output.split())
    assert f"Next: python -m instructor --course {folder} doctor looks it over" in said
    assert f"To go on in this folder without --course: python -m instructor new course {folder}" in said
    after = standing(Course(term.root, folder))
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


def test_who_was_forgotten_under_a_spelling_with_a_second_dot_is_still_known(tmp_path: Path) -> None:
    key, spelt = b"0" * 16, "işıl i̇nan"  # as an earlier version marked her
    mark = hashlib.blake2b(spelt.encode(), key=key, digest_size=16).hexdigest()
    grave = {"day": "2026-11-01", "marks": [mark]}
    (tmp_path / "forgotten.json").write_text(json.dumps({"key": key.hex(), "graves": [grave]}), "utf-8")
    graves = Tombstones(Course(tmp_path, tmp_path))
    assert graves.has(["Işıl İnan"])
    assert not graves.has(["Ana Souza"])
    assert graves.lift("Işıl İnan")
    assert not graves.has(["Işıl İnan"])
