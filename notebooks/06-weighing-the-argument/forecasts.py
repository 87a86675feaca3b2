"""Forecasts: how good a probability was, once the outcome is known.

The Brier score (Brier 1950) is the squared distance between the probability and the outcome, which counts 1 if the
event happened and 0 if not, averaged over all forecasts. 0 is perfect; 0.25 is what “one half” earns on everything; 1
is to be certain and wrong each time. The rule is *proper*: in the long run nobody gains by saying another number than
the one they believe, because the score of saying p where a share s happens is (p - s)² + s(1 - s).

*Calibration* asks one question more: of all events that were given 70 per cent, did about 70 per cent happen?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

from quizzes.palette import BLUE, SKY, VERMILION
from quizzes.plot import Dot, Figure, Key, Line, Mark, Panel, Scale, bands, column

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
    return fmean((stated - came) ** 2 for stated, came in zip(probabilities, outcomes, strict=True))


def halfway(probabilities: Iterable[float]) -> list[float]:
    """Return each probability moved half of the way to one half: what a more cautious forecaster would have said."""
    return [(probability + 0.5) / 2 for probability in probabilities]


def calibration(probabilities: Sequence[float], outcomes: Sequence[float]) -> list[Group]:
    """Return, for each probability that was stated, the share of its events that happened."""
    groups: dict[float, list[float]] = {}
    for probability, outcome in zip(probabilities, outcomes, strict=True):
        groups.setdefault(probability, []).append(outcome)
    return [Group(stated, fmean(came), len(came)) for stated, came in sorted(groups.items())]


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
    stated, happened = fmean(probabilities), fmean(outcomes)
    return {
        "scored": float(len(outcomes)),
        "brier": brier(probabilities, outcomes),
        "mean_stated": stated,
        "share_happened": happened,
        "cautious": brier(halfway(probabilities), outcomes),
    }


def draw(parameters: Mapping[str, Any], outcome: Mapping[str, float], width: float) -> Figure:
    """Return each forecast's distance from its outcome, and what was stated against what happened on average."""
    forecasts = _forecasts(parameters)
    rows = Panel(
        [mark for row, forecast in enumerate(forecasts) for mark in _row(row, forecast)],
        Scale(-0.06, 1.06, "0 did not happen, 1 happened", {n / 4: f"{n / 4:g}" for n in range(5)}, True),
        bands([_name(each) for each in forecasts], downward=True),
        f"Brier score {outcome['brier']:.3f}",
        height=max(120.0, 46.0 * len(forecasts)),
        share=3,
        legend=(Key("stated", BLUE, shape="circle"), Key("came", "none", VERMILION, shape="square")),
    )
    return Figure([rows, _averages(outcome["mean_stated"], outcome["share_happened"])], width)


def _row(row: int, forecast: Forecast) -> Iterator[Mark]:
    """Yield a forecast's marks: the way from what was stated to what came, and its two ends."""
    stated, came = forecast.probability, forecast.outcome
    if came is not None:
        yield Line([(stated, row), (came, row)], SKY, width=3, key=f"way-{row}")
        yield Dot(came, row, "none", VERMILION, "square", 12, key=f"came-{row}")
    yield Dot(stated, row, BLUE, size=10, label=f"{stated:.2f}", place="above", key=f"stated-{row}")


def _averages(stated: float, happened: float) -> Panel:
    bars = [
        column(0, stated, label=f"{stated:.2f}", key="mean-stated"),
        column(1, happened, fill="none", stroke=VERMILION, label=f"{happened:.2f}", key="mean-came"),
    ]
    ticks = {0.0: "0", 0.5: "0.5", 1.0: "1"}
    return Panel(bars, bands(["stated", "came"]), Scale(0, 1.1, "", ticks, True), "On average", height=184)


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
