"""Does a text of one's own become a course by one command: of any length, in any language, either way of writing?"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.beginning import LESSON, course_id, paragraphs_of
from instructor.course import POINTER, SOURCES, Course, CourseError, variable
from instructor.plan import NAME
from quizzes.folders import workplace
from quizzes.scoring import score
from tests.small_course import write_course

ARABIC = "وصل الشاي إلى الميناء في الربيع. لم يطلبه أحد.\nباعه التجار بالأوقية، لأن الرسوم كانت تُحسب على الصندوق.\n"
FACTS = [f"--fact={name}={name} of it" for name in ("title", "author", "date", "publisher", "licence", "url")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout that `.course` is written into, with nothing in the environment but its place."""
    root = write_course(tmp_path / "checkout").root
    monkeypatch.setenv(variable("ROOT"), str(root))
    monkeypatch.delenv(variable("COURSE"), raising=False)
    return root


def begin(tmp_path: Path, text: str, language: str, *more: str) -> Path:
    """Give the command; return the folder of the course."""
    (tmp_path / "text.txt").write_text(text, "utf-8")
    folder = tmp_path / "Meu curso é meu"
    done = run(
        "new", "course", str(folder), "--text", str(tmp_path / "text.txt"), "--language", language, *FACTS, *more
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize(
    ("text", "language", "title", "items"),
    [
        ("Um só parágrafo, sem mais.\n", "pt-BR", "Primeira leitura", ["p-count", "q-words"]),
        (ARABIC, "ar", "First reading", ["p-count", "q-where"]),
        (
            "\n\n".join(f"Paragraph {n}: it says\nlittle." for n in range(1, 41)),
            "en",
            "First reading",
            ["p-count", "q-where"],
        ),
        ('Uno es "así": con dos puntos.\n\nDos — y «más».', "es", "Primera lectura", ["p-count", "q-where"]),
    ],
    ids=["one paragraph", "from the right", "forty", "signs"],
)
def test_what_the_command_writes_is_released_as_it_is(
    checkout: Path, tmp_path: Path, text: str, language: str, title: str, items: list[str]
) -> None:
    folder = begin(tmp_path, text, language)
    assert (checkout / POINTER).read_text("utf-8") == f"{folder / 'course'}\n"
    os.environ.pop(variable("COURSE"))
    os.environ[variable("ROOT")] = str(checkout)  # as a new shell has it: `.course` leads to the rest
    done = run("release")
    assert done.exit_code == 0, done.output
    course = Course.here()
    assert (course.root, course.folder, course.course_id) == (folder, folder / "course", "meu-curso-e-meu")
    place = workplace(course.step("release", LESSON))
    assert [item.id for quiz in place.bank.quizzes for item in quiz.items] == items
    with zipfile.ZipFile(course.folder / "handout" / f"{LESSON}-handout.zip") as handout:
        (wheel,) = (name for name in handout.namelist() if name.endswith(".whl"))
        handout.extract(wheel, tmp_path)
    with zipfile.ZipFile(tmp_path / wheel) as packed:
        manifest = json.loads(packed.read("quizzes/lessons.json"))
        assert packed.read("seeds/essay.txt").decode().split() == text.split()
    assert manifest["written_in"] == language
    assert manifest["lessons"][0]["title"] == title
    assert manifest["lessons"][0]["minutes"] == 30


def test_pages_speak_the_lessons_language_where_they_can_and_english_elsewhere(checkout: Path, tmp_path: Path) -> None:
    folder = begin(tmp_path, ARABIC, "ar")
    plan = tomllib.loads((folder / "course" / NAME).read_text("utf-8"))
    assert (plan["language"], plan["title"]) == ("en", "title of it")
    (folder / "quizzes" / "words").mkdir()
    (folder / "quizzes" / "words" / "ar.json").write_text('{"page.check": "تحقّق"}', "utf-8")
    course = Course(folder, folder / "course")
    assert course.words == folder / "quizzes" / "words"
    (course.folder / NAME).write_text('language = "ar"\n', "utf-8")
    assert course.language == "ar"
    os.environ.pop(variable("COURSE"))
    os.environ[variable("ROOT")] = str(checkout)
    done = run("settle")
    assert "ar.json has no words for agreement.all, agreement.alpha, agreement.alpha_is and" in done.output
    assert "students read these in English" in " ".join(done.output.split())


def test_what_is_begun_goes_into_the_course_that_is_in_use(checkout: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    folder = begin(tmp_path, "One: it says.\n\nTwo.\n", "en")
    assert run("check").output == f"{LESSON}: nothing to mend\n"
    given = [("item", "quiz-01", "choice", "mine"), ("quiz", LESSON, "more", "number"), ("lesson", "02-more")]
    for words in given:
        for name in ("ROOT", "COURSE"):
            os.environ.pop(variable(name))  # as in a terminal, where each command begins anew
        os.environ[variable("ROOT")] = str(checkout)
        done = run("new", *words)
        assert done.exit_code == 0, done.output
    bank = Course(folder, folder / "course").bank(LESSON)
    assert [quiz.id for quiz in bank.quizzes] == ["first-look", "quiz-01", "more"]
    assert bank.quiz("quiz-01").items[-1].id == "mine"
    assert "02-more" in (folder / "course" / NAME).read_text("utf-8")
    os.environ.pop(variable("COURSE"))
    os.environ[variable("ROOT")] = str(checkout)
    assert run("check").output.count("nothing to mend") == 2
    assert {path: path.read_bytes() for path in before} == before


def test_nothing_is_overwritten_and_a_wrong_call_says_what_to_do(checkout: Path, tmp_path: Path) -> None:
    folder = begin(tmp_path, "A text.\n\nOf two.\n", "en")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = run("new", "course", str(folder), "--text", str(tmp_path / "text.txt"), "--language", "en", *FACTS)
    assert (again.exit_code, "is not overwritten; name another folder" in again.output) == (1, True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    for arguments, said in (
        (["--language", "es"], "go with --text"),
        (["--text", "text.txt", "--language", "spanish!"], "is no tag of a language"),
        (["--text", "text.txt", "--fact", "autor=X"], 'knows no "autor"; did you mean "author"?'),
    ):
        named = [str(tmp_path / each) if each.endswith(".txt") else each for each in arguments]
        done = run("new", "course", str(tmp_path / "other"), *named)
        assert done.exit_code == 2
        assert said in " ".join(done.output.split()), done.output
        assert not (tmp_path / "other").exists()


def test_a_folder_in_use_keeps_every_file_and_gets_no_half_of_a_course(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("A text.\n\nOf two.\n", "utf-8")
    arguments = ("--text", str(tmp_path / "text.txt"), "--language", "en", *FACTS)
    for name in ("pyproject.toml", "instructor"):
        folder = tmp_path / f"with-{name}"
        folder.mkdir()
        (folder / name).write_text("mine\n", "utf-8")  # no keys can be written where `instructor` is a file
        done = run("new", "course", str(folder), *arguments)
        assert done.exit_code != 0
        assert [path.relative_to(folder).as_posix() for path in folder.rglob("*")] == [name]
        assert (folder / name).read_text("utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("One day it rained.\n\nAnd so it was.\n\nAnd so it was.\n\nThen it cleared.", {"p4"}),
        ("And so it was.\n\nAnd so it was.\n\nAnd so it was.", {"p1", "p2", "p3"}),
    ],
    ids=["another paragraph is asked for", "all begin alike"],
)
def test_every_paragraph_that_begins_as_asked_is_right(
    text: str, right: set[str], checkout: Path, tmp_path: Path
) -> None:
    folder = begin(tmp_path, text, "en")
    course = Course(folder, folder / "course")
    course.enter()
    (item,) = course.bank(LESSON).quiz("quiz-01").items
    answer = course.keys(LESSON).keys["q-where"]
    assert {name for name in ("p1", "p2", "p3", "p4")[: text.count(".")] if score(item, answer, [name]).points} == right


def test_files_beside_a_text_of_ones_own_are_named_as_one_opens_them_from_here(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begin(tmp_path, "A text.\n\nOf two.\n", "en")
    monkeypatch.chdir(checkout)
    bank = f"../{folder.name}/quizzes/bank/{LESSON}.yaml"
    assert f"wrote {bank}:" in run("new", "item", "quiz-01", "choice", "mine").output
    assert f"{bank}:" in run("check").output, "advice: the example's words"
    path = checkout / bank
    path.write_text(path.read_text("utf-8").replace("type: choice", "type: choise"), "utf-8")
    assert f'{bank}:24: item "mine": type: there is no type "choise"; did you mean "choice"?' in run("check").output
    path.write_text(path.read_text("utf-8").replace("assignment: ", "assignment: 1"), "utf-8")
    assert f"{bank}: mended: " in run("check", "--fix").output


def test_what_is_not_said_of_a_text_is_named(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("One.\n\nTwo.\n", "utf-8")
    done = run("new", "course", str(tmp_path / "mine"), "--text", str(tmp_path / "text.txt"), "--fact", "author=Ana")
    assert done.exit_code == 0
    assert "lacks title, date, publisher, licence, url" in " ".join(done.output.split())
    assert json.loads((tmp_path / "mine" / "seeds" / "essay.json").read_text("utf-8"))["author"] == "Ana"


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (b"\xef\xbb\xbfOne\r\ntwo\r\n\r\n\r\nThree\r\n", ["One two", "Three"]),
        (b"One.\nTwo.\nThree.\n\n\n", ["One.", "Two.", "Three."]),
        ("a\u00a0b  c\n".encode(), ["a b c"]),
    ],
)
def test_a_text_is_parted_by_blank_lines_or_else_by_lines(tmp_path: Path, text: bytes, paragraphs: list[str]) -> None:
    (tmp_path / "text.txt").write_bytes(text)
    assert paragraphs_of(tmp_path / "text.txt") == paragraphs


@pytest.mark.parametrize(
    ("text", "said"), [(b"\xff\xfeO\x00", "save it as plain text in UTF-8"), (b" \n\n", "is empty")]
)
def test_what_is_no_text_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "text.txt").write_bytes(text)
    with pytest.raises(CourseError, match=said):
        paragraphs_of(tmp_path / "text.txt")


@pytest.mark.parametrize(("name", "id"), [("Tea & Trade", "tea-trade"), ("Ação_2", "acao-2"), ("شاي", "course")])
def test_a_folders_name_gives_the_course_its_id(name: str, id: str) -> None:  # noqa: A002
    assert course_id(name) == id


def _anew(checkout: Path) -> None:
    """Let the next command begin as in a new terminal."""
    os.environ.pop(variable("COURSE"), None)
    os.environ[variable("ROOT")] = str(checkout)


def test_a_course_folder_elsewhere_leads_to_its_sources(checkout: Path, tmp_path: Path) -> None:
    folder = begin(tmp_path, "One: it says.\n\nTwo.\n", "en")
    kept = tmp_path / "elsewhere" / "kept"
    kept.mkdir(parents=True)
    (kept / NAME).write_text((folder / "course" / NAME).read_text("utf-8"), "utf-8")
    _anew(checkout)
    assert "is no lesson of this checkout" in run("--course", str(kept), "settle").output
    (kept / SOURCES).write_text(f"{folder}\n", "utf-8")
    _anew(checkout)
    done = run("--course", str(kept), "settle")
    assert done.exit_code == 0, done.output
    assert LESSON in done.output


@pytest.mark.long
def test_a_rehearsal_that_is_kept_is_looked_into_by_other_commands(checkout: Path, tmp_path: Path) -> None:
    begin(tmp_path, "One: it says.\n\nTwo.\n", "en")
    _anew(checkout)
    done = run("rehearse", "--keep")
    assert done.exit_code == 0, done.output
    kept = Path(done.output.rpartition("kept: ")[2].strip())
    _anew(checkout)
    done = run("--course", str(kept), "marks")
    shutil.rmtree(kept)
    assert done.exit_code == 0, done.output
    assert "Rehearsal Student" in done.output
