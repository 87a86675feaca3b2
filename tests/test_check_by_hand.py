"""Does `check` lead out of the slips that happened at a keyboard, in a plain editor, with *Change it* alone?"""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring.findings import findings
from instructor.authoring.lesson_template import KEY_POINT, OBJECTIVE
from instructor.authoring.making import MODEL_ANSWER, SCHEME, TASK
from instructor.course import Course
from tests.mistakes import BANK_FILE, KEYS_FILE, NOTEBOOK, Mistake, make
from tests.small_course import ASSIGNMENT

SLIPS = (
    Mistake(
        "no space behind a colon",
        KEYS_FILE,
        "key: a\n",
        "key:a\n",
        ":5: this is not YAML: between `key:` and what follows there is a space",
    ),
    Mistake(
        "a name without its colon",
        KEYS_FILE,
        "s-club:\n",
        "s-club\n",
        ":4: this is not YAML: behind a name there is a colon; a text that goes on begins further in than its name",
    ),
    Mistake(
        "a line one letter too far in",
        KEYS_FILE,
        "    rationale: A club",
        "     rationale: A club",
        ":6: this is not YAML: this line stands further in than the one above; begin it below the first letter of",
    ),
    Mistake(
        "a colon in a text that goes on",
        BANK_FILE,
        "stem: Two and a half?",
        "stem: Two\n          note: and a half?",
        ":41: this is not YAML: this line stands further in than the one above; begin it below the first letter of "
        "those it belongs to, or, where it goes on with the text above, put all of that behind `>-`",
    ),
    Mistake(
        "a text in a wrong place",
        BANK_FILE,
        "    title: Small quiz\n",
        '    title: "Small quiz"\n          A good that all share.\n',
        ":21: this is not YAML: this text stands behind no name; put it behind one, as `stem: >-`, or take it out",
    ),
    Mistake(
        "a text that goes on behind its quotation marks",
        BANK_FILE,
        "stem: Two and a half?",
        'stem: "Two" and a half?',
        ":40: this is not YAML: expected <block end>, but found '<scalar>'; a text with a colon, a # or a quotation",
    ),
    Mistake(
        "a quotation mark in a notebook's text",
        NOTEBOOK,
        "A lesson with",
        'A "lesson" with',
        ": here, or in the line above, the notebook's form is broken (Expecting ',' delimiter); a text stands in quo",
    ),
    Mistake(
        "half a notebook",
        NOTEBOOK,
        '"nbformat"',
        "",
        ": here, or in the line above, the notebook's form is broken (Expecting property name enclosed in double quo",
    ),
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.mark.parametrize("slip", SLIPS, ids=[each.name for each in SLIPS])
def test_a_slip_is_named_once_with_its_line_and_what_mends_it(slip: Mistake, sources: Course) -> None:
    make(sources, slip)
    said = [str(each) for each in findings(sources, ASSIGNMENT)]
    assert len(said) == 1, said
    assert said[0].startswith(slip.file), said
    assert slip.said in said[0], said


def test_a_broken_notebook_is_named_by_its_line_and_by_no_traceback(sources: Course) -> None:
    path = sources.root / NOTEBOOK
    make(sources, SLIPS[-2])
    line = next(number for number, text in enumerate(path.read_text("utf-8").splitlines(), 1) if '"lesson"' in text)
    for more in ([], ["--fix"]):
        checked = run("check", ASSIGNMENT, *more)
        assert checked.exit_code == 1
        assert f"{NOTEBOOK}:{line}: here, or in the line above" in checked.output
    new_item, new_quiz = ["new", "item", "quiz-01", "choice", "mine"], ["new", "quiz", ASSIGNMENT, "mine", "choice"]
    for words in (["release", ASSIGNMENT], new_item, new_quiz):
        done = run(*words)
        assert isinstance(done.exception, SystemExit), done.exception
        assert f"{path.name}: line {line}: here, or in the line above" in done.output


def test_a_wrong_option_of_which_nothing_is_said_is_named_and_released(sources: Course) -> None:
    feedback = "    feedback: {b: No one can be kept from a public good once it is there.}\n"
    make(
        sources,
        Mistake("", KEYS_FILE, feedback, "", ""),
        Mistake("", BANK_FILE, "          feedback: {b: Think of the door.}\n", "", ""),
    )
    done = run("check", "--fix", ASSIGNMENT)
    assert done.exit_code == 0, done.output
    said = "nothing is said to whoever picks b; say it in `feedback:`"
    assert f'{KEYS_FILE}:4: advice: key of "s-club": {said}' in done.output
    assert f'{BANK_FILE}:14: advice: item "s-p-club": answer: {said}' in done.output
    assert done.output.endswith(f"{ASSIGNMENT}: nothing to mend, 2 to look at\n")


def test_the_example_of_a_cell_is_named_by_the_line_in_which_its_words_stand(sources: Course) -> None:
    assert run("new", "lesson", "02-mine", "--title", "T", "--question", "Q?").exit_code == 0
    file = "notebooks/02-mine/02-mine.ipynb"
    lines = (sources.root / file).read_text("utf-8").splitlines()
    for words in (OBJECTIVE, TASK, SCHEME, MODEL_ANSWER, KEY_POINT):
        (line,) = (number for number, text in enumerate(lines, 1) if words in text)
        assert f"{file}:{line}: advice: cell " in run("check", "02-mine").output, words


def test_each_wrong_option_of_the_module_is_answered() -> None:
    done = run("check")
    assert "nothing is said to whoever picks" not in done.output
