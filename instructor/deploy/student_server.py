"""Configures a student's server on a hub; `hub install` copies it to where students' servers look for it.

What only instructors use is not loaded. A kernel that rests for half an hour ends, and a server after an hour: answers
are on the disk, and the next visit starts both. Kernels are reached by files in the person's home, not by ports, to
which everyone on this machine could listen.
"""

from quizzes.door import allow

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
allow(c)
for name in ("formgrader", "course_list"):
    c.ServerApp.jpserver_extensions.update({f"nbgrader.server_extensions.{name}": False})
c.KernelManager.transport = "ipc"
c.MappingKernelManager.cull_idle_timeout = 1800
c.ServerApp.shutdown_no_activity_timeout = 3600
