"""What one sender sent at once, opened: a zip, or the loose files of which the others are none.

A parcel is listed before it is read, and screened by that listing. Each of its files is read by name. Where a zip holds
no notebook and one zip, that one was zipped again, and its files are the parcel's; deeper ones are not opened.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from instructor.submissions.lms import Sender, Upload
from instructor.submissions.screen import IGNORED, LARGEST_FILE, LARGEST_SUBMISSION, Member, screen
from quizzes.journal import printable


@dataclass(frozen=True)
class Contents:
    """An opened parcel: its listing, and how to open a file of it by name."""

    members: Sequence[Member]
    open: Callable[[str], IO[bytes]]

    def read(self, name: str, most: int = -1) -> bytes:
        """Return a file's bytes, at most so many."""
        with self.open(name) as file:
            return file.read(most)

    def write(self, name: str, copy: IO[bytes]) -> None:
        """Write a file's bytes into another file."""
        with self.open(name) as source:
            shutil.copyfileobj(source, copy)


@dataclass(frozen=True)
class Parcel:
    """The uploads of one sender that belong together."""

    uploads: tuple[Upload, ...]

    @property
    def name(self) -> str:
        """The name that the LMS gave it, or the first file of it."""
        return self.uploads[0].name

    @property
    def sender(self) -> Sender | None:
        """Who sent it, as the LMS names them."""
        return self.uploads[0].sender

    @property
    def is_zip(self) -> bool:
        """Whether it is one zip."""
        return len(self.uploads) == 1 and PurePosixPath(self.title).suffix.casefold() == ".zip"

    @property
    def title(self) -> str:
        """What the student called it."""
        return self.uploads[0].title or self.name

    @property
    def time(self) -> datetime:
        """When its notebooks were stored, or its last file."""
        notebooks = [upload.time for upload in self.uploads if ".ipynb" in upload.title.casefold()]
        return max(notebooks or [upload.time for upload in self.uploads])

    @property
    def rank(self) -> tuple[int, datetime]:
        """What orders a sender's parcels, the newest last."""
        return max(upload.sender.order if upload.sender else 0 for upload in self.uploads), self.time

    @contextmanager
    def opened(self) -> Iterator[Contents]:
        """Open it for reading.

        Raises
        ------
        ValueError
            Where it is larger than anything that is taken. A zip that cannot be read raises what `zipfile` raises.
        """
        size = sum(upload.size for upload in self.uploads)
        if size > LARGEST_SUBMISSION:
            limit = f"at most {LARGEST_SUBMISSION:,} are taken"
            raise ValueError(f"it has {size:,} bytes; {limit}. Ask the student to clear outputs")
        if not self.is_zip:
            files = {upload.title: upload for upload in self.uploads}
            yield Contents([Member(name, file.size) for name, file in files.items()], lambda name: files[name].open())
            return
        with self.uploads[0].open() as file, zipfile.ZipFile(file) as outer, _zipped_again(outer) as content:
            yield Contents(_members(content), content.open)


def _members(content: zipfile.ZipFile) -> list[Member]:
    return [Member(info.orig_filename, info.file_size, info.external_attr >> 16) for info in content.infolist()]


@contextmanager
def _zipped_again(outer: zipfile.ZipFile) -> Iterator[zipfile.ZipFile]:
    """Open the one zip that counts in a zip, within the limits of a file; where it is not that, yield the outer one."""
    names = [name for name in outer.namelist() if not IGNORED.search(name)]
    zips = [name for name in names if name.casefold().endswith(".zip")]
    is_again = len(zips) == 1 and not any(".ipynb" in name.casefold() or name.endswith(".jsonl") for name in names)
    if not is_again or screen(_members(outer)):
        yield outer
        return
    with outer.open(zips[0]) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ValueError(
            f'"{printable(zips[0])}" has more than {LARGEST_FILE:,} bytes. Ask the student to clear outputs'
        )
    with zipfile.ZipFile(BytesIO(data)) as inner:
        yield inner


def parcels(uploads: Sequence[Upload]) -> list[Parcel]:
    """Return what a sender sent as parcels, the newest first: each zip, and all loose files together."""
    single = [Parcel((upload,)) for upload in uploads]
    loose = [parcel.uploads[0] for parcel in single if not parcel.is_zip]
    together: list[Parcel] = []
    # Two files of one name, as of two attempts, cannot lie in one folder.
    while loose:
        latest = {upload.title: upload for upload in sorted(loose, key=lambda upload: Parcel((upload,)).rank)}
        together.append(Parcel(tuple(latest.values())))
        loose = [upload for upload in loose if upload not in latest.values()]
    return sorted(
        [parcel for parcel in single if parcel.is_zip] + together, key=lambda parcel: parcel.rank, reverse=True
    )
