"""Does the run of lesson 5 compare two sheets rightly, and show what it should and no more?"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.bank import Bank, load_yaml
from quizzes.simulation import load_module
from quizzes.types import Run
from tests.drawn import written

ROOT = Path(__file__).parent.parent
LESSON = "05-coding-diffuse-unilateralism"
model = load_module(ROOT / "notebooks" / LESSON / "codebook_lab.py")
rounds = load_module(ROOT / "notebooks" / LESSON / "codebook_rounds.py")
codebook = sys.modules["codebook"]
BANK = load_yaml(ROOT / "quizzes" / "bank" / f"{LESSON}.yaml", Bank)
RUNS = {item.id: item for _, item in BANK.items() if isinstance(item, Run)}
unhurried = settings(deadline=None, max_examples=60)
codes = st.sampled_from(["yes", "no", "contested", "blank"])
sheets = st.lists(codes, min_size=84, max_size=84)


def sheet(letters: str, **settings_of_run: float | str) -> dict[str, float | str]:
    """Return the parameters of a run: `letters` has a code for each box, y, n, c or -; missing ones are blank."""
    words = {"y": "yes", "n": "no", "c": "contested", "-": "blank"}
    names = [f"{case}_{letter}" for case in model.CASES for letter in model.CRITERIA]
    return {n: words[c] for n, c in zip(names, letters.ljust(84, "-"), strict=True)} | dict(settings_of_run)


# The run


def test_a_sheet_worked_out_by_hand() -> None:
    """Panama is positive with "or" only, Haiti with both; the Gulf came filled in and does not count."""
    outcome = model.simulate(**sheet("ynnnnn" + "yyyyyy" + "yynnnc"))
    expected = {"coded": 12, "yes": 3, "no": 8, "contested": 1, "positive": 2, "by_hand": 2, "dropped": 1}
    assert {name: outcome[name] for name in expected} == expected
    assert outcome["sense"] == pytest.approx(12 / 30)


def test_an_act_that_and_leaves_open_has_dropped_out() -> None:
    outcome = model.simulate(**sheet("cynnnn"))
    assert (outcome["by_hand"], outcome["dropped"]) == (1, 1)


@pytest.mark.parametrize(("letters", "sense"), [("", 0), ("y", 1 / 30), ("y" * 36, 1), ("y" * 84, 1)])
def test_sense_is_the_share_of_boxes_coded_without_the_filled_row(letters: str, sense: float) -> None:
    assert model.simulate(**sheet(letters))["sense"] == pytest.approx(sense)


@pytest.mark.parametrize("item", RUNS.values(), ids=RUNS)
def test_the_sheet_opens_with_the_worked_example_and_nothing_else(item: Run) -> None:
    defaults = {parameter.name: parameter.default for parameter in item.parameters}
    coded = {name: code for name, code in defaults.items() if code in ("yes", "no", "contested")}
    assert coded == {
        f"gulf_{letter}": code
        for letter, code in zip("abcdef", ["no", "no", "no", "yes", "yes", "contested"], strict=True)
    }
    outcome = model.simulate(**defaults)
    assert (outcome["coded"], outcome["sense"]) == (0, 0)


@pytest.mark.parametrize("item", RUNS.values(), ids=RUNS)
def test_the_bank_asks_for_what_the_model_knows(item: Run) -> None:
    cases = codebook.PILOT if item.id == "l5-p-round-one" else codebook.UNSEEN
    boxes = [parameter for parameter in item.parameters if parameter.group]
    wanted = {f"{case}_{letter}" for case in cases for letter in "abcdef"}
    assert {parameter.name for parameter in boxes} == wanted
    assert len(boxes) == len(wanted)
    assert all(set(parameter.choices) == set(codebook.CODES) for parameter in boxes)
    outcome = model.simulate(**{parameter.name: parameter.default for parameter in item.parameters})
    assert {quantity.name for quantity in item.result} < set(outcome)
    assert item.comparison is not None
    assert item.comparison.name in outcome
    rules = {parameter.name: set(parameter.choices) for parameter in item.parameters if not parameter.group}
    # What "and" would make of the sheet is worked out by hand.
    assert rules in ({}, {"rule": set(codebook.RULES) - {"mix"}})


@given(sheets, st.sampled_from(sorted(codebook.RULES)))
@unhurried
def test_every_run_gives_finite_numbers_that_add_up(boxes: list[str], rule: str) -> None:
    letters = "".join("-" if code == "blank" else code[0] for code in boxes)
    parameters = sheet(letters, rule=rule)
    outcome = model.simulate(**parameters)
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert outcome == model.simulate(**parameters)
    own = boxes[:6] + boxes[12:]  # the Gulf is the second case
    assert outcome["coded"] == sum(code != "blank" for code in own)
    assert outcome["coded"] == outcome["yes"] + outcome["no"] + outcome["contested"]
    assert outcome["positive"] + outcome["open"] + outcome["negative"] <= 13
    assert 0 <= outcome["dropped"] <= outcome["by_hand"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (sheet("ynyyyn", panama_a="maybe"), "Panama 1989: .maybe. is no code"),
        (sheet("ynyyyn", rule="any"), "choose a rule"),
        ({"gulf_a": "yes"}, "Gulf 1990-91: .missing. is no code"),
    ],
)
def test_sheets_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, float | str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**wrong)


# What the student sees

SOME = sheet("ynnyyc" + "nnnyyc" + "ynyn-n" + "nyyncn" * 4 + "cynnny" * 5, rule="module")


def in_writing(parameters: dict[str, float | str], outcome: dict[str, float]) -> str:
    return written(model.draw(parameters, outcome, 640))


def tabled(parameters: dict[str, float | str], outcome: dict[str, float]) -> str:
    return " ".join(cell for row in model.table(parameters, outcome) for cell in row)


@pytest.mark.parametrize("show", [model.describe, tabled, in_writing])
@given(boxes=sheets)
@settings(deadline=None, max_examples=5)
def test_the_lab_is_blind(show: Callable[..., str], boxes: list[str]) -> None:
    """Whatever the second coder's codes are, the lab shows and returns the same."""
    parameters = sheet("".join("-" if code == "blank" else code[0] for code in boxes), rule="module")
    outcome = model.simulate(**parameters)
    shown = show(parameters, outcome)
    kept = dict(codebook.SECOND)
    try:
        codebook.SECOND.update(dict.fromkeys(kept, "cccccc"))
        assert model.simulate(**parameters) == outcome
        assert show(parameters, outcome) == shown
    finally:
        codebook.SECOND.update(kept)
    assert "alpha" not in shown


