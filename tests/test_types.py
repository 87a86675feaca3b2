"""Does every item type keep what `BaseItem` says, and does a type from outside go through the whole house?"""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from instructor.course import Course
from instructor.demo import Student, answer_quizzes
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import answer_given, review
from instructor.preprocessors import for_students
from instructor.reports import items as item_analysis
from instructor.reports.page import html as report_html
from quizzes import page
from quizzes.bank import BankError, load_quiz_json
from quizzes.complete import unanswered
from quizzes.folders import Workplace
from quizzes.journal import replay
from quizzes.scoring import Mark, score
from quizzes.types import BaseItem, Choice, Item, register, registered, unregister
from quizzes.widget import QuizWidget
from tests.items import RIGHT_RUN, ROWS, answer, double, item, known
from tests.yes_no import YesNo

each_type = pytest.mark.parametrize("kind", ROWS)


def test_every_type_that_is_registered_has_its_row() -> None:
    assert list(ROWS) == [name for name, kind in registered().items() if kind.keyed]
    assert list(registered().values()) == list(get_args(Item))


@pytest.mark.parametrize("name", [name for name in vars(BaseItem) if not name.startswith("_")])
def test_what_a_type_must_do_is_explained_to_whoever_writes_one(name: str) -> None:
    member = inspect.getattr_static(BaseItem, name)
    if callable(member) or isinstance(member, property | classmethod):
        assert inspect.getdoc(getattr(BaseItem, name))


@each_type
def test_a_row_shows_what_is_right_what_is_wrong_and_no_answer(kind: str) -> None:
    shares = {case.share for case in ROWS[kind].marked if not case.blank}
    assert {0, 1} <= shares
    assert any(case.blank for case in ROWS[kind].marked)
    assert ROWS[kind].malformed
    assert ROWS[kind].told


@each_type
def test_the_examples_earn_everything_and_nothing(kind: str) -> None:
    some, given = item(kind), answer(kind)
    some.check(given)
    right, wrong = some.right(given, double), some.wrong(given)
    for response in (right, wrong):
        some.expect(response)
        assert some.is_answered(response)
    assert some.is_complete(right)
    assert some.is_ready(right)
    for response in (right, some.with_commas(right)):
        assert score(some, given, response, double) == Mark(1, 1, "right")
    marked = score(some, given, wrong, double)
    assert (marked.points, marked.outcome) == (0, "wrong")
    assert marked.missed


@each_type
def test_each_mistake_has_words_and_goes_by_its_name_once(kind: str) -> None:
    some, given, row = item(kind), answer(kind), ROWS[kind]
    missed = [score(some, given, case.response, double).missed for case in row.marked]
    assert all(len(names) == len(set(names)) for names in missed)
    assert all(some.in_words(given, name) for names in missed for name in names)
    for name, words in row.in_words.items():
        assert some.in_words(given, name) == words
        some.check(
            answer(kind, feedback={name: "No."}, diagnosis={name: "A misconception."} if "left" not in words else {})
        )


@each_type
def test_the_page_gets_data_and_a_reader_without_script_gets_html(kind: str) -> None:
    some, row = item(kind), ROWS[kind]
    view = page.item_view(some)
    assert json.loads(json.dumps(view)) == view
    assert (view["id"], view["type"], view["points"]) == ("one", kind, 1)
    assert some.static(None)
    for case in row.marked:
        if not case.blank:
            assert some.static(case.response) != some.static(None)
            assert answer_given(some, case.response) not in ("none", "")
    assert all(answer_given(some, response).startswith("<code>") for response, _ in row.refused)


@each_type
def test_the_page_the_static_page_and_the_review_show_what_there_is_and_nothing_else(kind: str) -> None:
    some, shown = item(kind), ROWS[kind].shown
    assert some.view() == shown.view
    assert some.static(None) == some.static("") == shown.blank
    assert some.static(shown.response) == shown.static
    assert answer_given(some, shown.response) == shown.given


@each_type
def test_options_are_drawn_in_an_order_that_stays(kind: str) -> None:
    some = item(kind)
    order = some.shuffled("ana")
    assert order == some.shuffled("ana")
    assert sorted(order) in ([], sorted(ROWS[kind].fields.get("options", {})))
    if order:
        assert len({some.shuffled(f"student {n}") for n in range(9)}) > 1


