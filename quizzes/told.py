"""What a notebook calls says what is wrong in a sentence: a student has no use for a traceback.

The cell fails all the same, so nbgrader's validation fails where it must. IPython shows what an exception's own
`_render_traceback_` returns; everybody else, tests and the instructor's commands, catch the exception as it was raised.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from quizzes.catalogue import say

P = ParamSpec("P")
R = TypeVar("R")


def in_words(call: Callable[P, R]) -> Callable[P, R]:
    """Let a call raise what it raises, shown in a notebook as one sentence.

    Errors of ours (ValueError, RuntimeError and their kinds) are sentences already; of any other the type is named.
    """

    @wraps(call)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            words = sentence(error)
            setattr(error, "_render_traceback_", lambda: [words])  # noqa: B010 (no such name in its type)
            raise

    return told


def sentence(error: Exception) -> str:
    """Return an error in words, with what to do."""
    if isinstance(error, OSError) and error.filename:
        return say("told.file", file=str(error.filename), reason=str(error.strerror))
    if isinstance(error, ValueError | RuntimeError | OSError):
        return str(error)
    return say("told.unexpected", kind=type(error).__name__, error=str(error))
