"""What this version understands of a `quiz.json` that a newer one wrote.

A field or an item type that is not known here is left out, and questions that cannot be shown are named, so that a
student with an older package still sees and answers every other one. A file of this format, or of an older one, is left
as it is: there an unknown field is a mistake to be found.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from quizzes.catalogue import say
from quizzes.types import registered
from quizzes.written import Written

#: The fields of a quiz besides its items.
_QUIZ = ("id", "title", "graded", "repeats", "ask", "draw")


def understood(data: Any, newest: int) -> tuple[Any, tuple[str, ...]]:
    """Return what is known of a decoded `quiz.json`, and in words what was left out.

    Parameters
    ----------
    data
        The file's content; one that has not the form of a bank is returned as it is.
    newest
        The newest format that this version knows.
    """
    form = data.get("format") if isinstance(data, dict) else None
    if not isinstance(form, int) or form <= newest:
        return data, ()
    try:
        kept, unknown = _kept(data)
    except (AttributeError, KeyError, TypeError):
        return data, ()
    key = "quiz.newer_without" if unknown else "quiz.newer"
    return kept, (say(key, format=form, newest=newest, questions=", ".join(unknown)),)


def _kept(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the bank with the fields and items that are known here, and the names of the other items."""
    quizzes: list[dict[str, Any]] = []
    unknown: list[str] = []
    for quiz in data["quizzes"]:
        asked = quiz.get("items", [])
        known = [item for item in asked if item["type"] in registered()]
        left_out = [item for item in asked if item not in known]
        unknown += [say("quiz.unknown", id=str(item["id"]), type=str(item["type"])) for item in left_out]
        if known or quiz.get("repeats") in {each["id"] for each in quizzes}:
            items = [_known(item, registered()[item["type"]]) for item in known]
            quizzes.append({name: quiz[name] for name in _QUIZ if name in quiz} | {"items": items})
    bank = {name: data[name] for name in ("assignment", "format", "text") if name in data}
    return bank | {"quizzes": quizzes, "written": _known(data.get("written", []), tuple[Written, ...])}, unknown


def _known(value: Any, kind: Any) -> Any:
    """Return `value` without what `kind`, the type it is to become, has no field for."""
    struct = _struct(kind)
    if isinstance(value, dict) and struct:
        hints = get_type_hints(struct)
        names = {*hints, struct.__struct_config__.tag_field}
        return {name: _known(part, hints.get(name, Any)) for name, part in value.items() if name in names}
    if isinstance(value, list) and get_origin(kind) is tuple:
        return [_known(part, get_args(kind)[0]) for part in value]
    return value


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a type is, or may be, as in `Answer | None`."""
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return next((each for each in options if isinstance(each, type) and issubclass(each, msgspec.Struct)), None)
