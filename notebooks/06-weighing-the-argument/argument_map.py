"""Argument map: which step of the essay bears on which, and what falls with a step.

A map links a step to one other step. It *supports* it, it *contrasts* with it (stands against it), or it *qualifies* it
(limits its scope or its certainty). Everything else follows from the links: the chain that leads from a step to the
thesis, whether that chain speaks for the thesis or against it, and which steps hang on one sub-claim. `sense` says how
far the links could make up an argument at all; whether they are good reasons, a person judges.

The steps of the essay come from `seeds.argument()`. Those of the table `added_steps` are not in the essay: this course
adds them, each with its source, and every view keeps them apart. The links are the reader's own. There is no right map,
only a map that its maker can defend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any, NamedTuple

from quizzes.palette import BLUE, GREEN, VERMILION
from quizzes.plot import INK, Figure, Key, Line, Mark, Panel, Scale, Text, text_width

from argument_steps import ADDED, STEPS, place

THESIS, CARRIER = "T", "S3"
LEAST = 12  # links that a map of the whole essay has to have
GROUNDS, ENOUGH = 4, 2 / 3  # evidence under parts of the thesis that a map needs; below this sense it has none
SIGNS = {"supports": 1, "contrasts": -1, "qualifies": 0}
VERBS = {"supports": "supports", "contrasts": "stands against", "qualifies": "limits"}
#: Colour, dashes and sign of a link in the figure; colour is never the only difference.
LINES = {"supports": (BLUE, "", "+"), "contrasts": (VERMILION, "4 2", "−"), "qualifies": (GREEN, "2 2", "~")}
#: What a link may rest on what: from evidence up to the thesis.
RANKS = {"evidence": 0, "added": 0, "caveat": 0, "premise": 1, "rival": 2, "subclaim": 2, "thesis": 3}
VOICES = {1: "for", -1: "against", 0: "limits"}
HEADER = ["Step", "Says", "Where", "Its link", "Chain", "Speaks"]
#: Pixels: a row, a letter's size, a link's last part, its sign, the narrowest column with words.
ROW, SIZE, REACH, SIGN, NARROW = 21, 11, 25, 12, 130


class Link(NamedTuple):
    """What a step does (supports, contrasts, qualifies) to which other step."""

    relation: str
    target: str


Links = Mapping[str, Link]


def chain(step: str, links: Links) -> tuple[str, ...]:
    """Return the steps from `step` to where its links lead. A circle ends before its first step comes again."""
    path = [step]
    while path[-1] in links and links[path[-1]].target not in path:
        path.append(links[path[-1]].target)
    return tuple(path)


def voice(step: str, links: Links) -> str:
    """Say how a step speaks along its chain: "for" or "against" the thesis, "limits", or "" where it does not reach it.

    Two steps against each other cancel out: what stands against an objection speaks for the thesis.
    """
    path = chain(step, links)
    return VOICES[prod(SIGNS[links[each].relation] for each in path[:-1])] if path[-1] == THESIS else ""


def hanging_on(pillar: str, links: Links) -> set[str]:
    """Return the steps whose chain to the thesis leads through `pillar`, itself included."""
    chains = (chain(step, links) for step in links)
    return {path[0] for path in chains if pillar in path and path[-1] == THESIS}


def with_evidence(links: Links) -> set[str]:
    """Return the sub-claims on which at least one piece of evidence rests, directly or through other steps."""
    return {
        claim
        for step in links
        if STEPS[step].kind == "evidence"
        for claim in chain(step, links)
        if STEPS[claim].kind == "subclaim"
    }


def is_sound(step: str, links: Links) -> bool:
    """Say whether a link could belong to an argument for or against the thesis, whoever makes it.

    Its chain reaches the thesis; it does not rest a claim on what is to support it (`RANKS`); evidence bears on a part
    of the thesis, not on the thesis as a whole; no part of the thesis speaks against it, nor the rejected view for it.
    """
    target = links[step].target
    is_upright = RANKS[STEPS[step].kind] <= RANKS[STEPS[target].kind]
    is_placed = target != THESIS or RANKS[STEPS[step].kind] > 0 or links[step].relation == "qualifies"
    is_turned_round = (STEPS[step].kind, voice(step, links)) in {("rival", "for"), ("subclaim", "against")}
    return bool(voice(step, links)) and is_upright and is_placed and not is_turned_round


def sense(links: Links) -> float:
    """Return how far a map is worth recording, 0 to 1: the sound share of its links, or of the evidence it needs."""
    sound = [step for step in links if is_sound(step, links)]
    grounds = sum(STEPS[step].kind in ("evidence", "added") for step in sound)
    share = min(len(sound) / max(len(links), 1), grounds / GROUNDS, 1.0)
    return share if share >= ENOUGH else 0.0


def simulate(**parameters: str) -> dict[str, float]:
    """Return what follows from a map.

    Parameters
    ----------
    e8_link, e8_to, ... : for each step that is offered, what it does ("none", "supports", "contrasts", "qualifies") and
        the step it does it to ("none", or a label such as "s3")

    Raises
    ------
    ValueError
        Where a link has no end, ends where it begins, or a map of the whole essay has fewer than 12 links.
    """
    links = _links(parameters)
    voices = [voice(step, links) for step in links]
    return {
        "links": float(len(links)),
        "reach": float(sum(bool(word) for word in voices)),
        "for": float(voices.count("for")),
        "against": float(voices.count("against")),
        "evidenced": float(len(with_evidence(links))),
        "hanging": float(len(hanging_on(CARRIER, links))),
        "sense": sense(links),
    }


def draw(parameters: Mapping[str, str], outcome: Mapping[str, float], width: float) -> Figure:
    """Return the map from left to right, the thesis first; the figure grows with the number of steps."""
    links = _links(parameters)
    places = _layout(links)
    height = ROW * (1.5 + max(row for _, row in places.values()))
    column = width / (1 + max(place for place, _ in places.values()))
    spots = {step: (place * column, ROW * (row + 0.5)) for step, (place, row) in places.items()}
    room = {THESIS: text_width(f"{THESIS} {STEPS[THESIS].name}", SIZE, bold=True)}  # the branches begin behind it
    words = {step: _label(step, links, column >= max(NARROW, room.get(step, 0))) for step in places}
    drawn = {step: link for step, link in links.items() if spots[link.target][0] < spots[step][0]}
    marks = [*_branches(drawn, spots, words), *_stubs(drawn, spots), *_labels(spots, words)]
    title = _counted(outcome)
    legend = [
        *(
            Key(f"{sign} {VERBS[name]}", stroke=ink, dash=dash, shape="line")
            for name, (ink, dash, sign) in LINES.items()
        ),
        Key("[ ] added", shape=""),
    ]
    paper = Scale(0, width), Scale(height, 0)
    return Figure([Panel(marks, *paper, title, height, legend=legend, is_bare=True)], width)


def _counted(outcome: Mapping[str, float]) -> str:
    """Say how many links there are, and how many of them lead to the thesis."""
    links, reach = outcome["links"], outcome["reach"]
    noun, verb = "link" if links == 1 else "links", "leads" if reach == 1 else "lead"
    return f"{links:.0f} {noun}, {reach:.0f} {verb} to the thesis"


def _key(relation: str) -> Key:
    ink, dash, sign = LINES[relation]
    return Key(f"{sign} {VERBS[relation]}", stroke=ink, dash=dash, shape="line")


def _layout(links: Links) -> dict[str, tuple[int, float]]:
    """Return the column and the row of each step: leaves one below the other, a step midway between those below it."""
    resting: dict[str, list[str]] = {}
    for step in sorted(links, key=list(STEPS).index):
        resting.setdefault(links[step].target, []).append(step)
    ends = [step for step in resting if step not in links and step != THESIS]
    circles = [step for step in links if _closes_a_circle(step, links)]
    places: dict[str, tuple[int, float]] = {}
    row = 0.0
    for root in (THESIS, *ends, *circles):
        if root not in places:
            row = _place(root, 0, row, resting, places) + 0.5
    return places


def _place(
    step: str, column: int, row: float, resting: Mapping[str, list[str]], places: dict[str, tuple[int, float]]
) -> float:
    """Give `step` and what rests on it their places from `row` on; return the next free row."""
    places[step] = (column, row)
    below = [each for each in resting.get(step, ()) if each not in places]
    free = row
    for each in below:
        free = _place(each, column + 1, free, resting, places)
    if below:
        places[step] = (column, (places[below[0]][1] + places[below[-1]][1]) / 2)
    return max(free, row + 1)


def _closes_a_circle(step: str, links: Links) -> bool:
    """Say whether the chain from `step` comes back to it."""
    last = chain(step, links)[-1]
    return last in links and links[last].target == step


def _label(step: str, links: Links, in_words: bool) -> str:
    text = f"{step} {STEPS[step].name}" if in_words else step
    text = f"[{text}]" if step in ADDED else text
    return f"{text} (circle)" if _closes_a_circle(step, links) else text


def _branches(links: Links, spots: Mapping[str, tuple[float, float]], words: Mapping[str, str]) -> Iterator[Line]:
    """Yield, for each link, the way from the end of its target's label to the height of the step."""
    for step, link in links.items():
        (x, y), (target_x, target_y) = spots[step], spots[link.target]
        trunk = x - REACH
        behind = target_x + 5 + text_width(words[link.target], SIZE, bold=link.target == THESIS)
        way = [(min(behind, trunk), target_y), (trunk, target_y), (trunk, y)]
        yield Line(way, INK, width=0.8, key=f"branch-{step}")


