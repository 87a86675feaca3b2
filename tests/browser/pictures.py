"""Pictures of the demo for README and the guide, and the sample page: `uv run python -m tests.browser.pictures`.

The demo's class answers the demo's lesson in a folder that is thrown away, is collected, graded and given its pages; a
student's server and the instructor's show home, simulation and marking desk. Each picture is the top of a real page, in
few colours, so that the repository stays small.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from instructor.collect import collect_zips
from instructor.course import CONFIGURATION, Course, variable
from instructor.demo import CLASS, sit_class, zip_class
from instructor.desk.page import MARKER
from instructor.feedback import page as feedback_page
from instructor.feedback import write_feedback
from instructor.grading.batch import grade_class
from instructor.release import make_release
from instructor.report import Submissions, teacher_page, teacher_report, write_page

from .lab import CHROMIUM, FLAGS, jupyterlab
from .lesson_page import LESSON, QUIZZES, ROOT, press, ready, section, students_place
from .sample import sample

FOLDER = ROOT / ".github"
#: In pixels; what fits a laptop's window.
SIZE: ViewportSize = {"width": 1200, "height": 760}
COLOURS = 64
SIMULATION = 7  # the section of the lesson
TEXTS = (
    "Unwilling. The share of world output in 2023 is near that of 1980 and 1990, so the means were there. What changed "
    "is conduct: duties collected rise from 2018 on, before any fall in capability. A critic will say that the start "
    "year decides. From 1960 the share has fallen by a third, and then “unable” fits as well.",
    "Both. Model 1 shows that a leader pays less when others grow, without any change of will. But the tariffs of 2025 "
    "are a choice. The evidence against me: a larger economy than in 2011, and less paid.",
    "Neither, because the essay never shows that the order needs one payer. Snidal's group of three would do.",
)


def make_class(course: Course) -> None:
    """Let the demo's class answer, some at length, and take it to the feedback pages and the teacher's report."""
    make_release(course, LESSON)
    students = (
        tuple(replace(each, written=text) for each, text in zip(CLASS, TEXTS, strict=False)) + CLASS[len(TEXTS) :]
    )
    sit_class(course, LESSON, students)
    collect_zips(course, LESSON, zip_class(course, LESSON, students), {})
    ids = [student.id for student in students]
    assert [each.outcome for each in grade_class(course, LESSON, ids)] == ["graded"] * len(ids)
    assert not any(reason for _, reason in write_feedback(course, LESSON, ids))
    write_page(teacher_page(course, LESSON), teacher_report(course, LESSON, Submissions(course, LESSON)), private=True)


def take(page: Page, name: str) -> None:
    """Write what the window shows, in few colours."""
    page.wait_for_timeout(800)  # motion is over
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = FOLDER / "pictures" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size // 1024} KiB")


def as_student(browser: Browser, base: Path) -> None:
    """Take home page and simulation, as a student's own server shows them."""
    place = students_place(base)
    with jupyterlab(place / "work", settings=place / "hub") as address, window(browser) as page:
        page.goto(f"{address}/lab")
        expect(page.locator(".tj-stations li")).to_have_count(8, timeout=120_000)
        take(page, "home")
        press(page.get_by_role("button", name="Who pays for order?"))
        expect(page.locator(".tj-quiz")).to_have_count(QUIZZES, timeout=300_000)  # a busy machine takes its time
        ready(page)
        section(page, SIMULATION)
        run = page.locator("[data-quiz='run-02']")
        run.locator(".tj-step [type=text]").first.fill("2")
        run.get_by_role("button", name="Save prediction").click()
        expect(run.locator(".tj-paper svg")).to_be_visible(timeout=60_000)
        run.locator("[type=range]").first.focus()
        for key in 4 * ["ArrowRight"]:
            page.keyboard.press(key)
        run.locator(".tj-paper").evaluate("paper => paper.scrollIntoView({block: 'end'})")
        take(page, "simulation")


def at_the_desk(browser: Browser, base: Path) -> None:
    """Take the marking desk, where the written task is marked."""
    os.environ[variable(MARKER)] = "maria"
    with jupyterlab(base, settings=CONFIGURATION) as address, window(browser) as page:
        page.goto(f"{address}/desk/{LESSON}")
        expect(page.locator("main:not([aria-busy]) > *").first).to_be_visible(timeout=120_000)
        page.get_by_role("combobox").first.select_option(label="Task: unable or unwilling?")
        page.get_by_role("button", name="Answers", exact=True).or_(page.get_by_role("link", name="Answers")).click()
        expect(page.locator(".marking .text")).to_be_visible(timeout=60_000)
        expect(page.locator("main[aria-busy]")).to_have_count(0, timeout=60_000)
        expect(page.locator(".rubric :focus")).to_be_visible()
        for key in "21":
            page.keyboard.press(key)
        take(page, "desk")


def as_files(browser: Browser, course: Course) -> None:
    """Take the pages that are files."""
    for name, path in {
        "feedback": feedback_page(course, LESSON, "bilal-haddad"),
        "report": teacher_page(course, LESSON),
    }.items():
        with window(browser) as page:
            page.goto(path.as_uri())
            take(page, name)


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """Open a window of nobody in particular."""
    with browser.new_context(viewport=SIZE) as context:
        yield context.new_page()


def main() -> None:
    """Write all."""
    (FOLDER / "sample.md").write_text(sample(Course(ROOT, ROOT / "build")), "utf-8")
    with TemporaryDirectory() as base, sync_playwright() as playwright:
        course = Course(ROOT, Path(base) / "course")
        course.enter()
        make_class(course)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        as_files(browser, course)
        (Path(base) / "desk").mkdir()
        at_the_desk(browser, Path(base) / "desk")
        as_student(browser, Path(base) / "student")


if __name__ == "__main__":
    main()
