"""Somebody at a hub, as a browser would be: signs in, has a server, asks its APIs, runs code and answers a quiz.

Nothing of the hub is taken for granted but what a browser is given: forms, cookies, and the messages of a page.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import requests
import websocket

#: Seconds that a server or a kernel may take where many start at once.
PATIENCE = 300


@dataclass
class Visitor:
    """A person's browser at a hub's address."""

    hub: str
    name: str
    password: str
    session: requests.Session = field(default_factory=requests.Session)
    sockets: list[websocket.WebSocket] = field(default_factory=list)

    @property
    def server(self) -> str:
        """The address of the person's server."""
        return f"{self.hub}/user/{self.name}"

    def sign_in(self) -> bool:
        """Fill in the form; say whether the hub takes the password."""
        self.session.get(f"{self.hub}/hub/login", timeout=60)
        form = {"username": self.name, "password": self.password, "_xsrf": self._token("/hub/")}
        answer = self.session.post(f"{self.hub}/hub/login?next=/hub/home", data=form, timeout=60)
        return answer.ok and urlsplit(answer.url).path == "/hub/home"

    def leave(self) -> None:
        """Close the browser; the server goes on."""
        for socket in self.sockets:
            socket.close()
        self.session.close()

    def start(self) -> None:
        """Press "Start", and wait until the server answers."""
        self.session.get(f"{self.hub}/hub/spawn", timeout=60)
        end = time.monotonic() + PATIENCE
        while not self._is_served():
            assert time.monotonic() < end, f"{self.name}'s server does not start"
            time.sleep(0.5)

    def _is_served(self) -> bool:
        page = self.session.get(f"{self.server}/lab", timeout=60)
        return page.ok and urlsplit(page.url).path == f"/user/{self.name}/lab"

    def ask(self, path: str, method: str = "GET", **facts: Any) -> requests.Response:
        """Ask the person's server, or with a path that begins with "/" the hub."""
        address = f"{self.hub}{path}" if path.startswith("/") else f"{self.server}/{path}"
        headers = {"X-XSRFToken": self._token(f"/user/{self.name}/"), "Referer": f"{self.server}/lab"}
        return self.session.request(method, address, headers=headers, timeout=120, **facts)

    def page_option(self) -> dict[str, Any]:
        """Return JupyterLab's configuration of the person's page."""
        text = self.ask("lab").text
        start = text.index('type="application/json">') + len('type="application/json">')
        found: dict[str, Any] = json.loads(text[start : text.index("</script>", start)])
        return found

    def _token(self, path: str) -> str:
        found = [cookie for cookie in self.session.cookies if cookie.name == "_xsrf" and cookie.path == path]
        return found[0].value or "" if found else ""

    def socket(self, path: str) -> websocket.WebSocket:
        """Open one of the server's websockets."""
        address = f"{self.server}/{path}".replace("http", "ws", 1)
        prepared = self.session.prepare_request(requests.Request("GET", f"{self.server}/{path}"))
        made = websocket.create_connection(
            address, cookie=prepared.headers.get("Cookie"), origin=self.hub, timeout=120, skip_utf8_validation=True
        )
        self.sockets.append(made)
        return made

    def kernel(self, folder: str = "") -> Kernel:
        """Start a kernel in a folder of the person's, as a notebook there does."""
        facts = {"path": f"{folder}/x.ipynb", "type": "notebook", "name": "x", "kernel": {"name": "python3"}}
        made = self.ask("api/sessions", "POST", json=facts)
        assert made.status_code == 201, made.text
        return Kernel(self.socket(f"api/kernels/{made.json()['kernel']['id']}/channels"))

    def shell(self, line: str) -> str:
        """Type a line into a terminal; return what it prints."""
        name = self.ask("api/terminals", "POST").json()["name"]
        terminal, mark = self.socket(f"terminals/websocket/{name}"), uuid4().hex
        terminal.send(json.dumps(["stdin", f"{line}; echo {mark[:16]}''{mark[16:]}\r"]))
        printed = ""
        while mark not in printed:
            kind, *texts = json.loads(terminal.recv())
            printed += texts[0] if kind == "stdout" else ""
        terminal.close()
        self.ask(f"api/terminals/{name}", "DELETE")
        return printed


class Kernel:
    """A kernel's websocket, with the messages that a page sends."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self.socket, self.id = socket, uuid4().hex
        self.widgets: dict[str, str] = {}

    def run(self, code: str) -> str:
        """Run a cell; return what it prints or shows, an error as its name and text."""
        asked = self._send("execute_request", "shell", {"code": code, "silent": False, "store_history": True})
        printed = ""
        ended: set[str] = set()
        while ended < {"idle", "reply"}:
            kind, message = self._receive()
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            ended |= {"reply"} if kind == "execute_reply" else set()
            ended |= {"idle"} if content.get("execution_state") == "idle" else set()
            printed += content.get("text", "") if kind == "stream" else ""
            printed += content.get("data", {}).get("text/plain", "") if kind == "execute_result" else ""
            printed += f"{content['ename']}: {content['evalue']}" if kind == "error" else ""
        return printed

    def listen(self, until: Event) -> None:
        """Take in what comes, as an open page does, until something happens: who does not is taken to be gone."""
        patience = self.socket.gettimeout()
        self.socket.settimeout(1)
        while not until.is_set():
            with suppress(websocket.WebSocketTimeoutException):
                self._receive()
        self.socket.settimeout(patience)

    def tell(self, widget: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send a widget a message as its page does, and return the reply that bears the message's token."""
        token = uuid4().hex
        data = {"method": "custom", "content": content | {"token": token}}
        self._send("comm_msg", "shell", {"comm_id": widget, "data": data})
        while True:
            kind, message = self._receive()
            reply: dict[str, Any] = message["content"].get("data", {}).get("content", {}) if kind == "comm_msg" else {}
            if reply.get("token") == token:
                return reply

    def _send(self, kind: str, channel: str, content: dict[str, Any]) -> str:
        number = uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "session": self.id, "username": "", "version": "5.3", "date": ""}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
        self.socket.send(json.dumps(message))
        return number

    def _receive(self) -> tuple[str, dict[str, Any]]:
        """Return the next message; a widget that opens is kept, by the name of its quiz."""
        while True:
            text = self.socket.recv()
            if not isinstance(text, str) or not text:
                continue  # binary: a figure's buffers
            message = json.loads(text)
            kind = message["header"]["msg_type"]
            if kind == "comm_open":
                view = message["content"]["data"].get("state", {}).get("view") or {}
                self.widgets[view.get("id", "")] = message["content"]["comm_id"]
            return kind, message


def lines(text: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of a journal."""
    return (json.loads(line) for line in text.splitlines() if line)
