"""What an assignment is marked by: its items, the answers of its graded items, and the lesson's models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import ModuleType

import msgspec

from instructor.course import Course
from instructor.marking.windows import Timing, read_timing
from quizzes.bank import Bank, BankError, Quiz, check_keys, worth
from quizzes.simulation import load_module
from quizzes.types import Answer, BaseItem, Simulate


@dataclass(frozen=True)
class AnswerKey:
    """What an assignment is marked by: its items, the answers of its graded items, and the lesson's models.

    `unasked` are the items that a student's own release did not have (`marking.asked`): they count only if answered.
    `credits` are the points that the student was given for an item, whatever they answered (None: all), and the reason.
    Where not all are asked the same (`marking.drawn`): `student` is the id, `by_id` whether it alone decides, `then`
    has the quizzes as this student's release had them and `earlier` those of older ones, `undrawn` the items that this
    student was not asked, and `names` by item what the keys call a wrong answer of this student's numbers. `timing`
    says when items can be answered.
    """

    bank: Bank
    answers: dict[str, Answer]
    models: dict[str, Simulate]
    code_cells: bool = False
    unasked: frozenset[str] = frozenset()
    credits: Mapping[str, tuple[float | None, str]] = field(default_factory=dict)
    student: str = ""
    by_id: bool = False
    then: Mapping[str, Quiz] = field(default_factory=dict)
    earlier: tuple[Mapping[str, Quiz], ...] = ()
    undrawn: frozenset[str] = frozenset()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing)

    @property
    def quiz_points(self) -> dict[str, float]:
        """What the cells of graded quizzes are worth by bank and keys, by their names."""
        return {quiz.id: worth(quiz, self.answers) for quiz in self.bank.quizzes if quiz.graded}

    def model_of(self, item: BaseItem) -> Simulate | None:
        """Return the model that it takes to mark a graded item; None where it takes none."""
        return self.models.get(item.simulated_by)


def read_answer_key(course: Course, assignment: str) -> AnswerKey:
    """Read what an assignment is marked by.

    Raises
    ------
    BankError
        Where bank, keys or model are missing, or do not fit each other.
    CourseError
        Where questions have windows and `course.toml` has a mistake.
    """
    key = _read_answer_key(course, assignment, answer_key_digest(course, assignment))
    timing = read_timing(course, key.bank)  # by `course.toml` as it is now, whatever the keys
    return replace(key, timing=timing) if timing.windows else key


def answer_key_digest(course: Course, assignment: str) -> str:
    """Return a fingerprint of all files that marks and reviews are made of: bank, pictures, keys and models."""
    files = [course.bank_file(assignment), course.keys_file(assignment), *course.source(assignment).glob("*.py")]
    files += course.pictures(assignment)
    parts = [(path.name, hashlib.blake2b(path.read_bytes()).hexdigest()) for path in sorted(files) if path.exists()]
    parts += [("draws_by_id", "")] if _draws_by_id(course) else []
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


def _draws_by_id(course: Course) -> bool:
    return bool(course.settings.get("draws_by_id", False))


@lru_cache(maxsize=32)
def _read_answer_key(course: Course, assignment: str, _digest: str) -> AnswerKey:
    bank, keys = course.bank(assignment), course.keys(assignment)
    check_keys(bank, keys, course.keys_file(assignment).name)
    names = {item.simulated_by for quiz, item in bank.items() if quiz.graded and item.simulated_by}
    models = {name: find_model(course, assignment, name) for name in names}
    return AnswerKey(bank, dict(keys.keys), models, keys.code_cells, by_id=_draws_by_id(course))


def find_model(course: Course, assignment: str, name: str) -> Simulate:
    """Return `simulate` of a lesson's model. Raises BankError as `lesson_model` does."""
    simulate: Simulate = lesson_model(course, assignment, name).simulate
    return simulate


def lesson_model(course: Course, assignment: str, name: str) -> ModuleType:
    """Return a lesson's model, from the source: a student's copy of it is never imported.

    Raises
    ------
    BankError
        Where there is no such file.
    """
    path = course.source(assignment) / f"{name}.py"
    if not path.exists():
        raise BankError(f"{path.name}: there is no such model in {path.parent}; write it or correct the item's `model`")
    return load_module(path)
