"""Can an instructor read what is said, and does nothing on a page act on who reads it?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: What tells a programmer more than an instructor.
PROGRAMMERS_WORDS = re.compile(r"Traceback|[a-z]Error\b|object has no|object is not|NoneType|codec can't|list index")


class Tags(HTMLParser):
    """Collects what of a page could act: tags that load or run, attributes that run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what could act."""
        if tag in {"script", "img", "a", "iframe", "object", "embed", "svg", "form", "input", "link", "base", "meta"}:
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name.startswith("on") or name in {"href", "src"}]


def assert_readable(text: str) -> None:
    """Assert that an instructor can read `text` on one line of a table."""
    assert 0 < len(text) <= 300
    assert text.isprintable()
    assert not PROGRAMMERS_WORDS.search(text)
