"""The course as a page: from the link to the mark, come back to, and without a network, on any server of files."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.webpage import outside, serving
from instructor.webpage.build import build
from instructor.webpage.serving import served
from tests.started import ROOT, instructor

from .keyboard import Copy, answer_all, handed_in
from .lab import free_port
from .site import BASE, ISOLATED, LESSON, OTHER, PATIENCE, QUESTION, Sent, all_kept, opened, ready, visit

pytestmark = pytest.mark.long
#: Bytes, compressed, that a lesson may load, and a second lesson.
MOST, MOST_OF_SECOND = 15_000_000, 60_000
#: What a browser asks for before the worker is there, or as it loads an isolated page anew.
BEFORE_THE_WORKER = {"index.html", "lab/index.html", "door.js", "lab/favicon.ico", "build/lab/bundle.js"}
FILES = "async () => (await (await caches.open('course-files')).keys()).map(({ url }) => url)"
MEMORY = "async () => (await (await caches.open('course-memory')).keys()).map(({ url }) => url)"
SPOIL = """async () => {
  const cache = await caches.open("course-memory");
  for (const request of await cache.keys()) await cache.put(request, new Response(new Uint8Array(1000)));
}"""
STORAGES = "async () => (await indexedDB.databases()).map(({ name }) => name)"
#: Counts how often JupyterLab's frame was seen between the door and the course's home page.
BARS = """globalThis.barsSeen = 0;
setInterval(() => {
  const bars = [...document.querySelectorAll(".jp-SideBar, .lm-MenuBar")];
  if (!document.getElementById("tj-door") && bars.some((each) => each.checkVisibility())) barsSeen++;
}, 10);"""
SERVERS = [("", {}), ("", ISOLATED), (BASE, {}), (BASE, ISOLATED)]
NAMES = ["at the root", "at the root, isolated", "below a path", "below a path, isolated"]


def answer_first(page: Page) -> str:
    """Choose an option of the first question that counts; return the question's name."""
    sheet = Copy(page, "", Path(), Path(LESSON))
    item = page.locator(QUESTION).first
    sheet.turn_to(item)
    name = str(item.get_attribute("data-item"))
    item.locator("input[type=radio]").last.check(force=True)
    sheet.saved(name)
    return name


@pytest.mark.parametrize(("base", "headers"), SERVERS, ids=NAMES)
def test_a_lesson_is_answered_and_come_back_to_without_a_network(
    site_course: Course, browser: Browser, tmp_path: Path, base: str, headers: dict[str, str]
) -> None:
    """The browser is closed in between, and the lesson that opens without a network is also one never opened before."""
    kind, profile, port, sent = browser.browser_type, tmp_path / "profile", free_port(), Sent()
    serve = partial(served, site_course.folder / "site", port=port, base=base, headers=headers, count=sent)
    with serve() as address:
        with visit(kind, profile) as page:
            opened(page, f"{address}?lesson={LESSON}")
            name = answer_first(page)
            all_kept(page)
        assert sent.bytes < MOST, f"{sent.bytes / 1e6:.1f} MB"
        assert sent.twice.keys() <= BEFORE_THE_WORKER
        sent.clear()
        with visit(kind, profile) as page:
            opened(page, f"{address}?lesson={OTHER}")
            all_kept(page)
        assert sent.bytes < MOST_OF_SECOND, sent.files
    for lesson in (LESSON, "06-weighing-the-argument"):
        with visit(kind, profile) as page:
            opened(page, f"{address}?lesson={lesson}")
            if lesson == LESSON:
                kept = page.locator(f"[data-item='{name}']")
                expect(kept.locator("input[type=radio]").last).to_be_checked()
                expect(kept.locator(".tj-status")).to_have_text(re.compile("^Saved"))


@pytest.fixture(params=[{}, ISOLATED], ids=["without headers", "isolated"])
def site(site_course: Course, request: pytest.FixtureRequest) -> Iterator[str]:
    with served(site_course.folder / "site", base=BASE, headers=request.param) as address:
        yield address


def test_a_lesson_from_the_link_to_the_mark(site_course: Course, site: str, browser: Browser, tmp_path: Path) -> None:
    with visit(browser.browser_type, tmp_path / "profile") as page:
        opened(page, f"{site}?lesson={LESSON}")
        sheet = Copy(page, site, tmp_path, tmp_path / LESSON)
        answer_all(sheet, read_answer_key(site_course, LESSON))
        name = handed_in(sheet).name
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as packed:
        packed.write(tmp_path / name, f"Ana Souza_11_assignsubmission_file/{name}")
    instructor(site_course, "collect", LESSON, "--zips", str(tmp_path / "download.zip"))
    assert "14 of 25" in instructor(site_course, "grade", LESSON)


