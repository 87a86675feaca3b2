"""Pictures that a file from elsewhere carries, as a bank holds them: in the texts by name, and as files of their own.

A picture is found by the address that the text has for it: within the address itself, in a file beside the text
(Moodle) or in the zip (QTI). Its name here ends with a digest of its bytes, so two are never taken for one.
"""

from __future__ import annotations

import posixpath
import re
from base64 import b64decode
from collections.abc import Callable, Collection
from hashlib import sha256
from urllib.parse import unquote

from quizzes.pictures import kind_of

#: Takes an image's address and what it says in words; returns Markdown that shows it, or None where it is not here.
Show = Callable[[str, str], str | None]
_INLINE = re.compile(r"data:image/[\w.+-]+;base64,")
_ENDINGS = {"jpeg": "jpg"}


class Pictures:
    """The pictures that were taken, by the names that they have here."""

    def __init__(self) -> None:
        self.taken: dict[str, bytes] = {}

    def show(self, find: Callable[[str], bytes | None], lose: Callable[[str], None]) -> Show:
        """Return what shows the pictures of a text: `find` brings an address's file, `lose` is told what cannot be.

        `find` may raise ValueError, which says why a file that is there cannot be taken.
        """

        def shown(address: str, words: str) -> str | None:
            try:
                data = _decoded(address) if _INLINE.match(address) else find(address)
                name = self._take(address, data) if data is not None else ""
            except ValueError as error:
                lose(str(error))
                return None
            said = " ".join(words.replace("[", "(").replace("]", ")").split())
            return f"![{said}]({name})" if name else None

        return shown

    def _take(self, address: str, data: bytes) -> str:
        file = "picture" if _INLINE.match(address) else unquote(address.partition("?")[0]).rpartition("/")[2]
        kind = kind_of(file, data)
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", file.rpartition(".")[0] or file).strip("-_")[:40] or "picture"
        name = f"{stem}-{sha256(data).hexdigest()[:6]}.{_ENDINGS.get(kind, kind)}"
        self.taken[name] = data
        return name


def _decoded(address: str) -> bytes:
    """Return the picture that an address is itself. Raises ValueError where it is damaged."""
    return base64_bytes(address.partition(",")[2], "a picture in the text")


def base64_bytes(text: str, name: str) -> bytes:
    """Return what base64 says. Raises ValueError, with the name of the file, where it is damaged."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise ValueError(f"{name} is damaged; export the questions anew") from None


def name_in(names: Collection[str], address: str, folder: str) -> str | None:
    """Return which file of a zip an address in a text means; None where it leads out of it, or may mean several.

    Parameters
    ----------
    names
        All files of the zip.
    address
        As the text has it: `$IMS-CC-FILEBASE$/Uploaded%20Media/map.png`, `../images/map.png`.
    folder
        Where the text's own file lies.
    """
    if re.match(r"[a-z]+:|//", address, re.IGNORECASE):
        return None
    rest = re.sub(r"^\$[A-Z-]+\$/?", "", unquote(address.partition("?")[0])).lstrip("/")
    places = [posixpath.normpath(posixpath.join(place, rest)) for place in ("", folder, "web_resources")]
    ending = f"/{posixpath.normpath(rest).removeprefix('../')}"
    near = [name for name in names if name.endswith(ending)]
    return next((place for place in places if place in names), near[0] if len(near) == 1 else None)
