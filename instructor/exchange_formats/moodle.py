"""Moodle XML, written: one file a lesson, a category a quiz.

Several picks: the credits are Moodle's fractions, right ones positive and wrong ones negative, and Moodle too stops at
nothing. Rows count each for itself there, and no wrong row takes anything away. An order is Moodle's own type
`ordering` (part of Moodle since 4.4).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

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
    told_apart,
)
from instructor.exchange_formats.texts import block, inline, plain

#: The fractions of a mark that Moodle takes, in percent.
FRACTIONS = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333),
    *(30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0),
)
FIRST_LINE = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def write(lesson: Lesson) -> Made:
    """Return a lesson as Moodle XML, and what the format counts otherwise."""
    root, lost = Element("quiz"), []
    for group in lesson.groups:
        category = SubElement(root, "question", type="category")
        _text(category, "category", f"$course$/top/{lesson.id}/{_escaped(plain(group.title))}", format=False)
        _text(category, "info", block(lesson.about))
        _text_of(category, "idnumber", group.id)
        for question in group.questions:
            _write(SubElement(root, "question", type=_kind(question)), question)
            lost += [Lost(question.id, what) for what in _lost(question)]
    indent(root)
    return Made({f"{lesson.id}.moodle.xml": FIRST_LINE + tostring(root, encoding="utf-8")}, tuple(lost))


def _escaped(title: str) -> str:
    return title.replace("/", "//")


def _kind(question: Form) -> str:
    match question:
        case Picks():
            return "multichoice"
        case Numeric():
            return "numerical"
        case Pairs():
            return "matching"
        case Sequence():
            return "ordering"
        case Essay():
            return "essay"


def _lost(question: Form) -> list[str]:
    match question:
        case Pairs():
            return ["Moodle gives each right row its share, and takes nothing for a wrong one"]
        case Sequence():
            return ["Moodle counts options that are next to each other, not neighbours of the key in the right order"]
        case Picks(keyed=True) if any(_fraction(option.credit)[1] for option in question.options):
            return ["Moodle knows no such share of a mark; the nearest one was written"]
        case Picks(keyed=False):
            return ["a vote: every option counts as right, for no points"]
    return []


def _write(element: Element, question: Form) -> None:
    _text(element, "name", question.title or question.id, format=False)
    _text(element, "questiontext", block(question.asked if isinstance(question, Numeric) else question.stem))
    _text(element, "generalfeedback", block(told_apart(question)))
    _text_of(element, "defaultgrade", f"{question.points:g}")
    _text_of(element, "penalty", "0")
    _text_of(element, "hidden", "0")
    _text_of(element, "idnumber", question.id)
    match question:
        case Picks():
            _picks(element, question)
        case Numeric():
            _numeric(element, question)
        case Pairs():
            _pairs(element, question)
        case Sequence():
            _sequence(element, question)
        case Essay():
            _essay(element, question)
    for text in question.hints:
        _text(element, "hint", block(text))


def _picks(element: Element, question: Picks) -> None:
    _text_of(element, "single", "true" if question.single else "false")
    _text_of(element, "shuffleanswers", "true" if question.shuffle else "false")
    _text_of(element, "answernumbering", "abc")
    for option in question.options:
        fraction = _fraction(option.credit if question.keyed else 1.0)[0]
        _answer(element, inline(option.text), fraction, option.feedback)


def _fraction(credit: float) -> tuple[float, bool]:
    """Return a share in Moodle's percent, and whether another one had to be taken."""
    nearest = min(FRACTIONS, key=lambda known: abs(known - 100 * abs(credit)))
    return (nearest if credit >= 0 else -nearest), abs(nearest - 100 * abs(credit)) > 1e-4


def _numeric(element: Element, question: Numeric) -> None:
    for fraction, values in ((100.0, question.right), (0.0, question.wrong)):
        for value in values:
            answer = _answer(element, repr(value.number), fraction, value.feedback)
            _text_of(answer, "tolerance", repr(value.tolerance))
    _text_of(element, "showunits", "3")
    _text_of(element, "unitgradingtype", "0")


def _pairs(element: Element, question: Pairs) -> None:
    _text_of(element, "shuffleanswers", "true")
    free = [name for name in question.options if name not in question.key.values()]
    rows = [(question.rows[row], question.options[name]) for row, name in question.key.items()]
    for row, option in [*rows, *(("", question.options[name]) for name in free)]:
        part = _text(element, "subquestion", inline(row))
        _text(part, "answer", plain(option), format=False)


def _sequence(element: Element, question: Sequence) -> None:
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0", "showgrading": "SHOW"}
    settings |= {"gradingtype": "RELATIVE_NEXT_EXCLUDE_LAST", "numberingstyle": "none"}
    for name, value in settings.items():
        _text_of(element, name, value)
    for place, name in enumerate(question.key, 1):
        answer = _answer(element, inline(question.options[name]), place, "")
        answer.remove(answer[-1])  # Moodle's own export has no feedback there


def _essay(element: Element, question: Essay) -> None:
    _text_of(element, "responseformat", "editor")
    _text_of(element, "responserequired", "1" if question.marked else "0")
    for name, words in (("minwordlimit", question.least), ("maxwordlimit", question.most)):
        if words and question.least != question.most:
            _text_of(element, name, str(words))
    _text(element, "graderinfo", block("\n".join(f"- {text}" for text in question.criteria)))


def _answer(element: Element, text: str, fraction: float, feedback: str) -> Element:
    answer = _text(element, "answer", text)
    answer.set("fraction", f"{fraction:g}" if fraction == int(fraction) else str(fraction))
    _text(answer, "feedback", block(feedback))
    return answer


def _text(parent: Element, tag: str, text: str, format: bool = True) -> Element:  # noqa: A002 (Moodle's word)
    element = SubElement(parent, tag, {"format": "html"} if format else {})
    _text_of(element, "text", text)
    return element


def _text_of(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
