"""In which line of a TOML file a key stands: the parser keeps no lines, and a mistake is mended at its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

_HEADER = re.compile(r"\s*\[\[?(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w.-]|"[^"\n]*"|'[^'\n]*'|[ \t](?=\s*[.=]))+?)\s*=""")


def line_of(source: str, way: Sequence[str]) -> int:
    """Return the line, from 1, of the key that `way` leads to, or of the nearest key above it; 1 where none is."""
    best, found = 0, 1
    for line, path in _keys(source):
        if tuple(path[: len(way)]) == tuple(way[: len(path)]) and min(len(path), len(way)) > best:
            best, found = min(len(path), len(way)), line
    return found


def _keys(source: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the line and the whole way of each table's head and each key that begins a line."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(source.splitlines(), 1):
        if head := _HEADER.match(line):
            table = _parts(head[1])
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *_parts(key[1]))


def _parts(dotted: str) -> tuple[str, ...]:
    """Return the names of a dotted key."""
    try:
        found: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts = []
    while isinstance(found, dict):
        ((name, found),) = found.items()
        parts.append(name)
    return tuple(parts)
