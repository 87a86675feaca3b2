"""Codebook lab: the student's own sheet, and what the module's rule makes of it. The run of lesson 5.

The lab is blind: it knows no code but the student's, so a sheet cannot be fitted to another one while it is filled in.
How far two sheets agree is shown by `codebook_rounds`, once a round is recorded. Round 1 names no rule: there the
student applies it by hand. Cases, criteria and measures stand in `codebook`, the figure in `codebook_drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping

from codebook_drawing import draw, in_words

from codebook import (
    CASES,
    CRITERIA,
    ENOUGH,
    RULE_WORDS,
    VALUES,
    WORKED,
    Parameters,
    alpha,
    coded,
    interval,
    kappa,
    numbers,
    own,
    read_sheet,
    rule_of,
    verdict,
)

#: What the instructor can show a class of its runs: the module of that name in `instructor/reports`, and the title.
class_report, class_title = "agreement", "Coding diffuse unilateralism: how far the class agrees"
#: What the notebook and the class report take from here, beside the run.
__all__ = [
    "CASES",
    "CRITERIA",
    "ENOUGH",
    "RULE_WORDS",
    "VALUES",
    "WORKED",
    "alpha",
    "class_report",
    "class_title",
    "describe",
    "draw",
    "interval",
    "kappa",
    "numbers",
    "read_sheet",
    "simulate",
    "table",
    "verdict",
]


def simulate(**parameters: float | str) -> dict[str, float]:
    """Count a sheet's codes and what a rule makes of its cases, without the case that came filled in.

    Parameters
    ----------
    panama_a, panama_b, ..., exit_f : "yes", "no", "contested" or "blank"; a case has all six criteria or is left out
    rule : one of `RULES`; may be left out

    Returns
    -------
    dict
        `coded`, `yes`, `no`, `contested`: boxes. `sense`: coded boxes as a part of those that a round asks for, at
        most 1. `positive`, `open`, `negative`: cases under the rule. `by_hand`: cases positive under the module's
        rule. `dropped`: those of them that are not when its "or" becomes "and".

    Raises
    ------
    ValueError
        Where a box has another code, or there is no such rule.
    """
    sheet, rule = own(read_sheet(parameters)), rule_of(parameters) or "module"
    codes = [code for row in sheet.values() for code in row]
    found = [verdict(row, rule) for row in sheet.values()]
    positive, both = ([verdict(row, name) for row in sheet.values()].count("yes") for name in ("module", "mix"))
    counts = {word: float(codes.count(word)) for word in ("yes", "no", "contested")}
    return counts | {
        "coded": float(coded(sheet)),
        "sense": min(1.0, coded(sheet) / ENOUGH),
        "positive": float(found.count("yes")),
        "open": float(found.count("open")),
        "negative": float(found.count("no")),
        "by_hand": float(positive),
        "dropped": float(positive - both),
    }


def describe(parameters: Parameters, outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    sheet, rule = read_sheet(parameters), rule_of(parameters)
    rows = "; ".join(f"{CASES[case]}: {_row(codes)}" for case, codes in sheet.items())
    found = ", ".join(f"{CASES[case]} {verdict(codes, rule)}" for case, codes in sheet.items()) if rule else ""
    words = f"Your sheet of {len(sheet)} cases by six criteria. {in_words(outcome)}. {rows}."
    return f"{words} Under the rule {RULE_WORDS[rule]}: {found}." if rule else words


def _row(codes: tuple[str, ...]) -> str:
    return ", ".join(f"{letter.upper()} {code}" for letter, code in zip(CRITERIA, codes, strict=True))


def table(parameters: Parameters, outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each case, with what the rule says if there is one."""
    sheet, rule = read_sheet(parameters), rule_of(parameters)
    header = ["Case", *(letter.upper() for letter in CRITERIA)] + ([RULE_WORDS[rule]] if rule else [])
    return [
        header,
        *([CASES[case], *codes] + ([verdict(codes, rule)] if rule else []) for case, codes in sheet.items()),
    ]
