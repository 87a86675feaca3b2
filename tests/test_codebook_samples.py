"""Do the numbers in lesson 5's marked samples and model answer belong to sheets that can be coded?"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
import pytest

from quizzes.simulation import load_module

ROOT = Path(__file__).parent.parent
LESSON = "05-coding-diffuse-unilateralism"
load_module(ROOT / "notebooks" / LESSON / "codebook_lab.py")
codebook = sys.modules["codebook"]
SAMPLES = dict(
    re.findall(
        r"^## Sample (\w): .*?\n(.*?)\nOperational",
        (ROOT / "instructor" / "rubrics" / f"{LESSON}.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
SAMPLES["model"] = next(
    cell.source
    for cell in nbformat.read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", as_version=4).cells
    if cell.id == "essay-05"
)
#: Of each writer the boxes that differ from the second coder's, in both rounds.
DIFFER = {
    "model": (
        {"kosovo_d": "yes", "iraq_b": "no", "tariffs_a": "no", "gaza_d": "no", "gaza_e": "no"},
        {"crimea_c": "no", "eu_e": "no", "exit_e": "no"},
    ),
    "A": (
        {"haiti_e": "yes", "kosovo_e": "yes", "kosovo_b": "no", "tariffs_a": "no"},
        {"eu_e": "no", "exit_e": "no", "panama_a": "contested"},
    ),
    "B": (
        {
            "kosovo_a": "no",
            "kosovo_d": "yes",
            "iraq_c": "yes",
            "libya_b": "yes",
            "gaza_a": "yes",
            "tariffs_e": "yes",
            "haiti_b": "yes",
        },
        {"crimea_c": "yes", "iran_c": "yes", "eu_b": "yes", "exit_d": "no"},
    ),
    "C": (
        dict.fromkeys(("haiti_d", "libya_d", "kosovo_b", "iraq_b", "gaza_b", "gaza_d"), "no"),
        {"eu_a": "yes", "exit_a": "yes", "exit_d": "no", "eu_e": "no", "exit_e": "no"},
    ),
}
#: What each text says of alpha: round, criterion or all boxes.
SAID = {
    "model": {(0, "d"): "0.46", (0, "a"): "0.69", (1, "c"): "0.00", (1, "e"): "0.41", (0, ""): "0.72", (1, ""): "0.81"},
    "A": {(0, "e"): "0.39", (0, "a"): "0.69", (0, "b"): "0.69", (1, "e"): "0.41", (0, ""): "0.79", (1, ""): "0.82"},
    "B": {(0, "a"): "0.31", (0, "c"): "0.48", (0, "d"): "0.76", (1, "b"): "0.00", (1, "c"): "0.26", (1, ""): "0.78"},
    "C": {(0, ""): "0.65", (1, ""): "0.70"},
}


def sheet(writer: str, number: int) -> dict[str, tuple[str, ...]]:
    cases = (codebook.PILOT, codebook.UNSEEN)[number]
    codes = {case: dict(zip(codebook.CRITERIA, row, strict=True)) for case, row in codebook.second_sheet(cases).items()}
    for box, code in DIFFER[writer][number].items():
        case, _, letter = box.partition("_")
        codes[case][letter] = code
    return {case: tuple(row.values()) for case, row in codes.items() if case != codebook.WORKED}


@pytest.mark.parametrize("writer", SAID)
def test_alpha_is_what_the_text_says(writer: str) -> None:
    for (number, letter), said in SAID[writer].items():
        column = "abcdef".index(letter) if letter else None
        assert f"{codebook.alpha(codebook.paired(sheet(writer, number), column)):.2f}" == said, (number, letter)
        assert said in SAMPLES[writer]


def test_the_intervals_are_those_of_the_first_rounds() -> None:
    for writer, words in (("model", "(0.53 to 0.89)"), ("A", "(0.53 to 0.95)")):
        low, high = codebook.interval(codebook.tables(sheet(writer, 0)))
        assert f"({low:.2f} to {high:.2f})" == words
        assert words in SAMPLES[writer]
