"""Does the glossary show each term of the course, with its source and the essay's words, to every reader?"""

from __future__ import annotations

import re
from html import escape, unescape

import seeds
from quizzes import glossary


def test_each_term_is_shown_with_definition_source_and_paragraphs() -> None:
    page = glossary()._repr_html_()
    for slug, term in seeds.glossary().items():
        entry = re.search(rf"<dt id='term-{slug}'.*?(?=<dt|</dl>)", page, re.DOTALL)
        assert entry, slug
        told = unescape(entry[0])
        assert all(words in told for words in (term.name, term.definition, f"Source: {term.source}")), slug
        assert {int(number) for number in re.findall(r"P(\d+) «", told)} == set(term.paragraphs), slug


def test_the_terms_stand_in_a_description_list_by_name() -> None:
    page = glossary()._repr_html_()
    assert page.count("<dl") == page.count("</dl>") == 1
    assert page.count("<dt") == len(seeds.glossary())
    assert page.count("<dd") == 3 * len(seeds.glossary())
    names = re.findall(r"<dt[^>]*>([^<]*)</dt>", page)
    assert names == sorted(names, key=str.casefold)


def test_each_quotation_is_the_essays_own() -> None:
    quotations = re.findall(r"P(\d+) «([^»]*)»", repr(glossary()))
    assert len(quotations) >= len(seeds.glossary())
    assert all(seeds.quote(int(number), words) for number, words in quotations)


def test_no_text_can_break_the_page() -> None:
    page = glossary()._repr_html_()
    assert escape("Keohane 1990, ‘Multilateralism: An Agenda for Research’, International Journal 45(4): 731") in page
    assert not re.search(r"&(?!\w+;|#)", page)


def test_where_no_page_is_shown_the_terms_are_text() -> None:
    assert "Most-favoured-nation (MFN): Any trade advantage" in repr(glossary())
