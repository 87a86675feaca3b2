"""One YAML file of a lesson as `check` reads it: what it says, and where in it something is wrong.

A text that is no YAML is told by the line in which a person went wrong: that of a quotation mark or a brace that was
opened, not the one in which a reader gave up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import Node

from instructor.authoring.faults import Fault, faults
from instructor.authoring.places import line_of, said, twice
from instructor.course import Course
from quizzes.authored import composed, cut, value
from quizzes.bank import Bank, Keys, opened

#: What mends a text that is no YAML, by words of the reader's own message.
_CURES = (
    ("\\t", "indent with spaces: YAML knows no tabs"),
    ("found '<block mapping start>'", "begin this line below the first letter of the lines that it belongs to"),
    (
        "",
        "a text with a colon, a # or a quotation mark in it, or one that begins with *, [, {, &, ! or %, goes behind "
        "`>-`, on lines of its own, indented; or a quotation mark above is not closed",
    ),
)


@dataclass(frozen=True, order=True)
class Finding:
    """One error: its file, relative to the checkout, its line from 1, and what is wrong, of which item, in words."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class Source:
    """One YAML file of a lesson: its text, its nodes and its plain values; an error of YAML itself is a finding."""

    def __init__(self, course: Course, path: Path, kind: type[Bank] | type[Keys]) -> None:
        self.path, self.kind = path, opened(kind)  # type: ignore[type-var]
        self.file = path.relative_to(course.root).as_posix()
        self.findings: list[Finding] = []
        self.faults: list[Fault] = []
        self.data: Any = None
        self.node: Node | None = None
        self.text = ""
        try:
            self.text = path.read_text("utf-8")
            self.node = composed(self.text)
            self.data = value(self.node, self.kind)
        except FileNotFoundError:
            return
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self.findings.append(self._not_yaml(error))
            return
        self.faults = faults(self.data, self.kind)
        self.findings += [self.finding(each) for each in self.faults]
        self.findings += [self._twice(*each) for each in twice(self.node)]
        self.findings += [self.finding(Fault(path, words), line) for path, line, words in self._cut()]

    def finding(self, fault: Fault, line: int | None = None) -> Finding:
        """Return a fault with its line (by default that which the way to it leads to), and the item that it is in."""
        owner, rest = _owner(self.data, fault.path)
        place = " ".join(filter(None, (owner, f"{said(rest)}:" if rest else "")))
        return Finding(self.file, line or line_of(self.node, fault.path), f"{place} {fault.words}".strip())

    def _cut(self) -> Iterator[tuple[tuple[str | int, ...], int, str]]:
        return cut(self.node, self.kind, self.text.splitlines())

    def _not_yaml(self, error: Exception) -> Finding:
        line, words = _unclosed(self.text, error) or _misplaced(self.text, error) or (0, "")
        if line:
            return Finding(self.file, line, f"this is not YAML: {words}")
        mark = getattr(error, "problem_mark", None)
        words = getattr(error, "problem", None) or str(error)
        cure = next(cure for sign, cure in _CURES if sign in words)
        return Finding(self.file, mark.line + 1 if mark else 1, f"this is not YAML: {words}; {cure}")

    def _twice(self, line: int, name: str, first: int) -> Finding:
        words = f'"{name}" stands here and in line {first}, and only one is read; take one of them out'
        return Finding(self.file, line, words)


def _unclosed(text: str, error: Exception) -> tuple[int, str] | None:
    """Return the line of a quotation mark, brace or bracket that was opened and not closed where it should be."""
    mark, opening = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    context = getattr(error, "context", None) or ""
    if opening and "quoted scalar" in context:
        return opening.line + 1, "the quotation mark that begins here is never closed; close it where the text ends"
    if mark is None:
        return None
    if quoted := _quoted_before(text, mark.index):
        words = f"the quotation mark that begins here is closed only in line {quoted.end_mark.line + 1}"
        return quoted.start_mark.line + 1, f"{words}; close it where the text ends"
    if opening and context.startswith("while parsing a flow ") and opening.line < mark.line:
        sign = "brace" if "mapping" in context else "bracket"
        words = f"the {sign} that is opened here is not closed before line {mark.line + 1}; close it"
        return opening.line + 1, f"{words}, and put a text with a # in it into quotation marks"
    return None


def _misplaced(text: str, error: Exception) -> tuple[int, str] | None:
    """Return the line of a name that has no colon, or no space behind it, or that stands too far in."""
    mark, opening = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or ""
    bare = "behind a name there is a colon; a text that goes on begins further in than its name"
    if opening and "could not find expected ':'" in problem:
        return opening.line + 1, bare
    if mark and "found '<scalar>'" in problem and not text.splitlines()[mark.line][: mark.column].strip():
        return mark.line + 1, "this text stands behind no name; put it behind one, as `stem: >-`, or take it out"
    if not mark or "mapping values are not allowed" not in problem:
        return None
    lines = [(number, line) for number, line in enumerate(text.splitlines()[: mark.line + 1], 1) if line.strip()]
    (above, former), (here, line) = [(0, ""), *lines][-2:]
    if joined := re.match(r"\s*(?:- )?([\w-]+):[^\s:/]", former):
        return above, f"between `{joined[1]}:` and what follows there is a space"
    if len(line) - len(line.lstrip()) <= len(former) - len(former.lstrip()):
        return None
    if re.fullmatch(r"\s*[\w-]+\s*", former):
        return above, bare
    if re.match(r"\s*[\w-]+: \S", former) and re.fullmatch(r"\s*[\w-]+:(?: (?:(?!: ).)*)?", line):
        words = "this line stands further in than the one above; begin it below the first letter of those it belongs to"
        return here, f"{words}, or, where it goes on with the text above, put all of that behind `>-`"
    return None


def _quoted_before(text: str, index: int) -> yaml.ScalarToken | None:
    """Return the text in quotation marks of several lines behind which the reader gave up, if that is so."""
    last = None
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text):
            if token.start_mark.index >= index:
                break
            last = token
    if not isinstance(last, yaml.ScalarToken) or last.style not in ("'", '"'):
        return None
    return last if last.start_mark.line < last.end_mark.line else None


def _owner(data: Any, path: tuple[str | int, ...]) -> tuple[str, tuple[str | int, ...]]:
    """Return the quiz, item or key that a path leads into, in words, and the rest of the path."""
    if path[:1] == ("keys",) and len(path) > 1:
        return f'key of "{path[1]}":', path[2:]
    if path[:1] != ("quizzes",) or len(path) < 2:
        return "", path
    quiz = data["quizzes"][path[1]]
    if path[2:3] == ("items",) and len(path) > 3:
        item = quiz["items"][path[3]]
        return f'item "{item["id"]}":' if isinstance(item, dict) and "id" in item else "item without an id:", path[4:]
    return f'quiz "{quiz["id"]}":' if isinstance(quiz, dict) and "id" in quiz else "quiz without an id:", path[2:]
