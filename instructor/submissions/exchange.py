"""nbgrader's exchange, read as hostile: a folder there bears a name that a student may have made up.

First what is not its owner's is dropped (`owners`), then the newest of each login counts. What is newer than what was
collected is copied (`plain_copy`), and the copy is screened and collected: the folder stays its student's to change.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from instructor.course import Course
from instructor.submissions.intake import Refusal
from instructor.submissions.lms import Sender
from instructor.submissions.owners import Owners
from instructor.submissions.people import People, Unsure
from instructor.submissions.plain_copy import copy_plain
from instructor.submissions.read import TIMESTAMP, check_timestamp, read_plain, stamp
from instructor.submissions.screen import Refused, check_student, listing, screen
from instructor.submissions.times import TIME, parse_utc, said_in_utc, settled
from instructor.submissions.tombstones import ForgottenError
from quizzes.journal import printable

#: The time of a submission that names none; no other is earlier.
UNDATED = datetime.min  # noqa: DTZ901 (as nbgrader's times, without a zone)
#: So much clocks may differ, and sending may take.
SLACK = timedelta(minutes=5)

#: One submission in the exchange: username, filename, timestamp and the number of its owner.
Record = dict[str, Any]


class ScreenedCollect(ExchangeCollect):
    """nbgrader's collect from the exchange, which passes over what is refused and keeps it aside."""

    #: Whose a login is, where that is not certain, as the instructor said: login -> id, or "new".
    answers: Mapping[str, str] = MappingProxyType({})
    #: Puts a moment in UTC on the clock that is shown.
    said: Callable[[datetime], str] = staticmethod(said_in_utc)

    inbound_path: str
    check_owner: bool

    def init_src(self) -> None:
        """Find of each login the submission that counts, among those that are its own."""
        super().init_src()
        course = Course.here()
        self.people, self.owners = People(course, self.answers), Owners(course, self.answers)
        self.staging = course.folder / "downloaded" / self.coursedir.assignment_id / "exchange"
        self.refused: list[Refusal] = []
        self.remarks: dict[str, list[str]] = {}
        pattern = f"{self.coursedir.student_id or '*'}+{self.coursedir.assignment_id}+*"
        paths = [path for path in sorted(Path(self.inbound_path).glob(pattern)) if not path.name.startswith(".")]
        found = [one for one in map(self._path_to_record, map(str, paths)) if one["owner"] is not None]
        wrong = self.owners.wrong({(one["username"], one["owner"]) for one in found}) if self.check_owner else {}
        own: list[Record] = []
        for (user, owner), records in _grouped(found, "username", "owner").items():
            if reason := wrong.get((user, owner)):
                self._refuse(self._counting(records), reason)
            else:
                own += records
        self.src_records = [self._counting(records) for records in _grouped(own, "username").values()]

    def _counting(self, records: list[Record]) -> Record:
        """Return the newest; of those before the due date, where nbgrader is told so and there are any."""
        in_time = [one for one in records if self.before_duedate and self.duedate and one["timestamp"] <= self.duedate]
        return max(in_time or records, key=lambda record: record["timestamp"])

    def copy_files(self) -> None:
        """Copy what passes; log a warning, and keep the rest aside, where something does not."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir(parents=True)
        try:
            self.src_records = [record for record in self.src_records if self._passes(record)]
            self.people.save()
            self.owners.save()
            # nbgrader's own takes +0545 for 545 seconds.
            self.coursedir.get_existing_timestamp = partial(_collected_before, self.timezone)
            self.inbound_path, self.check_owner = str(self.staging), False
            super().copy_files()
        finally:
            shutil.rmtree(self.staging)

    def _path_to_record(self, path: str) -> Record:
        """Read who sent a folder, and when, from its name, which a student may have made up; and whose it is."""
        name, owner = Path(path).name, _owner(path)
        # In a zone such as +0545 the time has a plus of its own, at which nbgrader would part the name.
        parts = re.fullmatch(rf"(.+)\+{re.escape(self.coursedir.assignment_id)}\+({TIME.pattern})(\+[^+]*)?", name)
        try:
            if parts is None:
                raise ValueError(name)
            time = parse_utc(settled(parts[2], self.timezone))
            return {"username": parts[1], "filename": name, "timestamp": time, "owner": owner}
        except (ValueError, OverflowError):
            return {"username": name.partition("+")[0], "filename": name, "timestamp": UNDATED, "owner": owner}

    def _passes(self, record: Record) -> bool:
        """Say whether a submission is to be collected; stage it, and give it the id of the person who sent it."""
        user, owner = record["username"], record["owner"]
        if self._is_collected(record):
            return False
        try:
            doubt = self._stage(record)
            check_student(user)
            record["username"] = self._identify(user, owner)
        except ForgottenError as forgotten:
            self.log.warning("refused: %s: %s", user, forgotten)
            self.refused.append(Refusal(printable(user), str(forgotten)))
            return False
        except (Refused, Unsure) as refused:
            self._refuse(record, str(refused))
            return False
        if self.check_owner:
            self.owners.remember(user, owner)
        if doubt:
            self.log.warning("%s: %s", user, doubt)
            self.remarks.setdefault(record["username"], []).append(doubt)
        return True

    def _is_collected(self, record: Record) -> bool:
        """Say whether this, or something newer, is collected, so that the folder need not be read again."""
        person = self.people.register.at(f"hub:{record['username']}")
        if person is None or record["username"] in self.answers or self.before_duedate:
            return False
        place = Course.here().step("submitted", self.coursedir.assignment_id, person.id)
        before = _collected_before(self.timezone, str(place)) if place.is_dir() else None
        return before is not None and record["timestamp"] <= before

    def _stage(self, record: Record) -> str:
        """Copy a submission and screen the copy; return what an instructor should look at, or ""."""
        folder, copy = Path(self.inbound_path, record["filename"]), self.staging / record["filename"]
        if record["timestamp"] == UNDATED:
            raise Refused("its folder's name holds no time; ask the student to submit again")
        _screen(folder)
        changed = datetime.fromtimestamp(copy_plain(folder, copy), UTC).replace(tzinfo=None)
        _screen(copy)
        if (path := copy / TIMESTAMP).exists():
            check_timestamp(read_plain(path, TIMESTAMP), self.timezone)
        return self._doubt(record["timestamp"], _collected_before(self.timezone, str(copy)), changed)

    def _doubt(self, named: datetime, written: datetime | None, changed: datetime) -> str:
        """Return what speaks against the times that a folder's name and the file in it claim, or ""."""
        claimed, now = written or named, datetime.now(UTC).replace(tzinfo=None)
        if (last := max(claimed, named)) > now + SLACK:
            return f"says it was handed in at {self.said(last)}, and it is {self.said(now)} now: look at the time"
        if changed > claimed + SLACK:
            until = f"was changed in the exchange until {self.said(changed)}"
            return f"says it was handed in at {self.said(claimed)}, and {until}: look whether it is late"
        return ""

    def _identify(self, user: str, owner: int) -> str:
        """Return the id of the person who sent something, whose other logins may not be somebody else's."""
        register, address = self.people.register, f"hub:{user}"
        known, bearers = register.at(address), register.bearers([user])
        student = self.people.identify(Sender(user, user, name=user, platform="hub"), self.coursedir.assignment_id)
        person = register.holder(student)
        if person is None or not self.check_owner:
            return student
        logins = [number.removeprefix("hub:") for number in person.numbers if number.startswith("hub:")]
        if other := self.owners.of_another(user, owner, logins):
            if known is None:
                register.take_back(person, address, None if person in bearers else user)
            raise Refused(
                f"{student} handed in as {other} before, from another account: find out whose {user} is; if it is "
                f"theirs all the same, collect again with --person {user}={student}"
            )
        return student

    def _refuse(self, record: Record, reason: str) -> None:
        """Name what is refused, and keep a copy."""
        self.log.warning("refused: %s: %s", record["username"], reason)
        self.refused.append(Refusal(printable(record["username"]), reason))
        aside = Course.here().folder / "refused" / self.coursedir.assignment_id / record["filename"]
        if not aside.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            with suppress(Refused):
                copy_plain(Path(self.inbound_path, record["filename"]), aside, whole=False)


def _grouped(records: Iterable[Record], *keys: str) -> dict[Any, list[Record]]:
    found: dict[Any, list[Record]] = defaultdict(list)
    for record in records:
        found[tuple(record[key] for key in keys)].append(record)
    return found


def _owner(path: str) -> int | None:
    """Return the number of who owns a folder, or a link itself; None where it is gone since it was listed."""
    try:
        return os.lstat(path).st_uid
    except FileNotFoundError:
        return None


def _screen(folder: Path) -> None:
    """Raise Refused where a folder's listing is refused."""
    if reason := screen(list(listing(folder))):
        raise Refused(reason)


def _collected_before(zone: str, folder: str) -> datetime | None:
    """Return when what was collected before was handed in."""
    text = stamp(Path(folder), zone)
    return parse_utc(text) if text else None
