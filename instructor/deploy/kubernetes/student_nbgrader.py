"""Configures nbgrader in a student's pod; the `Dockerfile` copies it to where nbgrader looks for it.

A pod's user is a number without an account, from which nbgrader cannot tell whose work it is: so the hub says it.
"""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
