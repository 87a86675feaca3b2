"""Hub and spokes: what a deal with a large market is worth to the one that signs, and costs those that do not.

A hub buys one good from several spokes, and may set each of them another tariff. A lower tariff for one spoke brings
more of its goods to the hub's market, so the price there falls and the other spokes lose (Bagwell, Staiger and
Yurukoglu): a deal between two is never only between two. What a spoke would pay for its deal depends on what happens
to it without one, and that depends on what the others have signed (Segal 1999): `Table`.

Two rules. One by one: who signs pays no tariff, who holds out does. Most-favoured-nation: what one gets, all get.
`simulate` lets spoke A decide; `sense` says how far a run is one to learn from. Prices in $ per unit, quantities in
units a year, welfare and payments in $ a year.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from quizzes.palette import BLUE, VERMILION
from quizzes.plot import Figure, Key, Mark, Panel, Rule, Scale, bands, bar, column, fitted

SIGN, HOLD_OUT = "sign", "hold-out"
ONE_BY_ONE, MFN = "one-by-one", "mfn"
OTHERS = ("spoke_b", "spoke_c", "spoke_d")
ACTORS = ("Spoke A", "Spoke B", "Spoke C", "Spoke D", "Hub", "World")
LEVELS = ("welfare_a", "welfare_b", "welfare_c", "welfare_d", "hub", "world")
MARKET = 120.0
SHOWN = {(120.0, 20.0), (150.0, 25.0)}  # market and tariff of the lesson's own runs
ROUNDING = 1e-9  # a sum that just covers a loss must not miss it by an error of rounding


class Table(NamedTuple):
    """The hub's market and its spokes: the hub wants a - b p units, each spoke offers d (p - its tariff) - e."""

    spokes: int = 4
    a: float = MARKET
    b: float = 1.0
    d: float = 1.0
    e: float = 0.0

    def price(self, tariffs: Sequence[float]) -> float:
        """Return the price p in the hub's market; a spoke whose tariff is too high for it sells nothing."""
        lowest_first = sorted(tariffs)
        for sellers in range(len(tariffs), 0, -1):
            total = self.a + sellers * self.e + self.d * sum(lowest_first[:sellers])
            price = total / (self.b + sellers * self.d)
            if self._sold(price, lowest_first[sellers - 1]) >= 0:
                return price
        return self.a / self.b

    def sales(self, tariffs: Sequence[float]) -> list[float]:
        """Return the units that each spoke sells."""
        price = self.price(tariffs)
        return [max(0.0, self._sold(price, tariff)) for tariff in tariffs]

    def welfare(self, tariffs: Sequence[float]) -> list[float]:
        """Return what selling to the hub is worth to each spoke: its producers' surplus."""
        return [sold**2 / (2 * self.d) for sold in self.sales(tariffs)]

    def hub(self, tariffs: Sequence[float]) -> float:
        """Return the hub's welfare: its buyers' surplus and the duties."""
        bought = self.a - self.b * self.price(tariffs)
        duties = sum(tariff * sold for tariff, sold in zip(tariffs, self.sales(tariffs), strict=True))
        return bought**2 / (2 * self.b) + duties

    def world(self, tariffs: Sequence[float]) -> float:
        """Return the welfare of hub and spokes together; payments between them cancel."""
        return self.hub(tariffs) + sum(self.welfare(tariffs))

    def third_party_effect(self) -> float:
        """Return by how much each other spoke's price falls if one spoke's tariff falls by $1."""
        return self.d / (self.b + self.spokes * self.d)

    def together(self, tariff: float) -> float:
        """Return the most each spoke would pay in group talks: all are let in, or all pay the tariff."""
        return self._difference([tariff] * self.spokes)

    def alone(self, tariff: float) -> float:
        """Return the most a spoke would pay one by one: it is let in, or it pays the tariff while all others are in."""
        return self._difference([tariff] + [0.0] * (self.spokes - 1))

    def payers(self, tariff: float) -> int:
        """Return how many spokes must pay what a cut for all brings them, so that the hub loses nothing by it.

        The smallest group of lesson 2 (k*): a spoke that gets the cut anyway may wait for others to pay. 0: nobody
        needs to pay, since the hub does not lose by the cut.
        """
        loss = self.hub([tariff] * self.spokes) - self.hub([0.0] * self.spokes)
        return math.ceil(loss / self.together(tariff) - ROUNDING) if loss > 0 else 0

    def next_to_sign(self, tariff: float, signed: int) -> float:
        """Return the most the next spoke would pay when `signed` others are in and the rest are still out."""
        out = [tariff] * (self.spokes - signed - 1)
        inside = [0.0] * signed
        return self.welfare([0.0, *inside, *out])[0] - self.welfare([tariff, *inside, *out])[0]

    def best_tariff(self, outsiders: int) -> float:
        """Return the tariff on this many outsiders that is best for the hub, the other spokes being let in free."""
        width = self.b + self.spokes * self.d
        free_sales = (self.a * self.d - self.b * self.e) / width
        steep = 2 * self.d * (self.b + (self.spokes - outsiders) * self.d) / width
        return free_sales * self.b / width / (steep - outsiders * self.b * (self.d / width) ** 2)

    def _difference(self, tariffs: Sequence[float]) -> float:
        return self.welfare([0.0] * self.spokes)[0] - self.welfare(tariffs)[0]

    def _sold(self, price: float, tariff: float) -> float:
        return self.d * (price - tariff) - self.e