def test_options_with_a_meaningful_order_keep_it() -> None:
    for kind in ("choice", "multiple"):
        some = item(kind, shuffle=False)
        assert {some.shuffled(f"student {n}") for n in range(9)} == {tuple(ROWS[kind].fields["options"])}


def test_typed_numbers_are_written_with_a_comma_and_nothing_else_is() -> None:
    assert item("number").with_commas("2.5") == "2,5"
    run = {"prediction": "3.5", "parameters": {"alpha": 0.5}, "result": {"provision": 1.5}, "comparison": "4.0"}
    assert item("run").with_commas(run) == run | {"prediction": "3,5", "comparison": "4,0"}
    assert item("run").with_commas({"parameters": None}) == {"parameters": None}
    assert item("hottext").with_commas(["p8.5"]) == ["p8.5"]


def test_what_is_no_number_yet_is_said_of_what_was_typed_last() -> None:
    assert item("number").note("36 years", 1) == item("number").note(None, 1) == ""
    assert item("number").note("36 apples", 1) == "This is not a number yet: 36 apples"
    assert item("run").note(RIGHT_RUN | {"comparison": "four"}, 2) == "This is not a number yet: four"
    assert item("run").note(RIGHT_RUN, 2) == item("run").note(None, 1) == ""
    assert item("choice").note("a", 2) == ""


def test_a_practice_run_is_marked_when_it_is_complete_and_anything_else_when_it_is_answered() -> None:
    run = item("run")
    assert run.is_ready(RIGHT_RUN)
    assert not run.is_ready({"prediction": "3"})
    assert item("match").is_ready({"r": "a"})
    assert not item("match").is_ready({})


def test_a_control_lies_beside_the_module_of_its_type() -> None:
    assert Choice.control() == Path(inspect.getfile(Choice)).with_name("choice.js")
    assert YesNo.control() == Path(__file__).with_name("yes_no.js")


# A type from outside


BANK = """
assignment: 09-toy
quizzes:
  - id: quiz-09
    title: Toy
    graded: true
    items:
      - {id: t-holds, type: yesno, stem: "Does a *club* have a door?", objective: 1, points: 2}
      - {id: t-one, type: choice, stem: "Which?", objective: 1, options: {a: one, b: two}}
"""
KEYS = """
assignment: 09-toy
keys:
  t-holds:
    key: yes-or-no
    rationale: Whoever does not pay stays outside.
    feedback: {"no": Think of who may enter.}
    diagnosis: {"no": Takes a club good for a public one.}
  t-one: {key: a, rationale: Because.}
""".replace("yes-or-no", '"yes"')


@pytest.fixture
def toy() -> Iterator[None]:
    register(YesNo)
    yield
    unregister(YesNo)


@pytest.fixture
def toys(tmp_path: Path) -> Course:
    """Return a course whose one quiz has a question of the toy type."""
    files = {"quizzes/bank/09-toy.yaml": BANK, "instructor/keys/09-toy.yaml": KEYS}
    for path, text in {**files, "pyproject.toml": '[project]\nname = "toys"\n'}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return Course(tmp_path, tmp_path / "build")


def place_of(course: Course, student: str) -> Workplace:
    folder = course.step("submitted", "09-toy", student)
    folder.mkdir(parents=True, exist_ok=True)
    return Workplace(course.bank("09-toy"), folder / "09-toy.ipynb", folder)


def test_a_type_that_is_not_registered_is_no_type(toys: Course) -> None:
    with pytest.raises(BankError, match=r"09-toy\.yaml: quiz .quiz-09.: item .t-holds.: Invalid value 'yesno'"):
        toys.bank("09-toy")


