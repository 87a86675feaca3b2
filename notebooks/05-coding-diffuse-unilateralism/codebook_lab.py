"""Codebook lab: fourteen cases, six criteria, two coders, and how far they agree beyond chance.

A sheet holds one code for each box, a case and a criterion: yes, no, contested, or blank where it is not coded. The
student's sheet is compared with that of a second coder (`SECOND`), which is one reading among others and no key.

- `kappa` is Cohen's (1960), for two coders.
- `alpha` is Krippendorff's (2019), for any number of coders and with gaps; the library `krippendorff` computes it.
- `interval` draws cases with replacement, since boxes of one case hang together, and computes alpha for each draw.
- `verdict` applies a rule to the six codes of a case. What is contested stays open unless the other codes decide.

`simulate` puts them together. `both_rounds` shows what a student changed between the two rounds of the lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
Parameters = Mapping[str, float | str]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]

#: What the instructor can show a class of its runs: the module of that name in `instructor/reports`, and the title.
class_report, class_title = "agreement", "Coding diffuse unilateralism: how far the class agrees"
WORKED = "gulf"  # the case that comes filled in
ENOUGH = 60  # boxes that the lesson asks for

CRITERIA = {
    "a": "loophole",
    "b": "cover",
    "c": "no existential threat",
    "d": "bypass abroad",
    "e": "bypass at home",
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
#: The cases of round 1.
PILOT = ("gulf", "kosovo", "libya", "tariffs", "eu", "gaza", "exit")
#: The second coder's sheet, criteria A to F: y(es), n(o), c(ontested). Teaching material, open to dispute, no findings.
SECOND = {
    "panama": "ynyyyn",
    "gulf": "nnynnc",
    "haiti": "nnynyn",
    "kosovo": "yyyyyn",
    "iraq": "yycyny",
    "libya": "ynynyn",
    "crimea": "yycynn",
    "tariffs": "ynyyyy",
    "iran": "yycyyn",
    "eu": "nnyycy",
    "boats": "ynyyyn",
    "gaza": "nyycnn",
    "raid": "ynyyyn",
    "exit": "nnyncn",
}
CODES = {"yes": 1.0, "contested": 0.5, "no": 0.0, "blank": np.nan}
VALUES = np.array([1.0, 0.0, 0.5])  # the order of the cross table: yes, no, contested
NAMES = {"y": "yes", "n": "no", "c": "contested"}
#: How much a disagreement counts: wholly, or for a contested code a quarter, as the square of half a step.
METRICS = {"nominal": 1.0 - np.eye(3), "interval": (VALUES[:, None] - VALUES[None, :]) ** 2}
#: Rules as functions of the codes A, B, C, D: "and" is the smaller value, "or" the larger one.
RULES: dict[str, Callable[[Sequence[float]], float]] = {
    "module": lambda v: min(max(v[0], v[1]), v[2], v[3]),
    "mix": lambda v: min(v[0], v[1], v[2], v[3]),
    "bypass": lambda v: v[3],
    "cover": lambda v: v[1],
}
RULE_WORDS = {
    "module": "(A or B) and C and D",
    "mix": "A and B and C and D",
    "bypass": "D alone",
    "cover": "B alone",
}
DRAWS = 1000
FEWEST = 6  # boxes: one case
ROW = 0.23  # inches: the height of a case in the figure
ORANGE, VERMILION = "#E69F00", "#D55E00"  # of Okabe and Ito's palette


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
    import krippendorff

    values = np.asarray(codes, float)
    paired = values[:, np.sum(~np.isnan(values), axis=0) >= 2]
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=paired, level_of_measurement=metric))


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
    apply = RULES[rule]
    least, most = (apply([blank if code == "blank" else CODES[code] for code in codes]) for blank in (0.0, 1.0))
    return {1.0: "yes", 0.5: "open", 0.0: "no"}[least] if least == most else "not coded"


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
    sheet, settings = read_sheet(parameters), _settings(parameters)
    tables = _tables(sheet)
    whole = tables.sum(axis=0)
    share = alpha(_pair(sheet), settings.metric)
    if whole.sum() < FEWEST or np.isnan(share) or np.isnan(kappa(whole)):
        raise ValueError("Code at least one whole case (six boxes), with a yes and a no among your codes.")
    low, high = interval(tables[tables.sum(axis=(1, 2)) > 0], settings.metric, settings.seed)
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


Sheet = dict[str, tuple[str, ...]]


class Settings(NamedTuple):
    """How a sheet is analysed."""

    rule: str = "module"
    metric: Metric = "nominal"
    seed: int = 1


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


def _settings(parameters: Parameters) -> Settings:
    rule, metric = str(parameters.get("rule", "module")), str(parameters.get("metric", "nominal"))
    if rule not in RULES or metric not in METRICS:
        raise ValueError(f"choose a rule ({', '.join(RULES)}) and a metric ({', '.join(METRICS)})")
    return Settings(rule, cast("Metric", metric), int(float(parameters.get("seed", 1))))


def second_sheet(cases: Sequence[str] = tuple(CASES)) -> Sheet:
    """Return the second coder's codes of some cases, spelt out."""
    return {case: tuple(NAMES[letter] for letter in SECOND[case]) for case in cases}


