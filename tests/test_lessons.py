"""Are the lessons and the guide what they promise to be?

These tests read the documents as a careful colleague would: every quotation is in the essay, the minutes add up, each
question stands where its idea was met, each written task shows its rubric. (The questions: tests/test_bank.py.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest
import yaml
from nbformat.notebooknode import NotebookNode

import seeds
from instructor.guide.compared import is_compared
from quizzes.bank import Bank, Quiz, load_yaml
from quizzes.types import Writing

ROOT = Path(__file__).parent.parent
LESSONS = sorted(path.parent.name for path in (ROOT / "notebooks").glob("*/*.ipynb"))
BANKS = {name: load_yaml(ROOT / "quizzes" / "bank" / f"{name}.yaml", Bank) for name in LESSONS}
NOTEBOOKS = {name: nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", as_version=4) for name in LESSONS}
GRADED = [name for name in LESSONS if any(quiz.graded for quiz in BANKS[name].quizzes)]

#: Who publishes what we cite, no reposts: the essay, licences, publishers, governments, statistical offices.
HOSTS = {
    "apnews.com",
    "bush41library.tamu.edu",
    "creativecommons.org",
    "data.worldbank.org",
    "doi.org",
    "history.house.gov",
    "peacekeeping.un.org",
    "undocs.org",
    "www.cambridge.org",
    "www.cartercenter.org",
    "www.cidh.oas.org",
    "www.e-ir.info",
    "www.federalregister.gov",
    "www.govinfo.gov",
    "www.oas.org",
    "www.presidency.ucsb.edu",
    "www.supremecourt.gov",
    "www.un.org",
    "www.whitehouse.gov",
    "www.wto.org",
}


def header(name: str) -> str:
    return str(NOTEBOOKS[name].cells[0].source)


def nbgrader(cell: NotebookNode) -> dict[str, Any]:
    return dict(cell.metadata.get("nbgrader", {}))


def quiz_cell(name: str, quiz: Quiz) -> NotebookNode:
    cell: NotebookNode
    (cell,) = (cell for cell in NOTEBOOKS[name].cells if cell.source == f'quiz("{quiz.id}")')
    return cell


# What all documents share: quotations and links


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a document of dictionaries and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def documents() -> Iterator[tuple[str, str]]:
    """Yield every text a student, instructor or grader reads, with the name of its file."""
    for name, notebook in NOTEBOOKS.items():
        yield from ((f"{name}.ipynb", cell.source) for cell in notebook.cells)
    for path in [*(ROOT / "quizzes" / "bank").glob("*.yaml"), *(ROOT / "instructor" / "keys").glob("*.yaml")]:
        yield from ((path.name, text) for text in strings(yaml.safe_load(path.read_text("utf-8"))))
    pages = {*(ROOT / "instructor").rglob("*.md")} - {*(ROOT / "instructor" / "deploy").rglob("*.md")}  # of software
    for path in [*sorted(pages), *(ROOT / "seeds").glob("*.md")]:
        yield path.name, path.read_text("utf-8")


def test_every_quotation_names_its_paragraph_and_stands_there() -> None:
    found = 0
    for name, text in documents():
        for match in re.finditer(r"(?:\bP(\d+) )?«([^»]*)»?", text):
            assert match[1], f"{name}: «{match[2]}» needs its paragraph before it, as in P8 «...»"
            assert seeds.quote(int(match[1]), match[2]), name
            found += 1
    assert found >= 40


def test_every_closing_mark_has_its_opening_one() -> None:
    for name, text in documents():
        assert text.count("«") == text.count("»"), (name, text)


def test_every_paragraph_that_is_named_exists() -> None:
    for name, text in documents():
        for number in re.findall(r"\bP(\d+)\b", text):
            assert 1 <= int(number) <= 14, (name, number)


def test_every_link_leads_to_an_original() -> None:
    for name, text in documents():
        for link in re.findall(r"https?://[^\s)>\"']+", text):
            assert urlsplit(link).hostname in HOSTS, f"{name}: {link} is not on the list of publishers we cite"


def test_the_instructors_claims_and_concepts_agree_with_the_seeds() -> None:
    claims = json.loads((ROOT / "instructor" / "guide" / "claims.json").read_text("utf-8"))
    for claim in claims["claims"]:
        assert seeds.quote(claim["paragraph"], claim["quote"]), claim["id"]
        for source in re.findall(r"\bS\d\d\b", f"{claim['check']} {claim['finding']}"):
            assert source in claims["sources"], claim["id"]
    concepts = json.loads((ROOT / "instructor" / "guide" / "concepts.json").read_text("utf-8"))
    assert {slug: concept["name"] for slug, concept in concepts.items()} == {
        slug: term.name for slug, term in seeds.glossary().items()
    }


# The notebooks


@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_is_clean_and_valid(name: str) -> None:
    notebook = NOTEBOOKS[name]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell.id)
        if cell.cell_type == "code":
            assert is_compared(cell) or not cell.outputs, cell.id
            assert cell.execution_count == (1 if is_compared(cell) else None), cell.id
            assert 1 <= len(cell.source.splitlines()) <= 10, cell.id


@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_file_is_written_the_way_it_is_compared(name: str) -> None:
    path = ROOT / "notebooks" / name / f"{name}.ipynb"
    text = path.read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_opens_and_closes_as_agreed(name: str) -> None:
    cells = NOTEBOOKS[name].cells
    parts = ("# ", "**Question.**", "**Objectives.**", "**Time.**", "**Before you start.**")
    places = [header(name).find(part) for part in parts]
    assert places == sorted(places)
    assert min(places) >= 0
    assert [cell.source for cell in cells if cell.cell_type == "code"][-1] == "hand_in()"
    closing = [heading for cell in cells for heading in re.findall(r"^## (.+)$", cell.source, re.MULTILINE)]
    assert closing[-2:] == ["Key points", "Further reading"]


@pytest.mark.parametrize("name", LESSONS)
def test_the_minutes_add_up(name: str) -> None:
    total, teaching, exercises = map(
        int, re.findall(r"\*\*Time\.\*\* (\d+) minutes: (\d+) teaching, (\d+) exercises", header(name))[0]
    )
    headings = "\n".join(cell.source for cell in NOTEBOOKS[name].cells)
    sections = [int(minutes) for minutes in re.findall(r"^## \d+\. .+ \((\d+) min\)$", headings, re.MULTILINE)]
    assert total == teaching + exercises == sum(sections)
    assert len(sections) == len(re.findall(r"^## \d+\.", headings, re.MULTILINE))
    assert f"**Minutes.** {total}:" in (ROOT / "instructor" / "guide" / "guide.md").read_text("utf-8")


@pytest.mark.parametrize("name", LESSONS)
def test_each_quiz_stands_alone_in_one_locked_cell(name: str) -> None:
    for quiz in BANKS[name].quizzes:
        cell = quiz_cell(name, quiz)
        expected = {"grade_id": quiz.cell, "grade": quiz.graded, "locked": True, "solution": False, "task": False}
        assert expected.items() <= nbgrader(cell).items()
        assert nbgrader(cell).get("points", 0) == (quiz.points if quiz.graded else 0)
        assert (cell.metadata.deletable, cell.metadata.editable) == (False, False)
    shown = re.findall(r'quiz\("(.+?)"\)', "\n".join(cell.source for cell in NOTEBOOKS[name].cells))
    assert sorted(shown) == sorted(quiz.id for quiz in BANKS[name].quizzes)


@pytest.mark.parametrize("name", LESSONS)
def test_a_question_stands_where_the_idea_was_met(name: str) -> None:
    """A question follows text, not another question."""
    cells = NOTEBOOKS[name].cells
    for before, cell in pairwise(cells):
        if cell.source.startswith("quiz("):
            assert not before.source.startswith("quiz("), cell.id


@pytest.mark.parametrize("name", GRADED)
def test_a_lesson_is_worth_25_points_and_practises_before_it_counts(name: str) -> None:
    points = {
        nbgrader(cell)["grade_id"]: nbgrader(cell).get("points", 0) for cell in NOTEBOOKS[name].cells if nbgrader(cell)
    }
    number = name[:2]
    counted = {f"quiz-{number}": 10, f"run-{number}": 4, f"limit-{number}": 1, f"essay-{number}": 10}
    assert {grade_id: value for grade_id, value in points.items() if value} == counted
    assert sum(len(quiz.items) for quiz in BANKS[name].quizzes if not quiz.graded) >= 6


@pytest.mark.parametrize("name", GRADED)
def test_a_written_task_shows_its_rubric_and_keeps_its_marking_scheme_apart(name: str) -> None:
    cells = {cell.id: cell for cell in NOTEBOOKS[name].cells}
    for task in (f"limit-{name[:2]}", f"essay-{name[:2]}"):
        visible, _, scheme = cells[f"{task}-task"].source.partition("=== BEGIN MARK SCHEME ===\n")
        assert scheme.endswith("=== END MARK SCHEME ===")
        assert re.search(r"^#+ .+\(\d+ points?", visible, re.MULTILINE)
        assert re.search(r"^\|(---\|){4,5}$", visible, re.MULTILINE)
        locked = {"grade": False, "locked": True, "solution": False, "task": False, "grade_id": f"{task}-task"}
        assert locked.items() <= nbgrader(cells[f"{task}-task"]).items()
        written = {"grade": True, "locked": False, "solution": True, "task": False, "grade_id": task}
        assert written.items() <= nbgrader(cells[task]).items()
        assert len(cells[task].source.split()) >= 40


def written(name: str) -> list[Writing]:
    return [item for _, item in BANKS[name].items() if isinstance(item, Writing)]


@pytest.mark.parametrize("name", LESSONS)
def test_each_written_task_has_its_field_between_the_task_and_the_cell_with_its_points(name: str) -> None:
    cells = NOTEBOOKS[name].cells
    answers = [cell.id for cell in cells if nbgrader(cell).get("solution")]
    assert answers == [item.id for item in written(name)]
    for item in written(name):
        place = next(place for place, cell in enumerate(cells) if cell.id == item.id)
        assert [cell.id for cell in cells[place - 2 : place + 1]] == [f"{item.id}-task", f"{item.id}-field", item.id]
        assert item.points == nbgrader(cells[place])["points"]


@pytest.mark.parametrize("name", LESSONS)
def test_a_field_asks_for_what_the_task_asks_for(name: str) -> None:
    cells = {cell.id: cell.source for cell in NOTEBOOKS[name].cells}
    for item in written(name):
        task = cells[f"{item.id}-task"].partition("=== BEGIN MARK SCHEME")[0]
        assert "Write in the field below" in task
        assert "Where you see no field, write in the cell after it" in task
        lengths = set(re.findall(r"[Aa]bout (\d+) words", task))
        about = {str(item.length.about)} if item.length else set()
        assert about == lengths or (not about and len(lengths) > 1)
        assert item.criteria
        for text in item.criteria:
            criterion, _, full = text.rpartition("**: ")
            assert re.search(rf"^\|.*{re.escape(full)} \|", task, re.MULTILINE), full
            assert f"| {criterion.removeprefix('**')} |" in task or not criterion


@pytest.mark.parametrize("name", LESSONS)
def test_no_lesson_sends_students_into_a_cell_by_a_double_click(name: str) -> None:
    assert not [cell.id for cell in NOTEBOOKS[name].cells if "double-click" in cell.source.lower()]


@pytest.mark.parametrize("name", sorted(set(NOTEBOOKS) - {"00-orientation", "07-capstone"}))
def test_what_is_to_be_discussed_says_so_by_its_kind(name: str) -> None:
    kinds = {cell.id: cell.metadata.get("two_januaries", {}).get("kind") for cell in NOTEBOOKS[name].cells}
    discussed = {cell for cell, kind in kinds.items() if kind == "discuss"}
    assert len(discussed) >= 2
    assert {cell for cell in kinds if cell.endswith("-discuss")} <= discussed


def test_the_orientation_counts_nothing() -> None:
    assert "00-orientation" not in GRADED
    assert not any(nbgrader(cell).get("points") for cell in NOTEBOOKS["00-orientation"].cells)


def test_the_model_essay_keeps_to_the_length_it_asks_for() -> None:
    (cell,) = (cell for cell in NOTEBOOKS["02-who-pays-for-order"].cells if cell.id == "essay-02")
    assert 200 <= len(cell.source.split()) <= 300


@pytest.mark.parametrize("name", LESSONS)
def test_the_guide_covers_each_lesson(name: str) -> None:
    guide = (ROOT / "instructor" / "guide" / "guide.md").read_text("utf-8")
    title = header(name).splitlines()[0].removeprefix("# ")
    section = guide.partition(f"## Lesson {int(name[:2])}: {title}\n")[2].partition("\n## ")[0]
    for part in (
        "**Minutes.**",
        "**Aims.**",
        "### Misconceptions",
        "### Leading",
        "### When time is short",
        "### Sensitive",
    ):
        assert part in section, (name, part)
