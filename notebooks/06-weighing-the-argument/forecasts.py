"""Forecasts: how good a probability was, once the outcome is known.

The Brier score (Brier 1950) is the squared distance between the probability and the outcome, which counts 1 if the
event happened and 0 if not, averaged over all forecasts. 0 is perfect; 0.25 is what “one half” earns on everything; 1
is to be certain and wrong each time. The rule is *proper*: in the long run nobody gains by saying another number than
the one they believe, because the score of saying p where a share s happens is (p - s)² + s(1 - s).

*Calibration* asks one question more: of all events that were given 70 per cent, did about 70 per cent happen?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quizzes.palette import BLUE, SKY, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADER = ["Forecast", "Probability", "Outcome", "Distance"]
HAPPENED = {"yes": 1.0, "no": 0.0}
NAMES = {
    "war": "Civil war",
    "court": "Court on tariffs",
    "senate": "Senate vote",
    "exits": "Ten exits",
}


class Forecast(NamedTuple):
    """A probability and what came: 1.0 happened, 0.0 did not, None not known yet."""

    name: str
    probability: float
    outcome: float | None


class Group(NamedTuple):
    """Forecasts that stated the same probability: which, the share that happened, and how many they were."""

    stated: float
    happened: float
    times: int


def brier(probabilities: Sequence[float], outcomes: Sequence[float]) -> float:
    """Return the Brier score: 0 is perfect, 1 the worst.

    Parameters
    ----------
    probabilities : each from 0 to 1
    outcomes : 1 where the event happened, 0 where it did not

    Raises
    ------
    ValueError
        Where there is no forecast, or not one outcome for each.
    """
    if not probabilities or len(probabilities) != len(outcomes):
        raise ValueError("The Brier score needs at least one forecast, and one outcome for each.")
    return float(np.mean((np.asarray(probabilities) - np.asarray(outcomes)) ** 2))


def halfway(probabilities: Iterable[float]) -> list[float]:
    """Return each probability moved half of the way to one half: what a more cautious forecaster would have said."""
    return [(probability + 0.5) / 2 for probability in probabilities]


def calibration(probabilities: Sequence[float], outcomes: Sequence[float]) -> list[Group]:
    """Return, for each probability that was stated, the share of its events that happened."""
    groups: dict[float, list[float]] = {}
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        groups.setdefault(probability, []).append(outcome)
    return [Group(stated, float(np.mean(came)), len(came)) for stated, came in sorted(groups.items())]


def ten_times_each(stated: Sequence[float], happened: Sequence[float]) -> list[Group]:
    """Return the calibration of probabilities that were each stated ten times, by how many of the ten happened."""
    outcomes = [float(event < count) for count in happened for event in range(10)]
    return calibration([chance for chance in stated for _ in range(10)], outcomes)


def simulate(**parameters: float | str) -> dict[str, float]:
    """Return the score of the forecasts whose outcome is known.

    Parameters
    ----------
    war_p, war_o, ... : for each forecast its probability, from 0 to 1, and its outcome ("yes", "no" or "open")

    Raises
    ------
    ValueError
        Where a value makes no sense, or no outcome is known yet.
    """
    probabilities, outcomes = _scored(_forecasts(parameters))
    stated, happened = float(np.mean(probabilities)), float(np.mean(outcomes))
    return {
        "scored": float(len(outcomes)),
        "brier": brier(probabilities, outcomes),
        "mean_stated": stated,
        "share_happened": happened,
        "cautious": brier(halfway(probabilities), outcomes),
    }


def draw(figure: Figure, parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> None:
    """Draw each forecast's distance from its outcome, and what was stated against what happened.

    A figure that was drawn on before keeps its marks and only moves them: that is several times as fast.
    """
    forecasts = _forecasts(parameters)
    left, right = figure.axes or _prepared(figure, [_name(each) for each in forecasts])
    ways, ends, stated = left.lines
    ways.set_xdata([x for each in forecasts for x in (each.probability, _place(each), nan)])
    ends.set_xdata([_place(each) for each in forecasts])
    stated.set_xdata([each.probability for each in forecasts])
    left.set_title(f"Brier score {outcome['brier']:.3f}")
    for bar, name in zip(right.patches, ("mean_stated", "share_happened"), strict=True):
        bar.set(**{"width" if _is_narrow(figure) else "height": outcome[name]})


def _prepared(figure: Figure, names: Sequence[str]) -> list[Axes]:
    """Return both axes with what stays the same from run to run: side by side where there is room."""
    if _is_narrow(figure):
        figure.set_figheight(4.6)
        left, right = figure.subplots(2, 1, height_ratios=(3, 1), gridspec_kw={"hspace": 0.7})
        figure.subplots_adjust(left=0.47, bottom=0.08, top=0.94)
        bars, words = right.barh([0, 1], [0, 0], color=[BLUE, "none"]), "y"
        right.set(xlim=(0, 1), ylim=(1.6, -0.6))
    else:
        left, right = figure.subplots(1, 2, width_ratios=(3, 1))
        figure.subplots_adjust(left=0.23, right=0.97, wspace=0.35)
        bars, words = right.bar([0, 1], [0, 0], color=[BLUE, "none"]), "x"
        right.set(ylim=(0, 1))
    bars[1].set(edgecolor=VERMILION, linewidth=1.5)
    right.set(**{f"{words}ticks": [0, 1], f"{words}ticklabels": ["stated", "came"], "title": "On average"})
    rows = range(len(names))
    left.plot([0.5] * 3 * len(rows), np.repeat(rows, 3), color=SKY, linewidth=2)
    left.plot([0.5] * len(rows), rows, "s", markersize=8, markerfacecolor="none", markeredgecolor=VERMILION)
    left.plot([0.5] * len(rows), rows, "o", color=BLUE)
    left.set(yticks=rows, yticklabels=names, xlim=(-0.05, 1.05), ylim=(len(rows) - 0.5, -0.5))
    left.set(xlabel="0 no, 1 happened" if _is_narrow(figure) else "0 did not happen, 1 happened")
    return [left, right]


def _is_narrow(figure: Figure) -> bool:
    return bool(figure.get_figwidth() < 5)


def _place(forecast: Forecast) -> float:
    """Return where the outcome stands on the axis: nowhere as long as it is open."""
    return nan if forecast.outcome is None else forecast.outcome


def describe(parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    read = "; ".join(f"{_name(each)} {each.probability:.2f}, {_outcome(each)}" for each in _forecasts(parameters))
    return (
        f"Forecasts and outcomes. {read}. Brier score of the {outcome['scored']:.0f} with a known outcome: "
        f"{outcome['brier']:.3f}. On average {outcome['mean_stated']:.2f} was stated, and a share of "
        f"{outcome['share_happened']:.2f} happened."
    )


def table(parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each forecast."""
    return [
        HEADER,
        *([_name(each), f"{each.probability:.2f}", _outcome(each), _distance(each)] for each in _forecasts(parameters)),
    ]


