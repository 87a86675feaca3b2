"""Is a hub safe to open? Students are let try, as themselves, and what lets them in is named with the cure."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

from instructor.course import Course
from instructor.deploy.accounts import STUDENT_UMASK, home_of, run_as
from instructor.deploy.folders import EXCHANGE
from instructor.deploy.place import RUNTIME, Hub
from instructor.deploy.software import CONFIGURED

#: Run as a student: which of some paths can be listed or read, and which can be written, and which cannot be read.
_TRY = """
import json, os, sys
read, write, miss = json.loads(sys.argv[1])
may = lambda mode, paths: [path for path in paths if os.access(path, mode)]
print(json.dumps([may(os.R_OK, read), may(os.W_OK, write), [path for path in miss if not os.access(path, os.R_OK)]]))
"""
#: The name of a file that a kernel is reached by, and the longest path that one may have on Linux.
SOCKET, _LONGEST_SOCKET = f"kernel-{UUID(int=0)}-ipc-5", 107


def problems(hub: Hub, course: Course) -> list[str]:
    """Return what is wrong with the permissions of a hub, a line each, with what to do."""
    found = [*_exchange(hub, course), *too_deep({name: home_of(name) for name in hub.everyone})]
    for student in hub.students:
        found += _as_student(hub, course, student)
    return found


def too_deep(homes: Mapping[str, Path]) -> Iterator[str]:
    """Yield whose home has so long a path that no kernel can be reached in it; `homes` has them by login."""
    for name, home in homes.items():
        if (over := len(os.fsencode(home / RUNTIME / SOCKET)) - _LONGEST_SOCKET) > 0:
            yield f"{home} is {over} letters too long for kernels; usermod --move-home --home SHORTER {name}"


def secret_places(hub: Hub, course: Course) -> list[Path]:
    """Return what no student may read: folders, and the files of most weight in them."""
    checkout = [course.root, *(course.root / "instructor" / name for name in ("keys", "rubrics", "marking"))]
    made = [course.folder, *(course.folder / name for name in ("gradebook.db", "submitted", "course.toml"))]
    keys = sorted((course.root / "instructor" / "keys").glob("*.yaml"))
    return [*checkout, *keys, *made, hub.state, hub.configuration, *map(home_of, hub.staff)]


def _as_student(hub: Hub, course: Course, student: str) -> Iterator[str]:
    """Yield what a student can read or write and should not, by the word of the system itself."""
    homes = [home_of(name) for name in hub.students if name != student]
    read = [*secret_places(hub, course), *homes]
    write = [hub.root, hub.root / "student", hub.exchange / course.course_id / "outbound"]
    needed = [hub.root / "student" / "etc" / "jupyter" / name for name in CONFIGURED]
    paths = json.dumps([[str(path) for path in places] for places in (read, write, needed)])
    done = run_as(student, [str(hub.student_python), "-I", "-c", _TRY, paths], Path("/"), STUDENT_UMASK)
    if done.returncode:
        yield f"{student} cannot run the students' Python, {hub.student_python}: {done.stderr.strip()}"
        return
    readable, writable, unread = json.loads(done.stdout)
    yield from (f"{student} cannot read {path}; give `hub install` again" for path in unread)
    yield from (f"{student} can read {path}; give `hub install` again, or: chmod o-rwx {path}" for path in readable)
    yield from (f"{student} can write {path}; chmod o-w {path}" for path in writable)


def _exchange(hub: Hub, course: Course) -> Iterator[str]:
    """Yield what is wrong with the exchange: students hand in through it, and must not list what others handed in."""
    if hub.exchange.stat().st_mode & 0o7777 != EXCHANGE:
        yield f"{hub.exchange} has other modes than nbgrader needs and you want; chmod {EXCHANGE:o} {hub.exchange}"
    own, students = hub.exchange / course.course_id, {pwd.getpwnam(name).pw_uid: name for name in hub.students}
    for path in (each for each in (own, own / "inbound", own / "outbound") if each.exists()):
        if owner := students.get(path.lstat().st_uid):
            yield f"{path} belongs to {owner}, who reads what others hand in; move {own} away, then release again"
    inbound = own / "inbound"
    if not inbound.exists():
        yield "nothing is released yet, so students have nothing to do: python -m instructor release, as an instructor"
    elif inbound.stat().st_mode & 0o007 != 0o003:
        yield f"students hand in to {inbound}, and may not list it; chmod o=wx {inbound}"
