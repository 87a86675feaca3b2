"""The JSON Schema of a bank and of a file of keys, for an editor that completes and marks errors while one types.

It is what `msgspec` says of the types, as an author writes them: each item with the form that its type's keys have
(`key_form`), chosen by its `type`, so that an editor speaks of that type alone; any text may also look like a number or
a yes, as `quizzes.authored` reads it. A file names it in its first line:

    # yaml-language-server: $schema=bank.schema.json
"""

from __future__ import annotations

import json
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course
from quizzes.bank import Bank, Keys, Quiz
from quizzes.types import Answer, BaseItem, registered

BANK, KEYS = "bank.schema.json", "keys.schema.json"
#: What only a release writes into its `quiz.json`.
_RELEASED = ("format", "written", "text")


def first_line(name: str) -> str:
    """Return the line by which a YAML file leads an editor to the schema beside it."""
    return f"# yaml-language-server: $schema={name}\n"


def schemas(course: Course) -> dict[Path, str]:
    """Return the files of the schemas, beside the banks and the keys, with their text."""
    made = {course.bank_file("x").with_name(BANK): bank_schema(), course.keys_file("x").with_name(KEYS): keys_schema()}
    return {path: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for path, schema in made.items()}


def bank_schema() -> dict[str, Any]:
    """Return the schema of a bank as authors write it."""
    items = reduce(or_, (_item(kind) for kind in registered().values()))
    quiz = _struct("Quiz", Quiz, [("items", tuple[items, ...], ())])  # type: ignore[valid-type]
    schema = _told(_struct("Bank", Bank, [("quizzes", tuple[quiz, ...])]))  # type: ignore[valid-type]
    for name in _RELEASED:
        del schema["$defs"]["Bank"]["properties"][name]
    return schema


def keys_schema() -> dict[str, Any]:
    """Return the schema of a file of keys: each key has the form of one of the types."""
    schema, forms = _told(Keys), []
    for form in dict.fromkeys(kind.key_form for kind in registered().values() if kind.keyed):
        if form is not Any:
            told = _told(form)
            schema["$defs"] |= told.pop("$defs", {})
            forms.append({name: each for name, each in told.items() if name != "$schema"})
    fields = schema["$defs"]["Answer"]["properties"]
    fields["key"] = {"anyOf": forms}
    fields["also"]["items"] = {"anyOf": forms}
    return schema


def _item(kind: type[BaseItem]) -> Any:
    """Return a type with the form of its keys; without an answer where it has none."""
    form = kind.key_form if kind.keyed else None
    if form is None or form is Any:
        return kind
    answer = _answer(f"{kind.__name__}Answer", form)
    return _struct(kind.__name__, kind, [("answer", answer | None, None)], tag=kind.__struct_config__.tag)


def _answer(name: str, form: Any) -> Any:
    return _struct(name, Answer, [("key", form), ("also", tuple[form, ...], ())])


def _struct(name: str, base: type[Any], fields: Any, **more: Any) -> Any:
    made: Any = msgspec.defstruct(name, fields, bases=(base,), frozen=True, kw_only=True, **more)
    made.__doc__ = base.__doc__
    return made


def _told(kind: Any) -> dict[str, Any]:
    """Return a type's schema as an editor can use it."""
    schema: dict[str, Any] = {"$schema": "http://json-schema.org/draft-07/schema#"} | _eased(msgspec.json.schema(kind))
    for form in {
        each.key_form.__name__ for each in registered().values() if each.worked_key is not BaseItem.worked_key
    }:
        for field in schema.get("$defs", {}).get(form, {}).get("properties", {}).values():
            field["type"] = ["number", "string"]  # where numbers vary a key is worked out of them
    return schema


def _eased(schema: Any) -> Any:
    """Return a schema in which texts may look like something else, and a union is chosen by its `type` alone."""
    if isinstance(schema, list):
        return [_eased(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "discriminator" in schema:
        return _chosen(schema["discriminator"]["mapping"])
    eased = {name: _eased(each) for name, each in schema.items() if not (name == "title" and isinstance(each, str))}
    if "prefixItems" in eased:  # an editor's own draft says it so
        eased |= {"items": eased.pop("prefixItems"), "additionalItems": False}
    if eased.get("type") == "string":
        eased["type"] = ["string", "number", "boolean"]
    if isinstance(eased.get("description"), str):
        eased["description"] = " ".join(eased["description"].split())
    return eased


def _chosen(types: dict[str, str]) -> dict[str, Any]:
    """Return a union in which the type that is named decides."""
    each = [
        {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": {"$ref": place}}
        for name, place in types.items()
    ]
    return {"type": "object", "required": ["type"], "properties": {"type": {"enum": [*types]}}, "allOf": each}
