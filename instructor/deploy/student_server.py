"""Configures a student's server on a hub; `hub install` copies it to where students' servers look for it.

What only instructors use is not loaded. A kernel that rests for half an hour ends, and a server after an hour: answers
are on the disk, and the next visit starts both.
"""

from quizzes.door import allow

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
allow(c)
for name in ("formgrader", "course_list"):
    c.ServerApp.jpserver_extensions.update({f"nbgrader.server_extensions.{name}": False})
c.MappingKernelManager.cull_idle_timeout = 1800
c.ServerApp.shutdown_no_activity_timeout = 3600
