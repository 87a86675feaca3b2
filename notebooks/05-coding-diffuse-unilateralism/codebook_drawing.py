"""The figures of lesson 5: a sheet as a student fills it in, and two sheets laid on each other, box by box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizzes.palette import ORANGE, SKY, VERMILION
from quizzes.plot import INK, NARROW, Figure, Key, Mark, Panel, Rect, Scale, Text, bands

from codebook import CASES, CODES, CRITERIA, Parameters, Sheet, read_sheet, rule_of, verdict

ROW = 22.0  # pixels: the height of a case
#: What is coloured in a sheet, and how: the two codes that a rule acts on beside a plain no.
OWN = {"yes": SKY, "contested": ORANGE}
TINT = 0.45
#: A box: row, column, letters, colour if any.
Box = tuple[int, int, str, str | None]


def draw(parameters: Parameters, outcome: Mapping[str, float], width: float) -> Figure:
    """Return the student's sheet: a letter for each code, yes and contested coloured, the verdicts beside it."""
    sheet, rule = read_sheet(parameters), rule_of(parameters)
    boxes = [(row, column, "-" if code == "blank" else code[0], OWN.get(code)) for row, column, code in _codes(sheet)]
    legend = [
        *(Key(f"{word[0]} {word}", OWN[word], opacity=TINT) for word in OWN),
        Key("n no", shape=""),
        Key("- blank", shape=""),
    ]
    beside = list(_verdicts(sheet, rule)) if rule else []
    return _grid(sheet, boxes, in_words(outcome), legend, width, beside)


def draw_both(sheet: Sheet, other: Sheet, title: str) -> Figure:
    """Return two sheets of the same cases: both letters where they differ, darkest for yes against no."""
    boxes = []
    for row, column, code in _codes(sheet):
        theirs = list(other.values())[row][column]
        boxes.append((row, column, _letters(code, theirs), _gap_colour(code, theirs)))
    legend = [
        Key("yes against no", VERMILION, opacity=TINT),
        Key("one contested", ORANGE, opacity=TINT),
        Key("where they differ, the first letter is yours", shape=""),
    ]
    return _grid(sheet, boxes, title, legend, 640, [])


def in_words(outcome: Mapping[str, float]) -> str:
    """Return how many boxes have which code."""
    counts = ", ".join(f"{outcome[word]:.0f} {word}" for word in ("yes", "no", "contested"))
    return f"{outcome['coded']:.0f} boxes coded by you: {counts}"


def _grid(sheet: Sheet, boxes: list[Box], title: str, legend: list[Key], width: float, beside: list[Text]) -> Figure:
    """Return a table of boxes, a row for each case; `beside` stands to the right of it."""
    marks: list[Mark] = [
        Rect(
            *((column - 0.5, column + 0.5), (row - 0.5, row + 0.5)),
            *(colour or "none", INK),
            edge=0.5,
            opacity=TINT,
            label=letters,
            place="inside",
            key=f"{row}-{column}",
        )
        for row, column, letters, colour in boxes
    ]
    letters = {float(place): letter.upper() for place, letter in enumerate(CRITERIA)}
    room = (3.6 if width < NARROW else 1.4) if beside else 0.0
    return Figure(
        [
            Panel(
                [*marks, *beside],
                Scale(-0.5, len(CRITERIA) - 0.5 + room, "", letters),
                bands([CASES[case] for case in sheet], downward=True),
                title,
                ROW * len(sheet),
                legend=legend,
            )
        ],
        width,
    )


def _codes(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and code of each box."""
    for row, codes in enumerate(sheet.values()):
        for column, code in enumerate(codes):
            yield row, column, code


def _verdicts(sheet: Sheet, rule: str) -> Iterator[Text]:
    """Yield what the rule makes of each case, and a word above."""
    right = len(CRITERIA) - 0.5
    yield Text(right, -0.5, "rule", "start", dx=7, dy=-8, bold=True)
    for row, codes in enumerate(sheet.values()):
        found = verdict(codes, rule)
        yield Text(right, row, found, "start", dx=7, bold=found == "yes", key=f"verdict-{row}")


def _letters(code: str, other: str) -> str:
    mine, theirs = ("-" if word == "blank" else word[0] for word in (code, other))
    return mine if mine in (theirs, "-") else f"{mine} {theirs}"


def _gap_colour(code: str, other: str) -> str | None:
    """Return the colour of a disagreement; none where both codes are the same or one is missing."""
    if code == other or "blank" in (code, other):
        return None
    return VERMILION if abs(CODES[code] - CODES[other]) == 1 else ORANGE
