"""Do `questions export` and `questions import` do what they say, keep keys from students, and list what did not fit?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.course import Course
from instructor.exchange_formats.into_files import bank_text, check, keys_text
from instructor.exchange_formats.into_items import Taken, taken
from instructor.exchange_formats.text2qti_in import read
from quizzes.bank import check_keys
from quizzes.scoring import score
from tests.small_course import ASSIGNMENT, RATIONALE

TEXT = """\
Quiz title: Sums
Title: Sum
1.  What is $2+3$?
... Count.
a)  6
... Too much: a colon.
*c) 5

2.  Yes?
*a) true
b) no

3.  Root of 2?
= 1.4142 +- 0.0001

4.  Who?
* Santa

Title: Say it
5.  Say it.
____
"""


def run(course: Course, *arguments: str | Path) -> Result:
    command = ["--course", str(course.folder), "questions", *map(str, arguments)]
    return CliRunner().invoke(main, command)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "sums.txt"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("format_", ["canvas", "moodle", "gift", "qti", "h5p", "print", "anki"])
def test_each_format_is_written_with_the_list_of_what_did_not_fit(
    format_: str, sources: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # no browser: the pages are written all the same
    folder = tmp_path / "elsewhere"
    done = run(sources, "export", format_, folder, ASSIGNMENT)
    assert done.exit_code == 0, done.output
    written = sorted(path.name for path in folder.iterdir())
    assert len(written) >= 1
    if format_ == "anki":
        assert "holds the answers" not in done.output
    else:
        assert f"{folder} holds the answers" in done.output.replace("\n", " ")
        listed = (folder / f"{ASSIGNMENT}.{format_}.left-out.txt").read_text()
        assert "s-run: left out: a simulation runs in its notebook alone" in listed
        assert all(line in done.output.replace("\n", " ") for line in listed.splitlines())


@pytest.mark.parametrize("place", ["release", "release/deeper", "handout", "exchange"])
def test_a_folder_that_students_get_is_refused(place: str, sources: Course) -> None:
    done = run(sources, "export", "gift", sources.folder / place)
    assert done.exit_code == 1
    assert "goes to students, and the file would hold the keys; name a folder outside of it" in done.output
    assert not (sources.folder / place).exists()
    assert run(sources, "export", "gift", sources.root / "notebooks" / "x").exit_code == 1


def test_what_does_not_fit_is_named_where_there_is_nothing_to_write(sources: Course, tmp_path: Path) -> None:
    done = run(sources, "export", "h5p", tmp_path / "a", ASSIGNMENT, "--only", "written")
    assert "nothing to write" in done.output
    assert "objective, concept, level and evidence" in done.output.replace("\n", " ")


def test_only_some_quizzes_are_taken(sources: Course, tmp_path: Path) -> None:
    run(sources, "export", "gift", tmp_path / "a", ASSIGNMENT, "--only", "practice")
    practice = (tmp_path / "a" / f"{ASSIGNMENT}.gift.txt").read_text()
    assert "s-p-club" in practice
    assert RATIONALE not in practice
    run(sources, "export", "gift", tmp_path / "a", ASSIGNMENT)
    assert RATIONALE in (tmp_path / "a" / f"{ASSIGNMENT}.gift.txt").read_text()


def test_questions_go_behind_those_of_a_lesson_and_leave_them_as_they_are(sources: Course, text: Path) -> None:
    bank, keys = sources.bank_file(ASSIGNMENT), sources.keys_file(ASSIGNMENT)
    bank.write_text("# a comment\n" + bank.read_text().lstrip("\n"))
    before = bank.read_text(), keys.read_text()
    done = run(sources, "import", "text2qti", text, ASSIGNMENT)
    assert done.exit_code == 0, done.output
    said = done.output.replace("\n", " ")
    assert "line 16: left out: a word is typed" in said
    assert 'quiz("sums"), quiz("say-it")' in said or 'quiz("say-it"), quiz("sums")' in said
    assert bank.read_text().startswith(before[0].rstrip("\n"))
    assert keys.read_text().startswith(before[1].rstrip("\n"))
    made, answers = sources.bank(ASSIGNMENT), sources.keys(ASSIGNMENT)
    check_keys(made, answers, "keys")
    items = {item.id: item for _, item in made.items()}
    assert score(items["sum"], answers.keys["sum"], "b").outcome == "right"
    assert score(items["sum"], answers.keys["sum"], "a").feedback == ("Too much: a colon.",)
    assert score(items["sums-2"], answers.keys["sums-2"], "a").outcome == "right"
    assert items["sums-2"].given("a") == "true"
    assert score(items["sums-3"], answers.keys["sums-3"], "1.41415").outcome == "right"
    assert made.quiz("sums").graded
    assert made.quiz("say-it").kind == "written"


def test_a_bank_with_the_line_ends_of_windows_keeps_them(sources: Course, text: Path) -> None:
    path = sources.bank_file(ASSIGNMENT)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(sources, "import", "text2qti", text, ASSIGNMENT).exit_code == 0
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_the_same_file_twice_gets_new_ids(sources: Course, text: Path) -> None:
    for _ in range(2):
        assert run(sources, "import", "text2qti", text, ASSIGNMENT).exit_code == 0
    ids = [quiz.id for quiz in sources.bank(ASSIGNMENT).quizzes]
    assert {"sums", "sums-4"} <= set(ids) or len({name for name in ids if name.startswith("sums")}) == 2
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["../../outside", "02_new"])
def test_what_is_no_name_of_a_lesson_is_refused(name: str, sources: Course, text: Path) -> None:
    done = run(sources, "import", "text2qti", text, name)
    assert done.exit_code == 1
    assert f'"{name}" is no name of a lesson' in done.output
    assert not sources.bank_file(name).exists()


def test_a_dry_run_writes_nothing(sources: Course, text: Path) -> None:
    before = sources.bank_file(ASSIGNMENT).read_bytes(), sources.keys_file(ASSIGNMENT).read_bytes()
    done = run(sources, "import", "text2qti", text, ASSIGNMENT, "--dry-run")
    assert "Would write 4 question(s) in 2 quiz(zes)" in done.output.replace("\n", " ")
    assert (sources.bank_file(ASSIGNMENT).read_bytes(), sources.keys_file(ASSIGNMENT).read_bytes()) == before


def test_a_new_lesson_is_begun_as_practice_whose_keys_are_in_the_bank(sources: Course, text: Path) -> None:
    done = run(sources, "import", "text2qti", text, "02-new", "--practice", "--objective", "3")
    assert done.exit_code == 0, done.output
    bank = sources.bank("02-new")
    assert not sources.keys_file("02-new").exists()
    assert [quiz.kind for quiz in bank.quizzes] in (["practice", "written"], ["written", "practice"])
    assert {item.objective for _, item in bank.items()} == {3}


@pytest.mark.parametrize(
    ("format_", "content", "message"),
    [
        ("moodle", b"<html/>", "a Moodle XML file begins with <quiz>, and this one with <html>"),
        ("canvas", b"PK broken", "the zip is damaged; download it again"),
        ("gift", b"Type it {=word}\n", "nothing in it fits an item type of the course"),
        ("text2qti", b"\xff\xfe\x00", "it is no text in UTF-8; save it as UTF-8, and import again"),
        ("text2qti", b"No question.\n", "nothing in it fits an item type of the course"),
    ],
)
def test_what_cannot_be_read_says_why_and_writes_nothing(
    format_: str, content: bytes, message: str, sources: Course, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    before = sources.bank_file(ASSIGNMENT).read_bytes()
    done = run(sources, "import", format_, path, ASSIGNMENT)
    assert done.exit_code == 1
    assert message in done.output.replace("\n", " ")
    assert sources.bank_file(ASSIGNMENT).read_bytes() == before


def test_a_bank_that_does_not_end_with_its_quizzes_is_left_alone(sources: Course, text: Path) -> None:
    path = sources.bank_file(ASSIGNMENT)
    moved = re.sub(r"^assignment: .*\n", "", path.read_text(), flags=re.MULTILINE) + f"\nassignment: {ASSIGNMENT}\n"
    path.write_text(moved)
    done = run(sources, "import", "text2qti", text, ASSIGNMENT)
    assert done.exit_code == 1
    assert path.read_text() == moved
    assert "move `quizzes:` to its end, and import again" in done.output.replace("\n", " ")


def test_what_was_taken_is_read_back_as_it_was() -> None:
    made = taken(read(TEXT.encode()), "sums")
    bank, keys = bank_text("", "lesson", made, practice=False), keys_text("", "lesson", made)
    check(bank, keys, "lesson")
    assert keys_text("", "lesson", Taken((), {}, ())) == "assignment: lesson\nkeys: {}\n"
    assert "Count." in keys
    assert "Count." not in bank
