"""The people of a hub as accounts of its machine: made where they are missing, never taken away."""

from __future__ import annotations

import grp
import os
import pwd
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from instructor.course import CourseError
from instructor.deploy.place import Hub

#: What may be in the environment of a program that is run as somebody else.
_KEPT = ("LANG", "LC_ALL", "TZ")
STAFF_UMASK, STUDENT_UMASK = 0o007, 0o077
#: What `useradd` takes; a directory may have others.
_LOGIN = re.compile(r"[a-z_][a-z0-9_-]{0,30}")


def make_accounts(hub: Hub) -> list[str]:
    """Make the group and the accounts that are missing; return the logins that were made.

    Raises
    ------
    CourseError
        Where a student is in the group that may read the keys, or the machine cannot make an account.
    """
    made = [name for name in hub.everyone if not _is_known(pwd.getpwnam, name)]
    for name in made:
        if not _LOGIN.fullmatch(name):
            raise CourseError(f'"{name}" cannot be a login: a to z, 0 to 9, - and _, at most 31, a letter first')
    if not _is_known(grp.getgrnam, hub.group):
        _administer("groupadd", hub.group)
    for name in made:
        _administer("useradd", "--create-home", "--shell", "/bin/bash", name)
    for name in hub.staff:
        _administer("usermod", "--append", "--groups", hub.group, name)
    for name in hub.students:
        if grp.getgrnam(hub.group).gr_gid in os.getgrouplist(name, pwd.getpwnam(name).pw_gid):
            raise CourseError(
                f"{name} is a student and in the group {hub.group}, which reads the keys; take {name} out"
            )
    return made


def _is_known(find: Callable[[str], object], name: str) -> bool:
    """Say whether a name is there: a directory's, such as LDAP's, are found one by one, and in no list."""
    try:
        find(name)
    except KeyError:
        return False
    return True


def home_of(login: str) -> Path:
    """Return somebody's home folder."""
    return Path(pwd.getpwnam(login).pw_dir)


def close_homes(hub: Hub) -> None:
    """Close homes to others, each as its owner; in the staff's may lie the checkout, which others enter.

    What stays open none the less `checks.problems` names.
    """
    for names, bits, closing in ((hub.students, 0o077, "go-rwx"), (hub.staff, 0o066, "go-rw")):
        for name in names:
            home = home_of(name)
            if home.exists() and home.stat().st_mode & bits:
                run_as(name, ["chmod", closing, str(home)], Path("/"), STUDENT_UMASK)


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
