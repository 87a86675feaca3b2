"""A real JupyterLab and a page in it, as the tests and the benchmark drive them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .lessons import make_lesson

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
#: Without these the browser looks for hosts of its maker's at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_IS_OPEN = """(path) => {
  const { currentWidget } = window.jupyterapp.shell;
  return currentWidget?.context?.path === path && currentWidget.sessionContext.isReady;
}"""
_HAS_RUN = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some((each) => each.textContent.includes('*'))"
_QUIET = {"fetchNews": "false", "checkForUpdates": False}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def jupyterlab(
    root: Path, port: int | None = None, app: str = "jupyterlab", settings: Path | None = None
) -> Iterator[str]:
    """Serve `root` and yield the address: with the configuration in `settings`, else that of nobody in particular."""
    choices = root / ".settings" / "@jupyterlab" / "apputils-extension"
    choices.mkdir(parents=True, exist_ok=True)
    (choices / "notification.jupyterlab-settings").write_text(json.dumps(_QUIET))
    port = port or free_port()
    places = {
        name: str(root / f".{name.lower()}") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    places |= {
        "JUPYTERLAB_SETTINGS_DIR": str(root / ".settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / ".workspaces"),
    }
    if settings:
        places["JUPYTER_CONFIG_PATH"] = str(settings)
    # What a test has put into the environment of this process is for this process.
    ours = {name: value for name, value in os.environ.items() if not re.match("JUPYTER|IPYTHON|PYTHON", name)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", app, "--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    command += [
        "--IdentityProvider.token=",
        "--allow-root",
        "--expose-app-in-browser",
        "--LabApp.expose_app_in_browser=True",  # also where it is Notebook's server that shows it
        "--ServerApp.disable_check_xsrf=True",
    ]
    with (root / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=root, env=ours | places | {"PATH": path}, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def open_lab(page: Page, address: str) -> Page:
    """Show an empty JupyterLab in a tab."""
    page.goto(f"{address}/lab?reset")
    page.wait_for_selector(".jp-Launcher", timeout=60_000)
    return page


class Sheet:
    """A student's copy open in JupyterLab: what a student can do with it, and what a test may look at."""

    def __init__(self, page: Page, address: str, root: Path, folder: str, quiz_id: str) -> None:
        self.page, self.address, self.root, self.quiz_id = page, address, root, quiz_id
        self.folder = root / folder
        self.notebook = make_lesson(self.folder, quiz_id)

    def open(self) -> Sheet:
        """Open the notebook in the JupyterLab that the tab shows, and run it."""
        path = self.notebook.relative_to(self.root).as_posix()
        self.command("docmanager:open", path=path)
        self.page.wait_for_function(_IS_OPEN, arg=path, timeout=30_000)
        return self.run()

    def open_alone(self) -> Sheet:
        """Open the notebook as a page of its own, and run it."""
        self.page.goto(f"{self.address}/doc/tree/{self.notebook.relative_to(self.root)}?reset")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=30_000)
        self.page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady", timeout=30_000)
        return self.run()

    def run(self) -> Sheet:
        """Run all cells, and wait for a new quiz and for the last cell: until then what is above may still grow."""
        self.page.evaluate("document.querySelectorAll('.tj-quiz').forEach((quiz) => quiz.classList.add('old'))")
        self.command("notebook:run-all-cells")
        self.page.wait_for_selector(".tj-quiz:not(.old)", timeout=40_000)
        self.page.wait_for_function(_HAS_RUN, timeout=40_000)
        return self

    def command(self, name: str, **arguments: Any) -> None:
        """Execute one of JupyterLab's commands."""
        self.page.evaluate("([name, args]) => { window.jupyterapp.commands.execute(name, args); }", [name, arguments])

    def menu(self, name: str, entry: str) -> None:
        """Choose an entry of JupyterLab's menu."""
        self.page.locator(".lm-MenuBar-item").get_by_text(name, exact=True).click()
        self.page.locator(".lm-Menu-item").get_by_text(re.compile(f"^{re.escape(entry)}…?$")).click()

    def confirm(self, button: str) -> None:
        """Press a button of a dialog."""
        self.page.locator(".jp-Dialog").get_by_role("button", name=button).click(timeout=20_000)

    def restart(self) -> Sheet:
        """Restart the kernel as the menu does, without running anything."""
        before = self.pid
        self.page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }")
        until(lambda: not _alive(before))
        return self

    def reopen(self) -> Sheet:
        """Open the same notebook in a new tab, as on the next day."""
        other = copy(self)
        other.page = self.page.context.new_page()
        return other.open_alone()

    def dismiss(self) -> None:
        """Click away what JupyterLab says when its kernel has died."""
        self.confirm("Ok")

    def item(self, name: str) -> Locator:
        """Return a question."""
        return self.page.locator(f"[data-item='{name}']")

    def status(self, name: str) -> Locator:
        """Return what a question says about itself."""
        return self.item(name).locator(".tj-status")

    @property
    def live(self) -> Locator:
        """What a screen reader is told."""
        return self.page.locator(".tj-quiz [role=status]")

    def option(self, item: str, name: str) -> Locator:
        """Return the input of an option."""
        return self.item(item).locator(f"input[value='{name}']")

    def order(self, item: str) -> list[str]:
        """Return the ids of the options as they are shown."""
        values: list[str] = self.item(item).locator("input").evaluate_all("inputs => inputs.map(input => input.value)")
        return values

    def saved(self, name: str) -> None:
        """Expect that a question says it is saved."""
        expect(self.status(name)).to_have_text(re.compile(r"^Saved \d\d:\d\d"), timeout=10_000)

    def entries(self) -> list[dict[str, Any]]:
        """Return the journal as it is on the disk."""
        path = self.folder / "responses" / f"{self.quiz_id}.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def answer(self, name: str) -> Any:
        """Return the last response in the journal."""
        return [entry["response"] for entry in self.entries() if entry["item"] == name][-1]

    @property
    def pid(self) -> int:
        """The kernel's process, as the notebook's first cell noted it."""
        return int((self.folder / "kernel.pid").read_text())

    def signal(self, number: signal.Signals) -> None:
        """Send the kernel a signal."""
        os.kill(self.pid, number)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
