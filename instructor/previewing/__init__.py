"""What is written, as students see it, beside what they do not see: a page of the course's own JupyterLab server.

    chosen     what is shown: a lesson, a quiz, a question       beside     key, feedback, evidence, last term's answers
    room       the quizzes at work, in a folder of their own     handlers   the page's addresses

`instructor/jupyter_server_config.py` enables it, as it does the marking desk; students never get that file. The server
listens on this computer alone and asks for its token.
"""

from __future__ import annotations

from typing import Any

#: What the server learns from who starts it, as a name for `instructor.course.variable`: last term's course folder.
TERM = "PREVIEW_TERM"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "instructor.previewing"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from instructor.previewing.handlers import add_handlers

    add_handlers(server.web_app)