def test_each_way_into_the_page_opens_it_and_no_script_fails(
    site_course: Course, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterLite's own links, as they were given out before, a reload, and the home page; types as nginx has them."""
    for end in (".mjs", ".wasm"):
        monkeypatch.setitem(serving.TYPES, end, "application/octet-stream")
    with served(site_course.folder / "site", base=BASE) as address:
        ways = (f"?lesson={LESSON}", f"?path={LESSON}/{LESSON}.ipynb", f"lab/index.html?path={LESSON}/{LESSON}.ipynb")
        for way in ways:
            for _ in range(2):
                with visit(browser.browser_type, tmp_path / "profile") as page:
                    opened(page, address + way)
                    page.reload()
                    ready(page)
        with visit(browser.browser_type, tmp_path / "profile") as page:
            page.context.add_init_script(BARS)
            page.goto(address)
            expect(page.locator(".tj-home .tj-stations li")).to_have_count(8, timeout=PATIENCE)
            expect(page.locator("#tj-door")).to_have_count(0, timeout=PATIENCE)
            assert page.evaluate("barsSeen") == 0, "JupyterLab's frame before the course's page"
            bars = page.locator(".jp-SideBar, .lm-MenuBar").locator("visible=true")
            assert bars.count() == 0, "they would go at the first press, and the lessons would move under it"
            page.locator(".tj-stations").get_by_role("button", name="Who pays for order?").click()
            ready(page)
            assert bars.count() == 0


def test_the_text_is_there_first_at_the_section_where_the_student_was(
    site_course: Course, browser: Browser, tmp_path: Path
) -> None:
    place = f"localStorage.setItem('tj-lesson {LESSON} {BASE}/', JSON.stringify({{ at: 3 }}))"
    site = site_course.folder / "site"
    with served(site, base=BASE) as address, visit(browser.browser_type, tmp_path / "profile") as page:
        page.context.add_init_script(place)
        page.goto(f"{address}?lesson={LESSON}", wait_until="commit")
        expect(page.locator("#tj-door article h2")).to_have_text(re.compile("^3. Hegemonic stability"))
        expect(page.locator(".tj-lesson")).to_have_count(0)
        ready(page)
        expect(page.locator("#tj-door")).to_have_count(0)
        expect(page.get_by_role("heading", name="3. Hegemonic stability")).to_be_visible()


def test_python_begins_with_what_was_kept_of_it_and_anew_where_that_is_spoilt(
    site_course: Course, browser: Browser, tmp_path: Path
) -> None:
    with served(site_course.folder / "site") as address:
        for spoils in (False, False, True, False):
            with visit(browser.browser_type, tmp_path / "profile") as page:
                opened(page, f"{address}?lesson={LESSON}")
                answer_first(page)
                (kept,) = page.evaluate(MEMORY)
                assert kept.startswith(f"{address}pyodide/memory?")
                if spoils:
                    page.evaluate(SPOIL)


def test_two_courses_on_one_host_keep_apart(site_course: Course, browser: Browser, tmp_path: Path) -> None:
    for name in ("~a", "~b"):
        (tmp_path / "host" / name).mkdir(parents=True)
        (tmp_path / "host" / name / "course").symlink_to(site_course.folder / "site")
    with served(tmp_path / "host") as host, visit(browser.browser_type, tmp_path / "profile") as page:
        opened(page, f"{host}~a/course/?lesson={LESSON}")
        kept = page.locator(f"[data-item='{answer_first(page)}']")
        files = set(page.evaluate(FILES))
        opened(page, f"{host}~b/course/?lesson={LESSON}")
        expect(kept).to_have_count(1)
        expect(kept.locator("input:checked")).to_have_count(0)
        assert {f"Student work /~{name}/course/" for name in "ab"} <= set(page.evaluate(STORAGES))
        assert files <= set(page.evaluate(FILES))
        opened(page, f"{host}%7Ea/course/?lesson={LESSON}")  # the same place, as some programs write it
        expect(kept.locator("input[type=radio]").last).to_be_checked()


def test_what_another_server_has_is_fetched_once_and_kept(
    course: Course, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here that server stands on this machine, and has a file of ours; to a browser it is another one all the same."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "numpy.whl").write_bytes(b"stands for a wheel")
    entry = {"file_name": "numpy.whl", "sha256": sha256(b"stands for a wheel").hexdigest(), "depends": []}
    monkeypatch.setattr(outside, "_offered", lambda: {"numpy": entry | {"imports": ["numpy"]}})
    monkeypatch.setattr("instructor.webpage.build.needed", lambda *_: {"numpy": "numpy"})
    profile, sent, port = tmp_path / "profile", Sent(), free_port()
    with served(tmp_path / "other", headers={"Access-Control-Allow-Origin": "*"}, count=sent) as other:
        monkeypatch.setattr(outside, "CDN", other)
        site = build(course).folder
        with served(site, port=port) as address, visit(browser.browser_type, profile) as page:
            assert fetched(page, address, f"{other}numpy.whl") == "stands for a wheel"
    with served(site, port=port) as address, visit(browser.browser_type, profile) as page:
        assert fetched(page, address, f"{other}numpy.whl") == "stands for a wheel"
    assert sent.files == {"numpy.whl": 1}


def fetched(page: Page, address: str, file: str) -> str:
    page.goto(address)
    expect(page.locator(".tj-home")).to_be_visible(timeout=PATIENCE)
    return str(page.evaluate(f"fetch({file!r}).then((answer) => answer.text())"))


def test_a_lesson_whose_packages_cannot_be_had_says_so_and_the_others_go_on(
    site_course: Course, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lesson here needs a package of Pyodide's own; a course of one's own may, so one of two stands for its."""
    made = Course(ROOT, tmp_path / "course")
    for lesson in (OTHER, "03-reciprocity"):
        shutil.copytree(site_course.step("release", lesson), made.step("release", lesson))
    monkeypatch.setattr(
        "instructor.webpage.build.needed",
        lambda folder, _: {"numpy": "numpy"} if folder.name == "03-reciprocity" else {},
    )
    profile = tmp_path / "profile"
    with served(build(made).folder) as address:
        with visit(browser.browser_type, profile) as page:
            opened(page, f"{address}?lesson={OTHER}")
            all_kept(page)
        with visit(browser.browser_type, profile) as page:
            opened(page, f"{address}?lesson={OTHER}")
            page.context.set_offline(True)
            page.goto(f"{address}?lesson=03-reciprocity")
            expect(page.locator(".tj-failed")).to_contain_text("also needs numpy", timeout=PATIENCE)
