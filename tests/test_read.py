"""Is what a student sent read as far as it may be, and refused in words that say what to do?"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from instructor.submissions.read import Submission, check_timestamp, read_submission
from instructor.submissions.screen import (
    LARGEST_FILE,
    LARGEST_SUBMISSION,
    LONGEST_ID,
    MOST_FILES,
    Member,
    Refused,
    check_student,
    listing,
    screen,
)

NAME = "01-small"
ZIP = "ask the student for the hand-in zip"
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")

# A listing


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([Member(f"{n}", 1) for n in range(501)], "it holds 501 files; at most 500 are taken. Ask"),
        ([Member("a/../b", 1)], f'"a/../b" climbs out of its folder. Nothing was unpacked; {ZIP}'),
        ([Member("/a", 1)], f'"/a" is an absolute path. Nothing was unpacked; {ZIP}'),
        ([Member("\\a", 1)], f'"\\a" is an absolute path. Nothing was unpacked; {ZIP}'),
        ([Member("z:a", 1)], f'"z:a" is an absolute path. Nothing was unpacked; {ZIP}'),
        ([Member("Z:a", 1)], f'"Z:a" is an absolute path. Nothing was unpacked; {ZIP}'),
        ([Member("a\\b", 1)], f'"a\\b" is no plain file name. Nothing was unpacked; {ZIP}'),
        ([Member("a\x1fb", 1)], f'"a?b" is no plain file name. Nothing was unpacked; {ZIP}'),
        ([Member("a", 1, stat.S_IFLNK)], '"a" is a link or a device, not a file. Nothing was unpacked'),
        ([Member("a", LARGEST_FILE + 1)], '"a" has 33,554,433 bytes; at most 33,554,432 are taken. Nothing was'),
        (
            [Member("a", LARGEST_FILE), Member("b", LARGEST_FILE), Member("c", 1)],
            "it unpacks to 67,108,865 bytes; at most 67,108,864 are taken. Ask the student to clear outputs",
        ),
        ([Member("\u00e9", 1), Member("E\u0301", 1), Member("b", 1)], f'"\u00e9" stands in it twice; {ZIP}'),
    ],
)
def test_a_listing_that_could_do_harm_is_refused_in_words(members: list[Member], words: str) -> None:
    said = screen(members)
    assert said is not None
    assert said.startswith(words)


@pytest.mark.parametrize(
    "members",
    [
        [Member(f"{n}", 0) for n in range(MOST_FILES)],
        [Member("a", LARGEST_SUBMISSION // 2), Member("b", LARGEST_SUBMISSION // 2)],
        [Member("a b", 1), Member("..a", 1), Member("a..", 1), Member("aa:b", 1), Member("a/z:b", 1)],
        [Member("a", 1, 0), Member("b", 1, stat.S_IFDIR | 0o777), Member("c", 1, stat.S_IFREG | 0o600)],
    ],
)
def test_what_lies_just_within_the_limits_passes(members: list[Member]) -> None:
    assert screen(members) is None


@posix
def test_a_folder_is_listed_with_its_sizes_and_links_as_links(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "three").write_bytes(b"123")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    found = {member.name: member for member in listing(tmp_path)}
    assert sorted(found) == ["a", "a/b", "a/b/three", "link"]
    assert {name: member.size for name, member in found.items() if name != "link"} == {"a": 0, "a/b": 0, "a/b/three": 3}
    kinds = [stat.S_IFMT(found[name].mode) for name in ("a", "a/b/three", "link")]
    assert kinds == [stat.S_IFDIR, stat.S_IFREG, stat.S_IFLNK]


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        list(listing(tmp_path / "gone"))
    assert str(refused.value) == f'the folder "gone" cannot be listed (No such file or directory); {ZIP}'


def test_a_folder_without_an_end_is_listed_far_enough_to_be_refused(tmp_path: Path) -> None:
    for n in range(21):
        (tmp_path / f"{n}").mkdir()
        for m in range(MOST_FILES):
            (tmp_path / f"{n}" / f"{m}").touch()
    assert 20 * MOST_FILES < len(list(listing(tmp_path))) < 21 * MOST_FILES + 21


@pytest.mark.parametrize("name", ["a" * (LONGEST_ID + 1), "\u00e9" * (LONGEST_ID // 2 + 1), "a\n"])
def test_a_folders_name_that_is_no_students_id_is_refused(name: str) -> None:
    check_student("a" * LONGEST_ID)
    words = (
        "its folder's name is no student's id: at most 128 bytes of printable letters, without / \\ [ ] * or ?, "
        "no dot at its beginning and no space around it; rename the folder"
    )
    with pytest.raises(Refused, match=f"^{re.escape(words)}$"):
        check_student(name)


# A folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as a student hands it in, with files that nobody reads."""
    folder = tmp_path / "ana" / NAME
    for name in (f"{NAME}.ipynb", "quiz.json", "responses/quiz-01.jsonl", "responses/other.jsonl", "data/mine.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    (folder / "timestamp.txt").write_text("2026-11-20 11:00:00 UTC\n", "utf-8")
    for name in ("__MACOSX/x", ".hidden", "feedback/page.html", "a.pyc"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    return folder


def read(folder: Path, **more: Any) -> Submission:
    return read_submission(folder, NAME, ["quiz-01"], **more)


def refused(folder: Path) -> str:
    """Return the words in which a folder is refused."""
    with pytest.raises(Refused) as error:
        read(folder)
    return str(error.value)


def test_of_a_folder_the_files_that_count_are_read_and_for_code_cells_all(folder: Path) -> None:
    counts = [f"{NAME}.ipynb", "quiz.json", "responses/quiz-01.jsonl", "timestamp.txt"]
    taken = read(folder)
    assert (taken.student, list(taken.files)) == ("ana", counts)
    assert taken.files["quiz.json"] == b"quiz.json"
    assert taken.timestamp == "2026-11-20 11:00:00 UTC"
    assert list(read(folder, everything=True).files) == sorted([*counts, "responses/other.jsonl", "data/mine.csv"])


def test_a_time_that_is_not_known_is_none(folder: Path) -> None:
    (folder / "timestamp.txt").write_text(" \n", "utf-8")
    assert read(folder).timestamp is None
    (folder / "timestamp.txt").unlink()
    assert read(folder).timestamp is None


def test_a_folder_whose_time_is_none_is_refused(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("yesterday", "utf-8")
    assert refused(folder).startswith('timestamp.txt holds no time ("yesterday");')


def test_the_fingerprint_changes_with_any_name_or_content_and_with_nothing_else() -> None:
    one = Submission("ana", {"a": b"1", "b": b"2"})
    assert one.digest == Submission("max", {"b": b"2", "a": b"1"}).digest
    assert re.fullmatch("[0-9a-f]{32}", one.digest)
    others = [Submission("ana", files) for files in ({"a": b"1"}, {"a": b"2", "b": b"1"}, {"a": b"1", "c": b"2"})]
    assert len({one.digest, *(other.digest for other in others)}) == 4


def test_a_folder_without_the_notebook_says_what_there_is(folder: Path) -> None:
    (folder / f"{NAME}.ipynb").unlink()
    hand_in = f"ask the student to hand in {NAME}"
    (folder / "data" / "inside.ipynb").touch()
    assert refused(folder) == f"there is no {NAME}.ipynb: it holds no notebook; {hand_in}"
    for name in ("d", "c", "b", "a"):
        (folder / f"{name}.ipynb").touch()
    assert refused(folder) == f"there is no {NAME}.ipynb: it holds a.ipynb, b.ipynb, c.ipynb; {hand_in}"


def test_a_folder_in_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / "quiz.json").unlink()
    (folder / "quiz.json").mkdir()
    assert refused(folder) == f'"quiz.json" is a folder, not a file; {ZIP}'


@posix
def test_a_link_is_refused_wherever_it_stands(folder: Path, tmp_path: Path) -> None:
    for link, target in ((tmp_path / "max", folder.parent), (tmp_path / "zoe" / NAME, folder)):
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(target)
    assert refused(tmp_path / "max" / NAME) == "its folder is a link to another; collect it again"
    assert refused(tmp_path / "zoe" / NAME) == "its folder is a link to another; collect it again"
    (folder / "mine").symlink_to("/etc/passwd")
    assert refused(folder).startswith('"mine" is a link or a device, not a file.')


@posix
def test_a_folder_of_a_name_that_is_no_id_is_refused(folder: Path) -> None:
    folder.parent.rename(folder.parent.with_name("a\nb"))
    assert refused(folder.parent.with_name("a\nb") / NAME).startswith("its folder's name is no student's id")


@posix
@pytest.mark.parametrize(
    ("become", "words"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "cannot be read (Too many levels of symbolic links); collect it"),
        (os.mkfifo, "is a link or a device, not a file; ask the student to hand in again"),
        (lambda path: None, "cannot be read (No such file or directory); collect it again"),
        (lambda path: path.write_bytes(bytes(LARGEST_FILE)), None),
        (lambda path: path.write_bytes(bytes(LARGEST_FILE + 1)), "has more than 33,554,432 bytes; ask the student to"),
    ],
)
def test_what_has_changed_since_it_was_listed_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, become: Any, words: str | None
) -> None:
    def then(folder: Path) -> list[Member]:
        members = list(listing(folder))
        (folder / "quiz.json").unlink()
        become(folder / "quiz.json")
        return members

    monkeypatch.setattr("instructor.submissions.read.listing", then)
    if words is None:
        assert len(read(folder).files["quiz.json"]) == LARGEST_FILE
    else:
        assert refused(folder).startswith(f'"quiz.json" {words}')


