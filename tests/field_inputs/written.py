"""What is written, where it is worked on, what changes afterwards, and what the feedback says."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from IPython.core.interactiveshell import InteractiveShell
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.demo import write_answers
from instructor.feedback import page
from instructor.grading.batch import grade_class
from quizzes.journal import Entry, JournalError, append
from tests.gradebooks import autograded
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.term import by_hand, run, scores, with_tenth
from tests.term_changes import CHANGES
from tests.written_answers import (
    ANSWER,
    CASES,
    IDS,
    Case,
    Mangle,
    all_of,
    copied,
    edited,
    hand_in_all,
    join_lines,
    removed,
)

Outcomes = dict[str, tuple[str, str]]
NOTEBOOK = f"{ASSIGNMENT}.ipynb"


def answers(course: Course) -> Outcomes:
    """Say whether a written answer waits for a person who has all of it before them, or is 0."""
    hand_in_all(course)
    done = {one.student: one for one in grade_class(course, ASSIGNMENT, [*IDS.values()], workers=1)}
    return {
        name: (in_words(case.waits, True), in_words(done[IDS[name]].needs_person, shows_all(course, name, case)))
        for name, case in CASES.items()
    }


def shows_all(course: Course, name: str, case: Case) -> bool:
    cells = autograded(course, IDS[name]).cells
    sources = [cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ANSWER]
    return all("".join(sources).count(text) == 1 for text in case.shown)


def in_words(waits: bool, shows_all: bool) -> str:
    return f"a person sees {'all' if shows_all else 'not all'} of it" if waits else "0, “No response.”"


@dataclass(frozen=True)
class Copy:
    """What is done to a student's folder, which notebook is open then, a call in it, and what the page says."""

    says: str
    prepare: Callable[[Path], object] = lambda folder: None
    opened: str = NOTEBOOK
    call: str = "hand_in()"


def renamed(new: str, old: str = NOTEBOOK) -> Callable[[Path], object]:
    return lambda folder: (folder / old).rename(folder / new)


def mangled(mangle: Mangle) -> Callable[[Path], object]:
    return lambda folder: edit(folder, all_of(join_lines, mangle))


COPIES = {
    "hand_in() in a copy beside the notebook": Copy(
        f"You are working in {ASSIGNMENT}-Copy1.ipynb, a copy.",
        lambda folder: shutil.copy(folder / NOTEBOOK, folder / f"{ASSIGNMENT}-Copy1.ipynb"),
        f"{ASSIGNMENT}-Copy1.ipynb",
    ),
    "hand_in() in the notebook, renamed": Copy(
        f"This notebook is called Mine.ipynb and was handed out as {NOTEBOOK}.", renamed("Mine.ipynb"), "Mine.ipynb"
    ),
    "hand_in() where the notebook is renamed and it is not known which is open": Copy(
        "give the notebook its name back", renamed("Mine.ipynb"), "console"
    ),
    "hand_in() where the notebook is torn": Copy(
        "is no whole notebook; open it, save it, and hand in again",
        lambda folder: (folder / NOTEBOOK).write_text("{", "utf-8"),
    ),
    "hand_in() in a folder without quiz.json": Copy(
        "There is no quiz.json in", lambda folder: (folder / "quiz.json").unlink()
    ),
    "quiz() in a folder without quiz.json": Copy(
        "There is no quiz.json in", lambda folder: (folder / "quiz.json").unlink(), call='quiz("quiz-01")'
    ),
    "quiz() of another lesson": Copy('no quiz "quiz-9"; did you mean', call='quiz("quiz-9")'),
    "quiz() without a name": Copy("missing 1 required positional argument", call="quiz()"),
    "a table that there is not": Copy('there is no table "no-such"', call='chart("no-such", x="a", y="b", by="c")'),
    "paragraphs in the wrong order": Copy("write reading(2, 3)", call="reading(3, 2)"),
    "hand_in() where the answer's cell is gone": Copy(
        "Name a limit: the cell of this answer is gone", mangled(removed(ANSWER))
    ),
    "hand_in() where the answer's cell is there twice": Copy(
        "Name a limit: its cell is there 2 times", mangled(copied("It leaves out threats."))
    ),
    "hand_in() where the answer's cell became code": Copy(
        "its cell has become a code cell", mangled(edited(ANSWER, cell_type="code", source="Threats."))
    ),
    "hand_in() where a number is none": Copy(
        "Small quiz: question 1, 2, 3",
        lambda folder: append(folder / "responses/quiz-01.jsonl", Entry(time="t", item="s-number", response="twelve")),
    ),
}
#: What a drive answers when it is told to keep an answer, and what becomes of the answer.
DISKS = {
    "a drive that cannot sync (EINVAL)": (errno.EINVAL, "written, and called unsafe"),
    "a drive that cannot sync (ENOTSUP)": (errno.ENOTSUP, "written, and called unsafe"),
    "a full disk (ENOSPC)": (errno.ENOSPC, "not saved, and says so"),
    "a disk with a fault (EIO)": (errno.EIO, "not saved, and says so"),
}


