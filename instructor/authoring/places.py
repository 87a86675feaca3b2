"""Where in a YAML file or a notebook something stands: the line that an editor jumps to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

Path = tuple[str | int, ...]


def line_of(node: Node | None, path: Sequence[str | int]) -> int:
    """Return the line, from 1, that a path leads to, or that of the last step on the way that is there."""
    line = 1
    for step in path:
        found: tuple[int, Node] | None = None
        if isinstance(node, MappingNode):
            pairs = [(key, each) for key, each in node.value if key.value == str(step)]
            found = (pairs[-1][0].start_mark.line + 1, pairs[-1][1]) if pairs else None
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step].start_mark.line + 1, node.value[step]
        if found is None:
            break
        line, node = found
    return line


def node_at(node: Node | None, path: Sequence[str | int]) -> Node | None:
    """Return the node that a path leads to; None where there is none."""
    for step in path:
        if isinstance(node, MappingNode):
            node = next((each for key, each in node.value if key.value == str(step)), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def twice(node: Node | None) -> Iterator[tuple[int, str, int]]:
    """Yield each name that stands twice in one place, of which YAML takes the last: line, name, line of the first."""
    if isinstance(node, MappingNode):
        seen: dict[str, int] = {}
        for key, each in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield line, key.value, seen[key.value]
            seen[str(key.value)] = line
            yield from twice(each)
    elif isinstance(node, SequenceNode):
        for each in node.value:
            yield from twice(each)


def line_of_cell(notebook: str, name: str) -> int:
    """Return the line of a notebook's file in which the cell of that grade id or id is named; 1 where none is."""
    for field in ("grade_id", "id"):
        found = re.search(rf'"{field}": "{re.escape(name)}"', notebook)
        if found:
            return notebook.count("\n", 0, found.start()) + 1
    return 1


def said(path: Sequence[str | int]) -> str:
    """Return a path as it is read: `evidence[0].quote`, entries counted from 1."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def texts(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield each text of plain values with the way to it."""
    if isinstance(data, str):
        yield path, data
    for name, each in data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else ()):
        yield from texts(each, (*path, name))
