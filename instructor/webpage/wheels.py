"""Wheels as the page loads them: without what no lesson runs, and with the same bytes each time.

Of a wheel the metadata stay (packages ask for their versions) and the modules; tests, types and what is meant for
JupyterLab's own folders go. Files stand in the order of their names, at one date.
"""

from __future__ import annotations

import email
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from pathlib import Path

#: What no lesson runs.
_LEFT_OUT = re.compile(
    r"\.data/|(^|/)(tests?|labextension)/|\.pyi$|\.dist-info/(?!METADATA$)"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special)|^IPython/(sphinxext|external|testing/plugin)/"
    r"|^mdit_py_plugins/(?!__init__|dollarmath|utils)|(^|/)py\.typed$"
)
_DATE = (2020, 2, 2, 0, 0, 0)


@dataclass(frozen=True)
class Wheel:
    """A wheel as files: `content` by path, with the name and version of its metadata and its file's name."""

    name: str
    version: str
    file: str
    content: Mapping[str, bytes]

    @property
    def tops(self) -> list[str]:
        """The modules and packages that it brings."""
        names = {name.split("/")[0] for name in self.content if name.endswith((".py", ".pyc", ".so"))}
        return sorted({re.sub(r"\..*$", "", name) for name in names if not name.endswith(".dist-info")})

    def needs(self) -> list[str]:
        """Return the names of the packages that its metadata ask for without an extra, in the lock's spelling."""
        (metadata,) = (email.message_from_bytes(data) for name, data in self.content.items() if _is_metadata(name))
        lines = (str(line) for line in metadata.get_all("Requires-Dist") or [])
        return sorted({plain(re.match(r"[\w.-]+", line)[0]) for line in lines if "extra ==" not in line})  # type: ignore[index]


def plain(name: str) -> str:
    """Return the name of a package as it is compared: small letters, with hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def opened(path: Path) -> Wheel:
    """Read a wheel, without what no lesson runs."""
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if not name.endswith("/")]
        (described,) = (name for name in names if _is_metadata(name))
        metadata: Message = email.message_from_bytes(packed.read(described))
        content = {name: packed.read(name) for name in sorted(names) if not _LEFT_OUT.search(name)}
    return Wheel(plain(str(metadata["Name"])), str(metadata["Version"]), path.name, content)


def stand_in(name: str, source: Path) -> Wheel:
    """Return a module or package of ours as a wheel of that name."""
    paths = [source] if source.is_file() else sorted(source.rglob("*.py"))
    content = {path.relative_to(source.parent).as_posix(): path.read_bytes() for path in paths}
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n".encode()
    content |= {f"{name}-0.dist-info/METADATA": metadata}
    return Wheel(name, "0", f"{name}-0-py3-none-any.whl", content)


def write(wheel: Wheel, folder: Path) -> str:
    """Write a wheel into a folder; return the SHA-256 of its file."""
    path = folder / wheel.file
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in sorted(wheel.content.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, data, compresslevel=9)
    return sha256(path.read_bytes()).hexdigest()


def _is_metadata(name: str) -> bool:
    return name.count("/") == 1 and name.endswith(".dist-info/METADATA")
