"""Does no order of downloads over a term merge two people or split one, whoever is in them?"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.course import Course
from instructor.submissions.doubts import NEW
from instructor.submissions.lms import read_name, same_name
from instructor.submissions.people import People, Unsure
from tests.small_course import ASSIGNMENT

OTHER = "02-other"


@dataclass
class Instructor:
    """Knows everybody, and answers what is asked: whose each number is, by the id that this person has."""

    course: Course
    truth: Mapping[tuple[str, str], int]
    owners: dict[str, int] = field(default_factory=dict)

    def collect(self, lesson: str, names: Mapping[str, str]) -> dict[str, str]:
        """Collect a download (number -> name) until nothing is asked; return number -> id."""
        answers: dict[str, str] = {}
        for _ in range(2 * len(names) + 2):
            people = People(self.course, answers)
            for line in people.settle(lesson):
                number, student = re.findall(r"number (\d+) is (\S+), no longer", line)[0]
                self.owners.setdefault(student, self.truth[lesson, number])
            found, asked = {}, set()
            for group in sorted(names):
                who, _, _ = read_name(f"{names[group]}_{group}_assignsubmission_file/a.zip")
                assert who is not None
                try:
                    namesakes = [n for n in names.values() if same_name(n) == same_name(who.name)]
                    found[group] = people.identify(who, lesson, len(namesakes) > 1)
                except Unsure as question:
                    asked |= {number for number in self._numbers(lesson) if f"{number}" in str(question)} | {group}
            people.save()
            self._learn(lesson, found)
            doubts = "\n".join(people.doubts())
            asked |= {number for number in names if f"{lesson}: number {number} " in doubts}
            if not asked:
                return found
            answers |= {number: self._id(lesson, number) for number in asked}
        raise AssertionError("it is asked without an end")

    def _numbers(self, lesson: str) -> list[str]:
        return [number for where, number in self.truth if where == lesson]

    def _learn(self, lesson: str, found: Mapping[str, str]) -> None:
        for number, student in found.items():
            self.owners.setdefault(student, self.truth[lesson, number])

    def _id(self, lesson: str, number: str) -> str:
        return next((s for s, owner in self.owners.items() if owner == self.truth[lesson, number]), NEW)


@st.composite
def terms(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Return who there is (by name) and the downloads of a term: a lesson, and who is in it."""
    names = draw(st.lists(st.sampled_from(["Ana Souza", "Bo Li", "Zoe"]), min_size=2, max_size=5))
    someone = st.lists(st.sampled_from(range(len(names))), min_size=1, unique=True)
    downloads = draw(st.lists(st.tuples(st.sampled_from([ASSIGNMENT, OTHER]), someone), min_size=1, max_size=6))
    # Namesakes of whom a lesson never has two cannot be known for two by anybody: at the end all hand in both.
    everybody = list(range(len(names)))
    return names, [*downloads, (ASSIGNMENT, everybody), (OTHER, everybody)]


@given(terms())
@settings(max_examples=150, deadline=None)
def test_no_order_of_downloads_merges_or_splits_people(term: tuple[list[str], list[tuple[str, list[int]]]]) -> None:
    names, downloads = term
    numbers = {ASSIGNMENT: 100, OTHER: 200}
    truth = {(lesson, str(start + who)): who for lesson, start in numbers.items() for who in range(len(names))}
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder), Path(folder) / "build")
        instructor = Instructor(course, truth)
        for lesson, present in downloads:
            instructor.collect(lesson, {str(numbers[lesson] + who): names[who] for who in present})
        for lesson in numbers:  # doubts about one lesson may come up in the other
            instructor.collect(lesson, {str(numbers[lesson] + who): name for who, name in enumerate(names)})
        people = People(course)
        assert people.doubts() == []
        found = {number: person.id for person in people.register.people for number in person.numbers}
    ids = {key: found[f"moodle:{key[0]}:{key[1]}"] for key in truth}
    assert len(found) == len(truth)
    for one in truth:
        for other in truth:
            assert (ids[one] == ids[other]) == (truth[one] == truth[other]), (one, other, ids)
