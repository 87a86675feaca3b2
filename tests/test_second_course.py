"""Does the engine take another course, with a text, a name and one lesson of its own, from release to report?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

import seeds
from instructor.course import Course, variable
from quizzes import reading
from quizzes.folders import workplace
from quizzes.packing import pack
from quizzes.widget import QuizWidget
from tests.small_course import cell_metadata

ROOT = Path(__file__).parent.parent
COURSE_ID, LESSON = "tea-and-trade", "brewing"
ESSAY = """Tea reached the harbour in spring. Nobody had asked for it.

Merchants sold it by the ounce, because the duty was counted by the chest.

So the smugglers came, and the price fell for everyone.

"""
FACTS = {
    "title": "Leaves and Levies",
    "author": "A. Brewer",
    "date": "1 May 2025",
    "publisher": "The Kettle",
    "licence": "CC BY 4.0",
    "url": "https://example.org/leaves",
}
BANK = f"""
assignment: {LESSON}
quizzes:
  - id: leaves
    title: Leaves
    graded: true
    items:
      - id: t-paragraph
        type: hottext
        stem: Which paragraph says why the price fell?
        objective: 1
      - id: t-words
        type: hottext
        stem: Pick the reason for selling by the ounce.
        paragraphs: [2, 3]
        fragments: {{duty: the duty was counted by the chest, smugglers: the smugglers came}}
        points: 2
        objective: 1
      - id: t-number
        type: number
        stem: How many paragraphs has the text?
        objective: 1
"""
KEYS = f"""
assignment: {LESSON}
keys:
  t-paragraph: {{key: [p3], rationale: The last paragraph names the smugglers.,
    feedback: {{p1: That one is about spring.}}}}
  t-words: {{key: [duty], rationale: The duty was the reason that is given.}}
  t-number: {{key: {{value: 3}}, rationale: Count the lines that are not empty.}}
