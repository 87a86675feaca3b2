"""Configures JupyterHub: `hub start` names this file. What you add stands in `local_config.py` in the hub's place."""

import os
from pathlib import Path

from instructor.course import Course
from instructor.deploy.place import VARIABLE, read_hub
from instructor.deploy.serving import configure

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)
root = Path(os.environ[VARIABLE])
hub = read_hub(root)
configure(c, hub, Course.here())
if hub.configuration.exists():
    load_subconfig(str(hub.configuration))  # type: ignore[name-defined]  # noqa: F821
