"""Is every word of the interface in the catalogue, and does it come out as it should?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizzes import catalogue
from quizzes.catalogue import WordError, clock, date, decimal, digits, markup, number, page_words, percent, say, whole
from tests.bare_words import INTERFACE, ROOT, bare_words, keys

#: The modules that may say something: all but those of the students' page.
PYTHON = [path for package in ("quizzes", "instructor") for path in sorted((ROOT / package).rglob("*.py"))]
SAID = [(path, *said) for path in PYTHON for said in keys(path.read_text("utf-8"))]
PAGE = [path for folder in ("script", "types") for path in (Path(catalogue.__file__).parent / folder).glob("*.js")]

VIEW = sorted((Path(catalogue.__file__).parent / "lesson_view").glob("*.js"))
VIEW_WORDS = {key for key in catalogue.words() if key.startswith("view.")}


def test_values_stand_in_their_places() -> None:
    assert say("page.saved", time="14:03") == "Saved 14:03"
    assert say("page.answered", done=1, total=7.0) == "1 of 7 answered"


@pytest.mark.parametrize(("count", "words"), [(0, "0 points"), (1, "1 point"), (1.0, "1 point"), (1.5, "1.5 points")])
def test_a_count_chooses_the_form(count: float, words: str) -> None:
    assert say("page.points", count=count) == words


@pytest.mark.parametrize(
    ("number", "written"), [(3, "3"), (2.0, "2"), (0.25, "0.25"), (1e-7, "0.0000001"), (100, "100"), (-0.0, "0")]
)
def test_numbers_are_written_without_noise(number: float, written: str) -> None:
    assert digits(number) == written


def test_a_key_that_is_not_there_is_named_with_the_next_one() -> None:
    with pytest.raises(WordError, match=r'en\.json has no "page\.savd"; did you mean "page\.saved"\?'):
        say("page.savd")


@pytest.mark.parametrize(("key", "value"), [("page.saved", "time"), ("page.points", "count")])
def test_a_value_that_is_missing_is_named(key: str, value: str) -> None:
    with pytest.raises(WordError, match=f"\"{key}\" needs a value for '{value}'"):
        say(key)


def test_in_html_the_words_are_escaped_and_the_values_stay() -> None:
    assert markup("hand-in.download", link="<a>b</a>").startswith("Download <a>b</a> and ")
    assert "Edit &gt; Undo" in markup("code.no_output", error="Edit &gt; Undo")


def test_words_with_signs_of_html_do_not_become_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue.words(), "code.no_output", "{error} <b> & more")
    assert markup("code.no_output", error="<i>it</i>") == "<i>it</i> &lt;b&gt; &amp; more"
    assert say("code.no_output", error="<i>it</i>") == "<i>it</i> <b> & more"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(2.0), "2"),
        (number(1 / 3), "0.333333"),
        (decimal(0.666), "0.67"),
        (decimal(float("nan")), "–"),
        (percent(0.456), "46%"),
        (percent(float("nan")), "–"),
        (whole(8_388_608), "8,388,608"),
        (clock(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)), "09:05"),
        (date(datetime(2026, 11, 3, tzinfo=UTC)), "3 November"),
        (date(datetime(2026, 11, 3, tzinfo=UTC), width=2), "03 November"),
    ],
)
def test_numbers_and_times_have_one_form(written: str, expected: str) -> None:
    assert written == expected


def test_the_months_are_the_catalogues_and_in_their_order() -> None:
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
    assert [date(month) for month in months] == [f"{month.day} {month:%B}" for month in months]


@pytest.mark.parametrize("path", INTERFACE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_has_a_word_of_its_own(path: Path) -> None:
    found = bare_words(path.read_text("utf-8"))
    assert not found, "put it into quizzes/words/en.json and say its key"


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("quizzes/__init__.py", 'raise ValueError(say("essay', 'raise ValueError("Turn it", say("essay', "Turn it"),
        ("quizzes/__init__.py", "{escape(say('essay.label'))}", "Essay", "<section aria-label='Essay' style='{}'>{}"),
        ("quizzes/glossary.py", "<dd style='{_TOLD}'>", "<dd style='{_TOLD}'>means ", "<dd style='{}'>means {}</dd>"),
        ("quizzes/hand_in.py", "<li>{escape(line)}</li>", "<li>{escape(line)} words</li>", "<li>{} words</li>"),
        ("quizzes/types/number.py", '{unit}".strip()', 'in {unit}".strip()', "{} in {}"),
        ("quizzes/types/shown.py", 'markup("run.nothing")', '"nothing"', "nothing"),
        ("quizzes/types/run.py", 'say("response.run")', '"a run"', "a run"),
        ("quizzes/types/shown.py", "<b>☒ {", "<b>picked {", "<b>picked {}</b>"),
        ("quizzes/widget.py", 'say("quiz.run_answered")', '"Recorded"', "Recorded"),
        ("quizzes/told.py", "reason=str(error.strerror)", 'reason="unknown"', "unknown"),
        ("quizzes/journal.py", 'say("journal.not_utf8")', '"not in UTF-8"', "not in UTF-8"),
        ("quizzes/chart.py", "else number(value)", 'else f"{value} %" if value else "none"', "none"),
        (
            "quizzes/plot/picture.py",
            "{markup('figure.table')}",
            "values",
            "<details><summary>values</summary>{}</details>",
        ),
        ("instructor/marking/review.py", 'markup("review.none")', '"none"', "none"),
        ("instructor/marking/review.py", "</strong> {answer_given", "</strong> gave {answer_given", " gave "),
        ("instructor/reports/items.py", 'say("items.facility_axis")', '"share"', "share"),
        ("instructor/reports/items.py", 'ReportTable(say("items.all")', 'ReportTable("all"', "all"),
        ("instructor/reports/strategies.py", '{percent(students / everyone)})"', '{students} each)"', "{} ({} each)"),
        (
            "instructor/reports/agreement.py",
            'return [say("agreement.undefined")]',
            'return ["Not defined."]',
            "Not defined.",
        ),
        ("instructor/sandbox/run.py", 'say("code.no_memory")', 'f"memory of {1} full"', "memory of {} full"),
    ],
)
def test_a_bare_word_is_found(file: str, old: str, new: str, word: str) -> None:
    source = (ROOT / file).read_text("utf-8")
    assert source.count(old) == 1
    (found,) = bare_words(source.replace(old, new))
    assert word in found


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring with words."""',
        'raise BankError(f"{name}: an author\'s mistake; mend it")',
        'def check(answer):\n    raise ValueError("an author\'s mistake")',
        'outcome = "partly right" if points else "wrong"',
        'kind: Literal["any word", "Other"] = "other"',
        'by_name = {"A key": 1}["A key"]',
        '_ROW = "display:flex;gap:1em;margin:0 0 1em"',
        "html = f\"<p class='a b'><b>{name}</b>: {value}</p>\"",
        "def title(name: str) -> str:\n    return f\"{name} ({say('items.all')})\"",
    ],
)
def test_what_is_code_or_for_authors_is_no_bare_word(source: str) -> None:
    assert bare_words(source) == []


