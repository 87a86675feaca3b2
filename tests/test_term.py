"""Do a term's totals come out as a plain model says, whatever happens in whatever order?

Students hand in and hand in again, downloads come in any order, the instructor grades, corrects keys, voids items,
marks by hand, releases with other points. The model keeps shares, by the table below; nothing of it calls the scorer.
EXAMPLES asks for more.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.grading.gradebook import Writer
from instructor.grading.rules import late_penalty
from instructor.release import make_release
from instructor.settings import read_settings
from tests.downloads import JOURNAL, NOTEBOOK, File, download, zipped
from tests.hostile.spoiling import line
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, KEYS, RIGHT
from tests.term import by_hand, set_points, with_tenth
from tests.upload_cases import lesson, written

DUE = datetime.fromisoformat("2026-11-21 00:00:00")
STUDENTS = ("ana", "mal", "zoe")
QUIZZES = {"quiz-01": ("s-club", "s-several", "s-number"), "run-01": ("s-run",)}
POINTS = {"s-club": 1, "s-several": 1, "s-number": 2, "s-run": 4}
CELLS = ("quiz-01", "run-01", "limit-01")
CHOICES: dict[str, dict[str, Any]] = {
    "s-club": {"a": "a", "b": "b"},
    "s-several": {"both": ["a", "c"], "one": ["a"], "mixed": ["a", "b"], "wrong": ["b"]},
    "s-number": {"right": "2.5", "wrong": "7"},
    "s-run": {"right": RIGHT["s-run"], "half": {"prediction": "6", "parameters": {"alpha": 3}}},
}
#: What each choice earns by the keys as they are at first.
SHARES = {
    "s-several": {"both": 1.0, "one": 0.5, "mixed": 0.0, "wrong": 0.0},
    "s-number": {"right": 1.0, "wrong": 0.0},
    "s-run": {"right": 1.0, "half": 0.5},
}
WORK = st.fixed_dictionaries(
    {"written": st.sampled_from(["", "Threats.", "Allies."])}
    | {item: st.sampled_from([*sorted(choices), None]) for item, choices in CHOICES.items()}
).map(lambda work: {item: choice for item, choice in work.items() if choice is not None})
KEYS_AS_THEY_MAY_BE: dict[str, st.SearchStrategy[Any]] = {
    "club": st.sampled_from([("a", "b"), ("b", "a"), ("a",), ("b",)]),
    "void": st.dictionaries(st.sampled_from(["s-club", "s-several"]), st.sampled_from(["out", "full"]), max_size=2),
}
#: What can happen, each as often as it stands in `OFTEN`; of a quiz something has to be left, of nothing is no share.
FACTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "mark_by_hand": st.fixed_dictionaries(
        {
            "student": st.sampled_from(STUDENTS),
            "cell": st.sampled_from(["limit-01", "quiz-01"]),
            "share": st.sampled_from([0.5, 1.0, 0.0]),
        }
    ),
    "grade": st.fixed_dictionaries({"force": st.booleans()}),
    "hand_in": st.fixed_dictionaries({"student": st.sampled_from(STUDENTS), "work": WORK, "hours": st.integers(-3, 3)}),
    "correct_the_keys": st.fixed_dictionaries(KEYS_AS_THEY_MAY_BE),
    "release_again": st.fixed_dictionaries({"points": st.sampled_from([2.0, 3.0, 0.5]), **KEYS_AS_THEY_MAY_BE}),
}
OFTEN = {"mark_by_hand": 4, "grade": 7, "hand_in": 4, "correct_the_keys": 3, "release_again": 2}
STEPS = st.sampled_from([name for name, often in OFTEN.items() for _ in range(often)]).flatmap(
    lambda name: st.tuples(st.just(name), FACTS[name])
)


@dataclass
class Model:
    """What should be: what each handed in, what of it is graded to which shares, and what people did since."""

    work: dict[str, dict[str, str]] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    graded: dict[str, dict[str, str]] = field(default_factory=dict)
    graded_late: dict[str, bool] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)
    by_hand: dict[tuple[str, str], float] = field(default_factory=dict)
    waiting: set[tuple[str, str]] = field(default_factory=set)
    worth: dict[str, float] = field(default_factory=lambda: {"quiz-01": 4.0, "run-01": 4.0, "limit-01": 1.0})
    club: tuple[str, ...] = ("a",)
    void: dict[str, str] = field(default_factory=dict)

    def quiz_worth(self) -> dict[str, float]:
        """Return what the quizzes' cells are worth by bank and keys."""
        counted = {name: [each for each in items if self.void.get(each) != "out"] for name, items in QUIZZES.items()}
        return {name: float(sum(POINTS[each] for each in items)) for name, items in counted.items()}

    def share(self, quiz: str, work: dict[str, str]) -> float:
        """Return the share of a quiz that someone's answers earn by the keys as they are now."""
        earned = asked = 0.0
        for item in QUIZZES[quiz]:
            if self.void.get(item) == "out":
                continue
            asked += POINTS[item]
            choice = work.get(item)
            if self.void.get(item) == "full":
                earned += POINTS[item]
            elif choice is not None:
                earned += POINTS[item] * (float(choice in self.club) if item == "s-club" else SHARES[item][choice])
        return earned / asked

    def grade(self, students: set[str]) -> None:
        """Grade those students by the keys as they are now."""
        for student in students:
            work, before = self.work[student], self.graded.get(student, {})
            self.shares[student] = {quiz: self.share(quiz, work) for quiz in QUIZZES}
            for cell in CELLS:
                names = (*QUIZZES.get(cell, ()), *(["written"] if cell == "limit-01" else []))
                is_changed = any(work.get(name) != before.get(name) for name in names)
                if (student, cell) in self.by_hand:
                    self.waiting |= {(student, cell)} if is_changed else set()
                elif cell == "limit-01" and work["written"]:
                    self.waiting.add((student, cell))
                else:
                    self.waiting.discard((student, cell))
            self.graded[student], self.graded_late[student] = work, self.times[student] > DUE
        self.pending -= students

    def total(self, student: str) -> float:
        """Return a graded student's points, without the penalty."""
        auto = {**self.shares[student], "limit-01": 0.0}
        return sum(self.worth[cell] * self.by_hand.get((student, cell), auto[cell]) for cell in CELLS)


