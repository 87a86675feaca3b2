"""Does `check` name every error at once, with its line and what is admitted, and mend only what is certain?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring.findings import findings
from instructor.authoring.mending import mended
from instructor.authoring.schema import bank_schema, keys_schema, schemas
from instructor.course import Course, CourseError
from instructor.release import make_release
from quizzes.authored import composed, value
from quizzes.bank import Bank, Keys, read_yaml, worth
from tests.mistakes import BANK_FILE, MISTAKES, NOTEBOOK, Mistake, make, texts
from tests.pooled_course import write
from tests.small_course import ASSIGNMENT, BANK, KEYS

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
BANKS = sorted((ROOT / "quizzes" / "bank").glob("*.yaml"))
KEY_FILES = sorted((ROOT / "instructor" / "keys").glob("*.yaml"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


# Errors


@pytest.mark.parametrize("mistake", MISTAKES, ids=[each.name for each in MISTAKES])
def test_a_mistake_is_named_with_its_line_and_what_is_admitted(mistake: Mistake, sources: Course) -> None:
    make(sources, mistake)
    said = [str(each) for each in findings(sources, ASSIGNMENT)]
    assert [line for line in said if line.startswith(mistake.file) and mistake.said in line], said
    assert len(said) <= 3, "one mistake is said once, or where two files tell of it"


def test_there_are_twenty_of_them() -> None:
    assert len(MISTAKES) >= 20
    assert sum(each.structural for each in MISTAKES) >= 8


def test_many_mistakes_are_named_at_once_in_the_order_of_lines(sources: Course) -> None:
    several = [MISTAKES[place] for place in (0, 1, 5, 6, 17)]
    make(sources, *several)
    done = run(ASSIGNMENT)
    assert done.exit_code == 1
    assert all(each.said in done.output for each in several), done.output
    places = [line.split(":")[:2] for line in done.output.splitlines() if line.startswith(("quizzes/", "instructor/"))]
    ordered = [(file, int(line)) for file, line in places if line.isdigit()]
    assert len(ordered) >= len(several)
    assert ordered == sorted(ordered)


def test_nothing_is_wrong_with_the_lessons() -> None:
    for lesson in COURSE.assignments():
        assert findings(COURSE, lesson) == []
        assert mended(COURSE, lesson) == [], "run: python -m instructor check --fix"


# Mending


def test_what_is_certain_is_mended_and_said(sources: Course) -> None:
    points = next(each for each in MISTAKES if each.name == "a cell with other points than its questions")
    unlocked = Mistake("", NOTEBOOK, '"deletable": false,\n    "editable": false,', '"editable": true,', "")
    renamed = Mistake("", BANK_FILE, f"assignment: {ASSIGNMENT}", "assignment: 01-smal", "")
    before = (sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
    make(sources, points, unlocked, renamed)
    looked = run(ASSIGNMENT)
    assert looked.exit_code == 1
    assert f'{NOTEBOOK}: --fix would mend: cell "quiz-01": points would be 4 (it is 3)' in looked.output
    assert f'{NOTEBOOK}: --fix would mend: cell "warm-up": deletable would be false' in looked.output
    assert f"{BANK_FILE}: --fix would mend: assignment would be {ASSIGNMENT}, the name of its fold" in looked.output
    done = run(ASSIGNMENT, "--fix")
    assert done.exit_code == 0, done.output
    assert f'{NOTEBOOK}: mended: cell "quiz-01": points is 4 (it was 3)' in done.output
    assert f'{NOTEBOOK}: mended: cell "warm-up": deletable is false' in done.output
    assert f"{BANK_FILE}: mended: assignment: {ASSIGNMENT}, the name of its folder (it was 01-smal)" in done.output
    after = json.loads((sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    assert [cell["metadata"] for cell in after["cells"]] == _with_types(before)
    assert run(ASSIGNMENT, "--fix").output.count("mended") == 0


def _with_types(notebook: str) -> list[object]:
    """Return the metadata of a notebook's cells, those that are mended with the type that nbgrader writes too."""
    cells = json.loads(notebook)["cells"]
    for cell in cells:
        if cell["cell_type"] == "code" and "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["cell_type"] = "code"
    return [cell["metadata"] for cell in cells]


def test_a_cell_without_its_id_gets_it(sources: Course) -> None:
    make(sources, Mistake("", NOTEBOOK, '"grade_id": "warm-up"', '"grade_id": "cell-17"', ""))
    done = run(ASSIGNMENT, "--fix")
    assert done.exit_code == 0, done.output
    assert 'cell "warm-up": grade_id is warm-up (it was cell-17)' in done.output