def _stubs(links: Links, spots: Mapping[str, tuple[float, float]]) -> Iterator[Mark]:
    """Yield the last part of each link, in the line and with the sign of its relation."""
    for step, link in links.items():
        x, y = spots[step]
        ink, dash, sign = LINES[link.relation]
        yield Line([(x - REACH, y), (x - SIGN, y)], ink, dash, 2.5, key=f"link-{step}")
        yield Text(x - SIGN / 2, y, sign, size=SIZE, bold=True, key=f"sign-{step}")


def _labels(spots: Mapping[str, tuple[float, float]], words: Mapping[str, str]) -> Iterator[Text]:
    for step, (x, y) in spots.items():
        is_thesis, is_added = step == THESIS, step in ADDED
        yield Text(x, y, words[step], "start", dx=2, size=SIZE, bold=is_thesis, italic=is_added, key=f"step-{step}")


def describe(parameters: Mapping[str, str], outcome: Mapping[str, float]) -> str:
    """Read the map as a list: each link, then what does not reach the thesis and what is not linked."""
    links = _links(parameters)
    read = "; ".join(
        f"{step} ({STEPS[step].name}) {VERBS[link.relation]} {link.target}" for step, link in links.items()
    )
    cut_off = [step for step in links if not voice(step, links)]
    left_out = [step for step in _offered(parameters) if step not in links]
    return (
        f"Argument map. {_counted(outcome)} T: "
        f"{read or 'none'}. "
        f"Linked, but not to the thesis: {', '.join(cut_off) or 'none'}. Not linked: {', '.join(left_out) or 'none'}."
    )


