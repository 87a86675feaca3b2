"""Does `new` write a question, a quiz and a lesson that pass every check as written, or nothing at all?"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import tomlkit
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring.files import save
from instructor.authoring.findings import findings
from instructor.authoring.making import Wish, new_quiz, put
from instructor.authoring.templates import EXAMPLES, Setting, answer_lines, item_lines
from instructor.course import Course, variable
from instructor.marking.answer_key import find_model, read_answer_key
from instructor.release import make_release
from quizzes.scoring import score
from quizzes.simulation import load_model
from quizzes.types import registered
from tests.small_course import ASSIGNMENT

ROOT = Path(__file__).parent.parent


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["new", *arguments], input=typed)


def everything(course: Course) -> dict[str, bytes]:
    """Return every file of a checkout."""
    made = {"build", "__pycache__"}
    files = (path for path in course.root.rglob("*") if path.is_file() and made.isdisjoint(path.parts))
    return {str(path): path.read_bytes() for path in files}


def points_of(course: Course, cell: str) -> float:
    notebook = json.loads((course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    facts = {each["metadata"].get("nbgrader", {}).get("grade_id"): each["metadata"] for each in notebook["cells"]}
    return float(facts[cell]["nbgrader"]["points"])


# Questions


def test_every_type_has_its_example() -> None:
    assert set(EXAMPLES) == set(registered())


@pytest.mark.parametrize("kind", [name for name, each in registered().items() if not each.by_person])
def test_a_question_of_each_type_passes_every_check_and_earns_what_its_key_says(kind: str, sources: Course) -> None:
    before = sources.bank(ASSIGNMENT)
    done = run("item", "warm-up", kind, "123")
    assert done.exit_code == 0, done.output
    assert findings(sources, ASSIGNMENT) == []
    quiz = sources.bank(ASSIGNMENT).quiz("warm-up")
    assert quiz.items[:-1] == before.quiz("warm-up").items
    assert (quiz.items[-1].id, quiz.items[-1].kind) == ("123", kind)
    assert sources.bank(ASSIGNMENT).quizzes[1:] == before.quizzes[1:]
    if quiz.items[-1].keyed:
        item, answer = quiz.items[-1], quiz.items[-1].answer
        assert answer
        model = find_model(sources, ASSIGNMENT, item.simulated_by) if item.simulated_by else None
        assert score(item, answer, item.right(answer, model), model).points == item.points
        assert answer.feedback or kind == "hottext"


def test_the_model_of_a_new_run_draws_says_and_tabulates(sources: Course) -> None:
    assert run("item", "warm-up", "run", "new-run").exit_code == 0
    model = load_model(sources.source(ASSIGNMENT) / "model.py")
    outcome = model.simulate(alpha=4.0)
    assert model.draw({"alpha": 4.0}, outcome, 300.0).panels
    assert model.describe({"alpha": 4.0}, outcome) == "Of 4 comes 8."
    assert [len(row) for row in model.table({"alpha": 4.0}, outcome)] == [2, 2]


def test_a_graded_question_has_its_key_apart_and_its_cell_the_points(sources: Course) -> None:
    done = run("item", "quiz-01", "match", "no", "--points", "2.5", "--stem", "Which: one?")
    assert done.exit_code == 0, done.output
    item = sources.bank(ASSIGNMENT).quiz("quiz-01").items[-1]
    assert (item.answer, item.points, item.stem) == (None, 2.5, "Which: one?")
    assert list(sources.keys(ASSIGNMENT).keys) == ["s-club", "s-several", "s-number", "no", "s-run"]
    assert points_of(sources, "quiz-01") == 6.5
    release = make_release(sources, ASSIGNMENT)
    assert "takes one thing for another" not in (release / "quiz.json").read_text("utf-8")
    said = [line for line in done.output.splitlines() if line.startswith("wrote ")]
    for line in said:
        file, number = re.match(r"wrote (.+):(\d+)$", line).groups()  # type: ignore[union-attr]
        assert (sources.root / file).read_text("utf-8").splitlines()[int(number) - 1].strip()
    assert f"quizzes/bank/{ASSIGNMENT}.yaml" in said[0]


def test_words_with_a_colon_may_take_the_place_of_the_examples(sources: Course) -> None:
    assert run("item", "warm-up", "choice", "new").exit_code == 0
    path = sources.bank_file(ASSIGNMENT)
    text = path.read_text("utf-8").replace("Write the question here.", "Made up: who pays?")
    path.write_text(text.replace("Say why the key is right.", "One does: “I pay”."), "utf-8")
    item = sources.bank(ASSIGNMENT).quiz("warm-up").items[-1]
    assert (item.stem, item.answer and item.answer.rationale) == ("Made up: who pays?", "One does: “I pay”.")


def test_a_new_task_can_be_edited_until_it_is_released(sources: Course) -> None:
    assert run("quiz", ASSIGNMENT, "new", "written").exit_code == 0
    release = make_release(sources, ASSIGNMENT)
    places = sources.source(ASSIGNMENT), release
    source, released = (
        next(
            each["metadata"]
            for each in json.loads((at / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))["cells"]
            if each["metadata"].get("nbgrader", {}).get("grade_id") == "new-task"
        )
        for at in places
    )
    assert (source["deletable"], source.get("editable", True)) == (False, True)
    assert (released["deletable"], released["editable"]) == (False, False)


def test_it_rests_on_what_the_quiz_rests_on_and_says_what_else_it_may_have() -> None:
    lines = item_lines("choice", "new", "", Setting(3, "some-concept", ((2, "words, with: signs"),)), 1, practice=True)
    assert "#   shuffle: true or false" in lines
    assert '  - {paragraph: 2, quote: "words, with: signs"}' in lines
    assert any(line.startswith("objective: 3") for line in lines)
    assert all("#" in line for line in answer_lines("choice") if line[0] != " ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["item", "warm-up", "choice", "s-club"], f'"s-club" is taken in {ASSIGNMENT}; choose another id'),
        (["item", "warm-up", "choice", "limit-01"], f'"limit-01" is taken in {ASSIGNMENT}; choose another id'),
        (["item", "warm-up", "chioce", "new"], 'there is no type "chioce"; the types are choice, multiple'),
        (["item", "warmup", "choice", "new"], 'there is no quiz "warmup"; did you mean "warm-up"?'),
        (
            ["item", "warm-up", "choice", "New one"],
            '"New one" is no id; write small letters, digits and single hyphens',
        ),
        (
            ["item", "quiz-01", "vote", "new"],
            '"quiz-01" is graded, and a vote has no key; add it to a quiz for practice',
        ),
        (["item", "quiz-01", "written", "new"], "a written answer is a quiz of its own; use: python -m instructor new"),
        (["item", "warm-up", "choice"], "name what is missing: ID: an id for the question"),
        (["quiz", "01-smll", "new", "choice"], f'there is no assignment "01-smll"; did you mean "{ASSIGNMENT}"?'),
        (["quiz", ASSIGNMENT, "new", "note", "--graded"], "a note has no key, so no graded quiz has one"),
        (["quiz", ASSIGNMENT, "quiz-01", "choice"], f'"quiz-01" is taken in {ASSIGNMENT}; choose another id'),
        (["quiz", ASSIGNMENT, "new", "choice", "--after", "title-1"], 'has no cell "title-1"; did you mean "title"?'),
        (["lesson", ASSIGNMENT], "is there already; choose another name for the lesson"),
        (["lesson", "Lesson 8"], '"Lesson 8" is no name of a lesson'),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(arguments: list[str], message: str, sources: Course) -> None:
    before = everything(sources)
    done = run(*arguments)
    assert done.exit_code in (1, 2)
    assert message in done.output.replace("\n", " ")
    assert everything(sources) == before


def test_nothing_is_written_into_a_lesson_with_errors_or_that_would_have_some(sources: Course) -> None:
    path = sources.bank_file(ASSIGNMENT)
    texts = new_quiz(sources, ASSIGNMENT, Wish("more", "choice", "More"), None)
    before = everything(sources)
    broken = {file: text.replace("objective: 1   #", "objective: 99   #") for file, text in texts.items()}
    with pytest.raises(Exception, match="it does not fit 01-small, so nothing was written"):
        put(sources, ASSIGNMENT, broken)
    assert {name: each for name, each in everything(sources).items() if ".schema." not in name} == before
    path.write_text(path.read_text("utf-8").replace("quote: Instead of", "quote: In place of", 1), "utf-8")
    before = everything(sources)
    done = run("item", "warm-up", "choice", "new")
    assert "01-small has errors; mend them first (nothing was written):" in done.output
    assert everything(sources) == before


def test_what_is_interrupted_leaves_everything_as_it_was(sources: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before, saved = everything(sources), list[Path]()

    def interrupted(path: Path, text: str) -> None:
        if saved:
            raise KeyboardInterrupt
        saved.append(path)
        save(path, text)

    monkeypatch.setattr("instructor.authoring.making.save", interrupted)
    assert run("item", "quiz-01", "choice", "s-new").exit_code != 0
    assert len(saved) == 1
    assert everything(sources) == before


def test_what_is_not_named_is_asked(sources: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instructor.authoring.commands.is_terminal", lambda: True)
    done = run("item", typed="warm-up\nchoice\ntyped\n")
    assert done.exit_code == 0, done.output
    assert "TYPE: the type of the question (choice, multiple, number" in done.output
    assert sources.bank(ASSIGNMENT).quiz("warm-up").items[-1].id == "typed"


def test_remarks_and_line_ends_of_a_file_stay(sources: Course) -> None:
    path = sources.bank_file(ASSIGNMENT)
    text = path.read_text("utf-8").replace(
        "Takes a shared door for an open one.}\n", "One.}   # said in class\n          # ask again\n"
    )
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert run("item", "warm-up", "choice", "new").exit_code == 0
    after = path.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n")
    made = after.replace("\r\n", "\n")
    assert "# said in class\n          # ask again\n      - id: new\n" in made
    start = made.index("      - id: new\n")
    assert made[:start] + made[made.index("  - id: quiz-01") :] == text


# Quizzes and lessons


def test_a_quiz_stands_in_the_bank_and_in_the_notebook_where_it_was_wanted(sources: Course) -> None:
    assert run("quiz", ASSIGNMENT, "more", "multiple", "--graded", "--after", "title", "--points", "3").exit_code == 0
    assert run("quiz", ASSIGNMENT, "last", "choice", "--title", "At last: more").exit_code == 0
    assert findings(sources, ASSIGNMENT) == []
    notebook = json.loads((sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    names = [cell["id"] for cell in notebook["cells"]]
    assert names[:2] == ["title", "more"]
    assert names[-2:] == ["limit-01", "last"]
    assert points_of(sources, "more") == 3
    bank = sources.bank(ASSIGNMENT)
    assert (bank.quiz("more").graded, bank.quiz("last").title) == (True, "At last: more")
    make_release(sources, ASSIGNMENT)


def test_a_written_task_has_its_scheme_its_field_and_its_points(sources: Course) -> None:
    assert run("quiz", ASSIGNMENT, "essay", "written", "--points", "4").exit_code == 0
    release = make_release(sources, ASSIGNMENT)
    notebook = (release / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
    assert '"essay-field"' in notebook
    assert "For graders" not in notebook
    assert "A model answer" not in notebook
    assert points_of(sources, "essay") == 4


def test_a_lesson_is_released_and_marked_as_it_is_written(sources: Course) -> None:
    sources.folder.mkdir()
    (sources.folder / "course.toml").write_text(
        'zone = "UTC"\n[lessons]\n01-small = { weight = 1 }   # Small\n', "utf-8"
    )
    (sources.root / "README.md").write_text("# X\n\n| `01-small` | Why? | 5 |\n\nMore.\n", "utf-8")
    done = run("lesson", "02-trade", "--title", "Who trades?", "--question", "Who trades, and why?")
    assert done.exit_code == 0, done.output
    assert findings(sources, "02-trade") == []
    release = make_release(sources, "02-trade")
    assert {"quiz.json", "02-trade.ipynb"} <= {path.name for path in release.iterdir()}
    key = read_answer_key(sources, "02-trade")
    assert key.quiz_points == {"quiz-02": 1.0}
    plan = tomlkit.parse((sources.folder / "course.toml").read_text("utf-8"))
    assert plan["lessons"]["02-trade"] == {"weight": 1}
    assert "# Small" in (sources.folder / "course.toml").read_text("utf-8")
    minutes = re.search(r"\*\*Time\.\*\* (\d+) minutes", (release / "02-trade.ipynb").read_text("utf-8"))
    assert minutes
    row = f"| `01-small` | Why? | 5 |\n| `02-trade` | Who trades, and why? | {minutes[1]} |\n\nMore."
    assert row in (sources.root / "README.md").read_text("utf-8")


def test_in_a_course_folder_made_by_new_course(
    sources: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable("COURSE"), raising=False)
    folder = tmp_path.with_name(f"{tmp_path.name}-term")
    assert run("course", str(folder), "--zone", "Europe/Berlin").exit_code == 0
    monkeypatch.delenv(variable("COURSE"), raising=False)
    done = run("lesson", "02-trade")
    assert done.exit_code == 0, done.output
    assert "02-trade" in (folder / "course.toml").read_text("utf-8")
    shutil.rmtree(folder)


def test_in_this_repository_a_question_is_added_and_all_else_stays(copied: Course) -> None:
    lesson = "02-who-pays-for-order"
    before = copied.bank_file(lesson).read_text("utf-8")
    assert run("item", "quiz-02", "order", "l2-new").exit_code == 0
    assert findings(copied, lesson) == []
    after = copied.bank_file(lesson).read_text("utf-8").splitlines()
    left = iter(after)
    assert all(line in left for line in before.splitlines()), "every line that was there still is, in its order"
    assert run("lesson", "08-trade").exit_code == 0
    assert findings(copied, "08-trade") == []
    assert "| `08-trade` |" in (copied.root / "README.md").read_text("utf-8")
