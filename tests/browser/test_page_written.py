"""Is a written answer saved while one writes, never replaced unasked, and helped along? Without a JupyterLab."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

import seeds
from quizzes.types.written import LONGEST

from .conftest import OpenDesk
from .desk import Desk
from .test_page import LOST, SAVED, SILENCE

REST, LONGEST_WRITING, FRESH = 700, 4000, 3000  # ms
ESSAY = "essay-09"


@pytest.fixture
def essay(desk: OpenDesk) -> Desk:
    return desk(ESSAY)


def field(quiz: Desk) -> Locator:
    return quiz.item(ESSAY).locator("textarea")


def write(quiz: Desk, text: str) -> None:
    field(quiz).focus()
    quiz.page.keyboard.insert_text(text)


def responses(quiz: Desk) -> list[Any]:
    return [message["response"] for message in quiz.sent()]


def another_tab(quiz: Desk) -> Desk:
    """Open the quiz as a browser does that was killed: what only the tab kept is gone."""
    quiz.page.evaluate("sessionStorage.clear()")
    return quiz.open()


def listen(quiz: Desk) -> None:
    quiz.page.evaluate(
        "() => { globalThis.told = []; document.addEventListener('tj-written', ({ detail }) => told.push(detail)); }"
    )


def told(quiz: Desk) -> list[str]:
    details = quiz.page.evaluate("told")
    assert {each["id"] for each in details} <= {ESSAY}
    return [each["text"] for each in details]


def test_it_is_a_field_of_its_own_kind(essay: Desk) -> None:
    root = essay.page.locator(".tj-quiz")
    expect(root).to_have_attribute("data-kind", "written")
    expect(root.locator(".tj-kind")).to_have_text(
        "Write, 10 points: your text is saved as you write it; a person marks it"
    )
    expect(essay.page.get_by_role("textbox", name="Your text")).to_be_visible()
    expect(essay.page.get_by_role("group", name="Your text")).to_be_visible()
    expect(essay.item(ESSAY).get_by_role("complementary", name="What counts")).to_contain_text("one limit")
    expect(essay.item(ESSAY).get_by_role("button", name="Check")).to_be_hidden()


def test_a_text_is_saved_when_the_hand_rests_and_only_an_acknowledgement_says_so(essay: Desk) -> None:
    for word in ("Able", " and", " unwilling"):
        write(essay, word)
        essay.wait(REST - 50)
    assert essay.sent() == []
    expect(essay.status(ESSAY)).to_have_text("Not saved yet")
    essay.wait(50)
    assert responses(essay) == ["Able and unwilling"]
    expect(essay.status(ESSAY)).to_have_text("Saving …")
    essay.acknowledge()
    expect(essay.status(ESSAY)).to_have_text(SAVED)
    assert essay.lasting() == []


def test_whoever_writes_without_a_rest_is_saved_all_the_same(essay: Desk) -> None:
    for _ in range(20):
        write(essay, "word ")
        essay.wait(REST // 2)
    sent = responses(essay)
    assert len(sent) == 20 * (REST // 2) // LONGEST_WRITING
    assert sent[0] == "word " * 12


def test_a_text_is_sent_when_the_field_is_left_and_when_the_page_is_hidden(essay: Desk) -> None:
    write(essay, "One.")
    essay.page.keyboard.press("Tab")
    assert responses(essay) == ["One."]
    field(essay).focus()
    essay.page.keyboard.press("End")
    write(essay, " Two.")
    essay.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert responses(essay) == ["One.", "One. Two."]


@pytest.mark.parametrize("keys", ["Control+s", "Meta+s"])
def test_saving_by_keys_sends_at_once_and_saves_no_page(essay: Desk, keys: str) -> None:
    essay.page.evaluate("addEventListener('keydown', (event) => { globalThis.last = event; }, true)")
    write(essay, "Now.")
    essay.page.keyboard.press(keys)
    assert responses(essay) == ["Now."]
    assert essay.page.evaluate("[last.key, last.defaultPrevented]") == ["s", True]


def test_every_other_key_stays_in_the_field(essay: Desk) -> None:
    essay.page.evaluate("globalThis.left = 0; document.body.addEventListener('keydown', () => { left += 1; })")
    field(essay).focus()
    essay.page.keyboard.type("dd a b x\n\nz")
    expect(field(essay)).to_have_value("dd a b x\n\nz")
    assert essay.page.evaluate("left") == 0
    assert field(essay).get_attribute("data-lm-suppress-shortcuts") == "true"


def test_silence_says_not_saved_and_keeps_the_text(essay: Desk) -> None:
    write(essay, "Kept.")
    essay.wait(REST)
    essay.wait(SILENCE)
    expect(essay.status(ESSAY)).to_have_text(LOST)
    ((kept),) = essay.lasting()
    assert kept[ESSAY]["message"]["response"] == "Kept."
    essay.item(ESSAY).get_by_role("button", name="Try again to save question 1").click()
    essay.acknowledge()
    expect(essay.status(ESSAY)).to_have_text(SAVED)
    assert essay.lasting() == []


def test_a_text_outlives_the_browser(essay: Desk) -> None:
    write(essay, "Half a thought")
    essay.remove()
    essay.wait(FRESH + 1)
    another_tab(essay)
    expect(field(essay)).to_have_value("Half a thought")
    assert responses(essay) == ["Half a thought"]
    essay.acknowledge()
    expect(essay.status(ESSAY)).to_have_text(SAVED)
    assert essay.lasting() == []


def test_a_text_is_there_again_where_the_browser_forgot_its_local_storage(essay: Desk) -> None:
    write(essay, "Half a thought")
    essay.remove()
    essay.page.evaluate("localStorage.clear()")
    essay.wait(FRESH + 1)
    another_tab(essay)
    expect(field(essay)).to_have_value("Half a thought")
    essay.acknowledge()
    essay.leave()
    essay.page.evaluate("localStorage.clear()")
    essay.open()
    essay.page.wait_for_function(
        "() => new Promise((resolve) => { const opening = indexedDB.open('tj-drafts'); opening.onsuccess = () => {"
        " const all = opening.result.transaction('tj-drafts').objectStore('tj-drafts').count();"
        " all.onsuccess = () => resolve(all.result === 0); }; })"
    )


def test_what_is_being_written_in_another_tab_is_left_to_it(essay: Desk) -> None:
    write(essay, "Half a thought")
    another_tab(essay)
    expect(field(essay).last).to_have_value("")
    assert len(essay.lasting()) == 1


def test_a_draft_that_what_was_saved_in_between_would_replace_is_asked_about(essay: Desk) -> None:
    write(essay, "Mine, not saved")
    essay.remove()
    essay.reply({"kind": "answer", "item": ESSAY, "response": "Mine, from the phone", "token": "another page's"})
    essay.wait(FRESH + 1)
    another_tab(essay)
    expect(field(essay)).to_have_value("Mine, from the phone")
    assert responses(essay) == []
    essay.item(ESSAY).get_by_role("button", name=re.compile("Use my unsaved answer")).click()
    expect(field(essay)).to_have_value("Mine, not saved")
    expect(field(essay)).to_be_focused()
    essay.acknowledge()
    assert essay.lasting() == []
    assert essay.widget.answers[ESSAY]["response"] == "Mine, not saved"


def test_the_saved_text_can_be_kept(essay: Desk) -> None:
    write(essay, "Mine, not saved")
    essay.remove()
    essay.reply({"kind": "answer", "item": ESSAY, "response": "Mine, from the phone", "token": "another page's"})
    essay.wait(FRESH + 1)
    another_tab(essay)
    essay.button(ESSAY, "Keep the saved one").click()
    expect(field(essay)).to_have_value("Mine, from the phone")
    assert essay.lasting() == []


def test_a_text_that_was_saved_in_part_while_it_was_written_is_no_second_answer(essay: Desk) -> None:
    write(essay, "One.")
    essay.wait(REST)
    write(essay, " Two.")
    essay.acknowledge()
    expect(field(essay)).to_have_value("One. Two.")
    essay.remove()
    essay.wait(FRESH + 1)
    another_tab(essay)
    expect(field(essay)).to_have_value("One. Two.")
    assert responses(essay) == ["One. Two."]


def test_a_second_page_follows_and_does_not_disturb_whoever_writes(essay: Desk) -> None:
    essay.elsewhere(ESSAY, "From the other page.")
    expect(field(essay)).to_have_value("From the other page.")
    field(essay).focus()
    essay.page.keyboard.press("End")
    write(essay, " And more.")
    essay.elsewhere(ESSAY, "Something else.")
    expect(field(essay)).to_have_value("From the other page. And more.")


def test_the_words_are_counted_and_those_that_are_selected(essay: Desk) -> None:
    counted = essay.item(ESSAY).locator(".tj-count")
    expect(counted).to_have_text("0 words; about 250 asked for")
    write(essay, "One")
    expect(counted).to_have_text("1 word; about 250 asked for")
    write(essay, " two\nthree")
    expect(counted).to_have_text("3 words; about 250 asked for")
    essay.page.keyboard.press("Shift+Home")
    expect(counted).to_have_text("3 words; about 250 asked for; 1 selected")
    assert essay.page.locator(".tj-quiz [role=status]").text_content() == ""


def test_nobody_is_told_of_each_saving_while_writing_but_when_the_field_is_left(essay: Desk) -> None:
    live = essay.page.get_by_role("status")
    write(essay, "One two.")
    essay.wait(REST)
    essay.acknowledge()
    essay.wait(100)
    expect(live).to_have_text("")
    essay.page.keyboard.press("Tab")
    essay.wait(100)
    expect(live).to_have_text(re.compile(r"^Saved \d\d:\d\d\. 2 words; about 250 asked for$"))


def test_a_sentence_of_the_essay_is_inserted_at_the_cursor_with_its_paragraph(essay: Desk) -> None:
    field(essay).press_sequentially("First. Last.")
    for _ in "Last.":
        essay.page.keyboard.press("ArrowLeft")
    essay.item(ESSAY).get_by_text("Quote the essay").click()
    essay.item(ESSAY).get_by_label("Paragraph").select_option(label="P8")
    words = seeds.sentences(8)[2]
    essay.button(ESSAY, words).click()
    expect(field(essay)).to_have_value(f"First. P8 «{words}» Last.")
    expect(field(essay)).to_be_focused()
    essay.page.keyboard.press("Control+z")
    expect(field(essay)).to_have_value("First. Last.")
    essay.wait(LONGEST_WRITING)
    assert responses(essay)[-1] == "First. Last."


def test_every_sentence_can_be_quoted_and_stands_there_word_for_word() -> None:
    for number in range(1, 15):
        sentences = seeds.sentences(number)
        assert " ".join(sentences) == seeds.paragraph(number)
        assert all(seeds.quote(number, words) for words in sentences)
        assert all(words[0] in "“‘(" or not words[0].islower() for words in sentences)
    assert len(seeds.sentences(14)) == 3


def test_a_recorded_run_is_inserted_in_a_line(essay: Desk) -> None:
    opening = essay.item(ESSAY).get_by_text("Insert a recorded run")
    opening.click()
    expect(essay.item(ESSAY).get_by_text("Looking …")).to_be_visible()
    essay.acknowledge("recorded")
    expect(essay.item(ESSAY).get_by_text("No run is recorded in this lesson yet.")).to_be_visible()
    opening.click()
    run = {"parameters": {"large": 8, "alpha": 0.5}, "result": {"provision": 4.0, "share": 100.0}}
    other = Desk.__new__(Desk)
    other.__dict__ |= essay.__dict__ | {"quiz_id": "run-09"}
    record(essay, run)
    opening.click()
    expect(essay.item(ESSAY).get_by_text("Looking …")).to_be_visible()
    essay.acknowledge("recorded")
    line = (
        "My run, Order budget: Size of the large state, w1 = 8, Weight of order, α = 0.5; "
        "Provision G = 4 units, Share of the largest = 100 per cent."
    )
    essay.button(ESSAY, line).click()
    expect(field(essay)).to_have_value(line)


def record(quiz: Desk, run: dict[str, Any]) -> None:
    """Record a run of the same lesson, as its own cell does."""
    from quizzes.journal import Entry, append, now

    append(quiz.folder / "responses" / "run-09.jsonl", Entry(time=now(), item="g-run", response=run))


def test_the_text_is_told_when_it_is_saved_and_once_when_it_is_drawn(essay: Desk) -> None:
    listen(essay)
    write(essay, "One.")
    essay.wait(REST)
    assert told(essay) == []
    essay.acknowledge()
    assert told(essay) == ["One."]
    essay.leave().open()
    assert told(essay) == ["One.", "One."]
    field(essay).fill("")
    essay.wait(REST)
    essay.acknowledge()
    assert told(essay) == ["One.", "One.", ""]
    essay.leave().open()
    assert told(essay) == ["One.", "One.", ""]


def test_a_text_that_is_too_long_is_refused_with_its_length_and_stays(essay: Desk) -> None:
    text = "häuser " * (LONGEST // 8) + "x" * 8
    field(essay).fill(text)
    essay.wait(REST)
    essay.acknowledge()
    status = essay.status(ESSAY)
    expect(status).to_contain_text(f"your text has {len(text):,} characters ({LONGEST // 8 + 1:,} words)")
    expect(status).to_contain_text("nothing is lost")
    expect(field(essay)).to_have_value(text)
    assert essay.widget.answers[ESSAY]["response"] is None
    fits = int(re.findall(r"first ([\d,]+) of them", status.text_content() or "")[0].replace(",", ""))
    field(essay).fill(text[: fits + 1])
    essay.wait(REST)
    essay.acknowledge()
    expect(status).to_contain_text("Not saved")
    field(essay).fill(text[:fits])
    essay.wait(REST)
    essay.acknowledge()
    expect(status).to_have_text(SAVED)
    essay.leave().open()
    expect(field(essay)).to_have_value(text[:fits])


@pytest.mark.parametrize("width", [320, 1200])
def test_the_field_grows_with_its_text_and_what_counts_stands_beside_or_below(essay: Desk, width: int) -> None:
    essay.page.set_viewport_size({"width": width, "height": 800})
    before = field(essay).bounding_box()
    field(essay).fill("A line.\n" * 60)
    after, aside = field(essay).bounding_box(), essay.item(ESSAY).locator("aside").bounding_box()
    assert before
    assert after
    assert aside
    assert after["height"] > before["height"] + 400
    assert field(essay).evaluate("field => field.scrollHeight - field.clientHeight") <= 1
    is_beside = aside["x"] > after["x"] + after["width"] and aside["y"] < after["y"] + 50
    is_below = aside["y"] > after["y"] + after["height"]
    assert is_beside if width > 1000 else is_below
    assert essay.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_pressed_is_large_enough_for_a_finger(essay: Desk) -> None:
    for name in ("Quote the essay", "Insert a recorded run"):
        box = essay.item(ESSAY).locator("summary", has_text=name).bounding_box()
        assert box
        assert box["height"] >= 44
    essay.item(ESSAY).get_by_text("Quote the essay").click()
    for control in (essay.item(ESSAY).locator("select"), *essay.item(ESSAY).locator("details button").all()):
        box = control.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44
