"""Every error of a file's schema, each with the way to it: reading a file stops at the first.

The types of `quizzes` are walked beside what a file holds, so a field that a type gains is known here without a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

import msgspec

from instructor.authoring.admitted import admitted
from instructor.authoring.places import Path
from quizzes.authored import choices, fields, struct_of
from quizzes.types import registered


@dataclass(frozen=True)
class Fault:
    """One error: the way to it through the file, and what is wrong with what is admitted, in words."""

    path: Path
    words: str


def faults(data: Any, kind: Any, path: Path = ()) -> list[Fault]:
    """Return the errors of plain data that are to be of a type."""
    if data is None and type(None) in choices(kind):
        return []
    inside = [*_inside(data, kind, path)]
    if not inside:
        try:
            msgspec.convert(data, kind)
        except msgspec.ValidationError:
            return [Fault(path, f"expected {admitted(kind)}; found {_shown(data)}{_pointed(data)}")]
    return inside


def _inside(data: Any, kind: Any, path: Path) -> Iterator[Fault]:
    """Yield the errors of what a mapping or a list holds."""
    kinds = choices(kind)
    if isinstance(data, dict) and any(isinstance(each, type) and issubclass(each, msgspec.Struct) for each in kinds):
        tag = data.get("type")
        struct = struct_of(kind, tag)
        yield from _of_struct(data, struct, path) if struct else [_no_type(tag, path)]
    elif isinstance(data, dict):
        for key_kind, value_kind in (get_args(each) for each in kinds if get_origin(each) is dict):
            for name, each in data.items():
                for fault in faults(name, key_kind, (*path, name)):
                    yield Fault(fault.path, f"as a name, {fault.words}")
                yield from faults(each, value_kind, (*path, name))
    elif isinstance(data, list):
        for inner in (get_args(each) for each in kinds if get_origin(each) in (tuple, list)):
            for place, each in enumerate(data if len(inner) == 1 or inner[-1] is Ellipsis else ()):
                yield from faults(each, inner[0], (*path, place))


def _of_struct(data: dict[str, Any], struct: type[msgspec.Struct], path: Path) -> Iterator[Fault]:
    """Yield the errors of fields: unknown ones, missing ones, and what the others hold."""
    known, hinted = fields(struct), set[str]()
    tag = struct.__struct_config__.tag_field if struct.__struct_config__.tag else None
    for name, each in data.items():
        if name in known:
            yield from faults(each, known[name].type, (*path, name))
        elif name != tag:
            near = get_close_matches(name, [each for each in known if each not in data], n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}"
            hint += "; a number has a decimal point, no comma" if name.isdigit() else ""
            hinted |= {*near}
            yield Fault((*path, name), f'there is no field "{name}" here; {hint}')
    for name, field in known.items():
        if field.required and name not in data and name not in hinted:
            yield Fault(path, f"`{name}` is missing; add it: {admitted(field.type)}")


def _pointed(data: Any) -> str:
    """Return how a number that is written with a comma has to be written."""
    is_number = isinstance(data, str) and re.fullmatch(r"-?\d+,\d+", data)
    return f"; write it with a point: {data.replace(',', '.')}" if is_number else ""


def _no_type(tag: Any, path: Path) -> Fault:
    names = ", ".join(registered())
    if tag is None:
        return Fault(path, f"`type` is missing; the types are {names}")
    near = get_close_matches(str(tag), registered(), n=1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return Fault((*path, "type"), f'there is no type "{tag}"; {hint}The types are {names}')


def _shown(data: Any) -> str:
    """Return what stands in a file, short enough for a line."""
    if isinstance(data, dict | list):
        count = len(data)
        return f"a list of {count}" if isinstance(data, list) else f"{count} name{'s' if count != 1 else ''}"
    if isinstance(data, str):
        return f'"{data if len(data) <= 40 else data[:39] + "…"}"' if data else "nothing"
    return "nothing" if data is None else str(data).lower()
