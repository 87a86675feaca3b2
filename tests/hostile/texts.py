"""Notebooks whose bytes or JSON are not what they should be."""

from __future__ import annotations

import gzip
import json

from tests.hostile.spoiling import (
    all_of,
    cell_named,
    claim,
    each,
    edited,
    graded,
    markdown,
    notebook,
    planted,
    quiz_cell,
    refused,
    rewritten,
    stray,
)

ENCODINGS = {
    "a notebook in UTF-16": refused(rewritten(lambda data: data.decode().encode("utf-16")), "UTF-8"),
    "a notebook in UTF-32": refused(rewritten(lambda data: data.decode().encode("utf-32")), "UTF-8|JSON"),
    "a notebook with a byte order mark": graded(rewritten(lambda data: b"\xef\xbb\xbf" + data)),
    "a notebook with two byte order marks": refused(rewritten(lambda data: b"\xef\xbb\xbf" * 2 + data), "JSON"),
    "a notebook in Latin-1": refused(rewritten(lambda data: data.replace(b"A lesson", b"Uma li\xe7\xe3o")), "UTF-8"),
    "a notebook with overlong UTF-8": refused(rewritten(lambda data: data.replace(b"A lesson", b"\xc0\xaf")), "UTF-8"),
    "a notebook with a surrogate in UTF-8": refused(
        rewritten(lambda data: data.replace(b"A lesson", b"\xed\xa0\x80")), "UTF-8"
    ),
    "a notebook with NUL bytes within": refused(rewritten(lambda data: data.replace(b"{", b"{\0", 1)), "JSON"),
    "a notebook padded with NUL bytes": refused(rewritten(lambda data: data + b"\0" * 4096), "JSON"),
    "a notebook that a crash left as NUL bytes": refused(notebook(b"\0" * 4096), "JSON"),
    "a notebook that was gzipped": refused(rewritten(gzip.compress), "UTF-8"),
    "a notebook with CRLF lines": graded(rewritten(lambda data: data.replace(b"\n", b"\r\n"))),
    "an escaped NUL in a source": graded(stray(markdown(source="a\0b"))),
    "a lone surrogate in a stray cell": graded(stray(markdown(source="a\ud800b"))),
    "a lone surrogate in metadata": graded(stray(markdown(metadata={"\udfff": "\ud800"}))),
    "a lone surrogate in the written answer": graded(
        edited(lambda nb: cell_named(nb, "limit-01").update(source="It leaves out \ud83d threats."))
    ),
    "a lone surrogate in the kernelspec": graded(
        edited(lambda nb: nb["metadata"].update(kernelspec={"name": "x", "display_name": "\ud800"}))
    ),
    "a lone surrogate in a grade id": graded(claim(grade_id="quiz\ud800")),
    "control characters and ANSI escapes in a source": graded(stray(markdown(source="\x1b[2J\x07\x00\x9b31m"))),
}

JSON_TEXTS = {
    "a notebook of no bytes": refused(notebook(b""), "JSON|empty"),
    "a notebook of white space": refused(notebook(b" \n\t\n"), "JSON|empty"),
    "a truncated notebook": refused(rewritten(lambda data: data[: len(data) // 2]), "JSON"),
    **each(
        "a notebook that is {}",
        {
            "null": b"null",
            "true": b"true",
            "a number": b"4",
            "a string": b'"cells"',
            "a list": b"[]",
            "an empty object": b"{}",
            "a list of cells": b'[{"cell_type": "code"}]',
        },
        lambda text: refused(notebook(text), "notebook|nbformat"),
    ),
    "two notebooks in one file": refused(rewritten(lambda data: data + data), "JSON"),
    "a notebook with a trailing comma": refused(notebook(b'{"nbformat": 4, "cells": [],}'), "JSON"),
    "a notebook with merge marks": refused(rewritten(lambda data: b"<<<<<<< HEAD\n" + data), "JSON"),
    "a notebook in Python's own quotes": refused(rewritten(lambda data: str(json.loads(data)).encode()), "JSON"),
    "a web page under the notebook's name": refused(notebook(b"<!doctype html><title>Sign in</title>"), "JSON"),
    "a Word file under the notebook's name": refused(
        notebook(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff"), "UTF-8|JSON"
    ),
    "a list nested 100,000 levels deep": refused(notebook(b"[" * 100_000 + b"]" * 100_000), "nested"),
    "a list that opens 10 million times": refused(notebook(lambda: b"[" * 10_000_000), "nested|JSON"),
    "objects nested 100,000 levels deep": refused(
        notebook(lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "nested"
    ),
    "metadata nested 100,000 levels deep": refused(planted(lambda: b"[" * 100_000 + b"]" * 100_000), "nested"),
    "metadata nested 900 levels deep": refused(planted(b"[" * 900 + b"]" * 900), "nested"),
    "an output nested 500 levels deep": refused(
        all_of(quiz_cell(outputs=["HERE"]), rewritten(lambda data: data.replace(b'"HERE"', b"[" * 500 + b"]" * 500))),
        "nested",
    ),
    "metadata nested 60 levels deep": graded(planted(b"[" * 60 + b"]" * 60)),
    "metadata wide and a little deep": graded(planted(lambda: b"[" + b"[[[]]]," * 200_000 + b"[]]")),
    "an integer of 5,000 digits": refused(planted(b"1" + b"0" * 5_000), "JSON"),
    "an integer of 4,000 digits": graded(planted(b"1" + b"0" * 4_000)),
    "a fraction of 100,000 digits": graded(planted(b"0." + b"3" * 100_000)),
    "1e999": graded(planted(b"1e999")),
    "NaN and infinities": graded(planted(b"[NaN, Infinity, -Infinity]")),
    "a key that stands twice, the second without cells": graded(
        rewritten(lambda data: data.rstrip()[:-1] + b', "cells": []}')
    ),
    "a key that stands 100,000 times": graded(planted(lambda: b"{" + b'"a":1,' * 100_000 + b'"a":2}')),
    "100,000 keys": graded(planted(lambda: json.dumps({str(n): n for n in range(100_000)}).encode())),
    "a notebook of 40 MB": refused(planted(lambda: b'"' + b"x" * 40_000_000 + b'"'), "bytes"),
    "a notebook of 30 MB in one line": graded(planted(lambda: b'"' + b"x" * 30_000_000 + b'"')),
    "a source of 10 MB": graded(stray(markdown(source="x" * 10_000_000))),
}
