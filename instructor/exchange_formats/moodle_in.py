"""Moodle XML, read. Types: multichoice, truefalse, numerical, matching, ordering, essay; all others are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from instructor.exchange_formats.forms import (
    Essay,
    Form,
    FormatError,
    Found,
    Lost,
    Numeric,
    Option,
    Pairs,
    Picks,
    Sequence,
    Value,
)
from instructor.exchange_formats.gathered import Gathered, lettered
from instructor.exchange_formats.marked_up import escaped, markdown
from instructor.exchange_formats.shown import base64_bytes
from instructor.exchange_formats.xml_files import parsed

#: What stands in a text for the place of the files beside it.
_BESIDE = "@@PLUGINFILE@@"
_NAMED = re.compile(rf"!\[([^\]]*)\]\(({_BESIDE}/[^)\s]+)[^)]*\)")


def read(data: bytes) -> Found:
    """Return the questions of a Moodle XML file by its categories, and what did not fit.

    Raises
    ------
    FormatError
        Where it is no XML, or not Moodle's.
    """
    try:
        root = parsed(data)
    except ParseError as error:
        raise FormatError(f"not XML: {error}; export the questions anew as Moodle XML") from None
    if root.tag != "quiz":
        raise FormatError(f"a Moodle XML file begins with <quiz>, and this one with <{root.tag}>")
    gathered = Gathered()
    for number, element in enumerate(root.iter("question"), 1):
        kind = element.get("type", "")
        if kind == "category":
            gathered.begin(_text(element, "category").replace("//", "\0"), _text(element, "idnumber", bare=True))
            continue
        name = _text(element, "name")
        _Reader(element, kind, f"question {number} “{name[:50]}”", gathered).take()
    return gathered.found()


class _Reader:
    """One question; what is lost of it goes to the same list."""

    def __init__(self, element: Element, kind: str, place: str, gathered: Gathered) -> None:
        self.element, self.kind, self.place, self.gathered = element, kind, place, gathered
        self.used: set[int] = set()

    def take(self) -> None:
        """Add the question, or say why it does not fit."""
        reader = READERS.get(self.kind)
        if reader is None:
            self.lose(f"left out: the course has no item type for Moodle's “{self.kind}”")
            return
        try:
            form = reader(self)
        except ValueError as error:
            self.lose(f"left out: a number in it cannot be read ({error})")
            return
        if form is None:
            return
        if count := len([each for each in self.element.iter("file") if id(each) not in self.used]):
            self.lose(f"{count} file(s) of the question left out")
        self.gathered.add(form)

    def lose(self, what: str) -> None:
        self.gathered.lost.append(Lost(self.place, what))

    def shared(self) -> dict[str, Any]:
        return {
            "id": _text(self.element, "idnumber", bare=True),
            "title": _text(self.element, "name"),
            "stem": "\n\n".join(filter(None, [self.marked(self.element.find("questiontext")), self._old_picture()])),
            "points": float(_text(self.element, "defaultgrade", bare=True) or 1),
            "rationale": self.marked(self.element.find("generalfeedback")),
            "place": self.place,
            "hints": tuple(text for each in self.element.findall("hint") if (text := self.marked(each))),
        }

    def marked(self, element: Element | None) -> str:
        """Return an element's text as Markdown, in whichever of Moodle's formats it is."""
        if element is None:
            return ""
        text, kind = (element.findtext("text") or "").strip(), element.get("format", "html")
        show = self.gathered.pictures.show(partial(self._file, element), self.lose)
        if kind == "markdown":
            return _NAMED.sub(lambda found: show(found[2], found[1]) or found[0], text)
        if kind == "plain_text":
            return escaped(text)
        marked, lost = markdown(text if kind == "html" else text.replace("\n\n", "<p>"), show)
        for what in lost:
            self.lose(f"{what} left out")
        return marked

    def _old_picture(self) -> str:
        """Return the picture that Moodle 1.9 kept beside a question's text, as Markdown."""
        name, data = _text(self.element, "image", bare=True), self.element.findtext("image_base64")
        if not name:
            return ""
        show = self.gathered.pictures.show(lambda _: base64_bytes(data, name) if data else None, self.lose)
        if not (shown := show(name, "")):
            self.lose(f"a picture ({name}) left out")
        return shown or ""

    def _file(self, element: Element, address: str) -> bytes | None:
        """Return the file beside a text that an address in it means. Raises ValueError where it is damaged."""
        wanted = unquote(address.partition("?")[0]).removeprefix(_BESIDE)
        for each in element.findall("file") if address.startswith(_BESIDE) else ():
            if f"{each.get('path') or '/'}{each.get('name')}" == wanted:
                self.used.add(id(each))
                return base64_bytes(each.text or "", each.get("name", ""))
        return None

    def answers(self) -> Iterator[tuple[Element, float, str]]:
        for answer in self.element.findall("answer"):
            feedback = answer.find("feedback")
            yield answer, float(answer.get("fraction") or 0) / 100, self.marked(feedback)

    def picks(self) -> Form | None:
        single = _text(self.element, "single", bare=True).casefold() not in ("false", "0")
        found = [(self.marked(answer), credit, told) for answer, credit, told in self.answers()]
        options = tuple(Option(name, *each) for name, each in lettered(found))
        shuffle = _text(self.element, "shuffleanswers", bare=True).casefold() not in ("false", "0")
        return Picks(**self.shared(), options=options, single=single, shuffle=shuffle)

    def truth(self) -> Form | None:
        options = tuple(
            Option(name, name.capitalize(), credit, told)
            for answer, credit, told in self.answers()
            if (name := (answer.findtext("text") or "").strip().casefold())
        )
        return Picks(**self.shared(), options=options, shuffle=False)

    def numeric(self) -> Form | None:
        right: list[Value] = []
        wrong: list[Value] = []
        for answer, credit, told in self.answers():
            text = (answer.findtext("text") or "").strip()
            if text == "*":
                self.lose("what is told for every other number left out" if told else "the answer “*” left out")
                continue
            try:
                value = Value(float(text), float(answer.findtext("tolerance") or 0), told)
            except ValueError:
                self.lose(f"the answer “{text}” is no number; left out")
                continue
            if 0 < credit < 1:
                self.lose(f"{text} earned {credit:.0%}; here a number is right or wrong, and it is wrong")
            (right if credit == 1 else wrong).append(value)
        if units := self.element.findall("units/unit"):
            self.lose(f"{len(units)} unit(s) left out; name the unit in the item's `unit`")
        return Numeric(**self.shared(), right=tuple(right), wrong=tuple(wrong))

    def pairs(self) -> Form | None:
        options: dict[str, str] = {}
        rows, key = {}, {}
        for name, part in lettered(self.element.findall("subquestion")):
            text = escaped((part.findtext("answer/text") or "").strip())
            option = next((known for known, said in options.items() if said == text), f"o{len(options) + 1}")
            options[option] = text
            if row := self.marked(part):
                rows[name], key[name] = row, option
        return Pairs(**self.shared(), rows=rows, options=options, key=key)

    def sequence(self) -> Form | None:
        found = sorted(self.answers(), key=lambda each: each[1])
        if any(told for *_, told in found):
            self.lose("feedback at a place of the order left out; the course's names two that are the wrong way round")
        if rule := _text(self.element, "gradingtype", bare=True):
            self.lose(f"Moodle counted it by {rule}; here by the key's neighbours that stand in the right order")
        options = dict(lettered([self.marked(answer) for answer, *_ in found]))
        return Sequence(**self.shared(), options=options, key=tuple(options))

    def essay(self) -> Form | None:
        limits = {tag: int(_text(self.element, tag, bare=True) or 0) for tag in ("minwordlimit", "maxwordlimit")}
        info = self.marked(self.element.find("graderinfo"))
        least, most = limits["minwordlimit"], limits["maxwordlimit"]
        if bool(least) != bool(most):
            self.lose(f"a limit of {least or most} words on one side alone left out")
            least = most = 0
        criteria = tuple(line.removeprefix("- ").strip() for line in info.splitlines() if line.strip())
        return Essay(**self.shared(), criteria=criteria, least=least, most=most)


READERS: dict[str, Callable[[_Reader], Form | None]] = {
    "multichoice": _Reader.picks,
    "truefalse": _Reader.truth,
    "numerical": _Reader.numeric,
    "matching": _Reader.pairs,
    "ddmatch": _Reader.pairs,
    "ordering": _Reader.sequence,
    "essay": _Reader.essay,
}


def _text(element: Element, tag: str, bare: bool = False) -> str:
    return (element.findtext(tag if bare else f"{tag}/text") or "").strip()
