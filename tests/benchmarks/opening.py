"""How long a student waits for a lesson: from the server's link to the first question that can be answered.

Before: JupyterLab opens the notebook, and whoever knows how presses Run All at once; the extension is off. Now: the
course's page, one press on the lesson, which makes itself ready, and one on its first section. By turns, with a cold
kernel each time and a browser that has been here before. Run by hand, on an idle machine:
`uv run python -m tests.benchmarks.opening`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from tests.browser.lab import CHROMIUM, FLAGS, jupyterlab
from tests.browser.lesson_page import LESSON, press, section, students_place

REPETITIONS = 5
TITLE = "Who pays for order?"
_ANSWERABLE = "() => [...document.querySelectorAll('.tj-quiz input:enabled')].some((input) => input.checkVisibility())"
_READY = "window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady"


def before(page: Page, address: str) -> None:
    """Open the notebook in JupyterLab and run all of it."""
    page.goto(f"{address}/lab/tree/{LESSON}/{LESSON}.ipynb?reset")
    page.wait_for_function(_READY, timeout=60_000)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")


def now(page: Page, address: str) -> None:
    """Open the course and press the lesson."""
    page.goto(f"{address}/lab")
    press(page.get_by_role("button", name=TITLE).last)
    section(page, 1)  # the overview asks nothing


def seconds(page: Page, address: str, way: Callable[[Page, str], None]) -> float:
    """Open the lesson once, and leave no kernel behind."""
    start = perf_counter()
    way(page, address)
    page.wait_for_function(_ANSWERABLE, timeout=120_000)
    taken = perf_counter() - start
    page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
    return taken


def main() -> None:
    """Measure and print."""
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = students_place(base)
        plain = shutil.copytree(place / "work", base / "plain")
        switch = [sys.executable, "-m", "jupyter", "labextension", "disable", "--level=user", "two-januaries-lesson"]
        config = os.environ | {"JUPYTER_CONFIG_DIR": str(plain / ".jupyter_config_dir")}
        subprocess.run(switch, env=config, check=True, capture_output=True)
        ways = [(before, stack.enter_context(jupyterlab(plain)))]
        ways.append((now, stack.enter_context(jupyterlab(place / "work", settings=place / "hub"))))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        taken: dict[str, list[float]] = {"before": [], "now": []}
        for turn in range(REPETITIONS + 1):
            for way, address in ways:
                took = seconds(page, address, way)
                if turn:  # the first fills the browser's cache
                    taken[way.__name__].append(took)
    for name, each in taken.items():
        print(f"{name}: median {median(each):.2f} s (from {min(each):.2f} to {max(each):.2f})")
    print(f"now / before: {median(taken['now']) / median(taken['before']):.2f}")


if __name__ == "__main__":
    main()
