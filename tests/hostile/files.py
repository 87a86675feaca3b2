"""Folders with other things in the place of a notebook or journal, stray files, and odd times."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.hostile.spoiling import (
    MARKUP,
    MEBIBYTE,
    NOTEBOOK,
    QUIZ,
    RUN,
    all_of,
    answered,
    checkout,
    code,
    each,
    graded,
    keys,
    line,
    link,
    made,
    of_ana,
    put,
    ran,
    refused,
    removed,
    rewritten,
    sparse,
)
from tests.small_course import ASSIGNMENT

IN_PLACE_OF_NOTEBOOK = {
    "no notebook": refused(removed(NOTEBOOK), f"no {NOTEBOOK}"),
    "an empty folder": refused(all_of(shutil.rmtree, Path.mkdir), f"no {NOTEBOOK}"),
    "a notebook under another name": refused(lambda f: (f / NOTEBOOK).rename(f / "03-other.ipynb"), "03-other.ipynb"),
    "a notebook whose name differs by case": refused(lambda f: (f / NOTEBOOK).rename(f / "01-Small.ipynb"), "01-Small"),
    "a notebook one folder too deep": refused(
        all_of(lambda f: (f / ASSIGNMENT).mkdir(), lambda f: (f / NOTEBOOK).rename(f / ASSIGNMENT / NOTEBOOK)),
        f"no {NOTEBOOK}",
    ),
    "a notebook under a name of the console's markup": refused(
        lambda f: (f / NOTEBOOK).rename(f / "[bold]x[red].ipynb"), f"no {NOTEBOOK}"
    ),
    "a second notebook beside the right one": graded(put("03-other.ipynb", b"{}")),
    "a folder in place of the notebook": refused(made(NOTEBOOK, Path.mkdir), NOTEBOOK),
    "a pipe in place of the notebook": refused(made(NOTEBOOK, os.mkfifo), "link|device|pipe|plain file"),
    "a notebook of 10 GB without content": refused(sparse(NOTEBOOK, 10 * 1024 * MEBIBYTE), "bytes"),
    "a notebook that is a hard link": graded(
        all_of(lambda f: (f / NOTEBOOK).rename(f / "old.ipynb"), lambda f: (f / NOTEBOOK).hardlink_to(f / "old.ipynb"))
    ),
    **each(
        "a notebook that is a link to {}",
        {
            "the release": lambda f: f.parents[2] / "release" / ASSIGNMENT / NOTEBOOK,
            "the source": lambda f: checkout(f) / "notebooks" / ASSIGNMENT / NOTEBOOK,
            "the keys": keys,
            "another student's": lambda f: of_ana(f) / NOTEBOOK,
            "/dev/zero": lambda f: "/dev/zero",
            "nothing": lambda f: "nowhere",
            "itself": lambda f: NOTEBOOK,
        },
        lambda target: refused(link(NOTEBOOK, target), "link"),
    ),
    "a whole folder that is a link to another student's": refused(
        all_of(shutil.rmtree, lambda f: f.symlink_to(of_ana(f))), "link"
    ),
}

IN_PLACE_OF_JOURNAL = {
    "no responses": graded(removed("responses"), 0, "no answers came along"),
    "a folder in place of a journal": refused(made(QUIZ, Path.mkdir), "folder"),
    "a pipe in place of a journal": refused(made(QUIZ, os.mkfifo), "link|device|pipe|plain file"),
    "a journal of 10 GB without content": refused(sparse(QUIZ, 10 * 1024 * MEBIBYTE), "bytes"),
    "a journal under a name that differs by case": graded(
        lambda f: (f / QUIZ).rename(f / "responses" / "QUIZ-01.JSONL"), 8, "found in"
    ),
    "a journal under an unknown name, with a later answer": graded(
        put("responses/quiz-99.jsonl", line("s-club", "b")), 7, "found in"
    ),
    "a journal of the practice quiz": graded(put("responses/warm-up.jsonl", line("s-club", "b") * 3)),
    "a journal that is a hard link to another": graded(
        all_of(removed(RUN), lambda f: (f / RUN).hardlink_to(f / QUIZ)), 4
    ),
    **each(
        "a journal that is a link to {}",
        {
            "another student's": lambda f: of_ana(f) / QUIZ,
            "the keys": keys,
            "/dev/zero": lambda f: "/dev/zero",
            "nothing": lambda f: "nowhere",
            "itself": lambda f: "quiz-01.jsonl",
        },
        lambda target: refused(link(QUIZ, target), "link"),
    ),
    **each(
        "responses that are a link to {}",
        {
            "another student's": lambda f: of_ana(f) / "responses",
            "/": lambda f: "/",
            "themselves": lambda f: "responses",
        },
        lambda target: refused(link("responses", target), "link"),
    ),
}

FILES = {
    **each(
        "a stray link to {}",
        {"the keys": keys, "the instructor's folder": lambda f: keys(f).parent, "nothing": lambda f: "nowhere"},
        lambda target: refused(link("notes", target), "link"),
    ),
    "a stray pipe": refused(lambda f: os.mkfifo(f / "pipe"), "link|device|pipe|plain file"),
    "a name that climbs with backslashes": refused(put("..\\..\\evil.py", b""), "climbs|absolute"),
    "a name with a drive letter": refused(put("C:\\evil.py", b""), "climbs|absolute"),
    "a name with a line break": refused(put("a\nb.txt", b""), "name"),
    "a name with an ANSI escape": refused(put("\x1b[2J\x1b[31mred.txt", b""), "name"),
    "a name in the console's markup": graded(put("[bold]x[red].txt", b"")),
    "a folder that closes the console's markup": graded(put("[red]x[/red]/[/nothing].txt", b"")),
    "a name that is an HTML tag": graded(put("<img src=x onerror=alert(1)>.txt", b"")),
    "a name of 255 bytes": graded(put("x" * 251 + ".txt", b"")),
    "a name that begins with dots": graded(put("...", b"")),
    "a name that reads as an option": graded(put("--force", b"")),
    "600 files": refused(all_of(*(put(f"{n}.txt", b"") for n in range(600))), "files"),
    "folders 200 levels deep": graded(put("/".join(["d"] * 200) + "/end.txt", b"")),
    "a stray file of 10 GB without content": refused(sparse("film.mp4", 10 * 1024 * MEBIBYTE), "bytes"),
    "three stray files of 30 MB": refused(
        all_of(*(sparse(f"film-{n}.mp4", 30 * MEBIBYTE) for n in range(3))), "bytes|MiB"
    ),
    "an executable": graded(all_of(put("run.sh", b"#!/bin/sh\ntouch ran\n"), lambda f: (f / "run.sh").chmod(0o755))),
    **each(
        "Python named {}",
        {
            name: name
            for name in (
                *("nbgrader_config.py", "jupyter_config.py", "sitecustomize.py", "usercustomize.py", "conftest.py"),
                *("json.py", "nbformat.py", "quizzes/__init__.py", "instructor/__init__.py", "doubling/__init__.py"),
                *("doubling.py", "__pycache__/doubling.cpython-311.pyc", "ipython_config.py", "setup.py"),
            )
        },
        lambda name: graded(code(name)),
    ),
    "a model that ends the program": graded(put("doubling.py", b"import sys; sys.exit(8)")),
    "a model that makes a wrong result right": graded(
        all_of(
            put("doubling.py", b"def simulate(alpha): return {'twice': 7.0, 'square': 7.0}"),
            ran(result={"twice": 7.0}, comparison="7"),
        ),
        6,
    ),
    "a quiz.json with other points": graded(
        rewritten(lambda data: data.replace(b'"points":2', b'"points":99'), "quiz.json")
    ),
    "a quiz.json that holds answers": graded(
        all_of(
            put("quiz.json", b'{"assignment": "01-small", "keys": {"s-club": {"key": "b"}}}'), answered("s-club", "b")
        ),
        7,
    ),
    "a quiz.json that is no JSON": graded(put("quiz.json", b"\xff\0")),
    "no quiz.json": graded(removed("quiz.json")),
    "a gradebook of one's own": graded(put("gradebook.db", b"SQLite format 3\0" + b"\0" * 100)),
    "Jupyter's, macOS's and Python's leavings": graded(
        all_of(put(f".ipynb_checkpoints/{NOTEBOOK}", b"{"), put("__MACOSX/._x", b"\0"), put(".DS_Store", b"\0"))
    ),
}
if sys.platform == "linux":  # elsewhere the disk itself refuses such a name
    FILES["a name that is no UTF-8"] = graded(put(os.fsdecode(b"\xff\xfe.txt"), b""))

TIMES = {
    **each(
        "a time of submission that is {}",
        {
            "binary": b"\xff\xfe\0\x01",
            "NUL bytes": b"\0" * 20,
            "nonsense": b"yesterday, I swear",
            "in UTF-16": "2026-11-20 11:00:00".encode("utf-16"),
            "the year 10000": b"10000-01-01 00:00:00",
            "the year 10000 by its offset": b"9999-12-31 23:59:59 -2300",
            "grown together with its zone": b"2026-11-20 11:00:00utc",
            "the 30th of February": b"2026-02-30 11:00:00",
            "25 o'clock": b"2026-11-20 25:00:00",
            "a huge number": b"9" * 400,
            "markup and control characters": b"\x1b[2J[/red]" + MARKUP.encode(),
            "two times": b"2026-11-20 11:00:00\n2026-11-21 11:00:00",
            "a zone's file": b"2026-11-20 11:00:00 ../../../etc/passwd",
        },
        lambda text: refused(put("timestamp.txt", text), "time"),
    ),
    "a time of submission of 10 MB": refused(put("timestamp.txt", lambda: b"2026-11-20 11:00:00\n" * 500_000), "time"),
    "a time of submission of 10 MB of blanks": refused(put("timestamp.txt", lambda: b" " * 10_000_000), "time"),
    "a time of submission that is a folder": refused(made("timestamp.txt", Path.mkdir), "timestamp.txt"),
    "a time of submission that is a pipe": refused(made("timestamp.txt", os.mkfifo), "link|device|pipe|plain file"),
    "a time of submission that is a link": refused(link("timestamp.txt", keys), "link"),
    **each(
        "a time of submission {}",
        {
            "in the far future": b"9999-12-31 23:59:59",
            "in the far past": b"0001-01-01 00:00:00",
            "with an offset": b"2026-11-20 11:00:00 +0300",
            "with UTC": b"2026-11-20 11:00:00.123456 UTC",
            "with blanks around it": b"\n 2026-11-20 11:00:00 \r\n",
        },
        lambda text: graded(put("timestamp.txt", text)),
    ),
    "no time of submission": graded(removed("timestamp.txt")),
}
