"""A class report: how far a class agrees when it codes the same cases.

A student's sheet is the first record with enough boxes filled in: the most independent one, since it opens the view
that shows the second coder's codes. The worked example came filled in and is left out. Agreement is Krippendorff's
alpha as the lesson has it; disagreement on a box is the share of pairs of students who gave it different codes. Nothing
here knows names.

A model that says `class_report = "agreement"` has a `class_title`; `CASES` and `CRITERIA`, names by id; `read_sheet`,
`numbers` and `VALUES` (yes, no, contested), a sheet's codes; `alpha` and `interval`; `verdict` with `RULE_WORDS`;
`WORKED`, the case that comes filled in; and `ENOUGH`, how many boxes make a sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from instructor.reports.page import WIDTH, Report, ReportSection, ReportTable, columns, drawn
from quizzes.catalogue import decimal, number, percent, say
from quizzes.palette import VERMILION
from quizzes.plot import INK, Figure, Panel, Rect, bands
from quizzes.types import Run

Array = NDArray[np.float64]
Sheet = dict[str, tuple[str, ...]]

MOST = 8
#: What a model's `verdict` says of a case.
RULINGS = ("yes", "no", "open", "not coded")


@dataclass(frozen=True)
class Agreement:
    """How far coders agree.

    counts : cases x criteria x (yes, no, contested), how many gave each code
    differ : cases x criteria, the share of pairs of coders that differ; not a number where there is no pair
    alpha, low, high : over all boxes, and the middle 95 per cent when cases are drawn with replacement
    by_criterion, by_case : alpha of the boxes of one
    """

    counts: Array
    differ: Array
    alpha: float
    low: float
    high: float
    by_criterion: tuple[float, ...]
    by_case: tuple[float, ...]


def wanted(model: ModuleType) -> str:
    """Say what a student must have recorded to be counted."""
    return f"recorded sheets of {model.ENOUGH} boxes or more"


def given(responses: Sequence[Any], item: Run, model: ModuleType) -> Sheet | None:
    """Return the first recorded sheet with enough boxes, without the worked example; None where there is none."""
    for response in responses:
        sheet = _sheet(response, item, model)
        own = {case: codes for case, codes in (sheet or {}).items() if case != model.WORKED}
        if sum(code != "blank" for codes in own.values() for code in codes) >= model.ENOUGH:
            return own
    return None


def _sheet(response: Any, item: Run, model: ModuleType) -> Sheet | None:
    """Return the sheet that a response holds, if each of its boxes has a code."""
    sent = response.get("parameters") if isinstance(response, dict) else None
    if not isinstance(sent, dict):
        return None
    boxes = [parameter for parameter in item.parameters if parameter.group]
    if not all(parameter.admits(sent.get(parameter.name)) for parameter in boxes):
        return None
    sheet: Sheet = model.read_sheet({parameter.name: sent[parameter.name] for parameter in boxes})
    return sheet


def agreement(codes: Array, model: ModuleType) -> Agreement:
    """Measure the agreement of a class.

    Parameters
    ----------
    codes : coders x cases x criteria, as the lesson's `numbers` gives them; not a number where a box is blank
    """
    coders = len(codes)
    counts = (codes[..., None] == np.array(model.VALUES)).sum(axis=0).astype(np.float64)
    overall = model.alpha(codes.reshape(coders, -1).tolist())
    low, high = (overall, overall) if np.isnan(overall) else _interval(counts, model)
    cases, criteria = codes.shape[1:]
    return Agreement(
        counts,
        disagreement(counts),
        overall,
        low,
        high,
        tuple(model.alpha(codes[:, :, n].tolist()) for n in range(criteria)),
        tuple(model.alpha(codes[:, n].tolist()) for n in range(cases)),
    )


def disagreement(counts: Array) -> Array:
    """Return the share of pairs of coders that differ, for counts of codes along the last axis."""
    total = counts.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        same = (counts * (counts - 1)).sum(axis=-1) / (total * (total - 1))
    return np.asarray(np.where(total >= 2, 1 - same, np.nan), dtype=np.float64)


def coincidences(counts: Array) -> Array:
    """Return Krippendorff's coincidence matrix of each box: its pairs of codes, weighted by 1 / (coders - 1)."""
    total = counts.sum(axis=-1)
    pairs = counts[..., :, None] * counts[..., None, :] - counts[..., None] * np.eye(counts.shape[-1])
    weights = np.where(total >= 2, 1 / np.maximum(total - 1, 1), 0)
    return np.asarray(pairs * weights[..., None, None], dtype=np.float64)


def _interval(counts: Array, model: ModuleType) -> tuple[float, float]:
    """Return the lesson's interval; it adds each table to its mirror image, so it is given halves."""
    tables = coincidences(counts).sum(axis=1) / 2
    low, high = model.interval(tables[tables.sum(axis=(1, 2)) > 0].tolist())
    return low, high


