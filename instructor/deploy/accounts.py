"""The people of a hub as accounts of its machine: made where they are missing, never taken away."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from instructor.course import CourseError
from instructor.deploy.place import Hub

#: What may be in the environment of a program that is run as somebody else.
_KEPT = ("LANG", "LC_ALL", "TZ")
STAFF_UMASK, STUDENT_UMASK = 0o007, 0o077


def make_accounts(hub: Hub) -> list[str]:
    """Make the group and the accounts that are missing; return the logins that were made.

    Raises
    ------
    CourseError
        Where a student is in the group that may read the keys, or the machine cannot make an account.
    """
    if hub.group not in {group.gr_name for group in grp.getgrall()}:
        _administer("groupadd", hub.group)
    known = {person.pw_name for person in pwd.getpwall()}
    made = [name for name in hub.everyone if name not in known]
    for name in made:
        _administer("useradd", "--create-home", "--shell", "/bin/bash", name)
    for name in hub.staff:
        _administer("usermod", "--append", "--groups", hub.group, name)
    for name in hub.students:
        if grp.getgrnam(hub.group).gr_gid in os.getgrouplist(name, pwd.getpwnam(name).pw_gid):
            raise CourseError(
                f"{name} is a student and in the group {hub.group}, which reads the keys; take {name} out"
            )
    for name in made:
        Path(pwd.getpwnam(name).pw_dir).chmod(0o700)
    return made


def _administer(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CourseError(f"{' '.join(command)}: {done.stderr.strip()}")


def run_as(
    login: str, command: Sequence[str], folder: Path, umask: int, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program as somebody, with their groups and nothing of this process's environment but the language."""
    person = pwd.getpwnam(login)
    names = {"HOME": person.pw_dir, "USER": login, "LOGNAME": login, "PATH": "/usr/local/bin:/usr/bin:/bin"}
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.run(
        command,
        cwd=folder,
        env=kept | names | dict(more or {}),
        capture_output=True,
        text=True,
        check=False,
        user=person.pw_uid,
        group=person.pw_gid,
        extra_groups=os.getgrouplist(login, person.pw_gid),
        umask=umask,
    )
