"""Does the page see what the browser keeps and what it will forget, and say where the course cannot begin?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from instructor.webpage.serving import served
from quizzes.catalogue import say

from .bare_site import EXTENSION, write_site
from .lab import CHROMIUM, FLAGS
from .site import BASE

LOOK = """async (address) => {
  const { look, warningOf } = await import(address);
  const { room, ...facts } = await look();
  return { ...facts, key: warningOf({ room, ...facts }) };
}"""
NOTHING = {"stores": True, "promised": False, "isPrivate": False, "isSafari": False}
#: What browsers differ in, as one has it.
APPLE = 'Object.defineProperty(Navigator.prototype, "vendor", { get: () => "Apple Computer, Inc." });'
GRANTS = "StorageManager.prototype.persist = async () => true;"
REFUSES = "StorageManager.prototype.persist = async () => false;"
ASKS_THE_STUDENT = "StorageManager.prototype.persist = () => new Promise(() => {});"
HAS_PROMISED = f"StorageManager.prototype.persisted = async () => true; {REFUSES}"
NO_FOLDER = """StorageManager.prototype.getDirectory = () =>
  Promise.reject(new DOMException("The operation failed", "UnknownError"));"""
NO_WORKER = "delete Navigator.prototype.serviceWorker;"
REFUSED_WORKER = """ServiceWorkerContainer.prototype.register = () =>
  Promise.reject(new DOMException("denied", "SecurityError"));"""
NO_DATABASE = 'IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); };'
FULL = "StorageManager.prototype.estimate = async () => ({ quota: 50e6, usage: 45e6 });"
SAFARIS_NAME = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("forgets") / "site"
    write_site(site, "")
    with served(site, base=BASE) as found:
        yield found


@pytest.fixture
def far(tmp_path: Path, browser: Browser, address: str) -> Iterator[tuple[Page, str]]:
    """Return a page, and an address by http that is another computer's to the browser."""
    rules = "--host-resolver-rules=MAP school.example 127.0.0.1"
    with browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=CHROMIUM, args=[*FLAGS, rules]
    ) as context:
        yield context.pages[0], address.replace("localhost", "school.example")


def seen(page: Page, address: str) -> dict[str, Any]:
    """Return what the page finds out on the browser, and the key of what it says."""
    page.goto(f"{address}files.json")
    found: dict[str, Any] = page.evaluate(LOOK, f"{address}{EXTENSION}/lesson_view/keeping.js")
    return found


@pytest.mark.parametrize(
    ("script", "facts", "key"),
    [
        ("", {}, "view.kept_unsure"),
        (REFUSES, {}, "view.kept_unsure"),
        (GRANTS, {"promised": True}, ""),
        (HAS_PROMISED, {"promised": True}, ""),
        (ASKS_THE_STUDENT, {}, "view.kept_unsure"),
        (APPLE + REFUSES, {"isSafari": True}, "view.kept_week"),
        (APPLE + GRANTS, {"isSafari": True, "promised": True}, ""),
        (APPLE + NO_FOLDER, {"isSafari": True, "isPrivate": True}, "view.kept_private"),
        (NO_FOLDER, {}, "view.kept_unsure"),
        (NO_WORKER, {"isPrivate": True}, "view.kept_private"),
        (NO_WORKER + GRANTS, {"isPrivate": True, "promised": True}, "view.kept_private"),
        (NO_DATABASE, {"stores": False}, "view.kept_nowhere"),
        (GRANTS + FULL, {"promised": True}, "view.nearly_full"),
    ],
    ids=[
        *(
            "off the record",
            "a promise refused",
            "a promise given",
            "promised before",
            "a question that nobody answers",
        ),
        *("Safari", "Safari that promises", "a private window of Safari", "no folder, no Safari"),
        *("a private window of Firefox", "private in spite of a promise", "nothing is kept", "little room"),
    ],
)
def test_what_a_browser_keeps_is_found_out(
    page: Page, address: str, script: str, facts: dict[str, bool], key: str
) -> None:
    page.add_init_script(script)
    assert seen(page, address) == NOTHING | facts | {"key": key}


def test_who_only_calls_itself_safari_is_none(browser: Browser, address: str) -> None:
    with browser.new_context(user_agent=SAFARIS_NAME) as context:
        assert seen(context.new_page(), address) == NOTHING | {"key": "view.kept_unsure"}


def test_without_https_a_window_is_not_taken_for_a_private_one(far: tuple[Page, str]) -> None:
    assert seen(*far) == NOTHING | {"key": "view.kept_unsure"}


@pytest.mark.parametrize("script", [NO_WORKER, REFUSED_WORKER], ids=["none there", "refused"])
def test_without_a_service_worker_the_door_says_that_the_window_keeps_nothing(
    page: Page, address: str, script: str
) -> None:
    page.add_init_script(script)
    page.goto(f"{address}lab/index.html")
    refused(page, say("site.no_worker"))


def test_without_https_the_door_says_so(far: tuple[Page, str]) -> None:
    page, address = far
    page.goto(f"{address}lab/index.html")
    assert not page.evaluate("isSecureContext")
    refused(page, say("site.no_https"))


def refused(page: Page, words: str) -> None:
    """Expect that the door says why nothing comes, and shows nothing as if it were under way."""
    expect(page.locator("#tj-door > [role=status]")).to_have_text(words)
    expect(page.locator("#tj-loading")).to_have_count(0)
    expect(page.locator("#tj-stuck")).to_be_hidden()
