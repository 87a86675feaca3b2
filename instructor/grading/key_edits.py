"""Change one field of one item in a file of keys, and nothing else of it: comments, order and line breaks stay.

YAML's own parser says where the item's fields stand, and only these letters are replaced. What comes out is read again
and held against what was meant; where it is not that, nothing is returned, and the file is edited by hand.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from quizzes.authored import composed
from quizzes.authored import value as value_of
from quizzes.bank import BankError


def with_field(text: str, item: str, field: str, value: Any) -> str:
    """Return the text of a file of keys in which a field of an item has another value.

    Parameters
    ----------
    text
        The file.
    item, field
        The id of an item, and `also` or `void`.
    value
        Anything that JSON can hold; None takes the field out.

    Raises
    ------
    BankError
        Where the item is not there, or the file is written in a way that cannot be edited here.
    """
    new = _edited(text, _answer(text, item), field, value)
    meant = value_of(composed(text))
    meant["keys"][item] = {name: old for name, old in meant["keys"][item].items() if name != field}
    if value is not None:
        meant["keys"][item][field] = value
    try:
        is_meant = value_of(composed(new)) == meant
    except yaml.YAMLError:
        is_meant = False
    if not is_meant:
        raise BankError(f'"{item}" stands in the keys in a way that cannot be edited here; write {field}: by hand')
    return new


def _answer(text: str, item: str) -> MappingNode:
    """Return where an item's answer stands."""
    try:
        node = composed(text)
    except yaml.YAMLError as error:
        raise BankError(f"the keys are not YAML: {error}") from None
    for name in ("keys", item):
        pair = _pair(node, name) if isinstance(node, MappingNode) else None
        node = pair[1] if pair else None
    if not isinstance(node, MappingNode):
        raise BankError(f'the keys have no item "{item}"; add it')
    return node


def _pair(node: MappingNode, name: str) -> tuple[Node, Node] | None:
    return next(((key, value) for key, value in node.value if key.value == name), None)


def _edited(text: str, answer: MappingNode, field: str, value: Any) -> str:
    pair = _pair(answer, field)
    if value is None:
        return _without(text, answer, pair) if pair else text
    written = f"{field}: {_in_a_line(value)}"
    if pair:
        return text[: pair[0].start_mark.index] + written + text[_end(pair[1]) :]
    if answer.flow_style:
        end = answer.end_mark.index - 1
        return f"{text[:end].rstrip().removesuffix(',')}, {written}{text[end:]}"
    return _with_line(text, answer, written)


def _with_line(text: str, answer: MappingNode, written: str) -> str:
    """Return the text with a line of its own in an answer: after its key's, or before all where that is no line."""
    newline = "\r\n" if "\r\n" in text else "\n"
    first: yaml.Mark = answer.value[0][0].start_mark
    key = _pair(answer, "key")
    if key is None or _is_block(key[1]):
        return text[: first.index] + written + newline + " " * first.column + text[first.index :]
    end = _line_end(text, _end(key[1]))
    before = text[:end] if text[:end].endswith("\n") else text[:end] + newline
    return before + " " * first.column + written + newline + text[end:]


def _without(text: str, answer: MappingNode, pair: tuple[Node, Node]) -> str:
    start, end = int(pair[0].start_mark.index), _end(pair[1])
    if not answer.flow_style:
        return text[: text.rfind("\n", 0, start) + 1] + text[_line_end(text, end) :]
    before, after = text[:start].rstrip(), text[end:]
    if before.endswith(","):
        return before[:-1] + after
    return text[:start] + re.sub(r"^\s*,\s*", "", after)


def _end(node: Node) -> int:
    """Return where a value ends; of a list in lines that is where its last entry does."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _is_block(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def _line_end(text: str, place: int) -> int:
    return found + 1 if (found := text.find("\n", place)) >= 0 else len(text)


def _in_a_line(value: Any) -> str:
    """Write a value as YAML in one line; a plain name without quotation marks."""
    if isinstance(value, list):
        return f"[{', '.join(map(_in_a_line, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_in_a_line(name)}: {_in_a_line(each)}" for name, each in value.items()) + "}"
    is_plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w-]*", value) and yaml.safe_load(value) == value
    return str(value) if is_plain else json.dumps(value, ensure_ascii=False)
