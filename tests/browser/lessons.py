"""A made-up assignment to try the page with: one quiz of each kind, a model, and the notebook that shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

#: The model of the run: two states share a good, and the larger one may pay alone.
MODEL = """
from quizzes.plot import Figure, Panel, Scale, bands, column

def simulate(large, alpha):
    if large == 9:
        raise ValueError("A large state of exactly 9 is not defined in this example.")
    return {"provision": alpha * large, "share": 100.0, "optimum": alpha * 10}

def draw(parameters, outcome, width):
    bars = [column(0, outcome["provision"], key="large"), column(1, 0.2, key="small")]
    states = bands(["Large", "Small"], "State")
    return Figure([Panel(bars, states, Scale(0, 10, "Contribution (units)"), "Who contributes")], width)

def describe(parameters, outcome):
    return f"Bar chart of contributions. Large {outcome['provision']:.2f}; Small 0.20."

def table(parameters, outcome):
    return [["State", "Contribution (units)"], ["Large", f"{outcome['provision']:.2f}"], ["Small", "0.20"]]
"""

#: The model of the sheet: two cases, two questions, and how many answers are equal.
SHEET_MODEL = """
from quizzes.plot import Figure, Panel, Scale, bands, bar

def simulate(weight, **codes):
    equal = sum(codes[f"{question}_panama"] == codes[f"{question}_haiti"] != "open" for question in ("law", "aim"))
    return {"equal": weight * equal}

def draw(parameters, outcome, width):
    return Figure([Panel([bar(0, outcome["equal"], key="equal")], Scale(0, 4), bands(["Equal"]))], width)

def describe(parameters, outcome):
    return f"Bar chart. Equal {outcome['equal']:.0f}."

def table(parameters, outcome):
    return [["Equal"], [f"{outcome['equal']:.0f}"]]
