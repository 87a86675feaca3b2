"""What the tests of exchange formats share: a lesson with every form and awkward texts, and how forms are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from instructor.exchange_formats.forms import Essay, Form, Group, Lesson, Numeric, Option, Pairs, Picks, Sequence, Value
from quizzes.markdown import html
from quizzes.scoring import score
from quizzes.types import Answer, BaseItem, Choice, Hottext, Match, Multiple, Number, Order

AWKWARD = (
    "Braces {x}, a ~tilde~, a = b, a #hash, a colon: and a back\\\\slash.",
    "Money: \\$5 and \\$10; mathematics: $x_1 < \\frac{1}{2}$ and $a^{2}$.",
    "**Bold**, *leaning*, `co*de`, a [link](https://example.org/a_b).",
    "A <tag> & an entity &lt; that is none, and ]]> too.",
    "1\\. not a list, * not one either, and 3 -> 4",
)


def lesson() -> Lesson:
    """Return a lesson of a question of each form, every text an awkward one."""
    one, two, three, four, five = AWKWARD
    options = tuple(Option("abcd"[n], text, float(n == 2), AWKWARD[n + 1]) for n, text in enumerate(AWKWARD[:4]))
    several = tuple(Option("abc"[n], AWKWARD[n], (-0.5, 0.5, 0.5)[n]) for n in range(3))
    rows, choices = {"p": one, "q": two, "r": three}, {"x": "first", "y": "second: or {third}", "z": "free"}
    questions: tuple[Form, ...] = (
        Picks(id="one", title="one", stem=one, rationale=two, options=options),
        Picks(id="some", title="some", stem=f"{two}\n\n- {three}\n- {four}", points=2, options=several, single=False),
        Numeric(
            id="number",
            title="number",
            stem=five,
            rationale=one,
            right=(Value(2.5, 0.25),),
            wrong=(Value(25, 0, four),),
        ),
        Pairs(
            id="rows",
            title="rows",
            stem=four,
            rows=rows,
            options=choices,
            key={"p": "x", "q": "y", "r": "x"},
            feedback={"p:y": three},
        ),
        Sequence(
            id="order", title="order", stem=three, options=rows, key=("q", "p", "r"), feedback={"p>q": "Not before."}
        ),
        Essay(id="text", title="text", stem=one, points=4, criteria=("clear", "short"), least=100, most=200),
    )
    return Lesson("sample", "Sample", (Group("quiz", "A quiz: {one} / two", questions),), "A text & its author")


def meant(form: Form) -> tuple[Any, ...]:
    """Return what a form says, by the texts alone: ids are each format's own."""
    match form:
        case Picks():
            options = [(shown(each.text), round(each.credit, 3), shown(each.feedback)) for each in form.options]
            return ("picks", shown(form.stem), form.single, options)
        case Numeric():
            return (
                "number",
                shown(form.stem),
                form.right,
                [(each.number, shown(each.feedback)) for each in form.wrong],
            )
        case Pairs():
            pairs = {shown(form.rows[row]): shown(form.options[name]) for row, name in form.key.items()}
            return ("rows", shown(form.stem), pairs, sorted(map(shown, form.options.values())))
        case Sequence():
            return ("order", shown(form.stem), [shown(form.options[name]) for name in form.key])
        case Essay():
            return ("essay", shown(form.stem))


def in_places(form: Form) -> Form:
    """Return an order as the rows that stand for it where a format has none."""
    if not isinstance(form, Sequence):
        return form
    places = {f"place-{n}": str(n) for n in range(1, len(form.key) + 1)}
    key = dict(zip(form.key, places, strict=True))
    return Pairs(id=form.id, title=form.title, stem=form.stem, rows=form.options, options=places, key=key)


def shown(text: str) -> str:
    """Return a text as a page shows it, without the paragraph that one of a line may or may not have."""
    return html(" ".join(text.split())).removeprefix("<p>").removesuffix("</p>")


def translated(before: BaseItem, after: BaseItem, response: Any) -> Any:
    """Return a response to an item as one to the item that it became: the same texts are chosen."""
    match before:
        case Choice():
            return _named(before.options, after)[response]
        case Multiple():
            return [_named(before.options, after)[name] for name in response]
        case Hottext():
            names = dict(zip(before.options, _options(after), strict=True))
            return [names[name] for name in response] if isinstance(after, Multiple) else names[response[0]]
        case Match() if isinstance(after, Match):
            rows = dict(zip(before.rows, after.rows, strict=True))
            return {rows[row]: _found(after.options, before.options[name]) for row, name in response.items()}
        case Order() if isinstance(after, Order):
            return [_found(after.options, before.options[name]) for name in response]
        case Order() if isinstance(after, Match):
            texts = [before.options[name] for name in response]
            return {_found(after.rows, text): _found(after.options, str(n)) for n, text in enumerate(texts, 1)}
        case Number():
            return response
    raise TypeError(f"{before.kind} became {after.kind}")


def _options(item: BaseItem) -> Mapping[str, str]:
    assert isinstance(item, Choice | Multiple)
    return item.options


def _named(options: Mapping[str, str], after: BaseItem) -> dict[str, str]:
    return dict(zip(options, _options(after), strict=True))


def _found(options: Mapping[str, str], text: str) -> str:
    return next(name for name, each in options.items() if shown(each) == shown(text))


def shares(item: BaseItem, answer: Answer, responses: Iterator[Any]) -> list[float]:
    """Return what responses earn of an item's points."""
    return [score(item, answer, response).points / item.points for response in responses]
