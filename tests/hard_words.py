"""The essay's hard words, as the lesson view reads them from `seeds/hard_words.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass

import seeds


@dataclass(frozen=True)
class HardWord:
    """Words of the essay, just as they stand in `paragraphs`, in plain English; `source` where the gloss has a fact."""

    words: str
    paragraphs: list[int]
    gloss: str
    source: str = ""


WORDS = [HardWord(**entry) for entry in json.loads((seeds.HERE / "hard_words.json").read_text("utf-8"))]
