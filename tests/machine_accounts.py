"""Accounts of this machine that a test makes and removes, and what it does as one of them."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree, which

from instructor.deploy.accounts import STAFF_UMASK, make_accounts
from instructor.deploy.place import Hub


def why_none() -> str:
    """Say why no account can be made here; "" where one can."""
    return "" if os.geteuid() == 0 and which("useradd") else "accounts are made as root"


@contextmanager
def hub_of_accounts() -> Iterator[Hub]:
    """Make accounts of an instructor, a marker and two students, and a place for their hub; remove them in the end."""
    begin = f"tj{os.getpid()}-"
    place = Path(tempfile.mkdtemp(prefix=begin, dir="/srv"))
    place.chmod(0o755)
    names = [f"{begin}{name}" for name in ("prof", "ana", "mia", "noa")]
    hub = Hub(place, f"{begin}staff", (names[0],), (names[1],), (names[2], names[3]))
    try:
        make_accounts(hub)
        yield hub
    finally:
        for name in names:
            remove_account(name)
        subprocess.run(["groupdel", hub.group], capture_output=True, check=False)
        rmtree(place)


def remove_account(name: str) -> None:
    """Remove an account and its home."""
    subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return path.stat().st_mode & 0o7777


@contextmanager
def acting_as(login: str) -> Iterator[None]:
    """Do what follows with the rights of an account, as its programs on a hub have them."""
    person, groups, before = pwd.getpwnam(login), os.getgroups(), os.umask(STAFF_UMASK)
    os.setgroups(os.getgrouplist(login, person.pw_gid))
    os.setegid(person.pw_gid)
    os.seteuid(person.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
        os.umask(before)
