"""Who may do what with a hub's folders.

The checkout is the first instructor's, and the group's to read; the course folder is the group's to write, with new
files the group's as well (set-group-id). Everybody may make a folder in the exchange, as nbgrader wants it, and the
sticky bit keeps them from moving the course's own out of the way.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from instructor.course import CourseError
from instructor.deploy.place import Hub

#: The environment of a checkout: its packages are read by whoever can enter the checkout, and written by root.
ENVIRONMENT = ".venv"
EXCHANGE = 0o1777


def share_checkout(hub: Hub, folder: Path) -> None:
    """Give a checkout to the first instructor and let the group read it; others cannot enter."""
    _give(hub, folder, lambda mode, is_folder: (mode & ~0o027) | (0o050 if is_folder or mode & 0o100 else 0o040))


def share_course(hub: Hub, folder: Path) -> None:
    """Let instructors and markers write into a course folder; others cannot enter."""
    _give(hub, folder, lambda mode, is_folder: 0o2770 if is_folder else (mode & ~0o007) | 0o060)


def make_folders(hub: Hub) -> None:
    """Make the hub's own folders, with their modes."""
    for folder, mode in ((hub.root, 0o755), (hub.exchange, EXCHANGE), (hub.state, 0o700), (hub.root / "staff", 0o755)):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)


def close_configuration(hub: Hub) -> None:
    """Let root alone read what is added to JupyterHub's configuration: secrets of a login may stand there."""
    if hub.configuration.exists():
        hub.configuration.chmod(0o600)


def share_exchange(hub: Hub, course: str) -> None:
    """Take a course's place in the exchange before anybody else can: nbgrader asks no group whose it is."""
    folder = hub.exchange / course
    if not os.path.lexists(folder):
        folder.mkdir()
        os.chown(folder, *_owners(hub))
        folder.chmod(0o2775)  # as nbgrader has it


def _owners(hub: Hub) -> tuple[int, int]:
    return pwd.getpwnam(hub.instructors[0]).pw_uid, grp.getgrnam(hub.group).gr_gid


def _give(hub: Hub, folder: Path, mode_of: Callable[[int, bool], int]) -> None:
    """Make a folder the first instructor's and the group's; `mode_of` takes a mode and whether a folder has it.

    Others write there while it is done: nothing is changed by its name, at which something else may lie by then.
    """
    owners = _owners(hub)
    for place, folders, files, at in os.fwalk(folder):
        if ENVIRONMENT in folders and Path(place) == folder:
            folders.remove(ENVIRONMENT)
        _change(at, owners, mode_of)
        for name in files:
            with suppress(FileNotFoundError):
                _change_file(name, at, owners, mode_of)


def _change_file(name: str, folder: int, owners: tuple[int, int], mode_of: Callable[[int, bool], int]) -> None:
    """Change what bears a name in an open folder, where it is a plain file."""
    if stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        try:
            _change(opened, owners, mode_of)
        finally:
            os.close(opened)


def _change(opened: int, owners: tuple[int, int], mode_of: Callable[[int, bool], int]) -> None:
    mode = os.fstat(opened).st_mode
    os.fchown(opened, *owners)
    os.fchmod(opened, mode_of(mode & 0o3777, stat.S_ISDIR(mode)))


def let_in(path: Path) -> None:
    """Raise CourseError where not everyone can come to a folder: its parents may be one person's own."""
    for folder in path.resolve().parents:
        if not folder.stat().st_mode & 0o001:
            raise CourseError(
                f"{path} lies in {folder}, which only some can enter; use another place, such as /srv, and for Python "
                "the system's: uv sync --group hub --python /usr/bin/python3"
            )


def with_exchange(text: str, exchange: Path) -> str:
    """Return the text of `course.toml` with the hub's exchange, where it names none."""
    return re.sub(r'^exchange = ""', lambda _: f'exchange = "{exchange}"', text, flags=re.MULTILINE)
