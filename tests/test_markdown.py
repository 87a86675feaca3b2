"""Does Markdown come out as HTML that any page may show, mathematics included?"""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.markdown import html, inline


def test_emphasis_lists_and_tables() -> None:
    assert (
        html("A *public* good\n\n- one\n- two")
        == "<p>A <em>public</em> good</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )
    assert "<th>a</th>" in html("|a|b|\n|-|-|\n|1|2|")


def test_inline_has_no_paragraph_and_joins_lines() -> None:
    assert inline("a\n  **b**") == "a <strong>b</strong>"


def test_a_formula_becomes_mathml() -> None:
    (math,) = fromstring(f"<p>{inline('$k^* = n c / B$')}</p>").iter("{http://www.w3.org/1998/Math/MathML}math")
    assert math.get("display") == "inline"
    assert "".join(math.itertext()) == "k*=nc/B"


def test_a_display_formula_stands_alone() -> None:
    assert 'display="block"' in html("$$G = \\alpha w$$")


def test_money_is_no_formula() -> None:
    assert inline("between $5 and $10") == "between $5 and $10"
    assert inline("US\\$ 5, US\\$ 6") == "US$ 5, US$ 6"


def test_a_broken_formula_stays_readable() -> None:
    assert "<code>\\frac{</code>" in inline("$\\frac{$")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "$\\text{<script>alert(1)</script>}$",
        "$\\text{&lt;img src=x onerror=alert(1)&gt;}$",
        '$\\color{red" onclick="alert(1)}{x}$',
        "$<img src=x onerror=alert(1)>$",
    ],
)
def test_nothing_in_a_text_becomes_an_element_of_its_own(text: str) -> None:
    for rendered in (html(text), inline(text)):
        tree = fromstring(f"<div>{rendered}</div>")
        names = {element.tag.rpartition("}")[2] for element in tree.iter()}
        attributes = {name for element in tree.iter() for name in element.attrib}
        assert names <= {"div", "p", "span", "code", "math", "mrow", "mi", "mo", "mn", "mtext", "mstyle"}
        assert attributes <= {"class", "display", "mathcolor", "stretchy"}


@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "$\\href{javascript:alert(1)}{x}$", "![x](https://a.org/b.png)"]
)
def test_nothing_leads_into_a_script_or_loads_a_picture(text: str) -> None:
    tree = fromstring(f"<div>{html(text)}</div>")
    assert not [a for e in tree.iter() for a in (e.get("href") or "", e.get("src") or "") if a.startswith("javascript")]
    assert "<img" not in html(text)


@given(st.text(alphabet=st.sampled_from("$\\{}<>&\"'`*_[]()!#|-^ \nabc1"), max_size=60))
def test_any_text_gives_well_formed_html_without_foreign_elements(text: str) -> None:
    tree = fromstring(f"<div>{html(text)}</div>".replace("<br />", "<br/>"))
    assert not [e.tag for e in tree.iter() if e.tag in {"script", "img", "iframe", "style", "form", "input"}]
