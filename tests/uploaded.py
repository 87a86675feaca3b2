"""What became of all upload cases, collected from one download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from instructor.collect import Collected, collect_zips
from instructor.course import Course
from tests.downloads import File, download
from tests.small_course import ASSIGNMENT
from tests.upload_cases import CASES


@dataclass
class Uploaded:
    """The course after all cases were collected from one download."""

    course: Course
    done: Collected
    numbers: dict[str, int]

    def of(self, name: str) -> tuple[list[Path], list[str], list[str], str]:
        """Return a case's folders in `submitted`, what was left and refused of it by title, and all that was said."""
        number = self.numbers[name]
        mine = re.compile(rf"(?<!\d){number}(?!\d)")
        folders = [p for p in (self.course.folder / "submitted").iterdir() if re.search(rf"(-|x){number}$", p.name)]
        left = [file for file in self.done.left if mine.search(file.name)]
        refused = [file for file in self.done.refused if mine.search(file.name)]
        remarks = [text for folder in folders for text in self.done.remarks.get(folder.name, [])]
        said = "\n".join([*(file.reason for file in [*left, *refused]), *remarks])
        return folders, [file.name for file in left], [file.name for file in refused], said


def collect_all(course: Course) -> Uploaded:
    numbers = {name: number for number, name in enumerate(CASES, 7001)}
    files = [
        File(name.format(numbers[case]), make(course), (2026, 11, 20, 10, minute, 0))
        for case, facts in CASES.items()
        for minute, (name, make) in enumerate(facts.files.items())
    ]
    return Uploaded(course, collect_zips(course, ASSIGNMENT, download(course, *files)), numbers)
