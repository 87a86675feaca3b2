"""What became of one submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["graded", "unchanged", "refused"]


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    `reason` says why it was refused, `problems` what was skipped in its journals or found out of place. `score` counts
    everything that is marked so far, `quizzes` the quizzes alone, both without the penalty for being late. `other_keys`
    says that it was graded before the keys were changed. `flag` says what counts of work that the platform calls late.
    """

    student: str
    outcome: Outcome
    reason: str = ""
    problems: list[str] = field(default_factory=list)
    score: float = 0.0
    quizzes: float = 0.0
    maximum: float = 0.0
    needs_person: bool = False
    seconds_late: float = 0.0
    other_keys: bool = False
    flag: str = ""
