"""Two figures on common axes, so that one can lie behind the other: what a run shows now, and what it showed before.

An axis of numbers becomes as long as both need; names stay, and have to be the same ones, but for numbers in them. What
stands around the marks is the first figure's, so that both have the same margins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from quizzes.plot.figure import Figure, Panel
from quizzes.plot.marks import Line, Mark
from quizzes.plot.scales import Scale

#: The part of a common axis that the scale of each figure has at least: with less, nothing can be read from it.
LEAST = 0.25


def shared(front: Figure, behind: Figure) -> tuple[Figure, Figure] | None:
    """Return both figures on common axes, as wide as the first; None where they have none that read well."""
    if len(front.panels) != len(behind.panels):
        return None
    pairs = [_panels(*pair) for pair in zip(front.panels, behind.panels, strict=True)]
    known = [pair for pair in pairs if pair]
    if len(known) < len(pairs):
        return None
    return replace(front, panels=[one for one, _ in known]), replace(front, panels=[other for _, other in known])


def _panels(front: Panel, behind: Panel) -> tuple[Panel, Panel] | None:
    x, y = common(front.x, behind.x), common(front.y, behind.y)
    fixed = front.is_bare, front.height
    if x is None or y is None or fixed != (behind.is_bare, behind.height):
        return None
    if front.is_bare and (front.x, front.y) != (behind.x, behind.y):
        return None
    panel = replace(front, x=x, y=y)
    labels = {mark.key: mark.label for mark in front.marks if isinstance(mark, Line)}
    return panel, replace(panel, marks=[_as_labelled(mark, labels) for mark in behind.marks])


def _as_labelled(mark: Mark, labels: Mapping[str, str]) -> Mark:
    """Return a mark, a line with the label that it has in the other figure: the margin is as wide as the labels."""
    return mark._replace(label=labels.get(mark.key, "")) if isinstance(mark, Line) else mark


def common(one: Scale, other: Scale) -> Scale | None:
    """Return a scale that spans what both do, with the ticks of the first; None where there is none that reads well."""
    if not _names_agree(one, other) or (one.low > one.high) != (other.low > other.high):
        return None
    least, most = (max, min) if one.low > one.high else (min, max)
    joint = one._replace(
        low=least(one.low, other.low), high=most(one.high, other.high), is_whole=one.is_whole and other.is_whole
    )
    spans = [abs(each.high - each.low) for each in (one, other, joint)]
    return joint if min(spans) >= LEAST * spans[-1] else None


def _names_agree(one: Scale, other: Scale) -> bool:
    """Return whether no place of an axis is named otherwise on the other one, and things with names are the same."""
    if one.label != other.label or (one.ticks is None) != (other.ticks is None):
        return False
    ours, theirs = one.ticks or {}, other.ticks or {}
    if one.has_bands or other.has_bands:
        return _without_numbers(ours) == _without_numbers(theirs)
    return all(theirs.get(value, words) == words for value, words in ours.items())


def _without_numbers(names: Mapping[float, str]) -> list[tuple[float, str]]:
    return [(place, re.sub(r"\d+", "0", words)) for place, words in names.items()]
