"""Take a download in: say whose each file is, stage what counts, name and keep the rest.

What is staged lies in `downloaded/<assignment>/archive/<student>@<time>/`, where zip_collect finds it. From whom it
came, and what the platform said of it, is added to `downloaded/<assignment>/collected.jsonl`. What is refused is
copied, untouched, into the course's `refused/`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b
from io import BytesIO
from typing import IO

from instructor.course import Course
from instructor.submissions.collected import NAME
from instructor.submissions.lesson import Lesson
from instructor.submissions.lms import Upload, same_name
from instructor.submissions.other_lesson import check_not_another
from instructor.submissions.parcel import Parcel
from instructor.submissions.people import People, Unsure
from instructor.submissions.read import stamp
from instructor.submissions.receipts import check
from instructor.submissions.screen import UNREADABLE
from instructor.submissions.sorting import Counting, sort_uploads
from instructor.submissions.times import parse_utc, said_in_utc
from instructor.submissions.tombstones import ForgottenError
from instructor.submissions.unpack import journals, stage

#: How a remark begins on what the platform calls late.
LATE = "late, says Canvas"


@dataclass(frozen=True)
class Refusal:
    """A file that was not collected: its name, why, and what to do."""

    name: str
    reason: str


class Intake:
    """One collection of an assignment from a download, under way: what became of each file, and what is staged.

    `said` puts a moment in UTC on the clock that is shown, `costs` says what a student's handing in at it comes to.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        people: People,
        takes: Collection[str],
        zone: str = "",
        said: Callable[[datetime], str] = said_in_utc,
        costs: Callable[[str, datetime], str] = lambda *_: "",
    ) -> None:
        self.course, self.assignment, self.people, self.takes, self.zone = course, assignment, people, takes, zone
        self.staging = course.folder / "downloaded" / assignment / "archive"
        self.quizzes = course.bank(assignment).quizzes
        self.said, self.costs = said, costs
        shutil.rmtree(self.staging, ignore_errors=True)
        self.students: dict[str, str] = {}
        self.refused: list[Refusal] = []
        self.left: list[Refusal] = []
        self.remarks: dict[str, list[str]] = {}

    def take(self, found: Sequence[Upload]) -> None:
        """Take from a download what counts; name everything else. Raises CourseError where it is another lesson's."""
        lesson = Lesson.of(self.course, self.assignment)
        done = sort_uploads(found, lesson, self.takes)
        if not done.counting:
            check_not_another(self.course, self.assignment, [parcel for parcel, _ in done.refused])
        for parcel, reason in done.refused:
            self._refuse(parcel, reason)
        for parcel, reason in done.left:
            self._leave(parcel, reason)
        for student, counting in sorted(
            self._identified(done.counting), key=lambda one: one[1].parcel.time, reverse=True
        ):
            try:
                self._take(student, counting, lesson)
            except ValueError as error:
                self._refuse(counting.parcel, str(error))

    def _identified(self, found: Sequence[Counting]) -> list[tuple[str, Counting]]:
        """Return whose each parcel is; where that is not certain it is refused."""
        names = Counter(same_name(counting.sender.name) for counting in found)
        identified = []
        for counting in sorted(found, key=lambda counting: counting.parcel.name):
            who = counting.sender
            try:
                is_same = partial(self._is_same, counting)
                student = self.people.identify(who, self.assignment, names[same_name(who.name)] > 1, is_same)
                identified.append((student, counting))
            except ForgottenError as forgotten:
                self._leave(counting.parcel, str(forgotten))
            except Unsure as question:
                self._refuse(counting.parcel, str(question))
        self.people.save()
        return identified

    def _take(self, student: str, counting: Counting, lesson: Lesson) -> None:
        """Stage what counts, unless something newer is there."""
        parcel, who, known = counting.parcel, counting.sender, self._collected(student)
        time = parcel.time.replace(tzinfo=None, microsecond=0)
        if student in self.students:
            self._leave(parcel, f"kept the newer one of {student}")
        elif known and time < known:
            self._leave(parcel, f"kept the newer one of {student}, of {self.said(known)}")
        elif time == known and not self._is_same(counting, student):
            there = self.course.step("submitted", self.assignment, student)
            self._leave(parcel, f"{student}'s of the same time is kept; to take this one, move {there} away")
        else:
            if time != known:
                self._stage(student, counting, lesson)
            self.students[student] = "late" if who.late else ""
            late = [self._what_counts(student, time)] if who.late else []
            if remarks := [*late, *counting.choice.remarks]:
                self.remarks[student] = remarks

    def _what_counts(self, student: str, time: datetime) -> str:
        """Say of work that Canvas calls late when its file says that it was handed in, and what comes of it."""
        said, costs = f"{LATE}; what counts is its file's time, {self.said(time)}", self.costs(student, time)
        return f"{said}: {costs}" if costs else said

    def _stage(self, student: str, counting: Counting, lesson: Lesson) -> None:
        folder = self.staging / f"{student}@{counting.parcel.time:%Y%m%dT%H%M%S}"
        for parcel in counting.beside:
            if found := journals(parcel, lesson):
                stage(parcel, found, folder)
                counting.choice.remarks.append(f'answers in "{parcel.title}" were taken along')
        stage(counting.parcel, counting.choice.files, folder)
        self._log(student, counting, check(folder, self.assignment, self.quizzes).code)

    def _log(self, student: str, counting: Counting, code: str) -> None:
        """Keep what the platform said beside the collected work."""
        who, path = counting.sender, self.staging.parent / NAME
        facts = {"student": student, "platform": who.platform, "number": who.number, "name": who.name, "late": who.late}
        facts |= {"file": counting.parcel.name, "time": counting.parcel.time.isoformat(timespec="seconds")}
        facts |= {"receipt": code}
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(json.dumps(facts, ensure_ascii=False) + "\n")

    def _collected(self, student: str) -> datetime | None:
        """Return when the submission that is there was handed in; None where there is none."""
        text = stamp(self.course.step("submitted", self.assignment, student), self.zone)
        return parse_utc(text) if text else None

    def _is_same(self, counting: Counting, student: str) -> bool:
        """Say whether what is collected of a student is this very parcel: its time, its notebook and its journals."""
        folder = self.course.step("submitted", self.assignment, student)
        if self._collected(student) != counting.parcel.time.replace(tzinfo=None, microsecond=0):
            return False
        with counting.parcel.opened() as contents:
            files = counting.choice.files.items()
            return all(
                (folder / to).is_file() and (folder / to).read_bytes() == contents.read(name) for name, to in files
            )

    def _leave(self, parcel: Parcel, reason: str) -> None:
        self.left += [Refusal(upload.name, reason) for upload in parcel.uploads]

    def _refuse(self, parcel: Parcel, reason: str) -> None:
        senders = [upload.sender for upload in parcel.uploads if upload.sender]
        if any(self.people.is_forgotten(who, self.assignment) for who in senders):
            self._leave(parcel, "from somebody who was forgotten; it was neither taken nor kept")
            return
        self.refused.append(Refusal(parcel.name, reason))
        for upload in parcel.uploads:
            try:
                with upload.open() as content:
                    keep_aside(self.course, self.assignment, upload.name, content, reason)
            except UNREADABLE:
                keep_aside(self.course, self.assignment, upload.name, BytesIO(), reason)


def keep_aside(course: Course, assignment: str, name: str, content: IO[bytes], reason: str) -> None:
    """Keep a refused file as it came, with the reason beside it."""
    folder = course.folder / "refused" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w.-]+", "_", name).encode()[-120:].decode("utf-8", "ignore")
    # Two names that look alike in this form are two files.
    mark = "" if plain == name else f"{blake2b(name.encode('utf-8', 'replace'), digest_size=4).hexdigest()}-"
    path = folder / f"{mark}{plain}"
    with path.open("wb") as copy, suppress(*UNREADABLE):
        shutil.copyfileobj(content, copy)
    path.with_name(f"{path.name}.reason.txt").write_text(f"{reason}\n", "utf-8")
