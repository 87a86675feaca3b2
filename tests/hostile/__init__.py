"""Submissions that no honest student sends, each with what must become of it.

Every entry takes a good submission, a folder as `tests.small_course.hand_in_folder(course, student, RIGHT)` makes it
and worth 8 points, and spoils one thing: `SUBMISSIONS` are folders in `submitted/`, `ZIPS` are uploads to an LMS. What
is expected is the policy, whatever the code does today:

- refused, with a reason that says what to do: a notebook that is not UTF-8, not JSON, nested deeper than 100 levels,
  larger than 32 MiB, of no nbformat from 2 to 4, without a list of cells, or another assignment's; links, pipes and
  folders where a file belongs; names that climb; more than 500 files; a time that cannot be read.
- graded by its answers alone: everything else. Odd cells are dropped or mended, stray files are ignored, and lines of
  a journal that cannot be read are named and skipped.
"""

from __future__ import annotations

from tests.hostile.answers import ANSWERS, RUNS
from tests.hostile.cells import CELLS, CLAIMS
from tests.hostile.files import FILES, IN_PLACE_OF_JOURNAL, IN_PLACE_OF_NOTEBOOK, TIMES
from tests.hostile.journals import JOURNALS
from tests.hostile.outputs import OUTPUTS
from tests.hostile.spoiling import Hostile
from tests.hostile.texts import ENCODINGS, JSON_TEXTS
from tests.hostile.versions import VERSIONS
from tests.hostile.zipping import HostileZip
from tests.hostile.zips import ZIP_FORMS, ZIP_KINDS, ZIP_NAMES, ZIP_SIZES

CATEGORIES: dict[str, dict[str, Hostile]] = {
    "encodings": ENCODINGS,
    "JSON": JSON_TEXTS,
    "cells": CELLS,
    "claims": CLAIMS,
    "outputs": OUTPUTS,
    "versions": VERSIONS,
    "in place of the notebook": IN_PLACE_OF_NOTEBOOK,
    "in place of a journal": IN_PLACE_OF_JOURNAL,
    "files": FILES,
    "times": TIMES,
    "journals": JOURNALS,
    "answers": ANSWERS,
    "runs": RUNS,
}
SUBMISSIONS = {name: entry for entries in CATEGORIES.values() for name, entry in entries.items()}

ZIP_CATEGORIES: dict[str, dict[str, HostileZip]] = {
    "names": ZIP_NAMES,
    "kinds": ZIP_KINDS,
    "sizes": ZIP_SIZES,
    "forms": ZIP_FORMS,
}
ZIPS = {name: entry for entries in ZIP_CATEGORIES.values() for name, entry in entries.items()}
