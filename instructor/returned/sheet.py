"""One page, from a graded notebook and its marks: what a worker of `feedback` does, on this machine or on a cluster.

It takes nbgrader's configured `GenerateFeedback` with its exporter, template and steps. Only the two steps that ask the
gradebook are replaced: the marks come along, so that a worker opens no database. What is the same for all pages is made
once in a process.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from traitlets.utils.importstring import import_item

from instructor.course import Course, CourseError
from instructor.grading.given import Given
from instructor.penalties import SettlePenalty
from instructor.returned.inputs import of_checkout
from instructor.settings import read_settings


@dataclass(frozen=True)
class Sheet:
    """What all pages of a class have in common.

    `checkout` and `common` are fingerprints as `returned.inputs` has them. A worker elsewhere must have the same
    checkout; nbgrader's configuration and the plan may be another's there, and nothing is rendered by one of before.
    """

    root: Path
    folder: Path
    assignment: str
    checkout: str
    common: str


@dataclass(frozen=True)
class Work:
    """A student's graded notebook and marks."""

    student: str
    notebook: bytes
    given: Given


class NoPageError(CourseError):
    """One student's page cannot be written; the others' can."""


class PutMarks(NbGraderPreprocessor):
    """Put the marks that came along into the cells, as `GetGrades` does with those that it asks for."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put them into `nb`. Raises NoPageError where the gradebook does not know a cell."""
        where = resources["nbgrader"]
        given: Given = where["given"]
        try:
            for cell in nb.cells:
                _put(cell.metadata.get("nbgrader", {}), given)
        except KeyError as error:
            raise NoPageError(f"the gradebook has nothing on the cell {error}; grade it again with --force") from None
        where |= {"score": given.score - given.penalty, "max_score": given.maximum, "late_penalty": given.penalty}
        where |= {"looked_for": dict(given.looked_for), "name": given.name, "replies": given.replies}
        return nb, resources


def _put(claims: Any, given: Given) -> None:
    if claims.get("solution") or claims.get("task"):
        claims["comment"] = given.comments[claims["grade_id"]]
    if claims.get("grade") or claims.get("task"):
        claims["score"], claims["points"] = given.scores[claims["grade_id"]]


def make_page(sheet: Sheet, work: Work) -> bytes:
    """Return a student's feedback page.

    Raises
    ------
    NoPageError
        Where marks and notebook do not fit each other.
    CourseError
        Where this machine has another checkout than `sheet`.
    """
    name, course = sheet.assignment, Course(sheet.root, sheet.folder)
    course.enter()  # a cluster's worker may have been at another course's
    # One name for all students: nbconvert remembers the metadata of every notebook by its name.
    metadata = {"name": name, "path": str(course.step("autograded", name))}
    facts = {"student": work.student, "assignment": name, "notebook": name, "given": work.given}
    resources = {"metadata": metadata, "unique_key": name, "output_files_dir": f"{name}_files", "nbgrader": facts}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbformat's, of how nbgrader writes notebooks
        exporter, db_url = renderer(sheet)
        facts["db_url"] = db_url
        page, _ = exporter.from_notebook_node(nbformat.reads(work.notebook.decode("utf-8"), as_version=4), resources)
    return str(page).encode("utf-8")


@lru_cache(maxsize=4)
def renderer(sheet: Sheet) -> tuple[Exporter, str]:
    """Return the exporter that is configured, with its steps, and the gradebook's address. Raises CourseError."""
    course = Course(sheet.root, sheet.folder)
    course.enter()
    if of_checkout(course, sheet.assignment) != sheet.checkout:
        raise CourseError("a worker has another version of bank, keys or checkout; give all machines the same")
    made = converter(course)
    exporter = made.exporter_class(parent=made, config=made.config)
    for step in made.preprocessors:
        kind = import_item(step) if isinstance(step, str) else step
        if kind is not SettlePenalty:
            exporter.register_preprocessor(PutMarks if kind is GetGrades else kind)
    return exporter, made.coursedir.db_url


def converter(course: Course) -> GenerateFeedback:
    """Return nbgrader's step as it is configured.

    Raises
    ------
    CourseError
        Where it is to call hooks, which are nbgrader's alone.
    """
    config = read_settings(course).config
    made = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    if made.pre_convert_hook or made.post_convert_hook:
        raise CourseError(
            "nbgrader_config.py has hooks for the feedback; write the pages with: nbgrader generate_feedback"
        )
    return made
