"""What lesson 4 shows of the tariff table: who bears a tariff, and who wins a tariff war, by size.

The model is in `tariff_table`; here is only the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quizzes.palette import BLUE, VERMILION
from quizzes.plot import INK, Figure, Line, Mark, Panel, Picture, Rect, Rule, Scale, Text, fitted, picture

from tariff_table import COLOURS, LINES, Market, markets, payoffs, winning_size


def who_bears(tariff: float = 8, slope: float = 1) -> Picture:
    """Show demand at home, supply from abroad, and the two prices between which a tariff stands.

    Parameters
    ----------
    tariff : in $ a unit, 0 to 24
    slope : d, how many units more foreigners offer if their price rises by $1; free trade stays as it is
    """
    market = Market(30, 1, slope, 18 * slope - 12)
    panel = Panel(
        [*_duty(market, tariff), *_lines(market)],
        Scale(0, 20, "Units a year"),
        Scale(0, 32, "Price, $ a unit", grid=True),
        f"A tariff of {tariff:g} stands between two prices",
        height=280,
    )
    return picture(Figure([panel]), _bears_in_words(market, tariff), _BEARS_CAPTION, _bears_rows(market))


def _lines(market: Market) -> list[Mark]:
    demand = [(units, market.a - units) for units in (0.0, 20.0)]
    supply = [(units, (units + market.e) / market.d) for units in (0.0, 20.0)]
    return [
        Line(demand, BLUE, label="what home buys"),
        Line(supply, VERMILION, "6 4", label="what sellers offer"),
    ]


def _duty(market: Market, tariff: float) -> Iterator[Mark]:
    """Yield the duty that is collected, cut in two where the price was without it, and the three prices."""
    free, abroad, units = market.foreign_price(0), market.foreign_price(tariff), market.imports(tariff)
    for name, price, colour in (("buyers", abroad + tariff, BLUE), ("sellers", abroad, VERMILION)):
        yield Rect((0, units), (free, price), colour, opacity=0.22)
        yield Line([(0, price), (units, price)], colour, width=1)
        yield Text(units / 2, (free + price) / 2, f"borne by {name}", bold=True)
    yield Line([(0, free), (market.free_imports, free)], INK, "1.5 3.5", 1)
    yield Text(market.free_imports, free, f"{free:g} without a tariff", "start", dx=16)


_BEARS_CAPTION = (
    "One good, straight lines. Dotted: the price without a tariff. Tinted: the duty that is collected, cut where that "
    "price was. Source: the model of this lesson. Made-up numbers, not estimates."
)


def _bears_in_words(market: Market, tariff: float) -> str:
    free, abroad = market.foreign_price(0), market.foreign_price(tariff)
    home = abroad + tariff
    return (
        f"Two lines cross at {free:.1f} dollars and {market.free_imports:.1f} units: what home buys falls with the "
        f"price, what sellers offer rises with it. With a tariff of {tariff:g} dollars {market.imports(tariff):.1f} "
        f"units are traded; home pays {home:.1f}, sellers get {abroad:.1f}. Of each duty of {tariff:g}, buyers bear "
        f"{home - free:.1f} and sellers {free - abroad:.1f}."
    )


def _bears_rows(market: Market) -> list[list[str]]:
    header = ["Tariff", "Price at home", "Price abroad", "Units", "Home gains", "Sellers gain", "Both together"]
    rows = []
    for tariff in (0.0, 4.0, 8.0, 12.0):
        abroad, gains = market.foreign_price(tariff), (market.importer_gain(tariff), market.exporter_gain(tariff))
        values = (abroad + tariff, abroad, market.imports(tariff), *gains, sum(gains))
        rows.append([f"{tariff:g}", *(f"{value or 0:.1f}" for value in values)])
    return [header, *rows]


def war_by_size() -> Picture:
    """Show what a tariff war brings to a country and to its partner, by how much larger it is."""
    sizes = [1 + n / 10 for n in range(21)]
    wars = [payoffs(*markets(size))[1, 1] for size in sizes]
    home, foreign = ([war[whose] for war in wars] for whose in (0, 1))
    lines = {"Home": home, "Foreign": foreign, "both": [sum(war) for war in wars]}
    marks = [
        Line(list(zip(sizes, gains, strict=True)), colour, dash, label=name)
        for (name, gains), colour, dash in zip(lines.items(), COLOURS, LINES, strict=True)
    ]
    panel = Panel(
        [*marks, Rule(x=winning_size())],
        Scale(1, 3, "Home's size, with Foreign as 1"),
        fitted([gain for gains in lines.values() for gain in gains], "Gain from the war, $ a year"),
        f"Above {winning_size():.3f} Home wins the tariff war",
    )
    return picture(Figure([panel]), _war_in_words(sizes, lines), _WAR_CAPTION, _war_rows(sizes, lines))


_WAR_CAPTION = (
    "Both countries set their own best tariff; gains in $ a year against free trade. Source: the model of this lesson "
    "(a = 30, b = 1, d = 1, e = 6). The place where Home begins to win belongs to this model; that there is one is "
    "Johnson's result (1953-54). Made-up numbers, not estimates."
)


def _war_in_words(sizes: Sequence[float], lines: Mapping[str, Sequence[float]]) -> str:
    ends = ". ".join(f"{name}: {values[0]:.1f} at size 1, {values[-1]:.1f} at size 3" for name, values in lines.items())
    crossing = f"Home's line crosses 0 at {winning_size():.3f}"
    return f"Line chart of gains from a tariff war by Home's size. {ends}. {crossing}."


def _war_rows(sizes: Sequence[float], lines: Mapping[str, Sequence[float]]) -> list[list[str]]:
    body = zip(sizes, *lines.values(), strict=True)
    return [["Home's size", *lines], *([f"{size:.1f}", *(f"{gain:.2f}" for gain in gains)] for size, *gains in body)]
