"""Does the run of lesson 5 compare two sheets rightly, and show what it should and no more?"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from quizzes.bank import Bank, load_yaml
from quizzes.figure import new_figure, style, svg
from quizzes.simulation import load_module
from quizzes.types import Run

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
    """Panama as the second coder has it, the Gulf all yes: agreement in 6 + 1 of 12 boxes."""
    outcome = model.simulate(**sheet("ynyyyn" + "yyyyyy"))
    # rows: yes 4 + 1 with yes, 4 with no, 1 with contested; no 2 with no. Second coder: 5 yes, 6 no, 1 contested.
    assert outcome["coded"] == 12
    assert outcome["same"] == 7
    assert outcome["agreement"] == pytest.approx(7 / 12)
    assert outcome["chance"] == pytest.approx(10 / 12 * 5 / 12 + 2 / 12 * 6 / 12)
    assert outcome["kappa"] == pytest.approx((7 / 12 - 31 / 72) / (1 - 31 / 72))
    # 15 yes, 8 no and 1 contested among 24 codes: D_e = (24^2 - 225 - 64 - 1) / (24 * 23) = 286 / 552
    assert outcome["alpha"] == pytest.approx(1 - 5 / 12 / (286 / 552))
    assert (outcome["positive"], outcome["open"], outcome["negative"]) == (2, 0, 0)


def test_the_second_coders_own_sheet_agrees_with_itself() -> None:
    outcome = model.simulate(**sheet("".join(codebook.SECOND.values())))
    expected = {"coded": 84, "alpha": 1, "kappa": 1, "low": 1, "high": 1, "positive": 5, "open": 4, "negative": 5}
    assert {name: outcome[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize("item", RUNS.values(), ids=RUNS)
def test_the_sheet_opens_with_the_worked_example_and_nothing_else(item: Run) -> None:
    defaults = {parameter.name: parameter.default for parameter in item.parameters}
    coded = {name: code for name, code in defaults.items() if code in ("yes", "no", "contested")}
    assert coded == {
        f"gulf_{letter}": code
        for letter, code in zip("abcdef", ["no", "no", "yes", "no", "no", "contested"], strict=True)
    }
    outcome = model.simulate(**defaults)
    assert (outcome["coded"], outcome["negative"]) == (6, 1)


@pytest.mark.parametrize("item", RUNS.values(), ids=RUNS)
def test_the_bank_asks_for_what_the_model_knows(item: Run) -> None:
    cases = codebook.PILOT if item.id == "l5-p-round-one" else tuple(model.CASES)
    boxes = [parameter for parameter in item.parameters if parameter.group]
    assert [parameter.name for parameter in boxes] == [f"{case}_{letter}" for case in cases for letter in "abcdef"]
    assert all(set(parameter.choices) == set(codebook.CODES) for parameter in boxes)
    outcome = model.simulate(**{parameter.name: parameter.default for parameter in item.parameters})
    assert {quantity.name for quantity in item.result} < set(outcome)
    assert item.comparison is not None
    assert item.comparison.name in outcome
    rules = {
        parameter.name: set(parameter.choices)
        for parameter in item.parameters
        if parameter.choices and not parameter.group
    }
    assert rules in ({}, {"rule": set(codebook.RULES), "metric": set(codebook.METRICS)})


@given(
    sheets,
    st.sampled_from(["module", "mix", "bypass", "cover"]),
    st.sampled_from(["nominal", "interval"]),
    st.integers(1, 99),
)
@unhurried
def test_every_run_gives_finite_numbers_that_add_up(boxes: list[str], rule: str, metric: str, seed: int) -> None:
    assume(min(boxes.count("yes"), boxes.count("no")) >= 3)
    letters = "".join("-" if code == "blank" else code[0] for code in boxes)
    parameters = sheet(letters, rule=rule, metric=metric, seed=float(seed))
    outcome = model.simulate(**parameters)
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert outcome == model.simulate(**parameters)
    assert outcome["low"] <= outcome["high"] <= 1 + 1e-9
    assert outcome["coded"] == sum(code != "blank" for code in boxes)
    assert outcome["positive"] + outcome["open"] + outcome["negative"] <= 14
    assert outcome["kappa"] == pytest.approx((outcome["agreement"] - outcome["chance"]) / (1 - outcome["chance"]))


def test_another_seed_moves_the_interval_and_nothing_else() -> None:
    letters = "yyyyynnnnncyyynnnnyyyyyyccccnnyynnyycnnynyynynyynnccyynnyynnyynnyncyncyncynyynnyncyncy"[:84]
    one, two = (model.simulate(**sheet(letters, seed=seed)) for seed in (1.0, 2.0))
    assert {name for name in one if one[name] != two[name]} <= {"low", "high"}
    assert one["low"] < one["alpha"] < one["high"]


def test_with_the_interval_metric_contested_costs_less_than_the_opposite_code() -> None:
    second = "".join(codebook.SECOND.values())
    contested, opposite = "c" + second[1:], "n" + second[1:]
    near, far = (model.simulate(**sheet(letters, metric="interval"))["alpha"] for letters in (contested, opposite))
    assert far < near < 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (sheet(""), "at least one whole case"),
        (sheet("yny"), "at least one whole case"),
        (sheet("y-yyy-" + "------" * 5 + "y-----"), "with a yes and a no"),
        (sheet("ynyyyn", panama_a="maybe"), "Panama 1989: .maybe. is no code"),
        (sheet("ynyyyn", rule="any"), "choose a rule"),
        ({"gulf_a": "yes"}, "Gulf 1990-91: .missing. is no code"),
    ],
)
def test_sheets_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, float | str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**wrong)


# What the student sees

SOME = sheet("ynnyyc" + "nnynnc" + "ynyn-n" + "nyyncn" * 4 + "cynnny" * 5, seed=3.0)


def written(parameters: dict[str, float | str], outcome: dict[str, float]) -> str:
    """Return all that the figure has in writing."""
    figure = new_figure()
    model.draw(figure, parameters, outcome)
    return " ".join(text.get_text() for text in figure.findobj(Text))


def tabled(parameters: dict[str, float | str], outcome: dict[str, float]) -> str:
    return " ".join(cell for row in model.table(parameters, outcome) for cell in row)


@pytest.mark.parametrize("show", [model.describe, tabled, written])
def test_what_the_student_works_out_is_never_shown(show: Callable[..., str]) -> None:
    outcome = model.simulate(**SOME)
    for hidden in ("agreement", "chance"):
        assert f"{outcome[hidden]:.2f}" not in show(SOME, outcome)
        assert f"{outcome[hidden]:.0%}" not in show(SOME, outcome)


@pytest.mark.parametrize("width", [3.0, 6.4])
def test_the_figure_shows_alpha_and_each_case_at_any_width(width: float) -> None:
    outcome = model.simulate(**SOME)
    figure = new_figure(width)
    with style():
        model.draw(figure, SOME, outcome)
    drawing = svg(figure, model.describe(SOME, outcome))
    assert f"alpha {outcome['alpha']:.2f}" in drawing
    assert all(case in drawing for case in model.CASES.values())


def test_the_alternative_text_names_each_difference() -> None:
    text = model.describe(SOME, model.simulate(**SOME))
    assert (
        "Panama 1989, C: you no, second coder yes; Panama 1989, F: you contested, second coder no; Haiti 1994, A"
        in text
    )
    assert "Gulf 1990-91, " not in text.partition("Differences: ")[2].partition(". Alpha by")[0]


def test_the_table_has_a_row_for_each_case_then_alpha_and_the_counts() -> None:
    rows = model.table(SOME, model.simulate(**SOME))
    assert {len(row) for row in rows} == {9}
    assert [row[0] for row in rows[1:15]] == list(model.CASES.values())
    assert rows[1][1:] == ["yes", "no", "no / yes", "yes", "yes", "contested / no", "no", "yes"]
    assert [row[0] for row in rows[15:]] == [
        "Alpha by criterion",
        "Alpha, cases of round 1",
        *(f"Boxes, you {word}" for word in ("yes", "no", "contested", "all")),
    ]
    assert rows[-1][4] == "second all: 71"


def test_the_two_rounds_are_compared_box_by_box() -> None:
    first = codebook.second_sheet(codebook.PILOT)
    second = codebook.second_sheet() | {"kosovo": ("yes", "yes", "yes", "contested", "yes", "blank")}
    view = rounds.compare_rounds(first, second)
    assert view.rows == (("Changed",), ("Kosovo 1999, D: round 1 yes, round 2 contested",))
    assert view.lines[0].startswith("41 boxes are coded in both rounds; 1 of them changed.")
    assert "alpha 1.00 in round 1, 0.96 in round 2" in view.lines[1]


def test_a_view_is_a_page_that_escapes_and_a_text() -> None:
    view = rounds.View(("a < b",), (("Case", "A"), ("Gulf", "no")))
    assert "a &lt; b" in view._repr_html_()
    assert "<th scope='col'>Case</th>" in view._repr_html_()
    assert repr(view) == "a < b\nCase | A\nGulf | no"


def test_what_the_grader_loads_reads_no_answers() -> None:
    """The student's journal is read where only the notebook looks: `simulate` is computed from parameters alone."""
    loaded = {"codebook_lab", *re.findall(r"^from (codebook\w*) import", source("codebook_lab"), re.MULTILINE)}
    assert loaded == {"codebook_lab", "codebook", "codebook_drawing"}
    assert not [name for name in loaded if re.search("journal|workplace|codebook_rounds", source(name))]
    assert "journal" in source("codebook_rounds")


def source(name: str) -> str:
    return (ROOT / "notebooks" / LESSON / f"{name}.py").read_text("utf-8")
