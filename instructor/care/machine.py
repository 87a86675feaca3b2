"""What a doctor looks at on the computer: who may read the keys, disk, clock, packages, sandbox, browser."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
import time
import tomllib
import webbrowser
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil
from packaging.requirements import InvalidRequirement, Requirement

from instructor.care.findings import Finding
from instructor.course import Course
from instructor.plan import read_plan
from instructor.sandbox.limits import SandboxError
from instructor.sandbox.walls import check_sandbox
from quizzes.bank import BankError

GIB = 2**30
#: Seconds by which a file may be ahead of the clock, and a drive's clock may differ.
AHEAD, APART = 300, 5
#: File systems on which SQLite's locks cannot be trusted.
NETWORK = ("nfs", "cifs", "smb", "afs", "fuse.sshfs", "9p")


def secrets(course: Course) -> Iterator[Finding]:
    """Look whether others who have an account here may read keys, rubrics or the gradebook."""
    others = _accounts()
    for folder in (course.root / "instructor" / "keys", course.root / "instructor" / "rubrics", course.folder):
        if not folder.exists():
            continue
        if not _is_open(folder):
            yield Finding("secrets", "well", f"{folder} is closed to others")
        elif others:
            said = f"{folder} can be read by everyone with an account here ({', '.join(others[:3])})"
            yield Finding("secrets", "wrong", said, _closing(course, folder))
        else:
            yield Finding("secrets", "well", f"{folder} is open, and nobody else has an account here")


def _closing(course: Course, folder: Path) -> str:
    """Say how a folder is closed; students must still get into an exchange that lies in it."""
    root = read_plan(course).exchange or course.folder / "exchange"
    if sys.platform != "win32" and root.is_relative_to(folder) and root.is_dir():
        return f'say exchange = "/another/folder" in course.toml, release again, then: chmod o-rwx {folder}'
    return f"chmod o-rwx {folder}"


def _is_open(folder: Path) -> bool:
    """Say whether everyone may enter a folder and all above it."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _accounts() -> list[str]:
    """Return the other people who may log in here; none where the system does not tell."""
    if sys.platform == "win32":
        return []
    import os
    import pwd

    people = [each for each in pwd.getpwall() if 1000 <= each.pw_uid < 60000 and each.pw_uid != os.getuid()]
    return [each.pw_name for each in people if not each.pw_shell.endswith(("nologin", "false"))]


def disk(course: Course) -> Iterator[Finding]:
    """Look for room, and what kind of drive the course folder lies on."""
    place = next(path for path in (course.folder, *course.folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    state, cure = ("well", "") if free > 2 * GIB else ("wrong", "make room: a full disk stops grading and marking")
    yield Finding("disk", state, f"{free / GIB:.1f} GiB free at {place}", cure)  # type: ignore[arg-type]
    kind = _kind(place)
    if kind.startswith(NETWORK):
        said = f"{place} is a network drive ({kind}), where SQLite's locks cannot be trusted"
        yield Finding("disk", "look", said, "use PostgreSQL for the gradebook, where several mark or grade")


def _kind(place: Path) -> str:
    mounts = [each for each in psutil.disk_partitions(all=True) if place.is_relative_to(each.mountpoint)]
    return max(mounts, key=lambda each: len(each.mountpoint)).fstype if mounts else ""


def clock(course: Course) -> Iterator[Finding]:
    """Hold the clock against the drive's, and against the newest files."""
    if not course.folder.is_dir():
        return
    now = time.time()
    with tempfile.NamedTemporaryFile(dir=course.folder) as file:
        apart = Path(file.name).stat().st_mtime - now
    if abs(apart) > APART:
        said = f"the drive's clock differs from this computer's by {apart:.0f} seconds"
        yield Finding("clock", "wrong", said, "set both by a time server: hand-ins are dated by them")
    ahead = [path for path in course.folder.rglob("*") if path.lstat().st_mtime > now + AHEAD]
    if ahead:
        said = f"{len(ahead)} files are dated in the future, as {ahead[0].relative_to(course.folder)}"
        yield Finding("clock", "look", said, "see that this computer's clock and time zone are right")
    if abs(apart) <= APART and not ahead:
        yield Finding("clock", "well", "clock, drive and files agree")


def packages(course: Course) -> Iterator[Finding]:
    """Hold what is installed against what `pyproject.toml` asks for and, where there is one, the lock."""
    text = tomllib.loads((course.root / "pyproject.toml").read_text("utf-8"))
    wanted = [*text.get("project", {}).get("dependencies", []), *_group(text)]
    found = [problem for each in wanted if (problem := _unmet(each))]
    lock = course.root / "uv.lock"
    locked = tomllib.loads(lock.read_text("utf-8")).get("package", []) if lock.exists() else []
    names = {Requirement(each).name for each in wanted}
    versions: dict[str, set[str]] = {}  # a lock may have one for each Python
    for each in locked:
        versions.setdefault(each["name"], set()).add(each.get("version", ""))
    found += [
        f"{name} {there}, locked {', '.join(sorted(versions[name]))}"
        for name in sorted(names & versions.keys())
        if (there := _installed(name)) and there not in versions[name]
    ]
    if found:
        yield Finding("packages", "wrong", "; ".join(found), "uv sync")
    else:
        yield Finding("packages", "well", f"Python {sys.version.split()[0]}, {len(names)} packages as asked for")


def _group(text: dict[str, object]) -> list[str]:
    groups = text.get("dependency-groups", {})
    found = groups.get("instructor", []) if isinstance(groups, dict) else []
    return [each for each in found if isinstance(each, str)]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _unmet(wanted: str) -> str:
    """Say what is wrong with a package; "" where it is as asked for."""
    try:
        need = Requirement(wanted)
    except InvalidRequirement:
        return f"{wanted} cannot be read"
    if need.marker and not need.marker.evaluate():
        return ""
    there = _installed(need.name)
    if not there:
        return f"{need.name} is missing"
    return (
        "" if need.specifier.contains(there, prereleases=True) else f"{need.name} {there}, asked for {need.specifier}"
    )


def sandbox(course: Course) -> Iterator[Finding]:
    """Look whether student code can be fenced in, where a lesson has code cells."""
    try:
        coded = [lesson for lesson in course.assignments() if course.keys(lesson).code_cells]
    except BankError as error:
        yield Finding("sandbox", "wrong", str(error), "correct the keys")
        return
    try:
        check_sandbox()
        yield Finding("sandbox", "well", "it starts")
    except SandboxError as error:
        if coded:
            yield Finding("sandbox", "wrong", f"needed by {', '.join(coded)}: {error}", "see the message")
        else:
            yield Finding("sandbox", "well", "there is none, and no lesson runs students' code")


def browser(_: Course) -> Iterator[Finding]:
    """Look whether a page can be opened from here."""
    try:
        yield Finding("browser", "well", f"pages open with {webbrowser.get().name}")
    except webbrowser.Error:
        said = "no browser is known here, as on a server"
        yield Finding("browser", "look", said, "open the address that `lab` prints on your own computer")
