"""What of a lesson can be read while Python is on its way: its text, by sections, as the door shows it.

A section begins with a heading of the second level, as in the lesson's page (`lesson_view/sections.js`); questions and
figures come with the page itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizzes.markdown import html
from quizzes.tongue import as_written
from quizzes.written import source_of


def write_texts(site: Path, lessons: list[Path]) -> None:
    """Write the text of each released lesson to `text/` of the site: a list of sections in HTML."""
    folder = site / "text"
    folder.mkdir()
    for lesson in lessons:
        notebook = json.loads((lesson / f"{lesson.name}.ipynb").read_text("utf-8"))
        sections = [as_written(html(text)) for text in sections_of(notebook["cells"])]
        (folder / f"{lesson.name}.json").write_text(json.dumps(sections, ensure_ascii=False), "utf-8")


def sections_of(cells: list[dict[str, Any]]) -> list[str]:
    """Return the Markdown of each section of a notebook, whose other cells are left out."""
    found: list[list[str]] = []
    for cell in cells:
        text = source_of(cell)
        is_text = cell["cell_type"] == "markdown"
        if not found or (is_text and text.lstrip().startswith("## ")):
            found.append([])
        if is_text:
            found[-1].append(text)
    return ["\n\n".join(texts) for texts in found]
