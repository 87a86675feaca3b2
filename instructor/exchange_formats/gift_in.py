r"""GIFT, read: questions with an empty line between them, answers in braces.

True or false, picks, numbers, rows and essays are read. What is typed as a word, a gap in the middle of a sentence and
a text without answers are named with their line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from instructor.exchange_formats.forms import Essay, Form, Found, Lost, Numeric, Option, Pairs, Picks, Value
from instructor.exchange_formats.gathered import Gathered, decoded, lettered
from instructor.exchange_formats.marked_up import escaped, markdown

_PLAIN = "\ue000"  # an escaped sign is moved behind this one until the question is taken apart
_ID = re.compile(r"\[id:([^\]]+)\]")
_TITLE = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_ANSWER = re.compile(r"([=~])((?:(?![=~]).)*)", re.DOTALL)
_WEIGHT = re.compile(r"^\s*%(-?[\d.]+)%")
_TRUTH = re.compile(r"\s*(T|F|TRUE|FALSE)\s*(?:#(.*))?$", re.DOTALL | re.IGNORECASE)


def read(data: bytes) -> Found:
    """Return the questions of a GIFT file by its categories, and what did not fit.

    Raises
    ------
    FormatError
        Where it is no text in UTF-8.
    """
    gathered = Gathered()
    for line, name, block in _blocks(decoded(data)):
        if block.lstrip().upper().startswith("$CATEGORY:"):
            category, _, rest = block.lstrip().partition("\n")
            gathered.begin(category.split(":", 1)[1].strip().replace("//", "\0"))
            block, line = rest, line + 1
        if block.strip():
            _Question(line, name, block, gathered).take()
    return gathered.found()


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield what stands between empty lines: its first line's number, the id that a comment names, and the text."""
    lines, name, start = [], "", 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.lstrip().startswith("//"):
            name = found[1] if (found := _ID.search(line)) else name
        elif line.strip():
            start = start or number
            lines.append(line)
        elif lines:
            yield start, name, "\n".join(lines)
            lines, name, start = [], "", 0


