"""The instructor's side: release, collect, grade, return. Students never have this package."""

from __future__ import annotations

import sys
from importlib.util import find_spec

if find_spec("nbgrader") is None:  # another Python than the one that `uv` made: no traceback is due for that
    sys.exit("Error: this Python has none of what the commands need; type: uv run python -m instructor ...")
