"""How far markers agree with each other and with the samples, and how long a task will take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import krippendorff
import numpy as np

from instructor.desk.views import Agreement, Calibration, CriterionAgreement, CriterionDifference, PairAgreement, Task

#: Points by criterion; "" is the total.
Points = Mapping[str, float]


def kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Cohen's kappa with quadratic weights of two markers; None where it is not defined.

    One less the mean squared difference, over the one expected if each marker's marks fell on the answers by chance
    (Cohen 1968). The points themselves are the scale, so half a point weighs as half a point.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    expected = float(np.mean((a[:, None] - b[None, :]) ** 2)) if a.size else 0.0
    return None if expected == 0 else 1 - float(np.mean((a - b) ** 2)) / expected


def alpha(marks: Sequence[Mapping[str, float]]) -> float | None:
    """Return Krippendorff's alpha, interval, of answers marked by two or more; None where it is not defined.

    Parameters
    ----------
    marks : for each answer the points by marker
    """
    paired = [each for each in marks if len(each) > 1]
    markers = sorted({marker for each in paired for marker in each})
    table = np.array([[each.get(marker, np.nan) for each in paired] for marker in markers], dtype=float)
    if not paired or len(np.unique(table[~np.isnan(table)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="interval"))


def agreement(task: Task, marks: Sequence[Mapping[str, Points]]) -> Agreement:
    """Measure how far markers agree.

    Parameters
    ----------
    marks : for each answer that two have marked, by marker the points by criterion, with "" the total
    """
    names = ["", *(criterion.id for criterion in task.criteria)] if len(task.criteria) > 1 else [""]
    found = [(name, [{marker: points[name] for marker, points in each.items()} for each in marks]) for name in names]
    criteria = tuple(CriterionAgreement(name, len(marks), alpha(each), _same(each)) for name, each in found)
    markers = sorted({marker for each in marks for marker in each})
    pairs = (
        _pair(a, b, [(each[a][""], each[b][""]) for each in marks if {a, b} <= each.keys()])
        for a, b in combinations(markers, 2)
    )
    return Agreement(task.id, len(marks), criteria, tuple(pair for pair in pairs if pair.answers))


def _same(marks: Sequence[Mapping[str, float]]) -> float:
    """Return the share of answers to which all gave the same points; 0 where there are none."""
    return sum(len(set(each.values())) == 1 for each in marks) / len(marks) if marks else 0.0


def _pair(first: str, second: str, marks: Sequence[tuple[float, float]]) -> PairAgreement:
    mean = float(np.mean([a - b for a, b in marks])) if marks else 0.0
    return PairAgreement(first, second, len(marks), kappa([a for a, _ in marks], [b for _, b in marks]), mean)


def calibration(task: Task, marker: str, mine: Mapping[str, Points], theirs: Mapping[str, Points]) -> Calibration:
    """Compare a marker's points with the samples', both by sample and criterion; those not marked yet are left out."""
    tried = [sample for sample in theirs if sample in mine]
    criteria = []
    for criterion in task.criteria if tried else ():
        gaps = [mine[sample][criterion.id] - theirs[sample][criterion.id] for sample in tried]
        means = (sum(gaps) / len(gaps), sum(map(abs, gaps)) / len(gaps))
        criteria.append(CriterionDifference(criterion.id, len(gaps), *means))
    totals = {sample: sum(mine[sample].values()) - sum(theirs[sample].values()) for sample in tried}
    return Calibration(marker, len(tried), len(theirs), tuple(criteria), totals)


def median(values: Sequence[float]) -> float | None:
    """Return the median of the last fifty values; None where there are none."""
    return float(np.median(values[-50:])) if values else None