def report(model: ModuleType, item: Run, sheets: list[Sheet], submissions: int) -> Report:
    """Return the class result: alpha overall and by criterion, and what the class disagrees on most."""
    found = agreement(np.stack([model.numbers(sheet) for sheet in sheets]), model)
    cases = [model.CASES[case] for case in sheets[0]]
    criteria = [f"{letter.upper()} {words}" for letter, words in model.CRITERIA.items()]
    basis = say(
        "agreement.basis",
        submissions=say("report.submissions", count=submissions),
        sheets=len(sheets),
        enough=model.ENOUGH,
        worked=model.CASES[model.WORKED],
    )
    by_criterion = _criteria(found, criteria)
    sections = (
        ReportSection(say("agreement.by_criterion"), (say("agreement.convention"),), tables=(by_criterion,)),
        ReportSection(
            say("agreement.where"),
            figure=_heat_map(found, cases, criteria),
            tables=(_boxes(found, cases, criteria),),
        ),
        ReportSection(say("agreement.by_case"), tables=(_cases(found, cases, sheets, model),)),
    )
    return Report(model.class_title, basis, tuple(_findings(found, cases, criteria)), sections, by_criterion)


def _findings(found: Agreement, cases: list[str], criteria: list[str]) -> list[str]:
    if np.isnan(found.alpha):
        return [say("agreement.undefined")]
    hardest, clearest = _order(_means(found.differ, 0))[0], _order(_means(found.differ, 0))[-1]
    most, least = (
        say("agreement.with_alpha", criterion=criteria[n], alpha=decimal(found.by_criterion[n]))
        for n in (hardest, clearest)
    )
    three = [cases[n] for n in _order(_means(found.differ, 1))[:3]]
    return [
        say("agreement.alpha_is", alpha=decimal(found.alpha), low=decimal(found.low), high=decimal(found.high)),
        say("agreement.extremes", most=most, least=least),
        say("agreement.hardest_cases", cases=", ".join(three)),
    ]


def _means(differ: Array, axis: int) -> list[float]:
    """Return the mean along an axis, of the boxes that have one."""
    lines = np.moveaxis(differ, axis, -1)
    return [float(np.mean(line[~np.isnan(line)])) if not np.isnan(line).all() else np.nan for line in lines]


def _order(values: Sequence[float]) -> list[int]:
    """Return the places of the values, the largest first; those that are not defined are left out."""
    known = [n for n, value in enumerate(values) if not np.isnan(value)]
    return sorted(known, key=lambda n: -values[n])


def _criteria(found: Agreement, criteria: list[str]) -> ReportTable:
    lines = zip(criteria, found.by_criterion, _means(found.differ, 0), strict=True)
    rows = [(name, decimal(value), percent(differ)) for name, value, differ in lines]
    everything = found.differ[~np.isnan(found.differ)]
    rows.append(
        (say("agreement.all"), decimal(found.alpha), percent(float(everything.mean()) if everything.size else np.nan))
    )
    return ReportTable(
        say("agreement.criteria_caption"),
        columns("agreement.criterion", "agreement.alpha", "agreement.students_differ"),
        tuple(rows),
    )


def _boxes(found: Agreement, cases: list[str], criteria: list[str]) -> ReportTable:
    """Return the boxes on which most pairs differ."""
    places = [divmod(n, len(criteria)) for n in _order(found.differ.ravel().tolist())[:MOST]]
    rows = tuple(
        (
            f"{cases[row]}, {criteria[column]}",
            *(number(n) for n in found.counts[row, column]),
            percent(found.differ[row, column]),
        )
        for row, column in places
        if found.differ[row, column] > 0
    )
    codes = ("agreement.yes", "agreement.no", "agreement.contested")
    heads = columns("agreement.box", *codes, "agreement.pairs_differ")
    return ReportTable(say("agreement.boxes_caption"), heads, rows)


def _cases(found: Agreement, cases: list[str], sheets: list[Sheet], model: ModuleType) -> ReportTable:
    """Return each case: disagreement, alpha, and what the module's rule makes of the students' codes."""
    differ = _means(found.differ, 1)
    rows = []
    for n, case in enumerate(sheets[0]):
        verdicts = Counter(model.verdict(sheet[case]) for sheet in sheets)
        rows.append(
            (cases[n], percent(differ[n]), decimal(found.by_case[n]), *(str(verdicts[word]) for word in RULINGS))
        )
    rulings = ("agreement.positive", "agreement.negative", "agreement.open", "agreement.not_coded")
    heads = columns("agreement.case", "agreement.pairs_differ", "agreement.alpha", *rulings)
    caption = say("agreement.cases_caption", rule=model.RULE_WORDS["module"])
    return ReportTable(caption, heads, tuple(rows))


def _heat_map(found: Agreement, cases: list[str], criteria: list[str]) -> str:
    """Draw a box for each case and criterion, the darker the more pairs differ, with the share in it."""
    boxes = [
        Rect(
            *((column - 0.5, column + 0.5), (row - 0.5, row + 0.5)),
            *(VERMILION, INK),
            edge=0.5,
            opacity=0.0 if np.isnan(share) else 0.9 * share,
            label=percent(share),
            place="inside",
        )
        for row, line in enumerate(found.differ)
        for column, share in enumerate(line)
    ]
    names = bands(["\n".join(wrap(name, 14)) for name in criteria])
    panel = Panel(boxes, names, bands(cases, downward=True), height=27.0 * len(cases))
    return drawn(Figure([panel], WIDTH), _in_words(found, cases, criteria), say("agreement.map_caption"))


def _in_words(found: Agreement, cases: list[str], criteria: list[str]) -> str:
    letters = [name[0] for name in criteria]
    lines = (
        f"{case}: {', '.join(f'{letter} {percent(value)}' for letter, value in zip(letters, line, strict=True))}"
        for case, line in zip(cases, found.differ, strict=True)
    )
    return say("agreement.map", cases="; ".join(lines))
