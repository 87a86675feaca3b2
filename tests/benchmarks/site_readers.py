"""What many readers of the course's page ask of a web server: arithmetic from the bytes of one, in `deploy/README.md`.

The README says what one visit takes, as the tests' own file server counts it on a whole load of lesson 2. After a
change of that sentence `uv run python -m tests.benchmarks.site_readers` writes the table anew; a test holds it to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.benchmarks.hub_sizes import README, replaced

READERS = (100, 1000, 10_000, 100_000)
LATER = 10
#: Hours in which all come for the first time: a lecture hall, a day, a week of days.
HOURS = (1, 10, 70)
#: Megabits a second that one server's usual line has; GB a month that GitHub Pages allows softly.
LINE, PAGES = 1000, 100


@dataclass(frozen=True)
class Visit:
    """What is sent on a first visit: MB, files; and MB on a later one."""

    first: float
    files: int
    later: float


def visit(text: str) -> Visit:
    """Read what one visit takes from the README."""
    number = r"\*\*([\d.]+)"
    found = re.search(rf"first visit sends {number} MB\*\* in {number} files\*\*, a later one {number} MB", text)
    assert found, "the README does not say what one visit takes"
    return Visit(float(found[1]), int(found[2]), float(found[3]))


def row(one: Visit, readers: int) -> str:
    """Return the row of the table for so many readers."""
    lines = [f"{readers * one.first * 8 / (3600 * hours):,.1f}" for hours in HOURS]
    files = f"{readers * one.files / 3600:,.1f}"
    cells = (f"{readers:,}", f"{readers * one.first / 1000:,.1f}", f"{readers * one.later * LATER / 1000:,.1f}")
    return f"| {' | '.join((*cells, *lines, files))} |"


def said(one: Visit) -> str:
    """Return the sentence below the table."""
    hourly, monthly = LINE / 8 * 3600 / one.first, PAGES * 1000 / one.first
    return (
        f"A line of {LINE / 1000:g} Gbit/s takes {hourly:,.0f} first visits an hour; the {PAGES} GB a month that "
        f"GitHub Pages allows softly are {monthly:,.0f}."
    )


def with_readers(text: str) -> str:
    """Return the README's text with the table and the sentence below it."""
    one = visit(text)
    text = re.sub(r"(?<=<!-- lines -->\n).*", lambda _: said(one), text)
    return replaced(text, "readers", [row(one, readers) for readers in READERS])


if __name__ == "__main__":
    README.write_text(with_readers(README.read_text("utf-8")), "utf-8")
