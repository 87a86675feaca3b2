"""The instructor's term: the commands of the course, one after the other, on what the class hands in."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

from click.testing import CliRunner
from sqlalchemy import create_engine

from instructor.__main__ import main
from instructor.course import Course, variable
from instructor.desk import Desk
from instructor.marking.answer_key import read_answer_key
from instructor.settings import read_settings
from instructor.submissions.register import Register
from tests.made_up_term import people as persons
from tests.made_up_term.dealt import SHARES, Sums, Work, deal, due
from tests.made_up_term.lessons import TERM, is_small, own_item, title, write_checkout
from tests.made_up_term.parcels import DROPPINGS, LEFT, MESSES, REFUSED, Sent, canvas_download, moodle_download, send
from tests.made_up_term.people import Human

MARKERS = ("maria", "jonas", "chen")
RULES = {
    'platform = ""': 'platform = ""',
    "markers = []": f"markers = [{', '.join(map(repr, MARKERS))}]".replace("'", '"'),
    "marked_twice = 0.0": "marked_twice = 0.1",
    "per_day = 0.0": "per_day = 0.1",
    'grace = "0 min"': 'grace = "15 min"',
    "cap = 1.0": "cap = 0.5",
}


class Term:
    """A course, its class, what they were dealt, and each command's seconds.

    Attributes
    ----------
    people
        The class; the first leaves, the last joins late.
    parcels
        What each handed in, by lesson and person; `canvas` has the files that Canvas has, by lesson, number and file.
    """

    def __init__(self, place: Path, size: int, lessons: Sequence[str]) -> None:
        self.place, self.lessons = place, lessons
        self.course = Course(place / "checkout", place / "seminar")
        self.people = persons.draw_people(size)
        self.leaver, self.joiner = self.people[0], self.people[-1]
        self.parcels: dict[str, dict[Human, tuple[Sent, Work]]] = {}
        self.canvas: dict[str, dict[int, dict[int, str]]] = {}
        self.nicknames: dict[Human, Human] = {}
        self.forgotten: set[Human] = set()
        self._numbers: dict[tuple[str, str, str, float], int] = {}
        self.seconds: dict[str, float] = {}
        self.chance = random.Random(14)
        drop = 1 if len(lessons) > 2 else 0
        self.sums = Sums(lessons, {lesson: 1 + place % 3 for place, lesson in enumerate(lessons)}, drop)
        write_checkout(self.course.root, lessons)

    def run(self, *words: str, code: int = 0) -> str:
        """Give a command, as an instructor types it; return all it says on one line."""
        environment = {variable("COURSE"): None, variable("ROOT"): str(self.course.root), "COLUMNS": "400"}
        start = perf_counter()
        done = CliRunner().invoke(main, words, env=environment)
        verb = " ".join(word for word in words if word in main.list_commands(None) or word in ("--teacher", "--force"))  # type: ignore[arg-type]
        self.seconds[verb] = max(perf_counter() - start, self.seconds.get(verb, 0.0))
        assert done.exit_code == code, f"{words}: {done.output[-3000:]} {done.exception!r}"
        return " ".join(done.output.split())

    def file(self, name: str, data: bytes) -> str:
        """Write a file that came from a platform; return its path."""
        path = self.place / name
        path.write_bytes(data)
        return str(path)

    def id_of(self, human: Human) -> str:
        """Return a person's id, by e-mail or Canvas's number."""
        for known in Register(self.course).people:
            if (human.canvas and f"canvas:{human.canvas}" in known.numbers) or known.email == human.email:
                return known.id
        raise AssertionError(f"{human} is nobody")

    # The beginning

    def begin(self, exempt: Human) -> None:
        """Make the course, with its dates, weights and rules."""
        self.run("new", "course", str(self.course.folder), "--zone", "UTC", "--title", "The seminar")
        path = self.course.folder / "course.toml"
        text = path.read_text("utf-8")
        for old, new in {**RULES, "drop_lowest = 0": f"drop_lowest = {self.sums.drop}"}.items():
            assert old in text, old
            text = text.replace(old, new, 1)
        lines = [self._line(line) for line in text.splitlines()]
        path.write_text("\n".join(lines) + f'\n"{exempt.login}" = ["{self.lessons[-1]}"]\n', "utf-8")
        self.sums.exempt.add((self.lessons[-1], exempt))

    def _line(self, line: str) -> str:
        name = line.partition(" ")[0]
        if name not in self.lessons:
            return line
        return f'{name} = {{ due = "{due(name):%Y-%m-%d %H:%M}", weight = {self.sums.weights[name]} }}'

    def take_rosters(self, people: Sequence[Human], *options: str) -> str:
        """Import Canvas's gradebook and Moodle's participants."""
        canvas = self.file("canvas.csv", persons.canvas_gradebook(people, self.columns()))
        moodle = self.file("moodle.csv", persons.moodle_participants(people))
        return self.run("roster", canvas, *options) + self.run("roster", moodle, "--yes")

    def columns(self) -> dict[str, tuple[int, str, str]]:
        """Return what Canvas's gradebook has for each lesson: number, title, points possible."""
        return {lesson: (90000 + place, title(lesson), "50") for place, lesson in enumerate(self.lessons)}

    # Hand-ins

    def deal(self, lesson: str, without: Sequence[Human] = (), present: Sequence[Human] = ()) -> None:
        """Let the class answer a lesson: one in twelve hands nothing in."""
        items = [] if is_small(lesson) else [i.id for q, i in self._scheme(lesson).bank.items() if q.graded]
        self.sums.worth[lesson] = {} if is_small(lesson) else self._points(lesson)
        messes = [*MESSES]
        works = self.sums.works.setdefault(lesson, {})
        self.parcels[lesson] = {}
        for human in self.people:
            absent = self.chance.random() < 1 / 12 and human not in present
            if human not in without and not absent:
                mess = messes[(human.place + TERM.index(lesson)) % len(messes)]
                works[human] = deal(lesson, human, self.chance, items, mess)
                self.send(lesson, human)

    def send(self, lesson: str, human: Human) -> None:
        """Put somebody's work into the next download."""
        work = self.sums.works[lesson][human]
        sent = send(self.course.step("release", lesson), lesson, work, self._responses(lesson, work))
        self.parcels[lesson][human] = (sent, work)

    def _scheme(self, lesson: str) -> Any:
        self.course.enter()
        return read_answer_key(self.course, lesson)

    def _points(self, lesson: str) -> dict[str, Fraction]:
        return {item.id: Fraction(str(item.points)) for quiz, item in self._scheme(lesson).bank.items() if quiz.graded}

    def _responses(self, lesson: str, work: Work) -> Mapping[str, Mapping[str, Any]]:
        """Return the answers by quiz and item."""
        if is_small(lesson):
            given = {kind: SHARES[kind][choice][0] for kind, choice in work.choices.items()}
            quiz = {own_item(lesson, kind): its for kind, its in given.items() if kind != "run"}
            return {"quiz-01": quiz, "run-01": {own_item(lesson, "run"): given["run"]} if "run" in given else {}}
        scheme = self._scheme(lesson)
        found: dict[str, dict[str, Any]] = {}
        for quiz, item in scheme.bank.items():
            if choice := work.choices.get(item.id):
                answer = scheme.answers[item.id]
                right = item.right(answer, scheme.model_of(item)) if choice == "right" else item.wrong(answer)
                found.setdefault(quiz.id, {})[item.id] = right
        return found

    def collect(self, lesson: str, platform: str, *options: str, names: str = "folders", asks: bool = False) -> str:
        """Collect a platform's download; whatever is no work is named, and so is what is refused.

        `asks` says that something is not certain. Of who was forgotten nothing is taken.
        """
        parcels = {h: p for h, p in self.parcels[lesson].items() if bool(h.canvas) == (platform == "canvas")}
        path = self.place / f"{lesson}-{platform}.zip"
        if platform == "canvas":
            self.canvas[lesson] = canvas_download(path, parcels, lesson, self._numbers)
        else:
            called = {self.nicknames.get(human, human): parcel for human, parcel in parcels.items()}
            moodle_download(path, called, lesson, names)
        messes = [work.mess for human, (_, work) in parcels.items() if human not in self.forgotten]
        left = sum(len(LEFT.get(work.mess, ())) for _, work in parcels.values())
        refused = sum(len(REFUSED.get(mess, ())) for mess in messes)
        said = self.run("collect", lesson, "--zips", str(path), *options, code=int(asks or refused > 0))
        gone = [parcel for human, parcel in parcels.items() if human in self.forgotten]
        unwanted = sum(len({*sent.files} - {*DROPPINGS, *LEFT.get(work.mess, ())}) for sent, work in gone)
        assert said.count("from somebody who was forgotten") == unwanted, said[-3000:]
        assert said.count("not counted ") == left + unwanted, said[-3000:]
        assert asks or f"{len(messes)} collected, {refused} refused" in said, said[-3000:]
        return said

    # Marking

    def mark(self, lesson: str, by_formgrader: tuple[Human, str, float]) -> None:
        """Let three mark at once until nothing waits; who begins is killed, and a formgrader marks in between."""
        self.course.enter()
        with closing(Desk(self.course, lesson, "prof", is_instructor=True)) as prof, ExitStack() as running:
            markers = {name: running.enter_context(self._marker(lesson, name)) for name in MARKERS}
            self._kill(prof, markers)
            self._by_formgrader(lesson, *by_formgrader)
            assert [each.wait(timeout=900) for each in markers.values()] == [0] * len(markers)
            self._check_marked(prof)

    def mark_again(self, lesson: str) -> None:
        """Let one mark what waits once more."""
        self.course.enter()
        with closing(Desk(self.course, lesson, "prof", is_instructor=True)) as prof:
            assert self._marker(lesson, MARKERS[0]).wait(timeout=900) == 0
            self._check_marked(prof)

    @staticmethod
    def _check_marked(prof: Desk) -> None:
        for view in prof.tasks():
            assert not view.progress.unmarked + view.progress.again + view.progress.open, view.progress

    def _marker(self, lesson: str, name: str) -> subprocess.Popen[bytes]:
        words = [str(self.course.root), str(self.course.folder), lesson, name, "0.1"]
        path = {"PYTHONPATH": str(Path(__file__).parents[2])}
        return subprocess.Popen([sys.executable, "-m", "tests.made_up_term.marker", *words], env=os.environ | path)

    @staticmethod
    def _kill(prof: Desk, markers: dict[str, subprocess.Popen[bytes]]) -> None:
        """Kill whoever marks first, amid an answer, and take them out of the markers."""
        while not (begun := [event.marker for event in prof.events() if event.kind == "mark"]):
            assert [each.poll() for each in markers.values()] == [None] * len(markers)
            time.sleep(0.1)
        markers.pop(begun[0]).kill()

    def _by_formgrader(self, lesson: str, human: Human, task: str, score: float) -> None:
        """Write a score as the formgrader's handler does."""
        engine = create_engine(read_settings(self.course).db_url)
        with engine.begin() as book:
            done = book.exec_driver_sql(
                """update grade set manual_score = ?, needs_manual_grade = 0
                where cell_id in (select b.id from base_cell b join notebook k on k.id = b.notebook_id
                join assignment c on c.id = k.assignment_id where b.name = ? and c.name = ?)
                and notebook_id in (select n.id from submitted_notebook n
                join submitted_assignment a on a.id = n.assignment_id where a.student_id = ?)""",
                (score, task, lesson, self.id_of(human)),
            )
            assert done.rowcount == 1
        engine.dispose()
        self.sums.by_hand[lesson, human, task] = Fraction(str(score))
