"""The marking desk as a page of the course's own JupyterLab server: an extension of that server alone.

`instructor/jupyter_server_config.py` enables it, and students never get that file. `handlers` serves the page and its
modules, `asked` reads what the page asks for, `desks` answers it. Who starts the server says by the environment who
marks and whether names may be shown, for there is no other way from `python -m instructor mark` into the server.
"""

from __future__ import annotations

import getpass
from typing import Any

#: What the server learns from who starts it, as names for `instructor.course.variable`.
MARKER, LESSON, NAMES = "DESK_MARKER", "DESK_LESSON", "DESK_NAMES"


def as_oneself() -> str:
    """Return the name that this computer knows its user by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "marker"  # a container's user may have no name


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "instructor.desk.page"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from instructor.desk.page.handlers import add_handlers

    add_handlers(server.web_app)
