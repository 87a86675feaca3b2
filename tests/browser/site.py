"""The course as a page, as the tests open it: released and built once, served by the tests, in profiles that last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Locator, Page, expect

from .lab import CHROMIUM, FLAGS

LESSON, OTHER = "02-who-pays-for-order", "00-orientation"
BASE = "/~prof/course"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
#: The first question that counts and has options.
QUESTION = "[data-kind=graded] [data-item]:has(input[type=radio])"
PATIENCE = 240_000  # ms: the machine may be busy; what is quick is measured elsewhere
#: What a browser does whose storage is full; Chromium's switch for it (Storage.overrideQuotaForOrigin) has no effect.
FULL = """const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (globalThis.isFull) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, given);
};"""
#: Whether what each question of the open lesson shows is kept for the door, which the page does when it has time.
_CARDS = """async () => {
  const cards = (await (await caches.open("course-cards")).keys()).length;
  return cards >= document.querySelectorAll(".tj-lesson .tj-quiz").length;
}"""
_KEPT = """async () => {
  const { size } = new Set((await (await caches.open("course-files")).keys()).map(({ url }) => url));
  const before = globalThis.keptBefore;
  globalThis.keptBefore = size;
  return document.getElementById("tj-loading").value === 1 && size === before;
}"""


class Sent:
    """What a server has sent: how often each file, and the bytes in all."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.bytes = 0

    def __call__(self, path: str, size: int) -> None:
        """Count a file."""
        self.files[path] += 1
        self.bytes += size

    def clear(self) -> None:
        """Begin anew."""
        self.files.clear()
        self.bytes = 0

    @property
    def twice(self) -> dict[str, int]:
        """The files that were sent more than once."""
        return {path: count for path, count in self.files.items() if count > 1}


@contextmanager
def visit(kind: BrowserType, profile: Path, size: tuple[int, int] = (1200, 1000)) -> Iterator[Page]:
    """Open the browser in a profile, and close it at the end; no script on the page may fail."""
    width, height = size
    with kind.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=FLAGS, viewport={"width": width, "height": height}
    ) as context:
        page, errors = context.pages[0], list[str]()
        page.on("pageerror", lambda error: errors.append(f"{error.message}\n{error.stack}"))
        yield page
        assert errors == [], "\n".join(errors)


def opened(page: Page, address: str) -> None:
    """Open a lesson by its link, and wait until all of it is ready."""
    page.goto(address)
    ready(page)


def ready(page: Page) -> None:
    """Wait until the one lesson that is open is ready."""
    expect(page.locator(".tj-lesson")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".tj-lesson .tj-quiz").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=PATIENCE)
    assert page.locator(".tj-failed").all_inner_texts() == []


def all_kept(page: Page) -> None:
    """Wait until the worker has kept what any lesson needs."""
    page.wait_for_function(_KEPT, timeout=PATIENCE, polling=3000)


def whole(lesson: str, place: str = f"{BASE}/") -> str:
    """Return a script that shows a lesson without sections; `place` is the path of the page."""
    return f"localStorage.setItem('tj-lesson {lesson} {place}', JSON.stringify({{ whole: true }}))"


def first_visit(browser: Browser, profile: Path, address: str, script: str = "", lesson: str = LESSON) -> Path:
    """Open a lesson once in a profile, run a script there at the end, and return the profile."""
    with visit(browser.browser_type, profile) as page:
        page.context.add_init_script(whole(lesson))
        opened(page, f"{address}?lesson={lesson}")
        page.wait_for_function(_CARDS, timeout=PATIENCE, polling=500)
        page.evaluate(script)
    return profile


def begun(page: Page, address: str, lesson: str = LESSON) -> Locator:
    """Open a lesson, and return the door when its questions can be answered."""
    page.context.add_init_script(whole(lesson))
    page.goto(f"{address}?lesson={lesson}", wait_until="commit")
    door = page.locator("#tj-door")
    expect(door.locator(QUESTION).first).to_be_attached(timeout=PATIENCE)
    return door
