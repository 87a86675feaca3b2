"""Does the walk light its step, show what a student said in other lessons, and say what it cannot read?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

import seeds
import seeds.walk
from quizzes import step, verdicts
from quizzes.bank import Bank, load_yaml
from quizzes.types import Verdict
from tests.walk_course import FIRST, SECOND, STEPS, TITLES, hand_out, judge, write_checkout

ROOT = Path(__file__).parent.parent
HOLDS = {"verdict": "holds", "because": "P2 says <so> & more."}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a student of the made-up course has both lessons, with the second one open."""
    monkeypatch.setenv("COURSE_SEEDS", str(write_checkout(tmp_path / "course")))
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path / "course"))
    for lesson in (FIRST, SECOND):
        folder = hand_out(tmp_path / "place", lesson)
    monkeypatch.chdir(folder)
    return tmp_path / "place"


def rows(html: str) -> list[str]:
    """Return the text of each entry of the list."""
    return [words(row) for row in re.findall(r"<li[^>]*>(.*?)</li>", html.partition("<ul")[0])]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# The steps of this course


def test_the_steps_are_the_essays_in_its_order_and_each_quotes_it() -> None:
    steps = seeds.walk.steps()
    assert list(steps) == ["likeness", "norms", "hegemony", "practice", "cover", "label", "follows"]
    for name, each in steps.items():
        assert each.quotes, name
        assert all(seeds.quote(*pair) for pair in each.quotes)
        assert re.fullmatch(r"[A-Z][^.]+\.", each.text), name
        assert (ROOT / "notebooks" / each.lesson / f"{each.lesson}.ipynb").exists()


def test_the_steps_are_read_as_the_essays_argument_is_numbered() -> None:
    places = {name: {n for n, _ in each.quotes} for name, each in seeds.walk.steps().items()}
    wanted = {"likeness": {1, 4}, "norms": {8}, "hegemony": {8, 9}, "practice": {5, 9}}
    assert places == wanted | {"cover": {9, 10, 12}, "label": {10, 12}, "follows": {13, 14}}


def test_a_step_is_judged_in_the_lesson_that_it_names() -> None:
    steps = seeds.walk.steps()
    for path in sorted((ROOT / "quizzes" / "bank").glob("*.yaml")):
        judged = {item.step for _, item in load_yaml(path, Bank).items() if isinstance(item, Verdict)}
        assert {steps[name].lesson for name in judged} <= {path.stem}


# The strip


@pytest.mark.usefixtures("place")
def test_one_step_is_lit_and_is_the_current_one() -> None:
    page = step("smugglers")._repr_html_()
    assert rows(page) == [
        "Step 1 of 3 The duty",
        "Step 2 of 3: this lesson’s step The smugglers",
        "Step 3 of 3 The price",
    ]
    assert page.count("aria-current") == 1
    assert re.search(r"<li aria-current='step'[^>]*>.*?The smugglers</b></li>", page)
    assert "The text says that smugglers answered the duty. P3 «the smugglers came»" in words(page)
    assert re.match(r"<section aria-label='The steps of the essay’s argument' [^>]*><ol role='list'", page)


def test_the_strip_shows_the_verdicts_of_other_lessons(place: Path) -> None:
    judge(place, "duty", HOLDS)
    judge(place, "price", {"verdict": None, "because": "Not sure."})
    first, second, third = rows(step("smugglers")._repr_html_())
    assert first == "Step 1 of 3 The duty Your verdict: It holds"
    assert "verdict" not in second + third
    judge(place, "duty", {"verdict": "cannot-tell-yet", "because": "."})
    assert "Your verdict: I cannot tell yet" in repr(step("price")).splitlines()[0]


def test_a_verdict_that_is_taken_back_is_shown_no_more(place: Path) -> None:
    judge(place, "duty", HOLDS)
    judge(place, "duty", None)
    assert "Your verdict" not in step("price")._repr_html_()


@pytest.mark.usefixtures("place")
def test_a_step_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="no step “norms”; the steps are duty, smugglers, price"):
        step("norms")