def numbers(sheet: Sheet) -> Array:
    """Return a sheet as cases x criteria: 1 yes, 0 no, 0.5 contested, not a number for blank."""
    return np.array([[CODES[code] for code in codes] for codes in sheet.values()], dtype=np.float64)


def _pair(sheet: Sheet, column: int | None = None) -> Array:
    """Return both coders' codes as 2 x units, of the whole sheet or of one criterion."""
    both = np.stack([numbers(sheet), numbers(second_sheet(tuple(sheet)))])
    return (both if column is None else both[:, :, column]).reshape(2, -1)


def _tables(sheet: Sheet) -> Array:
    """Return the cross table of each case: cases x 3 x 3."""
    mine, theirs = numbers(sheet), numbers(second_sheet(tuple(sheet)))
    return np.stack([cross_table(one, two) for one, two in zip(mine, theirs, strict=True)])


def _by_criterion(sheet: Sheet, metric: Metric) -> list[str]:
    """Return alpha for each criterion, as it is shown."""
    values = [alpha(_pair(sheet, column), metric) for column in range(len(CRITERIA))]
    return ["-" if np.isnan(value) else f"{value:.2f}" for value in values]


def draw(figure: Figure, parameters: Parameters, outcome: Mapping[str, float]) -> None:
    """Draw the heat map of disagreements, the verdicts beside it and, where there is room, the cross table."""
    sheet, settings = read_sheet(parameters), _settings(parameters)
    wide = figure.get_figwidth() >= 5
    left, across, below, above = (1.25, 2.6, 0.75, 0.55) if wide else (1.0, 1.35, 0.9, 0.7)
    width, height = figure.get_figwidth(), below + ROW * len(sheet) + above
    figure.set_figheight(height)
    axes, counts = _emptied(figure)
    axes.set_position((left / width, below / height, across / width, ROW * len(sheet) / height))
    axes.set(xlim=(0, len(CRITERIA)), ylim=(len(sheet), 0))
    size = 8.5 if wide else 7.5
    _draw_boxes(axes, sheet, size)
    _draw_margins(axes, sheet, settings, size)
    gap = " " if wide else "\n"
    words = _agreement_in_words(outcome).replace("), ", f"),{gap}")
    figure.text(0.01, 1 - 0.06 / height, words, va="top", size=10 if wide else 8, weight="bold")
    legend = f"First letter yours, second the other coder's:{gap}y yes, n no, c contested, - blank"
    figure.text(0.01, 0.06 / height, legend, size=size)
    if wide:
        counts.set_position((0.73, 1 - 2.15 / height, 0.26, 1.3 / height))
        _draw_cross_table(counts, _tables(sheet).sum(axis=0))


def _emptied(figure: Figure) -> list[Axes]:
    """Return the two axes of the figure with nothing on them: to make them anew would take a third of the time."""
    for axes in figure.axes or [figure.add_subplot(), figure.add_subplot()]:
        axes.set_axis_off()
        for artist in (*axes.texts, *axes.lines, *axes.collections):
            artist.remove()
    for text in list(figure.texts):
        text.remove()
    return figure.axes


def _draw_boxes(axes: Axes, sheet: Sheet, size: float) -> None:
    """Draw one box for each code: plain where both agree, filled where they differ, darkest for yes against no."""
    from matplotlib.collections import PolyCollection

    places: dict[str, list[tuple[float, float]]] = {}
    rings: dict[str, list[list[tuple[int, int]]]] = {ORANGE: [], VERMILION: []}
    for row, column, code, other in _boxes(sheet):
        places.setdefault(_letters(code, other), []).append((column + 0.5, row + 0.5))
        if (gap := abs(CODES[code] - CODES[other])) > 0:
            ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            rings[VERMILION if gap == 1 else ORANGE].append(ring)
    for letters, points in places.items():
        _draw_letters(axes, letters, points, size)
    for colour, corners in rings.items():
        axes.add_collection(PolyCollection(corners, facecolor=colour, alpha=0.45), autolim=False)
    axes.hlines(range(len(sheet) + 1), 0, len(CRITERIA), linewidth=0.4, color="#000000")
    axes.vlines(range(len(CRITERIA) + 1), 0, len(sheet), linewidth=0.4, color="#000000")


