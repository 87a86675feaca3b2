"""A notebook's file as plain values; one that a hand has left without its form is named by its line.

nbformat names no line, and whoever corrects a typo in a plain editor needs it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizzes.bank import BankError


class NotebookError(BankError):
    """A notebook's file is no JSON; the message names the file, the line and the cure."""


def read(path: Path) -> dict[str, Any]:
    """Return a notebook's file as plain values. Raises NotebookError where a hand has left it without its form."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        cure = (
            'a text stands in quotation marks, those within it are written \\", and a comma parts it from the next; '
            "in JupyterLab none of this is needed"
        )
        raise NotebookError(
            f"{path.name}: line {error.lineno}: here, or in the line above, the notebook's form is broken "
            f"({error.msg}); {cure}"
        ) from None
    return found
