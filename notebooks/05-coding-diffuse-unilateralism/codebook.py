"""The codebook of lesson 5: fourteen cases, six criteria, the second coder's sheet, and how agreement is measured.

A sheet holds one code for each box, a case and a criterion: yes, no, contested, or blank where it is not coded. Each
criterion is a question that asks for something that is there: a threat, a body that decided. The second coder's sheet
(`SECOND`) is one reading among others; no key hangs on it, and `codebook_rounds` alone shows it, after a round.

- `kappa` is Cohen's (1960), for two coders.
- `alpha` is Krippendorff's (2019), for any number of coders and with gaps, from the table of coincidences.
- `interval` draws cases with replacement, since boxes of one case hang together, and computes alpha for each draw.
- `verdict` applies a rule to the six codes of a case. What is contested stays open unless the other codes decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Parameters = Mapping[str, float | str]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]

CRITERIA = {
    "a": "loophole",
    "b": "cover",
    "c": "existential threat",
    "d": "channel abroad",
    "e": "channel at home",
    "f": "deal",
}
CASES = {
    "panama": "Panama 1989",
    "gulf": "Gulf 1990-91",
    "haiti": "Haiti 1994",
    "kosovo": "Kosovo 1999",
    "iraq": "Iraq 2003",
    "libya": "Libya 2011",
    "crimea": "Crimea 2014",
    "tariffs": "Tariffs 2025",
    "iran": "Iran 2025",
    "eu": "US-EU deal 2025",
    "boats": "Boats 2025",
    "gaza": "Gaza plan 2025",
    "raid": "Caracas 2026",
    "exit": "Exit 2026",
}
WORKED = "gulf"  # the case that comes filled in
#: The cases of the two rounds: round 2 has none that was coded and compared in round 1.
PILOT = (WORKED, "haiti", "kosovo", "iraq", "libya", "tariffs", "gaza")
UNSEEN = (WORKED, "panama", "crimea", "iran", "eu", "boats", "raid", "exit")
ENOUGH = 30  # boxes that a round asks for, besides the case that comes filled in
#: The second coder's sheet, criteria A to F: y(es), n(o), c(ontested). Teaching material, open to dispute, no findings.
SECOND = {
    "panama": "ynnnnn",
    "gulf": "nnnyyc",
    "haiti": "nnnynn",
    "kosovo": "yynnnn",
    "iraq": "yycnyy",
    "libya": "ynnynn",
    "crimea": "yncnyn",
    "tariffs": "ynnnny",
    "iran": "ynnnnn",
    "eu": "nnnncy",
    "boats": "ynnnnn",
    "gaza": "nyncyn",
    "raid": "ynnnnn",
    "exit": "nnnycn",
}
CODES = {"yes": 1.0, "contested": 0.5, "no": 0.0, "blank": np.nan}
VALUES = np.array([1.0, 0.0, 0.5])  # the order of the cross table: yes, no, contested
NAMES = {"y": "yes", "n": "no", "c": "contested"}
#: How much a disagreement counts: wholly, or for a contested code a quarter, as the square of half a step.
METRICS = {"nominal": 1.0 - np.eye(3), "interval": (VALUES[:, None] - VALUES[None, :]) ** 2}
#: Rules as functions of the codes A, B, C, D, E, F: "and" is the smaller value, "or" the larger, "not" the rest to 1.
RULES: dict[str, Callable[[Sequence[float]], float]] = {
    "module": lambda v: min(max(v[0], v[1]), 1 - v[3]),
    "mix": lambda v: min(v[0], v[1], 1 - v[3]),
    "deals": lambda v: min(max(v[0], v[1], v[5]), 1 - v[3]),
    "unthreatened": lambda v: min(max(v[0], v[1]), 1 - v[2], 1 - v[3]),
    "bypass": lambda v: 1 - v[3],
    "cover": lambda v: v[1],
}
RULE_WORDS = {
    "module": "(A or B) and not D",
    "mix": "A and B and not D",
    "deals": "(A or B or F) and not D",
    "unthreatened": "(A or B) and not C and not D",
    "bypass": "not D alone",
    "cover": "B alone",
}
DRAWS = 1000


def cross_table(first: ArrayLike, second: ArrayLike) -> Array:
    """Count pairs of codes: rows the first coder's yes, no, contested, columns the second's. Blank boxes drop out."""
    one, two = np.ravel(np.asarray(first, float)), np.ravel(np.asarray(second, float))
    return np.asarray(1.0 * (one[:, None] == VALUES).T @ (two[:, None] == VALUES), dtype=np.float64)


def agreement(table: ArrayLike) -> tuple[float, float]:
    """Return the observed agreement p_o and the chance agreement p_e of a square table of counts (Cohen 1960)."""
    shares = np.asarray(table, float) / np.sum(table)
    return float(np.trace(shares)), float(shares.sum(axis=1) @ shares.sum(axis=0))


def kappa(table: ArrayLike) -> float:
    """Return Cohen's kappa, (p_o - p_e) / (1 - p_e), of a square table of counts.

    Not a number where both coders gave every box the same code: chance alone would then make them agree always.
    """
    observed, chance = agreement(table)
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


def alpha(codes: ArrayLike, metric: Metric = "nominal") -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    codes : coders x units; not a number where a coder left a unit blank
    metric : "nominal", "ordinal", "interval" or "ratio"

    Not a number where no unit has two codes, or where all codes that can be paired are the same.
    """
    values = np.asarray(codes, float)
    levels = np.unique(values[~np.isnan(values)])
    counts = np.sum(values[:, :, None] == levels, axis=0)  # units x levels
    paired = counts[counts.sum(axis=1) >= 2]
    weights = 1 / (paired.sum(axis=1) - 1)
    coincidences = paired.T @ (paired * weights[:, None]) - np.diag(weights @ paired)
    totals = coincidences.sum(axis=0)
    apart = _apart(levels, totals, metric)
    expected = totals @ apart @ totals
    if expected == 0:
        return float("nan")
    return float(1 - (totals.sum() - 1) * np.sum(coincidences * apart) / expected)


