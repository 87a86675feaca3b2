"""Does the interface speak its languages whole: each text, plural, number and date, from either side of the page?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from instructor.course import Course
from instructor.plan import read_plan
from quizzes import catalogue, tongue
from quizzes.catalogue import (
    date,
    decimal,
    digits,
    exact_percent,
    lacking,
    markup,
    number,
    percent,
    readable,
    say,
    spoken,
    whole,
)
from quizzes.numbers import parse_number, reading
from quizzes.plurals import FORMS, form
from quizzes.tongue import as_written, direction, variable
from tests.bare_words import ROOT
from tests.small_course import ASSIGNMENT, write_course

OURS = ("es", "pt")
#: Forms that a language asks for and its texts do without: whole millions of anything.
UNUSED = {"many"}
#: Texts that are the same in English: names, signs and abbreviations that both languages have.
ALIKE = {"essay.paragraph", "page.paragraph", "teacher.passage", "teacher.minutes", "teacher.seconds", "view.minutes"}
ALIKE |= {"strategies.a_short", "strategies.b_short", "agreement.no", "glossary.quote", "walk.quote"}
#: English words that no other language here has, and what may be English anywhere: menus, commands, names of files.
ENGLISH = re.compile(r"\b(the|of|and|is|are|was|your|you|with|this|that|not|it|from|question|answer)\b", re.I)
_MENU = r"(?:Edit|Run|File|Kernel) > [A-Z][A-Za-z ]*?(?= (?:en|no|na|e|y|ou|o|to)\b|[,.);]|$)"
QUOTED = re.compile(rf"\{{\w+\}}|`[^`]*`|\b\w+\.(?:json|yaml|html)\b|{_MENU}")
KEPT = re.compile(
    r"(?:Edit|Run|File|Kernel) > [A-Z]\w+(?: [A-Z]\w+)*|hand_in\([^)]*\)|Ctrl\+\w|Shift\+Enter|`[a-z]+ "
    r"|quiz\.json|seeds/steps\.json"
)


def read(name: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = json.loads(
        (ROOT / "quizzes" / "words" / f"{name}.json").read_text("utf-8")
    )
    return found


def forms(entry: str | dict[str, str]) -> dict[str, str]:
    return entry if isinstance(entry, dict) else {"": entry}


def blank_ends(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


Speak = Callable[..., None]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Return what lets this process speak a language around lessons in another."""

    def spoken_from_now_on(language: str, written: str = "en", folder: Path | None = None) -> None:
        monkeypatch.setenv(tongue.VARIABLE, variable(language, written, folder))

    return spoken_from_now_on


# Completeness


@pytest.mark.parametrize("name", OURS)
def test_a_language_has_every_text_with_its_values_and_forms(name: str) -> None:
    english, own = read("en"), read(name)
    assert set(own) == set(english)
    assert lacking(name) == []
    for key, entry in english.items():
        values = {word for text in forms(entry).values() for word in re.findall(r"\{\w+\}", text)}
        assert set(forms(own[key])) == (set(FORMS[name]) - UNUSED if isinstance(entry, dict) else {""}), key
        for text in forms(own[key]).values():
            assert set(re.findall(r"\{\w+\}", text)) == values, key
            assert blank_ends(text) in map(blank_ends, forms(entry).values()), key


@pytest.mark.parametrize("name", OURS)
def test_no_text_is_left_in_english(name: str) -> None:
    english, own = read("en"), read(name)
    texts = [(key, text) for key, entry in english.items() for text in forms(entry).values() if entry == own[key]]
    assert {key for key, text in texts if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text))} <= ALIKE
    left = {
        key: text
        for key, entry in own.items()
        for text in forms(entry).values()
        if ENGLISH.search(QUOTED.sub("", text))
    }
    assert left == {}


@pytest.mark.parametrize("name", OURS)
def test_menus_and_commands_stay_as_students_find_them(name: str) -> None:
    english, own = read("en"), read(name)
    for key, entry in english.items():
        wanted = {found for text in forms(entry).values() for found in KEPT.findall(text)}
        assert {found for text in forms(own[key]).values() for found in KEPT.findall(text)} == wanted, key


