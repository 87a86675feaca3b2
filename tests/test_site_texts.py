"""What is shown of a lesson before Python is there: its text and places for its questions, no cells for answers."""

from __future__ import annotations

from typing import Any

from instructor.webpage.texts import sections_of


def cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, "metadata": metadata}


def test_a_section_has_its_texts_and_a_place_for_each_quiz_and_no_cell_that_a_field_fills() -> None:
    first, second = sections_of(
        [
            cell("markdown", "# Title"),
            cell("markdown", "## One"),
            cell("code", 'quiz("essay")'),
            cell("markdown", "YOUR ANSWER HERE", nbgrader={"solution": True, "grade_id": "essay"}),
            cell("markdown", "Given, not written", nbgrader={"solution": False}),
            cell("code", "print(1)"),
        ]
    )
    assert ("Title" in first, "Given" in first, "One" in second) == (True, False, True)
    assert 'data-quiz="essay"' in second
    assert ("ANSWER" in second, "Given, not written" in second, "print" in second) == (False, True, False)