@pytest.mark.parametrize("name", ["s-several", "1e3", "null", "true"])
@pytest.mark.parametrize("style", ["flow", "block"])
def test_a_key_in_another_order_is_put_in_order(style: str, name: str, sources: Course) -> None:
    rows = (
        "        type: match\n        rows: {one: One, two: Two}\n        options: {a: A, b: B}\n        stem: Which?\n"
    )
    path, keys = sources.bank_file(ASSIGNMENT), sources.keys_file(ASSIGNMENT)
    old = "        type: multiple\n        stem: Which are shared?\n        options: {a: air, b: bread, c: light}\n"
    path.write_text(BANK.replace(old, rows).replace("id: s-several", f"id: {name}"), "utf-8")
    key = "key: {two: a, one: b}" if style == "flow" else "key:\n      two: a\n      one: b"
    keys.write_text(KEYS.replace("key: [a, c]", key).replace("s-several:", f"{name}:"), "utf-8")
    assert "lists" not in str(findings(sources, ASSIGNMENT))
    done = run(ASSIGNMENT, "--fix")
    assert done.exit_code == 0, done.output
    assert f'item "{name}": its key has the rows in their order' in done.output
    assert list(sources.keys(ASSIGNMENT).keys[name].key) == ["one", "two"]
    assert sources.keys(ASSIGNMENT).keys[name].key == {"one": "b", "two": "a"}


