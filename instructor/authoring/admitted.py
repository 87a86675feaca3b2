"""What a field may hold, said from its type: "a whole number from 1 to 12", "one of recall, apply, analyse, judge"."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta

from quizzes.authored import choices
from quizzes.types.base import Identifier, Name
from quizzes.types.window import FORM, PATTERN

_PATTERNS = {
    get_args(Identifier)[1].pattern: "a name of small letters, digits and single hyphens",
    get_args(Name)[1].pattern: "a name of small letters, digits and underscores",
    PATTERN: FORM,
}


def admitted(kind: Any) -> str:
    """Return in words what a type admits."""
    for part in _parts(kind):
        for each in choices(part):
            if each is not type(None):
                return _said(each, _meta(part))
    return "nothing"


def _parts(kind: Any) -> tuple[Any, ...]:
    """Return the members of a union, with what is said of their values."""
    is_union = get_origin(kind) is Union or type(kind).__name__ == "UnionType"
    return get_args(kind) if is_union else (kind,)


def _meta(kind: Any) -> Meta:
    if get_origin(kind) is not Annotated:
        return Meta()
    return next((each for each in get_args(kind)[1:] if isinstance(each, Meta)), Meta())


def _said(kind: Any, meta: Meta) -> str:
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, get_args(kind)))}"
    if kind is bool:
        return "true or false"
    if kind in (int, float):
        return f"a {'whole ' if kind is int else ''}number{_bounds(meta)}"
    if kind is str:
        name = _PATTERNS.get(meta.pattern or "", "a text" + (" that is not empty" if meta.min_length else ""))
        return name + (f", of at most {meta.max_length} characters" if meta.max_length else "")
    if get_origin(kind) is dict:
        return f"{_count(meta)}names, each with {admitted(get_args(kind)[1])}"
    if get_origin(kind) in (tuple, list):
        return f"{_count(meta)}entries as a list"
    return "fields"


def _bounds(meta: Meta) -> str:
    if meta.ge is not None and meta.le is not None:
        return f" from {meta.ge} to {meta.le}"
    said = [
        f"{words} {bound:g}"
        for words, bound in (("above", meta.gt), ("of at least", meta.ge), ("of at most", meta.le))
        if bound is not None
    ]
    return f" {', '.join(said)}" if said else ""


def _count(meta: Meta) -> str:
    if meta.min_length and meta.max_length:
        return f"{meta.min_length} to {meta.max_length} "
    return f"{meta.min_length} or more " if meta.min_length else ""