def _apart(levels: Array, totals: Array, metric: Metric) -> Array:
    """Return how far each two levels are apart, squared; ordinal ones by how many codes lie between them."""
    one, other = levels[:, None], levels[None, :]
    if metric == "nominal":
        return np.asarray(one != other, float)
    if metric == "interval":
        return np.asarray((one - other) ** 2)
    if metric == "ratio":
        both = one + other
        return np.asarray(np.divide(one - other, both, out=np.zeros_like(both), where=both != 0) ** 2)
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def alpha_of_tables(tables: Array, metric: Metric = "nominal") -> Array:
    """Return alpha for each of many cross tables of two coders at once: 1 - D_o / D_e.

    The library takes one table at a time, which is too slow for a thousand draws.
    """
    coincidences = tables + np.swapaxes(tables, -1, -2)
    totals = coincidences.sum(axis=-1)
    n = totals.sum(axis=-1)
    distance = METRICS[metric]
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (coincidences * distance).sum(axis=(-1, -2)) / n
        expected = np.einsum("...i,ij,...j->...", totals, distance, totals) / (n * (n - 1))
        return np.asarray(1 - observed / expected, dtype=np.float64)


def interval(tables: Array, metric: Metric, seed: int, draws: int = DRAWS) -> tuple[float, float]:
    """Return the bounds that hold the middle 95 per cent of alpha when cases are drawn with replacement.

    Parameters
    ----------
    tables : cases x 3 x 3, the cross table of each case that both coders coded
    seed : the same seed gives the same bounds
    """
    drawn = np.random.default_rng(seed).integers(len(tables), size=(draws, len(tables)))
    low, high = np.nanpercentile(alpha_of_tables(tables[drawn].sum(axis=1), metric), [2.5, 97.5])
    return float(low), float(high)


def verdict(codes: Sequence[str], rule: str = "module") -> str:
    """Say what a rule makes of a case's six codes: "yes", "no", "open" or "not coded".

    Open: a contested code decides. Not coded: a blank one does.
    """
    choices = [(0.0, 1.0) if code == "blank" else (CODES[code],) for code in codes]
    found = {RULES[rule](filled) for filled in product(*choices)}
    return {1.0: "yes", 0.5: "open", 0.0: "no"}[found.pop()] if len(found) == 1 else "not coded"


Sheet = dict[str, tuple[str, ...]]


def read_sheet(parameters: Parameters) -> Sheet:
    """Return the codes of each case among a run's parameters, in the order of `CASES`."""
    sheet = {
        case: tuple(str(parameters.get(f"{case}_{letter}", "missing")) for letter in CRITERIA)
        for case in CASES
        if f"{case}_a" in parameters
    }
    for case, codes in sheet.items():
        for code in codes:
            if code not in CODES:
                raise ValueError(f'{CASES[case]}: "{code}" is no code; choose yes, no or contested, or leave it blank')
    return sheet


def rule_of(parameters: Parameters) -> str | None:
    """Return the rule that a run's parameters name; None where it asks for none. Raises ValueError at another one."""
    rule = str(parameters["rule"]) if "rule" in parameters else None
    if rule and rule not in RULES:
        raise ValueError(f"choose a rule ({', '.join(RULES)})")
    return rule


def own(sheet: Sheet) -> Sheet:
    """Return a sheet without the case that came filled in."""
    return {case: codes for case, codes in sheet.items() if case != WORKED}


def coded(sheet: Sheet) -> int:
    """Count the boxes of a sheet that have a code."""
    return sum(code != "blank" for codes in sheet.values() for code in codes)


def second_sheet(cases: Sequence[str] = tuple(CASES)) -> Sheet:
    """Return the second coder's codes of some cases, spelt out."""
    return {case: tuple(NAMES[letter] for letter in SECOND[case]) for case in cases}


def numbers(sheet: Sheet) -> Array:
    """Return a sheet as cases x criteria: 1 yes, 0 no, 0.5 contested, not a number for blank."""
    return np.array([[CODES[code] for code in codes] for codes in sheet.values()], dtype=np.float64)


def paired(sheet: Sheet, column: int | None = None) -> Array:
    """Return both coders' codes as 2 x units, of the whole sheet or of one criterion."""
    both = np.stack([numbers(sheet), numbers(second_sheet(tuple(sheet)))])
    return (both if column is None else both[:, :, column]).reshape(2, -1)


def tables(sheet: Sheet) -> Array:
    """Return the cross table of each case: cases x 3 x 3."""
    mine, theirs = numbers(sheet), numbers(second_sheet(tuple(sheet)))
    return np.stack([cross_table(one, two) for one, two in zip(mine, theirs, strict=True)])


def by_criterion(sheet: Sheet) -> list[float]:
    """Return alpha with the second coder for each criterion; not a number where it is not defined."""
    return [alpha(paired(sheet, column)) for column in range(len(CRITERIA))]


def disagreements(sheet: Sheet, other: Sheet, me: str, you: str) -> Iterator[str]:
    """Yield in words each box that both sheets code, and code differently."""
    for case in [case for case in sheet if case in other]:
        for letter, mine, theirs in zip(CRITERIA, sheet[case], other[case], strict=True):
            if mine != theirs and "blank" not in (mine, theirs):
                yield f"{CASES[case]}, {letter.upper()}: {me} {mine}, {you} {theirs}"
