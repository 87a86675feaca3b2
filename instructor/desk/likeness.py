"""Which answers are alike: so that a marker reads them one after another, and a person looks at near copies.

How alike two answers are is the share of words that both have, of all words of both: of sorted words, the normalised
Indel similarity (RapidFuzz) is just that, so length counts too. For a near copy the words stand in the same order as
well. Nobody is accused: two who quote the same passage at length are near copies.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

#: From here on two answers are read one after another.
ALIKE = 0.5
#: From here on two answers are near copies, if they have so many words.
COPY, ENOUGH_WORDS = 0.85, 25


@dataclass(frozen=True)
class Likeness:
    """How alike answers are: `ids` in the order of the rows of `shared`, a symmetric matrix from 0 to 1.

    `copies` are near copies: two places and the share of words that both have in the same order, the largest first.
    """

    ids: tuple[str, ...]
    shared: NDArray[np.float32]
    copies: tuple[tuple[str, str, float], ...]

    def near(self, answer: str) -> tuple[str, ...]:
        """Return the near copies of an answer."""
        return tuple(b if a == answer else a for a, b, _ in self.copies if answer in (a, b))


def likeness(answers: Mapping[str, Sequence[str]]) -> Likeness:
    """Measure how alike answers are, given as words by id."""
    ids = tuple(sorted(answers))
    numbers: dict[str, int] = {}
    texts: list[Sequence[Hashable]] = [
        [numbers.setdefault(word, len(numbers)) for word in answers[name]] for name in ids
    ]
    bags = [sorted(text, key=hash) for text in texts]
    shared = (
        process.cdist(bags, bags, scorer=Indel.normalized_similarity, dtype=np.float32)
        if ids
        else np.zeros((0, 0), np.float32)
    )
    return Likeness(ids, shared, tuple(_copies(ids, texts, shared)))


def _copies(
    ids: Sequence[str], texts: Sequence[Sequence[Hashable]], shared: NDArray[np.float32]
) -> list[tuple[str, str, float]]:
    long = np.array([len(text) >= ENOUGH_WORDS for text in texts], dtype=bool)
    rows, columns = np.nonzero(np.triu((shared >= COPY) & long[:, None] & long[None, :], k=1))
    found = [
        (ids[a], ids[b], round(Indel.normalized_similarity(texts[a], texts[b]), 4))
        for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return sorted((pair for pair in found if pair[2] >= COPY), key=lambda pair: (-pair[2], pair))


def order(known: Likeness, rng: random.Random) -> list[str]:
    """Return the ids by chance, but each followed by the one that is most like it, while one is alike enough."""
    left = list(range(len(known.ids)))
    rng.shuffle(left)
    found: list[int] = []
    while left:
        nearest = max(left, key=lambda place: known.shared[found[-1], place]) if found else left[0]
        if found and known.shared[found[-1], nearest] < ALIKE:
            nearest = left[0]
        left.remove(nearest)
        found.append(nearest)
    return [known.ids[place] for place in found]