def simulate(
    *,
    tariff: float,
    share: float,
    decision: str,
    spoke_b: str,
    spoke_c: str,
    spoke_d: str,
    rule: str = ONE_BY_ONE,
    market: float = MARKET,
) -> dict[str, float]:
    """Return what signing is worth to spoke A, and where its decision leaves everyone.

    Parameters
    ----------
    tariff : what a spoke without a deal pays, $ a unit
    share : the part of A's gain from signing that the hub can ask for, 0 to 1
    decision, spoke_b, spoke_c, spoke_d : "sign" or "hold-out"
    rule, market : "one-by-one" or "mfn"; a, the size of the hub's market

    Raises
    ------
    ValueError
        Where a parameter makes no sense.
    """
    _check(tariff, share, market, rule, (decision, spoke_b, spoke_c, spoke_d))
    table = Table(a=float(market))
    in_and_out = _in_and_out(table, tariff, rule, (spoke_b, spoke_c, spoke_d))
    outcome = dict(zip(LEVELS, in_and_out[decision], strict=True))
    most = in_and_out[SIGN][0] - in_and_out[HOLD_OUT][0]
    payment = share * most if decision == SIGN else 0.0
    return outcome | {
        "most": most,
        "payment": payment,
        "net_a": outcome["welfare_a"] - payment,
        "others": in_and_out[SIGN][1] - in_and_out[HOLD_OUT][1],
        "hub_threat": in_and_out[HOLD_OUT][4] - in_and_out[SIGN][4],
        "group_payment": share * table.together(tariff),
        "payers": float(table.payers(tariff)),
        "sense": sense(market, tariff, (spoke_b, spoke_c, spoke_d)),
    }


def sense(market: float, tariff: float, others: Sequence[str]) -> float:
    """Return how far a run is one to learn from: half for numbers of one's own, half for being the last to sign."""
    is_own = tariff > 0 and (float(market), float(tariff)) not in SHOWN
    return is_own / 2 + others.count(SIGN) / (2 * len(others))


def _in_and_out(table: Table, tariff: float, rule: str, others: Sequence[str]) -> dict[str, list[float]]:
    """Return the welfare of A to D, hub and world, if A signs and if it holds out."""
    both = {decision: _tariffs(tariff, rule, (decision, *others)) for decision in (SIGN, HOLD_OUT)}
    return {name: [*table.welfare(paid), table.hub(paid), table.world(paid)] for name, paid in both.items()}


def _tariffs(tariff: float, rule: str, decisions: Sequence[str]) -> list[float]:
    """Return the tariff of each spoke. Under most-favoured-nation treatment the lowest is everyone's."""
    paid = [0.0 if decision == SIGN else float(tariff) for decision in decisions]
    return [min(paid)] * len(paid) if rule == MFN else paid


def draw(parameters: Mapping[str, float | str], outcome: Mapping[str, float], width: float) -> Figure:
    """Return the spokes' welfare and what changes if A signs."""
    cases = _cases(parameters)
    chosen = str(parameters["decision"])
    return Figure([_spokes(cases, chosen), _changes(cases)], width)


