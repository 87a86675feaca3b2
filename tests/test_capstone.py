"""Is the capstone worth 50 points, marked by hand, with nothing in it that answers it?"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from quizzes.bank import Bank, Keys, load_yaml

ROOT = Path(__file__).parent.parent
NAME = "07-capstone"
CELLS = {cell.id: cell for cell in nbformat.read(ROOT / "notebooks" / NAME / f"{NAME}.ipynb", as_version=4).cells}
POINTS = {"claim": 10, "coding": 10, "model": 10, "argument": 12, "forecasts": 3, "errors": 5}


def test_the_parts_are_worth_fifty_points() -> None:
    marked = {
        name: cell.metadata.nbgrader.points
        for name, cell in CELLS.items()
        if "points" in cell.metadata.get("nbgrader", {})
    }
    assert marked == {f"{part}-07": points for part, points in POINTS.items()}
    assert sum(marked.values()) == 50


def elements(rubric: str) -> dict[str, int]:
    """Return the elements that a rubric names, each with its points: the rows of its table."""
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \((\d+)\) \| .+ \| .+ \| .+ \|$", rubric, re.MULTILINE)
    return {name: int(points) for name, points in rows}


@pytest.mark.parametrize("part", POINTS)
def test_each_part_has_its_rubric_and_keeps_its_marking_scheme_apart(part: str) -> None:
    visible, _, scheme = CELLS[f"{part}-07-task"].source.partition("=== BEGIN MARK SCHEME ===\n")
    assert scheme.endswith("=== END MARK SCHEME ===")
    assert re.search(rf"^### Part [A-F]: .+ \({POINTS[part]} points\)$", visible, re.MULTILINE)
    assert sum(elements(visible).values()) == POINTS[part]
    assert CELLS[f"{part}-07-task"].metadata.nbgrader.locked
    assert CELLS[f"{part}-07"].metadata.nbgrader.solution


def test_no_line_of_a_model_answer_stands_anywhere_else() -> None:
    answers = {f"{part}-07" for part in POINTS}
    told = "\n".join(cell.source for name, cell in CELLS.items() if name not in answers)
    lines = [line for name in answers for line in CELLS[name].source.splitlines() if len(line) > 30]
    assert not [line for line in lines if line in told]


def test_the_model_memo_keeps_to_the_length_it_asks_for() -> None:
    words = sum(len(CELLS[f"{part}-07"].source.split()) for part in ("claim", "coding", "model", "argument"))
    assert 1200 <= words <= 1500


def totals(memo: str) -> dict[str, float]:
    """Return what a marked memo says that its parts earned: "Part A: 9 of 10"."""
    return {
        part: float(points)
        for part, points in re.findall(r"^\*\*Part ([A-F]): ([\d.]+) of \d+\.\*\*", memo, re.MULTILINE)
    }


@pytest.mark.parametrize("verdict", ["useful, if amended", "not useful"])
def test_a_marked_memo_is_whole_and_its_marks_add_up(verdict: str) -> None:
    rubric = (ROOT / "instructor" / "rubrics" / f"{NAME}.md").read_text("utf-8")
    found = re.search(rf"^## Memo \d: {verdict}, ([\d.]+) of 50$", rubric, re.MULTILINE)
    assert found
    memo = rubric[found.end() :].partition("\n## ")[0]
    assert sum(totals(memo).values()) == float(found[1])
    assert list(totals(memo)) == list("ABCDEF")
    parts = [memo.partition(f"### Part {part}\n")[2].partition("\n**Part")[0] for part in "ABCD"]
    assert 1200 <= sum(len(text.replace(">", "").split()) for text in parts) <= 1500


def test_nothing_in_it_is_marked_by_machine() -> None:
    assert not any(quiz.graded for quiz in load_yaml(ROOT / "quizzes" / "bank" / f"{NAME}.yaml", Bank).quizzes)
    assert not load_yaml(ROOT / "instructor" / "keys" / f"{NAME}.yaml", Keys).keys
