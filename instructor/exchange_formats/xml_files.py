"""XML that somebody else wrote, parsed without what XML can do to a reader.

A document type that declares something itself is refused: entities grow to gigabytes or fetch files. One that only
names a file, as old QTI does, is passed over, and nothing is fetched. Names are taken without their namespaces.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from xml.etree.ElementTree import Element, ParseError, fromstring

from instructor.exchange_formats.forms import FormatError

#: What may stand before a document type; beside it nothing can declare anything, whatever a question's text says.
_BEFORE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_TYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")
_ENCODED = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parsed(data: bytes) -> Element:
    """Return the root of an XML file, each tag without its namespace.

    Raises
    ------
    FormatError
        Where its document type declares something.
    ParseError
        Where it is no XML.
    """
    data = _in_utf8(data)
    start = _after(data, 0)
    if named := _TYPE.match(data, start):
        data = data[:start] + data[named.end() :]
        start = _after(data, start)
    if data.startswith(b"<!", start):
        raise FormatError("its <!DOCTYPE declares something, which is not read; delete it, up to the > that ends it")
    try:
        root = fromstring(data)
    except ParseError:
        root = fromstring(_CONTROL.sub(b"", data))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _after(data: bytes, start: int) -> int:
    """Return where what may stand before a document type ends."""
    found = _BEFORE.match(data, start)
    return found.end() if found else start


def _in_utf8(data: bytes) -> bytes:
    """Return a file in UTF-16 in UTF-8, so that what it declares is seen; any other one as it is."""
    data = data.removeprefix(BOM_UTF8).lstrip()
    if b"\0" not in data[:4]:
        return data
    try:
        return _ENCODED.sub("", data.decode("utf-16")).encode()
    except UnicodeDecodeError:
        raise FormatError("it is neither in UTF-8 nor in UTF-16; export the questions anew") from None
