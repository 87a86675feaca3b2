"""Is arithmetic worked out and nothing else? Do numbers that vary come out right in the texts of any item?"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from instructor.course import Course
from quizzes.bank import BankError, check_answer
from quizzes.drawing import drawn_answer, drawn_item
from quizzes.expressions import ExpressionError, evaluated
from quizzes.scoring import score
from quizzes.types import Answer
from quizzes.types.varied import Varied, drawn_numbers
from tests.items import item
from tests.pooled_course import NUMBERS, write
from tests.small_course import ASSIGNMENT

# Expressions


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 * a + 1", 7),
        ("-a ** 2", -9),
        ("round(a / 7, 2)", 0.43),
        ("max(a, 4) // 3", 1),
        ("sqrt(a * 3) % 2", 1),
        (5, 5),
    ],
)
def test_arithmetic_is_worked_out(text: str | float, value: float) -> None:
    assert evaluated(text, {"a": 3}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("round(2.5)", 3), ("round(-2.5)", -3), ("round(0.125, 2)", 0.13), ("round(2.675, 2)", 2.68)),
        *(
            ("round(1250, -2)", 1300),
            ("round(10 ** 300, 2)", 1e300),
            ("floor(0.29 * 100)", 29),
            ("ceil(3 * 1.1 * 10)", 33),
            ("floor(-0.5)", -1),
        ),
        *(
            ("floor(log(1000, 10))", 3),
            ("1 // 0.1", 10),
            ("1 % 0.1", 0),
            ("-5 % 3", 1),
            ("-5 // 3", -2),
            ("5.5 % 2", 1.5),
        ),
    ],
)
def test_no_binary_digit_decides_what_a_student_gets_on_paper(text: str, value: float) -> None:
    assert evaluated(text, {}) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "__import__('os')",
            "a.real",
            "(lambda: 1)()",
            "[1][0]",
            "'x' * 9",
            "b",
            "1 / 0",
            "9 ** 9 ** 9",
            "True",
            "1j",
        ),
        *("round(1, 10 ** 9)", "floor(10 ** 300 * 10 ** 300)"),
        *(
            "print(a)",
            "a if a else 1",
            "a; a",
            "",
            "(-8) ** 0.5",
            "round()",
            "a" * 301,
            "(" * 120,
            "round(a, places=1)",
        ),
        *("log(0)", "f'{a}'", "a := 3", "{**{}}", "max(*[1])", "eval('1')", "1e999"),
    ],
)
def test_nothing_else_is(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluated(text, {"a": 3})


@given(st.text(alphabet="a1.()+-*/% ,_[]'lognmx", max_size=40))
def test_any_text_is_a_finite_number_or_an_error(text: str) -> None:
    with suppress(ExpressionError):
        assert math.isfinite(evaluated(text, {"a": 3}))


# Numbers


def test_what_a_lot_draws_is_the_same_on_every_machine() -> None:
    numbers = {name: each if isinstance(each, str) else Varied(**each) for name, each in NUMBERS.items()}  # type: ignore[arg-type]
    assert drawn_numbers(numbers, "n-0", "0123456789abcdef") == {"price": 2.5, "sold": 30, "cost": 0.625}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"numbers": {"price": {"least": 1}}}, "from `least` to `most`"),
        ({"numbers": {"price": {"least": 1, "most": 2, "step": 0.3}}}, "whole steps"),
        ({"numbers": {"price": {"among": [1], "least": 1}}}, "one of the two"),
        ({"numbers": {"price": "profit"}}, 'there is no "profit"'),
        ({"stem": "{{prize}}"}, 'there is no "prize"; the names are price, sold, cost'),
    ],
)
def test_numbers_that_make_no_sense_are_refused(sources: Course, change: dict[str, Any], said: str) -> None:
    write(sources)
    path = sources.bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    bank["quizzes"][1]["items"][2] |= change
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    with pytest.raises(BankError, match=said):
        sources.bank(ASSIGNMENT)


def test_a_key_that_fails_for_some_numbers_is_refused() -> None:
    some = item("number", numbers={"a": {"least": 0, "most": 3}}, stem="{{a}}")
    with pytest.raises(BankError, match="division by zero"):
        check_answer(some, Answer(key={"value": "1 / a"}, rationale="r"), "here")
    with pytest.raises(BankError, match="is right"):
        check_answer(some, Answer(key={"value": "2 * a"}, rationale="r", feedback={"a * a": "f"}), "here")


def test_texts_of_any_type_take_the_numbers() -> None:
    some = item("choice", numbers={"a": {"among": [5]}}, options={"a": "{{a * 2}} pounds", "b": "{{a}} pounds"})
    drawn = drawn_item(some, "lot")
    assert drawn.view()["options"] == {"a": "10 pounds", "b": "5 pounds"}
    told = Answer(key="a", rationale="{{a}} twice", feedback={"b": "Only {{a}}."})
    answer, _ = drawn_answer(some, told, "lot")
    assert score(drawn, answer, "b").feedback == ("Only 5.",)
