"""What a class hands in to the real lessons, and the report that is made of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.course import Course
from instructor.report import class_run, page
from instructor.reports import strategies
from instructor.reports.strategies import Rules
from quizzes.journal import Entry, append
from quizzes.types import Run

ROOT = Path(__file__).parent.parent
RECIPROCITY, CODING = "03-reciprocity", "05-coding-diffuse-unilateralism"
IDS = ("ana-souza-20264711", "bilal-haddad-20264712", "chipo-moyo-20264713", "dorothea-20264714")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"


def real_run(lesson: str) -> tuple[str, Run, Any]:
    """Return the graded run of a real lesson: its quiz, the item and the model."""
    run = class_run(Course(ROOT, ROOT / "build"), lesson)
    assert run
    return run.quiz.id, run.item, run.model


RUN_03, ROUNDS, model = real_run(RECIPROCITY)
RUN_05, SHEET, lab = real_run(CODING)
codebook = sys.modules["codebook"]
RULE_PARAMETERS = strategies.rule_parameters(ROUNDS, model)
TFT: Rules = ("co-operate", "co-operate", "defect", "never", "one")
ALLC: Rules = ("co-operate", "co-operate", "co-operate", "never", "one")
ALLD: Rules = ("defect", "defect", "defect", "never", "one")
GRIM: Rules = ("co-operate", "co-operate", "defect", "never", "ever")
PAVLOV: Rules = ("co-operate", "repeat", "change", "never", "one")


def hand_in(course: Course, lesson: str, student: str, quiz: str, item: str, *responses: Any) -> None:
    folder = course.step("submitted", lesson, student)
    folder.mkdir(parents=True, exist_ok=True)
    for response in responses:
        append(folder / "responses" / f"{quiz}.jsonl", Entry(time="t", item=item, response=response))


def strategy_run(rules: tuple[str, ...]) -> dict[str, Any]:
    values = {parameter.name: parameter.default for parameter in ROUNDS.parameters}
    return {"prediction": "1", "parameters": values | dict(zip(model.RULES, rules, strict=True)), "result": {"a": 1}}


def sheet_run(**codes: str) -> dict[str, Any]:
    """Return a record of the second coder's sheet with some codes changed."""
    values: dict[str, Any] = {parameter.name: parameter.default for parameter in SHEET.parameters}
    for case, row in codebook.second_sheet(codebook.UNSEEN).items():
        values |= {f"{case}_{letter}": code for letter, code in zip(lab.CRITERIA, row, strict=True)}
    return {"prediction": "3", "parameters": values | codes, "result": {"alpha": 1}}


def run(course: Course, *arguments: str) -> Result:
    course.enter()
    return CliRunner().invoke(main, ["--course", str(course.folder), "report", *arguments])


def written(course: Course, lesson: str, *options: str) -> str:
    done = run(course, lesson, *options)
    assert done.exit_code == 0, done.output
    return page(course, lesson).read_text("utf-8")
