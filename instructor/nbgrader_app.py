"""nbgrader as this course has configured it: an application of its own, started, and what it said."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from instructor.course import Course, CourseError

if TYPE_CHECKING:
    from nbgrader.apps import NbGrader


class NbgraderLog(logging.Handler):
    """What nbgrader said while it worked: its warnings and errors, and the exception behind an error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.clear()

    def clear(self) -> None:
        """Forget what was said so far."""
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.cause: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message; nbgrader logs a failure while it handles the exception, so the cause is at hand."""
        (self.errors if record.levelno >= logging.ERROR else self.warnings).append(record.getMessage())
        self.cause = self.cause or sys.exc_info()[1]

    @property
    def reason(self) -> str:
        """Say in one line why it failed."""
        if self.cause is not None and str(self.cause):
            return " ".join(str(self.cause).split())
        return self.errors[0] if self.errors else "nbgrader gave no reason"


@contextmanager
def application(
    course: Course, assignment: str, kind: type[NbGrader] | None = None, arguments: Sequence[str] = ()
) -> Iterator[tuple[NbGrader, NbgraderLog]]:
    """Yield a started nbgrader application that has read this course's configuration, and its log.

    Raises
    ------
    CourseError
        Where nbgrader gives up: its SystemExit and its own exceptions, with the reason.
    """
    from nbgrader.apps import NbGrader
    from nbgrader.converters import NbGraderException
    from nbgrader.exchange import ExchangeError

    course.enter()
    course.folder.mkdir(parents=True, exist_ok=True)
    log = NbgraderLog()
    application = (kind or NbGrader)()
    with warnings.catch_warnings():
        # SQLAlchemy and nbformat warn of how nbgrader uses them: nothing that an instructor could change.
        warnings.simplefilter("ignore")
        try:
            _start(application, log, assignment, arguments)
            yield application, log
        except (NbGraderException, ExchangeError, SystemExit):
            raise CourseError(f"{assignment}: {log.reason}") from None


def _start(application: NbGrader, log: NbgraderLog, assignment: str, arguments: Sequence[str]) -> None:
    application.initialize(list(arguments))
    application.coursedir.assignment_id = assignment
    application.log.handlers = [log]
    application.log.propagate = False
    application.start()
