"""The penalty for being late, from the final score: after a person's marks, not as it was when the quizzes were graded.

nbgrader works it out once, while it grades. Here it is worked out again wherever a mark leaves the gradebook: before a
feedback page is written (`SettlePenalty`), and before an export (`FinalExport`); `grade` does it for everyone it sees.
Both are doors of nbgrader, named in `nbgrader_config.py`, so that nbgrader's own commands do the same.
"""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin, LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor

from instructor.course import Course
from instructor.grading.gradebook import Penalty, within
from instructor.grading.rules import late_penalty
from instructor.plan import read_plan
from instructor.settings import read_settings


def settle(gradebook: Gradebook, submission: SubmittedAssignment, penalty: Penalty) -> None:
    """Let the penalty of each notebook of a submission follow its score as it is now."""
    late = submission.total_seconds_late
    for notebook in submission.notebooks:
        given = penalty(submission.student.id, notebook.score, late) if late > 0 else None
        notebook.late_submission_penalty = within(given, notebook.score)
    gradebook.db.commit()


class PlannedPenalty(LateSubmissionPlugin):
    """Takes off late work what `course.toml` says, by the day."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the penalty; None where nothing is taken off."""
        return read_plan(Course.here()).late.penalty(score, total_seconds_late)


class SettlePenalty(NbGraderPreprocessor):
    """Work the penalty out again before a feedback page shows it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Correct the gradebook; `nb` stays as it is."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission(where["assignment"], where["student"])
            settle(gradebook, submission, late_penalty(read_settings(Course.here())))
        return nb, resources


class FinalExport(CsvExportPlugin):
    """nbgrader's table of marks, with penalties that follow the final scores."""

    def export(self, gradebook: Gradebook) -> None:
        """Correct the gradebook, then write the table."""
        penalty = late_penalty(read_settings(Course.here()))
        for submission in gradebook.db.query(SubmittedAssignment).all():
            settle(gradebook, submission, penalty)
        gradebook.db.expire_all()
        super().export(gradebook)
