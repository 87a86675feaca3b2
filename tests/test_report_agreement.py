"""Does the report of lesson 5 say how far a class agrees, by values worked out by hand?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.course import Course
from instructor.reports import agreement
from tests.class_reports import (
    CODING,
    IDS,
    RUN_05,
    SHEET,
    codebook,
    hand_in,
    lab,
    sheet_run,
    written,
)


def test_alpha_of_a_class_is_the_published_one() -> None:
    """Krippendorff's four coders and twelve units, with the values 4 and 5 left blank: still the library's alpha."""
    blank = math.nan
    codes = np.array(
        [
            [1, 0.5, 0, 0, 0.5, 1, blank, 1, 0.5, blank, blank, blank],
            [1, 0.5, 0, 0, 0.5, 0.5, blank, 1, 0.5, blank, blank, 0],
            [blank, 0, 0, 0, 0.5, 0, blank, 0.5, 0.5, blank, 1, blank],
            [1, 0.5, 0, 0, 0.5, blank, blank, 1, 0.5, blank, 1, blank],
        ]
    )
    found = agreement.agreement(codes.reshape(4, 2, 6), lab)
    assert found.alpha == pytest.approx(lab.alpha(codes))
    assert found.low <= found.alpha <= found.high


def test_agreement_worked_out_by_hand() -> None:
    """Three coders, one case, two boxes: y y n and n n n. Of 6 codes that pair, 2 are yes and 4 no."""
    codes = np.array([[[1.0, 0.0]], [[1.0, 0.0]], [[0.0, 0.0]]])
    found = agreement.agreement(codes, lab)
    assert found.counts.tolist() == [[[2, 1, 0], [0, 3, 0]]]
    assert found.differ == pytest.approx(np.array([[2 / 3, 0]]))
    assert found.alpha == pytest.approx(1 - (2 / 6) / (2 * 2 * 4 / 30))
    assert found.by_criterion[0] == pytest.approx(1 - (2 / 3) / (2 * 2 * 1 / 6))
    assert math.isnan(found.by_criterion[1])


codes = st.sampled_from([1.0, 0.0, 0.5, math.nan])


@given(st.lists(st.lists(codes, min_size=12, max_size=12), min_size=2, max_size=6))
@settings(deadline=None, max_examples=50)
def test_the_tables_of_the_interval_give_the_same_alpha(rows: list[list[float]]) -> None:
    codes = np.array(rows).reshape(len(rows), 2, 6)
    found = agreement.agreement(codes, lab)
    tables = agreement.coincidences(found.counts).sum(axis=(0, 1)) / 2
    if not math.isnan(found.alpha):
        assert codebook.alpha_of_table(tables.tolist()) == pytest.approx(found.alpha)


def test_the_first_sheet_with_enough_boxes_counts_without_the_worked_example() -> None:
    few = {f"{case}_{letter}": "blank" for case in ("panama", "exit", "raid") for letter in lab.CRITERIA}
    records = [{"prediction": "3"}, sheet_run(**few), sheet_run(boats_a="contested"), sheet_run()]
    sheet = agreement.given(records, SHEET, lab)
    assert sheet is not None
    assert len(sheet) == 7
    assert "gulf" not in sheet
    assert sheet["boats"][0] == "contested"
    assert agreement.given(records[:2], SHEET, lab) is None


def test_the_class_sees_its_alpha_and_where_it_differs(real: Course) -> None:
    changes: tuple[dict[str, str], ...] = ({}, {}, {"iran_c": "yes", "boats_d": "contested"}, {"iran_c": "contested"})
    for student, codes in zip(IDS, changes, strict=True):
        hand_in(real, CODING, student, RUN_05, SHEET.id, sheet_run(**codes, gulf_a="yes"))
    text = written(real, CODING)
    expected = np.stack([lab.numbers(lab.read_sheet(sheet_run(**codes)["parameters"])) for codes in changes])
    kept = expected[:, [case != "gulf" for case in lab.read_sheet(sheet_run()["parameters"])]]
    for words in (
        f"alpha is {lab.alpha(kept.reshape(4, -1)):.2f} (95 per cent:",
        "The class differs most often on C existential threat",
        "The cases it differs on most: Iran 2025, Boats 2025",
        '<th scope="row">Iran 2025, C existential threat</th><td>1</td><td>2</td><td>1</td><td>83%</td>',
        "Gulf 1990-91, came filled in and is left out",
    ):
        assert words in text
    assert '<th scope="row">Gulf' not in text


def test_a_class_that_agrees_on_everything_has_a_page(real: Course) -> None:
    same = {parameter.name: "yes" for parameter in SHEET.parameters if parameter.group}
    for student in IDS:
        hand_in(real, CODING, student, RUN_05, SHEET.id, sheet_run(**same))
    assert "alpha is not defined" in written(real, CODING)
