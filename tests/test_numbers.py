"""Is a typed number read as it should be, in every form, and what cannot be read called so?"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.bank import Bank, load_yaml
from quizzes.numbers import parse_number, reading, unit_behind, unreadable, with_comma
from quizzes.scoring import score
from quizzes.types import Run
from quizzes.units import divisor
from tests.items import RIGHT_RUN, answer, double, item
from tests.typed_numbers import MONEY, TABLE

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("typed", "unit", "value"), TABLE)
def test_a_typed_number_is_read_as_a_careful_teacher_reads_it(typed: str, unit: str, value: float | None) -> None:
    assert parse_number(typed, unit) == value


@pytest.mark.parametrize(("typed", "unit", "value"), TABLE)
def test_what_is_read_is_complete_and_what_is_not_is_named(typed: str, unit: str, value: float | None) -> None:
    number, run = item("number", unit=unit), item("run", prediction={"name": "p", "label": "P", "unit": unit})
    assert number.is_complete(typed) == number.is_ready(typed) == (value is not None)
    assert run.is_complete(RIGHT_RUN | {"prediction": typed}) == (value is not None)
    assert number.note(typed, 1).startswith("This is not a number yet: ") == (value is None)


@pytest.mark.parametrize(("typed", "unit", "value"), TABLE)
def test_a_mark_does_not_depend_on_the_form(typed: str, unit: str, value: float | None) -> None:
    right = {"value": 0.0 if value is None else value}
    assert item("number", unit=unit).earned(answer("number", key=right), typed).share == (value is not None)
    run = item("run", prediction={"name": "p", "label": "P", "unit": unit})
    earned = run.earned(answer("run"), RIGHT_RUN | {"prediction": typed}, double)
    assert ("prediction" in earned.missed) == (value is None)


@pytest.mark.parametrize(
    ("typed", "unit", "note"),
    [
        ("2.5", "", ""),
        ("2,5", "", ""),
        ("-12", "", ""),
        ("36 years", "years", ""),
        (None, "", ""),
        ("  ", "", ""),
        (".26", "", "Read as 0.26"),
        ("7/27", "", "Read as 0.2592592593"),
        ("1,000", "", "Read as 1000"),
        ("1.000", "", "Read as 1"),
        ("1.500 units", "units", "Read as 1.5"),
        ("12 345 678", "", "Read as 12345678"),
        ("1e-7", "", "Read as 0.0000001"),
        ("1e40", "", "Read as 1e+40"),
        ("60 %", "share", "Read as 0.6"),
        ("36 yrs", "years", "Read as 36"),
        ("−5", "", "Read as -5"),
        ("４", "", "Read as 4"),
        ("four", "", "This is not a number yet: four"),
    ],
)
def test_the_page_says_which_reading_it_took(typed: str | None, unit: str, note: str) -> None:
    assert reading(typed, unit) == note


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("12\u200b kg", "12[zero width space] kg"),
        ("12\u00a0kg", "12[no-break space]kg"),
        ("\ufeffx", "[zero width no-break space]x"),
        ("\U000e0041", "[tag latin capital letter a]"),
        ("x\x07", "x[u+0007]"),
        ("x\ud800", "x[u+d800]"),
    ],
)
def test_the_words_for_what_is_no_number_name_what_is_invisible(typed: str, shown: str) -> None:
    assert reading(typed, "units").startswith(f"This is not a number yet: {shown}. What stands in brackets cannot ")
    assert unreadable(typed, "units").startswith(
        f"Not saved, because “{shown}” (what stands in brackets cannot be seen) cannot be read as a number: "
    )


@pytest.mark.parametrize(("typed", "unit", "value"), TABLE)
def test_what_is_not_saved_is_what_cannot_be_read(typed: str, unit: str, value: float | None) -> None:
    assert bool(unreadable(typed, unit)) == (value is None)
    assert bool(item("number", unit=unit).unreadable(typed, None)) == (value is None)


def test_a_text_that_is_not_saved_is_quoted_with_an_example_and_the_answer_that_still_counts() -> None:
    assert (
        unreadable("four", "")
        == "Not saved, because “four” cannot be read as a number: type it as in 2.5, 1/2 or 1000."
    )
    assert unreadable("x" * 5000, "").count("x") == 100
    assert unreadable("4 {kg}", "units", "5 units") == (
        "Not saved, because “4 {kg}” cannot be read as a number: type it as in 2.5, 1/2 or 2.5 units. "
        "Your saved answer is still 5 units."
    )


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0", None])
def test_an_empty_field_is_no_text_that_cannot_be_read(typed: str | None) -> None:
    assert unreadable(typed, "units", "5") == ""
    assert item("number").unreadable(typed, "5") == item("run").unreadable({"comparison": typed}, {}) == ""


BANKS = [load_yaml(path, Bank) for path in sorted((ROOT / "quizzes" / "bank").glob("*.yaml"))]
UNITS = {"", "share"} | {
    unit
    for bank in BANKS
    for quiz in bank.quizzes
    for each in quiz.items
    for unit in (each._typed().values() if isinstance(each, Run) else [getattr(each, "unit", "")])
}


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_the_examples_on_the_page_can_be_read_in_every_unit_of_the_course(unit: str) -> None:
    said = unreadable("four", unit)
    examples = re.split(", | or ", said.partition("type it as in ")[2].removesuffix("."))
    assert [parse_number(each, unit) for each in examples] == [2.5, 0.5, 2.5 if unit else 1000]


@pytest.mark.parametrize(
    ("typed", "unit", "behind"),
    [
        ("3", "ships", "ships"),
        ("3 ships", "ships", ""),
        ("3 ship", "ships", ""),
        ("= -3", "ships", "ships"),
        ("$12", MONEY, ""),
        ("60 %", "share", ""),
        ("1½", "ships", "ships"),
        ("3 apples", "ships", "ships"),
        ("3", "", ""),
    ],
)
def test_a_unit_that_was_typed_is_not_repeated(typed: str, unit: str, behind: str) -> None:
    assert unit_behind(typed, unit) == behind


@pytest.mark.parametrize(
    ("typed", "shown"), [("36 yrs", "36 yrs"), ("36 years", "36 years"), ("½", "½ years"), ("36 apples", None)]
)
def test_a_review_and_a_page_without_a_script_do_not_repeat_a_unit(typed: str, shown: str | None) -> None:
    given = item("number").given(typed)
    assert given == (shown or "36 apples years")
    assert item("number").static(typed).split("</b>")[1].removesuffix("</p>") == f" {given.removeprefix(typed).strip()}"


@pytest.mark.parametrize("typed", ["35.5", "35,5 years", "36.4"])
def test_a_right_number_never_brings_the_feedback_of_a_wrong_one(typed: str) -> None:
    given = answer("number", feedback={"35": "Too few.", "36.9": "Too many."})
    item("number").check(given)
    mark = score(item("number"), given, typed)
    assert (mark.outcome, mark.feedback, mark.missed) == ("right", (), ())


def test_the_students_help_says_what_happens() -> None:
    notebook = json.loads((ROOT / "notebooks/00-orientation/00-orientation.ipynb").read_text("utf-8"))
    text = next("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == "numbers")
    rows = re.findall(r"^\| (`.+) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) == 11
    for typed, said in rows:
        given = re.findall("`(.+?)`", typed)
        values: list[float | None] = [float(value) for value in re.findall(r"-?[\d.]+", said)] or [None]
        unit = "per cent" if "per cent" in typed else "units"
        assert [parse_number(each, unit) for each in given] == (values * len(given) if len(values) == 1 else values)


def test_an_unknown_unit_is_no_unit_and_none_is_one() -> None:
    assert divisor("", "units") == divisor("units", "units") == 1
    assert divisor("furlongs", "units") is None
    assert divisor("points", "per cent") is None
    assert divisor("losses", "loss") == divisor("box", "boxes") == 1


# A number in any of these forms

FLOATS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
DASHES = st.sampled_from("-‐‑‒–—−﹣－")
SPACES = st.sampled_from(" \u00a0\u2009\u202f\u3000")
INVISIBLE = st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2068\u2069\ufe0f")
DIGITS = st.sampled_from([0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE])
AROUND = st.sampled_from(["{}", "{} %", "%{}", "{}pct.", "{} Per  cent", "{} percent", "$ {}", "{} €", "≈ {}", " {}\t"])


def powers(value: float, times: str) -> str:
    """Return a number in the scientific form."""
    mantissa, exponent = f"{value:.16e}".split("e")
    return f"{mantissa}{times}10^{int(exponent)}"


FORMS: list[Callable[[float], str]] = [
    repr,
    lambda value: repr(value).upper(),
    lambda value: f"{value:.16e}",
    lambda value: f"{value:.16e}".replace(".", ","),
    lambda value: powers(value, " × "),
    lambda value: powers(value, "·").replace(".", ","),
    lambda value: powers(value, "*"),
]


def disguised(typed: str, data: st.DataObject) -> str:
    """Return a text with other dashes, spaces and digits, something invisible in it, and the unit around it."""
    zero = data.draw(DIGITS)
    typed = "".join(chr(zero + int(letter)) if letter in "0123456789" else letter for letter in typed)
    typed = data.draw(AROUND).format(typed).replace("-", data.draw(DASHES)).replace(" ", data.draw(SPACES))
    place = data.draw(st.integers(0, len(typed)))
    return typed[:place] + data.draw(INVISIBLE) + typed[place:]


@given(FLOATS.filter(lambda value: value == 0 or abs(value) > 1e-90), st.sampled_from(FORMS), st.data())
def test_a_float_in_any_form_reads_back_to_itself(
    value: float, form: Callable[[float], str], data: st.DataObject
) -> None:
    assert parse_number(disguised(form(value), data), "per cent") == value


@given(
    st.decimals(-(10**9), 10**9, places=4), st.sampled_from([",.", ".,", " .", " ,", "’.", "',", "\u202f,"]), st.data()
)
def test_a_number_with_its_thousands_apart_reads_back_to_itself(
    number: Decimal, marks: str, data: st.DataObject
) -> None:
    typed = f"{number:,}".replace(".", "!").replace(",", marks[0]).replace("!", marks[1])
    assert parse_number(disguised(typed, data), "per cent") == float(number)


@given(st.integers(-(10**6), 10**6), st.integers(0, 4))
def test_a_number_with_a_comma_is_the_same_number(number: int, places: int) -> None:
    typed = f"{number / 10**places:.{places}f}"
    assert parse_number(with_comma(typed)) == parse_number(typed) == float(typed)


@given(st.text(max_size=40), st.sampled_from(["", "per cent", "share", MONEY, "m²"]))
@example("\ud800", "")
@example("1/1e-99", "")
def test_any_text_is_a_finite_number_or_named(typed: str, unit: str) -> None:
    value = parse_number(typed, unit)
    assert value is None or math.isfinite(value)
    note = reading(typed, unit)
    assert (value is None and bool(typed.strip())) == note.startswith("This is not a number yet: ")
    assert note.isprintable()
    assert unreadable(typed, unit).isprintable()
    assert bool(unreadable(typed, unit)) == bool(note.startswith("This is not a number yet: "))
