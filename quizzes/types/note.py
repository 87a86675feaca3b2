"""A text that stays with the student: written and saved as `written` is, and marked by nobody."""

from __future__ import annotations

from typing import Any, ClassVar

from quizzes.types.written import Prose, Words, essay_sentences


class Note(Prose, frozen=True, kw_only=True, tag="note"):
    """A short text is written, of about `words` words; nobody marks it."""

    words: Words

    is_kept: ClassVar[bool] = True
    asks_confidence: ClassVar[bool] = False

    def view(self) -> dict[str, Any]:
        return {"length": {"about": self.words}, "criteria": [], "sentences": essay_sentences()}
