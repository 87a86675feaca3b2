"""The table of item types: a row each, which drives the tests of all types.

A new type adds its row to `ROWS`: an example item and its key as an author writes them, responses with the share of the
points that they earn and the mistakes in them, responses of another form, and feedback. Two functions say what the
questions of the real bank are held to: which wrong answers must teach, and what each single mistake costs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec

import seeds
from quizzes.types import Answer, BaseItem, Item
from tests import single_mistakes
from tests.item_forms import Marked, Row, Shown, Told

EVIDENCE = [{"paragraph": 8, "quote": "the patterns of hegemonic stability"}]
COMMON = {"stem": "Which?", "concept": "public-goods", "objective": 1, "evidence": EVIDENCE}
PARAMETERS = [{"name": "alpha", "label": "Weight", "minimum": 0.1, "maximum": 0.9, "step": 0.1, "default": 0.6}]


def item(kind: str, **more: Any) -> BaseItem:
    """Return the example item of a type, with some fields changed."""
    made: Item = msgspec.convert({"id": "one", "type": kind, **COMMON, **FIELDS[kind], **more}, Item)
    return made


def answer(kind: str, **more: Any) -> Answer:
    """Return the answer to the example item of a type, with some fields changed."""
    return Answer(key=more.pop("key", KEYS[kind]), rationale="because", **more)


def double(alpha: float) -> dict[str, float]:
    """Return what the model of the example run finds."""
    if alpha == 0.3:
        raise ValueError("no such state")
    return {"provision": 2 * alpha, "shortfall": 5 - 2 * alpha}


def known(some: BaseItem) -> Item:
    """Return an item as one of the types of `quizzes.types`, for tests that tell them apart by `assert_never`."""
    if not isinstance(some, Item):
        raise TypeError(f'item "{some.id}": a test cannot tell the type {some.kind} from others yet')
    return some


RIGHT_RUN = {"prediction": "3", "parameters": {"alpha": 0.5}, "result": {"provision": 1.0}, "comparison": "4,00"}
LIST, NONE = "<ul style='list-style:none'>", "<i>no answer yet</i>"
_LOST = ("parameters", "result", "comparison")

ROWS = {
    "choice": Row(
        fields={"options": {"a": "one", "b": "two"}},
        key="b",
        marked=(Marked("b", 1), Marked("a", 0, ("a",)), Marked(None, 0, blank=True)),
        malformed={"one of the options": (5, "z", ["b"])},
        shown=Shown(
            view={"options": {"a": "one", "b": "two"}},
            blank=f"{LIST}<li>☐ one</li><li>☐ two</li></ul>",
            response="b",
            static=f"{LIST}<li>☐ one</li><li><b>☒ two (your answer)</b></li></ul>",
            given="two",
        ),
        told=(Told({"a": "Not one."}, "a", ("Not one.",)), Told({"a": "Not one."}, "b", ())),
        in_words={"a": "one"},
        foreseen=lambda item, key: set(item.options) - {key},
        wrongs=single_mistakes.choice,
    ),
    "multiple": Row(
        fields={"options": {"a": "one", "b": "two", "c": "three"}},
        key=["a", "c"],
        marked=(
            Marked(["a", "c"], 1),
            Marked(["c", "a"], 1),
            Marked(["a"], 0.5, ("c",)),
            Marked(["a", "b"], 0, ("b", "c")),
            Marked(["a", "b", "c"], 0.5, ("b",)),
            Marked(["b"], 0, ("a", "b", "c")),
            Marked([], 0, blank=True),
        ),
        malformed={"a list of options": ("ac", ["a", "a", "c"], ["a", 5], ["a", "z"])},
        shown=Shown(
            view={"options": {"a": "one", "b": "two", "c": "three"}},
            blank=f"{LIST}<li>☐ one</li><li>☐ two</li><li>☐ three</li></ul>",
            response=["c", "b"],
            static=f"{LIST}<li>☐ one</li><li><b>☒ two (your answer)</b></li><li><b>☒ three (your answer)</b></li></ul>",
            given="<ul><li>three</li><li>two</li></ul>",
        ),
        told=(Told({"b": "Not two.", "a": "Yes."}, ["a", "b"], ("Yes.", "Not two.")),),
        in_words={"b": "two", "c": "<i>left out:</i> three"},
        foreseen=lambda item, key: set(item.options) - set(key),
        wrongs=single_mistakes.picks,
    ),
    "number": Row(
        fields={"unit": "years"},
        key={"value": 36, "tolerance": 0.5},
        marked=(
            Marked("36", 1),
            Marked("36,5", 1),
            Marked("36.51", 0, ("36.51",)),
            Marked("36 years", 1),
            Marked("36".zfill(100), 1),
            Marked("many", 0),
            Marked(" ", 0, blank=True),
        ),
        malformed={"a number as it was typed": (36, "3" * 101)},
        shown=Shown(
            view={"unit": "years"},
            blank="<p>Answer: <i>no answer yet</i> years</p>",
            response="36,5",
            static="<p>Answer: <b>36,5</b> years</p>",
            given="36,5 years",
        ),
        told=(
            Told({"35": "The essay's figure."}, "35,00", ("The essay's figure.",)),
            Told({"35": "The essay's figure."}, "35.2", ("The essay's figure.",)),
            Told({"35": "The essay's figure."}, "34.4", ()),
        ),
        in_words={"35": "35 years"},
        foreseen=lambda item, key: set(),
        wrongs=single_mistakes.number,
    ),
    "order": Row(
        fields={"options": {"a": "one", "b": "two", "c": "three"}},
        key=["b", "a", "c"],
        marked=(
            Marked(["b", "a", "c"], 1),
            Marked(["b", "c", "a"], 0.5, ("c>a",)),
            Marked(["a", "b", "c"], 0.5, ("a>b",)),
            Marked(["c", "a", "b"], 0, ("a>b", "c>a")),
            Marked([], 0, blank=True),
        ),
        malformed={"each option once": (["b", "a"], ["b", "a", ["c"]], ["b", "a", "a"])},
        shown=Shown(
            view={"options": {"a": "one", "b": "two", "c": "three"}},
            blank=f"{LIST}<li>☐ one</li><li>☐ two</li><li>☐ three</li></ul>",
            response=["b", "a", "c"],
            static="<ol><li>two</li><li>one</li><li>three</li></ol>",
            given="<ol><li>two</li><li>one</li><li>three</li></ol>",
        ),
        told=(
            Told({"a>b": "Later."}, ["a", "b", "c"], ("Later.",)),
            Told({"c>b": "Last.", "a>a": "Never."}, ["b", "c", "a"], ()),
        ),
        in_words={"a>b": "<i>before the other:</i> one <i>/</i> two"},
        foreseen=lambda item, key: {f"{second}>{first}" for first, second in pairwise(key)},
        wrongs=single_mistakes.order,
    ),
    "match": Row(
        fields={"rows": {"r": "row", "s": "row"}, "options": {"a": "one", "b": "two"}},
        key={"r": "a", "s": "b"},
        marked=(
            Marked({"r": "a", "s": "b"}, 1),
            Marked({"r": "a"}, 0.5),
            Marked({"r": "a", "s": "a"}, 0, ("s:a",)),
            Marked({"s": "a", "r": None}, 0, ("s:a",)),
            Marked({}, 0, blank=True),
        ),
        malformed={"an option for each row": (["r"], {"r": ["a"]}, {"q": "a"})},
        shown=Shown(
            view={"rows": {"r": "row", "s": "row"}, "options": {"a": "one", "b": "two"}},
            blank=f"{LIST}<li>row: <b>no answer yet</b></li><li>row: <b>no answer yet</b></li></ul>",
            response={"s": "b"},
            static=f"{LIST}<li>row: <b>no answer yet</b></li><li>row: <b>two</b></li></ul>",
            given="<ul><li>row: two</li></ul>",
        ),
        told=(Told({"r:b": "No."}, {"r": "b"}, ("No.",)),),
        in_words={"r:b": "row <i>as</i> two"},
        foreseen=lambda item, key: set(),
        wrongs=single_mistakes.match,
    ),
    "hottext": Row(
        fields={"paragraphs": [8, 10]},
        key=["p8"],
        marked=(Marked(["p8"], 1), Marked(["p9"], 0, ("p9",)), Marked([], 0, blank=True)),
        malformed={"one pick": (["p8", "p9"],), "a list of options": ({"p8": True}, ["p7"])},
        shown=Shown(
            view={
                "pick": "one",
                "passages": [{"paragraph": n, "parts": [seeds.paragraph(n)]} for n in (8, 9, 10)],
            },
            blank=f"{LIST}<li>☐ P8</li><li>☐ P9</li><li>☐ P10</li></ul>",
            response=["p9"],
            static=f"{LIST}<li>☐ P8</li><li><b>☒ P9 (your answer)</b></li><li>☐ P10</li></ul>",
            given="<ul><li>P9</li></ul>",
        ),
        told=(Told({"p9": "Read on."}, ["p9"], ("Read on.",)),),
        in_words={"p9": "P9"},
        foreseen=lambda item, key: set(item.fragments) - set(key),
        wrongs=single_mistakes.picks,
    ),
    "run": Row(
        fields={
            "model": "orders",
            "parameters": PARAMETERS,
            "result": [{"name": "provision", "label": "Provision"}],
            "prediction": {"name": "provision", "label": "How much?"},
            "comparison": {"name": "shortfall", "label": "How far from the optimum?"},
        },
        key={"tolerance": 0.01},
        marked=(
            Marked(RIGHT_RUN, 1),
            Marked(RIGHT_RUN | {"prediction": "much"}, 0.75, ("prediction",)),
            Marked(RIGHT_RUN | {"result": {"provision": 1.0 + 1e-5}}, 0.75, ("result",)),
            Marked(RIGHT_RUN | {"comparison": "3.5"}, 0.75, ("comparison",)),
            Marked(RIGHT_RUN | {"parameters": {"alpha": 0.95}}, 0, ("prediction", *_LOST)),
            Marked(RIGHT_RUN | {"parameters": {"alpha": 0.6}}, 0, ("prediction", *_LOST)),
            Marked({"prediction": "much", "comparison": "4"}, 0, ("prediction", *_LOST)),
            Marked({"prediction": " ", "result": {}}, 0, blank=True),
        ),
        malformed={"a run": ("3", {"marks": 4})},
        shown=Shown(
            view={
                "parameters": [PARAMETERS[0] | {"unit": "", "group": "", "choices": None}],
                "result": [{"name": "provision", "label": "Provision", "unit": ""}],
                "prediction": {"name": "provision", "label": "How much?", "unit": ""},
                "comparison": {"name": "shortfall", "label": "How far from the optimum?", "unit": ""},
                "presets": [],
            },
            blank=f"{LIST}<li>Prediction, How much?: {NONE}</li><li>Weight: {NONE}</li><li>Provision: {NONE} </li>"
            f"<li>Comparison, How far from the optimum?: {NONE}</li></ul>",
            response=RIGHT_RUN,
            static=f"{LIST}<li>Prediction, How much?: <b>3</b></li><li>Weight: <b>0.5</b></li>"
            "<li>Provision: <b>1.0</b> </li><li>Comparison, How far from the optimum?: <b>4,00</b></li></ul>",
            given="<ul><li>Predicted: How much? = 3</li><li>Set: Weight = 0.5</li><li>Recorded: Provision = 1</li>"
            "<li>Compared: How far from the optimum? = 4,00</li></ul>",
        ),
        told=(Told({"result": "Press Record."}, {"prediction": "3"}, ("Press Record.",)),),
        in_words={"result": "Result: not earned"},
        foreseen=lambda item, key: set(item.parts),
        wrongs=single_mistakes.run,
    ),
}
#: A written answer has no row: it has neither key nor mistakes, because a person marks it. What nobody marks has one
#: in `tests.kept_items`.
WRITTEN: dict[str, Any] = {"length": {"about": 250}, "criteria": ["**Theory (4)**: both strands"]}
ITEMS: dict[str, dict[str, Any]] = {kind: row.fields for kind, row in ROWS.items()}
#: Nor has a vote: none of its options is right.
VOTE: dict[str, Any] = {"options": {"a": "one", "b": "two"}, "cases": {"a": "Who says one.", "b": "Who says two."}}
FIELDS = ITEMS | {"written": WRITTEN, "vote": VOTE}
KEYS: dict[str, Any] = {kind: row.key for kind, row in ROWS.items()}