def test_the_template_of_a_report_has_no_word_of_its_own() -> None:
    template = (ROOT / "instructor" / "templates" / "report.html.j2").read_text("utf-8")
    body = template[template.index("<body>") :]
    assert not re.search(r"[A-Za-z]", re.sub(r"<[^<>]*>|\{[{%].*?[%}]\}", "", body))


@pytest.mark.parametrize(("path", "key", "given"), SAID, ids=[f"{path.name} {key}" for path, key, _ in SAID])
def test_what_is_said_has_its_words_and_gets_its_values(path: Path, key: str, given: set[str] | None) -> None:
    assert key in catalogue.words(), f"{path.name} says a key that is not in the catalogue"
    entry = catalogue.words()[key]
    for text in entry.values() if isinstance(entry, dict) else [entry]:
        assert given is None or set(re.findall(r"\{(\w+)\}", text)) <= given


def test_every_key_has_its_use_and_every_key_in_a_table_its_words() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in PYTHON)
    areas = "|".join(sorted({key.split(".")[0] for key in catalogue.words()} - {"page", "view"}))
    named = set(re.findall(rf"[\"']((?:{areas})\.[a-z0-9_]+)[\"']", sources))
    files = {"door.js", "essay.json", "essay.txt", "glossary.json", "quiz.css", "quiz.js", "quiz.json"}
    assert named - files == set(catalogue.words()) - set(page_words()) - VIEW_WORDS


def test_the_page_uses_every_word_it_gets_and_gets_every_word_it_uses() -> None:
    used = {key for path in PAGE for key in re.findall(r'"(page\.\w+)"', path.read_text("utf-8"))}
    assert used == set(page_words())


def test_the_view_uses_every_word_that_is_its_own() -> None:
    assert {key for path in VIEW for key in re.findall(r'"(view\.\w+)"', path.read_text("utf-8"))} == VIEW_WORDS


def test_the_forms_of_a_count_are_complete() -> None:
    forms = [entry for entry in catalogue.words().values() if isinstance(entry, dict)]
    assert forms
    for form in forms:
        assert set(form) == {"one", "other"}
        assert all("{count}" in text for text in form.values())
