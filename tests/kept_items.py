"""The table of the item types that nobody marks: a row each, as `tests.items` has one for each type with a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quizzes.types.written import essay_sentences
from tests.item_forms import Shown

_OPTIONS = {
    "holds": "It holds",
    "holds-in-part": "It holds in part",
    "does-not-hold": "It does not hold",
    "cannot-tell-yet": "I cannot tell yet",
}
_NONE = "<i>no answer yet</i>"
_LIST = "<ul style='list-style:none'>"


@dataclass(frozen=True)
class Kept:
    """What the tests know of one type: `partial` responses are answers and not complete, `blank` ones are none."""

    fields: dict[str, Any]
    complete: tuple[Any, ...]
    partial: tuple[Any, ...]
    blank: tuple[Any, ...]
    malformed: tuple[Any, ...]
    wanted: str
    shown: Shown
    refused: tuple[tuple[dict[str, Any], str], ...]


KEPT = {
    "verdict": Kept(
        fields={"step": "hegemony"},
        complete=({"verdict": "holds", "because": "P8."}, {"verdict": "cannot-tell-yet", "because": "b" * 300}),
        partial=({"verdict": "holds"}, {"verdict": None, "because": "P8."}, {"verdict": "holds", "because": " "}),
        blank=(None, {}, {"verdict": None, "because": None}, {"because": " \n"}),
        malformed=("holds", ["holds"], {"verdict": "yes"}, {"verdict": 5}, {"because": 5}, {"sure": True}),
        wanted="a verdict and a sentence",
        shown=Shown(
            view={"options": _OPTIONS, "most": 300},
            blank=_LIST + "".join(f"<li>☐ {text}</li>" for text in _OPTIONS.values()) + f"</ul><p>Because: {_NONE}</p>",
            response={"verdict": "holds-in-part", "because": "<P8>"},
            static=f"{_LIST}<li>☐ It holds</li><li><b>☒ It holds in part (your answer)</b></li>"
            "<li>☐ It does not hold</li><li>☐ I cannot tell yet</li></ul><p>Because: <b>&lt;P8&gt;</b></p>",
            given=f"{_LIST}<li>It holds in part</li><li><b>&lt;P8&gt;</b></li></ul>",
        ),
        refused=(({"step": "norm"}, 'no step "norm"; the steps are likeness, norms, '), ({"step": ""}, "step")),
    ),
    "note": Kept(
        fields={"words": 60},
        complete=("The norms changed.", "a\n\nb"),
        partial=(),
        blank=(None, "", " \n"),
        malformed=(5, ["a"], {"a": 1}),
        wanted="a text",
        shown=Shown(
            view={"length": {"about": 60}, "criteria": [], "sentences": essay_sentences()},
            blank=f"<p>{_NONE}</p>",
            response="**So** <b>",
            static="<p><strong>So</strong> &lt;b&gt;</p>",
            given="<p><strong>So</strong> &lt;b&gt;</p>",
        ),
        refused=(({"words": 0}, ">= 1"), ({"length": {"about": 5}}, "length")),
    ),
}