def _spokes(cases: Mapping[str, Sequence[float]], chosen: str) -> Panel:
    """Return the welfare of the four spokes if A holds out, beside it if A signs; A's own decision in bold."""
    marks = [
        column(
            *(place + side, cases[decision][place]),
            width=0.38,
            fill=fill,
            stroke=BLUE,
            label=f"{cases[decision][place]:.0f}",
            bold=place == 0 and decision == chosen,
            key=f"{decision}-{place}",
        )
        for place in range(4)
        for decision, side, fill in ((HOLD_OUT, -0.2, "none"), (SIGN, 0.2, BLUE))
    ]
    most = max(*cases[SIGN][:4], *cases[HOLD_OUT][:4], 1.0)
    return Panel(
        marks,
        bands([f"{name[-1]} (you)" if name == ACTORS[0] else name[-1] for name in ACTORS[:4]], "Spoke"),
        fitted([most], "Welfare, $ a year", room=0.1),
        "Spokes, before any payment",
        legend=(Key("A holds out", "none", BLUE), Key("A signs", BLUE, BLUE)),
    )


def _changes(cases: Mapping[str, Sequence[float]]) -> Panel:
    """Return what changes for each actor if A signs: to the right what it gains, to the left what it loses."""
    changes = [inside - out for inside, out in zip(cases[SIGN], cases[HOLD_OUT], strict=True)]
    marks: list[Mark] = [
        bar(
            *(place, change),
            fill=BLUE if change >= 0 else VERMILION,
            label=f"{change:+.1f}".replace("-", "−"),
            bold=place == 0,
            key=f"change-{place}",
        )
        for place, change in enumerate(changes)
    ]
    room = 0.6 * max(*map(abs, changes), 1.0)
    names = [name.removeprefix("Spoke ") for name in ACTORS]
    return Panel(
        [*marks, Rule(x=0, dash="")],
        Scale(min(0.0, *changes) - room, max(0.0, *changes) + room, "Change, $ a year", {0.0: "0"}),
        bands(names, downward=True),
        "What changes if A signs",
    )


def describe(parameters: Mapping[str, float | str], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    cases = _cases(parameters)
    actors = ". ".join(
        f"{name}: {out:.1f} if A holds out, {inside:.1f} if A signs"
        for name, out, inside in zip(ACTORS, cases[HOLD_OUT], cases[SIGN], strict=True)
    )
    return (
        f"Two bar charts, welfare in dollars a year before any payment. {actors}. The most that A would pay to sign is "
        f"{outcome['most']:.1f}; as it decided, A pays {outcome['payment']:.1f} and keeps {outcome['net_a']:.1f}."
    )


def table(parameters: Mapping[str, float | str], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each actor, then A's account."""
    cases = _cases(parameters)
    rows = [
        [name, f"{out:.2f}", f"{inside:.2f}", f"{inside - out:+.2f}"]
        for name, out, inside in zip(ACTORS, cases[HOLD_OUT], cases[SIGN], strict=True)
    ]
    account = [
        ["Most that A would pay to sign", "", "", f"{outcome['most']:.2f}"],
        ["A pays, as it decided", "", "", f"{outcome['payment']:.2f}"],
        ["A keeps after payment, as it decided", "", "", f"{outcome['net_a']:.2f}"],
    ]
    return [["Welfare, $ a year", "A holds out", "A signs", "Change"], *rows, *account]


def _cases(parameters: Mapping[str, float | str]) -> dict[str, list[float]]:
    """Return what `_in_and_out` returns, from a run's parameters."""
    others = [str(parameters[name]) for name in OTHERS]
    game = Table(a=float(parameters.get("market", MARKET)))
    return _in_and_out(game, float(parameters["tariff"]), str(parameters.get("rule", ONE_BY_ONE)), others)


def _check(tariff: float, share: float, market: float, rule: str, decisions: Sequence[str]) -> None:
    if not all(math.isfinite(value) for value in (tariff, share, market)):
        raise ValueError("tariff, share and market need numbers")
    if tariff < 0 or market <= 0 or not 0 <= share <= 1:
        raise ValueError("the tariff is 0 or more, the market above 0, and the hub's share lies between 0 and 1")
    if rule not in (ONE_BY_ONE, MFN):
        raise ValueError(f'the rule is "{ONE_BY_ONE}" or "{MFN}"')
    for decision in decisions:
        if decision not in (SIGN, HOLD_OUT):
            raise ValueError(f'a spoke can "{SIGN}" or "{HOLD_OUT}"')
