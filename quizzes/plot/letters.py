"""How wide words are, without a font: the letters of a page's sans serif in parts of their size, a little too wide."""

from __future__ import annotations

from functools import lru_cache

#: Sizes of text in pixels, and how far lines of it are apart, as a part of their size.
TITLE, LABEL, TICK, LEADING = 14.0, 12.0, 12.0, 1.25
_NARROW, _WIDE = frozenset("ijlI|.,:;'!()[]ft r"), frozenset("mwMW%@—…≠→+−=")


@lru_cache(maxsize=4096)
def width(words: str, size: float = LABEL, bold: bool = False) -> float:
    """Return about how many pixels a line of text is wide."""
    return size * sum(map(_letter, words)) * (1.1 if bold else 1.0)


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.37
    if letter in _WIDE:
        return 0.92
    return 0.7 if letter.isupper() else 0.62


@lru_cache(maxsize=1024)
def broken(words: str, room: float, size: float = LABEL, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines of at most `room` pixels, broken at spaces and where it has line ends."""
    lines: list[str] = []
    for part in words.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width(longer, size, bold) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return tuple(lines)


def widest(lines: list[str], size: float = LABEL) -> float:
    """Return the width of the widest of some texts, each of one line or several."""
    return max((width(line, size) for text in lines for line in text.split("\n")), default=0.0)
