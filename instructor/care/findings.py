"""What a doctor finds: whether it is well, to be looked at, or wrong, in words, with the cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One finding. `cure` is what to do; "" where nothing is."""

    about: str
    state: Literal["well", "look", "wrong"]
    words: str
    cure: str = ""