@pytest.mark.parametrize("key", ["quiz.not_open", "review.early", "review.late", "static.opens", "static.closes"])
def test_a_moment_that_may_have_its_day_is_not_told_as_an_hour(key: str) -> None:
    assert not [name for name in OURS if re.search(r"\b(?:las?|às?) \{\w+\}", str(read(name)[key]))]


@pytest.mark.parametrize("name", OURS)
def test_a_language_has_its_page_for_the_handout(name: str) -> None:
    folder = ROOT / "instructor" / "templates" / "handout"
    english, own = ((folder / f"README.{each}.txt").read_text("utf-8") for each in ("en", name))
    assert sorted(set(re.findall(r"\{\w+\}", own))) == sorted(set(re.findall(r"\{\w+\}", english)))
    for command in ("pip install uv", "uv run start.py", "python start.py"):
        assert command in own
    assert max(map(len, own.splitlines())) <= 92
    said = str(read(name)["page.saved"]).partition(" ")[0]
    assert f'"{said}"' in own.replace("\n", " ")


# Both sides of the page


COUNTS = [0, 0.5, 1, 1.5, 2, 3, 10, 11, 26, 99, 100, 101, 102, 103, 111, 1_000_000, 2_000_000, 1_000_001]
VALUES = [0, 0.5, -2.25, 1234.5, 1000000, 0.001]


def test_both_sides_choose_the_same_forms_and_write_the_same_numbers(speak: Speak, tmp_path: Path) -> None:
    script = """
      const [counts, values, languages] = JSON.parse(Deno.args[0]);
      const { learn, digits } = await import(Deno.args[1]);
      console.log(JSON.stringify(languages.map((lang) => {
        learn({ words: {}, lang });
        const rules = new Intl.PluralRules(lang);
        const categories = rules.resolvedOptions().pluralCategories;
        return [counts.map((n) => rules.select(n)), values.map((n) => digits(n)), categories];
      })));
    """
    (tmp_path / "ask.js").write_text(script)
    languages = list(FORMS)
    given = json.dumps([COUNTS, VALUES, languages])
    module = (ROOT / "quizzes" / "script" / "words.js").as_uri()
    environment = {"DENO_DIR": str(tmp_path / "deno"), "DENO_NO_UPDATE_CHECK": "1"}
    command = [sys.executable, "-m", "deno", "run", "--quiet", "--no-remote", "--allow-read", str(tmp_path / "ask.js")]
    done = subprocess.run([*command, given, module], capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    for name, (chosen, written, categories) in zip(languages, json.loads(done.stdout), strict=True):
        assert [form(name, count) for count in COUNTS] == chosen, name
        assert set(categories) == set(FORMS[name]), name
        speak(name)
        assert [digits(value).replace("-", "\u2212") for value in VALUES] == written, name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("es", ["2,5", "0,67", "46\u00a0%", "1.234.567", "−1,25", "3 de noviembre", "2 puntos", "1 punto"]),
        ("pt", ["2,5", "0,67", "46%", "1.234.567", "−1,25", "3 de novembro", "2 pontos", "1 ponto"]),
    ],
)
def test_numbers_dates_and_counts_are_the_languages(speak: Speak, name: str, said: list[str]) -> None:
    speak(name)
    day = datetime(2026, 11, 3, tzinfo=UTC)
    found = [number(2.5), decimal(0.666), percent(0.456), whole(1_234_567), readable(-1.25), date(day)]
    assert [*found, say("page.points", count=2), say("page.points", count=1)] == said
    assert exact_percent(0.125) == {"es": "12,5\u00a0%", "pt": "12,5%"}[name]
    assert say("page.points", count=1.5) == {"es": "1,5 puntos", "pt": "1,5 ponto"}[name]
    assert say("page.points", count=1_000_000) == {"es": "1000000 puntos", "pt": "1000000 pontos"}[name]