"""
ANSWERS: dict[str, dict[str, Any]] = {
    "ada-lovelace": {"t-paragraph": ["p3"], "t-words": ["duty"], "t-number": "3"},
    "ben-okri": {"t-paragraph": ["p1"], "t-words": ["duty"], "t-number": "3,0"},
    "chen-wu": {"t-paragraph": ["p1"], "t-words": ["smugglers"]},
}
DESERVED = {"ada-lovelace": 4, "ben-okri": 3, "chen-wu": 0}

#: This module's own words: its name, its text's author, title and publisher, its lessons.
LESSONS = sorted(path.parent.name for path in (ROOT / "notebooks").glob("*/*.ipynb"))
OWN = ["Januaries", "Gama", "Trump", "Venezuela", "unilateral", "E-International", *LESSONS]
OWN += [name[3:] for name in LESSONS if name.count("-") > 1]
#: By these a page, a notebook and the extension find each other: the package's name, which every course on it shares.
IDENTIFIERS = re.compile("twoJanuaries|two_januaries|two-januaries-(lesson|home)")


def write_course(root: Path) -> Course:
    """Write the second course's checkout: a text, a lesson and its keys; no glossary, no tables, no guide."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Brewing", id="title"),
            new_code_cell("from quizzes import quiz, reading", id="imports"),
            new_code_cell("reading(1, 3)", id="text"),
            new_code_cell('quiz("leaves")', id="leaves", metadata=cell_metadata("leaves", 4)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    for name, text in {
        "pyproject.toml": f'[project]\nname = "{COURSE_ID}"\n',
        "seeds/essay.txt": ESSAY,
        "seeds/essay.json": json.dumps(FACTS),
        f"quizzes/bank/{LESSON}.yaml": BANK,
        f"instructor/keys/{LESSON}.yaml": KEYS,
        f"notebooks/{LESSON}/{LESSON}.ipynb": nbformat.writes(notebook),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Course(root, root / "build")


def command(course: Course, *arguments: str) -> str:
    """Give one command as a person does, in a process of its own; return what it said."""
    environment = {**os.environ, variable("ROOT"): str(course.root)}
    environment.pop(seeds.VARIABLE, None)
    line = [sys.executable, "-m", "instructor", "--course", str(course.folder), *arguments]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answer(folder: Path, given: dict[str, Any]) -> None:
    """Answer a copy of the release as its page does."""
    place = workplace(folder)
    widget = QuizWidget(place, place.bank.quiz("leaves"))
    for item, response in given.items():
        message = {"kind": "answer", "item": item, "response": response, "token": 1}
        widget._receive(widget, message, [])
        assert widget.answers[item]["response"] == response


def hand_in(course: Course) -> Path:
    """Let all students answer and hand in; return the download that a learning platform makes of it."""
    course.enter()
    download = course.folder / "download.zip"
    with zipfile.ZipFile(course.folder / "handout" / f"{LESSON}-handout.zip") as handout:
        for student in ANSWERS:
            handout.extractall(course.folder / "students" / student)
    with zipfile.ZipFile(download, "w") as archive:
        for number, (student, given) in enumerate(ANSWERS.items(), 10):
            folder = course.folder / "students" / student / LESSON
            answer(folder, given)
            packed = pack(workplace(folder))
            name = student.replace("-", " ").title()
            archive.write(packed, f"{name}_{number}_assignsubmission_file/{packed.name}")
    return download


def marks_in(
    course: Course, lesson: str, hand_in: Callable[[Course], Path], students: Sequence[str]
) -> dict[str, float]:
    """Take three students' work from release to report, by the commands; return the marks in the gradebook."""
    command(course, "release")
    command(course, "collect", lesson, "--zips", str(hand_in(course)))
    assert "3 graded, 0 waiting for a person, 0 refused" in command(course, "grade", lesson)
    command(course, "feedback", lesson)
    command(course, "report", lesson)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", course.course_id) as book:
        return {student: book.find_submission(lesson, student).score for student in students}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_another_course_goes_from_release_to_report(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    assert marks_in(course, LESSON, hand_in, [*ANSWERS]) == DESERVED
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", COURSE_ID) as book:
        assert book.find_assignment(LESSON).course_id == COURSE_ID
    pages = {student: course.step("feedback", LESSON, student) / f"{LESSON}.html" for student in ANSWERS}
    texts = {name: path.read_text("utf-8") for name, path in pages.items()}
    assert all("The duty was the reason that is given." in text for text in texts.values())
    assert "That one is about spring." in texts["ben-okri"]
    texts["report"] = (course.folder / "report" / f"{LESSON}.html").read_text("utf-8")
    assert "3 submissions" in texts["report"]
    texts |= {path.name: path.read_text("utf-8") for path in course.step("release", LESSON).iterdir() if path.is_file()}
    assert {"quiz.json", f"{LESSON}.ipynb"} < set(texts)
    for name, text in texts.items():
        assert not re.search("|".join(OWN), text), name
    assert (course.folder / "exchange" / COURSE_ID / "outbound" / LESSON).is_dir()


def test_a_course_is_read_and_asked_by_its_own_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = write_course(tmp_path)
    course.enter()
    assert repr(reading(1, 3)).count("\n\n") == 2
    assert "A. Brewer" in reading(1)._repr_html_()
    with pytest.raises(ValueError, match="there is no paragraph 4: the essay's argument has the paragraphs 1 to 3"):
        reading(4)
    with pytest.raises(seeds.QuotationError, match="P1 does not say “the smugglers came”; P3 does"):
        seeds.quote(1, "the smugglers came")
    assert (seeds.glossary(), seeds.argument()) == ({}, {})
    with pytest.raises(ValueError, match='there is no table "prices"; the course has none'):
        seeds.table("prices")
    place = workplace(course.source(LESSON))
    assert place.journal(place.bank.quiz("leaves")) == tmp_path / "build/author" / LESSON / "responses/leaves.jsonl"
    monkeypatch.delenv(seeds.VARIABLE)
    assert len(seeds.essay().paragraphs) == 14


def test_the_engine_knows_no_course() -> None:
    """No word of this one stands in it, and its 14 paragraphs bound nothing."""
    files = [path for name in ("quizzes", "instructor") for path in (ROOT / name).rglob("*.*")]
    sources = [path for path in files if path.suffix in {".py", ".js", ".css", ".j2"}]
    assert len(sources) > 50
    words = re.compile("|".join([*OWN, r"lesson [1-7]\b", r"\bp14\b", r"\(1, 1[45]\)", "1 to 14", "le=14"]), re.I)
    found = {
        path: match[0] for path in sources if (match := words.search(IDENTIFIERS.sub("", path.read_text("utf-8"))))
    }
    assert found == {}
