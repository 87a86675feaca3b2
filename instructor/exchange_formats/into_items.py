"""Forms as items of this course, with their answers: what was read elsewhere, by the course's own rules.

Each item is checked as a bank's is. What cannot be one is left out and named; so is each difference in how it counts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from instructor.exchange_formats.forms import Essay, Form, Found, Lost, Numeric, Pairs, Picks, Sequence
from instructor.exchange_formats.texts import PICTURE
from quizzes.bank import BankError, Quiz, check_answer, check_item
from quizzes.numbers import is_near
from quizzes.types import Answer, BaseItem, Choice, Match, Multiple, Number, Order
from quizzes.types.written import Length, Writing

LONGEST = 50  # characters of an id that is made here; the journal takes a few more
MOST_HINTS, MOST_POINTS = 9, 100  # of an item


class Taken(NamedTuple):
    """Quizzes without answers, the answers by item id, what did not fit, and the pictures that they show, by name."""

    quizzes: tuple[Quiz, ...]
    answers: dict[str, Answer]
    lost: tuple[Lost, ...]
    pictures: Mapping[str, bytes] = MappingProxyType({})


def taken(found: Found, title: str, known: Iterable[str] = (), objective: int = 1) -> Taken:
    """Return what was read as quizzes; `known` are ids that the bank has already.

    A group becomes a graded quiz of `title` where it has none of its own; each written answer is a quiz of its own.
    """
    names, quizzes, answers, lost = _Names(known), [], {}, list(found.lost)
    for group in found.groups:
        made: list[BaseItem] = []
        identifier = names.new(group.id or group.title or title)
        for number, form in enumerate(group.questions, 1):
            name = names.new(form.id or form.title or f"{identifier}-{number}")
            try:
                item, answer = _item(form, name, objective)
                _check(item, answer)
            except (ValueError, BankError) as error:
                lost.append(Lost(form.place or name, f"left out: {error}"))
                continue
            lost += [Lost(f"{form.place} ({name})", what) for what in _different(form, found.pictures)]
            if answer is None:
                quizzes.append(Quiz(id=name, title=form.title or name, items=(item,)))
            else:
                made.append(item)
                answers[name] = answer
        if made:
            quizzes.append(Quiz(id=identifier, title=group.title or title, items=tuple(made), graded=True))
    texts = repr((quizzes, answers))
    pictures = {file: data for file, data in found.pictures.items() if f"]({file})" in texts}
    return Taken(tuple(quizzes), answers, tuple(lost), pictures)


class _Names:
    """Ids, each once."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = set(known)

    def new(self, wanted: str) -> str:
        """Return an id near to what is wanted that nothing has yet."""
        letters = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-") or "question"
        name, number = base, 1
        while name in self.known:
            number += 1
            name = f"{base}-{number}"
        self.known.add(name)
        return name


def _check(item: BaseItem, answer: Answer | None) -> None:
    """Raise ValueError, or BankError, unless bank and keys can hold an item and its answer as they are."""
    msgspec.convert(msgspec.to_builtins(item), type(item))
    check_item(Quiz(id=item.id, title=item.id, items=(item,), graded=answer is not None), item, "it")
    if answer:
        check_answer(item, msgspec.convert(msgspec.to_builtins(answer), Answer), "it")
    item.view()


def _item(form: Form, name: str, objective: int) -> tuple[BaseItem, Answer | None]:
    shared: dict[str, Any] = {"id": name, "stem": form.stem, "objective": objective, "hints": form.hints[:MOST_HINTS]}
    if not form.stem.strip():
        raise ValueError("it asks nothing: its text is empty")
    if isinstance(form, Essay):
        length = Length(about=form.most) if form.most and form.least == form.most else None
        if form.most and form.least != form.most:
            length = Length(least=form.least, most=form.most)
        return Writing(**shared, length=length, criteria=form.criteria), None
    if form.points > MOST_POINTS:
        raise ValueError(f"it is worth {form.points:g} points; an item has {MOST_POINTS} at most")
    shared["points"] = form.points if form.points > 0 else 1.0
    match form:
        case Picks():
            return _picks(form, shared)
        case Numeric():
            return _numeric(form, shared)
        case Pairs():
            _checked(form.rows, "rows")
            item: BaseItem = Match(**shared, rows=dict(form.rows), options=dict(_checked(form.options, "options")))
            key = {row: form.key[row] for row in form.rows if row in form.key}
            return item, _answer(form, key, dict(form.feedback), "; ".join(_said(form)))
        case Sequence():
            item = Order(**shared, options=dict(_checked(form.options, "options")))
            return item, _answer(form, list(form.key), dict(form.feedback), "; ".join(_said(form)))


def _checked(options: Any, what: str) -> Any:
    """Return what there is to pick. Raises ValueError where it is too little or too much, or a text is empty."""
    if not 2 <= len(options) <= 14:
        raise ValueError(f"it has {len(options)} {what}; an item has from 2 to 14")
    for name, text in options.items():
        if not text.strip():
            raise ValueError(f'the text of "{name}" among its {what} is empty')
    return options


