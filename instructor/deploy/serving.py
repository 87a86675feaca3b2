"""JupyterHub on one machine: who gets which server. `jupyterhub_config.py` calls it.

Each person's server runs under their own account. A student's starts in their home folder, from the students'
environment. Instructors' and markers' start in the checkout, from the checkout's own environment, as `lab` does, and
what they write is the group's. Nobody is JupyterHub's administrator: such a person could open students' servers.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import seeds
from instructor.course import CONFIGURATION, Course, variable
from instructor.deploy.accounts import STAFF_UMASK, STUDENT_UMASK, home_of
from instructor.deploy.place import RUNTIME, Hub
from instructor.desk.page import NAMES
from quizzes import lessons

#: Seconds that a server may take to start: fifty that start at once share the processors.
LONGEST_START = 300
_CARRIED = (variable("ROOT"), variable("COURSE"), variable("GRADEBOOK"), lessons.VARIABLE, seeds.VARIABLE)


def configure(c: Any, hub: Hub, course: Course) -> None:
    """Fill JupyterHub's configuration for a hub."""
    course.enter()
    c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # for a web server with a certificate to pass on to
    c.JupyterHub.db_url = f"sqlite:///{hub.state / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(hub.state / "cookie_secret")
    c.ConfigurableHTTPProxy.command = [str(hub.proxy)]
    c.ConfigurableHTTPProxy.pid_file = str(hub.state / "proxy.pid")
    c.JupyterHub.authenticator_class = "pam"
    c.Authenticator.allowed_users = set(hub.everyone)
    c.Authenticator.allow_existing_users = False  # else whoever was here once may come in for ever
    c.Authenticator.admin_users = set()
    c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
    c.Spawner.default_url = "/lab"
    c.Spawner.start_timeout = c.Spawner.http_timeout = LONGEST_START
    c.Spawner.pre_spawn_hook = partial(prepare, hub, course)


def prepare(hub: Hub, course: Course, spawner: Any) -> None:
    """Say which server a person gets, before it starts."""
    if spawner.user.name in hub.staff:
        spawner.cmd = [str(Path(sys.executable).parent / "jupyterhub-singleuser")]
        spawner.notebook_dir = str(course.root)
        names = {variable(NAMES): "1"} if spawner.user.name in hub.instructors else {}  # what `mark --names` says
        spawner.environment = staff_environment(hub) | names
        spawner.popen_kwargs = {"umask": STAFF_UMASK}
    else:
        spawner.cmd = [str(hub.student_python.with_name("jupyterhub-singleuser"))]
        spawner.environment = {"PATH": f"{hub.student_python.parent}{os.pathsep}/usr/local/bin:/usr/bin:/bin"}
        spawner.popen_kwargs = {"umask": STUDENT_UMASK}
    spawner.environment |= {"JUPYTER_RUNTIME_DIR": str(home_of(spawner.user.name) / RUNTIME)}


def staff_environment(hub: Hub) -> dict[str, str]:
    """Return what instructors' programs need in their environment to find the course."""
    carried = {name: os.environ[name] for name in _CARRIED if name in os.environ}
    places = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(hub.root / "staff"), str(CONFIGURATION)]),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/local/bin:/usr/bin:/bin",
    }
    return carried | places
