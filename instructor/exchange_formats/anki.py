"""An Anki deck for students: the glossary, and the practice questions with their answers on the back.

Students may have it, so no graded question is in it. Anki knows cards by their ids, which are made of the course's
words: a deck that is taken in again replaces its cards, and what was learned stays.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path

import genanki

from instructor.exchange_formats.forms import Essay, Form, Lesson, Lost, Made, Numeric, Pairs, Picks, Sequence
from instructor.exchange_formats.texts import block, inline
from seeds import Term

LOOK = ".card{font:20px/1.5 sans-serif;text-align:left;max-width:40em;margin:auto}.source{font-size:smaller}"
BACK = "{{FrontSide}}<hr id=answer>{{Back}}"


def write(lesson: Lesson, terms: Mapping[str, Term]) -> Made:
    """Return a deck of a lesson's questions and of terms by their ids, and what a card cannot hold.

    `lesson` must hold practice alone: whatever is in it is on the cards, with its answer.
    """
    cards, lost = [], []
    for name, term in terms.items():
        source = f'<p class="source">{escape(term.source)}</p>'
        cards.append((f"term-{name}", f"<p>{escape(term.name)}</p>", f"<p>{escape(term.definition)}</p>{source}"))
    for question in lesson.questions:
        if isinstance(question, Essay) or (isinstance(question, Picks) and not question.keyed):
            lost.append(Lost(question.id, "left out: it has no answer for the back of a card"))
        else:
            cards.append((question.id, _front(question), _back(question)))
    return Made({f"{lesson.id}.apkg": _package(lesson, cards)} if cards else {}, tuple(lost))


def _package(lesson: Lesson, cards: list[tuple[str, str, str]]) -> bytes:
    fields = [{"name": "Front"}, {"name": "Back"}]
    sides = [{"name": "Card", "qfmt": "{{Front}}", "afmt": BACK}]
    model = genanki.Model(_number(f"{lesson.title} model"), lesson.title, fields=fields, templates=sides, css=LOOK)
    deck = genanki.Deck(_number(f"{lesson.title} {lesson.id}"), f"{lesson.title}::{lesson.id}")
    for name, front, back in cards:
        guid = genanki.guid_for(lesson.title, name)
        deck.add_note(genanki.Note(model=model, fields=[front, back], guid=guid, tags=[lesson.id]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(str(path), timestamp=0.0)
        return path.read_bytes()


def _number(text: str) -> int:
    """Return an id as Anki takes it, always the same for the same text."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") | 1 << 30


def _front(question: Form) -> str:
    asked = block(question.asked if isinstance(question, Numeric) else question.stem)
    match question:
        case Picks():
            return asked + _list((option.text for option in question.options), "ul")
        case Pairs():
            return asked + _list(question.rows.values(), "ol") + _list(question.options.values(), "ul")
        case Sequence():
            return asked + _list(sorted(question.options.values()), "ul")
    return asked


def _back(question: Form) -> str:
    match question:
        case Picks():
            right = _list((option.text for option in question.options if option.id in question.right), "ul")
        case Pairs():
            right = _list(
                (f"{question.rows[row]} → {question.options[name]}" for row, name in question.key.items()), "ol"
            )
        case Sequence():
            right = _list((question.options[name] for name in question.key), "ol")
        case Numeric():
            right = f"<p>{question.right[0].number:.12g} {escape(question.unit)}</p>"
        case Essay():
            right = ""
    return right + block(question.rationale)


def _list(texts: Iterable[str], tag: str) -> str:
    lines = "".join(f"<li>{inline(text)}</li>" for text in texts)
    return f"<{tag}>{lines}</{tag}>"
