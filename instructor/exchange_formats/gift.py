r"""GIFT, written: Moodle's plain text, which other platforms read too.

Texts are [html]; the signs ~ = # { } : and \ are escaped, line ends become spaces, in code \n, because an empty line
ends a question. An order becomes a row a place, since GIFT has no order of its own.
"""

from __future__ import annotations

import re

from instructor.exchange_formats.forms import (
    Essay,
    Form,
    Lesson,
    Lost,
    Made,
    Numeric,
    Pairs,
    Picks,
    Sequence,
    Value,
    told_apart,
)
from instructor.exchange_formats.moodle import FRACTIONS
from instructor.exchange_formats.texts import block, inline, plain


def write(lesson: Lesson) -> Made:
    """Return a lesson as GIFT, and what the format cannot hold."""
    parts, lost = [f"// {lesson.id}. {_line(lesson.about)}"], []
    for group in lesson.groups:
        parts.append(f"$CATEGORY: $course$/top/{lesson.id}/{_line(plain(group.title)).replace('/', '//')}")
        for question in group.questions:
            parts.append(_question(question))
            lost += [Lost(question.id, what) for what in _lost(question)]
    return Made({f"{lesson.id}.gift.txt": ("\n\n".join(parts) + "\n").encode()}, tuple(lost))


def _lost(question: Form) -> list[str]:
    lost = []
    if question.points not in (0, 1):
        lost.append(f"its {question.points:g} points: GIFT holds none; set them on the platform")
    match question:
        case Pairs():
            lost.append("each right row counts its share, and a wrong one takes nothing away")
            if len(question.rows) < 3:
                lost.append("Moodle wants three rows or more")
        case Sequence():
            lost.append("became a row a place, each counting its share: GIFT has no order")
        case Picks(keyed=False):
            lost.append("a vote: every option counts as right; give it no points on the platform")
        case Picks():
            if any(abs(_nearest(option.credit) - 100 * abs(option.credit)) > 1e-4 for option in question.options):
                lost.append("Moodle knows no such share of a mark; the nearest one was written")
            if question.has_order:
                lost.append("its options have an order, which GIFT cannot keep; switch shuffling off on the platform")
        case Essay() if question.least or question.criteria or not question.marked:
            lost.append("length, criteria and whether it is marked: GIFT holds none of them")
    return lost


def _question(question: Form) -> str:
    asked = question.asked if isinstance(question, Numeric) else question.stem
    general = told_apart(question)
    lines = [*_answers(question), *([f"####{_escaped(block(general))}"] if general else [])]
    head = f"// [id:{question.id}]\n::{_escaped(question.title)}::[html]{_escaped(block(asked))}"
    inside = "".join(f"\n\t{line}" for line in lines) + "\n" * bool(lines)  # an essay's braces hold nothing at all
    return f"{head}{{{_sign(question)}{inside}}}"


def _sign(question: Form) -> str:
    return "#" if isinstance(question, Numeric) else ""


def _answers(question: Form) -> list[str]:
    match question:
        case Picks():
            return [_option(question, n) for n in range(len(question.options))]
        case Numeric():
            return [_value("=", value) for value in question.right] + [_value("=%0%", each) for each in question.wrong]
        case Pairs():
            rows = [(question.rows[row], question.options[name]) for row, name in question.key.items()]
            free = [("", text) for name, text in question.options.items() if name not in question.key.values()]
            return [f"={_escaped(inline(row))} -> {_escaped(plain(option))}" for row, option in [*rows, *free]]
        case Sequence():
            return [f"={_escaped(inline(question.options[name]))} -> {n}" for n, name in enumerate(question.key, 1)]
        case Essay():
            return []


def _option(question: Picks, number: int) -> str:
    option = question.options[number]
    if question.single and question.keyed:
        sign = "=" if option.credit == 1 else f"~%{_nearest(option.credit):g}%" if option.credit else "~"
    else:
        share = 100 if not question.keyed else 100 * option.credit
        sign = f"~%{'-' if share < 0 else ''}{_nearest(share / 100):g}%"
    return f"{sign}{_escaped(inline(option.text))}{_told(option.feedback)}"


def _nearest(share: float) -> float:
    return min(FRACTIONS, key=lambda known: abs(known - 100 * abs(share)))


def _value(sign: str, value: Value) -> str:
    return f"{sign}{value.number!r}:{value.tolerance!r}{_told(value.feedback)}"


def _told(feedback: str) -> str:
    return f"#{_escaped(block(feedback))}" if feedback else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Return HTML in one line, in which only code keeps its blanks and its line ends."""
    parts = re.split(r"(<pre>.*?</pre>)", text, flags=re.DOTALL)
    kept = "".join(part if part.startswith("<pre>") else _line(part) for part in parts)
    return re.sub(r"([\\~=#{}:])", r"\\\1", kept).replace("\n", r"\n")
