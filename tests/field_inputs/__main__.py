"""Print the table as Markdown: python -m tests.field_inputs > table.md"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.release import make_release, publish
from tests.field_inputs import KINDS, Row, rows
from tests.small_course import ASSIGNMENT, write_course
from tests.watching import own_course


def cells(row: Row) -> str:
    # A bar would begin a new cell, a letter of markup would act.
    texts = [re.sub(r"([\\|*_`<>\[\]$~])", r"\\\1", text) for text in (row.kind, row.input, row.before, row.now)]
    texts = [text.replace("\n", " ↵ ") for text in texts]
    return f"| {' | '.join(texts)} |"


def main() -> None:
    with TemporaryDirectory() as folder:
        released = Path(folder) / "released"
        course = write_course(released)
        course.enter()
        make_release(course, ASSIGNMENT)
        publish(course, ASSIGNMENT)
        found: list[Row] = []
        for number, kind in enumerate(KINDS):
            with own_course(released, Path(folder) / str(number)) as own:
                found += rows(kind, own)
    print("| kind | input | before (7593269) | now |\n|---|---|---|---|")
    print("\n".join(map(cells, found)))
    wrong = [row for row in found if row.now != row.deserved]
    better = [row for row in found if row.before not in (row.now, "not measured")]
    print(f"\n{len(found)} inputs; {len(found) - len(wrong)} come to what they deserve, {len(better)} did not before.")
    for row in wrong:
        print(f"wrong: {row.kind}: {row.input}: {row.now} instead of {row.deserved}", file=sys.stderr)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
