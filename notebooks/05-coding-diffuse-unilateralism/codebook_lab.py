"""Codebook lab: the student's sheet beside the second coder's, and how far the two agree beyond chance.

The run of lesson 5. Cases, criteria and measures stand in `codebook`, the figure in `codebook_drawing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from codebook_drawing import agreement_in_words, draw, with_sums

from codebook import (
    CASES,
    CRITERIA,
    NAMES,
    PILOT,
    RULE_WORDS,
    VALUES,
    Array,
    Metric,
    Parameters,
    Sheet,
    agreement,
    alpha,
    by_criterion,
    disagreements,
    interval,
    kappa,
    numbers,
    paired,
    read_sheet,
    second_sheet,
    settings_of,
    tables,
    verdict,
)

#: What the instructor can show a class of its runs: the module of that name in `instructor/reports`, and the title.
class_report, class_title = "agreement", "Coding diffuse unilateralism: how far the class agrees"
WORKED = "gulf"  # the case that comes filled in
ENOUGH = 60  # boxes that the lesson asks for
FEWEST = 6  # boxes: one case
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
    """Compare a sheet with the second coder's.

    Parameters
    ----------
    panama_a, panama_b, ..., exit_f : "yes", "no", "contested" or "blank"; a case has all six criteria or is left out
    rule, metric, seed : a rule of `RULES`, a metric of `METRICS`, the seed of the interval; may be left out

    Raises
    ------
    ValueError
        Where fewer than six boxes are coded, or the codes are too uniform for agreement to be computed.
    """
    sheet, settings = read_sheet(parameters), settings_of(parameters)
    by_case = tables(sheet)
    whole = by_case.sum(axis=0)
    share = alpha(paired(sheet), settings.metric)
    if whole.sum() < FEWEST or np.isnan(share) or np.isnan(kappa(whole)):
        raise ValueError("Code at least one whole case (six boxes), with a yes and a no among your codes.")
    low, high = interval(by_case[by_case.sum(axis=(1, 2)) > 0], settings.metric, settings.seed)
    found = [verdict(codes, settings.rule) for codes in sheet.values()]
    observed, chance = agreement(whole)
    counts = {word: float(found.count(word)) for word in ("yes", "open", "no")}
    return {
        "coded": float(whole.sum()),
        "kappa": kappa(whole),
        "alpha": share,
        "low": low,
        "high": high,
        "positive": counts["yes"],
        "open": counts["open"],
        "negative": counts["no"],
        "same": float(np.trace(whole)),
        "agreement": observed,
        "chance": chance,
    }


def describe(parameters: Parameters, outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    sheet, settings = read_sheet(parameters), settings_of(parameters)
    differences = "; ".join(disagreements(sheet, second_sheet(tuple(sheet)), "you", "second coder")) or "none"
    columns = zip(CRITERIA, by_criterion(sheet, settings.metric), strict=True)
    verdicts = ", ".join(f"{CASES[case]} {verdict(codes, settings.rule)}" for case, codes in sheet.items())
    table = tables(sheet).sum(axis=0)
    pairs = "; ".join(
        f"you {NAMES[name]} with second coder yes {line[0]:.0f}, no {line[1]:.0f}, contested {line[2]:.0f}"
        for name, line in zip("ync", table, strict=True)
    )
    return (
        f"Heat map of {len(sheet)} cases by six criteria. {agreement_in_words(outcome)}. Differences: {differences}. "
        f"Alpha by criterion ({settings.metric}; - means not defined): "
        f"{', '.join(f'{letter.upper()} {value}' for letter, value in columns)}. Boxes: {pairs}. "
        f"Under the rule {RULE_WORDS[settings.rule]}: {verdicts}."
    )


def table(parameters: Parameters, outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each case, then alpha and the cross table."""
    sheet, settings = read_sheet(parameters), settings_of(parameters)
    others = second_sheet(tuple(sheet))
    header = ["Case", *(letter.upper() for letter in CRITERIA), "Rule: your sheet", "Rule: second coder"]
    rows = [
        [
            CASES[case],
            *map(_words, mine, others[case]),
            verdict(mine, settings.rule),
            verdict(others[case], settings.rule),
        ]
        for case, mine in sheet.items()
    ]
    rows.append(["Alpha by criterion", *by_criterion(sheet, settings.metric), f"all: {outcome['alpha']:.2f}", ""])
    return [header, *rows, *_pilot_row(sheet, settings.metric), *_count_rows(tables(sheet).sum(axis=0))]


def _words(mine: str, theirs: str) -> str:
    if mine == "blank":
        return "-"
    return mine if mine == theirs else f"{mine} / {theirs}"


def _pilot_row(sheet: Sheet, metric: Metric) -> Iterator[list[str]]:
    """Yield, for a sheet with more cases, the line that can be compared with round 1."""
    if len(sheet) > len(PILOT):
        pilot = {case: sheet[case] for case in sheet if case in PILOT}
        share = alpha(paired(pilot), metric)
        shown = "-" if np.isnan(share) else f"{share:.2f}"
        yield ["Alpha, cases of round 1", *by_criterion(pilot, metric), f"all: {shown}", ""]


def _count_rows(counts: Array) -> Iterator[list[str]]:
    for name, line in zip([*NAMES.values(), "all"], with_sums(counts), strict=True):
        cells = [f"second {word}: {count}" for word, count in zip([*NAMES.values(), "all"], line[1:], strict=True)]
        yield [f"Boxes, you {name}", *cells, "", "", "", ""]
