"""Does the case matrix of lesson 1 count right? Expected values by hand, and what must hold for any coding."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.bank import Bank, load_yaml
from quizzes.simulation import load_module
from quizzes.types import Run
from tests.drawn import keyed, written

ROOT = Path(__file__).parent.parent
NAME = "01-two-januaries"
LESSON = ROOT / "notebooks" / NAME
model = load_module(LESSON / "case_matrix.py")

#: One defensible coding of the three case files, in the order of the six questions. It is not a key: there is none.
SAMPLE = {
    "panama": ("self-defence", "dealt-with-it", "criticised", "no-vote-before", "several", "handover"),
    "haiti": ("mandate", "authorised", "supported", "no-vote-before", "government", "breakdown"),
    "venezuela": ("law-enforcement", "dealt-with-it", "no-decision", "no-vote-before", "trial", "not-yet"),
}


def cells(**rows: tuple[str, ...]) -> dict[str, str]:
    return {
        f"{question}_{case}": code
        for case, codes in rows.items()
        for question, code in zip(model.QUESTIONS, codes, strict=True)
    }


def answers(question: str) -> st.SearchStrategy[str]:
    return st.sampled_from((*model.OPEN, *model.QUESTIONS[question][1]))


codings = st.fixed_dictionaries(
    {f"{question}_{case}": answers(question) for question in model.QUESTIONS for case in model.CASES}
)


def test_a_coding_counted_by_hand() -> None:
    assert model.simulate(**cells(**SAMPLE)) == pytest.approx(
        {
            "coded": 18,
            "sense": 1,
            # Panama and Haiti: Congress only, of six
            "compared_panama_haiti": 6,
            "same_panama_haiti": 1,
            "share_panama_haiti": 1 / 6,
            # Panama and Venezuela: the UN before and Congress, of five; three differ
            "compared_panama_venezuela": 5,
            "same_panama_venezuela": 2,
            "share_panama_venezuela": 0.4,
            # Haiti and Venezuela: Congress only, of five
            "compared_haiti_venezuela": 5,
            "same_haiti_venezuela": 1,
            "share_haiti_venezuela": 0.2,
            # 3 - 2; without one of the three differences it is 2 against 2, so each of them decides alone
            "balance": 1,
            "deciding": 3,
        }
    )


def test_one_other_code_turns_the_verdict() -> None:
    reread = cells(**SAMPLE) | {"aim_panama": "trial"}
    assert model.simulate(**reread)["balance"] == -1
    open_reaction = cells(**SAMPLE) | {"after_venezuela": "not-yet"}
    assert model.simulate(**open_reaction)["balance"] == 0
    assert model.simulate(**open_reaction)["deciding"] == 2


def test_an_empty_sheet_compares_nothing() -> None:
    empty = model.simulate(**cells(**dict.fromkeys(model.CASES, ("not-coded",) * 6)))
    assert set(empty.values()) == {0.0}


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({}, 18),
        ({"after_venezuela": "not-yet"}, 18),  # 2026 is not over
        ({"aim_venezuela": "not-coded"}, 17),
        ({"aim_panama": "not-yet"}, 17),  # what Panama's aim was is no longer open
        ({f"{question}_venezuela": "not-yet" for question in model.QUESTIONS}, 0),  # no pair with Venezuela is left
        ({f"{question}_{case}": "not-yet" for question in model.QUESTIONS for case in ("panama", "haiti")}, 6),
    ],
)
def test_the_part_of_the_sheet_that_is_worth_recording(changed: dict[str, str], part: int) -> None:
    assert model.simulate(**cells(**SAMPLE) | changed)["sense"] == pytest.approx(part / 18)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("mandate", "mandate", "same"),
        ("mandate", "consent", "different"),
        ("mandate", "not-yet", "not compared"),
        ("not-coded", "consent", "not compared"),
        ("not-yet", "not-yet", "not compared"),
    ],
)
def test_an_unknown_is_neither_same_nor_different(first: str, second: str, found: str) -> None:
    assert model.relation(first, second) == found
    assert model.relation(second, first) == found


@pytest.mark.parametrize(
    ("equal", "different", "decide"),
    [(0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 1), (2, 3, 3), (3, 3, 3), (3, 2, 0), (2, 4, 0), (0, 6, 0)],
)
def test_how_many_questions_decide_alone(equal: int, different: int, decide: int) -> None:
    assert model.deciding(equal, different) == decide


@given(st.integers(0, 6), st.integers(0, 6))
def test_the_deciding_questions_are_those_whose_removal_turns_the_verdict(equal: int, different: int) -> None:
    verdict = different > equal
    turned = equal * ((different > equal - 1) != verdict) + different * ((different - 1 > equal) != verdict)
    assert model.deciding(equal, different) == turned


@given(codings)
def test_counts_fit_together(codes: dict[str, str]) -> None:
    outcome = model.simulate(**codes)
    for first, second in model.PAIRS:
        pair = f"{first}_{second}"
        assert 0 <= outcome[f"same_{pair}"] <= outcome[f"compared_{pair}"] <= 6
        assert outcome[f"share_{pair}"] * outcome[f"compared_{pair}"] == pytest.approx(outcome[f"same_{pair}"])
    compared, same = outcome["compared_panama_venezuela"], outcome["same_panama_venezuela"]
    assert outcome["balance"] == compared - 2 * same
    assert -6 <= outcome["balance"] <= 6


@given(codings, st.sampled_from(["ground", "before", "after", "congress", "aim", "outcome"]))
def test_two_equal_pairs_make_a_third(codes: dict[str, str], question: str) -> None:
    """What equals the same answer is equal: of three pairs none, one or all three agree, never two."""
    codes = {name: code if name.startswith(question) else "not-coded" for name, code in codes.items()}
    outcome = model.simulate(**codes)
    assert sum(outcome[f"same_{first}_{second}"] for first, second in model.PAIRS) in (0, 1, 3)


@given(codings)
def test_a_case_compared_with_its_copy_is_equal_wherever_it_is_answered(codes: dict[str, str]) -> None:
    copied = codes | {f"{question}_venezuela": codes[f"{question}_panama"] for question in model.QUESTIONS}
    outcome = model.simulate(**copied)
    assert outcome["same_panama_venezuela"] == outcome["compared_panama_venezuela"]
    assert outcome["same_panama_haiti"] == outcome["same_haiti_venezuela"]


@pytest.mark.parametrize("code", ["", "mandate ", "handover", None])
def test_a_code_that_its_question_does_not_admit_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="Legal ground, Haiti: choose one"):
        model.simulate(**cells(**SAMPLE) | {"ground_haiti": code})


def test_a_missing_cell_is_refused() -> None:
    codes = cells(**SAMPLE)
    del codes["aim_venezuela"]
    with pytest.raises(ValueError, match="Aim declared, Venezuela"):
        model.simulate(**codes)


@given(codings)
def test_the_alternative_text_and_the_table_have_the_values_of_the_figure(codes: dict[str, str]) -> None:
    outcome = model.simulate(**codes)
    words, rows = model.describe(codes, outcome), model.table(codes, outcome)
    assert [len(row) for row in rows] == [4] * 9
    for column, (first, second) in enumerate(model.PAIRS, start=1):
        found = [row[column] for row in rows[1:7]]
        count = f"{found.count('same')} of {6 - found.count('not compared')}"
        assert rows[7][column] == count
        assert f"{model.CASES[first]} and {model.CASES[second]}: {count} answers equal" in words


def _filled(codes: dict[str, str], width: float = 640) -> list[bool]:
    tiles = keyed(model.draw(codes, model.simulate(**codes), width))
    return [tiles[f"0/{pair}-{row}"].get("fill") != "none" for pair in range(3) for row in range(6)]


@settings(max_examples=5, deadline=None)
@given(codings)
def test_a_tile_is_filled_where_the_answers_are_the_same_and_nowhere_else(codes: dict[str, str]) -> None:
    rows = model.table(codes, model.simulate(**codes))[1:7]
    assert _filled(codes) == [row[column] == "same" for column in (1, 2, 3) for row in rows]


def test_equal_answers_are_filled_tiles() -> None:
    codes = cells(**SAMPLE)
    # by pair, question by question: Panama and Haiti, Panama and Venezuela, Haiti and Venezuela
    alike = [[3], [1, 3], [3]]
    assert _filled(codes, 288) == [question in pair for pair in alike for question in range(6)]
    assert "2 of 5" in written(model.draw(codes, model.simulate(**codes), 288))


def test_the_bank_asks_for_the_codes_that_the_model_admits() -> None:
    bank = load_yaml(ROOT / "quizzes" / "bank" / f"{NAME}.yaml", Bank)
    (run,) = (item for _, item in bank.items() if isinstance(item, Run))
    offered = {parameter.name: set(parameter.choices) for parameter in run.parameters}
    assert offered == {
        f"{question}_{case}": {*model.OPEN, *admitted}
        for question, (_, admitted) in model.QUESTIONS.items()
        for case in model.CASES
    }
    assert len({parameter.group for parameter in run.parameters}) == 6


def test_nothing_that_is_shown_names_what_the_student_works_out() -> None:
    codes = cells(**SAMPLE)
    outcome = model.simulate(**codes)
    shown = model.describe(codes, outcome) + json.dumps(model.table(codes, outcome))
    assert "balance" not in shown


def _text() -> str:
    notebook = json.loads((LESSON / f"{NAME}.ipynb").read_text("utf-8"))
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


def test_the_table_of_trade_in_the_text_is_that_of_the_data() -> None:
    with (ROOT / "seeds" / "data" / "trade_with_us_and_china.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["region"], row["partner"], row["year"]): row["goods_trade_musd"] for row in csv.DictReader(file)}
    labels = {
        "The 20 republics": "Latin America (20)",
        "The same without Mexico": "Latin America without Mexico (19)",
        "South America (10)": "South America (10)",
        "Central America and Caribbean (9)": "Central America and Caribbean (9)",
    }
    for label, region in labels.items():
        values = [
            rows[region, partner, year]
            for year, partner in (
                ("2000", "United States"),
                ("2000", "China"),
                ("2024", "United States"),
                ("2024", "China"),
            )
        ]
        line = " | ".join(f"{float(value) / 1000:,.0f}" for value in values)
        assert f"| {label} | {line} |" in _text()


def test_the_table_of_investment_in_the_text_is_that_of_the_data() -> None:
    with (ROOT / "seeds" / "data" / "fdi_by_origin.csv").open(encoding="utf-8", newline="") as file:
        shares = {(row["origin"], row["year"]): row["share_pct"] for row in csv.DictReader(file)}
    for origin in ("United States", "European Union", "China"):
        line = " | ".join(shares.get((origin, year), "–") for year in ("2010", "2022", "2024"))
        assert f"| {origin} | {line} |" in _text()


def test_the_model_answer_keeps_to_its_length() -> None:
    notebook = json.loads((LESSON / f"{NAME}.ipynb").read_text("utf-8"))
    (answer,) = ("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == "essay-01")
    assert 120 <= len(re.findall(r"\S+", answer.split("\n\n")[0])) <= 160