"""


def _item(kind: str, name: str, stem: str, answer: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    item = {"id": name, "type": kind, "stem": stem, "concept": "public-goods", "objective": 1, **parts}
    item["evidence"] = [{"paragraph": 9, "quote": "Instead of providing public goods to allied countries"}]
    return item | ({"answer": {"rationale": "Paragraph 9 gives the reason.", **answer}} if answer else {})


_GOODS = {
    "public": "A **public** good: nobody can be kept from it, and one state's use leaves as much for the others",
    "club": "A *club* good: members can keep others out, as long as $n < k^*$ and the door has a lock",
    "common": "A common good",
    "private": "A private good",
}
_ORDER = {"alone": "One state of 10", "large": "A large state of 8", "middle": "Sizes 5, 3, 2", "equal": "Equal thirds"}
_RUN: dict[str, Any] = {
    "model": "order_model",
    "parameters": [
        {
            "name": "large",
            "label": "Size of the large state, $w_1$",
            "minimum": 0,
            "maximum": 10,
            "step": 1,
            "default": 8,
        },
        {
            "name": "alpha",
            "label": "Weight of order, $\\alpha$",
            "minimum": 0,
            "maximum": 1,
            "step": 0.05,
            "default": 0.5,
        },
    ],
    "result": [
        {"name": "provision", "label": "Provision $G$", "unit": "units"},
        {"name": "share", "label": "Share of the largest", "unit": "per cent"},
    ],
    "prediction": {"name": "provision", "label": "How much order will be provided?", "unit": "units"},
    "comparison": {"name": "optimum", "label": "What would be best for all together?", "unit": "units"},
    "presets": {"none": {"label": "No *leader*", "values": {"large": 2}}},
}


_CODES = {"open": "choose", "yes": "yes, by a vote of both chambers of its parliament", "no": "no"}
_SHEET: dict[str, Any] = {
    "model": "sheet_model",
    "parameters": [
        {"name": f"{row}_{column}", "label": label, "group": group, "choices": _CODES, "default": "open"}
        for row, group in (("law", "Was it lawful under the charter?"), ("aim", "Was the aim declared *before*?"))
        for column, label in (("panama", "Panama 1989"), ("haiti", "Haiti 1994"))
    ]
    + [{"name": "weight", "label": "Weight", "minimum": 1, "maximum": 9, "default": 1}],
    "result": [{"name": "equal", "label": "Equal answers", "unit": "questions"}],
}

PRACTICE = {
    "id": "kinds-of-goods",
    "title": "Which kind of good?",
    "items": [
        _item(
            "choice", "p-choice", "NATO's article 5 protects **members only**. Which kind of good is it?",
            {"key": "club", "feedback": {"public": "Ask who can be kept from it: *non-members* can."}}, options=_GOODS,
        ),
        _item(
            "multiple", "p-multiple", "Which of these are signs of *free riding*?",
            {"key": ["a", "c"], "feedback": {"b": "Paying one's share is the opposite."}},
            options={"a": "Using a good without paying", "b": "Paying one's share", "c": "Paying less than one gains"},
        ),
        _item(
            "number", "p-number", "With $\\alpha = 0.5$ and $w_1 = 8$, what is $G^* = \\alpha w_1$?",
            {"key": {"value": 4}}, unit="units",
        ),
    ],
}  # fmt: skip
GRADED = {
    "id": "quiz-09",
    "title": "Who pays for order?",
    "graded": True,
    "items": [
        _item("choice", "g-choice", "Which good does paragraph 9 speak of?", options=_GOODS),
        _item("multiple", "g-multiple", "Which states pay?", options={"a": "The largest", "b": "All", "c": "None"}),
        _item("number", "g-number", "How large is $G$ when $w_1 = 8$?", unit="units"),
        _item("order", "g-order", "Put these worlds in order, most provision first.", options=_ORDER),
        _item(
            "match", "g-match", "Whose argument is it?",
            rows={"k": "Leadership is needed to keep order", "s": "A few middling states can do it"},
            options={"kind": "Kindleberger", "snidal": "Snidal", "gowa": "Gowa"},
        ),
        _item(
            "hottext", "g-words", "Which words name the good that is no longer provided?",
            fragments={
                "good": "sustaining international trade",
                "deal": "a series of bilateral negotiations",
                "lock": "an institutional deadlock in the World Trade Organization",
            },
        ),
        _item("hottext", "g-paragraph", "Which paragraph speaks of hegemonic stability?", paragraphs=[7, 10]),
    ],
}  # fmt: skip
RUN = {
    "id": "run-09",
    "title": "Order budget",
    "graded": True,
    "items": [_item("run", "g-run", "Try how provision follows concentration.", points=4, **_RUN)],
}
SHEET = {
    "id": "sheet-09",
    "title": "Two cases",
    "graded": True,
    "items": [_item("run", "g-sheet", "Code the two cases.", points=4, **_SHEET)],
}
_CRITERIA = ["**Theory (4)**: both strands and *one* limit", "**Clarity (1)**: clear throughout"]
WRITTEN = {
    "id": "essay-09",
    "title": "Unable or unwilling?",
    "items": [
        _item(
            "written", "essay-09", "Say which, and why.", points=10, length={"about": 250}, criteria=_CRITERIA
        )
    ],
}  # fmt: skip
VIEWS = {
    "id": "verdict-09",
    "title": "Your verdict",
    "items": [
        _item("verdict", "v-hegemony", "What happened to this step?", step="hegemony"),
        _item("note", "v-thesis", "The thesis in *two* sentences.", words=60),
    ],
}
BEFORE = {
    "id": "prior-09",
    "title": "Before you read",
    "ask": "before",
    "items": [
        _item(
            "choice", "b-choice", "Who can be kept from a club good?",
            {"key": "others", "feedback": {"none": "Think of the *door*."}},
            options={"others": "Whoever is no member", "none": "Nobody"},
        ),
        _item(
            "multiple", "b-multiple", "Which have a door?",
            {"key": ["a"]}, options={"a": "A club", "b": "The air", "c": "The sea"},
        ),
    ],
}  # fmt: skip
AFTER = {"id": "prior-09-again", "title": "Asked again", "repeats": "prior-09"}
VOTE = {
    "id": "vote-09",
    "title": "Where do you stand?",
    "items": [
        _item(
            "vote", "v-pays", "Does the largest state pay because it must?",
            options={"must": "Because it must", "gains": "Because it *gains*"},
            cases={"must": "**Kindleberger** (1973): no one else could.", "gains": "Snidal (1985): it profits."},
        )
    ],
}  # fmt: skip
REVOTE = {"id": "vote-09-again", "title": "Vote again", "repeats": "vote-09"}
BANK = {
    "assignment": "09-made-up",
    "cards": [{"cell": "cards", "line": "[{Card}] {Document}: {What it says}"}],
    "quizzes": [PRACTICE, GRADED, RUN, SHEET, WRITTEN, VIEWS, BEFORE, AFTER, VOTE, REVOTE],
}


def make_lesson(folder: Path, quiz_id: str) -> Path:
    """Write a student's copy whose notebook shows one quiz and notes its kernel's process; return the notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quiz.json").write_text(json.dumps(BANK), "utf-8")
    (folder / "order_model.py").write_text(MODEL, "utf-8")
    (folder / "sheet_model.py").write_text(SHEET_MODEL, "utf-8")
    cells = [
        new_code_cell(
            'import os, pathlib\nfrom quizzes import quiz\n_ = pathlib.Path("kernel.pid").write_text(str(os.getpid()))'
        ),
        new_code_cell(f'quiz("{quiz_id}")'),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = folder / "09-made-up.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), notebook)
    return notebook


def teaching_quiz() -> dict[str, Any]:
    """Return a practice quiz of the types whose parts are spoken of."""
    return {
        "id": "teaching-09",
        "title": "What is said where",
        "items": [
            _item(
                "match", "t-match", "Whose argument is it?",
                {"key": {"k": "kind", "s": "snidal", "g": "gowa"}, "feedback": {"s:gowa": "Gowa writes of politics."}},
                rows={"k": "Leadership is needed", "s": "A few can do it", "g": "Allies trade more"},
                options={"kind": "Kindleberger", "snidal": "Snidal", "gowa": "Gowa"},
            ),
            _item(
                "order", "t-order", "Put in order, the first one first.",
                {"key": ["a", "b", "c"], "feedback": {"c>b": "The war came first."}},
                options={"a": "The invasion", "b": "The war", "c": "The truce"},
            ),
            _item(
                "choice", "t-choice", "Which is free riding?",
                {"key": "a", "feedback": {"b": "Paying one's share is the opposite."}},
                options={"a": "Using a good without paying", "b": "Paying one's share"},
            ),
            _item(
                "hottext", "t-words", "Which words name the good?",
                {"key": ["good"], "feedback": {"deal": "A deal is no good."}},
                fragments={"good": "sustaining international trade", "deal": "a series of bilateral negotiations"},
            ),
        ],
    }  # fmt: skip
