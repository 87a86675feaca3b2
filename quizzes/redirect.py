"""How Jupyter leads the browser to its page: by a file that holds the address, or by the address itself.

The address has the token in it. Jupyter writes it into a file of its runtime folder and opens that, so that other users
of the computer do not read it among the running programs. Some browsers cannot see the file:

- On Windows, what a Python from the Microsoft Store writes lies in another folder than it says, and a file may open in
  an editor.
- On Linux, a browser that is a snap (Ubuntu's own Firefox) sees no hidden folder.

There the address is opened. On Windows only the user and administrators can read how a program was started; on Linux
everybody can, so a browser that sees the file is given the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: Where desktop entries are looked for, if the session does not say, and where snapd puts those of snaps.
_SYSTEM, _SNAPS = "/usr/local/share:/usr/share", "/var/lib/snapd/desktop"
#: What snapd writes into the desktop entry of each snap.
_SNAP = "X-SnapInstanceName="


def browser_sees_the_file() -> bool:
    """Say whether this computer's browser can open a file of Jupyter's runtime folder."""
    if sys.platform in ("win32", "darwin"):
        return sys.platform == "darwin"
    return _SNAP not in _entry(_default_browser())


def _default_browser() -> str:
    """Return the name of the default browser's desktop entry; "" where the session does not know it."""
    command = ["xdg-settings", "get", "default-web-browser"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _entry(name: str) -> str:
    """Return the text of a desktop entry, the user's own first; "" without one."""
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folders = [own, *(os.environ.get("XDG_DATA_DIRS") or _SYSTEM).split(":"), _SNAPS]
    found = (path for folder in folders if (path := Path(folder) / "applications" / name).is_file())
    return next((path.read_text("utf-8", "replace") for path in found), "")
