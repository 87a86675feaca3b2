"""Does the journal read up to its limits and not a byte more, and say what it left out?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from quizzes import journal
from quizzes.journal import (
    JOURNAL_LIMIT,
    LINE_LIMIT,
    Entry,
    JournalError,
    Problem,
    append,
    is_deeper,
    now,
    printable,
    read,
    replay,
)


def line(response: str = '"a"', item: str = "one") -> bytes:
    return f'{{"time":"t","item":"{item}","response":{response}}}\n'.encode()


def long_line(length: int) -> bytes:
    """Return a line of so many bytes, without its end."""
    start, end = line('"X"').rstrip(b"\n").split(b"X")
    return start + b"x" * (length - len(start) - len(end)) + end


def test_the_limits_are_the_ones_that_are_documented() -> None:
    assert (LINE_LIMIT, JOURNAL_LIMIT) == (65_536, 8_388_608)
    assert (journal.MOST_LINES, journal.MOST_PROBLEMS, journal.DEEPEST_RESPONSE) == (20_000, 20, 10)


# Writing


def test_the_time_of_an_entry_is_now_with_its_offset_to_the_second() -> None:
    moment = datetime.fromisoformat(now())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", now())
    assert moment.utcoffset() == datetime.now().astimezone().utcoffset()
    assert abs(datetime.now().astimezone() - moment) < timedelta(seconds=5)


def test_the_file_holds_one_line_an_answer_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "quiz.jsonl"
    for item in ("one", "two", "three"):
        append(path, Entry(time="t", item=item))
    written = path.read_bytes()
    assert re.findall(rb'^{"time":"t","item":"(\w+)".*}$', written, re.MULTILINE) == [b"one", b"two", b"three"]
    assert written.count(b"\n") == 3


def test_behind_a_torn_line_the_next_answer_has_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(b"torn")
    append(path, Entry(time="t", item="one"))
    append(path, Entry(time="t", item="two"))
    assert [bool(written) for written in path.read_bytes().split(b"\n")] == [True, True, True, False]


def test_an_answer_that_cannot_be_written_says_where_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "responses").write_text("", "utf-8")
    path = tmp_path / "responses" / "quiz.jsonl"
    with pytest.raises(JournalError) as error:
        append(path, Entry(time="t", item="one"))
    said = re.fullmatch(r"the answer could not be written to (.+): (\w[\w ]+); (.+)", str(error.value))
    assert said
    assert said[1] == str(path)
    assert said[3] == "free some space, or check that you may write there, and answer again"


# Reading


def test_the_responses_to_an_item_are_all_of_them_in_order() -> None:
    found = read(line('"a"') + line('"z"', "two") + line("null") + line('["b"]'))
    assert found.responses("one") == ["a", None, ["b"]]
    assert found.responses("two") == ["z"]
    assert found.responses("three") == []


def test_bytes_are_read_as_a_file_is(tmp_path: Path) -> None:
    data = line() + b"nonsense\n" + line(item="other") + b'{"time'
    (tmp_path / "quiz.jsonl").write_bytes(data)
    found = read(data, {"one"})
    assert found == replay(tmp_path / "quiz.jsonl", {"one"})
    assert len(found.entries) == 1
    assert [problem.line for problem in found.problems] == [2, 3]
    assert len(read(data).entries) == 2


def test_a_last_line_is_dropped_in_silence_only_where_it_was_cut_short() -> None:
    assert read(line() + b"nonsense").problems == ()
    assert [problem.line for problem in read(line() + b"nonsense\n").problems] == [2]
    assert read(line() + b"x" * (LINE_LIMIT - 1)).problems == ()
    assert read(line() + b"x" * LINE_LIMIT).problems == (Problem(2, "longer than 65,536 bytes"),)


def test_a_line_below_the_limit_counts() -> None:
    found = read(long_line(LINE_LIMIT - 1) + b"\n" + long_line(LINE_LIMIT) + b"\n")
    assert len(found.entries) == 1
    assert found.problems == (Problem(2, "longer than 65,536 bytes"),)


def test_blank_lines_are_no_problem_and_count_as_lines() -> None:
    found = read(b"\n \t\n" + line() + b"\r\nnonsense\n")
    assert len(found.entries) == 1
    assert [problem.line for problem in found.problems] == [5]


@pytest.mark.parametrize(("wrong", "more"), [(20, []), (21, ["and 1 more lines like these"]), (1_500, None)])
def test_twenty_lines_are_named_and_the_others_counted(wrong: int, more: list[str] | None) -> None:
    *named, last = read(b"nonsense\n" * wrong + line()).problems
    found = [problem.reason for problem in (*named, last) if problem.line == 0]
    assert found == (["and 1,480 more lines like these"] if more is None else more)
    assert [problem.line for problem in (*named, last) if problem.line] == list(range(1, 21))


def test_of_too_many_bytes_the_last_are_read_from_the_first_whole_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = line(item="first") + line() * 3
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(data)
    for limit, items in ((len(data), 4), (len(data) - 1, 3), (len(line()) * 2 + 1, 2), (len(line()) - 1, 0)):
        monkeypatch.setattr(journal, "JOURNAL_LIMIT", limit)
        found = read(data)
        assert found == replay(path)
        assert len(found.entries) == items
        reason = f"the journal has {len(data)} bytes; only the last {limit} were read"
        assert found.problems == (() if limit == len(data) else (Problem(0, reason),))


def test_large_figures_are_grouped_by_thousands() -> None:
    found = read(b"\n" * 19_000 + b"x" * JOURNAL_LIMIT + b"\n" + line())
    size = 19_000 + JOURNAL_LIMIT + 1 + len(line())
    assert found.problems == (Problem(0, f"the journal has {size:,} bytes; only the last 8,388,608 were read"),)
    assert len(found.entries) == 1


def test_of_too_many_lines_the_last_twenty_thousand_are_read() -> None:
    whole = read(line(item="first") + line() * 19_999)
    assert (len(whole.entries), whole.entries[0].item, whole.problems) == (20_000, "first", ())
    longer = read(line(item="first") + line(item="second") + line() * 19_998 + line(item="last"))
    assert len(longer.entries) == 20_000
    assert (longer.entries[0].item, longer.entries[-1].item) == ("second", "last")
    assert longer.problems == (Problem(0, "the journal has 20,001 lines; only the last 20,000 were read"),)
    assert len(read(b"\n" + line() * 20_000).entries) == 20_000


@pytest.mark.parametrize("levels", [0, 1, 2, 10])
def test_depth_is_counted_in_lists_and_dicts_alike(levels: int) -> None:
    nested: object = 0
    mixed: object = 0
    for level in range(levels):
        nested = [nested]
        mixed = {"a": mixed} if level % 2 else ["flat", mixed, "flat"]
    for value in (nested, mixed):
        assert not is_deeper(value, levels)
        assert is_deeper([value], levels)
        assert is_deeper({"a": value}, levels)


def test_a_response_ten_levels_deep_counts_and_a_deeper_one_does_not() -> None:
    found = read(line("[" * 10 + "1" + "]" * 10) + line("[" * 11 + "1" + "]" * 11))
    assert len(found.entries) == 1
    assert found.problems == (Problem(2, "not an answer (nested deeper than 10 levels)"),)


def test_what_a_line_holds_is_shown_so_that_it_can_be_read() -> None:
    found = read(line(item="a\\u001b[2J") + b'\xff{"time":"t"}\n' + line(item="x" * 61), {"one"})
    encoding, too_long = found.problems[1:]
    assert found.problems[0] == Problem(1, 'no item "a?[2J" in this quiz')
    assert encoding.reason.startswith("not an answer (")
    assert re.fullmatch(r"not an answer \(.*length <= 60.*\)", too_long.reason)


def test_a_line_in_another_encoding_is_named_as_that() -> None:
    latin = line('"é"').decode().encode("latin-1")
    assert read(latin + line()).problems == (Problem(1, "not an answer (not in UTF-8)"),)


def test_a_name_is_printable_and_not_too_long() -> None:
    assert printable("Ana Souza\x1b[2J\n\u202e") == "Ana Souza?[2J??"
    assert printable("é" * 100) == "é" * 100
    assert printable("ab" * 51) == "ab" * 50
