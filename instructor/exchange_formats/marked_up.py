r"""HTML as other platforms hold it -> Markdown with $...$ mathematics.

What Markdown has no sign for becomes its words; what would be lost to a reader is named in `lost`: pictures, films,
pages within the page. Mathematics is read between \(...\), \[...\] and $$...$$, and from Canvas's pictures of it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from instructor.exchange_formats.shown import Show

_MATHS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_\[\]<$]|&(?=#?\w+;))")
#: A list, a heading, a quotation, a fence, or the line below a heading.
_LINE_START = re.compile(
    r"^( *)([-+](?= |$)|#(?=#{0,5}(?: |$))|>|~(?=~~)|=(?==* *$)|-(?=-* *$)|\d+[.)](?= |$))", re.MULTILINE
)
_BREAK = "\ue000"  # a line break, until it is known whether anything follows it
_JOINER = "\u2060"  # invisible: between a digit and a formula, which begins or ends at no digit
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


def markdown(html: str, show: Show | None = None) -> tuple[str, list[str]]:
    """Return HTML as Markdown, and what of it was lost; `show` says how a picture is shown whose file is at hand."""
    reader = _Reader(show)
    reader.feed(html)
    reader.close()
    return reader.text, list(dict.fromkeys(reader.lost))


def escaped(text: str) -> str:
    """Return plain text, with mathematics in LaTeX, as Markdown that shows the same."""
    parts, end = [], 0
    for found in _MATHS.finditer(text):
        before = _JOINER * text[: found.start()][-1:].isdigit()
        after = _JOINER * text[found.end() :][:1].isdigit()
        parts += [_SPECIAL.sub(r"\\\1", text[end : found.start()]), before, _formula(found), after]
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

    def __init__(self, show: Show | None) -> None:
        super().__init__(convert_charrefs=True)
        self.show = show
        self.parts: list[str] = []
        self.lost: list[str] = []
        self.lists: list[int] = []
        self.links: list[str] = []
        self.opened: list[int] = []
        self.words = ""
        self.hidden = self.verbatim = self.coded = self.cells = 0

    @property
    def text(self) -> str:
        self._flush()
        text = re.sub(rf"(?:[ \t]*{_BREAK})+[ \t]*(?=\n|$)", "", "".join(self.parts))
        text = re.sub(rf"(^|\n)(?:[ \t]*{_BREAK})+[ \t]*", r"\1", text).replace(_BREAK, "\\\n")
        text = re.sub(r"[ \t]+\n", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _flush(self) -> None:
        if self.words:
            words = self.words if self.verbatim else escaped(re.sub(r"\s+", " ", self.words))
            self.parts.append(words.replace("|", "\\|") if self.cells else words)
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
            self.opened += [] if self.coded else [len(self.parts) - 1]
        elif tag in BLOCKS:
            self._put(" " if self.lists else "\n\n")
        elif tag == "br":
            self._put(_BREAK if not self.cells else " ")
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
            self.words = self.words.removesuffix("\n")
            self._put("\n```\n\n")
            self.verbatim = max(0, self.verbatim - 1)
        elif self.coded and tag in ("code", "tt"):
            self._flush()
            self._end_code()
            self.coded -= 1
            self.verbatim -= 1
        elif not self.verbatim:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag in MARKS:
            self._flush()
            if self.opened:
                self._close(self.opened.pop(), MARKS[tag])
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

    def _close(self, place: int, mark: str) -> None:
        """Put emphasis close around its words, as Markdown asks for; around none it is taken back."""
        inside = "".join(self.parts[place + 1 :])
        bare = inside.strip(f" \n{_BREAK}")
        before, _, after = inside.partition(bare) if bare else (inside, "", "")
        self.parts[place:] = [before, mark, bare, mark, after] if bare else [inside]

    def _end_code(self) -> None:
        """Close code by the mark that opened it, by a longer one where the code has such marks itself."""
        words = self.parts[-1]
        longest = max(map(len, re.findall("`+", words)), default=0)
        if longest and self.parts[-2:-1] == ["`"]:
            self.parts[-2:] = [f"{'`' * (longest + 1)} ", words, f" {'`' * (longest + 1)}"]
        else:
            self.parts.append("`")

    def _shown(self, tag: str, given: dict[str, str]) -> None:
        formula = given.get("data-equation-content") or _from_address(given.get("src", ""))
        if tag == "img" and formula:
            self._put(f"${formula.strip()}$")
            return
        if tag == "img" and self.show and (marked := self.show(given.get("src", ""), given.get("alt", ""))):
            self._put(marked)
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
