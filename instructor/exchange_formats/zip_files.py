"""The files in a zip that somebody else made: its questions, and what they show."""

from __future__ import annotations

import io
import posixpath
import zlib
from zipfile import BadZipFile, ZipFile, ZipInfo

from instructor.exchange_formats.forms import FormatError
from instructor.exchange_formats.shown import name_in

LARGEST = 50_000_000  # bytes of one file


class Files:
    """The files of a zip, and those beside its questions; of what is no zip none.

    Raises FormatError where the zip is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self.archive = _opened(data) if data.startswith(b"PK") else None
        self.entries = [*self.archive.infolist()] if self.archive else []
        self.beside = {each.filename: each for each in self.entries if not each.filename.endswith((".xml", "/"))}
        self.used: set[str] = set()

    @property
    def left(self) -> list[str]:
        """The files that no question shows, and that hold no questions."""
        return [name for name in self.beside if name not in self.used and not name.lower().endswith((".xml", ".qti"))]

    def find(self, text: str, address: str) -> bytes | None:
        """Return the file that an address in the file `text` means; None where there is none.

        Raises
        ------
        ValueError
            Where it is too large for a picture.
        """
        name = name_in(self.beside, address, posixpath.dirname(text)) if self.entries else None
        if name is None:
            return None
        self.used.add(name)
        if self.beside[name].file_size > LARGEST:
            raise ValueError(f"{name} is larger than any picture; make it smaller")
        return self.content(self.beside[name])

    def content(self, entry: ZipInfo) -> bytes:
        """Return what an entry holds. Raises FormatError where it cannot be read."""
        assert self.archive
        try:
            return self.archive.read(entry)
        except (BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
            said = f"{entry.filename} in it cannot be read ({error}); download it again, unencrypted"
            raise FormatError(said) from None


def _opened(data: bytes) -> ZipFile:
    try:
        return ZipFile(io.BytesIO(data))
    except BadZipFile:
        raise FormatError("the zip is damaged; download it again") from None
