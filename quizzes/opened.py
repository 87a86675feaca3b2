"""Is the course open already in a folder? Who starts it twice is led to the server that runs.

Each Jupyter server writes a file with its address into Jupyter's runtime folder. One is ours, and knows what this
process knows, if its page has the same option of the course in it (`door.OPTION`).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import ProxyHandler, build_opener

from quizzes.door import OPTION

#: Seconds that a server has to answer; one that does not is as good as none.
_PATIENCE = 5


def opened(root: Path, app: str) -> tuple[str, str] | None:
    """Return the address of the course's server that runs in a folder, and what its page knows; None without one.

    Parameters
    ----------
    root
        The folder of the lessons.
    app
        "lab" or "tree": the page to look at.
    """
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if Path(server["root_dir"]) == root:
            address = urljoin(server["url"], f"{app}?token={server['token']}")
            with suppress(OSError, ValueError, KeyError):
                return address, _known(address)
    return None


def _known(address: str) -> str:
    """Return what a page of the course knows. Raises OSError without an answer, KeyError for another's page."""
    with build_opener(ProxyHandler({})).open(address, timeout=_PATIENCE) as answer:
        text = answer.read().decode("utf-8")
    found = re.search(r'type="application/json">(.*?)</script>', text, re.DOTALL)
    known: str = json.loads(found[1] if found else "{}")[OPTION]
    return known
