"""Does the figure of a run follow the sliders, one frame at a time, and outlive a new widget? Without a JupyterLab."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from quizzes.plot import Figure, Panel, Scale, bands, column, svg

from .conftest import OpenDesk
from .desk import Desk

SILENCE = 2000  # ms
FRAME = {
    "kind": "frame",
    "svg": "<svg role='img' aria-label='One bar'></svg>",
    "rows": [["State", "Size"], ["Large", "4"]],
    "result": {"provision": 4.0, "share": 100.0},
}


def _predicted(desk: OpenDesk) -> Desk:
    quiz = desk("run-09")
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("3")
    quiz.button("g-run", "Save prediction").click()
    quiz.acknowledge("record")
    return quiz


def _frame(quiz: Desk, **changes: str) -> None:
    quiz.deliver(FRAME | changes | {key: quiz.sent("run")[-1][key] for key in ("token", "item")})


def _bars(*heights: float) -> str:
    bars = [column(n, height, label=f"{height:g}", key=f"bar-{n}") for n, height in enumerate(heights)]
    return svg(Figure([Panel(bars, bands("AB"), Scale(0, 10))], 300), "Two bars")


def _height(quiz: Desk) -> float:
    return float(quiz.item("g-run").locator("rect[data-key='0/bar-0']").get_attribute("height") or "")


def _sizes(quiz: Desk) -> list[float]:
    return [message["parameters"]["large"] for message in quiz.sent("run")]


def test_one_frame_is_under_way_and_the_last_wish_wins(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    slider = quiz.item("g-run").get_by_role("slider", name="Size of the large state")
    assert _sizes(quiz) == [8]  # the figure is there before the first move
    for _ in range(4):
        slider.press("ArrowLeft")
    assert _sizes(quiz) == [8]
    expect(quiz.button("g-run", "Record this run")).to_be_disabled()
    _frame(quiz)
    assert _sizes(quiz) == [8, 4]
    expect(quiz.button("g-run", "Record this run")).to_be_enabled()
    _frame(quiz)
    quiz.wait(SILENCE)
    assert len(quiz.sent("run")) == 2
    expect(quiz.item("g-run").get_by_role("img", name="One bar")).to_be_visible()


def test_nothing_is_drawn_before_the_prediction_is_saved(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("3")
    quiz.wait(SILENCE)
    assert quiz.sent("run") == []
    expect(quiz.item("g-run").get_by_role("slider", name="Size of the large state")).to_be_disabled()


def test_a_first_frame_that_nobody_asked_for_is_not_missed_aloud(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    paper = quiz.item("g-run").locator(".tj-paper")
    expect(paper).to_have_attribute("data-empty", "Drawing the figure …")
    quiz.wait(SILENCE)
    expect(quiz.item("g-run").locator(".tj-problem")).to_have_text("")
    expect(paper).to_have_attribute("data-empty", "Press Run to see the figure.")
    _frame(quiz)  # late, and welcome
    expect(quiz.item("g-run").get_by_role("img", name="One bar")).to_be_visible()


def test_a_frame_that_never_comes_is_told_and_the_next_one_is_asked_for(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    quiz.button("g-run", "Run").click()
    quiz.wait(SILENCE)
    expect(quiz.item("g-run").locator(".tj-problem")).to_have_text("No answer yet: is the kernel running?")
    quiz.button("g-run", "Run").click()
    assert len(quiz.sent("run")) == 2
    _frame(quiz)
    expect(quiz.item("g-run").locator(".tj-problem")).to_have_text("")


def test_a_frame_of_an_earlier_attempt_is_not_shown(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    _frame(quiz)
    quiz.button("g-run", "Record this run").click()
    quiz.acknowledge("record")
    quiz.button("g-run", "Run").click()
    quiz.button("g-run", "New run").click()
    quiz.acknowledge("again")
    _frame(quiz)
    expect(quiz.item("g-run").get_by_role("img")).to_have_count(0)
    expect(quiz.item("g-run").locator(".tj-paper")).to_have_attribute(
        "data-empty", "The figure appears after your prediction."
    )


def test_what_is_set_and_not_recorded_survives_a_new_widget(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    quiz.item("g-run").get_by_role("slider", name="Size of the large state").press("ArrowLeft")
    quiz.leave().open()
    expect(quiz.item("g-run").get_by_role("slider", name="Size of the large state")).to_have_value("7")


def _moved(quiz: Desk) -> float:
    """Show one bar, then a higher one; return the height of the lower one, 23 pixels for each unit."""
    slider = quiz.item("g-run").get_by_role("slider", name="Size of the large state")
    quiz.button("g-run", "Run").click()
    _frame(quiz, svg=_bars(2, 5))
    slider.press("ArrowLeft")
    low = _height(quiz)
    _frame(quiz, svg=_bars(8, 5))
    return low


def test_a_bar_slides_to_its_new_height_and_its_label_says_it_at_once(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    low = _moved(quiz)
    assert low == pytest.approx(46)
    label = quiz.item("g-run").locator("text[data-key='0/bar-0/label0']")
    expect(label).to_have_text("8")
    quiz.wait(60)
    assert low < _height(quiz) < 4 * low
    quiz.wait(400)
    assert _height(quiz) == pytest.approx(4 * low)


def test_nothing_slides_where_less_motion_is_asked_for(desk: OpenDesk) -> None:
    quiz = _predicted(desk)
    quiz.page.emulate_media(reduced_motion="reduce")
    low = _moved(quiz)
    assert _height(quiz) == pytest.approx(4 * low)