@pytest.mark.usefixtures("toy")
def test_a_toy_type_is_read_shown_answered_marked_reviewed_and_analysed(toys: Course) -> None:
    scheme = read_answer_key(toys, "09-toy")
    (quiz,) = scheme.bank.quizzes
    shown = page.view(quiz)["items"][0]
    assert (shown["type"], shown["options"]) == ("yesno", {"yes": "It holds", "no": "It does not"})
    assert shown["stem"] == "<p>Does a <em>club</em> have a door?</p>"
    for student, responses in {"ana": ["no", "yes"], "bea": ["no"], "cleo": []}.items():
        place = place_of(toys, student)
        widget = QuizWidget(place, quiz)
        sent: list[dict[str, Any]] = []
        widget.send = sent.append
        for response in responses:
            widget._handle_custom_msg({"kind": "answer", "item": "t-holds", "token": "t", "response": response}, [])
        assert [reply["kind"] for reply in sent] == ["saved"] * len(responses)
        assert [entry.response for entry in replay(place.journal(quiz)).entries] == responses
        assert unanswered(place, quiz) == (["2"] if responses else ["1", "2"])
    ana, bea, cleo = (mark_folder(toys.step("submitted", "09-toy", name), scheme) for name in ("ana", "bea", "cleo"))
    assert [marks.quizzes["quiz-09"].points for marks in (ana, bea, cleo)] == [2, 0, 0]
    page_of_bea = review(bea.quizzes["quiz-09"])
    for words in ("It does not</div>", "✗ Not right</strong>, 0 of 2", "Think of who may enter.", "stays outside"):
        assert words in page_of_bea
    holds, _ = item_analysis.item_results(scheme, [ana, bea, cleo])
    assert holds.facility == pytest.approx(1 / 3)
    assert (holds.answered, holds.mistakes) == (2, Counter({"no": 1}))
    report = report_html(item_analysis.report("09-toy", scheme, [ana, bea, cleo]))
    assert '<th scope="row">It does not</th><td>1</td><td>Takes a club good for a public one.</td>' in report


@pytest.mark.usefixtures("toy")
def test_a_toy_type_is_handed_out_and_answered_by_the_made_up_class(toys: Course, tmp_path: Path) -> None:
    scheme = read_answer_key(toys, "09-toy")
    (tmp_path / "quiz.json").write_bytes(msgspec.json.encode(for_students(scheme.bank)))
    assert load_quiz_json(tmp_path / "quiz.json") == (scheme.bank, ())
    static = page.static(scheme.bank.quizzes[0], {"t-holds": "no"})
    assert "1 of 2 answered" in static
    assert "It does not (your answer)" in static
    folder = place_of(toys, "ana").folder
    deserved = answer_quizzes(folder, Student("Ana", "", lambda n: "right", changes=True), scheme)
    assert mark_folder(folder, scheme).quizzes["quiz-09"].points == deserved == 3


@pytest.mark.usefixtures("toy")
def test_a_response_of_another_form_and_a_key_that_is_none_are_refused_as_of_any_type(toys: Course) -> None:
    place = place_of(toys, "ana")
    widget = QuizWidget(place, place.bank.quizzes[0])
    sent: list[dict[str, Any]] = []
    widget.send = sent.append
    widget._handle_custom_msg({"kind": "answer", "item": "t-holds", "token": "t", "response": "maybe"}, [])
    assert sent[0]["error"] == "expected yes or no, found 'maybe'"
    (toys.root / "instructor/keys/09-toy.yaml").write_text(KEYS.replace('key: "yes"', "key: maybe"), "utf-8")
    with pytest.raises(BankError, match=r'09-toy.yaml: item "t-holds": no option "maybe"; the options are yes, no'):
        read_answer_key(toys, "09-toy")


def test_a_type_that_leaves_something_out_is_refused_with_its_name() -> None:
    class Half(BaseItem, frozen=True, kw_only=True, tag="half"):
        check = YesNo.check
        view = YesNo.view

    with pytest.raises(TypeError, match="half lacks earned, expect, given, in_words, right, static, wrong; write"):
        register(Half)  # type: ignore[type-abstract]
    assert "half" not in registered()


def test_a_type_that_is_taken_back_is_no_type_and_may_be_taken_back_twice() -> None:
    before = list(registered())
    register(YesNo)
    assert registered()["yesno"] is YesNo
    for _ in range(2):
        unregister(YesNo)
        assert list(registered()) == before


def test_two_types_cannot_have_one_name() -> None:
    class Other(YesNo, frozen=True, kw_only=True, tag="choice"):
        pass

    with pytest.raises(TypeError, match='there is an item type "choice" already; give Other another tag'):
        register(Other)
    assert registered()["choice"] is Choice


def test_code_that_tells_types_apart_says_which_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="yesno"):
        known(YesNo(id="one", stem="?", objective=1))
