"""Does the journal keep every acknowledged answer, whatever happens to the file?"""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from quizzes import journal
from quizzes.journal import Entry, JournalError, append, replay


def entry(item: str = "one", response: object = "a", attempt: int = 1) -> Entry:
    return Entry(time="2026-11-23T14:03:05+00:00", item=item, attempt=attempt, order=("b", "a"), response=response)


def test_no_journal_is_no_answers(tmp_path: Path) -> None:
    assert replay(tmp_path / "none.jsonl") == journal.Replay()


def test_the_last_entry_of_an_item_is_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "responses" / "quiz.jsonl"
    for response in ("a", "b", None):
        append(path, entry(response=response))
        append(path, entry("two", response=["a"]))
    read = replay(path)
    assert len(read.entries) == 6
    assert not read.problems
    assert read.latest()["one"].response is None
    assert read.latest()["two"] == entry("two", ["a"])


def test_a_torn_last_line_is_dropped_and_writing_goes_on_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    with path.open("ab") as file:
        file.write(b'{"time":"2026')
    assert replay(path) == journal.Replay((entry(),))
    append(path, entry("two"))
    read = replay(path)
    assert read.entries == (entry(), entry("two"))
    assert [problem.line for problem in read.problems] == [2]


@pytest.mark.parametrize("cut", range(1, 90, 7))
def test_a_journal_cut_anywhere_keeps_all_whole_lines(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    first = path.stat().st_size
    append(path, entry("two"))
    with path.open("rb+") as file:
        file.truncate(first + cut)
    assert replay(path).entries[0] == entry()
    assert not replay(path).problems


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "not an answer"),
        (b"\xff\xfe{\x00", "not an answer"),
        (b'{"item":"one"}', "missing required field `time`"),
        (b'{"time":"t","item":"one","attempt":0}', ">= 1"),
        (b'{"time":"t","item":"one","response":' + b"[" * 5000 + b"]" * 5000 + b"}", "not an answer"),
        (b'{"time":"t","item":"three"}', 'no item "three" in this quiz'),
        (b'{"time":"t","item":"one","response":"' + b"x" * journal.LINE_LIMIT + b'"}', "longer than"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_count(line: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    with path.open("ab") as file:
        file.write(line + b"\n\n")
    append(path, entry("two"))
    read = replay(path, items={"one", "two"})
    assert read.entries == (entry(), entry("two"))
    (problem,) = read.problems
    assert problem.line == 2
    assert reason in problem.reason


@pytest.mark.parametrize("sure", ["sure", "fairly", "guess"])
def test_an_answer_may_say_how_sure_it_is_and_one_that_does_not_is_written_as_before(sure: Any, tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    assert "confidence" not in path.read_text("utf-8")
    append(path, replace(entry("two"), confidence=sure))
    read = replay(path)
    assert not read.problems
    assert [each.confidence for each in read.entries] == [UNSET, sure]


@pytest.mark.parametrize(
    ("written", "named"),
    [(b'"very"', '"very"'), (b"3", "int"), (b'["sure"]', "list"), (b'{"sure":1}', "dict"), (b'"\\u001b[2J"', '"?[2J"')],
)
def test_a_confidence_that_is_not_known_is_named_and_costs_no_answer(written: bytes, named: str) -> None:
    line = b'{"time":"t","item":"one","response":"a","confidence":' + written + b"}"
    for data in (line + b"\n", line, line + b"\n" + line):
        found = journal.read(data, items={"one"})
        assert {(each.response, each.confidence) for each in found.entries} == {("a", UNSET)}
        assert len(found.entries) == len(found.problems) == 1 + data.count(b"\n{")
        assert found.problems[0].reason == f"how sure you were is not known here ({named}); the answer counts"


def test_a_confidence_that_is_null_is_none_given() -> None:
    found = journal.read(b'{"time":"t","item":"one","response":"a","confidence":null}\n')
    assert (found.problems, found.entries[0].confidence, found.entries[0].response) == ((), UNSET, "a")


def test_an_answer_stands_since_it_was_given_whatever_was_said_of_it_later(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    said: list[tuple[str, object, int, Any]] = [
        ("1", None, 1, "guess"),
        ("2", "a", 1, "guess"),
        ("3", "a", 1, "sure"),
        ("4", None, 2, UNSET),
        ("5", None, 2, "sure"),
    ]
    since = []
    for time, response, attempt, sure in said:
        append(path, replace(entry(response=response, attempt=attempt), time=time, confidence=sure))
        since.append(replay(path).since().get("one"))
    assert since == [None, "2", "2", "4", "4"]


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert replay(path).entries == (entry(),)


def test_of_a_journal_too_large_the_end_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quiz.jsonl"
    for _ in range(100):
        append(path, entry())
    append(path, entry("two"))
    monkeypatch.setattr(journal, "JOURNAL_LIMIT", 1000)
    read = replay(path)
    assert read.entries[-1] == entry("two")
    assert len(read.entries) < 100
    assert "only the last 1,000 were read" in read.problems[0].reason


def _write_many(path: Path, item: str) -> None:
    for number in range(200):
        append(path, entry(item, str(number)))


def test_two_kernels_write_one_journal_and_no_line_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, item)) for item in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    read = replay(path)
    assert not read.problems
    for item in ("one", "two"):
        assert [e.response for e in read.entries if e.item == item] == [str(number) for number in range(200)]


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "responses").write_text("a file where the folder should be")
    with pytest.raises(JournalError, match=r"could not be written to .*quiz\.jsonl"):
        append(tmp_path / "responses" / "quiz.jsonl", entry())


def test_the_answer_is_synced_before_append_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bytes] = []
    path = tmp_path / "quiz.jsonl"
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(path.read_bytes()))
    append(path, entry())
    assert synced == [path.read_bytes()]
    assert synced[0].endswith(b"\n")


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_drive_that_cannot_sync_keeps_the_answer_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "quiz.jsonl"
    assert append(path, entry()) is True
    monkeypatch.setattr(os, "fsync", lambda file: refuse(code))
    assert append(path, entry()) is False
    assert len(replay(path).entries) == 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fails_to_sync_has_not_saved_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "fsync", lambda file: refuse(code))
    with pytest.raises(JournalError, match=re.escape(os.strerror(code))):
        append(tmp_path / "quiz.jsonl", entry())


