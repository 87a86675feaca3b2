"""nbgrader's exchange, read as hostile: a folder there bears a name that a student may have made up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from instructor.course import Course
from instructor.submissions.lms import Sender
from instructor.submissions.people import People, Unsure
from instructor.submissions.read import LARGEST_TIMESTAMP, TIMESTAMP, check_timestamp, stamp
from instructor.submissions.screen import LARGEST_FILE, Refused, check_student, listing, screen
from instructor.submissions.times import TIME, parse_utc, settled
from instructor.submissions.tombstones import ForgottenError

#: The time of a submission that names none; no other is earlier.
UNDATED = datetime.min  # noqa: DTZ901 (as nbgrader's times, without a zone)


class ScreenedCollect(ExchangeCollect):
    """nbgrader's collect from the exchange, which passes over what is refused and keeps it aside."""

    #: Whose a login is, where that is not certain, as the instructor said: login -> id, or "new".
    answers: Mapping[str, str] = MappingProxyType({})

    def copy_files(self) -> None:
        """Copy what passes; log a warning, and keep the rest aside, where something does not."""
        people = People(Course.here(), self.answers)
        self.src_records: list[dict[str, Any]] = [record for record in self.src_records if self._passes(record, people)]
        people.save()
        self.coursedir.get_existing_timestamp = partial(
            _collected_before, self.timezone
        )  # nbgrader's own takes +0545 for 545 seconds
        super().copy_files()

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Read who sent a folder, and when, from its name, which a student may have made up."""
        name = Path(path).name
        # In a zone such as +0545 the time has a plus of its own, at which nbgrader would part the name.
        parts = re.fullmatch(rf"(.+)\+{re.escape(self.coursedir.assignment_id)}\+({TIME.pattern})(\+[^+]*)?", name)
        try:
            if parts is None:
                raise ValueError(name)
            return {"username": parts[1], "filename": name, "timestamp": parse_utc(settled(parts[2], self.timezone))}
        except (ValueError, OverflowError):
            return {"username": name.partition("+")[0], "filename": name, "timestamp": UNDATED}

    def _passes(self, record: dict[str, Any], people: People) -> bool:
        """Say whether a submission may be copied, and give it the id of the person who sent it."""
        folder, user = Path(self.inbound_path, record["filename"]), record["username"]
        is_dated = record["timestamp"] != UNDATED
        reason = (
            _harm_in(folder, self.timezone)
            if is_dated
            else "its folder's name holds no time; ask the student to submit again"
        )
        if reason is None:
            try:
                check_student(user)
                who = Sender(user, user, name=user, platform="hub")
                record["username"] = people.identify(who, self.coursedir.assignment_id)
                return True
            except ForgottenError as forgotten:
                self.log.warning("refused: %s: %s", user, forgotten)
                return False
            except (Refused, Unsure) as refused:
                reason = str(refused)
        self.log.warning("refused: %s: %s", user, reason)
        aside = Course.here().folder / "refused" / self.coursedir.assignment_id / record["filename"]
        if not aside.exists():
            shutil.copytree(folder, aside, symlinks=True, ignore=_too_large)
        return False


def _collected_before(zone: str, folder: str) -> datetime | None:
    """Return when what was collected before was handed in."""
    text = stamp(Path(folder), zone)
    return parse_utc(text) if text else None


def _harm_in(folder: Path, zone: str) -> str | None:
    try:
        if reason := screen(list(listing(folder))):
            return reason
        if (path := folder / TIMESTAMP).is_file():
            with path.open("rb") as file:
                check_timestamp(file.read(LARGEST_TIMESTAMP + 1), zone)
        return None
    except Refused as refused:
        return str(refused)


def _too_large(folder: str, names: list[str]) -> list[str]:
    """Leave out of a copy what is no plain file or larger than any submission may be."""
    paths = {name: Path(folder, name) for name in names}
    return [
        name
        for name, path in paths.items()
        if not (path.is_dir() or path.is_symlink() or (path.is_file() and path.stat().st_size <= LARGEST_FILE))
    ]