@pytest.mark.parametrize("show", [model.describe, tabled, in_writing])
def test_what_the_student_works_out_is_not_shown_where_no_rule_is_named(show: Callable[..., str]) -> None:
    parameters = {name: code for name, code in SOME.items() if name != "rule"}
    shown = show(parameters, model.simulate(**parameters))
    assert not re.search(r"\brule\b|not D|\bopen\b|not coded", shown)


@pytest.mark.parametrize("width", [280, 640])
def test_the_figure_shows_the_counts_and_each_case_at_any_width(width: float) -> None:
    outcome = model.simulate(**SOME)
    drawing = written(model.draw(SOME, outcome, width))
    assert f"{outcome['contested']:.0f} contested" in drawing
    assert all(case in drawing for case in model.CASES.values())


def test_the_alternative_text_has_each_code_and_each_verdict() -> None:
    text = model.describe(SOME, model.simulate(**SOME))
    assert "Panama 1989: A yes, B no, C no, D yes, E yes, F contested; Gulf 1990-91: A no" in text
    assert "Under the rule (A or B) and not D: Panama 1989 no, Gulf 1990-91 no, Haiti 1994 yes" in text


def test_the_table_has_a_row_for_each_case() -> None:
    rows = model.table(SOME, model.simulate(**SOME))
    assert {len(row) for row in rows} == {8}
    assert [row[0] for row in rows[1:]] == list(model.CASES.values())
    assert rows[1] == ["Panama 1989", "yes", "no", "no", "yes", "yes", "contested", "no"]
    assert rows[3][5] == "blank"


