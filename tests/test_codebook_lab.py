"""Is the codebook lab of lesson 5 right? Published values, values by hand, and what must hold for any codes."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from quizzes.bank import Bank, load_yaml
from quizzes.figure import new_figure, style, svg
from quizzes.items import Run
from quizzes.simulation import load_model

ROOT = Path(__file__).parent.parent
LESSON = "05-coding-diffuse-unilateralism"
model = load_model(ROOT / "notebooks" / LESSON / "codebook_lab.py")
rounds = load_model(ROOT / "notebooks" / LESSON / "codebook_rounds.py")
codebook = sys.modules["codebook"]
BANK = load_yaml(ROOT / "quizzes" / "bank" / f"{LESSON}.yaml", Bank)
RUNS = {item.id: item for _, item in BANK.items() if isinstance(item, Run)}

unhurried = settings(deadline=None, max_examples=60)
_ = math.nan
FOUR_CODERS = [  # Krippendorff 2011: four coders, twelve units, 40 codes that can be paired
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
THREE_CODERS = [  # three coders, fifteen units, 26 codes that can be paired
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
TWO_CODERS = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]

codes = st.sampled_from(["yes", "no", "contested", "blank"])
sheets = st.lists(codes, min_size=84, max_size=84)
binary = st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=40)


def sheet(letters: str, **settings_of_run: float | str) -> dict[str, float | str]:
    """Return the parameters of a run: `letters` has a code for each box, y, n, c or -; missing ones are blank."""
    words = {"y": "yes", "n": "no", "c": "contested", "-": "blank"}
    names = [f"{case}_{letter}" for case in model.CASES for letter in model.CRITERIA]
    return {n: words[c] for n, c in zip(names, letters.ljust(84, "-"), strict=True)} | dict(settings_of_run)


# The measures


@pytest.mark.parametrize(
    ("table", "observed", "chance", "kappa"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.70, 0.41, 0.4915),  # Cohen 1960
        ([[20, 5], [10, 15]], 0.70, 0.50, 0.40),
        ([[45, 15], [25, 15]], 0.60, 0.54, 0.1304),
        ([[25, 35], [5, 35]], 0.60, 0.46, 0.2593),
        ([[90, 5], [5, 0]], 0.90, 0.905, -0.0526),
        ([[25, 5], [5, 15]], 0.80, 0.52, 0.5833),
    ],
)
def test_kappa_worked_out_by_hand(table: list[list[int]], observed: float, chance: float, kappa: float) -> None:
    assert codebook.agreement(table) == pytest.approx((observed, chance))
    assert model.kappa(table) == pytest.approx(kappa, abs=5e-5)


def test_kappa_is_not_defined_where_all_codes_are_the_same() -> None:
    assert math.isnan(model.kappa([[7, 0], [0, 0]]))


@pytest.mark.parametrize(
    ("coders", "metric", "alpha"),
    [
        (FOUR_CODERS, "nominal", 0.743),
        (FOUR_CODERS, "ordinal", 0.815),
        (FOUR_CODERS, "interval", 0.849),
        (FOUR_CODERS, "ratio", 0.797),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
        (TWO_CODERS, "nominal", 0.095),
    ],
)
def test_alpha_of_the_published_examples(coders: list[list[float]], metric: str, alpha: float) -> None:
    assert model.alpha(coders, metric) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("coders", [[[1, 1, 1], [1, 1, 1]], [[1, _], [_, 0]], [[_, _], [_, _]], [[1, 0, _], [1, _, 0]]])
def test_alpha_is_not_defined_without_two_different_codes_that_can_be_paired(coders: list[list[float]]) -> None:
    assert math.isnan(model.alpha(coders))


def test_the_graded_question_on_alpha_by_hand() -> None:
    """Ten boxes yes for both, six no for both, four that differ: 24 yes and 16 no among 40 codes."""
    first, second = [1] * 10 + [0] * 6 + [1] * 4, [1] * 10 + [0] * 6 + [0] * 4
    assert model.alpha([first, second]) == pytest.approx(0.59375)


@given(binary)
@unhurried
def test_perfect_agreement_is_one(values: list[float]) -> None:
    alpha = model.alpha([values, values, values])
    assert alpha == pytest.approx(1) if len(set(values)) > 1 else math.isnan(alpha)


@given(
    st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, _])] * 3), min_size=2, max_size=20), st.permutations([0, 1, 2])
)
@unhurried
def test_other_names_for_the_codes_change_nothing(units: list[tuple[float, ...]], names: list[int]) -> None:
    values = np.array(units).T
    renamed = np.where(np.isnan(values), values, np.array([*names, 0])[np.nan_to_num(values, nan=3).astype(int)])
    assert model.alpha(values) == pytest.approx(model.alpha(renamed), nan_ok=True)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, _])] * 3), min_size=2, max_size=20), st.sampled_from([0.0, 1.0]))
@unhurried
def test_a_unit_that_one_coder_coded_changes_nothing(units: list[tuple[float, ...]], code: float) -> None:
    values = np.array(units).T
    longer = np.column_stack([values, [code, _, _]])
    assert model.alpha(longer) == pytest.approx(model.alpha(values), nan_ok=True)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=2, max_size=40))
@unhurried
def test_for_two_coders_alpha_is_scotts_pi_with_a_correction_for_small_samples(
    pairs: list[tuple[float, float]],
) -> None:
    values = np.array(pairs).T
    n, share = values.size, values.mean()
    chance = share**2 + (1 - share) ** 2
    alpha = model.alpha(values)
    if chance == 1:
        assert math.isnan(alpha)
    else:
        pi = (np.mean(values[0] == values[1]) - chance) / (1 - chance)
        assert alpha == pytest.approx(1 - (1 - 1 / n) * (1 - pi))


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, _])] * 2), min_size=2, max_size=30))
@unhurried
def test_many_tables_at_once_give_what_the_library_gives_for_one(pairs: list[tuple[float, float]]) -> None:
    first, second = np.array(pairs).T
    table = codebook.cross_table(first, second)
    for metric in ("nominal", "interval"):
        one = model.alpha([first, second], metric)
        assert float(codebook.alpha_of_tables(table, metric)) == pytest.approx(one, nan_ok=True)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 2), min_size=2, max_size=30))
@unhurried
def test_kappa_is_the_same_for_both_coders_and_never_above_one(pairs: list[tuple[float, float]]) -> None:
    first, second = np.array(pairs).T
    forth, back = model.kappa(codebook.cross_table(first, second)), model.kappa(codebook.cross_table(second, first))
    assert forth == pytest.approx(back, nan_ok=True)
    assert math.isnan(forth) or forth <= 1 + 1e-9


# The second coder and the rules


def test_the_second_coders_sheet_is_the_one_of_the_lesson() -> None:
    rows = {
        "panama": "ynyyyn",
        "gulf": "nnynnc",
        "haiti": "nnynyn",
        "kosovo": "yyyyyn",
        "iraq": "yycyny",
        "libya": "ynynyn",
        "tariffs": "ynyyyy",
        "iran": "yycyyn",
        "gaza": "nyycnn",
        "boats": "ynyyyn",
        "raid": "ynyyyn",
        "eu": "nnyycy",
        "exit": "nnyncn",
        "crimea": "yycynn",
    }
    assert rows == codebook.SECOND
    assert list(model.CASES) == list(codebook.SECOND)
    assert set(codebook.PILOT) < set(model.CASES)


@pytest.mark.parametrize(
    ("rule", "positive", "undecided"),
    [
        ("module", {"panama", "kosovo", "tariffs", "boats", "raid"}, {"iraq", "crimea", "iran", "gaza"}),
        ("mix", {"kosovo"}, {"iraq", "crimea", "iran"}),
        ("bypass", {"panama", "kosovo", "iraq", "crimea", "tariffs", "iran", "eu", "boats", "raid"}, {"gaza"}),
        ("cover", {"kosovo", "iraq", "crimea", "iran", "gaza"}, set()),
    ],
)
def test_which_cases_of_the_second_coder_are_positive(rule: str, positive: set[str], undecided: set[str]) -> None:
    found = {case: model.verdict(codes, rule) for case, codes in codebook.second_sheet().items()}
    assert {case for case, word in found.items() if word == "yes"} == positive
    assert {case for case, word in found.items() if word == "open"} == undecided


@pytest.mark.parametrize(
    ("letters", "verdict"),
    [
        ("ynyynn", "yes"),
        ("nyyynn", "yes"),
        ("nnyyyy", "no"),
        ("ynynyy", "no"),
        ("ynnyyy", "no"),
        ("cnyynn", "open"),
        ("cyyynn", "yes"),
        ("yncynn", "open"),
        ("yncnnn", "no"),
        ("-nyynn", "not coded"),
        ("-yyynn", "yes"),
        ("-nynnn", "no"),
        ("yn-cnn", "not coded"),
        ("------", "not coded"),
    ],
)
def test_the_module_rule_by_hand(letters: str, verdict: str) -> None:
    words = {"y": "yes", "n": "no", "c": "contested", "-": "blank"}
    assert model.verdict([words[letter] for letter in letters]) == verdict


def test_without_contested_and_blank_the_rule_is_plain_logic() -> None:
    for a, b, c, d in product([True, False], repeat=4):
        given_codes = ["yes" if value else "no" for value in (a, b, c, d, True, False)]
        assert model.verdict(given_codes, "module") == ("yes" if (a or b) and c and d else "no")
        assert model.verdict(given_codes, "mix") == ("yes" if a and b and c and d else "no")


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
