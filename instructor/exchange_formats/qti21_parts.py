"""Small parts of QTI 2.1's items: names, tests of a response, and HTML as QTI takes it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, fromstring

MATHS = "http://www.w3.org/1998/Math/MathML"


def named(identifier: str) -> str:
    """Return an id as QTI takes it: it must not begin with a digit."""
    return f"i-{identifier}" if identifier[:1].isdigit() else identifier


def is_picked(name: str) -> Element:
    """Return the test that an option is the response."""
    same = Element("match")
    SubElement(same, "variable", identifier="RESPONSE")
    SubElement(same, "baseValue", baseType="identifier").text = named(name)
    return same


def is_among(value: str, kind: str) -> Element:
    """Return the test that a value of a kind is among the responses."""
    member = Element("member")
    SubElement(member, "baseValue", baseType=kind).text = value
    SubElement(member, "variable", identifier="RESPONSE")
    return member


def put(parent: Element, markup: str) -> None:
    """Put HTML into an element; its MathML keeps its namespace, all else is QTI's."""
    made = fromstring(f"<div>{markup}</div>")
    for element in made.iter():
        for name in ("class", "style"):
            element.attrib.pop(name, None)
        element.tag = element.tag.rpartition("}")[2]
        if element.tag == "math":
            element.set("xmlns", MATHS)
    parent.text = made.text
    parent.extend(made)
