"""Does the bank's schema accept what it should, and name what it refuses?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from quizzes.bank import Bank, BankError, Keys, check_answer, check_keys, load_quiz_json, load_yaml
from quizzes.types import Answer, Parameter
from tests.items import COMMON, ITEMS, KEYS, PARAMETERS

HOTTEXT_KEY = "the key of a hottext item is a list: one id, or several where `pick` is several"


def bank_of(*items: dict[str, Any], graded: bool = True) -> dict[str, Any]:
    return {
        "assignment": "01-test",
        "quizzes": [{"id": "quiz-01", "title": "Test", "graded": graded, "items": list(items)}],
    }


def item_of(kind: str, name: str = "one", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, **COMMON, **ITEMS[kind], **more}


def written(folder: Path, data: Any, name: str = "01-test.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(data), "utf-8")
    return path


@pytest.mark.parametrize("kind", ITEMS)
def test_every_type_is_read_and_its_key_accepted(kind: str, tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of(kind))), Bank)
    (_, item), *_ = bank.items()
    check_answer(item, Answer(key=KEYS[kind], rationale="because"), "keys.yaml")
    assert bank.quiz("quiz-01").points == 1


@pytest.mark.parametrize(
    ("kind", "key", "message"),
    [
        ("choice", "d", 'no option "d"; the options are a, b'),
        ("multiple", [], "the key of a multiple item is a list of at least one option"),
        ("multiple", ["a", "z"], 'no option "z"; the options are a, b, c'),
        ("number", {"value": "many"}, "Expected `float`, got `str` - at `$.value`"),
        ("order", ["a", "b"], "the key of an order item lists each option once; the options are a, b, c"),
        ("order", ["a", "b", "b"], "the key of an order item lists each option once; the options are a, b, c"),
        ("order", ["a", "b", "c", "c"], "the key of an order item lists each option once; the options are a, b, c"),
        ("order", ["a", "b", 3], "the key of an order item lists each option once; the options are a, b, c"),
        ("match", {"r": "a"}, "the key of a match item names each row once, in order; the rows are r, s"),
        ("match", {"r": "a", "s": "z"}, 'no option "z"; the options are a, b'),
        ("hottext", ["p1"], 'no option "p1"; the options are p8, p9, p10'),
        ("hottext", ["p8", "p9"], HOTTEXT_KEY),
        ("hottext", {"p8": True}, HOTTEXT_KEY),
        ("hottext", [], HOTTEXT_KEY),
        ("run", {"tolerance": -1}, "Expected `float` >= 0.0 - at `$.tolerance`"),
    ],
)
def test_a_key_that_cannot_mark_its_item_is_refused(kind: str, key: Any, message: str, tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of(kind))), Bank)
    (_, item), *_ = bank.items()
    with pytest.raises(BankError) as error:
        check_answer(item, Answer(key=key, rationale="because"), "keys.yaml")
    assert str(error.value) == f'keys.yaml: item "one": {message}'


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        ("choice", "z", 'no option "z"; the options are a, b'),
        ("number", "36.4", "the wrong answer 36.4 is right: it lies within the tolerance of the key"),
        ("order", "b>a", 'the wrong answer "b>a" is right: the key has b before a'),
        ("order", "a>a", 'the wrong answer "a>a" names one option twice'),
        ("order", "b>z", 'no option "z"; the options are a, b, c'),
        ("order", "b>a>c", 'no option "a>c"; the options are a, b, c'),
        ("match", "q:a", 'no option "q"; the options are r, s'),
        ("match", "r:b:a", 'no option "b:a"; the options are a, b'),
        ("run", "luck", 'no option "luck"; the options are prediction, parameters, result, comparison'),
    ],
)
def test_feedback_for_no_wrong_answer_is_refused(kind: str, wrong: str, message: str, tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of(kind))), Bank)
    (_, item), *_ = bank.items()
    with pytest.raises(BankError) as error:
        check_answer(item, Answer(key=KEYS[kind], rationale="because", feedback={wrong: "No."}), "keys.yaml")
    assert str(error.value) == f'keys.yaml: item "one": {message}'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bank_of(item_of("choice", options={"a": "only one"})), "length >= 2"),
        (bank_of(item_of("choice", optoins={})), "unknown field `optoins`"),
        (bank_of(item_of("choice", type="chioce")), "Invalid value 'chioce'"),
        (
            bank_of(item_of("choice", type="chioce")),
            'run, written, verdict, note, vote; did you mean "choice"? (at quizzes[0].items[0].type)',
        ),
        (
            bank_of(item_of("choice", type="essay")),
            "; the types are choice, multiple, number, order, match, hottext, run, written, verdict, note, vote (",
        ),
        (bank_of(item_of("choice", concept="Public goods")), "regex"),
        (bank_of(item_of("choice", evidence=[{"paragraph": 0, "quote": "x"}])), ">= 1"),
        (bank_of(item_of("choice", evidence=[{"paragraph": 15, "quote": "x"}])), "there is no paragraph 15"),
        (bank_of(item_of("hottext", paragraphs=[8, 15])), "the text has the paragraphs 1 to 14"),
        (bank_of(item_of("choice", points=-1)), "> 0"),
        (bank_of(item_of("choice"), item_of("number")), 'item "one" occurs twice'),
        (bank_of(item_of("choice", answer={"key": "a", "rationale": "x"})), "a graded item carries no answer"),
        (bank_of(item_of("choice"), graded=False), "a practice item needs its answer"),
        ([], "Expected `object`"),
    ],
)
def test_a_bank_that_breaks_the_schema_names_file_and_place(data: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(BankError, match=r"01-test\.yaml: ") as error:
        load_yaml(written(tmp_path, data), Bank)
    assert message in str(error.value)


def test_a_course_without_glossary_and_text_leaves_concept_and_evidence_out(tmp_path: Path) -> None:
    bare = {name: value for name, value in item_of("choice").items() if name not in ("concept", "evidence")}
    ((_, item),) = load_yaml(written(tmp_path, bank_of(bare)), Bank).items()
    assert (item.concept, item.evidence) == (None, ())


def test_a_bank_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    items = [item_of(kind, kind) for kind in ITEMS]
    bank = load_yaml(written(tmp_path, bank_of(*items)), Bank)
    (tmp_path / "quiz.json").write_bytes(msgspec.json.encode(bank))
    assert load_quiz_json(tmp_path / "quiz.json") == (bank, ())
    assert {kind for _, item in bank.items() if (kind := item.kind)} == set(ITEMS)


def test_an_error_inside_an_item_names_the_item(tmp_path: Path) -> None:
    with pytest.raises(BankError, match='item "one"'):
        load_yaml(written(tmp_path, bank_of(item_of("choice", points="much"))), Bank)


@pytest.mark.parametrize(("text", "message"), [("a: [", "not YAML"), (None, "no such file")])
def test_a_bank_that_is_no_yaml_or_missing_is_named(text: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "01-test.yaml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(BankError, match=message):
        load_yaml(path, Bank)


def test_a_broken_quiz_json_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "quiz.json"
    path.write_text('{"assignment": ', "utf-8")
    with pytest.raises(BankError, match="download the assignment again and keep your responses"):
        load_quiz_json(path)


def keys_of(**keys: Any) -> Keys:
    answers = {name: Answer(key=key, rationale="because") for name, key in keys.items()}
    return Keys(assignment="01-test", keys=answers)


def test_an_item_without_a_key_and_a_key_for_no_item_are_refused(tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of("choice"))), Bank)
    check_keys(bank, keys_of(one="a"), "keys.yaml")
    with pytest.raises(BankError, match='no key for item "one"; add one'):
        check_keys(bank, keys_of(), "keys.yaml")
    with pytest.raises(BankError, match='a key for "two", which is no graded item'):
        check_keys(bank, keys_of(one="a", two="b"), "keys.yaml")


def test_an_unknown_quiz_names_the_nearest(tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of("choice"))), Bank)
    with pytest.raises(BankError, match='did you mean "quiz-01"'):
        bank.quiz("quiz-1")


@pytest.mark.parametrize(
    ("given", "value", "admitted"),
    [
        ({"minimum": 0.1, "maximum": 0.9}, 0.9, True),
        ({"minimum": 0.1, "maximum": 0.9}, 1, False),
        ({"minimum": 0.1, "maximum": 0.9}, 0.1, True),
        ({"minimum": 0.1, "maximum": 0.9}, 0, False),
        ({"minimum": 0, "maximum": 1}, -1e-9, True),
        ({"minimum": 0, "maximum": 1}, 1 + 1e-9, True),
        ({"minimum": 0, "maximum": 1}, -2e-9, False),
        ({"minimum": 0, "maximum": 1}, 1 + 2e-9, False),
        ({"minimum": 0, "maximum": 1}, True, False),
        ({"minimum": 0, "maximum": 1}, "0.5", False),
        ({"minimum": 0, "maximum": 1}, float("nan"), False),
        ({"choices": {"help": "Help", "refuse": "Refuse"}}, "help", True),
        ({"choices": {"help": "Help", "refuse": "Refuse"}}, "wait", False),
        ({"choices": {"help": "Help", "refuse": "Refuse"}}, 0, False),
    ],
)
def test_a_parameter_admits_what_its_control_can_be_set_to(given: dict[str, Any], value: Any, admitted: bool) -> None:
    assert Parameter(name="one", label="One", default=0.5, **given).admits(value) is admitted


def test_a_run_whose_default_cannot_be_set_is_refused(tmp_path: Path) -> None:
    beyond = [PARAMETERS[0] | {"default": 2}]
    bank = load_yaml(written(tmp_path, bank_of(item_of("run", parameters=beyond))), Bank)
    (_, item), *_ = bank.items()
    with pytest.raises(BankError, match='the default of parameter "alpha"'):
        check_answer(item, Answer(key={}, rationale="because"), "keys.yaml")


def test_an_example_run_sets_what_there_is_to_what_it_admits(tmp_path: Path) -> None:
    bank = load_yaml(written(tmp_path, bank_of(item_of("run"))), Bank)
    (_, item), *_ = bank.items()
    check_answer(item, Answer(key={"example": {"alpha": 0.3}}, rationale="because"), "keys.yaml")
    for example, message in (({"beta": 1}, 'no option "beta"'), ({"alpha": 2}, "a value it does not admit")):
        with pytest.raises(BankError, match=message):
            check_answer(item, Answer(key={"example": example}, rationale="because"), "keys.yaml")
