"""Are steps joined on the map by pointer and keyboard, and is it what the lists would have set? Without JupyterLab."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.joined_steps import MODEL, PARAMETERS, map_quiz

from .desk import Desk
from .test_page_verdicts import DARK, LIGHT, violations

ITEM, LISTS = "m-map", "m-lists"
NOTHING = {each["name"]: "none" for each in PARAMETERS}


def opened(page: Page, folder: Path) -> Desk:
    desk = Desk(page, folder, "map-09")
    bank = json.loads((folder / "quiz.json").read_text("utf-8"))
    bank["quizzes"].append(map_quiz())
    (folder / "quiz.json").write_text(json.dumps(bank), "utf-8")
    (folder / "joined_model.py").write_text(MODEL, "utf-8")
    return desk.open()


@pytest.fixture
def quiz(page: Page, tmp_path: Path) -> Desk:
    return opened(page, tmp_path)


def box(quiz: Desk, step: str) -> Locator:
    """Return a step on the map, by its letter."""
    return quiz.item(ITEM).locator(".tj-map-box").filter(has_text=re.compile(f"^{step} "))


def question(quiz: Desk) -> Locator:
    return quiz.item(ITEM).get_by_role("group", name=re.compile("^What does"))


def answer(quiz: Desk, words: str) -> None:
    question(quiz).get_by_role("button", name=words, exact=True).click()


def drag(quiz: Desk, one: str, other: str) -> None:
    """Drag from one step to another, once both stand still."""
    quiz.page.wait_for_function("() => !document.getAnimations().length")
    start, end = (box(quiz, step).bounding_box() for step in (one, other))
    assert start
    assert end
    mouse = quiz.page.mouse
    mouse.move(start["x"] + 9, start["y"] + 9)
    mouse.down()
    mouse.move(end["x"] + 9, end["y"] + 9, steps=9)
    expect(box(quiz, other)).to_have_class(re.compile("tj-map-over"))
    expect(quiz.item(ITEM).locator(".tj-map-thread")).to_have_count(1)
    mouse.up()
    expect(quiz.item(ITEM).locator(".tj-map-thread")).to_have_count(0)


def join(quiz: Desk, one: str, other: str, words: str) -> None:
    """Join two steps by pressing one and then the other."""
    box(quiz, one).click()
    box(quiz, other).click()
    answer(quiz, words)


def chosen(quiz: Desk, item: str = ITEM) -> dict[str, str]:
    """Return what the lists say."""
    values = quiz.item(item).locator("select").evaluate_all("each => each.map(({ value }) => value)")
    return dict(zip(NOTHING, values, strict=True))


def drafted(quiz: Desk, item: str = ITEM) -> Any:
    """Return what a reload begins with."""
    return quiz.drafts()[f"{item}:settings"]["settings"]


def under(quiz: Desk, step: str) -> list[str]:
    """Return the letters of the steps that hang on a step."""
    script = """box => [...box.closest("li").querySelectorAll(":scope > ul > li > .tj-map-node > .tj-map-box")]
      .map(({ textContent }) => textContent[0])"""
    letters: list[str] = box(quiz, step).evaluate(script)
    return letters


def recorded(quiz: Desk, item: str) -> Any:
    """Run and record, and return the parameters that were sent."""
    quiz.button(item, "Run").click()
    answered = 0
    while len(asked := quiz.sent("run")) > answered:  # a change asks for a frame by itself, and a frame for the next
        for message in asked[answered:]:
            quiz.deliver(quiz.reply(message))
        answered = len(asked)
    quiz.button(item, "Record this run").click()
    quiz.acknowledge("record")
    return quiz.sent("record")[-1]["parameters"]


def test_a_step_is_dragged_to_the_step_it_bears_on(quiz: Desk) -> None:
    drag(quiz, "A", "G")
    expect(question(quiz)).to_contain_text("What does “A Rain” do to “G Harvest”?")
    assert chosen(quiz) == NOTHING
    answer(quiz, "helps")
    assert chosen(quiz) == NOTHING | {"a_link": "helps", "a_to": "g"}
    assert drafted(quiz) == chosen(quiz)
    assert under(quiz, "G") == ["A"]
    expect(quiz.item(ITEM).locator(".tj-map-count")).to_have_text("1 of 3 steps is joined")
    expect(box(quiz, "A")).to_be_focused()


def test_pressing_two_steps_joins_them_as_the_lists_do(quiz: Desk) -> None:
    join(quiz, "A", "G", "helps")
    join(quiz, "B", "A", "stands against")
    join(quiz, "C", "B", "limits")
    assert (under(quiz, "G"), under(quiz, "A"), under(quiz, "B")) == (["A"], ["B"], ["C"])
    wanted = {"a_link": "helps", "a_to": "g", "b_link": "harms", "b_to": "a", "c_link": "bounds", "c_to": "b"}
    selects = quiz.item(LISTS).locator("select")
    for place, name in enumerate(NOTHING):
        selects.nth(place).select_option(wanted[name])
    assert drafted(quiz) == drafted(quiz, LISTS) == wanted
    assert recorded(quiz, ITEM) == recorded(quiz, LISTS) == wanted
    answers = quiz.widget.answers
    assert answers[ITEM]["response"] == answers[LISTS]["response"]


def test_one_change_on_the_map_is_one_wish_for_a_frame(quiz: Desk) -> None:
    quiz.button(ITEM, "Run").click()
    quiz.acknowledge("run")
    join(quiz, "A", "G", "helps")
    assert [message["parameters"] for message in quiz.sent("run")[1:]] == [NOTHING | {"a_link": "helps", "a_to": "g"}]


def test_by_keyboard_alone_on_the_map(quiz: Desk) -> None:
    press = quiz.page.keyboard.press
    box(quiz, "A").focus()
    for key in ("ArrowRight", "Enter", "End"):
        press(key)
    expect(box(quiz, "B")).to_have_attribute("aria-pressed", "true")
    expect(box(quiz, "G")).to_be_focused()
    press("Enter")
    expect(question(quiz).get_by_role("button", name="helps", exact=True)).to_be_focused()
    for key in ("Tab", "Enter"):
        press(key)
    assert chosen(quiz) == NOTHING | {"b_link": "harms", "b_to": "g"}
    expect(box(quiz, "B")).to_be_focused()
    press("Tab")  # one stop
    expect(quiz.item(ITEM).locator(".tj-map-lists > summary")).to_be_focused()
    press("Shift+Tab")
    expect(box(quiz, "B")).to_be_focused()
    press("Delete")
    assert chosen(quiz) == NOTHING
    expect(box(quiz, "B")).to_be_focused()
    press("Enter")
    press("Escape")
    expect(box(quiz, "B")).to_have_attribute("aria-pressed", "false")


def test_by_keyboard_alone_in_the_lists_and_the_map_follows(quiz: Desk) -> None:
    quiz.item(ITEM).locator(".tj-map-lists > summary").press("Enter")
    row = "C · There were wells."
    for label, key in (("What it does", "s"), ("To which step", "G")):
        quiz.item(ITEM).get_by_role("combobox", name=f"{row} {label}", exact=True).press(key)
    assert chosen(quiz) == NOTHING | {"c_link": "harms", "c_to": "g"}
    assert under(quiz, "G") == ["C"]
    sign = quiz.item(ITEM).get_by_role("button", name="C Wells stands against G Harvest: change")
    expect(sign).to_have_text("stands against")


def test_a_link_is_changed_and_removed_at_its_word(quiz: Desk) -> None:
    join(quiz, "A", "G", "helps")
    quiz.item(ITEM).get_by_role("button", name="A Rain helps G Harvest: change").click()
    expect(question(quiz).get_by_role("button", pressed=True)).to_have_text("helps")
    answer(quiz, "limits")
    assert chosen(quiz) == NOTHING | {"a_link": "bounds", "a_to": "g"}
    quiz.item(ITEM).get_by_role("button", name="A Rain limits G Harvest: change").click()
    answer(quiz, "Remove the link")
    assert chosen(quiz) == drafted(quiz) == NOTHING
    assert under(quiz, "G") == []
    expect(quiz.item(ITEM).locator(".tj-map-loose")).to_contain_text("A Rain")


def test_a_question_is_dropped_without_a_link(quiz: Desk) -> None:
    drag(quiz, "A", "G")
    quiz.page.keyboard.press("Escape")
    drag(quiz, "A", "G")
    answer(quiz, "Cancel")
    drag(quiz, "A", "G")
    quiz.item(ITEM).locator(".tj-stem").click()
    expect(question(quiz)).to_be_hidden()
    expect(quiz.item(ITEM).locator(".tj-map-box[aria-pressed=true]")).to_have_count(0)
    assert chosen(quiz) == NOTHING


def test_where_chains_end_nothing_begins(quiz: Desk) -> None:
    box(quiz, "G").click()
    expect(quiz.item(ITEM).locator(".tj-map-state")).to_have_text(re.compile("^“G Harvest” is joined to nothing"))
    box(quiz, "A").click()
    expect(question(quiz)).to_be_hidden()


def test_a_circle_is_drawn_and_says_so(quiz: Desk) -> None:
    join(quiz, "A", "B", "helps")
    join(quiz, "B", "A", "helps")
    expect(quiz.item(ITEM).locator(".tj-map-sign:visible")).to_have_text(["helps B Drought: a circle", "helps"])
    assert chosen(quiz) == NOTHING | {"a_link": "helps", "a_to": "b", "b_link": "helps", "b_to": "a"}
    box(quiz, "A").press("Delete")
    assert under(quiz, "A") == ["B"]


@pytest.mark.long
def test_what_is_joined_and_not_recorded_survives_a_reload(quiz: Desk) -> None:
    join(quiz, "A", "G", "helps")
    quiz.leave().remove().open()
    assert chosen(quiz) == NOTHING | {"a_link": "helps", "a_to": "g"}
    assert under(quiz, "G") == ["A"]
    recorded(quiz, ITEM)
    quiz.leave().remove().open()
    assert under(quiz, "G") == ["A"]
    assert quiz.drafts() == {}


def test_what_a_step_says_is_read_in_full(quiz: Desk) -> None:
    box(quiz, "A").hover()
    expect(quiz.item(ITEM).locator(".tj-map-told")).to_have_text("A · It rained in May. (P2, P3)")
    expect(box(quiz, "A")).to_have_text("A Rain P2, P3")
    expect(box(quiz, "C")).to_have_text("C Wells")


def test_a_phone_has_the_lists_first_and_the_map_on_a_press(browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True) as context:
        quiz = opened(context.new_page(), tmp_path)
        item = quiz.item(ITEM)
        expect(item.locator(".tj-map > details").first).to_have_class("tj-map-lists")
        expect(item.locator("select").first).to_be_visible()
        expect(box(quiz, "A")).to_be_hidden()
        item.locator("summary", has_text=re.compile("^Map$")).tap()
        box(quiz, "A").tap()
        box(quiz, "G").tap()
        question(quiz).get_by_role("button", name="helps", exact=True).tap()
        assert chosen(quiz) == NOTHING | {"a_link": "helps", "a_to": "g"}
        assert quiz.page.evaluate("document.documentElement.scrollWidth") <= 390
        low = "each => each.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24).length"
        assert item.locator("button").evaluate_all(low) == 0


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_axe_finds_nothing_while_a_question_is_open(quiz: Desk, colours: str) -> None:
    colours = f"body{{{colours};background:var(--jp-layout-color1);color:var(--jp-content-font-color1)}}"
    quiz.page.add_style_tag(content=colours)
    join(quiz, "A", "G", "helps")
    quiz.item(ITEM).locator(".tj-map-lists > summary").click()
    drag(quiz, "B", "A")
    quiz.page.clock.resume()  # axe waits by it
    assert violations(quiz.page, ".tj-quiz") == []
    faint = "color-mix(in srgb, var(--jp-content-font-color1) 20%, var(--jp-layout-color1))"
    quiz.page.locator(".tj-map-ask p").evaluate("(node, colour) => node.style.color = colour", faint)
    assert violations(quiz.page, ".tj-quiz") != []  # it would have been found


def test_with_forced_colours_what_is_taken_and_what_it_does_can_be_told(browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(forced_colors="active", reduced_motion="reduce") as context:
        quiz = opened(context.new_page(), tmp_path)
        for step, words in (("A", "helps"), ("B", "stands against"), ("C", "limits")):
            join(quiz, step, "G", words)
        style = "each => each.map((one) => getComputedStyle(one).borderBlockEndStyle)"
        signs = quiz.item(ITEM).locator(".tj-map-sign:visible")
        assert signs.evaluate_all(style) == ["solid", "dashed", "dotted"]
        box(quiz, "A").click()
        outline = "one => getComputedStyle(one).outlineStyle"
        assert box(quiz, "A").evaluate(outline) == "solid"
        assert box(quiz, "B").evaluate(outline) == "none"
        assert quiz.page.evaluate("document.getAnimations().length") == 0  # reduced motion
