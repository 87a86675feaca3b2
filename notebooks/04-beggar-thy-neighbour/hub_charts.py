"""What lesson 4 shows of hub and spokes: the race to sign, and what the hub's threat would cost the hub.

The model is in `hub_and_spokes`; here is only the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizzes.palette import BLUE, VERMILION
from quizzes.plot import (
    DASHED,
    Dot,
    Figure,
    Line,
    Mark,
    Panel,
    Picture,
    Rule,
    Scale,
    Text,
    bands,
    column,
    fitted,
    picture,
)

from hub_and_spokes import Table


def race(tariff: float = 20) -> Picture:
    """Show what a spoke has inside and outside, by how many spokes have signed."""
    inside, outside = _inside_and_outside(tariff)
    marks: list[Mark] = []
    for name, levels, dash, colour in (("inside", inside, "", BLUE), ("outside", outside, DASHED, VERMILION)):
        marks.append(Line(list(levels.items()), colour, dash))
        marks += [Dot(signed, level, colour) for signed, level in levels.items()]
        first = min(levels.items())
        marks.append(Text(*first, f"{name} {first[1]:.0f}", "start", dx=8, dy=-8, bold=True))
    panel = Panel(
        marks,
        Scale(-0.2, 4.4, "Spokes that have signed", {signed: str(signed) for signed in range(5)}),
        fitted(inside.values(), "Welfare of a spoke, $ a year", room=0.05),
        "Each new deal makes it worse inside and outside",
    )
    return picture(Figure([panel]), _race_in_words(inside, outside), _RACE_CAPTION.format(tariff), _race_rows(tariff))


_RACE_CAPTION = (
    "Welfare before any payment, one by one; a spoke without a deal pays a tariff of {:g} dollars a unit. Source: the "
    "model of this lesson (a = 120, four equal spokes). Made-up numbers, not estimates."
)


def _inside_and_outside(tariff: float) -> tuple[dict[int, float], dict[int, float]]:
    """Return the welfare of a spoke inside and of one outside, by how many have signed."""
    welfare = {signed: Table().welfare(_with_outsiders(tariff, 4 - signed)) for signed in range(5)}
    inside = {signed: levels[-1] for signed, levels in welfare.items() if signed > 0}
    outside = {signed: levels[0] for signed, levels in welfare.items() if signed < 4}
    return inside, outside


def _race_in_words(inside: Mapping[int, float], outside: Mapping[int, float]) -> str:
    within = ", ".join(f"{value:.0f} with {signed} signed" for signed, value in inside.items())
    without = ", ".join(f"{value:.0f} with {signed} signed" for signed, value in outside.items())
    return f"Line chart of a spoke's welfare in dollars a year. Inside: {within}. Outside: {without}."


def _race_rows(tariff: float) -> list[list[str]]:
    inside, outside = _inside_and_outside(tariff)
    rows = []
    for signed in range(5):
        paid = _with_outsiders(tariff, 4 - signed)
        levels = [_cell(inside, signed), _cell(outside, signed)]
        rows.append([str(signed), *levels, f"{Table().hub(paid):.0f}", f"{Table().world(paid):.0f}"])
    return [["Signed", "A spoke inside", "A spoke outside", "Hub", "World"], *rows]


def threat(tariff: float = 20) -> Picture:
    """Show which tariff on the outsiders would be best for the hub itself, by how many outsiders there are."""
    best = {outsiders: Table().best_tariff(outsiders) for outsiders in range(1, 5)}
    columns = [column(outsiders - 1, level, label=f"{level:.2f}") for outsiders, level in best.items()]
    panel = Panel(
        [*columns, Rule(y=tariff, stroke=VERMILION, dash=DASHED, width=2), _above(tariff)],
        bands([str(outsiders) for outsiders in best], "Spokes that hold out"),
        Scale(0, 1.25 * tariff, "Hub's own best tariff, $ a unit", grid=True),
        "Carrying out the threat against one costs the hub",
    )
    levels = ". ".join(f"{outsiders} outside: {level:.2f}" for outsiders, level in best.items())
    alt = f"Bar chart of the hub's own best tariff, in dollars a unit. {levels}. Dashed line: {tariff:g}, the threat."
    return picture(Figure([panel]), alt, _THREAT_CAPTION, _threat_rows(best, tariff))


def _above(tariff: float) -> Text:
    return Text(-0.5, tariff, "tariff it threatens", "start", dy=-10)


_THREAT_CAPTION = (
    "The tariff on those outside that is best for the hub's own welfare; those inside pay none. Source: the model of "
    "this lesson (a = 120, four equal spokes). Made-up numbers, not estimates."
)


def _threat_rows(best: Mapping[int, float], threatened: float) -> list[list[str]]:
    header = ["Outside", "Hub's best tariff", "Hub's welfare there", f"at {threatened:g}", "at 0"]
    rows = []
    for outsiders, tariff in best.items():
        hub = (Table().hub(_with_outsiders(level, outsiders)) for level in (tariff, threatened, 0.0))
        rows.append([str(outsiders), f"{tariff:.2f}", *(f"{welfare:.1f}" for welfare in hub)])
    return [header, *rows]


def _with_outsiders(tariff: float, outsiders: int) -> list[float]:
    """Return the tariffs of four spokes of which the first ones are outside."""
    return [float(tariff)] * outsiders + [0.0] * (4 - outsiders)


def _cell(values: Mapping[int, float], place: int) -> str:
    return f"{values[place]:.0f}" if place in values else ""
