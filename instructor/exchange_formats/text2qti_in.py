"""text2qti's Markdown, read: numbered questions with choices, boxes, numbers and essays.

Code in the file that would make questions is never run, and named; so are words to type, files to hand in, and groups
to draw from, of which every question is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from instructor.exchange_formats.forms import Essay, Form, Found, Lost, Numeric, Option, Picks, Value
from instructor.exchange_formats.gathered import Gathered, decoded, lettered

_STARTS = {
    "stem": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "box_right": r"\[\*\]",
    "box_wrong": r"\[ ?\]",
    "general": r"\.\.\.",
    "told_right": r"\+",
    "told_wrong": r"-",
    "solution": r"!",
    "number": r"=",
    "word": r"\*",
    "title": r"[Tt]itle:",
    "points": r"[Pp]oints:",
    "quiz": r"[Qq]uiz [Tt]itle:",
    "text": r"[Tt]ext(?: [Tt]itle)?:|[Qq]uiz description:",
    "setting": r"[Pp]ick:|[Ss]olutions pick:|[Pp]oints per question:"
    r"|[A-Z][a-z' ]+(?:answers|time|back|solution|groups):",
}
_START = re.compile("|".join(rf"(?P<{name}>(?:{pattern})[ \t]+(?=\S))" for name, pattern in _STARTS.items()))
_BARE = re.compile(r"(?P<essay>___+)|(?P<upload>\^\^\^+)|(?P<group>GROUP)|(?P<group_end>END_GROUP)|(?P<code>```+.*)")
_RANGE = re.compile(r"\[\s*([^,\]]+),\s*([^\]]+)\]$")


@dataclass
class _Draft:
    """A question as it is read line by line."""

    line: int
    stem: str
    title: str
    points: float
    options: list[list[str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    kind: str = ""


def read(data: bytes) -> Found:
    """Return the questions of a text2qti file, and what did not fit.

    Raises
    ------
    FormatError
        Where it is no text in UTF-8.
    """
    return _Reader().read(decoded(data))


class _Reader:
    def __init__(self) -> None:
        self.gathered = Gathered()
        self.draft: _Draft | None = None
        self.title, self.points = "", 1.0

    def read(self, text: str) -> Found:
        for line, kind, said in _pieces(text):
            self._piece(line, kind, said)
        self._finish()
        return self.gathered.found()

    def lose(self, line: int, what: str) -> None:
        self.gathered.lost.append(Lost(f"line {line}", what))

    def _piece(self, line: int, kind: str, said: str) -> None:
        if kind in ("stem", "title", "points", "quiz", "text", "group", "group_end", "code"):
            self._between(line, kind, said)
        elif self.draft is None:
            if kind != "setting":
                self.lose(line, f"“{said[:40]}” belongs to no question; left out")
        elif kind in ("right", "wrong", "box_right", "box_wrong"):
            self.draft.options.append([kind, said, ""])
            self.draft.kind = self.draft.kind or ("box" if kind.startswith("box") else "choice")
        elif kind in ("number", "word"):
            self.draft.numbers.append(said)
            self.draft.kind = kind
        elif kind in ("essay", "upload"):
            self.draft.kind = kind
        elif kind == "general" and self.draft.options:
            self.draft.options[-1][2] = said
        else:
            self.draft.told[kind] = said

    def _between(self, line: int, kind: str, said: str) -> None:
        self._finish()
        if kind == "stem":
            self.draft = _Draft(line, said, self.title, self.points)
            self.title, self.points = "", 1.0
        elif kind == "title":
            self.title = said
        elif kind == "points":
            self.points = _float(said) or 1.0
        elif kind == "quiz":
            self.gathered.begin(said.replace("/", "\0"))
        elif kind == "text":
            self.lose(line, "a text between the questions left out; put it into the notebook")
        elif kind == "group":
            self.lose(line, "a group to draw from: all of its questions are taken")
        elif kind == "code":
            self.lose(line, "code that makes questions left out: it is never run here; run text2qti and read its zip")

    def _finish(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None:
            return
        form = self._form(draft)
        if form:
            self.gathered.add(form)
            for name in ("told_right", "told_wrong"):
                if name in draft.told:
                    right = "right" if name == "told_right" else "wrong"
                    self.lose(draft.line, f"what is told after any {right} answer left out; feedback is by option here")

    def _form(self, draft: _Draft) -> Form | None:
        rationale = draft.told.get("solution") or draft.told.get("general", "")
        shared: dict[str, Any] = {"title": draft.title, "stem": draft.stem, "points": draft.points}
        shared |= {"rationale": rationale, "place": f"line {draft.line}"}
        match draft.kind:
            case "choice" | "box":
                return self._picks(draft, shared)
            case "number":
                values = [value for text in draft.numbers if (value := self._value(draft, text))]
                return Numeric(**shared, right=tuple(values)) if values else None
            case "essay":
                return Essay(**shared)
        reason = {"word": "a word is typed", "upload": "a file is handed in"}.get(draft.kind, "it has no answers")
        self.lose(draft.line, f"left out: {reason}; the course has no item type for it")
        return None

    def _picks(self, draft: _Draft, shared: dict[str, Any]) -> Form:
        right = sum(kind.endswith("right") for kind, *_ in draft.options)
        several = draft.kind == "box"
        share, minus = (1 / max(1, right), -1 / max(1, right)) if several else (1.0, 0.0)
        options = tuple(
            Option(name, text, share if kind.endswith("right") else minus, told)
            for name, (kind, text, told) in lettered(draft.options)
        )
        return Picks(**shared, options=options, single=not several)

    def _value(self, draft: _Draft, text: str) -> Value | None:
        if found := _RANGE.match(text):
            low, high = _float(found[1]), _float(found[2])
            if low is not None and high is not None:
                return Value((low + high) / 2, (high - low) / 2)
        number, _, margin = (part.strip() for part in text.partition("+-"))
        value, off = _float(number), _float(margin.removesuffix("%") or "0")
        if value is None or off is None:
            self.lose(draft.line, f"the answer “{text}” is no number; left out")
            return None
        return Value(value, abs(value) * off / 100 if margin.endswith("%") else off)


def _pieces(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield what each mark begins, with its line and all lines indented below it; comments and code are no text."""
    piece: tuple[int, str, list[str]] | None = None
    for number, line in _uncommented(text):
        found = _BARE.fullmatch(line.rstrip()) or _START.match(line)
        if found:
            if piece:
                yield piece[0], piece[1], _dedented(piece[2])
            piece = (number, found.lastgroup or "", [line[found.end() :]])
        elif piece:
            piece[2].append(line)
    if piece:
        yield piece[0], piece[1], _dedented(piece[2])


def _uncommented(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that count; of a block of code the first."""
    until = ""
    for number, line in enumerate(text.expandtabs(4).splitlines(), 1):
        if until:
            until = "" if line.strip() == until else until
        elif line.rstrip() == "COMMENT":
            until = "END_COMMENT"
        elif line.startswith("```"):
            until = line[: len(line) - len(line.lstrip("`"))]
            yield number, line
        elif not line.startswith("%"):
            yield number, line


def _dedented(lines: list[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    return "\n".join([lines[0], *(line[indent:] for line in lines[1:])]).strip()


def _float(text: str) -> float | None:
    try:
        return float(text.strip().replace("_", ""))
    except ValueError:
        return None
