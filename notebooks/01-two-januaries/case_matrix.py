"""Case matrix: the same six questions put to three cases, and how many answers each pair of cases shares.

The method is structured, focused comparison (George 1979; George and Bennett 2005). A student codes each question for
each case with one answer of a short list. The model only counts: for each pair of cases, the questions that have an
answer for both, and those whose two answers are equal. It knows no right code.

The essay says of two administrations that there are more differences than commonalities (P4). For Panama and Venezuela
`simulate` returns the balance, differences minus equal answers, and how many questions decide its sign alone.
An unknown is no answer: two cells that say "not yet" are not equal, they are not compared. What is past is known, so
"not yet" is a code worth recording for 2026 only; `sense` says which part of the sheet is coded in this way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizzes.palette import BLUE, VERMILION
from quizzes.plot import DOTTED, INK, NARROW, Figure, Key, Panel, Rect, bands

CASES = {"panama": "Panama", "haiti": "Haiti", "venezuela": "Venezuela"}
PAIRS = (("panama", "haiti"), ("panama", "venezuela"), ("haiti", "venezuela"))
#: The coding sheet: each question's short name and the answers it admits, beside those that leave it open.
QUESTIONS = {
    "ground": ("Legal ground", ("self-defence", "mandate", "law-enforcement", "consent")),
    "before": ("UN, OAS before", ("authorised", "dealt-with-it", "no-part")),
    "after": ("UN, OAS after", ("supported", "criticised", "no-decision")),
    "congress": ("Congress", ("vote-before", "no-vote-before")),
    "aim": ("Aim declared", ("trial", "government", "protection", "several")),
    "outcome": ("Five years on", ("handover", "breakdown", "same-rulers")),
}
OPEN = ("not-coded", "not-yet")
#: The case of which an answer may still be open.
RECENT = "venezuela"
SAME, DIFFERENT, UNKNOWN = "same", "different", "not compared"
SIGNS = {SAME: "=", DIFFERENT: "≠", UNKNOWN: "?"}
#: Fill, edge and dashes of a tile.
LOOKS = {SAME: (BLUE, BLUE, ""), DIFFERENT: ("none", VERMILION, ""), UNKNOWN: ("none", INK, DOTTED)}


def relation(first: str, second: str) -> str:
    """Say whether two answers to one question are the same or different, or cannot be compared yet."""
    if first in OPEN or second in OPEN:
        return UNKNOWN
    return SAME if first == second else DIFFERENT


def relations(codes: Mapping[str, str], first: str, second: str) -> list[str]:
    """Return the relation of two cases for each question, in the order of `QUESTIONS`."""
    return [relation(codes[f"{question}_{first}"], codes[f"{question}_{second}"]) for question in QUESTIONS]


def deciding(equal: int, different: int) -> int:
    """Return how many questions decide alone whether the differences outnumber the equal answers.

    A question decides alone if the verdict is another one without it. Leaving a question out moves the balance by one
    step, so only two balances can tip: 1, where each difference decides, and 0, where each equal answer does.
    """
    return {1: different, 0: equal}.get(different - equal, 0)


def sense(codes: Mapping[str, str]) -> float:
    """Return the part of the cells, from 0 to 1, that have a code worth recording; 0 if none of 2026 has an answer."""
    recent = {cell: code for cell, code in codes.items() if cell.endswith(RECENT)}
    if not any(code not in OPEN for code in recent.values()):
        return 0.0
    past = sum(code not in OPEN for cell, code in codes.items() if cell not in recent)
    return (past + sum(code != "not-coded" for code in recent.values())) / len(codes)


def simulate(**parameters: str) -> dict[str, float]:
    """Count the equal answers of each pair of cases.

    Parameters
    ----------
    ground_panama, ground_haiti, ground_venezuela, before_panama, ... : the code of a question for a case, by its id

    Returns
    -------
    dict
        For each pair such as panama_venezuela: `compared_` (questions answered for both), `same_` (of these, with
        equal answers) and `share_` (same / compared, from 0 to 1; 0 where nothing can be compared). For Panama and
        Venezuela also `balance` (different minus equal) and `deciding`. `coded` counts the cells that have an answer,
        `sense` is the part of them that is worth recording.

    Raises
    ------
    ValueError
        Where a cell is missing or has an answer that its question does not admit.
    """
    codes = _checked(parameters)
    outcome = {"coded": float(sum(code != "not-coded" for code in codes.values())), "sense": sense(codes)}
    for first, second in PAIRS:
        found = relations(codes, first, second)
        same, compared = found.count(SAME), len(found) - found.count(UNKNOWN)
        pair = f"{first}_{second}"
        outcome[f"compared_{pair}"] = float(compared)
        outcome[f"same_{pair}"] = float(same)
        outcome[f"share_{pair}"] = same / compared if compared else 0.0
    equal = int(outcome["same_panama_venezuela"])
    different = int(outcome["compared_panama_venezuela"]) - equal
    return outcome | {"balance": float(different - equal), "deciding": float(deciding(equal, different))}


def draw(parameters: Mapping[str, str], outcome: Mapping[str, float], width: float) -> Figure:
    """Return a tile for each question and pair: filled where the answers are equal, outlined where they differ."""
    codes = _checked(parameters)
    tiles = [
        _tile(column, row, found)
        for column, pair in enumerate(PAIRS)
        for row, found in enumerate(relations(codes, *pair))
    ]
    names = [f"{number} {short}" for number, (short, _) in enumerate(QUESTIONS.values(), 1)]
    panel = Panel(
        tiles,
        bands([f"{_names(pair)}\n{_equal(pair, outcome)} equal" for pair in PAIRS]),
        bands([name[0] for name in names] if width < NARROW else names, downward=True),
        "Which answers are equal?",
        height=252,
        legend=[Key(found, *LOOKS[found]) for found in (SAME, DIFFERENT, UNKNOWN)],
    )
    return Figure([panel], width)


def _tile(column: int, row: int, found: str) -> Rect:
    sides = (column - 0.45, column + 0.45), (row - 0.42, row + 0.42)
    ink = "#FFFFFF" if found == SAME else INK
    key = f"{column}-{row}"
    return Rect(*sides, *LOOKS[found], label=SIGNS[found], place="inside", ink=ink, bold=True, key=key)


def describe(parameters: Mapping[str, str], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    codes = _checked(parameters)
    shorts = [short for short, _ in QUESTIONS.values()]
    found = {pair: zip(shorts, relations(codes, *pair), strict=True) for pair in PAIRS}
    sentences = (
        f"{CASES[first]} and {CASES[second]}: {_equal((first, second), outcome)} answers equal, "
        f"{outcome[f'share_{first}_{second}']:.0%}. "
        + "; ".join(f"{short} {word}" for short, word in found[first, second])
        for first, second in PAIRS
    )
    return f"Matrix of six questions by three pairs of cases. {'. '.join(sentences)}. {_verdict(outcome)}"


def table(parameters: Mapping[str, str], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each question, two for the counts."""
    codes = _checked(parameters)
    columns = [relations(codes, *pair) for pair in PAIRS]
    header = ["Question", *(f"{CASES[first]} and {CASES[second]}" for first, second in PAIRS)]
    rows = [[short, *(column[row] for column in columns)] for row, (short, _) in enumerate(QUESTIONS.values())]
    shares = [f"{outcome[f'share_{first}_{second}']:.0%}" for first, second in PAIRS]
    return [header, *rows, ["Equal answers", *(_equal(pair, outcome) for pair in PAIRS)], ["Share equal", *shares]]


def _names(pair: tuple[str, str]) -> str:
    return f"{CASES[pair[0]]},\n{CASES[pair[1]]}"


def _equal(pair: tuple[str, str], outcome: Mapping[str, float]) -> str:
    """Return the count of a pair in words, such as "2 of 5"."""
    name = "_".join(pair)
    return f"{outcome[f'same_{name}']:.0f} of {outcome[f'compared_{name}']:.0f}"


def _verdict(outcome: Mapping[str, float]) -> str:
    return f"Questions that decide the count of Panama and Venezuela alone: {outcome['deciding']:.0f}."


def _cells() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each cell of the sheet: its name, its name in words, and the answers it admits."""
    for question, (short, answers) in QUESTIONS.items():
        for case, name in CASES.items():
            yield f"{question}_{case}", f"{short}, {name}", (*OPEN, *answers)


def _checked(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of all cells, if each is an answer that its question admits."""
    for name, words, answers in _cells():
        if parameters.get(name) not in answers:
            raise ValueError(f"{words}: choose one of the answers in the list")
    return {name: parameters[name] for name, _, _ in _cells()}
