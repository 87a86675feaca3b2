"""What runs on a hub: the students' environment, the course's wheel in it, and the hub's proxy.

The environment has the wheel that a handout has, JupyterLab, nbgrader without its instructor's parts, and what lets a
server be one of the hub's, in the versions of the date in `pyproject.toml`. Packages come from the registries that uv
and npm are set up with.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import CONFIGURATION, Course, CourseError, read_project
from instructor.deploy.folders import let_in
from instructor.deploy.place import Hub
from instructor.handout import build_wheel

#: The newest that runs on the Node of Debian 12 and Ubuntu 24.04.
PROXY = "configurable-http-proxy@5.1.0"
#: Beside the wheel, in the versions of the instructor's side: both write and read the same gradebook and exchange.
_SAME = ("jupyterhub", "jupyterlab", "nbgrader")
#: What students' servers read of Jupyter's configuration.
CONFIGURED = ("jupyter_server_config.py", "nbgrader_config.json")
_CONFIGURATION = Path(__file__).parent / "student_server.py"


def install_proxy(hub: Hub) -> None:
    """Install the proxy, where it is missing. Raises CourseError where npm is, or fails."""
    if not hub.proxy.exists():
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(hub.root / "proxy"), PROXY)


def install_students(hub: Hub, course: Course) -> None:
    """Make the students' environment, where it is missing, and let its servers be students'.

    Raises
    ------
    CourseError
        Where students cannot reach this Python, or the packages cannot be had.
    """
    python = Path(sys.executable).resolve()
    let_in(python)
    let_in(hub.root / "student")
    if not hub.student_python.exists():
        _run("uv", "venv", "--quiet", "--python", str(python), str(hub.root / "student"))
    _install(hub, *(f"{name}=={version(name)}" for name in _SAME))
    folder = hub.root / "student" / "etc" / "jupyter"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"CourseDirectory": {"course_id": course.course_id}, "Exchange": {"root": str(hub.exchange)}}
    texts = (_CONFIGURATION.read_text("utf-8"), json.dumps(facts, indent=1) + "\n")
    for name, text in zip(CONFIGURED, texts, strict=True):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o644)


def install_lessons(hub: Hub, course: Course) -> None:
    """Let students' servers know the lessons as they are released now; servers that run see it when they start anew."""
    with TemporaryDirectory(prefix="wheel-") as place:
        wheel = build_wheel(course, Path(place))
        _install(hub, "--reinstall-package", course_package(), str(wheel))


def course_package() -> str:
    """Return the name of the wheel."""
    return str(read_project(CONFIGURATION.parent)["project"]["name"])


def _install(hub: Hub, *what: str) -> None:
    date = read_project(CONFIGURATION.parent)["tool"]["uv"]["exclude-newer"]
    _run("uv", "pip", "install", "--quiet", "--python", str(hub.student_python), "--exclude-newer", date, *what)


def _run(*command: str) -> None:
    """Run an installer where nothing configures it but what it always reads."""
    if shutil.which(command[0]) is None:
        cure = {"npm": "apt-get install nodejs npm", "uv": "pip install uv"}[command[0]]
        raise CourseError(f"{command[0]} is missing; install it: {cure}")
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, umask=0o022, check=False)
    if done.returncode:
        raise CourseError(f"{' '.join(command)} failed:\n{(done.stderr or done.stdout).strip()}")