def _boxes(sheet: Sheet) -> Iterator[tuple[int, int, str, str]]:
    """Yield row, column, the student's and the second coder's code of each box."""
    others = second_sheet(tuple(sheet))
    for row, case in enumerate(sheet):
        for column, (code, other) in enumerate(zip(sheet[case], others[case], strict=True)):
            yield row, column, code, other


def _draw_letters(axes: Axes, letters: str, points: list[tuple[float, float]], size: float) -> None:
    """Write the same letters at many places: as markers, which are drawn several times as fast as texts."""
    if len(letters) > 1:
        shape, extent = f"$\\mathbf{{{letters.replace(' ', '~')}}}$", 1.5
    else:
        shape, extent = (
            ("_", 0.45) if letters == "-" else (f"$\\mathrm{{{letters}}}$", 0.68 if letters == "y" else 0.55)
        )
    axes.plot(
        *zip(*points, strict=True),
        linestyle="none",
        marker=shape,
        markersize=extent * size,
        color="#000000",
        markeredgewidth=0.4,
    )


def _draw_margins(axes: Axes, sheet: Sheet, settings: Settings, size: float) -> None:
    """Write the cases on the left, the verdicts on the right, the criteria with their alpha below."""
    left, right, below = -0.15, len(CRITERIA) + 0.15, len(sheet) + 0.15
    axes.text(left, below, "\nalpha", ha="right", va="top", size=size)
    for column, (letter, share) in enumerate(zip(CRITERIA, _by_criterion(sheet, settings.metric), strict=True)):
        gap = "\n\n" if column % 2 and size < 8 else "\n"  # narrow columns: two rows of numbers
        axes.text(column + 0.5, below, f"{letter.upper()}{gap}{share}", ha="center", va="top", size=size - 0.5)
    axes.text(right, -0.15, "rule", va="bottom", size=size, weight="bold")
    for row, (case, codes) in enumerate(sheet.items()):
        found = verdict(codes, settings.rule)
        weight = "bold" if found == "yes" else "normal"
        axes.text(left, row + 0.5, CASES[case], ha="right", va="center_baseline", size=size)
        axes.text(right, row + 0.5, found, va="center_baseline", size=size, weight=weight)


def _draw_cross_table(axes: Axes, table: Array) -> None:
    """Write the counts of pairs of codes with their sums."""
    axes.set(xlim=(0, 5), ylim=(5, 0))
    axes.text(3, -0.5, "Boxes: second coder", ha="center", size=8.5, weight="bold")
    for row, line in enumerate([["you", "y", "n", "c", "all"], *_with_sums(table)]):
        for column, cell in enumerate(line):
            weight = "bold" if 0 < row == column < 4 else "normal"
            axes.text(column + 0.5, row + 0.5, cell, ha="center", va="center", size=8.5, weight=weight)
    axes.hlines([1, 4], 0, 5, linewidth=0.4, color="#000000")


def _with_sums(table: Array) -> Iterator[list[str]]:
    """Yield the rows of the cross table with their names and sums."""
    for name, line in zip("ync", table, strict=True):
        yield [name, *(f"{count:.0f}" for count in line), f"{line.sum():.0f}"]
    yield ["all", *(f"{count:.0f}" for count in table.sum(axis=0)), f"{table.sum():.0f}"]


def _letters(code: str, other: str) -> str:
    mine, theirs = ("-" if word == "blank" else word[0] for word in (code, other))
    return mine if mine in (theirs, "-") else f"{mine} {theirs}"


def _agreement_in_words(outcome: Mapping[str, float]) -> str:
    return (
        f"alpha {outcome['alpha']:.2f} (95%: {outcome['low']:.2f} to {outcome['high']:.2f}), "
        f"kappa {outcome['kappa']:.2f}, {outcome['coded']:.0f} boxes"
    )