# After a round


def codes_of(case: str, letters: str) -> dict[str, str]:
    words = {"y": "yes", "n": "no", "c": "contested", "-": "blank"}
    return {f"{case}_{letter}": words[code] for letter, code in zip("abcdef", letters, strict=True)}


def recorded(cases: tuple[str, ...], letters: str) -> dict[str, str]:
    """Return what is recorded of a round: the same letters for each case."""
    return {name: code for case in cases for name, code in codes_of(case, letters).items()}


def test_a_round_is_finished_with_thirty_boxes_beside_the_row_that_came_filled_in() -> None:
    whole = recorded(codebook.PILOT, "ynnnnn")
    five = whole | codes_of("gaza", "------")
    four = five | codes_of("kosovo", "------")
    found = rounds.finished([None, four, five, whole])
    assert [codebook.coded(one) for one in found] == [30, 36]
    assert all("gulf" not in one for one in found)


def test_a_round_is_compared_criterion_by_criterion() -> None:
    """Six cases all yes, no, no, no, no, no: the coder never varies, and alpha is near 0 or below on each criterion."""
    (sheet_of_one,) = rounds.finished([recorded(codebook.PILOT, "ynnnnn")])
    view = rounds.compare(sheet_of_one)
    assert [row[0][0] for row in view.rows[1:]] == list("ABCDEF")
    # A: yes of the second coder in Kosovo, Iraq, Libya and the tariffs, no in Haiti and for Gaza.
    assert view.rows[1][1:5] == ("6", "4", "6, 0, 0", "4, 2, 0")
    # 10 yes and 2 no among 12 codes: D_e = 2 * 10 * 2 / (12 * 11), D_o = 2 / 6
    assert view.rows[1][5] == f"{1 - (2 / 6) / (40 / 132):.2f}" == "-0.10"
    assert "Haiti 1994, A: you yes, second coder no" in repr(view.picture)
    assert view.lines[0].startswith("All boxes: alpha 0.")


def test_sheets_that_agree_in_all_boxes_differ_in_none() -> None:
    view = rounds.compare(codebook.second_sheet(("panama", "crimea", "iran", "eu", "boats", "raid", "exit")))
    assert view.lines[0].startswith("All boxes: alpha 1.00 (95 per cent: 1.00 to 1.00).")
    assert "differ in: none" in repr(view.picture)
    assert view.rows[2][-1] == "-"  # B is no throughout: nothing varies


def test_the_two_rounds_stand_beside_each_other() -> None:
    first = codebook.second_sheet(codebook.PILOT[1:])
    second = codebook.second_sheet(codebook.UNSEEN[1:]) | {"panama": ("no",) * 6}
    view = rounds.compare_rounds(first, second)
    assert view.rows[0] == ("Criterion", "Round 1: 6 cases", "Round 2: 7 other cases")
    assert view.rows[1][:2] == ("A loophole", "1.00")
    assert view.rows[1][2] == f"{rounds.alpha(rounds.paired(second, 0)):.2f}"
    assert view.rows[-1][0] == "All boxes"


def test_a_view_is_a_page_that_escapes_and_a_text() -> None:
    view = rounds.View(("a < b",), (("Case", "A"), ("Gulf", "no")))
    assert "a &lt; b" in view._repr_html_()
    assert "<th scope='col'>Case</th>" in view._repr_html_()
    assert repr(view) == "a < b\nCase | A\nGulf | no"


def test_what_the_grader_loads_reads_no_answers() -> None:
    """The student's journal is read where only the notebook looks: `simulate` is computed from parameters alone."""
    loaded = {"codebook_lab", *re.findall(r"^from (codebook\w*) import", source("codebook_lab"), re.MULTILINE)}
    assert loaded == {"codebook_lab", "codebook", "codebook_drawing"}
    assert not [name for name in loaded if re.search("journal|workplace|import codebook_rounds", source(name))]
    assert "journal" in source("codebook_rounds")


def source(name: str) -> str:
    return (ROOT / "notebooks" / LESSON / f"{name}.py").read_text("utf-8")
