"""The codebook of lesson 5: fourteen cases, six criteria, the second coder's sheet, and how agreement is measured.

A sheet holds one code for each box, a case and a criterion: yes, no, contested, or blank where it is not coded. Each
criterion is a question that asks for something that is there: a threat, a body that decided. The second coder's sheet
(`SECOND`) is one reading among others; no key hangs on it, and `codebook_rounds` alone shows it, after a round.

- `kappa` is Cohen's (1960), for two coders.
- `alpha` is Krippendorff's (2019), for any number of coders and with gaps, from the table of coincidences.
- `interval` draws cases with replacement, since boxes of one case hang together: all draws that there are, counted.
- `verdict` applies a rule to the six codes of a case. What is contested stays open unless the other codes decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from math import comb, fsum, isnan, nan
from operator import add, mul
from random import Random
from typing import Literal

#: A matrix, row by row.
Table = Sequence[Sequence[float]]
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
CODES = {"yes": 1.0, "contested": 0.5, "no": 0.0, "blank": nan}
MOST_COUNTED, DRAWS = 10, 5000  # cases of which all draws are counted: 92,378 of ten; else so many are drawn
VALUES = (1.0, 0.0, 0.5)  # the order of the cross table: yes, no, contested
NAMES = {"y": "yes", "n": "no", "c": "contested"}
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


def cross_table(first: Sequence[float], second: Sequence[float]) -> Table:
    """Count pairs of codes: rows the first coder's yes, no, contested, columns the second's. Blank boxes drop out."""
    pairs = list(zip(first, second, strict=True))
    return [[float(pairs.count((one, two))) for two in VALUES] for one in VALUES]


def agreement(table: Table) -> tuple[float, float]:
    """Return the observed agreement p_o and the chance agreement p_e of a square table of counts (Cohen 1960)."""
    rows, columns = ([sum(line) for line in lines] for lines in (table, zip(*table, strict=True)))
    total = sum(rows)
    same = sum(line[place] for place, line in enumerate(table))
    return same / total, sum(map(mul, rows, columns)) / total**2


def kappa(table: Table) -> float:
    """Return Cohen's kappa, (p_o - p_e) / (1 - p_e), of a square table of counts.

    Not a number where both coders gave every box the same code: chance alone would then make them agree always.
    """
    observed, chance = agreement(table)
    return (observed - chance) / (1 - chance) if chance < 1 else nan


def alpha(codes: Sequence[Sequence[float]], metric: Metric = "nominal") -> float:
    """Return Krippendorff's alpha.

    Parameters
    ----------
    codes : coders x units; not a number where a coder left a unit blank
    metric : "nominal", "ordinal", "interval" or "ratio"

    Not a number where no unit has two codes, or where all codes that can be paired are the same.
    """
    units = [[code for code in unit if not isnan(code)] for unit in zip(*codes, strict=True)]
    counts = [Counter(unit) for unit in units if len(unit) > 1]
    levels = sorted({level for count in counts for level in count})
    coincidences = [[sum(_pairs(count, one, two) for count in counts) for two in levels] for one in levels]
    totals = [sum(line) for line in coincidences]
    apart = _apart(levels, totals, metric)
    return _alpha(_weighed(coincidences, apart), totals, apart)


def _pairs(count: Counter[float], one: float, two: float) -> float:
    """Return how often a unit has this pair of codes, its pairs weighted by 1 / (coders - 1)."""
    return count[one] * (count[two] - (one == two)) / (count.total() - 1)


def _apart(levels: Sequence[float], totals: Sequence[float], metric: Metric) -> Table:
    """Return how far each two levels are apart, squared; ordinal ones by how many codes lie between them."""
    if metric == "nominal":
        return [[float(one != two) for two in levels] for one in levels]
    if metric == "ratio":
        return [[((one - two) / (one + two)) ** 2 if one + two else 0.0 for two in levels] for one in levels]
    if metric == "ordinal":
        levels = [until - total / 2 for until, total in zip(accumulate(totals), totals, strict=True)]
    return [[(one - two) ** 2 for two in levels] for one in levels]


def _weighed(coincidences: Table, apart: Table) -> float:
    """Return the sum of coincidences, each times how far its two codes are apart."""
    return sum(sum(map(mul, line, gaps)) for line, gaps in zip(coincidences, apart, strict=True))


def _alpha(observed: float, totals: Sequence[float], apart: Table) -> float:
    """Return 1 - D_o / D_e, of the weighed coincidences and of how often each code was paired."""
    expected = sum(total * sum(map(mul, totals, gaps)) for total, gaps in zip(totals, apart, strict=True))
    return 1 - (sum(totals) - 1) * observed / expected if expected else nan


def alpha_of_table(table: Table, metric: Metric = "nominal") -> float:
    """Return alpha of a cross table of two coders, in the order of `VALUES`; `metric` is nominal or interval."""
    apart = _apart(VALUES, (), metric)
    observed, *totals = _sums(table, apart)
    return _alpha(observed, totals, apart)


def _sums(table: Table, apart: Table) -> tuple[float, ...]:
    """Return what of a cross table alpha hangs on, and what adds up over tables: see `_alpha`."""
    coincidences = [list(map(add, row, column)) for row, column in zip(table, zip(*table, strict=True), strict=True)]
    return (_weighed(coincidences, apart), *(sum(line) for line in coincidences))


def interval(tables: Sequence[Table], metric: Metric = "nominal") -> tuple[float, float]:
    """Return the bounds that hold the middle 95 per cent of alpha when cases are drawn with replacement.

    Each draw that can be is counted, so the bounds are exact; of more than MOST_COUNTED cases some are drawn by chance.
    Not a number where alpha is defined for none.

    Parameters
    ----------
    tables : cases x 3 x 3, the cross table of each case that both coders coded
    metric : "nominal" or "interval"
    """
    apart = _apart(VALUES, (), metric)
    drawn = _draws([_sums(table, apart) for table in tables])
    values = [(_alpha(observed, totals, apart), ways) for (observed, *totals), ways in drawn.items()]
    values = sorted((value, ways) for value, ways in values if not isnan(value))
    until = list(accumulate(ways for _, ways in values))
    if not values:
        return nan, nan
    low, high = bisect_left(until, until[-1] / 40), bisect_left(until, until[-1] * 39 / 40)
    return values[low][0], values[high][0]


def _draws(rows: Sequence[tuple[float, ...]]) -> dict[tuple[float, ...], int]:
    """Return each sum that as many draws from the rows as there are rows can have, and in how many ways."""
    if len(rows) > MOST_COUNTED:
        chance = Random(1)
        drawn = (zip(*chance.choices(rows, k=len(rows)), strict=True) for _ in range(DRAWS))
        return Counter(tuple(map(fsum, columns)) for columns in drawn)
    found = Counter({(len(rows), (0.0,) * (1 + len(VALUES))): 1})
    for number, row in enumerate(rows, 1):
        ahead: Counter[tuple[int, tuple[float, ...]]] = Counter()
        for (left, sums), ways in found.items():
            for times in range(left if number == len(rows) else 0, left + 1):
                together = tuple(total + times * one for total, one in zip(sums, row, strict=True))
                ahead[left - times, together] += ways * comb(left, times)
        found = ahead
    return {sums: ways for (_, sums), ways in found.items()}


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


def numbers(sheet: Sheet) -> list[list[float]]:
    """Return a sheet as cases x criteria: 1 yes, 0 no, 0.5 contested, not a number for blank."""
    return [[CODES[code] for code in codes] for codes in sheet.values()]


def paired(sheet: Sheet, column: int | None = None) -> list[list[float]]:
    """Return both coders' codes as 2 x units, of the whole sheet or of one criterion."""
    places = range(len(CRITERIA)) if column is None else (column,)
    both = (numbers(sheet), numbers(second_sheet(tuple(sheet))))
    return [[codes[place] for codes in coder for place in places] for coder in both]


def tables(sheet: Sheet) -> list[Table]:
    """Return the cross table of each case: cases x 3 x 3."""
    mine, theirs = numbers(sheet), numbers(second_sheet(tuple(sheet)))
    return [cross_table(one, two) for one, two in zip(mine, theirs, strict=True)]


def by_criterion(sheet: Sheet) -> list[float]:
    """Return alpha with the second coder for each criterion; not a number where it is not defined."""
    return [alpha(paired(sheet, column)) for column in range(len(CRITERIA))]


def disagreements(sheet: Sheet, other: Sheet, me: str, you: str) -> Iterator[str]:
    """Yield in words each box that both sheets code, and code differently."""
    for case in [case for case in sheet if case in other]:
        for letter, mine, theirs in zip(CRITERIA, sheet[case], other[case], strict=True):
            if mine != theirs and "blank" not in (mine, theirs):
                yield f"{CASES[case]}, {letter.upper()}: {me} {mine}, {you} {theirs}"
