"""A sample of a lesson as Markdown, for whoever looks before installing: one section, one question, what is said to it.

`tests.browser.pictures` writes it beside the pictures, and a test holds it against the notebook and the bank. Only a
practice question will do: the key of a graded one is in no file that students can read.
"""

from __future__ import annotations

import json
import re

from instructor.course import Course
from quizzes.types import Choice

LESSON, SECTION, QUESTION = "02-who-pays-for-order", "2. Four kinds of goods", "l2-p-allies"
_TEXTS = 2  # so many cells of the section: enough to see how it is written
_HEAD = """\
# A lesson, before you install anything

This is a part of lesson 2 as students read it: a text, then a question that answers back. Below are pictures of the
rest, made of the demo's made-up class. `uv run python -m tests.browser.pictures` writes this page.
"""
_PICTURES = {
    "home": "The home page: the lessons, what is done, where to go on.",
    "simulation": "A simulation: predict, move the sliders, record what you found.",
    "feedback": "What a student gets back: points, objectives, what to reread, then each question with its reason.",
    "desk": "The marking desk: one answer without a name, and its rubric, by click or key.",
    "report": "The teacher's report: what to teach again and which questions to look at.",
}


def sample(course: Course) -> str:
    """Return the page."""
    (item,) = [item for quiz, item in course.bank(LESSON).items() if item.id == QUESTION and not quiz.graded]
    assert item.answer
    assert isinstance(item, Choice)
    shown = [f"- **{name})** {text}" for name, text in item.options.items()]
    said = [f"- {name}) *Not right.* {item.answer.feedback[name]}" for name in item.options if name != item.answer.key]
    right = f"- {item.answer.key}) *Right.* {item.answer.rationale}"
    question = [
        "### A question",
        item.stem,
        "\n".join(shown),
        "What is said to each answer:",
        "\n".join([*said, right]),
    ]
    pictures = [f"![{text}](pictures/{name}.png)\n\n{text}" for name, text in _PICTURES.items()]
    return "\n\n".join([_HEAD.strip(), *_section(course), *question, "## Pictures", *pictures]) + "\n"


def _section(course: Course) -> list[str]:
    """Return the section's first texts."""
    notebook = json.loads((course.source(LESSON) / f"{LESSON}.ipynb").read_text("utf-8"))
    texts = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    first = next(n for n, text in enumerate(texts) if re.match(f"## {SECTION}", text))
    return [text.strip() for text in texts[first : first + _TEXTS]]
