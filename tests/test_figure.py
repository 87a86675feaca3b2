"""Do figures follow the page, say what they show, and leave each other alone?"""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

from matplotlib.figure import Figure

from quizzes.figure import new_figure, picture, style, svg
from quizzes.palette import PALETTE


def _chart(height: float = 3.0) -> Figure:
    figure = new_figure()
    axes = figure.subplots()
    axes.bar(["A", "B"], [height, 1])
    axes.plot([0, 1], [1, 2], "o-")
    axes.set_ylabel("Units <of> order & more")
    return figure


def test_black_is_the_colour_of_the_page_and_paper_is_transparent() -> None:
    drawing = svg(_chart(), "A chart")
    assert "currentColor" in drawing
    assert not re.search("#000000|#ffffff|white", drawing)
    assert PALETTE[0].lower() in drawing


def test_the_alternative_text_names_the_image() -> None:
    root = fromstring(svg(_chart(), 'Bars: A "3" & B <1>'))
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Bars: A "3" & B <1>')


def test_text_stays_text_in_the_font_of_the_page() -> None:
    drawing = svg(_chart(), "A chart")
    assert "Units <of> order & more" in [e.text for e in fromstring(drawing).iter() if e.tag.endswith("text")]
    assert "DejaVu" not in drawing


def test_it_scales_with_the_page() -> None:
    root = fromstring(svg(new_figure(5, 2), "Nothing"))
    assert root.get("viewBox") == "0 0 360 144"
    assert "width:480px;max-width:100%" in str(root.get("style"))


def test_two_figures_share_no_id_and_each_finds_its_own_definitions() -> None:
    ids = []
    for drawing in (svg(_chart(3), "one"), svg(_chart(4), "two")):
        names = re.findall(r'id="([^"]+)"', drawing)
        used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', drawing)
        assert {a or b for a, b in used} == set(names)
        assert len(names) == len(set(names)) > 0
        ids.append(set(names))
    assert not ids[0] & ids[1]


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert svg(_chart(), "A chart") == svg(_chart(), "A chart")


def test_a_cleared_figure_keeps_its_margins() -> None:
    figure = new_figure()
    before = figure.subplotpars.left
    figure.clear()
    assert figure.subplotpars.left == before


def test_a_legend_has_no_box_of_its_own() -> None:
    with style():
        axes = new_figure().subplots()
        axes.plot([1], [1], label="x")
        assert not axes.legend().get_frame_on()


def test_a_picture_has_a_caption_and_a_table_of_its_values() -> None:
    shown = picture(_chart(), "Two bars", "Who pays & why", [["State", "Units"], ["A", "<3>"]])
    page = shown._repr_html_()
    assert repr(shown) == "Two bars"
    assert "<figcaption" in page
    assert "Who pays &amp; why" in page
    assert "<th scope='col'>Units</th>" in page
    assert "<td>&lt;3&gt;</td>" in page
    assert "<details" not in picture(_chart(), "Two bars")._repr_html_()
