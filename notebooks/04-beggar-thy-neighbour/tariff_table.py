"""Tariff table: what a tariff does to the country that sets it, to its partner, and to both.

1. One import market with straight lines. A large importer's tariff lowers the price that foreign sellers get, so the
   importer can gain; what foreigners lose is always more (Bickerdike 1906; Johnson 1953-54): `Market`.
2. Two countries, two such markets. Each chooses free trade or its own best tariff: `payoffs`.
3. Size. Home is `size` times as large as Foreign; large enough, it wins the tariff war (Johnson 1953-54; Kennan and
   Riezman 1988; Syropoulos 2002): `winning_size`.

`simulate` puts them together. Prices in $ per unit, quantities in units a year, gains in $ a year against free trade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from quizzes.palette import BLUE, GREEN, VERMILION
from quizzes.plot import INK, Dot, Figure, Line, Mark, Panel, Rect, Rule, Scale, Text, bands, fitted

NAMES = ("size", "slope", "home_tariff", "foreign_tariff")
POLICIES = ("free trade", "own best tariff")
COLOURS = (BLUE, VERMILION, GREEN)
LINES = ("", "6 4", "8 3 2 3")
#: Home's policy and Foreign's (0 free trade, 1 own best tariff) -> what Home and what Foreign gains.
Payoffs = Mapping[tuple[int, int], Sequence[float]]


class Market(NamedTuple):
    """One good that one country imports from another.

    The importer wants a - b p units at its own price p, the exporter offers d p* - e units at its own price p*, and a
    tariff of t dollars a unit stands between the two: p = p* + t.
    """

    a: float
    b: float
    d: float
    e: float = 0.0

    @property
    def free_imports(self) -> float:
        """Imports without a tariff."""
        return (self.a * self.d - self.b * self.e) / (self.b + self.d)

    @property
    def prohibitive_tariff(self) -> float:
        """The tariff at which imports end."""
        return self.free_imports * (self.b + self.d) / (self.b * self.d)

    @property
    def best_tariff(self) -> float:
        """The tariff at which the importer gains most, as long as nobody answers it."""
        return self.free_imports * (self.b + self.d) / (self.d * (2 * self.b + self.d))

    def imports(self, tariff: float) -> float:
        """Return the units traded."""
        return self.free_imports - self.b * self.d / (self.b + self.d) * self._effective(tariff)

    def foreign_price(self, tariff: float) -> float:
        """Return p*, what foreign sellers get for a unit."""
        return (self.a + self.e - self.b * self._effective(tariff)) / (self.b + self.d)

    def elasticity(self, tariff: float) -> float:
        """Return by how many per cent foreigners offer more if p* rises by one per cent; there must be trade."""
        return self.d * self.foreign_price(tariff) / self.imports(tariff)

    def importer_gain(self, tariff: float) -> float:
        """Return what the importer gains: cheaper purchases from abroad, less the trade that no longer happens."""
        fall = self.foreign_price(0) - self.foreign_price(tariff)
        rise = self._effective(tariff) - fall
        return fall * self.imports(tariff) - rise * (self.free_imports - self.imports(tariff)) / 2

    def exporter_gain(self, tariff: float) -> float:
        """Return what the exporter gains: below 0, because it sells less and for less."""
        fall = self.foreign_price(0) - self.foreign_price(tariff)
        return -fall * (self.free_imports + self.imports(tariff)) / 2

    def _effective(self, tariff: float) -> float:
        """Return the tariff as far as it bites: where nothing is traded any more, a higher one changes nothing."""
        return min(tariff, self.prohibitive_tariff)


def markets(size: float = 1, slope: float = 1) -> tuple[Market, Market]:
    """Return the market of Home's imports and that of Foreign's: Home is `size` copies of Foreign."""
    return Market(30 * size, size, slope, 6), Market(30, 1, slope * size, 6 * size)


def payoffs(home_imports: Market, foreign_imports: Market) -> Payoffs:
    """Return what Home and Foreign gain for each pair of policies: the payoff matrix, row by row."""
    home, foreign = ((0.0, market.best_tariff) for market in (home_imports, foreign_imports))
    return {
        (row, column): gains(home_imports, foreign_imports, ours, theirs)
        for row, ours in enumerate(home)
        for column, theirs in enumerate(foreign)
    }


def gains(home_imports: Market, foreign_imports: Market, home_tariff: float, foreign_tariff: float) -> list[float]:
    """Return what Home and what Foreign gain, against free trade, when both have these tariffs."""
    home = home_imports.importer_gain(home_tariff) + foreign_imports.exporter_gain(foreign_tariff)
    foreign = foreign_imports.importer_gain(foreign_tariff) + home_imports.exporter_gain(home_tariff)
    return [home, foreign]


def patience(cells: Payoffs) -> float:
    """Return how much Home must value the next round, of 1, so that free trade holds while one breach ends it.

    T - R is what a breach brings at once, T - P what it costs in each later round. 1 or more: free trade cannot hold.
    """
    breach, kept, war = cells[1, 0][0], cells[0, 0][0], cells[1, 1][0]
    return (breach - kept) / (breach - war)


def winning_size(slope: float = 1) -> float:
    """Return how large Home must be, with Foreign as 1, so that a tariff war leaves it where free trade does.

    Found by halving an interval again and again, not by a formula.
    """
    low, high = 1.0, 64.0
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if payoffs(*markets(middle, slope))[1, 1][0] > 0 else (middle, high)
    return (low + high) / 2


def simulate(**parameters: float) -> dict[str, float]:
    """Return what two tariffs do, and what a tariff war would bring.

    Parameters
    ----------
    size : Home's size, with Foreign as 1
    slope : d, how much more foreigners offer if their price rises by $1
    home_tariff, foreign_tariff : in $ a unit

    Raises
    ------
    ValueError
        Where a parameter is missing or makes no sense.
    """
    size, slope, home_tariff, foreign_tariff = _checked(parameters)
    pair = markets(size, slope)
    market, cells = pair[0], payoffs(*pair)
    home, foreign = gains(*pair, home_tariff, foreign_tariff)
    return {
        "home": home,
        "foreign": foreign,
        "world": home + foreign,
        "imports": market.imports(home_tariff),
        "foreign_price": market.foreign_price(home_tariff),
        "rate": home_tariff / market.foreign_price(home_tariff),
        "inverse_elasticity": market.imports(home_tariff) / (slope * market.foreign_price(home_tariff)),
        "best_tariff": market.best_tariff,
        "home_war": cells[1, 1][0],
        "foreign_war": cells[1, 1][1],
        "patience": patience(cells),
    }


def draw(parameters: Mapping[str, float], outcome: Mapping[str, float], width: float) -> Figure:
    """Return who gains from Home's tariff alone, and the payoff matrix."""
    size, slope, home_tariff, _ = _checked(parameters)
    pair = markets(size, slope)
    return Figure([_gains_by_tariff(pair[0], home_tariff), _matrix(payoffs(*pair))], width)