def describe(parameters: Parameters, outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    sheet, settings = read_sheet(parameters), _settings(parameters)
    differences = "; ".join(_differences(sheet, second_sheet(tuple(sheet)), "you", "second coder")) or "none"
    columns = zip(CRITERIA, _by_criterion(sheet, settings.metric), strict=True)
    verdicts = ", ".join(f"{CASES[case]} {verdict(codes, settings.rule)}" for case, codes in sheet.items())
    table = _tables(sheet).sum(axis=0)
    pairs = "; ".join(
        f"you {NAMES[name]} with second coder yes {line[0]:.0f}, no {line[1]:.0f}, contested {line[2]:.0f}"
        for name, line in zip("ync", table, strict=True)
    )
    return (
        f"Heat map of {len(sheet)} cases by six criteria. {_agreement_in_words(outcome)}. Differences: {differences}. "
        f"Alpha by criterion ({settings.metric}; - means not defined): "
        f"{', '.join(f'{letter.upper()} {value}' for letter, value in columns)}. Boxes: {pairs}. "
        f"Under the rule {RULE_WORDS[settings.rule]}: {verdicts}."
    )


def _differences(sheet: Sheet, other: Sheet, me: str, you: str) -> Iterator[str]:
    """Yield in words each box that both sheets code, and code differently."""
    for case in [case for case in sheet if case in other]:
        for letter, mine, theirs in zip(CRITERIA, sheet[case], other[case], strict=True):
            if mine != theirs and "blank" not in (mine, theirs):
                yield f"{CASES[case]}, {letter.upper()}: {me} {mine}, {you} {theirs}"


def table(parameters: Parameters, outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each case, then alpha and the cross table."""
    sheet, settings = read_sheet(parameters), _settings(parameters)
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
    rows.append(["Alpha by criterion", *_by_criterion(sheet, settings.metric), f"all: {outcome['alpha']:.2f}", ""])
    return [header, *rows, *_pilot_row(sheet, settings.metric), *_count_rows(_tables(sheet).sum(axis=0))]


def _words(mine: str, theirs: str) -> str:
    if mine == "blank":
        return "-"
    return mine if mine == theirs else f"{mine} / {theirs}"


def _pilot_row(sheet: Sheet, metric: Metric) -> Iterator[list[str]]:
    """Yield, for a sheet with more cases, the line that can be compared with round 1."""
    if len(sheet) > len(PILOT):
        pilot = {case: sheet[case] for case in sheet if case in PILOT}
        share = alpha(_pair(pilot), metric)
        shown = "-" if np.isnan(share) else f"{share:.2f}"
        yield ["Alpha, cases of round 1", *_by_criterion(pilot, metric), f"all: {shown}", ""]


def _count_rows(counts: Array) -> Iterator[list[str]]:
    for name, line in zip([*NAMES.values(), "all"], _with_sums(counts), strict=True):
        cells = [f"second {word}: {count}" for word, count in zip([*NAMES.values(), "all"], line[1:], strict=True)]
        yield [f"Boxes, you {name}", *cells, "", "", "", ""]


class View(NamedTuple):
    """A few lines and a table, as a notebook shows them."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    def __repr__(self) -> str:
        return "\n".join([*self.lines, *(" | ".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        from html import escape

        from quizzes.figure import table as as_html

        text = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return text + (as_html(self.rows) if self.rows else "")


def second_coder() -> View:
    """Show the second coder's sheet, with the note that it may be disputed, to whoever has recorded round 2."""
    if not _recorded("run-05"):
        return View(("Record round 2 first; then run this cell again. Who sees another sheet before codes like it.",))
    rows = ((CASES[case], *codes, verdict(codes)) for case, codes in second_sheet().items())
    note = (
        "The second coder's sheet. Contestable: teaching material written for this lesson, one reading among others, "
        "neither a key nor a finding."
    )
    return View((note,), (("Case", *(letter.upper() for letter in CRITERIA), RULE_WORDS["module"]), *rows))


def both_rounds() -> View:
    """Show what the student changed between the rounds, from the recorded runs."""
    one, two = (_recorded(quiz) for quiz in ("round-one", "run-05"))
    if not one or not two:
        return View((f"Record round {'1' if not one else '2'} first; then run this cell again.",))
    return compare_rounds(read_sheet(one), read_sheet(two))


def _recorded(quiz_id: str) -> dict[str, Any]:
    """Return the parameters of the run that was recorded last in a quiz, or nothing."""
    from quizzes.folders import workplace
    from quizzes.journal import replay

    place = workplace()
    entries = replay(place.journal(place.bank.quiz(quiz_id))).latest().values()
    found: list[dict[str, Any]] = [(entry.response or {}).get("parameters") or {} for entry in entries]
    return found[0] if found else {}


def compare_rounds(first: Sheet, second: Sheet) -> View:
    """Return what changed between two rounds of one coder, on the cases that both have."""
    again = {case: second[case] for case in first if case in second}
    changes = list(_differences(first, again, "round 1", "round 2"))
    own = alpha(np.stack([numbers(first).ravel(), numbers(again).ravel()]))
    both = np.sum(~np.isnan(numbers(first)) & ~np.isnan(numbers(again)))
    before, after = alpha(_pair(first)), alpha(_pair(again))
    return View(
        (
            f"{both:.0f} boxes are coded in both rounds; {len(changes)} of them changed. "
            f"Your agreement with yourself: alpha {_shown(own)}.",
            f"Your agreement with the second coder on the cases of round 1: alpha {_shown(before)} in round 1, "
            f"{_shown(after)} in round 2.",
        ),
        (("Changed",), *((change,) for change in changes)) if changes else (),
    )


def _shown(value: float) -> str:
    return "not defined" if np.isnan(value) else f"{value:.2f}"
