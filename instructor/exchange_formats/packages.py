"""Zip packages: always the same bytes for the same files, and IMS's manifest of what is in them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"


class Packed(NamedTuple):
    """A resource of a package: its id, what kind it is, and its files, the first one first."""

    id: str
    kind: str
    files: tuple[str, ...]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as the bytes of a zip; the time of day leaves no trace."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return data.getvalue()


def manifest(identifier: str, packed: Iterable[Packed], schema: str, version: str) -> bytes:
    """Return a package's `imsmanifest.xml`."""
    root = Element("manifest", xmlns=CONTENT, identifier=f"package-{identifier}")
    data = SubElement(root, "metadata")
    SubElement(data, "schema").text = schema
    SubElement(data, "schemaversion").text = version
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for each in packed:
        entry = SubElement(resources, "resource", identifier=f"r-{each.id}", type=each.kind, href=each.files[0])
        for name in each.files:
            SubElement(entry, "file", href=name)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
