"""How long a student waits for the course as a page, and how many of many loads fail and why.

Run by hand, on an idle machine: `uv run python -m tests.benchmarks.site_loads [--loads 200] [--out loads.jsonl]`. A
browser whose profile is new opens lesson 2 by its link, is closed, and comes back: two loads. Seconds run from the link
to the text that can be read, to the first question that can be answered (at the door, where it is shown there), to the
kernel's verdict on an answer given right then, and to the end of the busy sign; then a question that counts is
answered, with milliseconds to "Saved" as the page takes them. Each load is a line of the file as soon as it is over;
one that fails names its cause there, and leaves a picture.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import BrowserType, Error, Page, sync_playwright

from instructor.course import Course
from instructor.release import make_release
from instructor.webpage.build import build
from instructor.webpage.serving import served
from tests.browser.lab import CHROMIUM, FLAGS
from tests.browser.site import BASE, ISOLATED, LESSON, QUESTION, Sent

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90_000  # ms
ANSWERS = 4
_SEEN = ("text", "question", "verdict", "ready")
#: Notes when each thing is seen first; the lesson opens where its first questions are, as after turning a page.
_WATCH = """
localStorage.setItem("tj-lesson LESSON " + new URL("../", location).pathname, '{"at": 1}');
globalThis.seen = {};
const shown = (css) => [...document.querySelectorAll(css)].some((each) => each.checkVisibility());
const look = () => {
  const note = (name, is) => is && (seen[name] ??= Date.now());
  note("text", shown("#tj-door article p, .tj-lesson .jp-RenderedMarkdown p"));
  note("question", shown("#tj-door .tj-quiz input:enabled"));
  if (document.getElementById("tj-door")) return;
  note("question", shown(".tj-lesson .tj-quiz input:enabled"));
  note("verdict", shown(`[data-item="${globalThis.asked}"] .tj-result`));
  note("ready", seen.question && !document.querySelector(".tj-busy"));
};
setInterval(look, 20);
"""
#: Answers the first question of practice that is shown and not marked yet, and asks for the verdict.
_CHECK = """() => {
  const options = [...document.querySelectorAll("[data-kind=practice] input[type=radio]:enabled")];
  const option = options.find((each) => each.checkVisibility());
  option.click();
  const item = option.closest("[data-item]");
  globalThis.asked = item.dataset.item;
  item.querySelector(".tj-actions .tj-primary").click();
}"""
_SAVED = """(number) => new Promise((resolve, reject) => {
  const item = document.querySelector("QUESTION"), status = item.querySelector(".tj-status");
  const options = [...item.querySelectorAll("input")], start = performance.now();
  const watcher = new MutationObserver(() => {
    if (status.textContent.startsWith("Saved")) resolve(performance.now() - start);
  });
  watcher.observe(item, { subtree: true, childList: true, characterData: true });
  setTimeout(() => reject(new Error(`not saved: ${status.textContent}`)), 30_000);
  options.filter((each) => !each.checked)[number % (options.length - 1)].click();
})"""


@dataclass
class Load:
    """One load: seconds until things are seen, milliseconds until answers are saved, bytes sent, what went wrong."""

    visit: str
    text: float = 0
    question: float = 0
    verdict: float = 0
    ready: float = 0
    saved: list[float] = field(default_factory=list)
    sent: int = 0
    failure: str = ""
    errors: list[str] = field(default_factory=list)


def load(kind: BrowserType, profile: Path, address: str, visit: str, picture: Path) -> Load:
    """Open the lesson in a profile, answer its first question, and close the browser."""
    found = Load(visit)
    with kind.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS) as context:
        page = context.pages[0]
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.add_init_script(_WATCH.replace("LESSON", LESSON))
        start = time.time() * 1000
        try:
            page.goto(f"{address}?lesson={LESSON}")
            _follow(page, found)
        except Error as error:
            found.failure = f"{_cause(page)}: {error.message.splitlines()[0]}"
            page.screenshot(path=picture)
        with suppress(Error):
            for name, when in page.evaluate("seen").items():
                setattr(found, name, round((when - start) / 1000, 2))
    return found


def _follow(page: Page, found: Load) -> None:
    page.wait_for_function("globalThis.seen?.question", timeout=PATIENCE, polling=50)
    page.evaluate(_CHECK)
    for name in ("verdict", "ready"):
        page.wait_for_function(f"globalThis.seen?.{name}", timeout=PATIENCE, polling=50)
    for number in range(ANSWERS):
        page.wait_for_timeout(300)
        found.saved.append(round(page.evaluate(_SAVED.replace("QUESTION", QUESTION), number), 1))


def _cause(page: Page) -> str:
    """Say how far a page came that went no further."""
    with suppress(Error):
        for css, cause in ((".tj-failed", "a cell failed"), (".jp-Dialog", "a dialog"), ("#tj-door", "at the door")):
            if texts := page.locator(css).all_inner_texts():
                return f"{cause}, {' '.join(texts[0].split())[:200]!r}"
        for css, cause in ((".tj-lesson", "no lesson"), (".tj-quiz", "no quiz")):
            if not page.locator(css).count():
                return cause
        return "never ready" if page.locator(".tj-busy").count() else "not saved"
    return "the page is gone"


def loads(address: str, sent: Sent, count: int, out: Path) -> Iterator[Load]:
    """Yield loads, by turns in a profile that is new and in the same one."""
    with sync_playwright() as playwright:
        for number in range(count // 2):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                for visit in ("first", "return"):
                    sent.clear()
                    picture = out.with_name(f"{out.stem}-{number}-{visit}.png")
                    found = load(playwright.chromium, Path(profile), address, visit, picture)
                    found.sent = sent.bytes
                    yield found


def course_page(folder: Path) -> Path:
    """Release all lessons and build the page; return its folder."""
    course = Course(ROOT, folder / "course")
    course.enter()
    for lesson in course.assignments():
        make_release(course, lesson)
    return build(course).folder


def told(each: list[Load], visit: str) -> Iterator[str]:
    """Say what loads of one kind took."""
    good = [one for one in each if one.visit == visit and not one.failure]
    rows: dict[str, list[float]] = {f"{name} (s)": [getattr(one, name) for one in good] for name in _SEEN}
    rows["Saved (ms)"] = [time for one in good for time in one.saved]
    rows["sent (MB)"] = [one.sent / 1e6 for one in good]
    for name, values in rows.items():
        if len(values) > 1:
            most = f"nine in ten below {quantiles(values, n=10)[-1]:.2f}, all below {max(values) + 0.005:.2f}"
            yield f"{visit}, {name}: median {median(values):.2f}, {most}"


def main() -> None:
    """Measure, write each load as it is over, and sum up."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.site_loads", description=__doc__.splitlines()[0])
    parser.add_argument("--loads", type=int, default=200)
    parser.add_argument("--out", type=Path, default=Path("site_loads.jsonl"))
    parser.add_argument("--isolated", action="store_true", help="with the headers that isolate a page")
    parser.add_argument("--site", type=Path, help="a page that is built already")
    options = parser.parse_args()
    each: list[Load] = []
    sent = Sent()
    headers = ISOLATED if options.isolated else {}
    with tempfile.TemporaryDirectory() as folder, options.out.open("w") as out:
        site = options.site or course_page(Path(folder))
        with served(site, base=BASE, headers=headers, count=sent) as address:
            for one in loads(address, sent, options.loads, options.out):
                each.append(one)
                print(json.dumps(asdict(one)), file=out, flush=True)
                print(f"{len(each)}/{options.loads} {_line(one)}", flush=True)
    for line in [*told(each, "first"), *told(each, "return")]:
        print(line)
    failures: Any = Counter(one.failure for one in each if one.failure)
    print(f"loads: {len(each)}, failed: {failures.total()}, page errors: {sum(len(one.errors) for one in each)}")
    for failure, count in failures.most_common():
        print(f"  {count}: {failure}")


def _line(one: Load) -> str:
    times = (
        f"text {one.text:.1f} s, question {one.question:.1f} s, verdict {one.verdict:.1f} s, ready {one.ready:.1f} s"
    )
    return f"{one.visit}: {times}, saved {one.saved}, {one.sent / 1e6:.2f} MB {one.failure} {one.errors or ''}"


if __name__ == "__main__":
    main()
