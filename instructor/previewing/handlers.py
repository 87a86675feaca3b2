"""The page's addresses in a Jupyter server, for whoever may use that server; what is sent needs its XSRF token.

    /preview/NAME           the page of a lesson, a quiz or a question
    /preview/api/NAME       GET: what it shows, or with ?stamp nothing but whether a file was saved; POST: an answer
    /preview/files/FILE     its script and style, and those of the quizzes

The page may load and run nothing but these.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from instructor.course import Course, CourseError, variable
from instructor.previewing import TERM
from instructor.previewing.room import PAGE, Room
from quizzes.script import joined, styles
from quizzes.types import registered

_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_SETTING = "two_januaries_preview"
_KINDS = {".js": "text/javascript", ".css": "text/css"}


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What the page sends: a message for a quiz, or that all answers are to be forgotten."""

    quiz: str = ""
    message: dict[str, Any] = {}
    clear: bool = False


class Rooms:
    """The rooms of one server, by the names that pages ask for."""

    def __init__(self, course: Course) -> None:
        self._course, self._rooms, self._lock = course, dict[str, Room](), Lock()
        self._term = Course(course.root, Path(os.environ.get(variable(TERM)) or course.folder))
        atexit.register(self.close)

    def room(self, name: str) -> Room:
        """Return the room of a name. Raises CourseError where nothing has it."""
        with self._lock:
            if name not in self._rooms:
                self._rooms[name] = Room(self._course, name, self._term)
            return self._rooms[name]

    def close(self) -> None:
        """Take the rooms' folders away."""
        for room in self._rooms.values():
            room.close()


class PreviewPage(JupyterHandler):
    """The page."""

    auth_resource = "preview"

    @property
    def content_security_policy(self) -> str:
        """What the page may load: its own files, and pictures."""
        return _POLICY

    @web.authenticated
    @authorized
    async def get(self, name: str = "") -> None:
        """Send the page; what it shows it asks for itself."""
        assert self.xsrf_token  # asking for it gives the page its cookie
        self.set_header("Cache-Control", "no-store")
        page = Environment(loader=FileSystemLoader(PAGE), autoescape=True).get_template("preview.html.j2")
        self.finish(page.render(name=name, base=url_path_join(self.base_url, "preview")))


class PreviewFiles(JupyterHandler):
    """The page's script and style."""

    auth_resource = "preview"

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """Send one of the four files that there are."""
        made: dict[str, Callable[[], str]] = {
            "quiz.js": lambda: joined(*(kind.control() for kind in registered().values())),
            "quiz.css": lambda: styles("quiz.css"),
            "preview.js": (PAGE / "preview.js").read_text,
            "preview.css": (PAGE / "preview.css").read_text,
        }
        if name not in made:
            raise web.HTTPError(404)
        self.set_header("Content-Type", f"{_KINDS[Path(name).suffix]}; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(made[name]())


class PreviewApi(APIHandler):
    """What the page shows, and what it sends."""

    auth_resource = "preview"

    @web.authenticated
    @authorized
    async def get(self, name: str = "") -> None:
        """Answer with the page's parts; 400 with the reason where nothing has its name."""
        await self._answer(lambda room: {"stamp": room.stamp} if self.get_argument("stamp", "") else room.body(), name)

    @web.authenticated
    @authorized
    async def post(self, name: str = "") -> None:
        """Let a quiz have a message."""
        sent = msgspec.json.decode(self.request.body, type=Sent)
        await self._answer(lambda room: room.clear() or {} if sent.clear else room.send(sent.quiz, sent.message), name)

    async def _answer(self, act: Any, name: str) -> None:
        rooms: Rooms = self.settings[_SETTING]
        try:
            self.finish(json.dumps(await asyncio.to_thread(lambda: act(rooms.room(name)))))
        except CourseError as error:
            self.set_status(400)
            self.finish(json.dumps({"error": str(error)}))


def add_handlers(app: Any) -> None:
    """Add the preview to a server's application."""
    app.settings[_SETTING] = Rooms(Course.here())
    base, name = url_path_join(app.settings["base_url"], "preview"), r"([\w-]+)"
    app.add_handlers(
        ".*$",
        [
            (rf"{base}/api(?:/{name})?", PreviewApi),
            (rf"{base}/files/([\w-]+\.\w+)", PreviewFiles),
            (rf"{base}(?:/{name})?", PreviewPage),
        ],
    )
