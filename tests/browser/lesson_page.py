"""A student's place with one released lesson, and how a test turns its pages: by keyboard, as far as there are keys."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from instructor.course import Course
from instructor.release import make_release

ROOT = Path(__file__).parent.parent.parent
LESSON, QUIZZES = "02-who-pays-for-order", 22


def students_place(base: Path) -> Path:
    """Make a student's folder, `work`, with the lesson, and beside it in `hub` the configuration of a server."""
    with patch.dict(os.environ):  # the place outlives the test that asks for it first
        course = Course(ROOT, base / "course")
        course.enter()
        shutil.copytree(make_release(course, LESSON), base / "work" / LESSON)
    (base / "hub").mkdir()
    (base / "hub" / "jupyter_server_config.py").write_text("from quizzes.door import allow\nallow(get_config())\n")
    return base


def press(target: Locator, *keys: str) -> None:
    """Press keys on what has the focus: Enter, where none are named."""
    target.focus()
    for key in keys or ("Enter",):
        target.page.keyboard.press(key)


def ready(page: Page) -> None:
    """Wait until the lesson is ready."""
    expect(page.locator(".tj-quiz")).to_have_count(QUIZZES, timeout=60_000)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=60_000)


def section(page: Page, number: int) -> None:
    """Turn to a section by the list of them; the overview is 0."""
    press(page.locator(".tj-where"))
    press(page.locator(".tj-section-list button").nth(number))


def serious(page: Page, part: str, *rules: str) -> list[Any]:
    """Return what axe finds serious in a part of the page, by the rules named or by all."""
    page.add_style_tag(content="body{height:100vh!important}")  # axe takes all of JupyterLab for hidden otherwise
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = Axe().run(page, context=part, options=options).response["violations"]
    bad = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in bad]
