# /// script
# requires-python = "@python@"
# dependencies = ["@package@[lab]"]
#
# [tool.uv]
# exclude-newer = "@date@"
#
# [tool.uv.sources]
# @package@ = { path = "@wheel@" }
# ///
"""Open the course: `uv run start.py`, or `python start.py` after `pip install "@wheel@[lab]"`."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
# What lies in this folder is for reading, not for importing.
sys.path[:] = [place for place in sys.path if place and Path(place).resolve() != here]
try:
    from quizzes.__main__ import main
except ModuleNotFoundError as error:
    sys.exit(f'{error}. Type first:  pip install "@wheel@[lab]"  (or start with:  uv run start.py)')
sys.exit(main([str(here), *sys.argv[1:]]))
