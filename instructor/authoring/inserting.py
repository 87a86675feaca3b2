"""Put lines into a YAML file behind an entry that is there; all else stays, remarks included.

What comes out is read again by whoever asked for it: these functions know lines, not what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from instructor.authoring.places import node_at
from instructor.course import CourseError
from quizzes.authored import composed


def behind_entry(text: str, path: Sequence[str | int], lines: Sequence[str], file: str) -> str:
    """Return the text with an entry behind the last one of a list that a path leads to.

    Parameters
    ----------
    text
        The file's text.
    path
        The way to a list of mappings, as `quizzes`, or to a mapping, as `keys`.
    lines
        The entry, its first line without a dash.
    file
        Its name, for what is raised.

    Raises
    ------
    CourseError
        Where it is no list in lines of its own.
    """
    node = node_at(composed(text), path)
    if not isinstance(node, SequenceNode) or node.flow_style or not node.value:
        raise CourseError(f"{file}: `{path[-1]}` is no list with a line for each entry; write it so, and try again")
    last = node.value[-1]
    dash = " " * node.start_mark.column
    inner = " " * (int(last.start_mark.column) - int(node.start_mark.column) - 1)
    first, *rest = lines
    made = [f"{dash}-{inner}{first}", *(f"{dash} {inner}{line}".rstrip() for line in rest)]
    return _with(text, _end(last), int(node.start_mark.column), made, _is_apart(text, node.value))


def behind_name(text: str, path: Sequence[str | int], after: str | None, lines: Sequence[str], file: str) -> str:
    """Return the text with a name and what stands under it in a mapping, behind `after` or behind the last one.

    The parameters, and what is raised, are those of `behind_entry`; the first of `lines` is the name.
    """
    node = node_at(composed(text), path)
    if not isinstance(node, MappingNode) or node.flow_style or not node.value:
        raise CourseError(f"{file}: `{path[-1]}` has no line for each entry; write it so, and try again")
    pair = next((each for each in node.value if each[0].value == after), node.value[-1])
    column = int(node.value[0][0].start_mark.column)
    made = [f"{' ' * column}{line}".rstrip() for line in lines]
    return _with(text, _end(pair[1]), column, made, _is_apart(text, [key for key, _ in node.value]))


def _with(text: str, end: int, column: int, lines: Sequence[str], is_apart: bool) -> str:
    """Return the text with lines behind an entry that ends there and begins in a column, and behind its remarks."""
    stop = _line_end(text, len(text[:end].rstrip()))
    while remark := re.match(rf"\n {{{column + 1},}}#.*", text[stop:]):
        stop += remark.end()
    made = "\n".join(["", *([""] if is_apart else []), *lines])
    return text[:stop] + made + "\n" + text[stop:].removeprefix("\n")


def _line_end(text: str, place: int) -> int:
    return found if (found := text.find("\n", place)) >= 0 else len(text)


def _is_apart(text: str, entries: Sequence[Node]) -> bool:
    """Say whether an empty line stands before an entry."""
    starts = [_line_start(text, int(each.start_mark.index)) for each in entries[1:]]
    return any(re.search(r"\n\s*\n$", text[:start]) for start in starts)


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _end(node: Node) -> int:
    """Return where a value ends; of a list in lines that is where its last entry does."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)