class _Question:
    """One question, in its signs; what is lost of it goes to the same list."""

    def __init__(self, line: int, name: str, block: str, gathered: Gathered) -> None:
        self.line, self.name, self.gathered = line, name, gathered
        block = re.sub(r"\\(.)", _hidden, block, flags=re.DOTALL)
        title = _TITLE.match(block)
        self.title = " ".join(_shown(title[1]).split()) if title else ""
        self.body = block[title.end() :] if title else block
        self.format = "moodle"

    def lose(self, what: str) -> None:
        where = f"line {self.line}" + (f" “{self.title[:50]}”" if self.title else "")
        self.gathered.lost.append(Lost(where, what))

    def take(self) -> None:
        """Add the question, or say why it does not fit."""
        before, opened, rest = self.body.partition("{")
        inside, closed, after = rest.partition("}")
        if not opened:
            self.lose("left out: a text without answers is no question; put it into the notebook")
        elif not closed:
            self.lose("left out: its brace { is never closed")
        elif "{" in after:
            self.lose("left out: several gaps in one question; the course has no item type for it")
        else:
            self._take(before, inside, after)

    def _take(self, before: str, inside: str, after: str) -> None:
        stem = self.marked(before, first=True)
        if after.strip():
            stem = f"{stem} \\_\\_\\_\\_ {self.marked(after)}"
        inside, _, general = inside.partition("####")
        shared = {"id": self.name, "title": self.title, "stem": stem, "rationale": self.marked(general)}
        form = self._form(inside, shared | {"place": f"line {self.line}"})
        if form:
            self.gathered.add(form)

    def _form(self, inside: str, shared: dict[str, Any]) -> Form | None:
        if not inside.strip():
            return Essay(**shared)
        if truth := _TRUTH.match(inside):
            return self._truth(truth, shared)
        if inside.lstrip().startswith("#"):
            return self._numeric(inside.lstrip()[1:], shared)
        answers = _ANSWER.findall(inside)
        if answers and all(sign == "=" and "->" in text for sign, text in answers):
            return self._pairs([text for _, text in answers], shared)
        if answers and all(sign == "=" for sign, _ in answers):
            self.lose("left out: a word is typed; the course has no item type for it (choice and written come near)")
            return None
        return self._picks(answers, shared)

    def _truth(self, found: re.Match[str], shared: dict[str, Any]) -> Form:
        is_true = found[1].upper().startswith("T")
        wrong, _, right = (found[2] or "").partition("#")
        told = {is_true: self.marked(right), not is_true: self.marked(wrong)}
        options = (
            Option("true", "True", float(is_true), told[True]),
            Option("false", "False", float(not is_true), told[False]),
        )
        return Picks(**shared, options=options, shuffle=False)

    def _picks(self, answers: list[tuple[str, str]], shared: dict[str, Any]) -> Form | None:
        options = []
        for name, (sign, text) in lettered(answers):
            weight = _WEIGHT.match(text)
            credit = float(weight[1]) / 100 if weight else float(sign == "=")
            said, _, told = (text[weight.end() :] if weight else text).partition("#")
            options.append(Option(name, self.marked(said), credit, self.marked(told)))
        single = any(sign == "=" for sign, _ in answers)
        if not options:
            self.lose("left out: its braces hold no answer that can be read")
            return None
        return Picks(**shared, options=tuple(options), single=single)

    def _numeric(self, inside: str, shared: dict[str, Any]) -> Form | None:
        answers = _ANSWER.findall(inside) if re.search("[=~]", inside) else [("=", inside)]
        right: list[Value] = []
        wrong: list[Value] = []
        for sign, text in answers:
            weight = _WEIGHT.match(text)
            credit = float(weight[1]) / 100 if weight else float(sign == "=")
            said, _, told = (text[weight.end() :] if weight else text).partition("#")
            value = _value(_shown(said).strip(), self.marked(told))
            if value is None:
                self.lose(f"the answer “{_shown(said).strip()[:40]}” is no number; left out")
                continue
            if 0 < credit < 1:
                self.lose(f"{_shown(said).strip()} earned {credit:.0%}; here a number is right or wrong: it is wrong")
            (right if credit == 1 else wrong).append(value)
        return Numeric(**shared, right=tuple(right), wrong=tuple(wrong))

    def _pairs(self, answers: list[str], shared: dict[str, Any]) -> Form:
        rows: dict[str, str] = {}
        options: dict[str, str] = {}
        key: dict[str, str] = {}
        for name, text in lettered(answers):
            row, _, said = text.partition("->")
            said, _, told = said.partition("#")
            if told.strip():
                self.lose("feedback at a row left out; the course's names a row and a wrong option")
            shown = self.marked(said)
            option = next((known for known, other in options.items() if other == shown), f"o{len(options) + 1}")
            options[option] = shown
            if marked := self.marked(row):
                rows[name], key[name] = marked, option
        return Pairs(**shared, rows=rows, options=options, key=key)

    def marked(self, text: str, first: bool = False) -> str:
        """Return a text in its own format, or in the question's, as Markdown."""
        found = _FORMAT.match(text)
        kind = found[1].lower() if found else self.format
        if first:
            self.format = kind
        shown = _shown(text[found.end() :] if found else text).strip()
        if kind == "markdown":
            return shown
        if kind == "plain" or (kind == "moodle" and "<" not in shown and "&" not in shown):
            return escaped(shown)
        marked, lost = markdown(shown.replace("\n\n", "<p>") if kind == "moodle" else shown)
        for what in lost:
            self.lose(f"{what} left out")
        return marked


def _hidden(found: re.Match[str]) -> str:
    if found[1] == "n":
        return f"{_PLAIN}{ord(chr(10)):x}{_PLAIN}"
    return f"{_PLAIN}{ord(found[1]):x}{_PLAIN}" if found[1] in "~=#{}:\\" else found[0]


def _shown(text: str) -> str:
    return re.sub(f"{_PLAIN}([0-9a-f]+){_PLAIN}", lambda found: chr(int(found[1], 16)), text)


def _value(text: str, told: str) -> Value | None:
    """Read 3, 3:0.5 or 2..4."""
    try:
        if ".." in text:
            low, high = (float(part) for part in text.split("..", 1))
            return Value((low + high) / 2, abs(high - low) / 2, told)
        number, _, tolerance = text.partition(":")
        return Value(float(number), abs(float(tolerance or 0)), told)
    except ValueError:
        return None
