"""A bank or a file of keys as its author wrote it: YAML in which a name is the text that stands there.

YAML takes `no`, `on`, `012` and `2026-01-04` for something else than texts. Here they are texts, and so are the names
of fields, always, and whatever stands where the schema wants a text: `id: 123`, `key: yes`. Numbers, `true`, `false`
and `null` are what they are in JSON, and only where the schema admits them.

In a checkout only: a student's copy holds no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
import yaml
from msgspec.structs import FieldInfo
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from quizzes.types import registered

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TRUTH = ("true", "false")
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULL = ("null", "~", "")
#: Reads the same nodes at the same places, about eight times as fast, where PyYAML was built with libyaml.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAY_BE_CUT = re.compile(r"[\s,\[{]!|\S[ \t]+#\S")


def composed(text: str) -> Node | None:
    """Return the nodes of a YAML text, which know their places; None where it is empty.

    Raises
    ------
    yaml.YAMLError
        Where it is no YAML, or YAML would read less than its author wrote: `![A map](map.png)`, `Question #2`.
    """
    node: Node | None
    try:
        node = yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        node = yaml.compose(text, Loader=yaml.SafeLoader)  # whose message shows the line
    if _MAY_BE_CUT.search(text):
        _check_whole(node, text.splitlines())
    return node


def _check_whole(node: Node | None, lines: list[str]) -> None:
    """Raise YAMLError where a text loses its first word to a tag, or its end to a remark that is none."""
    if isinstance(node, MappingNode | SequenceNode):
        for each in node.value:
            for part in each if isinstance(each, tuple) else (each,):
                _check_whole(part, lines)
    if node is not None and node.tag.startswith("!"):
        raise ComposerError(None, None, "a text that begins with ! loses its first word", node.start_mark)
    if isinstance(node, ScalarNode) and not node.style:
        end = node.end_mark
        behind = lines[end.line][end.column :] if end.line < len(lines) else ""
        if re.match(r"[ \t]+#\S", behind):
            raise ComposerError(None, None, "a # ends the text (a remark has a space behind its #)", end)


def cut(
    node: Node | None, kind: Any, lines: Sequence[str], path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int, str]]:
    """Yield each text that a remark behind it may have cut: the way to it, the line of its end from 1, and words.

    `Which of these # is right` is such a text, of which YAML reads three words. Only where free text is wanted is a
    remark taken for its end: behind an id, a level, a number or a key, and on a line of its own, it is a remark.
    """
    if isinstance(node, MappingNode) and kind is not Any:
        for name, each in ((str(key.value), each) for key, each in node.value):
            if name != "type":
                yield from cut(each, _inside(kind, name, node), lines, (*path, name))
    elif isinstance(node, SequenceNode) and kind is not Any:
        for place, each in enumerate(node.value):
            yield from cut(each, _element(kind, place), lines, (*path, place))
    elif isinstance(node, ScalarNode) and not node.style and _is_prose(kind):
        line = node.end_mark.line
        if line < len(lines) and re.match(r"[ \t]+#", lines[line][node.end_mark.column :]):
            last = " ".join(str(node.value).split()[-4:])
            cure = "put the text into quotation marks, or a remark on a line of its own"
            yield path, line + 1, f"the text ends behind “{last}”, where a # begins a remark; {cure}"


def _is_prose(kind: Any) -> bool:
    """Say whether any text at all is wanted: no number, no name of a certain form, nothing out of a list."""
    found = [each for each in _parts(kind) if each is not type(None)]
    return bool(found) and all(
        each is str or (get_origin(each) is Annotated and choices(each) == (str,) and not _has_pattern(each))
        for each in found
    )


def _has_pattern(kind: Any) -> bool:
    return any(isinstance(each, msgspec.Meta) and each.pattern for each in get_args(kind)[1:])


def _parts(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def value(node: Node | None, kind: Any = object) -> Any:
    """Return what a node says, as plain values that `msgspec.convert` takes for `kind`; `object` wants nothing."""
    if isinstance(node, MappingNode):
        kind = _key_form(node) if kind is Any else kind
        if any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
            yaml.constructor.SafeConstructor().flatten_mapping(node)
        return {str(key.value): value(each, _inside(kind, str(key.value), node)) for key, each in node.value}
    if isinstance(node, SequenceNode):
        return [value(each, _element(kind, place)) for place, each in enumerate(node.value)]
    return _scalar(node, str if kind is Any else kind) if isinstance(node, ScalarNode) else None


def _scalar(node: ScalarNode, kind: Any) -> Any:
    """Return a scalar: a text where it is in quotation marks or a text is wanted, else what JSON would say."""
    kinds, text = choices(kind), str(node.value)
    if node.style:
        return text
    if text in _NULL and kinds != (str,):
        return None
    if all(each is str or each is type(None) or get_origin(each) is Literal for each in kinds):
        return text
    if text.lower() in (_SWITCH if bool in kinds else _TRUTH):
        return _SWITCH[text.lower()]
    return int(text) if _WHOLE.fullmatch(text) else float(text) if _NUMBER.fullmatch(text) else text


def choices(kind: Any) -> tuple[Any, ...]:
    """Return the types that an annotation admits, without what it says of their values."""
    if get_origin(kind) is Annotated:
        return choices(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return tuple(each for part in get_args(kind) for each in choices(part))
    return (kind,)


def struct_of(kind: Any, given: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a mapping is read as: of several the one that its `type` names; None: of none."""
    structs = [each for each in choices(kind) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    tags = {each.__struct_config__.tag: each for each in structs}
    return structs[0] if len(structs) == 1 else tags.get(given) if isinstance(given, str) else None


@cache
def fields(struct: type[msgspec.Struct]) -> Mapping[str, FieldInfo]:
    """Return the fields of a struct by the names that a file has for them."""
    return {field.encode_name: field for field in msgspec.structs.fields(struct)}


def _inside(kind: Any, name: str, node: MappingNode) -> Any:
    """Return what stands under a name."""
    tag = next((each.value for key, each in node.value if key.value == "type"), None)
    if struct := struct_of(kind, tag):
        return fields(struct)[name].type if name in fields(struct) else str
    of = next((each for each in choices(kind) if get_origin(each) is dict), None)
    return get_args(of)[1] if of else kind


def _element(kind: Any, place: int) -> Any:
    of = next((each for each in choices(kind) if get_origin(each) in (tuple, list)), None)
    if of is None:
        return str if kind is Any else kind
    inside = get_args(of)
    return inside[0] if len(inside) == 1 or inside[-1] is Ellipsis else inside[min(place, len(inside) - 1)]


def _key_form(node: MappingNode) -> Any:
    """Return what a mapping is read as that may have any form: a type's own key, else names with names."""
    names = {str(key.value) for key, _ in node.value}
    for form in (each.key_form for each in registered().values()):
        if isinstance(form, type) and issubclass(form, msgspec.Struct):
            wanted = {name for name, field in fields(form).items() if field.required}
            if wanted <= names <= set(fields(form)):
                return form
    return dict[str, str]
