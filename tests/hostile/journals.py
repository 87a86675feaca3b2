"""Journals with lines, or as a whole, that cannot be read or are too long."""

from __future__ import annotations

import shutil

from tests.hostile.spoiling import (
    MARKUP,
    NOTEBOOK,
    QUIZ,
    RUN,
    all_of,
    answered,
    appended,
    before,
    graded,
    line,
    put,
    raw,
    refused,
    removed,
    rewritten,
)
from tests.small_course import RIGHT

LONG = "only the last"
#: Appended to a journal these are skipped and named, and all 8 points stay.
BAD_LINES: dict[str, tuple[bytes, str]] = {
    "that is no JSON": (b"I answered a\n", "not an answer"),
    "that is null": (b"null\n", "not an answer"),
    "that is a list": (b"[1]\n", "not an answer"),
    "that is an empty object": (b"{}\n", "not an answer"),
    "with a NUL byte": (raw(b'"b\0"'), "not an answer"),
    "of NUL bytes": (b"\0" * 4096 + b"\n", "not an answer"),
    "that is not UTF-8": (raw(b'"\xff\xfe"'), "not an answer"),
    "with a lone surrogate": (raw(b'"\\ud800"'), "not an answer"),
    "in UTF-16": (line("s-club", "b").decode().encode("utf-16"), "not an answer"),
    "nested 5,000 levels deep": (raw(b"[" * 5_000 + b"]" * 5_000), "not an answer"),
    "nested 30,000 levels deep": (raw(b"[" * 30_000 + b"]" * 30_000), "not an answer"),
    "nested 500,000 levels deep": (raw(b"[" * 500_000 + b"]" * 500_000), "longer than|not an answer"),
    "nested 50 levels deep": (raw(b"[" * 50 + b"]" * 50), "not an answer"),
    "with an integer of 5,000 digits": (raw(b"1" + b"0" * 5_000), "not an answer"),
    "with 1e999": (raw(b"1e999"), "not an answer"),
    "with NaN": (raw(b"NaN"), "not an answer"),
    "with an unknown item": (line("s-klub", "b"), 'no item "s-klub"'),
    "of another quiz": (line("s-run", RIGHT["s-run"]), 'no item "s-run"'),
    "with an item of markup": (line(MARKUP[:60], "b"), "no item"),
    "with an item of control characters": (line("\x1b[2J\n\r\0", "b"), "no item"),
    "with an item of 60,000 letters": (line("x" * 60_000, "b"), "not an answer"),
    "with an item that is a number": (line("s-club", "b", item=5), "not an answer"),
    "with a negative attempt": (line("s-club", "b", attempt=-1), "not an answer"),
    "with attempt 10**30": (line("s-club", "b", attempt=10**30), "not an answer"),
    "with an order that is a number": (line("s-club", "b", order=1), "not an answer"),
    "with an order of 10,000": (line("s-club", "b", order=["a"] * 10_000), "longer than|not an answer"),
    "with a time that is a number": (line("s-club", "b", time=1), "not an answer"),
    "without a time": (b'{"item":"s-club","response":"b"}\n', "not an answer"),
    "with two objects": (line("s-club", "b").strip() * 2 + b"\n", "not an answer"),
}

#: Fields that nobody knows are passed over, whatever they say; the answer, a wrong one, counts.
UNKNOWN_FIELDS: dict[str, bytes] = {
    "that brings its own marks": line("s-club", "b", marks=8),
    "that brings its own points and score": line("s-club", "b", points=8, score=8, correct=True),
    "with a field of markup": line("s-club", "b", **{MARKUP: 1}),
    "with a field of control characters": line("s-club", "b", **{"\x1b[2J\n[/red]": 1}),
    "with a field of 50,000 letters": line("s-club", "b", **{"x" * 50_000: 1}),
}

JOURNALS = {
    **{f"a line {words}": graded(appended(text), 8, says) for words, (text, says) in BAD_LINES.items()},
    **{f"a line {words}": graded(appended(text), 7) for words, text in UNKNOWN_FIELDS.items()},
    "a journal of no bytes": graded(put(QUIZ, b""), 4),
    "a journal of blank lines": graded(put(QUIZ, b"\n \n\t\r\n" * 1_000), 4),
    "a journal with blank lines between": graded(rewritten(lambda data: data.replace(b"\n", b"\n\n  \n"), QUIZ)),
    "a journal with CRLF lines": graded(rewritten(lambda data: data.replace(b"\n", b"\r\n"), QUIZ)),
    "a journal with a byte order mark": graded(rewritten(lambda data: b"\xef\xbb\xbf" + data, QUIZ)),
    "a journal in UTF-16": graded(rewritten(lambda data: data.decode().encode("utf-16"), QUIZ), 4, "not an answer"),
    "a journal that is the notebook": graded(lambda f: shutil.copy(f / NOTEBOOK, f / QUIZ), 4, "not an answer"),
    "a torn last line": graded(rewritten(lambda data: data[:-20], QUIZ), 6),
    "a last line without its end": graded(rewritten(lambda data: data.rstrip(b"\n"), QUIZ)),
    "a journal of NUL bytes, as a crash leaves it": graded(put(QUIZ, b"\0" * 100_000), 4),
    "1,000 lines that cannot be read": graded(appended(b"no answer\n" * 1_000), 8, r"and 9\d\d more"),
    "10 million lines after the answers": graded(appended(lambda: b"{}\n" * 10_000_000), 4, LONG),
    "10 million lines before the answers": graded(before(lambda: b"{}\n" * 10_000_000), 8, LONG),
    "30 MB of line breaks before the answers": graded(before(lambda: b"\n" * 30_000_000), 8, LONG),
    "30 MB of one line before the answers": graded(before(lambda: b"x" * 30_000_000 + b"\n"), 8, LONG),
    "30 MB of one line without an end": graded(appended(lambda: b"x" * 30_000_000), 4, LONG),
    "a journal of 40 MB": refused(appended(lambda: b"x" * 40_000_000), "bytes"),
    "200,000 answers, right and wrong in turn": graded(
        before(lambda: (line("s-club", "a") + line("s-club", "b")) * 100_000 + line("s-club", "b")), 8, LONG
    ),
    "200,000 answers after the right ones, the last one wrong": graded(
        appended(lambda: (line("s-club", "a") + line("s-club", "b")) * 100_000), 4, LONG
    ),
    "10,000 answers, right and wrong in turn, the last one wrong": graded(
        appended(lambda: (line("s-club", "a") + line("s-club", "b")) * 5_000), 7
    ),
    "the last line 1,000 times": graded(
        rewritten(lambda data: data + data.splitlines(keepends=True)[-1] * 1_000, QUIZ)
    ),
    "another quiz's journal in place of one's own": graded(lambda f: shutil.copy(f / RUN, f / QUIZ), 4, "no item"),
    "a run handed in through the quiz": graded(
        all_of(removed(RUN), appended(line("s-run", RIGHT["s-run"]))), 4, "no item"
    ),
    "a response that stands twice in its line": graded(appended(raw(b'"a","response":"b"')), 7),
    "an answer taken back": graded(answered("s-club", None), 7),
}
