"""How sure a student is of an answer: what the journal keeps beside it, and in words. It costs and earns nothing."""

from __future__ import annotations

from typing import Literal, get_args

from quizzes.catalogue import say

Confidence = Literal["sure", "fairly", "guess"]
LEVELS: tuple[Confidence, ...] = get_args(Confidence)
_WORDS = {"sure": "confidence.sure", "fairly": "confidence.fairly", "guess": "confidence.guess"}


def words_of(confidence: Confidence) -> str:
    """Return how sure a student was, in words."""
    return say(_WORDS[confidence])
