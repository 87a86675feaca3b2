"""A bank's items and their answers as the forms that any platform has.

What a student reads after a wrong answer goes with the option; where the answer has no such text, the diagnosis does.
What no form can hold is returned as `Lost`: a simulation, a second key of several picks, a picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace as changed

import seeds
from instructor.exchange_formats.forms import Essay, Form, Lost, Numeric, Option, Pairs, Picks, Sequence, Value
from instructor.exchange_formats.texts import PICTURE
from quizzes.bank import Quiz
from quizzes.drawing import drawn_answer, drawn_item
from quizzes.types import Answer, BaseItem, Choice, Hottext, Match, Multiple, Note, Number, Order, Run, Verdict, Vote
from quizzes.types.number import NumberKey
from quizzes.types.verdict import VERDICTS, in_words
from quizzes.types.written import Writing

#: The fields of items and answers that are carried, or named for all (`lessons.read_lesson`); any other one is named.
CARRIED = {
    *(
        "id",
        "type",
        "stem",
        "points",
        "answer",
        "options",
        "rows",
        "shuffle",
        "unit",
        "pick",
        "paragraphs",
        "fragments",
    ),
    *("cases", "length", "criteria", "words", "step", "objective", "concept", "level", "evidence"),
    *("key", "rationale", "feedback", "diagnosis", "also", "void", "credit", "numbers", "hints", "window"),
}
LOT = "export"  # of numbers that vary
WINDOWLESS = "no format holds times by question; set those of the whole quiz on the platform"
QUOTED = 60  # words of a paragraph that stand beside its number


class Asked(NamedTuple):
    """An item with the quiz it stands in, its answer (None: it has none), and what it is worth."""

    quiz: Quiz
    item: BaseItem
    answer: Answer | None
    points: float


def formed(asked: Asked) -> tuple[Form | None, list[Lost]]:
    """Return an item as a form, or None, and what is lost by it."""
    item, answer = drawn_item(asked.item, LOT), asked.answer and drawn_answer(asked.item, asked.answer, LOT)[0]
    lost = [Lost(item.id, what) for what in _lost(item, answer)]
    shared = {
        "id": item.id,
        "title": item.id,
        "stem": item.stem,
        "points": asked.points,
        "rationale": answer.rationale if answer else "",
        "hints": item.hints,
    }
    return _form(item, answer, shared), lost


def _form(item: BaseItem, answer: Answer | None, shared: dict[str, Any]) -> Form | None:
    if answer is None or answer.void == "out":
        return _unkeyed(item, shared)
    told = answer.diagnosis | answer.feedback
    match item:
        case Choice():
            right = answer.credit | dict.fromkeys((answer.key, *answer.also), 1.0)
            return Picks(**shared, options=_options(item.options, right, told), shuffle=item.shuffle)
        case Multiple():
            return _several(shared, item.options, answer, item.shuffle)
        case Hottext(pick="one"):
            right = answer.credit | {key[0]: 1.0 for key in (answer.key, *answer.also)}
            return Picks(**shared, options=_options(passages(item), right, told), shuffle=False)
        case Hottext():
            return _several(shared, passages(item), answer, False)
        case Number():
            return _numeric(item, answer, shared)
        case Match():
            return Pairs(**shared, rows=item.rows, options=item.options, key=answer.key, feedback=told)
        case Order():
            return Sequence(**shared, options=item.options, key=tuple(answer.key), feedback=told)
    return None


def _unkeyed(item: BaseItem, shared: dict[str, Any]) -> Form | None:
    nothing = shared | {"points": 0.0}
    match item:
        case Writing():
            length = item.length
            least = (length.least or length.about or 0) if length else 0
            most = (length.most or length.about or 0) if length else 0
            return Essay(**shared, criteria=item.criteria, least=least, most=most)
        case Note():
            return Essay(**nothing, least=item.words, most=item.words, marked=False)
        case Verdict():
            verdicts = "\n".join(f"- {in_words(name)}" for name in VERDICTS)
            return Essay(**nothing | {"stem": f"{item.stem}\n\n{verdicts}"}, marked=False)
        case Vote():
            return Picks(**nothing, options=_options(item.options, {}, item.cases), keyed=False)
    return None


def _several(shared: dict[str, Any], options: Mapping[str, str], answer: Answer, shuffle: bool) -> Picks:
    told, share = answer.diagnosis | answer.feedback, 1 / len(answer.key)
    credit = {name: share if name in answer.key else -share for name in options} | answer.credit
    return Picks(**shared, options=_options(options, credit, told), single=False, shuffle=shuffle)


def _options(options: Mapping[str, str], credit: Mapping[str, float], told: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(name, text, credit.get(name, 0.0), told.get(name, "")) for name, text in options.items())


def _numeric(item: Number, answer: Answer, shared: dict[str, Any]) -> Numeric:
    keys = [msgspec.convert(key, NumberKey) for key in (answer.key, *answer.also)]
    told = answer.diagnosis | answer.feedback
    wrong = tuple(Value(float(name), keys[0].tolerance, text) for name, text in told.items())
    return Numeric(**shared, right=tuple(Value(key.value, key.tolerance) for key in keys), wrong=wrong, unit=item.unit)


def passages(item: Hottext) -> dict[str, str]:
    """Return what can be picked in the text: the fragments, or the paragraphs' numbers with how they begin."""
    if item.fragments:
        return dict(item.fragments)
    return {name: f"{label}: {_beginning(int(name[1:]))}" for name, label in item.options.items()}


def _beginning(number: int) -> str:
    words = seeds.paragraph(number).split()
    return " ".join(words[:QUOTED]) + (" …" if len(words) > QUOTED else "")


def _lost(item: BaseItem, answer: Answer | None) -> Iterator[str]:
    """Say what of an item no form can hold."""
    if isinstance(item, Run):
        yield "left out: a simulation runs in its notebook alone"
    elif answer is None and item.keyed:
        yield "left out: no key was found for it"
    elif answer and answer.void:
        yield f"it was voided (void: {answer.void}); it is asked as it was before, or left out where it counts for none"
    if item.numbers:
        yield "its numbers differ from student to student; elsewhere all get those of one draw"
    if isinstance(item, Verdict):
        yield "its four verdicts stand in the text of an essay question"
    if isinstance(item, Hottext):
        yield "picking in the text became a list of options; the text itself stays in the course"
    if answer and answer.also and not isinstance(item, Choice | Number) and not _is_single(item):
        yield f"{len(answer.also)} further right answer(s) of `also` left out: a platform takes one set"
    yield from _unheld(item, answer)


def _unheld(item: BaseItem, answer: Answer | None) -> Iterator[str]:
    if item.window and not isinstance(item, Run):
        yield f"its window ({item.window.said}) left out: {WINDOWLESS}"
    texts = msgspec.json.encode([changed(item, answer=None), answer]).decode()
    if PICTURE.search(texts):
        yield "a picture: only its link was written; add the file on the platform"
    if not isinstance(item, Run):
        fields = [*msgspec.to_builtins(item), *(msgspec.to_builtins(answer) if answer else ())]
        for name in dict.fromkeys(each for each in fields if each not in CARRIED):
            yield f"its `{name}` left out: no place is known for it on other platforms"
    known = (Choice, Multiple, Number, Order, Match, Hottext, Run, Writing, Verdict, Note, Vote)
    if not isinstance(item, known):
        yield f'left out: no form of other platforms is known for the type "{item.kind}"'


def _is_single(item: BaseItem) -> bool:
    return isinstance(item, Hottext) and item.pick == "one"
