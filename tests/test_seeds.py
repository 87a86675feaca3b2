"""Do the sources say what they are said to say?"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import seeds

FOLDER = Path(seeds.__file__).parent
WORDS = "the patterns of hegemonic stability established after 1945"


def test_the_essay_is_the_one_that_was_given_byte_for_byte() -> None:
    digest = sha256((FOLDER / "essay.txt").read_bytes()).hexdigest()
    assert digest == "3852cfe07269a55af5a3005979ee66955662db1b61613ca0db665453fe1e4083"
    assert digest in (FOLDER / "SOURCES.md").read_text("utf-8")


def test_the_argument_has_fourteen_paragraphs() -> None:
    essay = seeds.essay()
    assert len(essay.paragraphs) == 14
    assert seeds.paragraph(1).startswith("The new year arrived with a Latin American capital city invaded.")
    assert seeds.paragraph(14).endswith("may constitute a Pyrrhic victory.")
    assert not any("Further Reading" in text for text in essay.paragraphs)


def test_the_essay_carries_what_its_licence_asks_for() -> None:
    for part in (
        "Carlos Frederico Pereira da Silva Gama",
        "E-International Relations",
        "CC BY-NC 4.0",
        "www.e-ir.info",
    ):
        assert part in seeds.essay().attribution


@pytest.mark.parametrize("number", [0, 15, -1])
def test_a_paragraph_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 14"):
        seeds.paragraph(number)


def test_a_quotation_is_returned_as_it_stands() -> None:
    assert seeds.quote(8, WORDS) == WORDS


@pytest.mark.parametrize(
    ("number", "words", "hint"),
    [
        (9, WORDS, "P8 does"),
        (8, "the pattern of hegemonic stability established after 1945", f"in P8: “{WORDS}”"),
        (
            3,
            "“the affairs of other countries are our concern”",
            "in P3: ““the affairs of other countries are our concern",
        ),
        (8, "a sentence about bananas and cream", "nothing in the essay comes near"),
        (8, "", "at least one word"),
    ],
)
def test_a_wrong_quotation_is_refused_with_the_nearest_words(number: int, words: str, hint: str) -> None:
    with pytest.raises(seeds.QuotationError, match=re.escape(hint)):
        seeds.quote(number, words)


@given(st.integers(1, 14), st.data())
def test_any_cut_of_a_paragraph_is_a_quotation_of_it(number: int, data: st.DataObject) -> None:
    text = seeds.paragraph(number)
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert seeds.quote(number, words) == words


@given(st.text(max_size=60), st.integers(1, 14))
@settings(deadline=None, max_examples=30)  # to find the nearest words takes a while
def test_words_that_do_not_stand_there_are_refused(words: str, number: int) -> None:
    assume(not words or words not in seeds.paragraph(number))
    with pytest.raises(seeds.QuotationError, match=f"P{number} does not say"):
        seeds.quote(number, words)


def test_each_concept_has_a_source_and_exact_words() -> None:
    glossary = seeds.glossary()
    assert len(glossary) == 34
    for slug, term in glossary.items():
        assert term.definition, slug
        assert term.source, slug
        assert [seeds.quote(n, words) for n, words in term.quotes], slug
        assert {n for n, _ in term.quotes} == set(term.paragraphs), slug


def test_the_steps_of_the_argument_rest_on_exact_words() -> None:
    for label, node in seeds.argument().items():
        assert [seeds.quote(n, words) for n, words in node.quotes], label
        assert {n for n, _ in node.quotes} <= set(node.paragraphs), label
    assert {label[0] for label in seeds.argument()} == set("TSDERQ")


def test_nothing_here_answers_a_question() -> None:
    """Misconceptions, checks and the relations of the argument are the instructor's."""
    for path in FOLDER.glob("*.json"):
        assert not re.search(r'"(mis\w*|check|finding|edges|relation|tags)"', path.read_text("utf-8")), path.name


def test_numbers_of_a_table_come_as_numbers() -> None:
    table = seeds.table("us_average_tariff")
    assert table.rows[0] == (1901, 28.8, "duties collected")
    assert table.rows[-1] == (2026, 11.5, "model estimate")
    assert table.column("year") == list(range(1901, 2027))


def test_a_table_or_column_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match='did you mean "us_average_tariff"'):
        seeds.table("us_tariff")
    with pytest.raises(ValueError, match="year, economy, share_pct"):
        seeds.table("world_gdp_share").column("share")


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "data").glob("*.csv")))
def test_each_table_has_its_title_unit_source_and_caveat(name: str) -> None:
    table = seeds.table(name)
    assert all((table.title, table.unit, table.source, table.caveat, table.shows))
    assert f"data/{name}.csv" in (FOLDER / "SOURCES.md").read_text("utf-8")
    assert all(len(row) == len(table.columns) for row in table.rows)


#: What lesson 2 says of the figures: table, series, year, value.
SAID = [
    *(("world_gdp_share", "United States", year, value) for year, value in (
        (1960, 39.7), (1980, 25.0), (1985, 33.3), (1990, 26.1), (2000, 30.3), (2001, 31.5), (2011, 21.1), (2023, 26.0),
    )),
    *(("world_gdp_share", "China", year, value) for year, value in ((1960, 4.4), (1990, 1.6), (2023, 16.9))),
    *(("world_gdp_share", "G7 together", year, value) for year, value in ((1960, 65.4), (1990, 66.0), (2023, 44.4))),
    *(("us_average_tariff", "duties collected", year, value) for year, value in (
        (1901, 28.8), (1918, 5.7), (1933, 19.8), (1939, 14.4), (1945, 9.6), (1960, 7.2), (1990, 3.3), (2017, 1.4),
        (2021, 3.0), (2024, 2.5),
    )),
    *(("us_average_tariff", "model estimate", year, value) for year, value in ((2025, 14.2), (2026, 11.5))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "series", "year", "value"), SAID)
def test_the_figures_say_what_the_lesson_says_of_them(name: str, series: str, year: int, value: float) -> None:
    rows = [row for row in seeds.table(name).rows if year in row and series in row]
    (number,) = (cell for row in rows for cell in row if isinstance(cell, float))
    assert abs(number - value) <= 0.0501


def test_the_range_of_collected_duties_is_the_one_the_lesson_names() -> None:
    rows = seeds.table("us_average_tariff").rows
    collected = {float(year): float(rate) for year, rate, measure in rows if measure == "duties collected"}
    recent = [rate for year, rate in collected.items() if year >= 1995]
    assert (min(recent), max(recent)) == (1.2, 3.0)
    assert max(year for year, rate in collected.items() if rate > 14.2) == 1939


def test_the_alternative_texts_state_the_tables_values() -> None:
    for name in ("world_gdp_share", "us_average_tariff"):
        table = seeds.table(name)
        said = re.findall(r"(\d+\.\d) in (\d{4})", table.shows)
        assert len(said) >= 6, name
        for value, year in said:
            numbers = [cell for row in table.rows if int(year) in row for cell in row if isinstance(cell, float)]
            assert any(abs(number - float(value)) <= 0.0501 for number in numbers), (name, value, year)
