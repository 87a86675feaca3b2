"""Finds words of the interface that stand in Python instead of the catalogue; `page/bare_words.js` does so in the page.

A literal reads like words where letters stand around a space, where it begins or ends with one, or with a capital; its
HTML tags do not count, but for labels. Where a text is shown (what a function returns as `str`, between tags, a value
of `say`, a part of a report, a label of a figure) no letter may stand at all. `_is_code` says what is none of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from quizzes.scoring import Outcome

ROOT = Path(__file__).parent.parent
#: Of the instructor's side, what makes pages for students and classes, or puts outputs into their cells.
_PAGES = (
    *("exchange_formats/paper.py", "marking/review.py", "marking/submission.py", "preprocessors.py", "sandbox/run.py"),
    *("reports/*.py", "returned/*.py"),
)
#: What only authors read: the errors of banks, of controls and of the catalogue itself; and what says nothing, but
#: knows the words that students type behind a number, the names and letters that a drawing is made of, or languages.
_SILENT = {
    ROOT / "quizzes" / name
    for name in (
        *("authored.py", "bank.py", "bank_errors.py", "bank_rules.py", "catalogue.py", "evidence.py", "expressions.py"),
        *("pictures.py", "plurals.py", "repeats.py", "script.py", "tongue.py", "units.py"),
        *("plot/drawing.py", "plot/letters.py", "types/joining.py", "types/varied.py", "types/window.py"),
    )
}
#: Puts pages in their place, and tells the instructor which could not be made.
_WRITING = ROOT / "instructor" / "returned" / "writing.py"
INTERFACE = [
    *sorted(path for path in (ROOT / "quizzes").rglob("*.py") if path not in _SILENT),
    *sorted({path for name in _PAGES for path in (ROOT / "instructor").glob(name)} - {_WRITING}),
]

SPEAKERS = {"say", "markup", "columns"}
#: What is said to authors and instructors: by class, or by ValueError in the functions that check what authors wrote.
_ERRORS = {
    "AttributeError",
    "BankError",
    "ComposerError",
    "CourseError",
    "NoPageError",
    "Refused",
    "RuntimeError",
    "SandboxError",
    "TypeError",
}
_CHECKS = {"check", "check_text", "check_known", "check_paragraphs", "passages", "_cut"}
_CHECKS |= {"check_credit_of_one", "check_credit_of_several", "check_drawing", "tried"}
#: Functions that return no words: who answers; what the made-up class types; what the command line says is missing.
_NAMES = {"student", "right", "wrong", "wanted"}
#: Constants that hold names: exports, nbgrader's text, what a lesson's rule says of a case.
_CONSTANTS = {"__all__", "STUB", "RULINGS"}
#: Names of outcomes and of drafts; nbgrader's own comment on an answer that was left as it was.
_TEXTS = {*get_args(Outcome), "quiz \0", "No response."}
_CODE_CALLS = {
    "ParamSpec",
    "TypeVar",
    "compile",
    "defstruct",
    "findall",
    "fromkeys",
    "index",
    "removesuffix",
    "replace",
    "rindex",
    "search",
    "sub",
}
_SHOWN_CALLS = {
    "Report",
    "ReportSection",
    "ReportTable",
    "drawn",
    "picture",
    "Scale",
    "bands",
    "fitted",
    "Key",
    "Panel",
}
_SHOWN_AS = {"alt", "caption", "label", "title"}

#: Stands for a value within an f-string.
_VALUE = "\0"
_L = r"[^\W\d_]"
_WORDS = re.compile(rf"{_L}\s+({_L}|\0)|\0\s+{_L}|^\s*[A-Z]([a-z]|\0|$)|^\s+{_L}|{_L}\s+$")
_TAG = re.compile(r"<[^<>]*>")
_LABEL = re.compile(rf"(?:aria-label|alt|title)=['\"][^'\"\0]*{_L}")
_CSS = re.compile(r"([a-z-]+:[^\s;][^;]*;?)+")
_CLASS = re.compile(r"(?:[A-Z][a-z]+){2,}(: \0)?")


@dataclass(frozen=True)
class Literal:
    """A string as it stands in a module: its text, and the nodes around it, the nearest first."""

    node: ast.AST
    text: str
    around: tuple[ast.AST, ...]


def bare_words(source: str) -> list[str]:
    """Return the texts of a module that are words of the interface."""
    return [each.text.replace(_VALUE, "{}") for each in literals(ast.parse(source)) if _is_bare(each)]


def literals(node: ast.AST, around: tuple[ast.AST, ...] = ()) -> Iterator[Literal]:
    """Yield the strings of a module; an f-string is one, and those within its values are others."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Literal(node, node.value, around)
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else _VALUE for part in node.values)
        yield Literal(node, "".join(map(str, parts)), around)
    is_format = isinstance(node, ast.JoinedStr) and isinstance(around[0], ast.FormattedValue)
    for child in () if is_format else ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from literals(child, (node, *around))