class Term(RuleBasedStateMachine):
    """A term of the small course."""

    released: Path

    def __init__(self) -> None:
        super().__init__()
        root = Path(mkdtemp())
        shutil.copytree(self.released, root, dirs_exist_ok=True)
        self.course = Course(root, root / "build")
        self.course.enter()
        with_tenth(self.course, str(DUE))
        self.model = Model()
        self.releases = 0

    @initialize(works=st.lists(WORK, min_size=3, max_size=3))
    def begin(self, works: list[dict[str, str]]) -> None:
        """Begin with a class that is graded once."""
        for student, work in zip(STUDENTS, works, strict=True):
            self.hand_in(student, work, -3)
        self.grade(False)

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.course.root)

    # One rule for all: of several, Hypothesis would leave most out of an example, and it is the mixture that matters.
    @rule(step=STEPS)
    def go_on(self, step: tuple[str, dict[str, Any]]) -> None:
        """Let one thing happen."""
        name, facts = step
        getattr(self, name)(**facts)

    def hand_in(self, student: str, work: dict[str, str], hours: int) -> None:
        """Collect what was handed in so many hours after the time it was due; only what is newer may count."""
        time = DUE + timedelta(hours=hours)
        here = time.replace(tzinfo=UTC).astimezone().timetuple()[:6]  # a zip's time is the instructor's
        name = f"{student}_{STUDENTS.index(student)}_assignsubmission_file/{ASSIGNMENT}.zip"
        collect_zips(self.course, ASSIGNMENT, download(self.course, File(name, self._zip(work), here)))
        if student not in self.model.times or time > self.model.times[student]:
            self.model.work[student], self.model.times[student] = work, time
            self.model.pending.add(student)

    def _zip(self, work: dict[str, str]) -> bytes:
        files = {NOTEBOOK: written(self.course, work["written"]) if work["written"] else lesson(self.course)}
        for quiz, items in QUIZZES.items():
            lines = [line(item, CHOICES[item][work[item]]) for item in items if item in work]
            files |= {JOURNAL.replace("quiz-01", quiz): b"".join(lines).decode()} if lines else {}
        return zipped(files)

    def grade(self, force: bool) -> None:
        """Grade what is new, or everyone."""
        students = tuple(sorted(self.model.work))
        outcomes = {
            name: result.outcome for name, result in grade(self.course, students, force=force, workers=1).items()
        }
        again = set(students) if force else set(self.model.pending)
        if force:
            self.model.worth |= self.model.quiz_worth()
        self.model.grade(again)
        assert outcomes == {name: "graded" if name in again else "unchanged" for name in students}
        self.the_penalties_follow_the_final_scores()

    def correct_the_keys(self, club: tuple[str, ...], void: dict[str, str]) -> None:
        """Let other answers be right, take items back, or let them count again."""
        self.model.club, self.model.void = club, void
        self._write_keys()

    def _write_keys(self) -> None:
        keys = yaml.safe_load(KEYS)
        first, *more = self.model.club
        keys["keys"]["s-club"] |= {"key": first, "also": more}
        for item, how in self.model.void.items():
            keys["keys"][item]["void"] = how
        self.course.keys_file(ASSIGNMENT).write_text(yaml.safe_dump(keys), "utf-8")

    def mark_by_hand(self, student: str, cell: str, share: float) -> None:
        """Give points as a person does."""
        by_hand(self.course, student, cell, share * self.model.worth[cell])
        self.model.by_hand[student, cell] = share
        self.model.waiting.discard((student, cell))

    def release_again(self, points: float, **keys: Any) -> None:
        """Release again, with other keys and points of the written answer; not often, as it takes longest of all."""
        self.releases += 1
        if self.releases > 2:
            return
        self.correct_the_keys(**keys)
        set_points(self.course, "limit-01", points)
        make_release(self.course, ASSIGNMENT)
        self.model.worth |= {"limit-01": points, **self.model.quiz_worth()}

    def the_penalties_follow_the_final_scores(self) -> None:
        """Compare the penalties, which grading works out for everyone."""
        for student, (_, penalty) in self._book()[1].items():
            late = self.model.total(student) / 10 if self.model.graded_late[student] else 0.0
            assert (penalty or 0.0) == pytest.approx(late, abs=1e-3)

    @invariant()
    def the_gradebook_says_what_the_model_says(self) -> None:
        """Compare totals, the maximum, and who waits for a person."""
        maximum, rows = self._book()
        assert maximum == pytest.approx(sum(self.model.worth.values()))
        scores = {student: score for student, (score, _) in rows.items()}
        assert scores == pytest.approx({student: self.model.total(student) for student in self.model.graded}, abs=1e-3)
        assert self._waiting() == self.model.waiting

    def _book(self) -> tuple[float, dict[str, tuple[float, float | None]]]:
        """Return the maximum, and the points and the penalty of everyone who is graded."""
        settings = read_settings(self.course)
        with closing(Writer(settings.db_url, ASSIGNMENT, late_penalty(settings))) as writer:
            rows = {student: writer.row(student) for student in sorted(self.model.graded)}
            return writer.released.maximum, {student: (row.score, row.penalty) for student, row in rows.items() if row}

    def _waiting(self) -> set[tuple[str, str]]:
        with closing(sqlite3.connect(self.course.folder / "gradebook.db")) as book:
            return {*book.execute(WAITING).fetchall()}


WAITING = """
select sa.student_id, bc.name from grade g join base_cell bc on bc.id = g.cell_id
join submitted_notebook sn on sn.id = g.notebook_id join submitted_assignment sa on sa.id = sn.assignment_id
where g.needs_manual_grade
"""


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_a_term_comes_out_as_the_model_says(course: Course) -> None:
    Term.released = course.root
    run_state_machine_as_test(
        Term,
        settings=settings(
            max_examples=int(os.environ.get("EXAMPLES", "4")),
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # to make an example smaller would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
