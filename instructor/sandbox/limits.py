"""What a notebook may use in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass

from instructor.course import CourseError

MEBIBYTE = 2**20


class SandboxError(CourseError):
    """No sandbox can be had here; the message says what to install."""


@dataclass(frozen=True)
class Limits:
    """What a notebook may use: seconds, processes (a thread counts as one), files, and for the rest bytes.

    `memory` holds for each process and for all together, `disk` for each of the working folder, /tmp and /dev/shm,
    `output` for each cell.
    """

    seconds: float = 60
    cell_seconds: int = 30
    memory: int = 2048 * MEBIBYTE
    processes: int = 64
    file_size: int = 64 * MEBIBYTE
    disk: int = 128 * MEBIBYTE
    files: int = 20_000
    output: int = 2 * MEBIBYTE

    def resources(self) -> dict[str, int]:
        """Return the limits that the operating system keeps, by their names in `resource`."""
        return {
            "RLIMIT_AS": self.memory,
            "RLIMIT_FSIZE": self.file_size,
            "RLIMIT_CPU": int(self.seconds) + 30,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": 512,
            "RLIMIT_CORE": 0,
            "RLIMIT_MSGQUEUE": MEBIBYTE,
        }


LIMITS = Limits()