def _gains_by_tariff(market: Market, tariff: float) -> Panel:
    """Return what Home, Foreign and both gain by Home's tariff, with the tariff that is set."""
    tariffs = [market.prohibitive_tariff * n / 40 for n in range(41)]
    home, foreign = ([gain(each) for each in tariffs] for gain in (market.importer_gain, market.exporter_gain))
    both = [ours + theirs for ours, theirs in zip(home, foreign, strict=True)]
    lines = zip(("Home", "Foreign", "both"), (home, foreign, both), COLOURS, LINES, strict=True)
    set_to = min(tariff, tariffs[-1])
    place = "right" if set_to < 0.15 * tariffs[-1] else "above"  # above 0 it would lie on the axis's numbers
    marks: list[Mark] = [
        Rule(x=market.best_tariff, label="best for Home", key="best"),
        *(
            Line(list(zip(tariffs, gains, strict=True)), colour, dash, label=name, key=name)
            for name, gains, colour, dash in lines
        ),
        Dot(set_to, market.importer_gain(set_to), INK, label="as set", place=place, bold=True, key="set"),
    ]
    scale = fitted([*home, *foreign, *both], "Gain, $ a year")
    return Panel(
        marks,
        Scale(0, tariffs[-1], "Home's tariff, $ a unit"),
        scale._replace(high=scale.high + 0.12 * (scale.high - scale.low)),
        f"Home's best tariff: {market.best_tariff:.2f}",
    )


