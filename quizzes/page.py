"""What a quiz looks like: as data for `script/quiz.js`, and as static HTML where no script runs.

`view` turns the bank's Markdown into HTML once, so the page needs no parser. `static` stands beside the widget in the
cell's output: nbconvert, a mail or a front end without widgets shows the questions and the answers given so far.
Everything a student typed is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from random import Random
from typing import Any

from quizzes.bank import BankError, Quiz
from quizzes.items import Hottext, Item, Match, Number, Order, Parameter, Quantity, Run
from quizzes.markdown import html, inline
from quizzes.scoring import is_complete


def view(quiz: Quiz) -> dict[str, Any]:
    """Return the quiz as the page needs it, with every text as HTML."""
    head = {"id": quiz.id, "title": inline(quiz.title), "graded": quiz.graded, "points": quiz.points}
    return head | {"items": [item_view(item) for item in quiz.items]}


def item_view(item: Item) -> dict[str, Any]:
    """Return one item as the page needs it."""
    kind = str(item.__struct_config__.tag)
    return {"id": item.id, "type": kind, "points": item.points, "stem": html(item.stem)} | _parts(item)


def _parts(item: Item) -> dict[str, Any]:
    """Return what only this item's type has."""
    if isinstance(item, Number):
        return {"unit": item.unit}
    if isinstance(item, Match):
        return {"rows": _inlined(item.rows), "options": _inlined(item.options)}
    if isinstance(item, Hottext):
        return {"pick": item.pick, "passages": list(passages(item))}
    if isinstance(item, Run):
        return {
            "parameters": [_parameter(parameter) for parameter in item.parameters],
            "result": [_quantity(quantity) for quantity in item.result],
            "prediction": item.prediction and _quantity(item.prediction),
            "comparison": item.comparison and _quantity(item.comparison),
        }
    return {"options": _inlined(item.options)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    fields = {name: getattr(parameter, name) for name in parameter.__struct_fields__}
    choices = _inlined(parameter.choices) or None
    return fields | {"label": inline(parameter.label), "group": inline(parameter.group), "choices": choices}


def _quantity(quantity: Quantity) -> dict[str, str]:
    return {"name": quantity.name, "label": inline(quantity.label), "unit": quantity.unit}


def _inlined(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: inline(text) for name, text in texts.items()}


def passages(item: Hottext) -> Iterator[dict[str, Any]]:
    """Yield the paragraphs to pick from: {"paragraph": 8, "parts": [text or {"id", "text"}, ...]}.

    Where the item has fragments, only the paragraphs that hold one are shown.

    Raises
    ------
    BankError
        Where a fragment is not, word for word, in one of the item's paragraphs, or overlaps another one.
    """
    from seeds import paragraph

    first, last = item.paragraphs
    missing = dict(item.fragments)
    for number in range(first, last + 1):
        text = paragraph(number)
        here = {name: words for name, words in missing.items() if words in text}
        missing = {name: words for name, words in missing.items() if name not in here}
        if here or not item.fragments:
            yield {"paragraph": number, "parts": _cut(text, here, item.id)}
    if missing:
        raise BankError(f'item "{item.id}": not in P{first} to P{last}: {", ".join(missing)}; quote the essay exactly')


def _cut(text: str, fragments: Mapping[str, str], item_id: str) -> list[str | dict[str, str]]:
    """Split a paragraph into running text and the fragments in it."""
    parts: list[str | dict[str, str]] = []
    end = 0
    for name, words in sorted(fragments.items(), key=lambda pair: text.index(pair[1])):
        start = text.index(words)
        if start < end:
            raise BankError(f'item "{item_id}": the fragment "{name}" overlaps another one; shorten one of them')
        parts += [text[end:start], {"id": name, "text": words}]
        end = start + len(words)
    return [part for part in (*parts, text[end:]) if part]


def shuffled(item: Item, student: str, attempt: int) -> tuple[str, ...]:
    """Return the order in which a student sees the options at an attempt: always the same for the same three."""
    if isinstance(item, Number | Hottext | Run):
        return ()
    order = list(item.options)
    if getattr(item, "shuffle", True):
        Random(f"{student} {item.id} {attempt}").shuffle(order)
    return tuple(order)


def static(quiz: Quiz, responses: Mapping[str, Any]) -> str:
    """Return the quiz with the answers given so far as HTML that needs no script."""
    answered = sum(is_complete(item, responses.get(item.id)) for item in quiz.items)
    questions = "".join(f"<li>{html(item.stem)}{answer(item, responses.get(item.id))}</li>" for item in quiz.items)
    return (
        f"<section><h3>{inline(quiz.title)}</h3>"
        f"<p>{answered} of {len(quiz.items)} answered. Run this cell in JupyterLab to answer.</p>"
        f"<ol>{questions}</ol></section>"
    )


def answer(item: Item, response: Any) -> str:
    """Return the options of an item with what was chosen, or what was typed, as HTML."""
    if isinstance(item, Number):
        return f"<p>Answer: {_typed(response)} {escape(item.unit)}</p>"
    if isinstance(item, Run):
        return _run_answer(item, response if isinstance(response, dict) else {})
    if isinstance(item, Match):
        given = response if isinstance(response, dict) else {}
        picks = {row: inline(item.options.get(given.get(row, ""), "no answer yet")) for row in item.rows}
        return _list(f"{inline(text)}: <b>{picks[row]}</b>" for row, text in item.rows.items())
    if isinstance(item, Order) and response:
        return (
            f"<ol>{''.join(f'<li>{inline(item.options[name])}</li>' for name in response if name in item.options)}</ol>"
        )
    chosen = {response} if isinstance(response, str) else set(response or ())
    return _list(
        f"{'<b>☒ ' if name in chosen else '☐ '}{inline(text)}{' (your answer)</b>' if name in chosen else ''}"
        for name, text in item.options.items()
    )


def _run_answer(item: Run, response: Mapping[str, Any]) -> str:
    """Return what a run recorded."""
    lines = []
    if item.prediction:
        lines.append(f"Prediction, {inline(item.prediction.label)}: {_typed(response.get('prediction'))}")
    settings, found = run_parts_of(response)
    lines += [f"{inline(full_label(p))}: {_typed(setting(p, settings.get(p.name)))}" for p in item.parameters]
    lines += [f"{inline(q.label)}: {_typed(found.get(q.name))} {escape(q.unit)}" for q in item.result]
    if item.comparison:
        lines.append(f"Comparison, {inline(item.comparison.label)}: {_typed(response.get('comparison'))}")
    return _list(lines)


def run_parts_of(response: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parameters and the result of a run; what is no mapping was not recorded by the page."""
    settings, found = (response.get(part) for part in ("parameters", "result"))
    return settings if isinstance(settings, dict) else {}, found if isinstance(found, dict) else {}


def full_label(parameter: Parameter) -> str:
    """Return a parameter's label with the group it stands in, as Markdown."""
    return f"{parameter.group}: {parameter.label}" if parameter.group else parameter.label


def setting(parameter: Parameter, value: Any) -> Any:
    """Return what a parameter was set to, in the words of its choices or with its unit."""
    if parameter.choices:
        return parameter.choices.get(value, value) if isinstance(value, str) else value
    return value if value is None else f"{value} {parameter.unit}".strip()


def _typed(value: Any) -> str:
    return "<i>no answer yet</i>" if value in (None, "") else f"<b>{escape(str(value))}</b>"


def _list(lines: Any) -> str:
    return f"<ul style='list-style:none'>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
