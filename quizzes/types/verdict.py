"""A student's own verdict on a step of the text's argument, with one sentence that says why.

Nobody marks it. `quizzes.walk` shows the verdicts that were given, over all lessons.
"""

from __future__ import annotations

from html import escape
from typing import Any, ClassVar

import seeds.walk
from quizzes.catalogue import markup, say, whole
from quizzes.types.base import Identifier
from quizzes.types.checks import expect, is_blank
from quizzes.types.keyless import Keyless
from quizzes.types.shown import plain_list, ticked, typed_in

#: The verdicts that there are, in the order in which they are offered, with the key of their words.
VERDICTS = {
    "holds": "verdict.holds",
    "holds-in-part": "verdict.holds_in_part",
    "does-not-hold": "verdict.does_not_hold",
    "cannot-tell-yet": "verdict.cannot_tell_yet",
}
#: Characters that the sentence may have.
LONGEST = 300


class Verdict(Keyless, frozen=True, kw_only=True, tag="verdict"):
    """A step of the argument is judged: one of four verdicts, and a sentence of one's own.

    `step` names one of `seeds.walk.steps`. Response: {"verdict": one of VERDICTS, "because": the sentence}; each of the
    two may still be missing.
    """

    step: Identifier

    is_kept: ClassVar[bool] = True

    def check_text(self) -> None:
        super().check_text()
        if self.step not in (known := seeds.walk.steps()):
            raise ValueError(f'no step "{self.step}"; the steps are {", ".join(known) or "none: add seeds/steps.json"}')

    def expect(self, response: Any) -> None:
        is_form = isinstance(response, dict) and response.keys() <= {"verdict", "because"}
        is_form = is_form and response.get("verdict") in (None, *VERDICTS)
        expect(is_form and isinstance(response.get("because"), str | None), response, say("response.verdict"))

    def is_answered(self, response: Any) -> bool:
        return isinstance(response, dict) and not all(is_blank(part) for part in response.values())

    def is_complete(self, response: Any) -> bool:
        return isinstance(response, dict) and not any(is_blank(response.get(part)) for part in ("verdict", "because"))

    def unreadable(self, response: Any, saved: Any) -> str:
        length = len((response or {}).get("because") or "")
        return say("verdict.long", length=whole(length), most=whole(LONGEST)) if length > LONGEST else ""

    def view(self) -> dict[str, Any]:
        return {"options": {name: markup(key) for name, key in VERDICTS.items()}, "most": LONGEST}

    def static(self, response: Any) -> str:
        response = response or {}
        because = markup("verdict.because", sentence=typed_in(response.get("because")))
        return f"{ticked(_options(), [response.get('verdict')])}<p>{because}</p>"

    def given(self, response: Any) -> str:
        verdict, because = response.get("verdict"), response.get("because")
        named = escape(in_words(verdict)) if verdict else typed_in(None)
        return plain_list([named, typed_in(because)])


def in_words(verdict: str) -> str:
    """Return one of VERDICTS as a student reads it."""
    return say(VERDICTS[verdict])


def _options() -> dict[str, str]:
    return {name: in_words(name) for name in VERDICTS}
