"""Pictures in the texts of a bank: `![What it shows](scatter.png)`.

A bank names each picture under `pictures`, with its source and its licence; the files lie beside it, in the folder of
its name (`quizzes/bank/<assignment>/scatter.png`). Where a bank is read, the file becomes part of the texts that show
it (`embedded`), with the credit as its title. So a student's copy, a review and an export hold it without a file of
their own, and nothing is fetched. `install` lets a Markdown parser draw such a picture, and no other.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from quizzes.catalogue import say
from quizzes.types.values import Text, Value

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

    from quizzes.bank import Bank

#: A larger file would make every review of it as large: bytes.
LARGEST = 300_000
#: How the files that browsers draw as pictures begin.
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
#: What is written for the source or the licence of a picture until somebody knows it; it is not shown so.
UNKNOWN = "?"
#: A picture in a text as its author writes it: the words, the file.
NAMED = re.compile(r"!\[([^\]]*)\]\(([A-Za-z0-9][\w.-]*\.[A-Za-z]+)\)")
EMBEDDED = re.compile(r'!\[([^\]]+)\]\((data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*) "([^"]*)"\)')

V = TypeVar("V", bound=msgspec.Struct)


class Picture(Value, frozen=True, kw_only=True):
    """Where a picture is from, and under what licence it may be shown. `data` is its file, once it is read."""

    source: Text
    licence: Text
    data: str = ""


def embedded(bank: Bank, read: Callable[[str], bytes]) -> Bank:
    """Return a bank whose texts hold their pictures.

    Parameters
    ----------
    bank
        As it is written.
    read
        Returns the file of a picture by its name; OSError where there is none.

    Raises
    ------
    ValueError
        Where a text shows what is not declared or says nothing in its place, a source or licence is not known yet, or a
        file is missing, no picture or too large.
    """
    for name, each in (bank.pictures or {}).items():
        if UNKNOWN in (each.source, each.licence):
            raise ValueError(f"pictures: {name} needs a source and a licence; write them in place of the {UNKNOWN}")
    pictures = {name: replace(each, data=_data(name, read)) for name, each in (bank.pictures or {}).items()}
    quizzes = tuple(
        replace(quiz, items=tuple(pictured(item, pictures, f'item "{item.id}"') for item in quiz.items))
        for quiz in bank.quizzes
    )
    return replace(bank, quizzes=quizzes, pictures=pictures or UNSET)


def pictured(value: V, pictures: Mapping[str, Picture], source: str) -> V:
    """Return an item, or keys, whose texts hold their pictures. Raises ValueError as `embedded` does."""
    if not NAMED.search(msgspec.json.encode(value).decode()):
        return value

    def put(found: re.Match[str]) -> str:
        words, file = found[1].strip(), found[2]
        if file not in pictures:
            raise ValueError(f'{source}: "{file}" is not among `pictures`; add it there, with source and licence')
        if not words:
            raise ValueError(f"{source}: say in words what {file} shows: ![What it shows]({file})")
        credit = say("picture.credit", source=pictures[file].source, licence=pictures[file].licence)
        return f'![{words}]({pictures[file].data} "{" ".join(credit.split()).replace(chr(34), chr(39))}")'

    return msgspec.convert(_changed(msgspec.to_builtins(value), lambda text: NAMED.sub(put, text)), type(value))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return `value` with each of its texts changed; names of fields and of options stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(part, change) for name, part in value.items()}
    return [_changed(part, change) for part in value] if isinstance(value, list | tuple) else value


def _data(name: str, read: Callable[[str], bytes]) -> str:
    try:
        file = read(name)
    except OSError as error:
        raise ValueError(f"pictures: {name} cannot be read ({error.strerror}); put it into the bank's folder") from None
    try:
        return f"data:image/{kind_of(name, file)};base64,{b64encode(file).decode()}"
    except ValueError as error:
        raise ValueError(f"pictures: {error}") from None


def kind_of(name: str, file: bytes) -> str:
    """Return what kind of picture a file is, as "png". Raises ValueError where texts can hold no such file."""
    kind = next((kind for begin, kind in KINDS.items() if file.startswith(begin)), None)
    if kind is None or (kind == "webp" and file[8:12] != b"WEBP"):
        raise ValueError(f"{name} is none that browsers draw; save it as PNG, JPEG, GIF or WebP")
    if len(file) > LARGEST:
        raise ValueError(f"{name} has {len(file):,} bytes, and at most {LARGEST:,} fit; make it smaller")
    return kind


def without_data(text: str) -> str:
    """Return a text with the words that stand for its pictures in their place."""
    return EMBEDDED.sub(lambda found: f"[{found[1]}]", text)


def install(parser: MarkdownIt) -> MarkdownIt:
    """Let a parser draw the pictures that texts hold, with their credit below."""
    parser.inline.ruler.before("link", "held_picture", _rule)
    return parser


def _rule(state: StateInline, silent: bool) -> bool:
    found = EMBEDDED.match(state.src, state.pos) if state.src.startswith("![", state.pos) else None
    if not found:
        return False
    if not silent:
        alt, address, credit = map(escape, found.groups())
        drawn = f'<img alt="{alt}" src="{address}" style="max-width:100%;height:auto" />'
        # What follows begins a line of its own.
        state.push("html_inline", "", 0).content = f"{drawn}<br /><small>{credit}</small><br />"
    state.pos = found.end()
    return True
