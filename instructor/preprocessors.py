"""Our steps within nbgrader's own `autograde`, and how it reads a notebook: each a door of `nbgrader_config.py`.

They call the functions that the fast path of `instructor.grade` calls, so `nbgrader autograde` and the formgrader's
button give the same gradebook, the same notebooks and the same refusals.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TextIO

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from instructor.autograde import check_cells, fill, run_code
from instructor.course import Course
from instructor.intake import LARGEST_FILE, listing, read_notebook
from instructor.marking import mark_submission, read_scheme
from instructor.sanitize import released_cells, restore


class CheckedExporter(NotebookExporter):
    """Read a notebook as hostile; write it as nbgrader does."""

    def from_file(self, file_stream: TextIO, resources: Any = None, **kw: Any) -> Any:
        """Convert the notebook in a file that is open. Raises Refused."""
        nb = read_notebook(file_stream.buffer.read(LARGEST_FILE + 1))
        return self.from_notebook_node(nb, resources=resources, **kw)  # type: ignore[no-untyped-call]


class RestoreCells(NbGraderPreprocessor):
    """Restore the assignment's cells, and put back those that were deleted."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore `nb` in place."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            released = released_cells(gradebook.find_notebook(where["notebook"], where["assignment"]))
        restore(nb, released, where["assignment"])
        return nb, resources


class RunCode(NbGraderPreprocessor):
    """Run the code cells in a sandbox, in place of `Execute`, where the assignment's keys say `code_cells: true`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Run `nb`; CourseError where there is no sandbox."""
        if read_scheme(Course.here(), resources["nbgrader"]["assignment"]).code_cells:
            folder = Path(resources["metadata"]["path"])
            names = [member.name for member in listing(folder) if (folder / member.name).is_file()]
            run_code(nb, {name: (folder / name).read_bytes() for name in names})
        return nb, resources


class ScoreResponses(NbGraderPreprocessor):
    """Put the points and the review of each quiz into its cell, from the journals beside the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Fill the quizzes' cells of `nb`; BankError where a graded cell could not be marked."""
        scheme = read_scheme(Course.here(), resources["nbgrader"]["assignment"])
        check_cells(nb.cells, scheme)
        for problem in fill(nb, mark_submission(Path(resources["metadata"]["path"]), scheme)):
            self.log.warning(problem)
        return nb, resources
