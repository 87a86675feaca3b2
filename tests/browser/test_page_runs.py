"""Does the figure of a run follow the sliders, one frame at a time, and outlive a new widget? Without a JupyterLab."""

from __future__ import annotations

from playwright.sync_api import expect

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


def _frame(quiz: Desk) -> None:
    quiz.deliver(FRAME | {key: quiz.sent("run")[-1][key] for key in ("token", "item")})


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
