"""Is a written answer saved while one writes, never replaced unasked, and helped along? Without a JupyterLab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .desk import Desk
from .test_page import LOST, SAVED, SILENCE
from .writing import ESSAY, FRESH, LONGEST_WRITING, REST, field, responses, write


@pytest.fixture
def essay(desk: OpenDesk) -> Desk:
    return desk(ESSAY)


def another_tab(quiz: Desk) -> Desk:
    """Open the quiz as a browser does that was killed: what only the tab kept is gone."""
    quiz.page.evaluate("sessionStorage.clear()")
    return quiz.open()


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
