"""Where Python runs in a browser: whose work it is, and does a storage that takes nothing lose nothing unsaid?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from quizzes import journal as journals
from quizzes import packing
from quizzes import student as students
from quizzes.browser import is_kept
from quizzes.folders import workplace
from quizzes.packing import pack
from quizzes.student import student
from tests.small_course import ASSIGNMENT, answer


def test_in_a_browser_each_student_has_an_id_that_all_lessons_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert student(tmp_path / "one" / "02") == student(tmp_path / "other" / "02")  # the machine's user
    monkeypatch.setattr(students, "is_browser", lambda: True)
    first, second = student(tmp_path / "one" / "02"), student(tmp_path / "other" / "02")
    assert first != second
    assert student(tmp_path / "one" / "02") == student(tmp_path / "one" / "03") == first
    (tmp_path / "one" / "02" / students.ID).write_text("x" * 10_000_000, "ascii")
    students.browsers_id.cache_clear()  # as in the next visit
    assert student(tmp_path / "one" / "02") == first  # what is no id is made anew


def test_a_storage_that_takes_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(b"{}\n[]\n")
    assert is_kept(path, b"{}\n")
    assert not is_kept(path, b'{"a": 1}\n')
    assert not is_kept(tmp_path / "other.jsonl", b"{}\n")
    monkeypatch.setattr(journals, "is_browser", lambda: True)
    entry = journals.Entry(time=journals.now(), item="a", attempt=1, order=(), response="one")
    assert journals.append(path, entry)
    monkeypatch.setattr(journals, "is_kept", lambda _path, _line: False)
    with pytest.raises(journals.JournalError, match="no room left"):
        journals.append(path, entry)


def test_no_file_to_hand_in_is_replaced_where_the_storage_takes_nothing(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser's makes the file, and does not say that it has no room for what is in it."""
    before = pack(workplace()).read_bytes()
    (copy / "receipt.json").unlink()
    monkeypatch.setattr(packing, "is_browser", lambda: True)
    pack(workplace())
    monkeypatch.setattr(Path, "write_bytes", lambda path, _data: path.touch())
    (copy / "receipt.json").unlink()
    answer(copy, "quiz-01", "s-several", ["a"])
    with pytest.raises(OSError, match="no room left"):
        pack(workplace())
    monkeypatch.undo()
    with zipfile.ZipFile(copy / f"{ASSIGNMENT}.zip") as archive, zipfile.ZipFile(io.BytesIO(before)) as former:
        assert archive.namelist() == former.namelist()
    assert not (copy / "receipt.json").exists()


def test_a_journal_that_another_page_makes_at_the_same_moment_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, plain = tmp_path / "quiz.jsonl", Path.open

    def raced(self: Path, *args: Any, **kwargs: Any) -> Any:
        if not self.exists():  # Emscripten's `open` looks for the file a second time before it makes it
            with plain(self, "wb") as other:
                other.write(b"{}\n")
            raise FileExistsError
        return plain(self, *args, **kwargs)

    entry = journals.Entry(time=journals.now(), item="a", attempt=1, order=(), response="one")
    monkeypatch.setattr(Path, "open", raced)
    assert journals.append(path, entry)
    monkeypatch.undo()
    assert path.read_bytes().startswith(b"{}\n{")