def _matrix(cells: Payoffs) -> Panel:
    """Return the gains for each pair of policies; the war, where both set their own best tariff, is tinted."""
    marks = [
        Rect(
            *((theirs - 0.5, theirs + 0.5), (ours - 0.5, ours + 0.5)),
            fill=VERMILION if ours == theirs == 1 else "none",
            stroke=INK,
            opacity=0.18 if ours == theirs == 1 else 1,
        )
        for ours, theirs in cells
    ]
    texts = [
        Text(theirs, ours, _both(home, foreign), bold=ours == theirs == 1, key=f"{ours}{theirs}")
        for (ours, theirs), (home, foreign) in cells.items()
    ]
    ours = [policy.replace(" ", "\n", 1) for policy in POLICIES]
    return Panel(
        [*marks, *texts], bands(POLICIES, "Foreign"), bands(ours, "Home", downward=True), "Gains, $ a year", share=1.1
    )


def _both(home: float, foreign: float) -> str:
    return f"Home {home:.1f}\nForeign {foreign:.1f}".replace("-", "−")


def describe(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    size, slope, home_tariff, foreign_tariff = _checked(parameters)
    cells = payoffs(*markets(size, slope))
    matrix = "; ".join(
        f"Home {POLICIES[row]}, Foreign {POLICIES[column]}: Home {home:.2f}, Foreign {foreign:.2f}"
        for (row, column), (home, foreign) in cells.items()
    )
    return (
        f"Two panels. Left: a line chart of gains against Home's tariff alone, which is best for Home at "
        f"{outcome['best_tariff']:.2f} dollars a unit; Foreign loses, and so do both together. Home's tariff of "
        f"{home_tariff:.2f} is {outcome['rate']:.0%} of the foreign price, and 1 divided by the elasticity of foreign "
        f"supply is {outcome['inverse_elasticity']:.2f}. With Foreign's tariff of {foreign_tariff:.2f}, Home gains "
        f"{outcome['home']:.2f}, Foreign {outcome['foreign']:.2f}, both {outcome['world']:.2f} dollars a year. "
        f"Right: the payoff matrix. {matrix}."
    )


def table(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: the tariffs as set, then the payoff matrix."""
    size, slope, home_tariff, foreign_tariff = _checked(parameters)
    cells = payoffs(*markets(size, slope))
    rows = [
        [f"Home {POLICIES[row]}, Foreign {POLICIES[column]}", *_money(*both)] for (row, column), both in cells.items()
    ]
    as_set = [f"As set: Home {home_tariff:g}, Foreign {foreign_tariff:g}", *_money(outcome["home"], outcome["foreign"])]
    return [["Tariffs", "Home gains", "Foreign gains", "Both together"], as_set, *rows]


def _money(home: float, foreign: float) -> list[str]:
    return [f"{home:.2f}", f"{foreign:.2f}", f"{home + foreign:.2f}"]


def _checked(parameters: Mapping[str, float]) -> list[float]:
    """Return size, slope and both tariffs, if they make sense."""
    for name in NAMES:
        if name not in parameters or not isfinite(parameters[name]):
            raise ValueError(f"{name} needs a number")
    size, slope, home_tariff, foreign_tariff = (float(parameters[name]) for name in NAMES)
    if size <= 0:
        raise ValueError("Home's size is above 0")
    if slope <= 0.2:
        raise ValueError("the slope of foreign supply (d) is above 0.2: below that foreigners offer nothing")
    if min(home_tariff, foreign_tariff) < 0:
        raise ValueError("a tariff is 0 or more")
    return [size, slope, home_tariff, foreign_tariff]
