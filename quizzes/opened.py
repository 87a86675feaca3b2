"""Is the course open already in a folder? Who starts it twice is led to the server that runs.

Each Jupyter server writes a file with its address into Jupyter's runtime folder. One is ours, and knows what this
process knows, if its page has the same option of the course in it (`door.OPTION`).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from urllib.request import ProxyHandler, build_opener

from quizzes.door import OPTION

#: Seconds that a server has to answer; one that does not is as good as none.
_PATIENCE = 5


class Opened(NamedTuple):
    """A server of the course that runs."""

    #: With the token, which Jupyter's `file` keeps from the eyes of others.
    address: str
    file: Path
    #: What its page knows.
    known: str


def opened(root: Path, app: str) -> Opened | None:
    """Return the course's server that runs in a folder; None without one.

    Parameters
    ----------
    root
        The folder of the lessons.
    app
        "lab" or "tree": the page to look at.
    """
    from jupyter_core.paths import jupyter_runtime_dir
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if Path(server["root_dir"]) == root:
            address = urljoin(server["url"], f"{app}?token={server['token']}")
            with suppress(OSError, ValueError, KeyError):
                file = Path(jupyter_runtime_dir(), f"jpserver-{server['pid']}-open.html")
                return Opened(address, file, _known(address))
    return None


def _known(address: str) -> str:
    """Return what a page of the course knows. Raises OSError without an answer, KeyError for another's page."""
    with build_opener(ProxyHandler({})).open(address, timeout=_PATIENCE) as answer:
        text = answer.read().decode("utf-8")
    found = re.search(r'type="application/json">(.*?)</script>', text, re.DOTALL)
    known: str = json.loads(found[1] if found else "{}")[OPTION]
    return known
