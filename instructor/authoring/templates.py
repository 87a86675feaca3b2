"""What a new question is written as: an example of its type, complete enough to pass every check, with remarks.

`EXAMPLES` has for each type the fields that it cannot do without, a key, and a mistake that a key may name. All other
fields a type knows stand behind them as remarks, with what they admit: they are read from the type, so a field that it
gains is offered here without a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_origin

import seeds
import seeds.walk
from instructor.authoring.admitted import admitted
from instructor.course import CourseError
from instructor.exchange_formats.into_files import written
from quizzes.authored import choices, fields
from quizzes.bank import Quiz
from quizzes.types import BaseItem, registered


class Example(NamedTuple):
    """The fields of a type's own, a key, and texts for wrong answers by their names."""

    fields: dict[str, Any]
    key: Any = None
    wrong: Mapping[str, str] = MappingProxyType({})


_OPTIONS = {"a": "the right answer", "b": "a wrong answer that sounds right", "c": "another wrong answer"}
_WRONG = "What whoever answers so mixes up, and what to look at again."
EXAMPLES = {
    "choice": Example({"options": _OPTIONS}, "a", {"b": _WRONG, "c": _WRONG}),
    "multiple": Example(
        {"options": {"a": "a right answer", "b": "another right answer", "c": "a wrong answer"}},
        ["a", "b"],
        {"c": _WRONG},
    ),
    "number": Example({"unit": "per cent"}, {"value": 50, "tolerance": 0.5}, {"20": _WRONG}),
    "order": Example(
        {"options": {"a": "what comes first", "b": "what comes second", "c": "what comes last"}},
        ["a", "b", "c"],
        {"b>a": _WRONG},
    ),
    "match": Example(
        {
            "rows": {"first": "a statement", "second": "another statement"},
            "options": {"a": "goes with the first", "b": "goes with the second"},
        },
        {"first": "a", "second": "b"},
        {"first:b": _WRONG, "second:a": _WRONG},
    ),
    "hottext": Example({"pick": "one"}, ["p1"]),
    "run": Example(
        {
            "model": "model",
            "parameters": [
                {"name": "alpha", "label": "What is set", "minimum": 0, "maximum": 10, "step": 1, "default": 4}
            ],
            "result": [{"name": "twice", "label": "What comes out"}],
            "prediction": {"name": "twice", "label": "What will come out"},
        },
        {"tolerance": 0.01},
        {"prediction": "Write down a number before the first run."},
    ),
    "written": Example({"length": {"about": 150}, "criteria": ["**Reason**: gives one, and the words it rests on"]}),
    "verdict": Example({"step": ""}),
    "note": Example({"words": 50}),
    "vote": Example(
        {
            "options": {"a": "one side", "b": "the other side"},
            "cases": {"a": "The best reason for it, with its source.", "b": "The best reason for it, with its source."},
        }
    ),
}
#: What is said behind a field that every item has, or that needs it.
_REMARKS = {
    "stem": "Markdown; $x^2$ is mathematics",
    "options": "by these ids answers are found: change the words, never an id that was released",
    "rows": "each takes one of the options",
    "concept": "an entry of seeds/glossary.json",
    "level": "recall, apply, analyse or judge; no student sees it",
    "objective": "which of the lesson's objectives, counted from 1",
    "evidence": "exact words of the text, and their paragraph",
    "key": "what earns all points",
    "feedback": "wrong answer: what a student reads who gave it",
    "diagnosis": "wrong answer: the misconception, for the instructor's report alone",
    "rationale": "why; in practice it is read at once, else after the marking",
}


_STEM, _WHY, _MIXED = "Write the question here.", "Say why the key is right.", "takes one thing for another"
_BLOCKS = ("stem", "rationale")


class Setting(NamedTuple):
    """What a new item takes over from where it stands: its evidence, its concept, its objective."""

    objective: int = 1
    concept: str | None = None
    evidence: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, quiz: Quiz | None) -> Setting:
        """Return that of the last item of a quiz; of no quiz the first words of the course's text."""
        last = next((item for item in reversed(quiz.items) if item.evidence), None) if quiz else None
        glossary, text = seeds.glossary(), seeds.essay().paragraphs
        if last:
            quoted = tuple((each.paragraph, each.quote) for each in last.evidence[:1])
            return cls(last.objective, last.concept, quoted)
        words = ((1, " ".join(text[0].split()[:8])),) if text else ()
        return cls(1, next(iter(glossary), None), words)


