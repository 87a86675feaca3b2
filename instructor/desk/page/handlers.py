"""The page's addresses in a Jupyter server, for whoever may use that server; a change needs the server's XSRF token.

    /desk/LESSON            the page; /desk/LESSON/VIEW opens it at another of its views
    /desk/files/PATH        its modules and styles, from two folders of this checkout and nowhere else
    /desk/api               POST: one question (`asked`), answered by `desks`

The page may load and run nothing but these: its Content-Security-Policy is stricter than the server's own.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from instructor.course import Course, CourseError
from instructor.desk.page.asked import Envelope
from instructor.desk.page.desks import Desks, HeldError

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
#: Where the page's modules lie, relative to the checkout that this file is in.
FOLDERS = ("instructor/desk/page/script", "quizzes/script")
KINDS = {".js": "text/javascript", ".css": "text/css"}
WORDS = HERE / "words.json"
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_SETTING = "two_januaries_desks"


class DeskPage(JupyterHandler):
    """The page."""

    auth_resource = "desk"

    @property
    def content_security_policy(self) -> str:
        """What the page may load: its own files, and pictures that came with an answer."""
        return _POLICY

    @web.authenticated
    @authorized
    async def get(self, lesson: str, view: str = "") -> None:
        """Send the page of a lesson."""
        try:
            told = await asyncio.to_thread(self.settings[_SETTING].opening, lesson)
        except CourseError as error:
            raise web.HTTPError(404, str(error)) from None
        told |= {"view": view, "base": self.base_url, "words": json.loads(WORDS.read_text("utf-8"))}
        assert self.xsrf_token  # asking for it gives the page its cookie
        self.set_header("Cache-Control", "no-store")
        page = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("desk.html.j2")
        self.finish(page.render(told=told, files=url_path_join(self.base_url, "desk", "files", *FOLDERS[:1])))


class DeskFiles(JupyterHandler):
    """The page's modules and styles."""

    auth_resource = "desk"

    @web.authenticated
    @authorized
    async def get(self, folder: str, name: str) -> None:
        """Send one file; of a name without a folder in it, so nothing else can be reached."""
        path = ROOT / folder / name
        if folder not in FOLDERS or path.suffix not in KINDS or not path.is_file():
            raise web.HTTPError(404)
        self.set_header("Content-Type", f"{KINDS[path.suffix]}; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(path.read_bytes())


class DeskApi(APIHandler):
    """Questions of the page."""

    auth_resource = "desk"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer one: 400 with the reason where the desk refuses, 409 with a name where somebody else has it."""
        try:
            asked = msgspec.json.decode(self.request.body, type=Envelope)
            self.finish(await asyncio.to_thread(self.settings[_SETTING].answer, asked))
        except HeldError as error:
            self._refuse(409, {"error": str(error), "holder": error.holder})
        except (CourseError, msgspec.DecodeError) as error:
            self._refuse(400, {"error": str(error)})

    def _refuse(self, status: int, why: dict[str, Any]) -> None:
        self.set_status(status)
        self.finish(json.dumps(why))


def add_handlers(app: Any) -> None:
    """Add the desk to a server's application."""
    app.settings[_SETTING] = Desks(Course.here())
    base = url_path_join(app.settings["base_url"], "desk")
    name, folders = r"([\w-]+)", "|".join(FOLDERS)
    app.add_handlers(
        ".*$",
        [
            (f"{base}/api", DeskApi),
            (rf"{base}/files/({folders})/([\w-]+\.\w+)", DeskFiles),
            (rf"{base}/{name}(?:/{name})?", DeskPage),
        ],
    )
