"""The model of lesson 3 and the parameters of a run, for the tests that ask about it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from quizzes.simulation import load_module

LESSON = Path(__file__).parent.parent / "notebooks" / "03-reciprocity"
model = load_module(LESSON / "reciprocity.py")
pairs, groups = sys.modules["reciprocity_pairs"], sys.modules["reciprocity_groups"]

FIELD = model.FIELD | pairs.OTHERS
TFT, ALLD, ALLC = FIELD["tit for tat"], FIELD["always defects"], FIELD["always co-operates"]
RULES = {name: list(rules) for name, rules in model.RULES.items()}
GROUP = {"n": 10, "q": 0.5, "memory": "own", "standing": "on", "seed": 1}

chosen = st.fixed_dictionaries({name: st.sampled_from(ids) for name, ids in RULES.items()})


def parameters(**changes: Any) -> dict[str, Any]:
    rules = {"first": "co-operate", "after_c": "co-operate", "after_d": "defect", "forgive": "never", "length": "one"}
    return rules | {"delta": 0.95, "noise": 3} | GROUP | changes
