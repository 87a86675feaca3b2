"""The marks of a commit and of now, in one run: `uv run python -m tests.benchmarks.marks_before COMMIT`.

Both banks are marked by both scorers: the commit's questions and keys, and today's. The answers to every practice and
graded item are generated (`marks_answers`) and marked in two processes (`marks_of`), each with the code and the
lessons' models of its own checkout. The table counts the answers by type; each whose points, outcome or mistakes are
others is named, and then the command ends with 1. Of an item that has fields which one of the two does not know, it
reads the rest, and counts it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks import marks_of
from tests.benchmarks.marks_answers import answers
from tests.benchmarks.marks_of import Asked, asked

ROOT = Path(__file__).parent.parent.parent
Marks = dict[str, dict[str, Any]]


def checkout(commit: str, folder: Path) -> Path:
    """Write a commit's files into a folder."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)  # from 3.11.4 on
        files.extractall(folder)
    return folder


def marked(code: Path, bank: Path, given: Path) -> Marks:
    """Mark answers to a checkout's bank by a checkout's code and models. CalledProcessError where it cannot."""
    command = [sys.executable, "-P", str(marks_of.__file__), str(bank), str(code), str(given)]
    environment = os.environ | {"PYTHONPATH": str(code)}
    told = subprocess.run(command, cwd=code, env=environment, check=True, stdout=subprocess.PIPE).stdout
    marks: Marks = json.loads(told)
    return marks


def compare(bank: Path, before: Path, scratch: Path) -> list[str]:
    """Print what answers to a bank earned by both; return the differences in words."""
    items = list(asked(bank, ROOT))
    given = {each.item.id: answers(each) for each in items}
    scratch.write_text(json.dumps(given), "utf-8")
    then, now = (marked(code, bank, scratch) for code in (before, ROOT))
    counts: Counter[tuple[str, bool, str]] = Counter()
    differences: list[str] = []
    for each in items:
        found = _differences(each, given[each.item.id], then, now)
        place = (each.item.kind, each.graded)
        counts[(*place, "items")] += 1
        counts[(*place, "answers")] += len(given[each.item.id])
        counts[(*place, "earn")] += sum(mark[0] not in (0, "raised") for mark in now[each.item.id]["marks"])
        counts[(*place, "without fields")] += bool(then[each.item.id]["left out"] or now[each.item.id]["left out"])
        counts[(*place, "differ")] += len(found)
        differences += found
    _print(counts)
    return differences


def _differences(each: Asked, given: list[Any], then: Marks, now: Marks) -> list[str]:
    name = each.item.id
    rows = zip(given, then[name]["marks"], now[name]["marks"], strict=True)
    return [f"{name} ({each.item.kind}): {response!r}: {old} -> {new}" for response, old, new in rows if old != new]


def _print(counts: Counter[tuple[str, bool, str]]) -> None:
    columns = ("items", "answers", "earn", "without fields", "differ")
    print(f"| type | | {' | '.join(columns)} |\n|---|---|{'---:|' * len(columns)}")
    for kind, graded in sorted({(kind, graded) for kind, graded, _ in counts}):
        cells = " | ".join(str(counts[kind, graded, column]) for column in columns)
        print(f"| {kind} | {'graded' if graded else 'practice'} | {cells} |")
    totals = " | ".join(str(sum(counts[place] for place in counts if place[2] == column)) for column in columns)
    print(f"| all | | {totals} |\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", help="whose code marks beside today's")
    commit = parser.parse_args().commit
    with TemporaryDirectory() as folder:
        before = checkout(commit, Path(folder) / "before")
        differences = []
        for title, bank in ((f"The questions and keys of {commit}", before), ("Those of now", ROOT)):
            print(f"{title}, marked by the code of {commit} and of now\n")
            differences += compare(bank, before, Path(folder) / "answers.json")
    print("\n".join(differences) or "No mark is another.")
    raise SystemExit(bool(differences))


if __name__ == "__main__":
    main()