def copies(course: Course) -> Outcomes:
    """Say what a student reads who works elsewhere, or on a bad disk."""
    found = {name: (copy.says, said(course, copy)) for name, copy in COPIES.items()}
    return found | {name: (deserved, kept(course.root, code)) for name, (code, deserved) in DISKS.items()}


def said(course: Course, copy: Copy) -> str:
    """Run a call in a student's folder; return the words that should be said, or what was said instead."""
    folder = course.root / "student" / ASSIGNMENT
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    copy.prepare(folder)
    shell, shown = InteractiveShell.instance(), StringIO()
    with chdir(folder), patch.dict(os.environ, JPY_SESSION_NAME=str(folder / copy.opened)), redirect_stdout(shown):
        shell.run_cell(f"from quizzes import chart, hand_in, quiz, reading\n{copy.call}")  # type: ignore[no-untyped-call]
    InteractiveShell.clear_instance()
    text = shown.getvalue()
    if "Traceback" in text:
        return "a traceback"
    return copy.says if copy.says in text else f"“{text.strip()[:60]}”"


def kept(folder: Path, code: int) -> str:
    path = folder / "responses" / f"{code}.jsonl"
    with patch("os.fsync", side_effect=OSError(code, os.strerror(code))):
        try:
            is_safe = append(path, Entry(time="t", item="s-club", response="a"))
        except JournalError:
            return "not saved, and says so"
    return "written, and called safe" if is_safe else "written, and called unsafe"


def changes(course: Course) -> Outcomes:
    """Say what somebody's mark is after a change of keys or bank, and what is taken off for being late."""
    found: Outcomes = {}
    known = {path: path.read_bytes() for path in (course.bank_file(ASSIGNMENT), course.keys_file(ASSIGNMENT))}
    for name, change in CHANGES.items():
        ana = hand_in_folder(course, f"s{len(found):02}", change.answers).parent.name
        marks = []
        for step in (lambda _: None, change.make):
            step(course)
            grade(course, (ana,), force=True, workers=1)
            marks.append(of(*scores(course)[ana]))
        found[name] = (f"{of(*change.before)}, then {of(*change.after)}", ", then ".join(marks))
        for path, content in known.items():
            path.write_bytes(content)
        shutil.rmtree(course.step("submitted", ASSIGNMENT, ana).parent)
    return found | late(course)


def late(course: Course) -> Outcomes:
    with_tenth(course, "2026-11-20 10:00:00")
    hand_in_folder(course, "late", RIGHT)
    grade(course, ("late",), force=True, workers=1)
    by_hand(course, "late", ANSWER, 1)
    grade(course, ("late",), workers=1)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        taken = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "late").late_submission_penalty
    return {"late, and marked by hand afterwards, by a tenth less": ("8.1 of 9", of(9 - taken, 9))}


def of(score: float, maximum: float) -> str:
    return f"{score:g} of {maximum:g}"


#: What is written, the points that a person gives, options of `feedback`, and what the page says.
PAGES = {
    "an answer that waits": ("Threats.", None, [], "no page"),
    "an answer that waits, and --even-if-waiting": ("Threats.", None, ["--even-if-waiting"], "not marked yet"),
    "an answer that a person gave 0": ("Threats.", 0.0, [], "0 of 1"),
    "an answer that a person gave 1": ("Threats.", 1.0, [], "1 of 1"),
    "a blank": ("", None, [], "0 of 1"),
}


def feedback(course: Course) -> Outcomes:
    """Say what the feedback page says of an answer that a person marks."""
    found: Outcomes = {}
    for name, (text, points, options, deserved) in PAGES.items():
        student = f"s{len(found)}"
        hand_in_folder(course, student, RIGHT)
        if text:
            write_answers(course.step("submitted", ASSIGNMENT, student) / NOTEBOOK, text)
        grade(course, (student,), workers=1)
        if points is not None:
            by_hand(course, student, ANSWER, points)
        run("feedback", ASSIGNMENT, "--student", student, *options)
        found[name] = (deserved, shown(page(course, ASSIGNMENT, student)))
    return found


def shown(path: Path) -> str:
    """Return what a page says of the answer that is worth one point."""
    if not path.is_file():
        return "no page"
    (found,) = re.findall(r"<h3>Name a limit: (not marked yet|[\d.]+ of 1)\b", path.read_text("utf-8"))
    return str(found)
