"""Forecasts: how good a probability was, once the outcome is known.

The Brier score (Brier 1950) is the squared distance between the probability and the outcome, which counts 1 if the
event happened and 0 if not, averaged over all forecasts. 0 is perfect; 0.25 is what “one half” earns on everything; 1
is to be certain and wrong each time. The rule is *proper*: in the long run nobody gains by saying another number than
the one they believe, because the score of saying p where a share s happens is (p - s)² + s(1 - s).

*Calibration* asks one question more: of all events that were given 70 per cent, did about 70 per cent happen?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADER = ["Forecast", "Probability", "Outcome", "Distance"]
HAPPENED = {"yes": 1.0, "no": 0.0}
NAMES = {
    "war": "Civil war",
    "iran": "Iran again",
    "court": "Court on tariffs",
    "senate": "Senate vote",
    "exits": "Ten exits",
    "caracas": "Opposition in office",
}
BLUE, VERMILION, SKY = "#0072B2", "#D55E00", "#56B4E9"


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
    """Draw each forecast's distance from its outcome (left), and what was stated against what happened (right)."""
    forecasts = _forecasts(parameters)
    figure.clear()
    left, right = figure.subplots(1, 2, width_ratios=(3, 1))
    figure.subplots_adjust(left=0.23, right=0.97, wspace=0.35)
    for row, forecast in enumerate(forecasts):
        _draw_forecast(left, row, forecast)
    left.set(yticks=range(len(forecasts)), yticklabels=[_name(each) for each in forecasts], xlim=(-0.05, 1.05))
    left.set_ylim(len(forecasts) - 0.5, -0.5)
    left.set(xlabel="0 did not happen, 1 happened", title=f"Brier score {outcome['brier']:.3f}")
    bars = right.bar([0, 1], [outcome["mean_stated"], outcome["share_happened"]], color=[BLUE, "none"])
    bars[1].set(edgecolor=VERMILION, linewidth=1.5)
    right.set(xticks=[0, 1], xticklabels=["stated", "came"], ylim=(0, 1), title="On average")


def _draw_forecast(axes: Axes, row: int, forecast: Forecast) -> None:
    if forecast.outcome is not None:
        axes.plot([forecast.probability, forecast.outcome], [row, row], color=SKY, linewidth=2)
        axes.plot(forecast.outcome, row, "s", markersize=8, markerfacecolor="none", markeredgecolor=VERMILION)
    axes.plot(forecast.probability, row, "o", color=BLUE)


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