def test_what_two_files_say_differently_is_left_to_a_person(sources: Course) -> None:
    make(sources, Mistake("", BANK_FILE, "    title: Small run\n    graded: true\n", "    title: Small run\n", ""))
    before = (sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
    assert run(ASSIGNMENT, "--fix").exit_code == 1
    assert (sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8") == before


# Names


def test_names_may_look_like_numbers_and_like_yes_and_no() -> None:
    bank = f"""
assignment: {ASSIGNMENT}
quizzes:
  - id: 123
    title: 2024
    items:
      - id: no
        type: choice
        stem: 1.10
        options: {{yes: on, no: off, 1945: 012, true: null}}
        objective: 1
        shuffle: no
        answer: {{key: no, rationale: 7, feedback: {{yes: 1_000, 1945: 2026-01-04}}, also: [1945, true]}}
      - id: on
        type: match
        stem: Which?
        rows: {{1: one, 2: two}}
        options: {{3: three, null: none}}
        objective: 1
        answer: {{key: {{1: 3, 2: null}}, rationale: so}}
      - id: 0x1f
        type: number
        stem: How many?
        objective: 1
        answer: {{key: {{value: 3, tolerance: 1e-2}}, rationale: so, feedback: {{4.50: no}}}}
"""
    quiz = read_yaml(bank, Bank, "x").quizzes[0]
    first, second, third = quiz.items
    assert (quiz.id, quiz.title, first.id, second.id, third.id) == ("123", "2024", "no", "on", "0x1f")
    assert first.stem == "1.10"
    assert getattr(first, "options") == {"yes": "on", "no": "off", "1945": "012", "true": "null"}  # noqa: B009
    assert getattr(first, "shuffle") is False  # noqa: B009
    assert first.answer
    assert (first.answer.key, first.answer.also) == ("no", ("1945", "true"))
    assert first.answer.feedback == {"yes": "1_000", "1945": "2026-01-04"}
    assert second.answer
    assert second.answer.key == {"1": "3", "2": "null"}
    assert third.answer
    assert (third.answer.key, third.answer.feedback) == ({"value": 3, "tolerance": 0.01}, {"4.50": "no"})
    keys = read_yaml(f"assignment: {ASSIGNMENT}\nkeys: {{no: {{key: 1, rationale: 2}}}}", Keys, "x")
    assert (keys.keys["no"].key, keys.keys["no"].rationale) == ("1", "2")


def test_the_lessons_are_read_as_yaml_reads_them() -> None:
    """Whatever their names look like: none of them has ever been one of YAML's own words."""
    for path in (*BANKS, *KEY_FILES):
        text = path.read_text("utf-8")
        assert value(composed(text)) == yaml.safe_load(text), path.name


# What an editor completes by


def test_the_schemas_are_those_of_the_types() -> None:
    for path, text in schemas(COURSE).items():
        assert path.read_text("utf-8") == text, "run: python -m instructor check --fix"


@pytest.mark.parametrize("path", [*BANKS, *KEY_FILES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_leads_to_its_schema_which_admits_it(path: Path) -> None:
    text = path.read_text("utf-8")
    head, _, named = text.splitlines()[0].partition("$schema=")
    assert head == "# yaml-language-server: "
    schema = json.loads((path.parent / named).read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(value(composed(text)))] == []


@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each.structural], ids=lambda each: each.name)
def test_an_editor_marks_a_structural_mistake(mistake: Mistake) -> None:
    schema = bank_schema() if mistake.file == BANK_FILE else keys_schema()
    validator = jsonschema.Draft7Validator(schema)
    clean = BANK if mistake.file == BANK_FILE else KEYS
    assert not [*validator.iter_errors(value(composed(clean)))]
    (error, *_) = validator.iter_errors(value(composed(texts(mistake))))
    assert error.absolute_path[0] in ("quizzes", "keys")


def test_an_editor_speaks_of_the_type_that_is_named() -> None:
    """Of a union it would say that nothing fits; here only the fields of a choice are offered."""
    wrong = value(composed(BANK.replace("level: apply", "unit: per cent")))
    (error,) = jsonschema.Draft7Validator(bank_schema()).iter_errors(wrong)
    assert "'unit' was unexpected" in error.message
    assert list(error.absolute_path) == ["quizzes", 1, "items", 0]


def test_an_editor_takes_a_key_that_is_worked_out(sources: Course) -> None:
    write(sources)
    keys = yaml.safe_load(sources.keys_file(ASSIGNMENT).read_text("utf-8"))
    bank = yaml.safe_load(sources.bank_file(ASSIGNMENT).read_text("utf-8"))
    jsonschema.validate(keys, keys_schema())
    practice = dict(keys["keys"]["n-0"])
    bank["quizzes"][0]["items"].append({**bank["quizzes"][1]["items"][0], "id": "n-p", "answer": practice})
    jsonschema.validate(bank, bank_schema())
    practice["key"] = {"value": [1], "tolerance": "0.001 * price"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bank, bank_schema())


def test_a_release_that_is_refused_leads_to_every_mistake(sources: Course) -> None:
    make(sources, *(MISTAKES[place] for place in (0, 1, 5, 6, 17)))
    with pytest.raises(CourseError) as refused:
        make_release(sources, ASSIGNMENT)
    *_, last = str(refused.value).splitlines()
    assert last == f"Every mistake with its line: python -m instructor check {ASSIGNMENT}"
    assert len([*findings(sources, ASSIGNMENT)]) >= 5


def _mended(course: Course, change: Callable[[dict[str, Any]], None]) -> tuple[str, ...]:
    """Let each cell that shows quiz-01 be changed; return what --fix would mend in the notebook."""
    path = course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if "".join(cell["source"]) == 'quiz("quiz-01")':
            change(cell["metadata"]["nbgrader"])
    path.write_text(json.dumps(notebook), "utf-8")
    return tuple(words for each in mended(course, ASSIGNMENT) if each.path == path for words in each.words)


def test_points_that_leave_out_what_was_voided_stay(sources: Course) -> None:
    keys = sources.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("s-club:\n", "s-club:\n    void: out\n"), "utf-8")
    counted = worth(sources.bank(ASSIGNMENT).quiz("quiz-01"), sources.keys(ASSIGNMENT).keys)
    assert counted == sources.bank(ASSIGNMENT).quiz("quiz-01").points - 1
    assert _mended(sources, lambda facts: facts.update(points=counted)) == ()
    assert findings(sources, ASSIGNMENT) == []
    assert _mended(sources, lambda facts: facts.update(points=9)) == ('cell "quiz-01": points is 4 (it was 9)',)


def test_of_two_cells_that_show_a_quiz_none_is_chosen(sources: Course) -> None:
    path = sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (cell,) = (each for each in notebook["cells"] if "".join(each["source"]) == 'quiz("quiz-01")')
    notebook["cells"].append(json.loads(json.dumps(cell)) | {"id": "copy"})
    path.write_text(json.dumps(notebook), "utf-8")
    assert _mended(sources, lambda facts: facts.update(grade_id=f"other-{id(facts)}")) == ()


def test_what_is_no_cell_of_a_quiz_is_said_where_it_is_mended(sources: Course) -> None:
    assert _mended(sources, lambda facts: facts.update(solution=True)) == (
        'cell "quiz-01": solution is False (it was True)',
    )
