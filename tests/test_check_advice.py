"""Does `check` name what is hardly meant: an example's words, a picture nobody sees, an objective that is not there?"""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring import lesson_template, making
from instructor.authoring.findings import findings
from instructor.authoring.templates import EXAMPLES, Setting, example_words, item_lines, strings
from instructor.course import Course
from quizzes.authored import composed, value
from tests.mistakes import BANK_FILE, KEYS_FILE, Mistake, make
from tests.small_course import ASSIGNMENT


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_the_words_of_an_example_are_named_until_they_are_replaced(sources: Course) -> None:
    for words in (("item", "quiz-01", "choice", "mine"), ("quiz", ASSIGNMENT, "more", "written")):
        made = CliRunner().invoke(main, ["new", *words])
        assert made.exit_code == 0, made.output
    done = run(ASSIGNMENT)
    assert done.exit_code == 0, "what `new` writes can be tried as it is"
    assert (
        'advice: item "mine": the example\'s words still stand in stem, options.a, options.b, options.c;' in done.output
    )
    assert (
        'advice: key of "mine": the example\'s words still stand in rationale, feedback.b, feedback.c, dia'
        in done.output
    )
    assert 'advice: item "more": the example\'s words still stand in stem, criteria[1]; write' in done.output
    cells = [("more-task", making.TASK), ("more-task", making.SCHEME), ("more", making.MODEL_ANSWER)]
    for cell, line in cells:
        assert f'advice: cell "{cell}": the example\'s words still stand: “{line}”' in done.output
    assert done.output.endswith(f"{ASSIGNMENT}: nothing to mend, 6 to look at\n")
    bank, keys = sources.bank_file(ASSIGNMENT), sources.keys_file(ASSIGNMENT)
    for path, old in ((bank, "Write the question here."), (keys, "Say why the key is right.")):
        path.write_text(path.read_text("utf-8").replace(old, "Who pays for this?"), "utf-8")
    assert 'item "mine": the example\'s words still stand in options.a, options.b, options.c;' in run(ASSIGNMENT).output
    assert 'key of "mine": the example\'s words still stand in feedback.b, feed' in run(ASSIGNMENT).output


def test_of_each_type_the_words_of_the_example_are_known() -> None:
    words = example_words()
    for kind in EXAMPLES.keys() - {"verdict"}:  # which judges a step of the course's argument
        written = value(composed("\n".join(item_lines(kind, "mine", "", Setting(), 1, practice=True))))
        found = words & {*strings(written)}
        assert len(found) >= (1 if kind == "note" else 2), kind
        assert "Write the question here." in found
    assert not words & {"per cent", "model", "a"}


def test_a_new_lesson_names_what_is_still_to_be_written(sources: Course) -> None:
    assert CliRunner().invoke(main, ["new", "lesson", "02-mine", "--title", "T", "--question", "Q?"]).exit_code == 0
    done = run("02-mine")
    assert done.exit_code == 0, done.output
    for words in (lesson_template.OBJECTIVE, lesson_template.KEY_POINT):
        assert f"“{words}”; write your own" in done.output


def test_a_picture_that_no_question_shows_is_named(sources: Course) -> None:
    folder = sources.bank_file(ASSIGNMENT).with_suffix("")
    folder.mkdir()
    for name in ("shown.png", "told.png", "left.png", "named.png"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / ".DS_Store").write_bytes(b"")
    declared = "".join(f"  {name}.png: {{source: Us, licence: CC0}}\n" for name in ("shown", "told", "named"))
    make(
        sources,
        Mistake("", BANK_FILE, "quizzes:\n", f"pictures:\n{declared}quizzes:\n", ""),
        Mistake("", BANK_FILE, "stem: Two and a half?", 'stem: "![A half](shown.png) Two and a half?"', ""),
        Mistake("", KEYS_FILE, "rationale: Half of five", "rationale: Half, ![H](told.png),", ""),
    )
    done = run(ASSIGNMENT, "--fix")  # which writes the schemas
    assert done.exit_code == 0, done.output
    words = "no question shows this picture; show it as ![What it shows]"
    assert (
        f"{BANK_FILE}:1: advice: pictures.left.png: {words}(left.png), or take it out of quizzes/bank/" in done.output
    )
    assert f"{BANK_FILE}:6: advice: pictures.named.png: {words}(named.png)" in done.output
    assert done.output.count("advice") == 2


def test_an_objective_that_the_lesson_does_not_have_is_named(sources: Course) -> None:
    path = sources.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    listed = "**Objectives.** After this lesson you can\n\n1. tell goods apart;\n2. say who pays.\n"
    notebook["cells"][0]["source"] = f"# Small\n\n{listed}"
    path.write_text(json.dumps(notebook), "utf-8")
    assert findings(sources, ASSIGNMENT) == []
    make(sources, Mistake("", BANK_FILE, "objective: 1", "objective: 3", ""))
    (found,) = findings(sources, ASSIGNMENT)
    words = "there is no objective 3: the lesson's first cell lists 2; write one of them, or add it there"
    assert str(found) == f'{BANK_FILE}:12: item "s-p-club": objective: {words}'
