"""The receipt of a hand-in: when it was made, how much is in it, and a short code that stands for its content.

The code is a digest of what counts in a hand-in: the assignment, the kind and the text of each cell, and the journals
as they are packed. Outputs, marks of time and names have no part in it, so a teacher who has the files computes it
anew. It proves nothing about who sent them, and nothing is marked by it: whoever writes a receipt by hand has only
written down a code that the content does not have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from quizzes.journal import JOURNAL_LIMIT
from quizzes.written import source_of

#: What a receipt is called, beside the notebook.
NAME = "receipt.json"
#: Digits and letters that no hand takes for another.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: The signs of a code, in two groups: 40 bits.
LENGTH = 8
#: A receipt is a few hundred bytes. What is longer is none.
LARGEST = 64 * 1024


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-in: its `time` (ISO 8601 with offset), `answers` given, `words` written, its `code`, and the way it went.

    `lines` says how many lines each journal had, and `text` is the code of the cells alone, so that a page can tell
    what changed since.
    """

    assignment: Annotated[str, Meta(max_length=200)]
    time: Annotated[str, Meta(max_length=40)]
    code: Annotated[str, Meta(max_length=20)]
    way: Literal["file", "exchange"] = "file"
    answers: Annotated[int, Meta(ge=0)] = 0
    words: Annotated[int, Meta(ge=0)] = 0
    text: Annotated[str, Meta(max_length=20)] = ""
    lines: dict[str, int] = {}


def code_of(assignment: str, notebook: bytes, journals: Mapping[str, bytes]) -> str:
    """Return the code of a hand-in.

    Parameters
    ----------
    assignment
        Its name.
    notebook
        The notebook's file.
    journals
        The journals that came along, by quiz id, as `packed` returns them.

    Raises
    ------
    ValueError
        Where the notebook's file is none.
    """
    parts = sorted((quiz, blake2b(data).hexdigest()) for quiz, data in journals.items())
    return _code([assignment, _text(notebook), parts])


def text_code(notebook: bytes) -> str:
    """Return the code of a notebook's cells alone. Raises ValueError as `code_of` does."""
    return _code(_text(notebook))


def packed(journal: bytes, is_written: bool) -> bytes:
    """Return a journal as it is packed: of a written answer, each time saved as a whole, what is read of it."""
    if not is_written or len(journal) <= JOURNAL_LIMIT:
        return journal
    return journal[-JOURNAL_LIMIT:].partition(b"\n")[2]


def parsed(data: bytes) -> Receipt | None:
    """Read a receipt, whatever its bytes are; None where it is none."""
    try:
        return msgspec.json.decode(data, type=Receipt) if len(data) <= LARGEST else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def as_typed(text: str) -> str:
    """Return a code as it is written on a receipt, however somebody has typed it: `k7qm 3xft` is K7QM-3XFT."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    return f"{signs[: LENGTH // 2]}-{signs[LENGTH // 2 :]}"


def _text(notebook: bytes) -> list[list[str]]:
    try:
        cells = json.loads(notebook)["cells"]
        return [[str(cell["cell_type"]), source_of(cell)] for cell in cells]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _code(content: object) -> str:
    digest = int.from_bytes(blake2b(json.dumps(content).encode(), digest_size=5).digest(), "big")
    return as_typed("".join(ALPHABET[digest >> 5 * place & 31] for place in reversed(range(LENGTH))))
