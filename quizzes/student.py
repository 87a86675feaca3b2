"""Who answers: what draws the order of options, and names the drafts that a page keeps.

A hub or a computer knows its users by name. A browser's Python has one user for everybody: there a student is a random
id, which says nothing of who it is. It is made with the first quiz, lies beside the answers (`responses/student.txt`),
is the same in all lessons of a browser, and goes along with what is handed in or downloaded: where such work is brought
to, the order stays.
"""

from __future__ import annotations

import getpass
import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from quizzes.browser import is_browser

#: Where the id lies, below a lesson's folder.
ID = "responses/student.txt"
_FORM = re.compile(r"[0-9a-f]{16}")


def student(folder: Path) -> str:
    """Name whoever answers in a lesson's folder: by the id there, else the hub's user, else the machine's.

    Parameters
    ----------
    folder
        What answers are written to; in a browser the id is written there where none is yet.
    """
    if own := browsers_id(folder) if is_browser() else own_id(folder):
        return own
    named = os.environ.get("JUPYTERHUB_USER") or os.environ.get("NB_USER")
    try:
        return named or getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "student"


@cache
def browsers_id(folder: Path) -> str:
    """Return the id in a lesson's folder, made where there is none; the folder is looked at once."""
    return own_id(folder) or _new_id(folder)


def own_id(folder: Path) -> str:
    """Return the id in a lesson's folder; "" where there is none, or something else lies there."""
    try:
        with (folder / ID).open(encoding="ascii") as file:
            found = file.read(32).strip()
    except (OSError, ValueError):
        return ""
    return found if _FORM.fullmatch(found) else ""


def _new_id(folder: Path) -> str:
    """Take the id of another lesson of this browser, or make one; a full storage keeps nobody from answering."""
    others = (own_id(path.parent.parent) for path in sorted(folder.parent.glob(f"*/{ID}")))
    made = next(filter(None, others), "") or secrets.token_hex(8)
    with suppress(OSError):
        (folder / ID).parent.mkdir(parents=True, exist_ok=True)
        (folder / ID).write_text(made, "ascii")
    return own_id(folder) or made  # another page may have been first
