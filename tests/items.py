"""The table of item types: a row each, which drives the tests of all types.

A new type adds its row to `ROWS`: an example item and its key as an author writes them, responses with the share of the
points that they earn and the mistakes in them, responses of another form, and feedback. Two functions say what the
questions of the real bank are held to: which wrong answers must teach, and what each single mistake costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec

from quizzes.types import Answer, BaseItem, Choice, Hottext, Item, Match, Multiple, Number, Order, Run, Simulate

EVIDENCE = [{"paragraph": 8, "quote": "the patterns of hegemonic stability"}]
COMMON = {"stem": "Which?", "concept": "public-goods", "objective": 1, "evidence": EVIDENCE}
PARAMETERS = [{"name": "alpha", "label": "Weight", "minimum": 0.1, "maximum": 0.9, "step": 0.1, "default": 0.5}]

#: A response and the share of the points that is left.
Costs = Iterator[tuple[Any, float]]


@dataclass(frozen=True)
class Marked:
    """A response, the share of the points that it earns, and its mistakes; `blank`: it is no answer."""

    response: Any
    share: float
    missed: tuple[str, ...] = ()
    blank: bool = False

    @property
    def outcome(self) -> str:
        """The word for it."""
        if self.blank:
            return "not answered"
        return "right" if self.share == 1 else "partly right" if self.share else "wrong"


@dataclass(frozen=True)
class Told:
    """What a student reads: the feedback of a key, a response, and the texts that it brings."""

    feedback: dict[str, str]
    response: Any
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What the tests know of one type.

    `in_words` maps a mistake to words that say it, `foreseen(item, key)` names the wrong answers that must have
    feedback in the bank, and `wrongs(item, answer, simulate)` yields each response with a single mistake.
    """

    fields: dict[str, Any]
    key: Any
    marked: tuple[Marked, ...]
    malformed: tuple[Any, ...]
    told: tuple[Told, ...]
    in_words: dict[str, str]
    foreseen: Callable[[Any, Any], set[str]]
    wrongs: Callable[[Any, Answer, Simulate | None], Costs]


def item(kind: str, **more: Any) -> BaseItem:
    """Return the example item of a type, with some fields changed."""
    made: Item = msgspec.convert({"id": "one", "type": kind, **COMMON, **ITEMS[kind], **more}, Item)
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


def _choice_wrongs(item: Choice, answer: Answer, simulate: Simulate | None) -> Costs:
    yield from ((name, 0) for name in item.options if name != answer.key)


