"""Does the page *Change it* do what it says: its commands, as they stand there, one after another?"""

from __future__ import annotations

import re
import shlex

import pytest
from click.testing import CliRunner

from instructor.__main__ import main
from instructor.authoring.findings import findings
from instructor.course import Course
from instructor.previewing.chosen import choose
from instructor.release import make_release
from quizzes.types import registered
from tests.test_pages import GUIDE, commands

PAGE = GUIDE / "change-it.md"
LESSON = "02-who-pays-for-order"


@pytest.mark.long
def test_the_pages_commands_make_what_they_say_and_it_can_be_released(copied: Course) -> None:
    done = dict.fromkeys(("new", "check", "minutes", "preview"), 0)
    tried = {*done}
    for command in commands(PAGE):
        words = shlex.split(command, comments=True)
        if words[0] == "preview":
            assert choose(copied, words[1]).lesson
        elif words[0] in tried:
            ran = CliRunner().invoke(main, words)
            assert ran.exit_code == 0, f"{command}\n{ran.output}"
        done[words[0]] = done.get(words[0], 0) + 1
    assert done["new"] >= 5
    assert done["check"] >= 3
    for lesson in (LESSON, "08-trade"):
        assert findings(copied, lesson) == []
        make_release(copied, lesson)
    ids = {item.id for _, item in copied.bank(LESSON).items()}
    assert {"l2-my-question", "my-quiz-1", "l2-p-how-many", "my-essay"} <= ids


def test_the_page_names_every_type_of_question() -> None:
    text = PAGE.read_text("utf-8")
    (listed,) = re.findall(r"The types are (.*?)\.\n", text)
    named = set(re.findall(r"`(\w+)`", listed))
    assert named == {name for name, kind in registered().items() if not kind.by_person}


def test_the_minutes_of_the_page_leave_time_to_press_its_keys_and_to_read() -> None:
    rows = re.findall(r"^\| .* \| (\d+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 7
    assert all(int(minutes) > int(keys) / 180 + 0.5 for minutes, keys in rows), "three keys a second, and the rest"
