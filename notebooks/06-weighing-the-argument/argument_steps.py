"""The steps of the essay's argument, those that this course adds, and the ledger, as lists that the notebook shows.

Steps come from `seeds.argument()` and, with their sources, from the tables `added_steps` and `evidence_ledger`.
"""

from __future__ import annotations

from typing import NamedTuple

import seeds

#: What the course adds, by its label: the row of the table.
ADDED = {str(row[0]): row for row in seeds.table("added_steps").rows}
STEPS = seeds.argument() | {
    step: seeds.Node(kind="added", name=str(name), text=str(text), paragraphs=[int(paragraph)], quotes=[])
    for step, (_, name, paragraph, text, _) in ADDED.items()
}


class Listing(NamedTuple):
    """Steps as a page shows them: a table in Markdown."""

    header: list[str]
    rows: list[list[str]]

    def _repr_markdown_(self) -> str:
        lines = [self.header, [":--"] * len(self.header), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def steps(*kinds: str) -> Listing:
    """List the steps of these kinds: thesis, subclaim, premise, evidence, rival, caveat; or added, with sources."""
    chosen = {label: node for label, node in STEPS.items() if node.kind in kinds}
    if kinds == ("added",):
        return Listing(
            ["Step", "Added by this course, not in the essay", "Bears on", "Source"],
            [
                [f"**{label}**", node.text, f"P{node.paragraphs[0]}", str(ADDED[label][-1])]
                for label, node in chosen.items()
            ],
        )
    return Listing(
        ["Step", "What it says", "Where", "The essay's words"],
        [[f"**{label}**", node.text, place(node), _words(node)] for label, node in chosen.items()],
    )


def ledger(side: str) -> Listing:
    """List what was public on 4 January 2026 (`"known"`) or became public later (`"later"`), with date and source."""
    rows = [
        [str(day), str(event), str(source)]
        for public, day, event, source in seeds.table("evidence_ledger").rows
        if public == side
    ]
    return Listing(["Public since", "What happened", "Source"], rows)


def place(node: seeds.Node) -> str:
    """Say which paragraphs a step stands in or, where the course added it, bears on."""
    return ("added to " if node.kind == "added" else "") + ", ".join(f"P{n}" for n in node.paragraphs)


def _words(node: seeds.Node) -> str:
    return "; ".join(f"P{n} «{words}»" for n, words in node.quotes)
