"""Debian's Firefox as the tests drive it: by WebDriver BiDi, which it speaks itself, with no driver between.

Playwright drives only a Firefox of its own making. Values come out of a page as JSON; clicks and keys go in as those of
a mouse and a keyboard.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

FIREFOX = Path(os.environ.get("FIREFOX", "/usr/bin/firefox-esr"))
#: Nothing outside is asked for, and a download goes into the profile without a question.
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.download.dir": "{profile}/downloads",
    "browser.download.folderList": 2,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "captivedetect.canonicalURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_STARTS = 60  # seconds


class Firefox:
    """One Firefox with one tab."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=120)
        self._count = 0
        self.errors: list[str] = []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command; return what it results in."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while (message := json.loads(self._socket.recv())).get("id") != self._count:
            self._note(message)
        assert message["type"] == "success", f"{method}: {message.get('error')}: {message.get('message')}"
        found: dict[str, Any] = message["result"]
        return found

    def _note(self, message: dict[str, Any]) -> None:
        entry = message.get("params", {})
        if message.get("method") == "log.entryAdded" and entry["type"] == "javascript" and entry["level"] == "error":
            self.errors.append(str(entry["text"]))

    def go(self, address: str) -> None:
        """Open an address."""
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="interactive")

    def value(self, expression: str) -> Any:
        """Return the value of an expression in the page, a promise's once it is there."""
        code = f"(async () => JSON.stringify(await ({expression})) ?? 'null')()"
        found = self.ask("script.evaluate", expression=code, target={"context": self.tab}, awaitPromise=True)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return json.loads(found["result"]["value"])

    def until(self, expression: str, seconds: float = 240) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.value(f"(async () => Boolean(await ({expression})))()"):
            assert time.monotonic() < end, f"never true in Firefox: {expression}; errors: {self.errors}"
            time.sleep(0.1)

    def click(self, css: str) -> None:
        """Click the first element that a selector finds and that is shown."""
        expression = f"[...document.querySelectorAll({json.dumps(css)})].find((each) => each.checkVisibility())"
        found = self.ask("script.evaluate", expression=expression, target={"context": self.tab}, awaitPromise=False)
        assert "sharedId" in found["result"], f"nothing to click in Firefox: {css}"
        origin = {"type": "element", "element": {"sharedId": found["result"]["sharedId"]}}
        self.value(f"({expression}).scrollIntoView({{ block: 'center' }})")
        moves = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        moves += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act("pointer", moves)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        presses = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act("key", presses)

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        self.ask("input.performActions", context=self.tab, actions=[{"type": kind, "id": kind, "actions": actions}])

    def close(self) -> None:
        """Close the browser as a person does."""
        self.ask("browser.close")
        self._socket.close()


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start Firefox in a profile, which is made where there is none; it is closed at the end."""
    (profile / "downloads").mkdir(parents=True, exist_ok=True)
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines).replace("{profile}", str(profile)), "utf-8")
    log = profile / "firefox.log"
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        browser = Firefox(_address(log))
        yield browser
        browser.close()
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


def _address(log: Path) -> str:
    end = time.monotonic() + _STARTS
    while not (found := _ADDRESS.search(log.read_text("utf-8", "replace"))):
        assert time.monotonic() < end, f"Firefox does not start: {log.read_text('utf-8', 'replace')[-500:]}"
        time.sleep(0.2)
    return found[1]
