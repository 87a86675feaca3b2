"""Make a lesson: a notebook, a bank and keys that can be released as they are, and the rows that name it elsewhere.

The lesson reads the text's first paragraph, practises, counts one question and asks for one written answer. README's
table of lessons, the guide and `course.toml` get its row where they are there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import nbformat
import tomlkit

import seeds
from instructor.authoring import notebooks
from instructor.authoring.making import Texts, Wish, bank_text, check_form, keys_text
from instructor.authoring.templates import Setting, answer_lines
from instructor.course import Course, CourseError
from instructor.guide.minutes import in_lesson, minutes
from instructor.plan import NAME
from quizzes.bank import Bank, read_yaml

_ROW = re.compile(r"^\| `[\w-]+` \| .* \| \d+ \|$", re.MULTILINE)
#: What a new lesson says in place of its author's words.
OBJECTIVE = "say in your own words what the text claims here"
KEY_POINT = "What to keep of this lesson."
_HEAD = """\
# {title}

**Question.** {question}

**Objectives.** After this lesson you can

1. {objective};
2. tell a reason from a claim.

**Time.** 1 minutes: 1 teaching, 1 exercises.

**Before you start.** You need no other lesson. If you see no questions, press *Start* (in plain Jupyter: *Run ▸ \
Run All Cells*)."""


def check_name(course: Course, name: str) -> None:
    """Raise CourseError unless a lesson may have this name."""
    check_form(name, "name of a lesson", "08-trade")
    for path in (course.source(name), course.bank_file(name), course.keys_file(name)):
        if path.exists():
            raise CourseError(f"{path} is there already; choose another name for the lesson")


def new_lesson(course: Course, name: str, title: str, question: str) -> Texts:
    """Return the files of a new lesson. Raises CourseError where there is one of this name, or it is none."""
    check_name(course, name)
    part = name.partition("-")[0] if name[0].isdigit() else name
    practice = Wish(f"practice-{part}", "choice", "Try it")
    graded = Wish(f"quiz-{part}", "choice", f"Quiz: {title}", graded=True)
    essay = Wish(f"essay-{part}", "written", f"In your own words: {title}", points=2.0)
    wishes = (practice, graded, essay)
    for wish in wishes:
        wish.check(course)
    bank = bank_text(name, [wish.lines(Setting.of(None)) for wish in wishes])
    notebook = _timed(_notebook(title, question, name, wishes), read_yaml(bank, Bank, name))
    return {
        course.bank_file(name): bank,
        course.keys_file(name): keys_text(name, {graded.item: answer_lines("choice")}),
        course.source(name) / f"{name}.ipynb": notebook,
        **_rows(course, name, title, question, notebook),
    }


def _notebook(title: str, question: str, name: str, wishes: Sequence[Wish]) -> str:
    """Return the notebook, its minutes not known yet."""
    practice, graded, essay = (wish.cells() for wish in wishes)
    reading = [notebooks.code("reading", "reading(1)")] if seeds.essay().paragraphs else []
    cells = [
        notebooks.markdown("title", _HEAD.format(title=title, question=question, objective=OBJECTIVE)),
        notebooks.code("imports", "from quizzes import hand_in, quiz, reading"),
        notebooks.markdown("read", "## 1. Read (1 min)\n\nRead the paragraph once, and say what it claims."),
        *(*reading, *practice),
        notebooks.markdown("count", "## 2. Quiz (1 min)\n\nWhat you answer here counts."),
        *graded,
        notebooks.markdown("write", "## 3. Write (1 min)\n\nWhat you write here counts."),
        *essay,
        notebooks.markdown("key-points", f"## Key points\n\n- {KEY_POINT}"),
        notebooks.code("hand-in", "hand_in()"),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "two_januaries": {"lesson": name}}
    return notebooks.written({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _timed(notebook: str, bank: Bank) -> str:
    """Return a notebook that says the minutes that it takes."""
    sections = minutes(nbformat.reads(notebook, as_version=4), bank)
    whole = {part.number: max(1, round(part.total)) for part in sections}
    return in_lesson(notebook, whole, round(sum(part.reading + part.talking for part in sections)))


def _rows(course: Course, name: str, title: str, question: str, notebook: str) -> Texts:
    """Return the files that list the lessons, with a row for this one."""
    texts: Texts = {}
    total = re.search(r"\*\*Time\.\*\* (\d+) minutes", notebook)
    readme = course.root / "README.md"
    if readme.exists() and (rows := [*_ROW.finditer(readme.read_text("utf-8"))]):
        text, end = readme.read_text("utf-8"), rows[-1].end()
        row = f"| `{name}` | {question} | {total[1] if total else 1} |"
        texts[readme] = f"{text[:end]}\n{row}{text[end:]}"
    if (plan := course.folder / NAME).exists():
        document = tomlkit.parse(plan.read_bytes().decode("utf-8-sig"))
        if "lessons" in document:
            line = tomlkit.inline_table()
            line["weight"] = 1
            document["lessons"][name] = line.comment(title)
            texts[plan] = tomlkit.dumps(document)
    return texts
