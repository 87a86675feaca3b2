"""What of a lesson can be read and answered while Python is on its way: its text, by sections, as the door shows it.

A section begins with a heading of the second level, as in the lesson's page (`lesson_view/sections.js`). Where a quiz
stands, a place is left for it: there `page/cards.js` shows what the student saw of it on the last visit, by the script
and the style sheet that the quiz brings with it otherwise. Figures come with the page itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizzes.export import CALL
from quizzes.markdown import html
from quizzes.own_cells import OWN
from quizzes.script import styles
from quizzes.tongue import as_written
from quizzes.widget import quiz_script
from quizzes.written import source_of


def write_texts(site: Path) -> None:
    """Write to `text/` of a site that has its lessons what of each is shown first, and the script of its cards.

    `LESSON.json` has the release's id and the HTML of each section.
    """
    folder = site / "text"
    folder.mkdir()
    for path in sorted((site / "files").glob("*/*.ipynb")):
        notebook = json.loads(path.read_text("utf-8"))
        shown = {"release": notebook["metadata"][OWN]["release"]["id"], "sections": sections_of(notebook["cells"])}
        (folder / f"{path.parent.name}.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")
    (folder / "quiz.js").write_text(quiz_script(), "utf-8")
    (folder / "quiz.css").write_text(styles("quiz.css"), "utf-8")


def sections_of(cells: list[dict[str, Any]]) -> list[str]:
    """Return the HTML of each section of a notebook: its texts, and a place for each quiz."""
    found: list[list[str]] = []
    for cell in cells:
        text = source_of(cell)
        if cell.get("metadata", {}).get("nbgrader", {}).get("solution"):
            continue  # a field of the lesson writes it
        is_text = cell["cell_type"] == "markdown"
        if not found or (is_text and text.lstrip().startswith("## ")):
            found.append([])
        if is_text:
            found[-1].append(as_written(html(text)))
        elif (called := CALL.fullmatch(text.strip())) and called[1]:
            found[-1].append(f'<div class="tj-early" data-quiz="{called[1]}"></div>')
    return ["\n".join(parts) for parts in found]
