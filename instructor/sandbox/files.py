"""The file system of the sandbox: what Python reads, and memory to write to; nothing else of this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import quizzes
import seeds
from instructor.course import CONFIGURATION, Course
from instructor.sandbox.limits import MEBIBYTE, Limits, SandboxError

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")

SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")

WRITABLE = ("/submission", "/tmp", "/dev/shm", "/sockets")


def view(limits: Limits) -> list[str]:
    """Return bubblewrap's arguments that make up the file system: what Python reads, and memory to write to."""
    sources = {path: path for path in (*map(Path, SYSTEM + SETTINGS), *_pythons()) if path.exists()}
    sources |= {Path("/course", module.__name__): Path(module.__path__[0]) for module in (quizzes, seeds)}
    sources[Path("/course/texts")] = seeds.folder()
    mounts = {path: ["--ro-bind", str(source), str(path)] for path, source in sources.items()}
    for path in _private():
        if path in sources:
            raise SandboxError(
                f"Python is installed in {path}, which is private; make an environment in a folder of it"
            )
        if any(path.is_relative_to(source) for source in sources):
            mounts[path] = ["--size", "65536", "--tmpfs", str(path)]
    sizes = {path: str(MEBIBYTE if path == "/sockets" else limits.disk) for path in WRITABLE}
    mounts |= {Path(path): ["--perms", "0777", "--size", size, "--tmpfs", path] for path, size in sizes.items()}
    mounts |= {Path("/proc"): ["--proc", "/proc"], Path("/dev"): ["--dev", "/dev"]}
    # Folders that only lead to others have to be made readable by others than root.
    leading = {parent for path in mounts for parent in path.parents[:-1]}
    mounts = {path: ["--perms", "0755", "--dir", str(path)] for path in leading} | mounts
    ordered = [argument for path in sorted(mounts, key=lambda path: len(path.parts)) for argument in mounts[path]]
    return [*ordered, "--remount-ro", "/dev", "--remount-ro", "/"]


def _pythons() -> set[Path]:
    """Return the folders that Python is made of: the environment, what it is based on, and where links lead by."""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_prefix).resolve()}
    link, version = Path(sys.executable), f"python{sys.version_info.major}.{sys.version_info.minor}"
    while link.is_symlink():
        link = link.parent / link.readlink()
        folders |= {prefix for prefix in [link.parent.parent] if (prefix / "lib" / version).is_dir()}
    return {Path(os.path.normpath(folder)) for folder in folders}


def _private() -> set[Path]:
    """Return the folders that stay hidden where they lie in one that Python needs."""
    course, home = Course.here(), Path(os.environ.get("HOME", "/"))
    return {path.resolve() for path in (home, CONFIGURATION.parent, course.root, course.folder)}
