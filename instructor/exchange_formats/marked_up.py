r"""HTML as other platforms hold it -> Markdown with $...$ mathematics.

What Markdown has no sign for becomes its words; what would be lost to a reader is named in `lost`: pictures, films,
pages within the page. Mathematics is read between \(...\), \[...\] and $$...$$, and from Canvas's pictures of it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

_MATHS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_\[\]<$])")
_LINE_START = re.compile(r"^( *)([-+#>]|\d+[.)])(?= |$)", re.MULTILINE)
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
BLOCKS = {"p", "div", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "center"}
SHOWN = {
    "img": "a picture",
    "video": "a film",
    "audio": "a sound",
    "iframe": "a page within the page",
    "svg": "a drawing",
}
SHOWN |= {"object": "an object", "math": "a formula in MathML", "canvas": "a drawing"}


def markdown(html: str) -> tuple[str, list[str]]:
    """Return HTML as Markdown, and what of it was lost."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text, list(dict.fromkeys(reader.lost))


def escaped(text: str) -> str:
    """Return plain text, with mathematics in LaTeX, as Markdown that shows the same."""
    parts, end = [], 0
    for found in _MATHS.finditer(text):
        parts += [_SPECIAL.sub(r"\\\1", text[end : found.start()]), _formula(found)]
        end = found.end()
    return _LINE_START.sub(_at_start, "".join(parts) + _SPECIAL.sub(r"\\\1", text[end:]))


def _formula(found: re.Match[str]) -> str:
    inside = (found[1] or found[2] or found[3]).strip()
    return f"${inside}$" if found[1] else f"$${inside}$$"


def _at_start(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark[:-1]}\\{mark[-1]}"


class _Reader(HTMLParser):
    """Collects Markdown; words are kept apart from marks, so that mathematics is found over several pieces of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lost: list[str] = []
        self.lists: list[int] = []
        self.links: list[str] = []
        self.words = ""
        self.hidden = self.verbatim = self.coded = self.cells = 0

    @property
    def text(self) -> str:
        self._flush()
        text = re.sub(r"[ \t]+\n", "\n", "".join(self.parts))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _flush(self) -> None:
        if self.words:
            self.parts.append(self.words if self.verbatim else escaped(re.sub(r"\s+", " ", self.words)))
        self.words = ""

    def _put(self, mark: str) -> None:
        self._flush()
        self.parts.append(mark)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self.hidden += 1
        elif tag in SHOWN:
            self._shown(tag, given)
        elif tag == "pre":
            self._put("\n\n```\n")
            self.verbatim += 1
        elif not self.verbatim:
            self._start(tag, given)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in MARKS:
            self._put(MARKS[tag])
            self.coded += MARKS[tag] == "`"
            self.verbatim += MARKS[tag] == "`"
        elif tag in BLOCKS:
            self._put(" " if self.lists else "\n\n")
        elif tag == "br":
            self._put("\\\n" if not self.cells else " ")
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else 0)
            self._put("\n\n" if len(self.lists) == 1 else "")
        elif tag == "li":
            self._put(f"\n{'   ' * (len(self.lists) - 1)}{self._bullet()} ")
        elif tag == "a":
            self.links.append(given.get("href", ""))
            self._put("[" if self.links[-1] else "")
        elif tag in ("tr", "td", "th"):
            self._put("\n| " if tag == "tr" else "")
            self.cells += tag != "tr"
        elif tag in ("sup", "sub"):
            self._put("^" if tag == "sup" else "\\_")

    def _bullet(self) -> str:
        if not self.lists or not self.lists[-1]:
            return "-"
        self.lists[-1] += 1
        return f"{self.lists[-1] - 1}."

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") or tag == "math":
            self.hidden = max(0, self.hidden - 1)
        elif tag == "pre":
            self._put("\n```\n\n")
            self.verbatim = max(0, self.verbatim - 1)
        elif self.coded and tag in ("code", "tt"):
            self._put("`")
            self.coded -= 1
            self.verbatim -= 1
        elif not self.verbatim:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag in MARKS:
            self._flush()
            self._close(MARKS[tag])
        elif tag in BLOCKS or tag in ("ul", "ol"):
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
            self._put("\n\n" if not self.lists else "")
        elif tag in ("td", "th"):
            self._put(" | ")
            self.cells = max(0, self.cells - 1)
        elif tag == "tr":
            self._row()
        elif tag == "a" and self.links:
            address = self.links.pop()
            self._put(f"]({address})" if address else "")

    def _row(self) -> None:
        """Add the line under a table's first row: Markdown has no table without a head."""
        self._flush()
        at = max((n for n, part in enumerate(self.parts) if part == "\n| "), default=0)
        if not any(part == "\n| " for part in self.parts[:at][-40:]):
            self.parts.append("\n|" + "---|" * sum(part == " | " for part in self.parts[at:]))

    def _close(self, mark: str) -> None:
        """Close emphasis before the blanks that end it, which Markdown asks for; what is empty is taken back."""
        last = self.parts[-1] if self.parts else ""
        if last == mark:
            self.parts.pop()
        else:
            bare = last.rstrip(" ")
            self.parts[-1:] = [bare, mark, last[len(bare) :]]

    def _shown(self, tag: str, given: dict[str, str]) -> None:
        formula = given.get("data-equation-content") or _from_address(given.get("src", ""))
        if tag == "img" and formula:
            self._put(f"${formula.strip()}$")
            return
        if tag == "math":
            self.hidden += 1
        words = given.get("alt") or given.get("alttext") or ""
        if tag == "math" and words:
            self._put(f"${words}$")
            return
        self.lost.append(f"{SHOWN[tag]} ({words or given.get('src', '').rsplit('/', 1)[-1][:40] or 'without a name'})")
        self.words += f"[{words or SHOWN[tag]}]"


def _from_address(address: str) -> str:
    """Return the LaTeX in the address of Canvas's picture of a formula."""
    _, found, formula = address.partition("/equation_images/")
    return unquote(unquote(formula.partition("?")[0])) if found else ""
