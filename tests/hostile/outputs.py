"""Notebooks with forged or harmful outputs."""

from __future__ import annotations

from typing import Any

from tests.hostile.spoiling import (
    MARKUP,
    QUIZ,
    RUN,
    SCRIPT,
    Spoil,
    all_of,
    cell_named,
    each,
    edited,
    every_cell,
    graded,
    line,
    put,
    quiz_cell,
    removed,
)


def forged_output(text: Any = "100") -> dict[str, Any]:
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text}}


def forge(nb: dict[str, Any]) -> None:
    """Claim full marks in every way that nbgrader has ever believed."""
    nb["metadata"] |= {"score": 8, "nbgrader": {"score": 8, "max_score": 1}}
    for cell in nb["cells"]:
        cell["source"] = "8"
        cell["metadata"].setdefault("nbgrader", {}).update(points=100, score=100, auto_score=100, manual_score=100)
        if cell["cell_type"] == "code":
            cell["outputs"] = [forged_output("4"), {"output_type": "stream", "name": "stdout", "text": "4.0"}]


def output(**facts: Any) -> Spoil:
    return quiz_cell(outputs=[facts])


OUTPUTS = {
    "an output with a script": graded(
        output(
            output_type="display_data", metadata={}, data={"text/html": SCRIPT, "application/javascript": "alert(1)"}
        )
    ),
    "an output that is a forged result": graded(quiz_cell(outputs=[forged_output()])),
    "outputs that say stderr": graded(output(output_type="stream", name="stderr", text="no")),
    "an output that is an error": graded(
        output(output_type="error", ename="SystemExit", evalue=MARKUP, traceback=["\x1b[31m"])
    ),
    "an output of an unknown type": graded(output(output_type="pyout", text=SCRIPT)),
    "an output of no type": graded(output(text="100")),
    "an output without fields": graded(output(output_type="execute_result")),
    "an output whose data are a list": graded(output(output_type="display_data", metadata={}, data=["text/html"])),
    "an output with a widget that is not there": graded(
        output(
            output_type="display_data", metadata={}, data={"application/vnd.jupyter.widget-view+json": {"model_id": 1}}
        )
    ),
    "an output of 10 MB": graded(output(output_type="stream", name="stdout", text="x" * 10_000_000)),
    "10,000 outputs": graded(quiz_cell(outputs=[forged_output()] * 10_000)),
    **each(
        "forged marks of {} and no answer",
        {"4": "4", "NaN": "nan", "-1": "-1", "a list": ["4"], "False": "False"},
        lambda text: graded(all_of(edited(forge), quiz_cell(outputs=[forged_output(text)]), removed("responses")), 0),
    ),
    "forged marks and wrong answers": graded(
        all_of(edited(forge), put(QUIZ, line("s-club", "b") + line("s-number", "9")), removed(RUN)), 0
    ),
    "locked cells that run commands": graded(
        every_cell(lambda cell: cell.update(source="import os; os.system('touch ran')"))
    ),
    "markup in the written answer": graded(edited(lambda nb: cell_named(nb, "limit-01").update(source=MARKUP))),
}
