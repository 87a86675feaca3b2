"""The first program in the sandbox: it ends, or becomes the kernel, before student code is read.

`walls` hands this text to a Python of its own (`python -I -S -c`), with one JSON argument: the user to become (or
null), the limits by their names in `resource`, the system calls to forbid, and the command to become. Standard input
is a socket: a tar of the files comes in, the open folder of the kernel's sockets goes out, "go" or nothing comes back.
The user namespace knows no other user, so none can be made within it, and `exec` drops all rights in it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import socket
import struct
import sys
import tarfile

LIBC = ctypes.CDLL(None)
CLONE_NEWUSER = 0x10000000


def forbid(machine: int, numbers: list[int]) -> None:
    """Let the system calls of these `numbers` fail, and those made in another machine's way, by a seccomp filter."""
    deny = len(numbers)
    steps = [(0x20, 0, 0, 4), (0x15, 0, deny + 3, machine), (0x20, 0, 0, 0), (0x35, deny + 1, 0, 0x40000000)]
    steps += [(0x15, deny - step, 0, number) for step, number in enumerate(numbers)]
    steps += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050026)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    if LIBC.prctl(22, 2, program, 0, 0):
        raise OSError("no filter for system calls")


def become(user: int) -> None:
    """Become `user`, without groups."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def unpack(outside: socket.socket) -> None:
    """Take the files from the socket."""
    with outside.makefile("rb") as stream, tarfile.open(fileobj=stream, mode="r|") as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)
        files.extractall("/")


def limit(limits: dict[str, int]) -> None:
    """Set the limits, none above what is allowed already."""
    for name, most in limits.items():
        highest = resource.getrlimit(getattr(resource, name))[1]
        least = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(getattr(resource, name), (least, least))


def main() -> None:
    """Enter, give up every right, report, and become the command."""
    user, limits, calls, command = json.loads(sys.argv[1])
    if user is not None:
        become(user)
    with socket.socket(fileno=0) as outside:
        unpack(outside)
        limit(limits)
        LIBC.unshare(CLONE_NEWUSER)
        if calls:
            forbid(*calls)
        socket.send_fds(outside, [b"in"], [os.open("/sockets", os.O_RDONLY | os.O_DIRECTORY)])
        # The last record of the archive may not have been read: tarfile stops where nothing but NULs follows.
        said = b""
        while not said.endswith(b"go"):
            more = outside.recv(4096)
            if not more:
                sys.exit("refused")
            said = (said + more)[-2:]
    nowhere = os.open("/dev/null", os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    os.chdir("/submission")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