def refuse(code: int) -> None:
    raise OSError(code, os.strerror(code))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_has_not_saved_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    path.symlink_to("/dev/full")
    with pytest.raises(JournalError, match="No space left on device"):
        append(path, entry())


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_line_that_did_not_fit_is_not_saved_and_the_next_one_is(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    append(path, entry())
    script = """
import resource, signal, sys
from pathlib import Path
from quizzes.journal import Entry, append
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 9, -1))
append(path, Entry(time="t", item="two"))
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True)
    assert "JournalError" in done.stderr
    append(path, entry())
    assert [len(replay(path).entries), len(replay(path).problems)] == [2, 1]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=10,
)


@given(
    responses=st.lists(json_values, min_size=1, max_size=5),
    sure=json_values | st.sampled_from(["sure", "fairly", "guess"]),
)
def test_whatever_is_written_as_confidence_every_answer_counts(responses: list[object], sure: object) -> None:
    lines = [{"time": "t", "item": "one", "response": response, "confidence": sure} for response in responses]
    found = journal.read(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    assert [each.response for each in found.entries] == responses
    assert {each.confidence for each in found.entries} == {sure if sure in ("sure", "fairly", "guess") else UNSET}
    assert bool(found.problems) == (sure not in (None, "sure", "fairly", "guess"))


@given(responses=st.lists(json_values, min_size=1, max_size=5), noise=st.binary(max_size=60))
def test_what_is_appended_is_replayed_whatever_noise_stands_between(
    responses: list[object], noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("journal") / "quiz.jsonl"
    for response in responses:
        append(path, entry(response=response))
        with path.open("ab") as file:
            file.write(noise)
    replayed = [e.response for e in replay(path).entries if e.time == entry().time]
    assert replayed == responses