def _name(forecast: Forecast) -> str:
    return NAMES.get(forecast.name, forecast.name)


def _outcome(forecast: Forecast) -> str:
    return "open" if forecast.outcome is None else "happened" if forecast.outcome else "did not happen"


def _distance(forecast: Forecast) -> str:
    return "" if forecast.outcome is None else f"{abs(forecast.probability - forecast.outcome):.2f}"


def _scored(forecasts: Iterable[Forecast]) -> tuple[list[float], list[float]]:
    """Return probabilities and outcomes of the forecasts that can be scored."""
    known = [(each.probability, each.outcome) for each in forecasts if each.outcome is not None]
    if not known:
        raise ValueError("No outcome is known yet: read the ledger and give at least one forecast its outcome.")
    return [probability for probability, _ in known], [outcome for _, outcome in known]


def _forecasts(parameters: Mapping[str, Any]) -> list[Forecast]:
    """Return the forecasts that the parameters make, if they make sense."""
    return [
        _checked(name[: -len("_p")], parameters[name], parameters.get(f"{name[: -len('_p')]}_o"))
        for name in parameters
        if name.endswith("_p")
    ]


def _checked(name: str, probability: Any, outcome: Any) -> Forecast:
    if not isinstance(probability, int | float) or not 0 <= probability <= 1:
        raise ValueError(f"{NAMES.get(name, name)}: a probability lies between 0 and 1.")
    if outcome not in (*HAPPENED, "open"):
        raise ValueError(f"{NAMES.get(name, name)}: the outcome is yes, no or open.")
    return Forecast(name, float(probability), HAPPENED.get(outcome))
