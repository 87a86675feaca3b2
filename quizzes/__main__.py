"""`python -m quizzes`, or the script of the course's name: open the course's lessons of a folder in the browser.

Jupyter is started in a process of its own, which searches no folder of lessons for modules (PYTHONSAFEPATH), with
settings and layout of its own: what a student set in another Jupyter stays as it is, there and here.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from quizzes.bring import BringError, bring, plan
from quizzes.catalogue import say
from quizzes.door import jupyter, kernels_are_safe, option, serve
from quizzes.lessons import manifest, places
from quizzes.opened import Opened, opened
from quizzes.redirect import browser_sees_the_file


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the server and wait until it is stopped; return the code to exit with."""
    given = _parser().parse_args(arguments)
    root = lessons_folder(given.folder)
    if root is None:
        print(say("door.no_lessons", folder=str(given.folder.resolve())), file=sys.stderr)  # noqa: T201
        return 2
    if given.bring:
        return _bring(given.bring, root)
    if given.notebook and find_spec("notebook") is None:
        print(say("door.no_notebook"), file=sys.stderr)  # noqa: T201
        return 2
    if running := opened(root, "tree" if given.notebook else "lab"):
        return lead_to(root, running, browser=not given.no_browser)
    print(say("door.opening", folder=str(root)), flush=True)  # noqa: T201
    command = server(root, given.port, browser=not given.no_browser, notebook=given.notebook)
    return serve(command, root, environment())


def lead_to(root: Path, running: Opened, browser: bool) -> int:
    """Lead whoever starts the course again to where it is open; return the code to exit with.

    A server of another environment may have older lessons, and has to be ended first.
    """
    if _lessons(running.known) != _lessons(option(root, run=True, home=True)):
        print(say("door.opened_before", folder=str(root)), file=sys.stderr)  # noqa: T201
        return 2
    print(say("door.opened", folder=str(root), address=running.address), flush=True)  # noqa: T201
    if browser:
        webbrowser.open(running.file.as_uri() if browser_sees_the_file() else running.address)
    return 0


def _lessons(known: str) -> object:
    return json.loads(known)["lessons"]


def _parser() -> ArgumentParser:
    parser = ArgumentParser(description=say("door.description", course=manifest()["course"]))
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help=say("door.folder"))
    parser.add_argument("--port", type=int, default=8888, help=say("door.port"))
    parser.add_argument("--no-browser", action="store_true", help=say("door.no_browser"))
    parser.add_argument("--bring", type=Path, metavar="ZIP", help=say("door.bring"))
    parser.add_argument("--notebook", action="store_true", help=say("door.notebook"))
    return parser


def _bring(source: Path, root: Path) -> int:
    """Bring back the work that a zip holds, and say what came; return the code to exit with."""
    try:
        planned = plan(source, root)
        bring(planned)
    except (BringError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    news = [str(lesson) for lesson in planned if lesson.new or lesson.older or lesson.cells]
    print(*(news or [say("bring.same", name=source.name)]), sep="\n")  # noqa: T201
    return 0


def lessons_folder(folder: Path) -> Path | None:
    """Return the folder to open: the one named, or where that is a lesson the one above; None without lessons."""
    folder = folder.resolve()
    if (folder / f"{folder.name}.ipynb").is_file() and places(folder.parent):
        return folder.parent
    return folder if places(folder) else None


def server(root: Path, port: int, browser: bool, notebook: bool) -> list[str]:
    """Return the command that opens the course in a folder."""
    config = Path(__file__).with_name("server_config.py")
    quiet = "--log-level=ERROR"  # the address, and what goes wrong
    return [*jupyter(root, port, browser, "notebook" if notebook else "jupyterlab"), f"--config={config}", quiet]


def environment() -> dict[str, str]:
    """Return the environment of the server: safe for any folder, with places of its own for settings and layout."""
    from jupyter_core.paths import jupyter_data_dir

    kernels_are_safe()
    own = Path(jupyter_data_dir()) / manifest()["id"]
    places = {f"JUPYTERLAB_{name.upper()}_DIR": str(own / name) for name in ("settings", "workspaces")}
    return {**os.environ, **places}


if __name__ == "__main__":
    sys.exit(main())
