"""The preview in a real browser, on the server that `python -m instructor preview` starts."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from instructor.course import Course, variable
from tests.small_course import ASSIGNMENT
from tests.started import serving


@pytest.mark.long
def test_the_page_follows_the_file_and_is_for_whoever_has_the_token(
    course: Course, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "instructor", "preview", "quiz-01"]
    root = {variable("ROOT"): str(course.root)}
    with serving(command, course.root, tmp_path / "home", **root) as server, browser.new_context() as context:
        page, errors = context.new_page(), list[object]()
        page.on("pageerror", lambda error: errors.append(error))
        for path in ("/preview/quiz-01", "/preview/api/quiz-01", "/preview/files/quiz.js"):
            reply = page.request.get(server.address + path)
            assert reply.status == 403 or "/login" in reply.url
        assert "/preview/quiz-01?token=" in (tmp_path / "home" / "server.log").read_text("utf-8")
        page.goto(server.link)
        page.goto(f"{server.address}/preview/quiz-01")
        expect(page.locator("[data-item='s-several']")).to_be_visible(timeout=30_000)
        page.locator("[data-item='s-club'] input[value='b']").check()
        expect(page.locator("[data-item='s-club'] .tj-status")).to_contain_text("Saved", timeout=10_000)
        assert page.request.post(f"{server.address}/preview/api/quiz-01", data={"clear": True}).status == 403

        file = course.bank_file(ASSIGNMENT)
        since = time.monotonic()
        file.write_text(file.read_text("utf-8").replace("Which are shared?", "Which are for all?"), "utf-8")
        expect(page.locator("[data-item='s-several']")).to_contain_text("Which are for all?", timeout=3000)
        print(f"shown {time.monotonic() - since:.2f} s after it was saved")
        expect(page.locator("[data-item='s-club'] input[value='b']")).to_be_checked()
        page.get_by_role("button", name="Forget all answers").click()
        expect(page.locator("[data-item='s-club'] input[value='b']")).not_to_be_checked()

        for theme in ("light", "dark"):
            page.get_by_label("Theme").select_option(theme)
            for width in (1366, 390):
                page.set_viewport_size({"width": width, "height": 800})
                found = Axe().run(page).response["violations"]
                assert [each["id"] for each in found] == [], theme
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert errors == []