def _picks_wrongs(item: Multiple | Hottext, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    if isinstance(item, Hottext) and item.pick == "one":
        yield from (([name], 0) for name in item.options if name not in key)
    else:
        yield from ((_toggled(key, name), 1 - 1 / len(key)) for name in item.options)


def _toggled(key: list[str], name: str) -> list[str]:
    """Return the key with one option more, or with one less."""
    return [one for one in key if one != name] if name in key else [*key, name]


def _number_wrongs(item: Number, answer: Answer, simulate: Simulate | None) -> Costs:
    """Yield a number just outside the tolerance on both sides, and each wrong answer that feedback foresees."""
    value, tolerance = float(answer.key["value"]), float(answer.key.get("tolerance", 0))
    step = tolerance * 1.01 + 1e-6 * max(1.0, abs(value))
    yield from ((typed, 0) for typed in (repr(value - step), repr(value + step), *answer.feedback))


def _order_wrongs(item: Order, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    for place in range(len(key) - 1):
        yield [*key[:place], key[place + 1], key[place], *key[place + 2 :]], 1 - 1 / (len(key) - 1)


def _match_wrongs(item: Match, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    for row in item.rows:
        yield {other: key[other] for other in item.rows if other != row}, 1 - 1 / len(key)
        for wrong in set(item.options) - {key[row]}:
            yield key | {row: wrong}, max(0, 1 - 2 / len(key))


def _run_wrongs(item: Run, answer: Answer, simulate: Simulate | None) -> Costs:
    """Yield the right run with a part missing or made up."""
    right = item.right(answer, simulate)
    one_less = 1 - 1 / len(item.parts)
    yield from (({**right, part: None}, one_less) for part in item.parts if part != "parameters")
    without_parameters = ("prediction" in item.parts) / len(item.parts)  # nothing else can be checked
    first = item.parameters[0].name
    for parameters in (None, {}, {**right["parameters"], first: "beyond"}, {**right["parameters"], "spare": 1}):
        yield {**right, "parameters": parameters}, without_parameters
    for quantity in item.result:
        edited = {**right["result"], quantity.name: right["result"][quantity.name] + 1}
        yield {**right, "result": edited}, one_less
    if item.comparison:
        yield {**right, "comparison": repr(2 * abs(float(right["comparison"])) + 2)}, one_less


RIGHT_RUN = {"prediction": "3", "parameters": {"alpha": 0.5}, "result": {"provision": 1.0}, "comparison": "4,00"}
_LOST = ("parameters", "result", "comparison")

ROWS = {
    "choice": Row(
        fields={"options": {"a": "one", "b": "two"}},
        key="b",
        marked=(Marked("b", 1), Marked("a", 0, ("a",)), Marked(None, 0, blank=True)),
        malformed=(5, "z", ["b"]),
        told=(Told({"a": "Not one."}, "a", ("Not one.",)), Told({"a": "Not one."}, "b", ())),
        in_words={"a": "one"},
        foreseen=lambda item, key: set(item.options) - {key},
        wrongs=_choice_wrongs,
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
        malformed=("ac", ["a", "a", "c"], ["a", 5]),
        told=(Told({"b": "Not two.", "a": "Yes."}, ["a", "b"], ("Yes.", "Not two.")),),
        in_words={"b": "two", "c": "<i>left out:</i> three"},
        foreseen=lambda item, key: set(item.options) - set(key),
        wrongs=_picks_wrongs,
    ),
    "number": Row(
        fields={"unit": "years"},
        key={"value": 36, "tolerance": 0.5},
        marked=(
            Marked("36", 1),
            Marked("36,5", 1),
            Marked("36.51", 0, ("36.51",)),
            Marked("36 years", 1),
            Marked("many", 0),
            Marked(" ", 0, blank=True),
        ),
        malformed=(36, "3" * 101),
        told=(
            Told({"35": "The essay's figure."}, "35,00", ("The essay's figure.",)),
            Told({"35": "The essay's figure."}, "35.2", ("The essay's figure.",)),
            Told({"35": "The essay's figure."}, "34.4", ()),
        ),
        in_words={"35": "35 years"},
        foreseen=lambda item, key: set(),
        wrongs=_number_wrongs,
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
        malformed=(["b", "a"], ["b", "a", ["c"]], ["b", "a", "a"]),
        told=(Told({"a>b": "Later."}, ["a", "b", "c"], ("Later.",)), Told({"c>b": "Last."}, ["b", "c", "a"], ())),
        in_words={"a>b": "<i>before the other:</i> one <i>/</i> two"},
        foreseen=lambda item, key: {f"{second}>{first}" for first, second in pairwise(key)},
        wrongs=_order_wrongs,
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
        malformed=(["r"], {"r": ["a"]}, {"q": "a"}),
        told=(Told({"r:b": "No."}, {"r": "b"}, ("No.",)),),
        in_words={"r:b": "row <i>as</i> two"},
        foreseen=lambda item, key: set(),
        wrongs=_match_wrongs,
    ),
    "hottext": Row(
        fields={"paragraphs": [8, 10]},
        key=["p8"],
        marked=(Marked(["p8"], 1), Marked(["p9"], 0, ("p9",)), Marked([], 0, blank=True)),
        malformed=(["p8", "p9"], {"p8": True}),
        told=(Told({"p9": "Read on."}, ["p9"], ("Read on.",)),),
        in_words={"p9": "P9"},
        foreseen=lambda item, key: set(item.fragments) - set(key),
        wrongs=_picks_wrongs,
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
            Marked(RIGHT_RUN | {"parameters": {"alpha": 0.95}}, 0.25, _LOST),
            Marked({"prediction": "much", "comparison": "4"}, 0, ("prediction", *_LOST)),
            Marked({"prediction": " ", "result": {}}, 0, blank=True),
        ),
        malformed=("3", {"marks": 4}),
        told=(Told({"result": "Press Record."}, {"prediction": "3"}, ("Press Record.",)),),
        in_words={"result": "Result: not earned"},
        foreseen=lambda item, key: set(item.parts),
        wrongs=_run_wrongs,
    ),
}
ITEMS: dict[str, dict[str, Any]] = {kind: row.fields for kind, row in ROWS.items()}
KEYS: dict[str, Any] = {kind: row.key for kind, row in ROWS.items()}