def item_lines(kind: str, name: str, stem: str, setting: Setting, points: float, practice: bool) -> list[str]:
    """Return a new item as lines of YAML, with the answer of one that is for practice. Raises CourseError."""
    example, struct = example_of(kind), registered()[kind]
    own = example.fields | ({"step": _step()} if kind == "verdict" else {})
    lines = [f"id: {name}", f"type: {kind}", *_field("stem", stem or _STEM)]
    lines += [line for field, each in own.items() for line in _field(field, each)]
    lines += _others(struct, {*own, "id", "stem", "concept", "level", "objective", "evidence", "points", "answer"})
    lines += _field("concept", setting.concept) if setting.concept else []
    lines += [*_field("level", "apply"), *_field("objective", setting.objective)]
    if setting.evidence:
        lines += ["evidence:   # " + _REMARKS["evidence"]]
        lines += [f"  - {{paragraph: {number}, quote: {_quoted(words)}}}" for number, words in setting.evidence]
    lines += [f"points: {points:g}"] if struct.keyed or struct.by_person else []
    if practice and struct.keyed:
        lines += ["answer:", *(f"  {line}" for line in answer_lines(kind))]
    return lines


def answer_lines(kind: str) -> list[str]:
    """Return a new item's key as lines of YAML, with what is said of wrong answers."""
    example = example_of(kind)
    lines = [*_field("key", example.key, flow=True), *_field("rationale", _WHY)]
    for field, words in (("feedback", None), ("diagnosis", _MIXED)):
        if example.wrong:
            told = {wrong: words or text for wrong, text in example.wrong.items()}
            lines += _field(field, told)
    return lines


def example_of(kind: str) -> Example:
    """Return the example of a type. Raises CourseError where there is no such type, or none of it."""
    if kind not in registered():
        raise CourseError(f'there is no type "{kind}"; the types are {", ".join(registered())}')
    if kind not in EXAMPLES:
        raise CourseError(f"{kind} has no template; add one to EXAMPLES in {__name__}, or write the item by hand")
    return EXAMPLES[kind]


def example_words() -> frozenset[str]:
    """Return the words that a new question has in place of its author's; not those that may stay, as a unit."""
    fields = [{name: each for name, each in given.fields.items() if name != "unit"} for given in EXAMPLES.values()]
    texts = strings([fields, [dict(given.wrong) for given in EXAMPLES.values()]])
    return frozenset(text for text in (*texts, _STEM, _WHY, _MIXED) if " " in text)


def strings(given: Any) -> Iterator[str]:
    """Yield every text in plain values; names are none."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict | list):
        for each in given.values() if isinstance(given, dict) else given:
            yield from strings(each)


def _step() -> str:
    steps = seeds.walk.steps()
    if not steps:
        raise CourseError("a verdict judges a step of the argument, and the course has none; add seeds/steps.json")
    return next(iter(steps))


def _others(struct: type[BaseItem], there: set[str]) -> Iterator[str]:
    """Yield the fields that an item may have and this one has not, as remarks."""
    free = [field for name, field in fields(struct).items() if name not in there]
    if free:
        yield "# It may also have:"
    for field in free:
        simple = any(each in (str, int, float, bool) or get_origin(each) is Literal for each in choices(field.type))
        yield f"#   {field.encode_name}: {admitted(field.type) if simple else 'see the other questions'}"


def _field(name: str, given: Any, flow: bool = False) -> Iterator[str]:
    """Yield a field as lines of YAML, a remark behind the first."""
    if name in _BLOCKS and re.fullmatch(r"\S(.*\S)?", given):
        first, rest = f"{name}: >-", [f"  {given}"]  # so that a colon may be written into it, and no remark behind it
    else:
        first, *rest = (f"{name}: {_flow(given)}\n" if flow else written({name: given})).splitlines()
    remark = _REMARKS.get(name)
    yield f"{first}   # {remark}" if remark else first
    yield from rest


def _flow(given: Any) -> str:
    if isinstance(given, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(each)}" for name, each in given.items()) + "}"
    return f"[{', '.join(map(_flow, given))}]" if isinstance(given, list) else str(given)


def _quoted(words: str) -> str:
    return words if re.fullmatch(r"[^\W\d][\w ’]*", words) else json.dumps(words, ensure_ascii=False)
