"""Does a page draw pictures and tables, open hints one after the other, and say what is open?"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from .desk import Desk
from .lessons import make_lesson

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TABLE = "In a table:\n\n| good | door |\n|---|---|\n| club | yes |"


def hinted(page: Page, folder: Path) -> Desk:
    """Show the made-up graded quiz with a picture, a table and two hints in its choice."""
    make_lesson(folder, "quiz-09")
    path = folder / "quiz.json"
    bank = json.loads(path.read_text("utf-8"))
    (quiz,) = (quiz for quiz in bank["quizzes"] if quiz["id"] == "quiz-09")
    (item,) = (item for item in quiz["items"] if item["id"] == "g-choice")
    item["stem"] = f'Look: ![A single dot](data:image/png;base64,{DOT} "Picture: own. Licence: CC0")'
    item["options"]["club"] = TABLE
    item["hints"] = ["Think of a *door*.", "Who has the key?"]
    path.write_text(json.dumps(bank), "utf-8")
    return Desk(page, folder, "quiz-09").open()


def test_a_picture_is_drawn_with_its_words_and_a_table_is_an_option(page: Page, tmp_path: Path) -> None:
    quiz = hinted(page, tmp_path)
    picture = quiz.item("g-choice").get_by_role("img", name="A single dot")
    expect(picture).to_be_visible()
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 1
    expect(quiz.item("g-choice").locator("small")).to_have_text("Picture: own. Licence: CC0")
    expect(quiz.item("g-choice").get_by_role("cell", name="yes")).to_be_visible()
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    expect(quiz.option("g-choice", "club")).to_be_checked()


def test_hints_open_by_keyboard_one_after_the_other_and_leave_the_answer(page: Page, tmp_path: Path) -> None:
    quiz = hinted(page, tmp_path)
    first, second = (quiz.item("g-choice").locator("details.tj-hint").nth(n) for n in (0, 1))
    expect(first.locator("summary")).to_have_text("Hint 1 of 2")
    expect(second).to_be_hidden()
    assert first.locator("summary").get_attribute("data-lm-suppress-shortcuts") == "true"
    quiz.option("g-choice", "public").check()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first).to_contain_text("Think of a door.")
    expect(second).to_be_visible()
    assert [message["hints"] for message in quiz.sent("hint")] == [1]
    quiz.acknowledge("hint")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    quiz.acknowledge()
    again = quiz.leave().open()
    expect(again.item("g-choice").locator("details.tj-hint").nth(1)).to_be_visible()
    expect(again.option("g-choice", "public")).to_be_checked()
    again.item("g-choice").locator("summary").first.click()
    assert again.sent("hint") == []
    expect(quiz.item("g-multiple").locator(".tj-hints")).to_be_hidden()
