"""What a saved lesson shows where no page of ours draws it: nbconvert's HTML, a viewer, a mail.

A cell's output holds, beside the widget, HTML that was made when the cell ran, before anything was answered. So the
course's server (`door.allow`) makes it anew at each save, from the journals: `answers_as_they_are` is a pre-save hook
of Jupyter's contents manager. Nothing else of a notebook is touched, and nothing is run for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizzes.bank import BankError, Quiz
from quizzes.catalogue import markup
from quizzes.complete import gaps, look
from quizzes.folders import Workplace, workplace
from quizzes.hand_in import standing
from quizzes.page import static
from quizzes.recall import latest

#: What shows a quiz, whose id is the group, or the card that hands in.
CALL = re.compile(r"""(?:quiz\(["']([\w-]+)["']\)|hand_in\(\));?""")
_WIDGET, _HTML = "application/vnd.jupyter.widget-view+json", "text/html"


def answers_as_they_are(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Put the answers given so far into the outputs of a notebook that is about to be saved.

    Parameters
    ----------
    model
        The file as Jupyter saves it; its content is changed in place where it is a lesson's notebook.
    path
        Where it is saved, below the root of `contents_manager`.
    """
    if model["type"] != "notebook":
        return
    try:
        place = workplace(Path(contents_manager.root_dir, path.strip("/")).parent)
    except BankError:  # a notebook without its questions: what it shows stays as it is
        return
    drawn = _drawings(place)
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code" and (called := CALL.fullmatch("".join(cell["source"]).strip())):
            draw = drawn.get(called[1] or "")
            for data in (output.get("data", {}) for output in cell["outputs"] if draw):
                if draw and _WIDGET in data and _HTML in data:
                    data[_HTML] = draw()


def _drawings(place: Workplace) -> dict[str, Callable[[], str]]:
    """Return what draws each quiz by its id, and by "" the card that hands in."""

    def card() -> str:
        return standing(place, look(place), gaps(place)).static(markup("hand-in.no_card"))

    def of(quiz: Quiz) -> Callable[[], str]:
        return lambda: answered(place, quiz)

    return {"": card, **{quiz.id: of(quiz) for quiz in place.bank.quizzes}}


def answered(place: Workplace, quiz: Quiz) -> str:
    """Return a quiz with the answers that its journal holds, as HTML that needs no script."""
    entries, *_ = latest(place.journal(quiz), {item.id: item for item in quiz.items}, entire=quiz.kind != "written")
    return static(quiz, {name: entry.response for name, entry in entries.items()})
