"""XML that somebody else wrote, parsed without what XML can do to a reader.

A document type is refused: it is where entities are declared, which grow to gigabytes or fetch files. Names are taken
without their namespaces.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

from instructor.exchange_formats.forms import FormatError

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parsed(data: bytes) -> Element:
    """Return the root of an XML file, each tag without its namespace.

    Raises
    ------
    FormatError
        Where it declares a document type.
    ParseError
        Where it is no XML.
    """
    data = data.lstrip()
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise FormatError("it declares a document type, which is not read; delete the lines with <!DOCTYPE and <!ENTITY")
    try:
        root = fromstring(data)
    except ParseError:
        root = fromstring(_CONTROL.sub(b"", data))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root
