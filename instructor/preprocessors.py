"""nbgrader's steps that are ours, each a door of `nbgrader_config.py`, and how its autograde reads a notebook.

Release: `WriteQuiz` writes the questions beside the notebook, and model answers are cleared with what is attached to
them. Autograde: cells are restored, code is run in a sandbox or not at all, quizzes are scored from the journal. They
call the functions that the fast path of `instructor.grade` calls, so `nbgrader autograde` and the formgrader's button
give the same gradebook, the same notebooks and the same refusals. Feedback: mark schemes, which autograding restored
for the grader's eyes, are cleared once more; the page is arranged by `instructor.returned`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any, TextIO

import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context
from msgspec import UNSET
from msgspec.structs import replace
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearMarkScheme, NbGraderPreprocessor
from nbgrader.preprocessors import ClearSolutions as NbgradersClearSolutions
from nbgrader.preprocessors import SaveAutoGrades as NbgradersSaveAutoGrades
from nbgrader.utils import is_grade, is_locked, is_solution

from instructor.course import Course
from instructor.grading.credits import credits_of
from instructor.grading.gradebook import extension_of
from instructor.grading.log import GradingLog
from instructor.grading.released import notebooks, read_released, released_text
from instructor.grading.snapshots import snapshots
from instructor.guide.compared import is_compared
from instructor.guide.dropped import bank_noted, noted, unused
from instructor.marking.answer_key import read_answer_key
from instructor.marking.answers import answers_in, changed
from instructor.marking.asked import ReleasedBank, as_asked, for_student, released_to, with_credits
from instructor.marking.marks import mark_folder
from instructor.marking.submission import check_cells, fill, run_code
from instructor.plan import read_plan
from instructor.plan.announcing import students_dates
from instructor.plan.windows import bank_in_zone
from instructor.settings import read_settings
from instructor.submissions.beside import PICTURES, put_back
from instructor.submissions.fields import fields
from instructor.submissions.journals import read_journals
from instructor.submissions.notebook import read_notebook
from instructor.submissions.read import read_journal_files, stamp
from instructor.submissions.restore import restore
from instructor.submissions.screen import LARGEST_FILE, listing
from instructor.submissions.times import parse_utc
from quizzes.bank import Bank
from quizzes.dates import NAME, as_file
from quizzes.markdown import html
from quizzes.repeats import as_written
from quizzes.types import BaseItem
from quizzes.written import expected, fingerprints


class WriteQuiz(NbGraderPreprocessor):
    """Write the assignment's questions, and what the release expects, beside its notebook as `quiz.json`.

    Where `course.toml` dates the lesson, `dates.json` tells students, without the extensions of any.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Add the file to nbconvert's outputs; the bank's schema admits no answer to a graded item."""
        course, assignment = Course.here(), resources["nbgrader"]["assignment"]
        plan = read_plan(course)
        bank = bank_noted(for_students(bank_in_zone(course.bank(assignment), plan.zone)), unused(course))
        bank = replace(bank, written=expected(nb.cells), text=tuple(sorted(fingerprints(nb.cells))))
        outputs = resources.setdefault("outputs", {})
        outputs["quiz.json"] = msgspec.json.format(msgspec.json.encode(bank), indent=1)
        if dates := students_dates(plan, assignment):
            outputs[NAME] = as_file(dates)
        return nb, resources


class NoteUnused(NbGraderPreprocessor):
    """Let the texts that speak of a lesson which the course does not use say so, in the students' version."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Change the cells of `nb` that nobody writes in."""
        if left_out := unused(Course.here()):
            for cell in nb.cells:
                if cell.cell_type == "markdown" and not is_solution(cell):
                    cell.source = noted(cell.source, left_out)
        return nb, resources


class ClearSolutions(NbgradersClearSolutions):
    """Clear model answers with what is attached to them, which nbgrader leaves: it may be a picture of the answer."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if is_solution(cell):
            cell.pop("attachments", None)
        return cell, resources


class KeepCompared(NbGraderPreprocessor):
    """Clear the outputs of all cells but those that `guide.compared` names: results that every student sees.

    They hold no key: graded questions are no part of them, and a release is searched for what they must not give away.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell."""
        if cell.cell_type == "code" and not is_compared(cell):
            cell.outputs, cell.execution_count = [], None
        return cell, resources


class LeaveFields(NbGraderPreprocessor):
    """Take the checksum out of cells that fields fill, in the students' copy: the gradebook has it, and grades by it.

    nbgrader's validation takes a cell that is as released for no response, though the text is in the field. Without the
    checksum it leaves these cells to the first graded quiz's, which names what is missing (`quizzes.hand_in`); where a
    lesson has none, nothing is changed.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Change the cells of `nb`."""
        quizzes = Course.here().bank(resources["nbgrader"]["assignment"]).quizzes
        written = {quiz.id for quiz in quizzes if quiz.kind == "written"}
        if any(quiz.graded for quiz in quizzes):
            for cell in nb.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") in written:
                    cell.metadata.nbgrader.pop("checksum", None)
        return nb, resources


class SetPoints(NbGraderPreprocessor):
    """Let each graded quiz's cell be worth what bank and keys say: what was taken out is counted out."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Set the points of the quizzes' cells of `nb`."""
        points = read_answer_key(Course.here(), resources["nbgrader"]["assignment"]).quiz_points
        for cell in nb.cells:
            claims = cell.metadata.get("nbgrader", {})
            if is_grade(cell) and claims.get("grade_id") in points:
                claims["points"] = points[claims["grade_id"]]
        return nb, resources


def for_students(bank: Bank) -> Bank:
    """Return the bank without what is for instructors: what a wrong practice answer shows, and each item's level.

    The pictures' files go too: the texts hold them.
    """
    quizzes = (replace(quiz, items=tuple(map(_for_student, as_written(quiz).items))) for quiz in bank.quizzes)
    return replace(bank, quizzes=tuple(quizzes), pictures=UNSET)


def _for_student(item: BaseItem) -> BaseItem:
    answer = replace(item.answer, diagnosis={}) if item.answer else None
    return replace(item, answer=answer, level=None)


class CheckedExporter(NotebookExporter):
    """Read a notebook as hostile; write it as nbgrader does."""

    def from_file(self, file_stream: TextIO, resources: Any = None, **kw: Any) -> Any:
        """Convert the notebook in a file that is open. Raises Refused."""
        nb = from_dict(read_notebook(file_stream.buffer.read(LARGEST_FILE + 1)))
        return self.from_notebook_node(nb, resources=resources, **kw)  # type: ignore[no-untyped-call]


class SetTime(NbGraderPreprocessor):
    """Set the time of a submission as its `timestamp.txt` says it, and the extension that `course.toml` gives.

    nbgrader reads the zone +0100 as 100 seconds.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Correct the gradebook's time and extension; `nb` stays as it is."""
        where, course = resources["nbgrader"], Course.here()
        text, plan = stamp(Path(resources["metadata"]["path"]), read_settings(course).zone), read_plan(course)
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission(where["assignment"], where["student"])
            if text:
                submission.timestamp = parse_utc(text)
            if plan.source:
                until = plan.extended(where["assignment"]).get(where["student"])
                submission.extension = extension_of(submission.assignment.duedate, until)
            gradebook.db.commit()
        return nb, resources