def keys(source: str) -> Iterator[tuple[str, set[str] | None]]:
    """Yield the keys that a module says, and the names of the values it gives with each; None: not to be seen."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and _name(call.func) in SPEAKERS:
            given = {word.arg for word in call.keywords if word.arg}
            is_seen = len(given) == len(call.keywords)
            for each in (found for argument in call.args for found in literals(argument)):
                yield each.text, given if is_seen else None


def _is_bare(literal: Literal) -> bool:
    text = _TAG.sub("", literal.text)
    if _is_code(literal):
        return False
    has_letters = re.search(_L, text) is not None
    is_html = text != literal.text
    return bool(_WORDS.search(text) or _LABEL.search(literal.text) or (has_letters and (is_html or _is_shown(literal))))


def _is_shown(literal: Literal) -> bool:
    _, outer = _place(literal)
    if isinstance(outer, ast.keyword):
        return outer.arg in _SHOWN_AS or _name(_call(literal)) in SPEAKERS
    if isinstance(outer, ast.Call):
        return _name(outer.func) in _SHOWN_CALLS
    if isinstance(outer, ast.Return):
        function = next(each for each in literal.around if isinstance(each, ast.FunctionDef))
        return _name(function.returns) in {"str", "Markup"}
    return isinstance(outer, ast.Yield) and literal.node is outer.value


def _place(literal: Literal) -> tuple[ast.AST, ast.AST]:
    """Return the node whose place says what a text is for, and the node around it."""
    inner = literal.node
    for outer in literal.around:
        is_part = isinstance(outer, ast.BoolOp | ast.BinOp | ast.Tuple | ast.List | ast.Starred)
        if not is_part and not (isinstance(outer, ast.IfExp) and inner is not outer.test):
            return inner, outer
        inner = outer
    return inner, inner


def _is_code(literal: Literal) -> bool:
    inner, outer = _place(literal)
    if literal.text in _TEXTS or _CSS.fullmatch(literal.text) or _CLASS.fullmatch(literal.text):
        return True
    if isinstance(outer, ast.Expr | ast.Compare | ast.Subscript | ast.arg):
        return True
    if isinstance(outer, ast.Dict) and inner in outer.keys:
        return True
    if isinstance(outer, ast.Call) and _name(outer.func) in _CODE_CALLS | SPEAKERS:
        return True
    return any(_is_for_others(each, literal) for each in literal.around)


def _is_for_others(node: ast.AST, literal: Literal) -> bool:
    """Say whether a node holds no words for students: an author's error, an annotation, one of the names above."""
    if isinstance(node, ast.Raise):
        error = _name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        functions = {each.name for each in literal.around if isinstance(each, ast.FunctionDef)}
        return error in _ERRORS or (error == "ValueError" and bool(functions & _CHECKS))
    if isinstance(node, ast.FunctionDef):
        return node.name in _NAMES
    if isinstance(node, ast.AnnAssign):
        return _name(node.target) in _CONSTANTS or literal.node in ast.walk(node.annotation)
    return isinstance(node, ast.Assign) and _name(node.targets[0]) in _CONSTANTS


def _call(literal: Literal) -> ast.AST | None:
    return next((each.func for each in literal.around if isinstance(each, ast.Call)), None)


def _name(node: ast.AST | None) -> str:
    """Return the last name of a name, an attribute or a call's function."""
    return getattr(node, "id", "") or getattr(node, "attr", "")
