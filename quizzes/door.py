"""What a server of the course tells its pages, and how it starts kernels: for students, hubs and instructors.

A page learns from one option of its configuration, `twoJanuaries`, what it may do and which lessons there are. Only who
starts the server sets it; nothing that a notebook holds can. A hub's `jupyter_server_config.py` says

    from quizzes.door import allow
    allow(c)

and `python -m quizzes` reads a file that says the same (`server_config.py`). JupyterLab and Notebook 7 both ask a hook
for the last word on a page's configuration, so one hook serves both. A hub's server puts its own hook in that place
while it starts: so this module is an extension of the server as well, which joins the two once everything is loaded.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import seeds
from quizzes.catalogue import VIEW, words
from quizzes.dates import dates_of
from quizzes.export import answers_as_they_are
from quizzes.lessons import manifest, places
from quizzes.manifest import Manifest
from quizzes.redirect import browser_sees_the_file
from quizzes.tongue import language, own_folder, written_in

OPTION = "twoJanuaries"
#: What students have no use for: news of Jupyter, icons to start things with, and nbgrader's tools for instructors.
UNWANTED = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/launcher-extension",
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:formgrader",
    "@jupyter/nbgrader:course-list",
)
#: What a page shows of the texts that the course is on, and what stands for one that a course has not.
_SEEDS = {"essay.txt": "", "essay.json": "{}", "glossary.json": "{}", "hard_words.json": "[]"}
#: Seconds that a server has to end its kernels.
LONGEST_END = 15
_STARTUP = Path(__file__).parent / "kernel" / "startup.py"

PageConfig = dict[str, Any]


def allow(c: Any, *, run: bool = True, home: bool = True) -> None:
    """Let a Jupyter server be one of the course; to be called in its `jupyter_server_config.py`.

    Parameters
    ----------
    c
        The configuration that the file fills.
    run
        Whether the cells of a lesson, as they were released, run by themselves when it is opened. Never true where
        somebody else's work is opened.
    home
        Whether this is a student's place: it opens with the course's page, what only instructors need is off, and a
        notebook is saved with the answers as they are (`export`), where the hub has no pre-save hook of its own.
    """
    kernels_are_safe()
    ours = hook(run=run, home=home)
    known = c.ServerApp.tornado_settings if "tornado_settings" in c.ServerApp else {}
    if isinstance(known, dict):  # a plain one: JupyterHub's server cannot start with what is to be merged later
        c.ServerApp.tornado_settings = {**known, "page_config_hook": ours, OPTION: ours}
    else:
        known.update({"page_config_hook": ours, OPTION: ours})
    c.ServerApp.jpserver_extensions.update({__name__: True})
    if home:
        if "pre_save_hook" not in c.ContentsManager:
            c.ContentsManager.pre_save_hook = answers_as_they_are
        c.LabApp.news_url = None
        c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Join our hook to the one that has taken its place, when the server begins to serve."""
    server.io_loop.add_callback(_join, server.web_app.settings)


def _join(settings: dict[str, Any]) -> None:
    ours, other = settings.get(OPTION), settings.get("page_config_hook")
    if ours and other is not ours:
        settings["page_config_hook"] = (lambda handler, page: ours(handler, other(handler, page))) if other else ours


def jupyter(root: Path, port: int, browser: bool, app: str = "jupyterlab") -> list[str]:
    """Return the command that serves a folder: JupyterLab, or Notebook 7 ("notebook"), which fits a telephone."""
    command = [sys.executable, "-m", app, f"--ServerApp.root_dir={root}", f"--port={port}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container's only user is root
    if not browser:
        return [*command, "--no-browser"]
    return command if browser_sees_the_file() else [*command, "--ServerApp.use_redirect_file=False"]


def serve(command: Sequence[str], root: Path, environment: Mapping[str, str] | None = None) -> int:
    """Run a server in a folder until it is stopped; return its exit code. Whatever ends this process ends the server.

    To be called in the main thread, where signals arrive.
    """
    signal.signal(signal.SIGTERM, _end)
    with subprocess.Popen(command, env=environment, cwd=root) as running:
        try:
            return running.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            running.terminate()
            try:
                running.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                running.kill()


def _end(number: int, _: object) -> NoReturn:
    """Leave as whoever is ended by a signal does, by way of what is to be tidied up."""
    sys.exit(128 + number)


def kernels_are_safe() -> None:
    """Let each kernel that this process starts search no folder of a notebook for modules but a lesson's own."""
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ["PYTHONSTARTUP"] = str(_STARTUP)


def hook(run: bool, home: bool) -> Callable[[Any, PageConfig], PageConfig]:
    """Return a function that puts the course into the configuration of a page."""

    def configured(handler: Any, page: PageConfig) -> PageConfig:
        root = Path(handler.settings.get("server_root_dir", "")).expanduser()
        exchange = home and "assignment_list_manager" in handler.settings  # nbgrader's part of the server is there
        own: PageConfig = {OPTION: option(root, run=run, home=home, exchange=exchange)}
        if home:
            own["appName"] = manifest()["course"]
            own["disabledExtensions"] = [*page.get("disabledExtensions", []), *UNWANTED]
        return {**page, **own}

    return configured


def _text(name: str, nothing: str) -> str:
    path = seeds.folder() / name
    return path.read_text("utf-8") if path.is_file() else nothing


def _dates(root: Path, notebook: str | None) -> dict[str, str | float] | None:
    """Return when the lesson of a notebook is due; None where it is not there, or not dated."""
    return dates_of((root / notebook).parent) if notebook else None


def option(root: Path, *, run: bool, home: bool, exchange: bool = False, course: Manifest | None = None) -> str:
    """Return what a page learns, as JSON; `path` and `dates` of a lesson are null where it is not below the root.

    `exchange` is the course's id there, where the page may bring lessons and feedback from one; "" where it may not.
    `course` is another than the one that this process knows.
    """
    course = course or manifest()
    paths = places(root, course)
    lessons = [
        {key: lesson[key] for key in ("name", "title", "question", "minutes", "cells")}
        | {"path": paths.get(lesson["name"]), "dates": _dates(root, paths.get(lesson["name"]))}
        for lesson in course["lessons"]
    ]
    where = course["id"] if exchange else ""
    facts: dict[str, Any] = {
        "course": course["course"],
        "language": language(),
        "written": written_in(),
        "exchange": where,
    }
    if own_folder():  # the page finds ours beside its script
        facts["words"] = {key: entry for key, entry in words().items() if key.startswith(VIEW)}
    if seeds.folder() != seeds.HERE:
        facts["seeds"] = {name: _text(name, nothing) for name, nothing in _SEEDS.items()}
    return json.dumps({"run": run, "home": home, **facts, "lessons": lessons})
