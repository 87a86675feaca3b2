"""XML that somebody else wrote, parsed without what XML can do to a reader.

A document type that declares something itself is refused: entities grow to gigabytes or fetch files. One that only
names a file, as old QTI does, is passed over, and nothing is fetched. Names are taken without their namespaces.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

from instructor.exchange_formats.forms import FormatError

_TYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")
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
    data = _TYPE.sub(b"", data.lstrip(), count=1)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FormatError("its <!DOCTYPE declares something, which is not read; delete it, up to the > that ends it")
    try:
        root = fromstring(data)
    except ParseError:
        root = fromstring(_CONTROL.sub(b"", data))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root