def table(parameters: Mapping[str, str], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the map as rows, header first: one row for each step that is offered."""
    links = _links(parameters)
    return [
        HEADER,
        *([step, STEPS[step].text, place(STEPS[step]), *_told(step, links)] for step in _offered(parameters)),
    ]


def _told(step: str, links: Links) -> Iterator[str]:
    """Yield a step's link, its chain and how it speaks, in words."""
    if step not in links:
        yield from ("not linked", "", "")
        return
    path = chain(step, links)
    closes = path[-1] in links
    yield f"{VERBS[links[step].relation]} {links[step].target}"
    yield " → ".join((*path, links[path[-1]].target) if closes else path) + (" (a circle)" if closes else "")
    yield {"": "does not reach T", "limits": "limits T"}.get(voice(step, links), f"{voice(step, links)} T")


def _offered(parameters: Mapping[str, Any]) -> list[str]:
    """Return the labels of the steps that the parameters are about, in the order of the list."""
    return [step for step in STEPS if f"{step.lower()}_link" in parameters]


def _links(parameters: Mapping[str, str]) -> dict[str, Link]:
    """Return the links that the parameters make, if they make sense."""
    offered = _offered(parameters)
    links = {}
    for step in offered:
        relation, target = (str(parameters.get(f"{step.lower()}_{part}", "none")) for part in ("link", "to"))
        if relation == "none":
            continue
        links[step] = _checked(step, relation, target.upper())
    if len(offered) >= LEAST > len(links):
        raise ValueError(f"The map has {len(links)} links. Link at least {LEAST} steps; then it can be drawn.")
    return links


def _checked(step: str, relation: str, target: str) -> Link:
    if relation not in SIGNS:
        raise ValueError(f"{step}: a step supports, contrasts or qualifies another; it cannot do “{relation}”.")
    if target not in STEPS:
        raise ValueError(f"{step} {VERBS[relation]} nothing yet: choose the step that it bears on.")
    if target == step:
        raise ValueError(f"{step} cannot bear on itself: choose another step.")
    return Link(relation, target)
