"""What lesson 3 shows of its models: a meeting turn by turn, and four charts with their values in words and as a table.

The models are in `reciprocity_pairs` and `reciprocity_groups`; here is only the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from random import Random
from typing import NamedTuple

from quizzes.explore import Entry, entry
from quizzes.palette import PALETTE
from quizzes.plot import Figure, Line, Mark, Panel, Picture, Rule, Scale, fitted, picture

from reciprocity_groups import delta_d, delta_s, image_scoring, image_threshold
from reciprocity_pairs import (
    FIELD,
    OTHERS,
    POINTS,
    C,
    D,
    State,
    Strategy,
    grim_threshold,
    long_run,
    scores,
    tit_for_tat_threshold,
)

DASHES = ("", "6 4", "8 3 2 3", "2 3", "4 2 1 2")


class Meeting(NamedTuple):
    """Two strategies turn by turn: their names, their moves, their points."""

    names: tuple[str, str]
    moves: tuple[str, str]
    points: tuple[float, float]

    def __repr__(self) -> str:
        return "\n".join(
            f"{name:<22}{' '.join(moves)}   {points:g} points"
            for name, moves, points in zip(self.names, self.moves, self.points, strict=True)
        )

    def _repr_html_(self) -> str:
        """Return the meeting as a table: one row for each state, one column for each turn."""
        turns = range(1, len(self.moves[0]) + 1)
        head = "".join(f"<th scope='col'>{cell}</th>" for cell in ("Strategy", *turns, "Points"))
        rows = "".join(
            f"<tr><th scope='row'>{escape(name)}</th>"
            f"{''.join(f'<td>{cell}</td>' for cell in (*moves, f'{points:g}'))}</tr>"
            for name, moves, points in zip(self.names, self.moves, self.points, strict=True)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def meeting(one: str, two: str, turns: int = 10, error: int | None = None) -> Meeting:
    """Let two strategies of the field meet.

    Parameters
    ----------
    one, two : names of the field that leave nothing to chance
    turns : how often they meet, 1 to 20
    error : the turn in which the move of `one` turns into its opposite by mistake

    Raises
    ------
    ValueError
        Where a name is not in the field, a strategy draws lots, or there are too many turns.
    """
    rules = [_certain(name) for name in (one, two)]
    if not 1 <= turns <= 20:
        raise ValueError("a meeting shown here has 1 to 20 turns")
    states: list[State | None] = [None, None]
    moves: tuple[list[int], list[int]] = ([], [])
    for turn in range(1, turns + 1):
        now = [C if rule.chance(state) else D for rule, state in zip(rules, states, strict=True)]
        if turn == error:
            now[0] = D if now[0] == C else C
        states = [rules[0].after(states[0], *now), rules[1].after(states[1], *now[::-1])]
        for row, move in zip(moves, now, strict=True):
            row.append(move)
    points = [POINTS[pair] for pair in zip(*moves, strict=True)]
    mine, theirs = (sum(of_one) for of_one in zip(*points, strict=True))
    letters = ["".join("CD"[move] for move in row) for row in moves]
    return Meeting((one, two), (letters[0], letters[1]), (mine, theirs))


def strategy(label: str, start: str) -> Entry:
    """Declare a choice among the strategies of the field that draw no lots."""
    return entry(label, start, choices=[name for name in FIELD if _is_certain(FIELD[name])])


def dilemma() -> dict[str, Entry]:
    """Declare the fields of the four payoffs, as the lesson has them."""
    names = {"t": "Temptation, T", "r": "Reward, R", "p": "Punishment, P", "s": "Sucker, S"}
    return {name: entry(names[name], start) for name, start in (("t", 5), ("r", 3), ("p", 1), ("s", 0))}


def _is_certain(rule: Strategy) -> bool:
    return not any(0 < chance < 1 for chance in (rule.first, *rule.calm, *rule.angry))


def _certain(name: str) -> Strategy:
    """Return a strategy of the field that never draws lots."""
    if name not in FIELD:
        raise ValueError(f'there is no strategy "{name}"; the field has {", ".join(FIELD)}')
    rule = FIELD[name]
    if not _is_certain(rule):
        raise ValueError(f'"{name}" draws lots, so no two meetings are alike; choose another strategy')
    return rule


def patience_chart() -> Picture:
    """Show what three strategies get a turn against tit for tat, by patience."""
    deltas = [number / 100 for number in range(99)]
    host = FIELD["tit for tat"]
    lines = {
        name: [scores((FIELD | OTHERS)[name], host, delta)[0] for delta in deltas]
        for name in ("tit for tat", "always defects", "alternates")
    }
    marks = {grim_threshold(): "grim: 0.50", tit_for_tat_threshold(): "tit for tat: 0.67"}
    return _lines(
        deltas,
        lines,
        marks,
        labels=("Patience, δ", "Points a turn against tit for tat"),
        title="Does it pay to defect against tit for tat?",
        caption=(
            "Computed with this lesson's model 1: T, R, P, S = 5, 3, 1, 0, no errors. Dotted: the two thresholds "
            "worked out in the text. A strategy above the line of tit for tat pays."
        ),
        pick=range(0, 99, 10),
    )


def error_chart() -> Picture:
    """Show what five strategies get a turn against a copy of themselves, by the chance of an error."""
    errors = [number / 1000 for number in range(1, 101)]
    names = ("generous tit for tat", "tit for two tats", "win-stay, lose-shift", "tit for tat", "grim")
    lines = {name: [long_run(FIELD[name], FIELD[name], error)[0] for error in errors] for name in names}
    return _lines(
        [100 * error for error in errors],
        lines,
        {},
        labels=("Chance of an error in each move, per cent", "Points a turn against a copy of itself"),
        title="What errors cost",
        caption=(
            "Computed with this lesson's model 1: T, R, P, S = 5, 3, 1, 0, a meeting without end. Without any error "
            "all five get 3 points a turn."
        ),
        pick=(0, 9, 19, 29, 39, 49, 99),
    )


def group_chart() -> Picture:
    """Show how patient states must be, by the size of the group: own memory, and reputation with three values of q."""
    sizes = range(2, 21)
    lines = {"own memory": [delta_s(n) for n in sizes]}
    lines |= {f"reputation, q = {q:g}": [delta_d(q)] * len(sizes) for q in (0.3, 0.5, 1.0)}
    return _lines(
        sizes,
        lines,
        {},
        labels=("States in the group, n", "Patience needed, δ"),
        title="How patient must states be?",
        caption=(
            "Computed with the formulas of the text for a favour that costs c = 1 and is worth b = 4. Below a line "
            "cheating pays, on the line and above it does not."
        ),
        pick=(0, 1, 3, 8, 18),
    )


def image_chart(seed: int = 5) -> Picture:
    """Show whether those who help none spread, for two chances that a score is known."""
    lines = {f"q = {q:g}": [100 * row[1] for row in image_scoring(q, Random(seed))] for q in (0.1, 0.6)}
    return _lines(
        range(len(lines["q = 0.1"])),
        lines,
        {},
        labels=("Generation", "States that help none, per cent"),
        title="Do cheaters spread?",
        caption=(
            "One simulation for each q with this lesson's model 2: 100 states, a favour costs 1 and is worth 4, so "
            f"that the threshold is q = {image_threshold():.2f}. At the start 10 per cent help none and 90 per cent "
            "help those of good score. With another seed the paths differ."
        ),
        pick=(0, 5, 10, 15, 20, 30, 40),
    )


def _lines(
    x: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    marks_at: Mapping[float, str],
    labels: tuple[str, str],
    title: str,
    caption: str,
    pick: Sequence[int],
) -> Picture:
    """Draw lines with their names at their ends; `pick` says which values the table and the description state."""
    marks: list[Mark] = [Rule(x=place, label=words, row=row) for row, (place, words) in enumerate(marks_at.items())]
    marks += [
        Line(list(zip(x, values, strict=True)), colour, dash, label=name)
        for (name, values), colour, dash in zip(lines.items(), PALETTE, DASHES, strict=False)
    ]
    levels = [value for values in lines.values() for value in values]
    panel = Panel(
        marks,
        Scale(x[0], x[-1], labels[0], is_whole=x[-1] > 1),
        fitted(levels, labels[1], zero=False),
        title,
        height=260,
    )
    header = [labels[0], *lines]
    rows = [header, *([f"{x[i]:.3g}", *(f"{values[i]:.2f}" for values in lines.values())] for i in pick)]
    return picture(Figure([panel]), _in_words(title, labels, rows, marks_at), caption, rows)


def _in_words(title: str, labels: tuple[str, str], rows: Sequence[Sequence[str]], marks: Mapping[float, str]) -> str:
    """Return the alternative text: what is drawn, and each line's values at the first, the middle and the last pick."""
    header, *values = rows
    chosen = [values[0], values[len(values) // 2], values[-1]]
    lines = ". ".join(
        f"{name}: {', '.join(f'{row[place]} at {row[0]}' for row in chosen)}"
        for place, name in enumerate(header[1:], 1)
    )
    marked = f" Marked: {', '.join(marks.values())}." if marks else ""
    end = "" if title.endswith("?") else "."
    return f"Line chart. {title}{end} {labels[1]} by {labels[0].lower()}. {lines}.{marked}"
