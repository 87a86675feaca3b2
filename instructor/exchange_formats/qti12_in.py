"""QTI 1.2, read: a zip of Canvas (or text2qti), or one of its XML files.

Canvas says of each item what type it is; where nothing says it, the presentation does. Read are choices, true or false,
several answers, numbers, rows and essays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

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
    Value,
)
from instructor.exchange_formats.gathered import Gathered, lettered
from instructor.exchange_formats.marked_up import escaped, markdown
from instructor.exchange_formats.xml_files import parsed
from instructor.exchange_formats.zip_files import LARGEST, Files

KINDS = {
    "multiple_choice_question": "choice",
    "true_false_question": "choice",
    "multiple_answers_question": "several",
    "numerical_question": "number",
    "matching_question": "rows",
    "essay_question": "essay",
}


def read(data: bytes) -> Found:
    """Return the questions of a QTI 1.2 zip or file by its assessments, and what did not fit.

    Raises
    ------
    FormatError
        Where there is no QTI 1.2 in it.
    """
    gathered, seen = Gathered(), 0
    files = Files(data)
    for name, root in _roots(data, files, gathered):
        if root.tag not in ("questestinterop", "assessment", "section"):
            continue
        seen += 1
        assessment = next(root.iter("assessment"), root)
        gathered.begin((assessment.get("title") or name).replace("/", "\0"), assessment.get("ident", ""))
        for number, item in enumerate(root.iter("item"), 1):
            place = f"{name}, item {number} “{(item.get('title') or item.get('ident') or '')[:50]}”"
            _Reader(item, place, gathered, partial(files.find, name)).take()
        pools = len([*root.iter("selection_number")])
        if pools:
            gathered.lost.append(Lost(name, f"{pools} group(s) to draw from; all of their questions were taken"))
    gathered.lost += [Lost(name, "a file beside the questions left out") for name in files.left]
    if not seen:
        raise FormatError("there is no QTI 1.2 (<questestinterop>) in it; export the quiz anew, as QTI 1.2")
    return gathered.found()


def _roots(data: bytes, files: Files, gathered: Gathered) -> Iterator[tuple[str, Element]]:
    if not files.archive:
        yield "the file", _root(data)
        return
    for entry in files.entries:
        if entry.filename.lower().endswith((".xml", ".qti")) and not entry.filename.endswith("imsmanifest.xml"):
            if entry.file_size > LARGEST:
                gathered.lost.append(Lost(entry.filename, "left out: it is larger than any quiz"))
                continue
            yield entry.filename, _root(files.content(entry))


def _root(data: bytes) -> Element:
    try:
        return parsed(data)
    except ParseError as error:
        raise FormatError(f"not XML: {error}; export the quiz anew, as QTI 1.2") from None


class _Reader:
    """One item; what is lost of it goes to the same list."""

    def __init__(self, item: Element, place: str, gathered: Gathered, find: Callable[[str], bytes | None]) -> None:
        self.item, self.place, self.gathered = item, place, gathered
        self.show = gathered.pictures.show(find, self.lose)
        self.data: dict[str, str] = {}
        for each in self.item.iter("qtimetadatafield"):  # where a label stands twice, the first one counts
            self.data.setdefault(
                (each.findtext("fieldlabel") or "").strip(), (each.findtext("fieldentry") or "").strip()
            )
        self.asked = [each for each in item.iter() if each.tag in ("response_lid", "response_str", "response_num")]

    def lose(self, what: str) -> None:
        self.gathered.lost.append(Lost(self.place, what))

    def take(self) -> None:
        """Add the question, or say why it does not fit."""
        named = self.data.get("question_type") or self.data.get("cc_profile", "")
        kind = KINDS.get(named) or ("" if self.data.get("question_type") else self._seen())
        if not kind:
            self.lose(f"left out: the course has no item type for “{named or 'what it asks'}”")
            return
        try:
            form = self._form(kind)
        except ValueError as error:
            self.lose(f"left out: {error}")
            return
        self.gathered.add(form)

    def _form(self, kind: str) -> Form:
        """Return the question. Raises ValueError where something in it cannot be read."""
        told = {each.get("ident", ""): self.marked(each) for each in self.item.findall("itemfeedback")}
        shared: dict[str, Any] = {
            "id": self.item.get("ident", ""),
            "title": self.item.get("title", ""),
            "stem": self.marked(self.item.find("presentation")),
            "points": _exact(self.data.get("points_possible") or "1"),
            "rationale": told.get("general_fb") or told.get("correct_fb", ""),
            "place": self.place,
        }
        if self.data.get("scoring_algorithm") == "AllOrNothing":
            self.lose("it was right as a whole or not at all; here its parts count")
        form: Form = getattr(self, f"_{kind}")(shared, told)
        return form

    def _seen(self) -> str:
        """Return the kind of an item that says none."""
        if len(self.asked) != 1:
            return "rows" if self.asked and all(each.tag == "response_lid" for each in self.asked) else ""
        if self.asked[0].tag == "response_lid":
            return "several" if self.asked[0].get("rcardinality", "").lower() == "multiple" else "choice"
        if next(self.item.iter("vargte"), None) is not None:
            return "number"
        return "essay" if next(self.item.iter("varequal"), None) is None else ""

    def _choice(self, shared: dict[str, Any], told: dict[str, str]) -> Form:
        scored = [(name, score) for _, name, score in self._scored() if score > 0]
        most = max((score for _, score in scored), default=1.0)  # percent in Canvas, points elsewhere
        right = {name: score / most for name, score in scored}
        return Picks(**shared, options=self._options(right, told), single=True, shuffle=self._is_shuffled())

    def _several(self, shared: dict[str, Any], told: dict[str, str]) -> Form:
        right = [name for _, name, score in self._scored() if score > 0]
        share = 1 / max(1, len(right))
        labels = [label.get("ident", "") for label in self.item.iter("response_label")]
        credit = self._added() or {name: share if name in right else -share for name in labels}
        return Picks(**shared, options=self._options(credit, told), single=False, shuffle=self._is_shuffled())

    def _added(self) -> dict[str, float]:
        """Return the shares of options that are added up, each by a condition of its own; {} where they are not."""
        adding = [each for each in self.item.iter("respcondition") if each.find("setvar[@action='Add']") is not None]
        names = [[(name.text or "").strip() for name in each.iter("varequal")] for each in adding]
        if len(adding) < 2 or any(len(each) != 1 for each in names):
            return {}
        scores = {name: sum(_number(each.text) for each in adding[n].iter("setvar")) for n, (name,) in enumerate(names)}
        total = sum(score for score in scores.values() if score > 0)
        return {name: score / total for name, score in scores.items()} if total else {}

    def _is_shuffled(self) -> bool:
        shown = next(self.item.iter("render_choice"), None)
        return shown is None or shown.get("shuffle", "Yes").lower() != "no"

    def _options(self, credit: dict[str, float], told: dict[str, str]) -> tuple[Option, ...]:
        named = self._told(told)
        labels = lettered([*self.item.iter("response_label")])
        return tuple(
            Option(letter, self.marked(label), credit.get(name, 0.0), named.get(name, told.get(f"{name}_fb", "")))
            for letter, label in labels
            if (name := label.get("ident", "")) is not None
        )

    def _told(self, told: dict[str, str]) -> dict[str, str]:
        """Return what is told for an option, where a condition says so of it alone."""
        found = {}
        for condition in self.item.iter("respcondition"):
            names = [(each.text or "").strip() for each in condition.iter("varequal")]
            for shown in condition.iter("displayfeedback"):
                if len(names) == 1 and (text := told.get(shown.get("linkrefid", ""))):
                    found[names[0]] = text
        return found

    def _scored(self) -> Iterator[tuple[str, str, float]]:
        """Yield each response, option and score that a condition gives; not those that must not be picked."""
        for condition in self.item.iter("respcondition"):
            score = max((_number(each.text) for each in condition.iter("setvar")), default=0.0)
            barred = {id(each) for no in condition.iter("not") for each in no.iter("varequal")}
            for each in condition.iter("varequal"):
                if score and id(each) not in barred:
                    yield each.get("respident", ""), (each.text or "").strip(), score

    def _number(self, shared: dict[str, Any], told: dict[str, str]) -> Form:
        right: list[Value] = []
        wrong: list[Value] = []
        most = max((_number(each.text) for each in self.item.iter("setvar")), default=0.0)
        for condition in self.item.iter("respcondition"):
            value = _value(condition)
            shown = [told.get(each.get("linkrefid", ""), "") for each in condition.iter("displayfeedback")]
            if value is None:
                continue
            score = max((_number(each.text) for each in condition.iter("setvar")), default=0.0)
            if 0 < score < most:
                self.lose(f"{value.number:g} earned {score / most:.0%}; here a number is right or wrong: it is wrong")
            (right if 0 < score == most else wrong).append(Value(value.number, value.tolerance, "".join(shown)))
        return Numeric(**shared, right=tuple(right), wrong=tuple(wrong))

    def _rows(self, shared: dict[str, Any], told: dict[str, str]) -> Form:
        texts: dict[str, str] = {}
        letters: dict[str, str] = {}
        found: dict[str, str] = {}
        for label in self.item.iter("response_label"):
            name, text = label.get("ident", ""), self.marked(label)
            if found.setdefault(name, text) != text:
                raise ValueError("its rows have options of their own; the course's share theirs")
        for letter, (name, text) in lettered(found.items()):
            letters[name], texts[letter] = letter, text
        names = {each.get("ident", ""): letter for letter, each in lettered(self.asked)}
        rows = {letter: self.marked(each) for letter, each in lettered(self.asked)}
        scored = [(names.get(row), letters.get(option)) for row, option, score in self._scored() if score > 0]
        key = {row: option for row, option in scored if row and option}
        return Pairs(**shared, rows=rows, options=texts, key={row: key[row] for row in rows if row in key})

    def _essay(self, shared: dict[str, Any], told: dict[str, str]) -> Form:
        return Essay(**shared)

    def marked(self, element: Element | None) -> str:
        """Return the text directly in an element, not that of the responses in it, as Markdown."""
        parts = [each for each in _texts(element) if each is not None] if element is not None else []
        marked = []
        for part in parts:
            text = ((part.text or "") + "".join(tostring(each, "unicode") for each in part)).strip()
            if part.get("texttype") == "text/html":
                shown, lost = markdown(text, self.show)
                marked.append(shown)
                for what in lost:
                    self.lose(f"{what} left out")
            else:
                marked.append(escaped(text))
        return "\n\n".join(filter(None, marked))


def _texts(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in ("mattext", "matemtext"):
            yield child
        elif child.tag in ("material", "flow", "flow_mat", "flow_label"):
            yield from _texts(child)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _exact(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        raise ValueError(f"“{(text or '').strip()[:40]}” in it is no number") from None


def _value(condition: Element) -> Value | None:
    """Return the number of a condition, and how far its bounds lie from it: they may lie unevenly around an exact one.

    Raises
    ------
    ValueError
        Where there is no number, or one bound alone.
    """
    exact = [_exact(each.text) for each in condition.iter("varequal")]
    low = [_exact(each.text) for tag in ("vargte", "vargt") for each in condition.iter(tag)]
    high = [_exact(each.text) for tag in ("varlte", "varlt") for each in condition.iter(tag)]
    if bool(low) != bool(high):
        raise ValueError("every number on one side of a bound is right; the course has no item type for it")
    if not low:
        return Value(exact[0]) if exact else None
    middle, reach = (max(low) + min(high)) / 2, (min(high) - max(low)) / 2
    is_even = exact and abs(exact[0] - middle) <= 1e-9 * max(1.0, abs(middle))
    return Value(exact[0] if is_even else middle, round(reach, 12))
