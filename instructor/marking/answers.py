"""What a student answered, as fingerprints: by them a person's mark is put up again only where the answer changed.

A fingerprint has the name of its cell, of a quiz `cell/item`. A cell that is neither quiz nor the student's own, such
as a test, is marked by everything that the student wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from instructor.marking.marks import SubmissionMarks
from instructor.submissions.notebook import Notebook


def answers_in(nb: Notebook, marks: SubmissionMarks) -> dict[str, str]:
    """Return the fingerprints of a restored notebook's answers and of the quizzes'; "" is that of no answer."""
    own = [cell["source"] for cell in nb["cells"] if not _claims(cell).get("locked")]
    found: dict[str, str] = {}
    for cell in nb["cells"]:
        claims = _claims(cell)
        if not (claims.get("grade") or claims.get("task")):
            continue
        name = claims["grade_id"]
        if name in marks.quizzes:
            items = marks.quizzes[name].items
            found |= {f"{name}/{each.item.id}": _print(each.response) for each in items}
        else:
            found[name] = _print(_written(cell) if claims.get("solution") else own)
    return found


def changed(before: Mapping[str, str] | None, after: Mapping[str, str]) -> set[str]:
    """Return the cells whose answer is not what was graded before; all, where nothing is known of that.

    A question that is no longer there changes nobody's answer.
    """
    if before is None:
        return {name.partition("/")[0] for name in after}
    return {name.partition("/")[0] for name, answer in after.items() if before.get(name, "") != answer}


def _written(cell: Mapping[str, Any]) -> Any:
    """Return what stands in a written answer's cell: its text, with the pictures in it where there are any."""
    text = cell["source"].strip()
    return [text, cell["attachments"]] if "attachments" in cell else text


def _claims(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def _print(answer: Any) -> str:
    if answer is None:
        return ""
    return hashlib.blake2b(msgspec.json.encode(answer, order="sorted"), digest_size=8).hexdigest()
