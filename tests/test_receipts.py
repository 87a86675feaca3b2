"""Does `collect` compute each receipt's code anew, name what differs, and say whose a code is?"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from instructor.__main__ import main
from instructor.collect import collect_zips
from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.submissions.receipts import checked
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.packing import pack
from quizzes.receipt import NAME, parsed
from tests.downloads import File, download, handed_in, zipped
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

ANA = "Ana Souza_4711_assignsubmission_file/01-small.zip"


def packed(course: Course, response: str = "a") -> bytes:
    """Return the zip that a student's card makes."""
    folder = course.step("students", ASSIGNMENT, f"s-{response}")
    folder.mkdir(parents=True)
    for path in course.step("release", ASSIGNMENT).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    entry = Entry(time="2026-11-20T10:00:00+00:00", item="s-club", response=response)
    append(folder / "responses" / "quiz-01.jsonl", entry)
    return pack(workplace(folder)).read_bytes()


def members(archive: bytes, folder: Path) -> dict[str, str | bytes]:
    path = folder / "one.zip"
    path.write_bytes(archive)
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def code_in(archive: bytes, folder: Path) -> str:
    slip = parsed(bytes(members(archive, folder)[f"{ASSIGNMENT}/{NAME}"]))  # type: ignore[arg-type]
    assert slip
    return slip.code


def command(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == code, done.output
    return done.output


def test_the_code_is_shown_and_noted(course: Course, tmp_path: Path) -> None:
    archive = packed(course)
    code = code_in(archive, tmp_path)
    printed = command("collect", ASSIGNMENT, "--zips", str(download(course, File(ANA, archive))))
    assert f"ana-souza\n  receipt {code}\n" in printed
    (line,) = (course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["receipt"] == code


def test_what_was_changed_after_handing_in_is_named(course: Course, tmp_path: Path) -> None:
    archive = packed(course)
    code = code_in(archive, tmp_path)
    files = members(archive, tmp_path)
    journal = f"{ASSIGNMENT}/responses/quiz-01.jsonl"
    files[journal] = bytes(files[journal]) + b'{"time":"t","item":"s-club","response":"b"}\n'  # type: ignore[arg-type]
    printed = command("collect", ASSIGNMENT, "--zips", str(download(course, File(ANA, zipped(files)))))
    (holds,) = {one.code for one in checked(course, ASSIGNMENT).values()}
    assert holds != code
    assert f"  its receipt says {code}, but what it holds has {holds}: it was changed after handing in" in printed
    assert f"{code}: ana-souza bears it; its receipt says" in command("collect", ASSIGNMENT, "--receipt", code)


@pytest.mark.parametrize(
    "slip", [b"{", b"\xff", b"[1]", b'{"assignment":"x","time":"t","code":{}}', b" " * 100_000, b"[" * 60_000]
)
def test_a_receipt_that_is_none_is_as_good_as_no_receipt(course: Course, slip: bytes, tmp_path: Path) -> None:
    files = members(handed_in(course), tmp_path)
    done = collect_zips(course, ASSIGNMENT, download(course, File(ANA, zipped(files | {f"{ASSIGNMENT}/{NAME}": slip}))))
    assert done.students == {"ana-souza": ""}
    assert checked(course, ASSIGNMENT)["ana-souza"].remark == ""


def test_an_older_hand_in_without_one_is_collected_as_before(course: Course) -> None:
    printed = command("collect", ASSIGNMENT, "--zips", str(download(course, File(ANA, handed_in(course)))))
    assert printed == "ana-souza\n1 collected, 0 refused\n"


def test_a_code_says_whose_it_is_however_it_is_typed(course: Course, tmp_path: Path) -> None:
    archive = packed(course)
    code = code_in(archive, tmp_path)
    other = File("Bo Li_4712_assignsubmission_file/01-small.zip", packed(course, "b"))
    collect_zips(course, ASSIGNMENT, download(course, File(ANA, archive), other))
    (line,) = command("collect", ASSIGNMENT, "--receipt", code.lower().replace("-", " ")).splitlines()
    assert line.startswith(f"{code}: ana-souza; it is what you have, handed in ")
    assert line.endswith(" with 1 answers and 0 words, by its receipt")


def test_a_code_that_was_replaced_and_one_that_is_nobodys_are_said(course: Course, tmp_path: Path) -> None:
    first, second = packed(course), packed(course, "b")
    collect_zips(course, ASSIGNMENT, download(course, File(ANA, first)))
    collect_zips(course, ASSIGNMENT, download(course, File(ANA, second, (2026, 11, 21, 10, 0, 0))))
    (line,) = command("collect", ASSIGNMENT, "--receipt", code_in(first, tmp_path)).splitlines()
    assert "ana-souza, collected earlier (2026-11-20T10:00:00" in line
    assert line.endswith(f"what you have now has {code_in(second, tmp_path)}")
    nobodys = command("collect", ASSIGNMENT, "--receipt", "AAAA-AAAA", code=1)
    assert nobodys == f"AAAA-AAAA: nobody's of {ASSIGNMENT}, as far as it is collected\n"


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_a_forged_receipt_changes_no_mark_and_is_named(course: Course) -> None:
    marks = {}
    for student in ("ana", "mal"):
        folder = hand_in_folder(course, student, RIGHT)
        if student == "mal":
            facts = {
                "assignment": ASSIGNMENT,
                "time": "\x1b[2J" * 5,
                "code": "ZZZZ-ZZZZ",
                "answers": 99,
                "words": 10**9,
            }
            (folder / NAME).write_text(json.dumps(facts), "utf-8")
    for done in grade_class(course, ASSIGNMENT, ["ana", "mal"]):
        marks[done.student] = done.score
    assert marks["mal"] == marks["ana"] > 0
    assert checked(course, ASSIGNMENT)["mal"].remark.startswith("its receipt says ZZZZ-ZZZZ, but what it holds has ")


def test_a_link_in_its_place_is_not_followed(course: Course, tmp_path: Path) -> None:
    folder = hand_in_folder(course, "mal", RIGHT)
    (tmp_path / "elsewhere").write_text('{"assignment":"x","time":"t","code":"ZZZZ-ZZZZ"}', "utf-8")
    (folder / NAME).symlink_to(tmp_path / "elsewhere")
    assert checked(course, ASSIGNMENT)["mal"].receipt is None
