"""Where a notebook finds its questions and keeps its answers.

A student's copy holds `quiz.json` beside the notebook, and its answers go to `responses/` there. In a checkout the
lesson lies in `notebooks/<lesson>/` and its questions in `quizzes/bank/<lesson>.yaml`; what an author answers while
trying it goes to `build/author/`, so that the sources stay clean.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from quizzes.bank import Bank, BankError, Quiz, load_quiz_json, load_yaml
from quizzes.catalogue import say
from quizzes.drawing import drawn_bank, lot_here
from quizzes.kept_read import until_changed


@dataclass(frozen=True)
class Workplace:
    """One notebook's surroundings: `bank` to ask from, `notebook` itself, `folder` that answers are written to.

    `notes` say in words what of the questions could not be understood. `opened` is the notebook that the kernel runs,
    where that is known (Jupyter's servers and VS Code say it): a copy or a renamed one shares the answers.
    `bank` holds what this student is asked; `lot` is what decided that, where not all are asked the same.
    """

    bank: Bank
    notebook: Path
    folder: Path
    notes: tuple[str, ...] = ()
    opened: Path | None = None
    lot: str = ""

    @property
    def assignment(self) -> str:
        """The assignment's name, which is also the notebook's."""
        return self.bank.assignment

    @property
    def packed(self) -> Path:
        """The notebook to hand in: the one that was handed out, else the one that is open."""
        return self.opened if self.opened and not self.notebook.exists() else self.notebook

    @property
    def advice(self) -> str:
        """What whoever works in a copy or in a renamed notebook should know, in words; "" where all is as it was."""
        if self.opened is None or self.opened == self.notebook:
            return ""
        key = "place.copy" if self.notebook.exists() else "place.renamed"
        return say(key, opened=self.opened.name, name=self.notebook.name)

    def journal(self, quiz: Quiz) -> Path:
        """Return the path of a quiz's journal."""
        return self.folder / "responses" / f"{quiz.id}.jsonl"


def workplace(here: Path | None = None) -> Workplace:
    """Find out where the notebook in the folder `here` (the kernel's own by default) stands.

    Raises
    ------
    BankError
        Where the folder is neither a student's copy nor a lesson of a checkout.
    """
    here = here.resolve() if here else Path.cwd()
    if found := _released(here / "quiz.json"):
        bank, notes = found
        return _drawn(Workplace(bank, here / f"{bank.assignment}.ipynb", here, notes, _opened(here)))
    root = here.parent.parent
    source = root / "quizzes" / "bank" / f"{here.name}.yaml"
    if here.parent.name == "notebooks" and source.exists():
        bank = load_yaml(source, Bank)
        place = Workplace(bank, here / f"{bank.assignment}.ipynb", root / "build" / "author" / bank.assignment)
        return _drawn(place)
    raise BankError(say("quiz.no_file", folder=str(here)))


_read = until_changed(load_quiz_json)


def _released(path: Path) -> tuple[Bank, tuple[str, ...]] | None:
    """Return what a `quiz.json` holds; None where there is none."""
    try:
        return _read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _drawn(place: Workplace) -> Workplace:
    """Return a workplace whose bank holds what this student is asked."""
    lot = lot_here(place.bank, place.folder / "responses", os.environ.get("JUPYTERHUB_USER", ""))
    return replace(place, bank=drawn_bank(place.bank, lot), lot=lot)


def _opened(here: Path) -> Path | None:
    """Return the notebook that the kernel runs, if Jupyter or VS Code says which and it lies in the folder.

    They name it once, at the start: one renamed since then is known by being the only one there.
    """
    told = getattr(sys.modules["__main__"], "__vsc_ipynb_file__", "") or os.environ.get("JPY_SESSION_NAME", "")
    name = Path(told).name
    if not name.endswith(".ipynb"):
        return None
    found = [here / name] if (here / name).is_file() else list(here.glob("*.ipynb"))
    return found[0] if len(found) == 1 else None