@pytest.mark.parametrize(
    ("typed", "english", "spanish"),
    [
        ("2,5", 2.5, 2.5),
        ("2.5", 2.5, 2.5),
        ("1,500", 1500, 1.5),
        ("1.500", 1.5, 1500),
        ("1.234,5", 1234.5, 1234.5),
        ("1,234.5", 1234.5, 1234.5),
        ("0,125", 0.125, 0.125),
        ("1.234.567", 1234567, 1234567),
        ("1 234,5", 1234.5, 1234.5),
        ("1,500e3", 1500, 1500),
        ("-3,5 %", -3.5, -3.5),
    ],
)
def test_a_comma_is_read_as_the_language_writes_it(speak: Speak, typed: str, english: float, spanish: float) -> None:
    unit = "%" if "%" in typed else ""
    for name, value in (("en", english), ("es", spanish), ("pt", spanish)):
        speak(name)
        assert parse_number(typed, unit) == value, name


def test_what_was_read_is_said_as_the_language_writes_it(speak: Speak) -> None:
    speak("es")
    assert reading("1.500", "") == "Leído como 1500"
    assert reading("1,500", "") == "Leído como 1,5"
    assert reading("2,5", "") == ""


# A language of one's own, and one that runs the other way


ARABIC = {
    "page.saved": "حُفظ {time}",
    "page.points": {
        "zero": "لا نقاط",
        "one": "نقطة واحدة",
        "two": "نقطتان",
        "few": "{count} نقاط",
        "many": "{count} نقطة",
        "other": "{count} نقطة",
    },
}


def test_a_course_may_bring_a_catalogue_and_what_it_lacks_is_said_in_english(speak: Speak, tmp_path: Path) -> None:
    (tmp_path / "ar.json").write_text(json.dumps(ARABIC), "utf-8")
    speak("ar", "ar", tmp_path)
    assert [say("page.points", count=n) for n in (0, 1, 2, 5, 11)] == [
        "لا نقاط",
        "نقطة واحدة",
        "نقطتان",
        "\u20685\u2069 نقاط",
        "\u206811\u2069 نقطة",
    ]
    assert say("page.check") == "Check"
    missing = lacking("ar", tmp_path)
    assert "page.check" in missing
    assert "page.saved" not in missing
    assert (spoken()["lang"], spoken()["written"]) == ("ar", "ar")


def test_what_authors_wrote_is_marked_where_the_page_speaks_another_language(speak: Speak) -> None:
    speak("en", "ar")
    assert as_written("<p>نص</p>") == '<div lang="ar" dir="rtl"><p>نص</p></div>'
    assert as_written("words", "es", "span") == '<span lang="es" dir="ltr">words</span>'
    speak("ar", "ar")
    assert as_written("<p>نص</p>") == "<p>نص</p>"
    assert [direction(each) for each in ("ar", "fa-IR", "he", "es", "art")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]


# How a course says what it speaks


@pytest.fixture
def small(tmp_path: Path) -> Course:
    return write_course(tmp_path)


@pytest.mark.parametrize(
    ("line", "language"), [("", "en"), ('language = "es"', "es"), ('language = "pt"', "pt"), ("language = 5", "en")]
)
def test_course_toml_decides_and_the_page_speaks_it(small: Course, line: str, language: str) -> None:
    small.folder.mkdir()
    (small.folder / "course.toml").write_text(line, "utf-8")
    small.enter()
    assert (spoken()["lang"], spoken()["written"]) == (language, "en")
    assert os.environ[tongue.VARIABLE].split(os.pathsep)[:2] == [language, "en"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('language = "pt-BR"', 'line 1, language = "pt-BR" is more than is told apart; write "pt"'),
        ('language = "fr"', 'line 1, language = "fr" is no language that pages can speak; there are en, es, pt'),
        ("language = 5", "line 1, language = 5 is no text"),
    ],
)
def test_a_language_that_is_not_there_is_named_with_those_that_are(small: Course, line: str, said: str) -> None:
    small.folder.mkdir()
    (small.folder / "course.toml").write_text(line, "utf-8")
    with pytest.raises(Exception, match=re.escape(said)):
        read_plan(small)


def test_a_checkout_says_what_its_lessons_are_written_in_and_its_pages_follow(small: Course) -> None:
    (small.root / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.x]\nlanguage = "pt"\n', "utf-8")
    small.enter()
    assert (spoken()["lang"], spoken()["written"], read_plan(small).language) == ("pt", "pt", "pt")
    assert markup("page.check") == "Verificar"
    assert ASSIGNMENT in small.assignments()
    assert catalogue.languages() == ["en", "es", "pt"]