def test_a_course_without_steps_says_so(place: Path) -> None:
    (place.parent / "course" / "seeds" / "steps.json").rename(place / "elsewhere.json")
    seeds.walk._steps.cache_clear()
    with pytest.raises(ValueError, match=r"it lacks seeds/steps\.json"):
        step("duty")


def test_the_strip_stands_where_no_lesson_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path / "nowhere"))
    assert len(rows(step("norms")._repr_html_())) == 7
    assert "folder of “03-reciprocity” is not beside this one" in verdicts()._repr_html_()


# The history


def test_the_history_has_verdict_sentence_time_and_lesson_and_names_what_is_missing(place: Path) -> None:
    judge(place, "duty", {"verdict": "holds-in-part", "because": "First."})
    judge(place, "duty", HOLDS)
    judge(place, "smugglers", {"verdict": "does-not-hold", "because": " "})
    page = verdicts()._repr_html_()
    assert words(page).startswith("2 of 3 steps judged.")
    assert rows(page) == [
        "Step 1 of 3 The duty It holds “P2 says <so> & more.” 5 March 10:00, in “Leaves”",
        "Step 2 of 3 The smugglers It does not hold no sentence yet 5 March 10:00, in “Levies & <duties>”",
        "Step 3 of 3 The price No verdict yet. You give it at the end of “Levies & <duties>”.",
    ]
    assert "<so>" not in page
    assert "<duties>" not in page
    assert "role='note'" not in page
    assert "“P2 says <so> & more.”" in repr(verdicts())


def test_a_lesson_that_is_not_there_is_named_and_the_rest_is_shown(place: Path) -> None:
    judge(place, "price", HOLDS)
    (place / FIRST).rename(place.parent / "elsewhere")
    first, _, third = rows(verdicts()._repr_html_())
    assert "the folder of “Leaves” is not beside this one" in first
    assert "It holds" in third


def test_a_lesson_in_a_renamed_folder_finds_its_own_verdicts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(place, "price", HOLDS)
    (place / SECOND).rename(place / "my levies")
    monkeypatch.chdir(place / "my levies")
    assert "It holds" in rows(verdicts()._repr_html_())[2]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def scribble(path: Path) -> None:
    path.write_bytes(b"\xff no line\n" + path.read_bytes())


def be_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def be_malformed(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('"holds"', '"marvellous"'), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said", "shown"),
    [
        (cut, "the last line is cut short, and the one before it counts", "It does not hold"),
        (scribble, "line 1: not an answer (JSON is malformed", "It holds"),
        (be_a_folder, "could not be read from", "No verdict yet"),
        (be_malformed, "v-duty: expected a verdict and a sentence", "No verdict yet"),
    ],
)
def test_a_journal_that_is_torn_is_said(place: Path, spoil: Callable[[Path], None], said: str, shown: str) -> None:
    judge(place, "duty", {"verdict": "does-not-hold", "because": "So far."})
    spoil(judge(place, "duty", HOLDS))
    judge(place, "price", HOLDS)
    page = verdicts()._repr_html_()
    assert shown in rows(page)[0]
    assert "It holds" in rows(page)[2]
    note = words(page.partition("<ul role='note'")[2])
    assert "“Leaves”: part of your answers could not be read and was skipped; nothing was deleted." in note
    assert said in note
    assert said in repr(verdicts())
    assert len(rows(step("price")._repr_html_())) == 3


@pytest.mark.parametrize("content", [b"", b"{", b'{"assignment": 5}', b"\xff", json.dumps(STEPS).encode()])
def test_a_lesson_whose_questions_are_broken_is_said(place: Path, content: bytes) -> None:
    judge(place, "price", HOLDS)
    (place / FIRST / "quiz.json").write_bytes(content)
    page = verdicts()._repr_html_()
    assert "“Leaves”: its questions could not be read" in words(page)
    assert "It holds" in rows(page)[2]


def test_nothing_is_written_by_looking(place: Path) -> None:
    judge(place, "duty", HOLDS)
    before = sorted(path for path in place.rglob("*"))
    repr(verdicts())
    repr(step("price"))
    assert sorted(path for path in place.rglob("*")) == before
    assert TITLES[FIRST] in repr(verdicts())
