"""How a zip is made, and spoiled."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.hostile.spoiling import (
    MEBIBYTE,
    NOTEBOOK,
    QUIZ,
    RUN,
)
from tests.small_course import ASSIGNMENT


@dataclass(frozen=True)
class HostileZip:
    """A hostile upload: its bytes, made from a good submission's folder, and what becomes of it."""

    make: Callable[[Path], bytes]
    outcome: Literal["collected", "refused"]
    says: str = ""
    title: str = f"{ASSIGNMENT}.zip"


INSIDE = f"{ASSIGNMENT}/{NOTEBOOK}"
Make = Callable[[Path], bytes]


def members(folder: Path) -> dict[str, bytes]:
    """Return what a hand-in zip holds."""
    return {f"{ASSIGNMENT}/{name}": (folder / name).read_bytes() for name in (NOTEBOOK, QUIZ, RUN)}


def packed(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def good(folder: Path) -> bytes:
    return packed(members(folder).items())


def holding(*more: tuple[str | zipfile.ZipInfo, bytes]) -> Make:
    """Make a good zip that holds something more."""
    return lambda folder: packed([*members(folder).items(), *more])


def always(content: bytes) -> Make:
    """Make an upload of these bytes, whoever hands in."""
    return lambda folder: content


def only(*names: str, content: bytes = b"{}") -> Make:
    """Make a zip that holds these names and nothing else."""
    return lambda folder: packed([(name, content) for name in names])


def named(name: str, mode: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    """Return an entry with this very name, kind and extra field."""
    info = zipfile.ZipInfo("x", (2026, 11, 20, 10, 0, 0))
    info.filename, info.external_attr, info.extra = name, mode << 16, extra
    return info


def swapped(make: Make, old: bytes, new: bytes) -> Make:
    """Replace names by others of the same length, which `zipfile` would not write."""
    assert len(old) == len(new)
    return lambda folder: make(folder).replace(old, new)


#: Fields of an entry in the directory at a zip's end: place and form.
FLAGS, METHOD, CRC, PACKED, SIZE, DISK, START = (
    (8, "<H"),
    (10, "<H"),
    (16, "<I"),
    (20, "<I"),
    (24, "<I"),
    (34, "<H"),
    (42, "<I"),
)


def patched(field: tuple[int, str], value: int, make: Make = good) -> Make:
    """Write a value into a field of the first entry, which is the notebook's."""

    def patch(folder: Path) -> bytes:
        data = bytearray(make(folder))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            struct.pack_into(field[1], data, archive.start_dir + field[0], value)
        return bytes(data)

    return patch


def patched_end(place: int, form: str, value: int) -> Make:
    """Write a value into the record that ends a zip."""

    def patch(folder: Path) -> bytes:
        data = bytearray(good(folder))
        struct.pack_into(form, data, len(data) - 22 + place, value)
        return bytes(data)

    return patch


def spoilt_content(method: int, *, begin: float) -> Make:
    """Make a zip whose notebook does not unpack: from this share of its content on, half of it is something else."""

    def make(folder: Path) -> bytes:
        data = bytearray(packed(members(folder).items(), method))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(INSIDE)
        start = info.header_offset + 30 + len(INSIDE) + int(info.compress_size * begin)
        data[start : start + info.compress_size // 2] = b"\xff" * (info.compress_size // 2)
        return bytes(data)

    return make


def zeros(size: int) -> bytes:
    return bytes(size)


def many_entries(count: int) -> Make:
    """Make a zip of so many entries, fast: one content, and a directory that names it again and again."""

    def make(folder: Path) -> bytes:
        data = packed([("n000000", b"x")])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            start = archive.start_dir
        record = data[start:-22]
        directory = b"".join(record.replace(b"n000000", b"n%06d" % n) for n in range(count))
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), start, 0)
        return data[:start] + directory + end

    return make


def nested(levels: int, width: int) -> bytes:
    """Return zips within zips, which would unpack to width**levels files."""
    data = packed([("0.txt", zeros(MEBIBYTE))])
    for _ in range(levels):
        data = packed([(f"{n}.zip", data) for n in range(width)])
    return data


def in_a_long_folder(folder: Path) -> bytes:
    return packed([("x" * 5_000 + name[len(ASSIGNMENT) :], data) for name, data in members(folder).items()])


def tarball(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(folder / NOTEBOOK, INSIDE)
    return buffer.getvalue()


ZIP64 = struct.pack("<HHQ", 1, 8, 2**62)
SYMLINK, DEVICE, PIPE, SOCKET = 0o120777, 0o060644, 0o010644, 0o140644