def _picks(form: Picks, shared: dict[str, Any]) -> tuple[BaseItem, Answer]:
    options = _checked({option.id: option.text for option in form.options}, "options")
    told = {option.id: option.feedback for option in form.options if option.feedback}
    if form.single:
        right = [option.id for option in form.options if option.credit >= 0.999]
        if not right:
            raise ValueError("no option is fully right")
        item: BaseItem = Choice(**shared, options=options, shuffle=form.shuffle)
        return item, _answer(form, right[0], told, options[right[0]], right[1:], _shares(form))
    if not form.right:
        raise ValueError("no option is right")
    item = Multiple(**shared, options=options, shuffle=form.shuffle)
    return item, _answer(form, form.right, told, "; ".join(options[name] for name in form.right), (), _shares(form))


def _shares(form: Picks) -> dict[str, float]:
    """Return what options earn beside the usual; {} where that is nothing, or what the course cannot hold."""
    if form.single:
        some = {option.id: round(option.credit, 7) for option in form.options if 0 < option.credit < 0.999}
        return some if len(some) + len(form.right) < len(form.options) else {}
    if abs(sum(option.credit for option in form.options if option.id in form.right) - 1) > 1e-6:
        return {}
    share = 1 / len(form.right)
    usual = {option.id: share if option.id in form.right else -share for option in form.options}
    other = [option for option in form.options if abs(option.credit - usual[option.id]) > 1e-6]
    # What takes more than all leaves nothing, as what takes all.
    return {option.id: max(round(option.credit, 7), -1.0) for option in other}


def _numeric(form: Numeric, shared: dict[str, Any]) -> tuple[BaseItem, Answer]:
    if not form.right:
        raise ValueError("no number is right")
    if not all(math.isfinite(part) for value in (*form.right, *form.wrong) for part in (value.number, value.tolerance)):
        raise ValueError("one of its numbers is not finite")
    keys = [{"value": value.number, "tolerance": value.tolerance} for value in form.right]
    told = {f"{value.number:.12g}": value.feedback for value in _foreseen(form) if value.feedback}
    said = form.right[0].feedback or f"{form.right[0].number:.12g}"
    return Number(**shared, unit=form.unit), _answer(form, keys[0], told, said, keys[1:])


def _foreseen(form: Numeric) -> Iterator[Any]:
    """Yield the wrong numbers that are not right by one of the keys."""
    for value in form.wrong:
        if not any(is_near(value.number, right.number, right.tolerance) for right in form.right):
            yield value


def _said(form: Pairs | Sequence) -> Iterator[str]:
    if isinstance(form, Pairs):
        yield from (f"{form.rows[row]}: {form.options[name]}" for row, name in form.key.items())
    else:
        yield from (form.options[name] for name in form.key)


def _answer(
    form: Form,
    key: Any,
    told: dict[str, str],
    right: str,
    also: Iterable[Any] = (),
    credit: Mapping[str, float] = MappingProxyType({}),
) -> Answer:
    return Answer(key=key, rationale=form.rationale or right, feedback=told, also=tuple(also), credit=dict(credit))


def _different(form: Form, pictures: Collection[str]) -> Iterator[str]:
    """Say what of a form that became an item counts otherwise here, or has still to be written."""
    if isinstance(form, Essay):
        if form.points:
            yield f"a person marks it: give its cell in the notebook {form.points:g} point(s)"
    elif not form.rationale:
        yield "the file gives no reason; its `rationale` repeats the right answer until you write one"
    if not isinstance(form, Essay) and form.points <= 0:
        yield f"it was worth {form.points:g} points; here it is worth 1"
    if isinstance(form, Picks):
        yield from _otherwise_picked(form)
    if isinstance(form, Numeric):
        near = [*form.wrong]
        for value in _foreseen(form):
            near.remove(value)
        yield from (f"{value.number:g} is right by its tolerance; what was told for it left out" for value in near)
        told = [value for value in form.right[0 if form.rationale else 1 :] if value.feedback]
        yield from (f"what was told for the right answer {value.number:g} left out" for value in told)
    if isinstance(form, Pairs) and set(form.key) != set(form.rows):
        yield "a row has no right option"
    if len(form.hints) > MOST_HINTS:
        yield f"{len(form.hints) - MOST_HINTS} of its hints left out: an item has {MOST_HINTS} at most"
    shown = [each[0].partition("](") for each in PICTURE.finditer(repr(form))]
    if any(file.rstrip(")") not in pictures for _, _, file in shown):
        yield "a picture in its text: bring the file, or write what it shows"
    yield from (
        f"nothing says what its picture {file.rstrip(')')} shows; write it between the brackets: {words}]({file}"
        for words, _, file in dict.fromkeys(shown)
        if words == "![" and file.rstrip(")") in pictures
    )


def _otherwise_picked(form: Picks) -> Iterator[str]:
    held = _shares(form)
    if form.single:
        for option in form.options:
            if 0 < option.credit < 0.999 and not held:
                yield f"option {option.id} earned {option.credit:.0%}; here it is wrong, for one has to earn nothing"
            elif option.credit < 0:
                yield f"option {option.id} took {-option.credit:.0%} away; here a wrong one earns nothing"
        return
    share = 1 / len(form.right)
    if not held and any(abs(abs(option.credit) - share) > 0.01 for option in form.options):
        yield f"its shares differ; here each right pick earns {share:.0%} and each wrong one takes as much away"