@pytest.mark.parametrize("data", [b"", b" \n", b"2026-11-20 11:00:00", b"2026-11-20 11:00:00 UTC\n"])
def test_a_time_or_none_at_all_is_taken(data: bytes) -> None:
    check_timestamp(data)


@pytest.mark.parametrize(
    ("data", "quoted"),
    [
        (b"yesterday", "yesterday"),
        (b"y" * 50, "y" * 40),
        (b"\xff", "\ufffd"),
        (b" " * 1024, ""),
    ],
)
def test_what_is_no_time_is_quoted(data: bytes, quoted: str) -> None:
    words = f'timestamp.txt holds no time ("{quoted}"); correct it, or collect the submission again'
    with pytest.raises(Refused, match=f"^{re.escape(words)}$"):
        check_timestamp(data)


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("2026-13-20 11:00:00", "month must be in 1..12"),
        ("9999-12-31 23:59:59 -2300", "no zone is -2300 from UTC; write an offset such as +01:00"),
    ],
)
def test_a_time_that_cannot_be_is_told_with_the_reason(time: str, reason: str) -> None:
    words = f'timestamp.txt holds no time ("{time}"): {reason}; correct it, or collect the submission again'
    with pytest.raises(Refused, match=f"^{re.escape(words)}$"):
        check_timestamp(time.encode())
