"""Is a simulation's figure in sight, with the run recorded last behind it and what has changed in words?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import OpenDesk
from .desk import Desk

REST = 900  # ms: a slider rests, and a screen reader is told
SLIDER = "Size of the large state"
_PLACE = "node => node.getBoundingClientRect().top - node.parentNode.getBoundingClientRect().top"


def _drawn(quiz: Desk) -> Desk:
    """Let the kernel draw whatever the page has asked for."""
    done = 0
    while len(quiz.sent("run")) > done:
        done = len(quiz.sent("run"))
        quiz.acknowledge("run")
    return quiz


def _recorded(quiz: Desk) -> Desk:
    """Predict 3, set 6, and record: 3 units."""
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("3")
    quiz.button("g-run", "Save prediction").click()
    quiz.acknowledge("record")
    _drawn(quiz)
    _move(quiz, "ArrowLeft", "ArrowLeft")
    quiz.button("g-run", "Record this run").click()
    quiz.acknowledge("record")
    return quiz


def _move(quiz: Desk, *keys: str) -> None:
    for key in keys:
        quiz.item("g-run").get_by_role("slider", name=SLIDER).press(key)
        _drawn(quiz)


def _part(quiz: Desk, name: str) -> Locator:
    return quiz.item("g-run").locator(f".tj-{name}")


def _live(quiz: Desk) -> str:
    return quiz.page.locator(".tj-quiz > [role=status]").inner_text()


def test_the_recorded_run_lies_behind_a_figure_with_the_same_axes(desk: OpenDesk) -> None:
    quiz = _recorded(desk("run-09"))
    expect(_part(quiz, "ghost")).to_be_hidden()  # what is set is what is recorded
    asked = len(quiz.sent("run"))
    _move(quiz, "ArrowLeft")
    assert len(quiz.sent("run")) == asked + 1  # the recorded picture was there already
    expect(_part(quiz, "ghost")).to_be_visible()
    expect(_part(quiz, "before")).to_be_hidden()
    expect(_part(quiz, "legend")).to_have_text("Pale: the run you recorded.")
    places = [_part(quiz, name).locator("svg").bounding_box() for name in ("ghost", "paper")]
    assert places[0] == places[1]
    expect(quiz.item("g-run").get_by_role("img")).to_have_count(1)
    expect(quiz.item("g-run").get_by_role("img")).to_have_accessible_name(
        "Bar chart of contributions. Large 2.50; Small 0.20."
    )
    _move(quiz, "ArrowRight")
    expect(_part(quiz, "ghost")).to_be_hidden()
    expect(_part(quiz, "change")).to_have_text("")


def test_a_recorded_run_on_other_axes_is_a_small_picture(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    model = quiz.folder / "order_model.py"
    model.write_text(model.read_text("utf-8").replace("Scale(0, 10,", "Scale(0, 99 ** parameters['large'],"), "utf-8")
    _move(_recorded(quiz), "ArrowLeft")
    expect(_part(quiz, "ghost")).to_be_hidden()
    expect(_part(quiz, "before").locator("svg")).to_be_visible()
    expect(_part(quiz, "legend")).to_have_text("Small picture: the run you recorded.")


def test_after_a_reload_the_recorded_run_is_drawn_again_behind_what_is_set(desk: OpenDesk) -> None:
    quiz = _recorded(desk("run-09"))
    _move(quiz, "ArrowLeft")
    quiz.leave().open()
    quiz.wait(20)
    assert [message["parameters"]["large"] for message in quiz.sent("run")] == [5]
    _drawn(quiz)
    assert [message["parameters"]["large"] for message in quiz.sent("run")] == [5, 6]
    expect(_part(quiz, "ghost")).to_be_visible()
    expect(quiz.item("g-run").get_by_role("img")).to_have_accessible_name(
        "Bar chart of contributions. Large 2.50; Small 0.20."
    )
    expect(_part(quiz, "change")).to_contain_text("6 → 5")


def test_what_has_changed_is_told_in_a_sentence_and_announced_once_a_pause(desk: OpenDesk) -> None:
    quiz = _recorded(desk("run-09"))
    quiz.wait(REST)
    before = _live(quiz)
    _move(quiz, "ArrowLeft")
    quiz.wait(REST // 2)
    _move(quiz, "ArrowLeft")
    change = _part(quiz, "change")
    expect(change).to_contain_text("Size of the large state, ")
    expect(change).to_contain_text("6 → 4: Provision ")
    expect(change).to_contain_text("went from 3 to 2 units.")
    quiz.wait(REST // 2)
    assert _live(quiz) == before
    quiz.wait(REST)
    assert _live(quiz) == change.inner_text()
    entry = quiz.item("g-run").get_by_label("Weight of order, α, as a number")
    entry.fill("0.75")
    entry.press("Enter")
    quiz.acknowledge("read")
    _drawn(quiz)
    expect(change).to_contain_text("stayed at 3 units.")


def test_the_prediction_is_met_when_the_run_is_recorded(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("2,5 units")
    quiz.button("g-run", "Save prediction").click()
    quiz.acknowledge("record")
    _drawn(quiz)
    expect(_part(quiz, "met")).to_have_count(0)
    quiz.button("g-run", "Record this run").click()
    quiz.acknowledge("record")
    expect(_part(quiz, "met")).to_have_text("You said 2,5 units; it was 4.")
    quiz.wait(REST)
    assert _live(quiz) == "You said 2,5 units; it was 4."
    quiz.leave().open()
    expect(_part(quiz, "met")).to_have_text("You said 2,5 units; it was 4.")


def test_a_preset_sets_what_it_names_and_so_does_the_recorded_run(desk: OpenDesk) -> None:
    quiz = _recorded(desk("run-09"))
    presets = quiz.item("g-run").get_by_role("group", name="Set:")
    leader, recorded = (presets.get_by_role("button", name=name, exact=True) for name in ("No leader", "As recorded"))
    expect(recorded).to_have_attribute("aria-pressed", "true")
    leader.press("Enter")
    assert quiz.sent("run")[-1]["parameters"] == {"large": 2, "alpha": 0.5}
    expect(leader).to_have_attribute("aria-pressed", "true")
    expect(recorded).to_have_attribute("aria-pressed", "false")
    expect(leader).to_be_focused()
    _drawn(quiz)
    quiz.button("g-run", "Record this run").click()
    assert quiz.reply(quiz.sent("record")[-1])["answer"]["response"]["parameters"] == {"large": 2.0, "alpha": 0.5}
    recorded.click()
    expect(quiz.item("g-run").get_by_role("slider", name=SLIDER)).to_have_value("6")


def test_a_choice_that_was_changed_is_told_in_its_words(desk: OpenDesk) -> None:
    quiz = desk("sheet-09")
    quiz.wait(20)
    _drawn(quiz)
    item = quiz.item("g-sheet")
    quiz.button("g-sheet", "Record this run").click()
    quiz.acknowledge("record")
    for number, case in enumerate(("Panama 1989", "Haiti 1994"), 1):
        item.get_by_role("combobox", name=f"Was the aim declared before? {case}").select_option("no")
        _drawn(quiz)
        expect(item.locator(".tj-change")).to_contain_text(f"{case} “choose” → “no”")
        expect(item.locator(".tj-change")).to_contain_text(
            ("Equal answers stayed at 0 questions.", "Equal answers went from 0 to 1 questions.")[number - 1]
        )
    item.get_by_role("slider", name="Weight").press("ArrowRight")
    _drawn(quiz)
    expect(item.locator(".tj-change")).to_have_text("3 settings changed: Equal answers went from 0 to 2 questions.")


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (390, 700)])
def test_the_figure_stays_in_sight_while_the_controls_are_scrolled(desk: OpenDesk, width: int, height: int) -> None:
    quiz = desk("run-09")
    quiz.page.set_viewport_size({"width": width, "height": height})
    _recorded(quiz)
    desk_of_it = _part(quiz, "desk")
    desk_of_it.evaluate("node => node.insertAdjacentHTML('beforeend', '<div style=\"height: 1500px\"></div>')")
    quiz.wait(100)
    view, controls = _part(quiz, "view").bounding_box(), desk_of_it.bounding_box()
    assert view
    assert controls
    assert (view["x"] + view["width"] <= controls["x"]) == (width > 800)  # beside its controls, or above them
    place = desk_of_it.evaluate(_PLACE)
    picture = quiz.item("g-run").get_by_role("img")
    _part(quiz, "bench").evaluate("node => scrollBy(0, node.getBoundingClientRect().top + 900)")
    expect(picture).to_be_in_viewport(ratio=1)
    shown = picture.bounding_box()
    assert shown
    assert shown["height"] < 0.75 * height
    assert desk_of_it.evaluate(_PLACE) == pytest.approx(place, abs=1)  # nothing has moved under the finger
    field = quiz.item("g-run").get_by_label("Weight of order").last
    field.focus()
    expect(field).to_be_in_viewport(ratio=1)


def test_two_runs_of_another_scale_are_drawn_on_one(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    model = quiz.folder / "order_model.py"
    model.write_text(model.read_text("utf-8").replace("Scale(0, 10,", "Scale(0, outcome['provision'],"), "utf-8")
    _recorded(quiz)
    for keys, scale, share in ((["ArrowLeft"], "3", 6 / 5), (["ArrowRight"] * 2, "3.5", 6 / 7)):
        _move(quiz, *keys)
        expect(_part(quiz, "paper").locator("[data-scales]")).to_have_attribute("data-scales", re.compile(f" {scale}$"))
        expect(_part(quiz, "ghost")).to_be_visible()
        quiz.wait(REST)
        heights = [_height(_part(quiz, name)) for name in ("ghost", "paper")]
        assert heights[0] == pytest.approx(share * heights[1], abs=0.2)


def _height(part: Locator) -> float:
    return float(part.locator("rect[data-key='0/large']").get_attribute("height") or "")


def test_the_prediction_stands_on_a_line_and_what_comes_is_met_there(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    line = quiz.item("g-run").get_by_role("group", name="Provision G")
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("2,5 units")
    expect(line).to_have_count(0)
    quiz.button("g-run", "Save prediction").click()
    quiz.acknowledge("record")
    _drawn(quiz)
    words = line.locator(".tj-line-words")
    expect(words).to_have_text(["you said 2.5", "this run: 4"])
    expect(line.locator(".tj-line-end")).to_have_text(["0", "4"])
    places = line.locator(".tj-line-mark:visible").evaluate_all(
        "each => each.map(({ style }) => style.insetInlineStart)"
    )
    assert places == ["62.5%", "100%"]
    quiz.button("g-run", "Record this run").click()
    quiz.acknowledge("record")
    expect(words).to_have_text(["you said 2.5", "it was 4"])
    _move(quiz, "ArrowLeft")
    expect(words).to_have_text(["you said 2.5", "this run: 3.5"])
    expect(line.locator(".tj-line-past")).to_be_visible()
    expect(line.locator(".tj-line-end")).to_have_text(["0", "4"])  # it never shrinks: marks move


def test_the_last_run_lies_behind_a_new_one_also_after_a_reload(desk: OpenDesk) -> None:
    quiz = _recorded(desk("run-09"))
    quiz.button("g-run", "New run").click()
    quiz.acknowledge("again")
    expect(_part(quiz, "ghost")).to_be_hidden()
    quiz.item("g-run").get_by_label("How much order will be provided?").fill("2")
    quiz.button("g-run", "Save prediction").click()
    quiz.acknowledge("record")
    _drawn(quiz)
    expect(_part(quiz, "line-came")).to_have_text("this run: 3")  # set as before, and not recorded in this attempt
    _move(quiz, "ArrowLeft")
    expect(_part(quiz, "ghost")).to_be_visible()
    expect(_part(quiz, "change")).to_contain_text("went from 3 to 2.5 units.")
    quiz.leave().open()
    quiz.wait(20)
    _drawn(quiz)
    expect(_part(quiz, "ghost")).to_be_visible()
    quiz.button("g-run", "Record this run").click()
    quiz.acknowledge("record")
    expect(_part(quiz, "ghost")).to_be_hidden()
    expect(_part(quiz, "line-came")).to_have_text("it was 2.5")


def test_a_prediction_of_what_is_worked_out_by_hand_is_met_there(page: Page, tmp_path: Path) -> None:
    quiz = Desk(page, tmp_path, "run-09")
    bank = json.loads((tmp_path / "quiz.json").read_text("utf-8"))
    (run,) = (item for each in bank["quizzes"] for item in each.get("items", ()) if item["id"] == "g-run")
    run["prediction"]["name"] = run["comparison"]["name"]
    (tmp_path / "quiz.json").write_text(json.dumps(bank), "utf-8")
    _recorded(quiz.open())
    expect(_part(quiz, "met")).to_have_count(0)
    expect(_part(quiz, "line")).to_be_hidden()  # it would tell what is to be worked out
    quiz.item("g-run").get_by_label("What would be best for all together?").fill("5")
    quiz.button("g-run", "Save comparison").click()
    quiz.acknowledge("record")
    expect(_part(quiz, "met")).to_have_text("You said 3; you worked out 5.")
