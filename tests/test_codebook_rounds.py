"""Is lesson 5 blind until a round is recorded as finished, and not a box later?"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copy

import pytest

from quizzes.journal import Entry, append
from quizzes.simulation import load_module

ROOT = Path(__file__).parent.parent
LESSON = "05-coding-diffuse-unilateralism"
rounds = load_module(ROOT / "notebooks" / LESSON / "codebook_rounds.py")
codebook = sys.modules["codebook"]
CASES = {"round-one": codebook.PILOT, "run-05": codebook.UNSEEN}
ITEMS = {"round-one": "l5-p-round-one", "run-05": "l5-run"}


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a checkout with the lesson's questions and no answers; return where answers go."""
    here, bank = tmp_path / "notebooks" / LESSON, tmp_path / "quizzes" / "bank"
    here.mkdir(parents=True)
    bank.mkdir(parents=True)
    copy(ROOT / "quizzes" / "bank" / f"{LESSON}.yaml", bank)
    monkeypatch.chdir(here)
    return tmp_path / "build" / "author" / LESSON / "responses"


def record(folder: Path, quiz: str, cases: int, code: str = "yes", result: bool = True) -> None:
    """Record a sheet in which so many cases, beside the worked one, have the same code in each box."""
    coded = CASES[quiz][: cases + 1]
    settings = {f"{case}_{letter}": code if case in coded else "blank" for case in CASES[quiz] for letter in "abcdef"}
    response = {"prediction": "3", "parameters": settings} | ({"result": {"coded": 6.0 * cases}} if result else {})
    folder.mkdir(parents=True, exist_ok=True)
    append(folder / f"{quiz}.jsonl", Entry(time="t", item=ITEMS[quiz], response=response))


def opened() -> list[bool]:
    """Say which of the views show anything: both agreements, both rounds, the rules, the second coder's sheet."""
    views = (*map(rounds.agreement, CASES), rounds.both_rounds(), rounds.rules("module"), rounds.second_coder())
    return [bool(view.rows or view.picture) for view in views]


def test_nothing_is_shown_before_a_round_is_recorded_as_finished(lesson: Path) -> None:
    assert not any(opened())
    record(lesson, "round-one", cases=4)
    record(lesson, "round-one", cases=6, result=False)
    assert not any(opened())
    assert "Record round 1 first, with at least 30 boxes" in repr(rounds.agreement("round-one"))


def test_a_finished_round_opens_its_own_agreement_only(lesson: Path) -> None:
    record(lesson, "round-one", cases=5)
    assert opened() == [True, False, False, False, False]
    assert "Record round 2 first" in repr(rounds.second_coder())
    record(lesson, "run-05", cases=5)
    assert all(opened())


def test_what_is_changed_after_a_look_is_said(lesson: Path) -> None:
    record(lesson, "round-one", cases=5)
    assert "you changed" not in repr(rounds.agreement("round-one"))
    record(lesson, "round-one", cases=5, code="no")
    assert "Since your first finished sheet you changed 30 boxes." in repr(rounds.agreement("round-one"))