class RestoreCells(NbGraderPreprocessor):
    """Restore the assignment's cells, put back those that were deleted, and fill in what was written in fields.

    The checksum stays the released one, so that nbgrader's autograding takes a cell that is filled for answered.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore `nb`."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook, gradebook.engine.connect() as db:
            released = read_released(db, notebooks(db, where["assignment"])[where["notebook"]])
        course, assignment = Course.here(), where["assignment"]
        quizzes = read_answer_key(course, assignment).bank.quizzes
        files = read_journal_files(Path(resources["metadata"]["path"]), [quiz.id for quiz in quizzes])
        written = fields(quizzes, read_journals(files, quizzes).replays)
        text = released_text(course, assignment, released.cells)
        for said in restore(nb, released.cells, text, assignment, where["student"], written):
            self.log.warning(said)
        return from_dict(nb), resources


class RunCode(NbGraderPreprocessor):
    """Run the code cells in a sandbox, in place of `Execute`, where the assignment's keys say `code_cells: true`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Run `nb`; CourseError where there is no sandbox."""
        for cell in nb.cells:
            put_back(cell)  # nbgrader writes the restored notebook and reads it again
        if read_answer_key(Course.here(), resources["nbgrader"]["assignment"]).code_cells:
            folder = Path(resources["metadata"]["path"])
            names = [member.name for member in listing(folder) if (folder / member.name).is_file()]
            run_code(nb, {name: (folder / name).read_bytes() for name in names})
        return from_dict(nb), resources


class ScoreResponses(NbGraderPreprocessor):
    """Put the points and the review of each quiz into its cell, from the journals beside the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Fill the quizzes' cells of `nb`; BankError where a graded cell could not be marked."""
        course, assignment = Course.here(), resources["nbgrader"]["assignment"]
        folder = Path(resources["metadata"]["path"])
        scheme = read_answer_key(course, assignment)
        check_cells(nb.cells, scheme)
        releases = [ReleasedBank(each.since, each.bank_source) for each in snapshots(course, assignment)]
        scheme = as_asked(scheme, released_to(releases, stamp(folder, read_settings(course).zone)))
        given = credits_of(course, assignment).get(resources["nbgrader"]["student"])
        scheme = for_student(scheme, resources["nbgrader"]["student"])
        marks = mark_folder(folder, with_credits(scheme, given))
        for problem in fill(nb, marks):
            self.log.warning(problem)
        resources["nbgrader"]["answers"] = answers_in(nb, marks)
        return from_dict(nb), resources


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Render Markdown as `quizzes.markdown` does, and below it the pictures that `restore` left in the same cell."""
    return "\n".join([html(source), *pictures(context.get("cell") or {})])


def pictures(cell: Mapping[str, Any]) -> list[str]:
    """Return the pictures that are attached to a cell, as HTML."""
    return [
        f'<figure><img alt="{escape(name)}" src="data:{kind};base64,{data}" style="max-width:100%">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for name, forms in cell.get("attachments", {}).items()
        for kind, data in forms.items()
        if kind in PICTURES
    ]


class SaveAutoGrades(NbgradersSaveAutoGrades):
    """Put a person's mark up for another look only where the answer changed, as `grade` does; note the answers."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the scores of `nb`."""
        where = resources["nbgrader"]
        with closing(GradingLog(Course.here(), where["assignment"])) as log:
            self._changed = changed(log.answers.get(where["student"]), where["answers"])
            nb, resources = super().preprocess(nb, resources)
            log.add(student=where["student"], outcome="autograded", answers=where["answers"])
        return nb, resources

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        name = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        stays = grade.manual_score is not None and not grade.needs_manual_grade and name not in self._changed
        super()._add_score(cell, resources)
        if stays:
            grade.needs_manual_grade = False
            self.gradebook.db.commit()


class ClearMarkSchemes(ClearMarkScheme):
    """Clear the schemes of locked cells only: what a student writes is never taken for one."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell."""
        if not is_locked(cell):
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        return cell, resources
