"""Mistakes that a person makes in a bank, in keys or in a notebook, and what `check` says of each.

Each is a change of the small course (`tests.small_course`), by words that are there and words that take their place.
Those that the schema alone can see are structural: an editor marks them while one types.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from instructor.course import Course
from tests.small_course import ASSIGNMENT, BANK, KEYS, WORDS


class Mistake(NamedTuple):
    """What is written in place of what, in which file, and the line that is said of it."""

    name: str
    file: str
    old: str
    new: str
    said: str
    structural: bool = False


BANK_FILE = f"quizzes/bank/{ASSIGNMENT}.yaml"
KEYS_FILE = f"instructor/keys/{ASSIGNMENT}.yaml"
NOTEBOOK = f"notebooks/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"

MISTAKES = (
    Mistake(
        "a field is misspelt",
        BANK_FILE,
        "stem: Which are shared?",
        "steem: Which are shared?",
        ':33: item "s-several": steem: there is no field "steem" here; did you mean "stem"?',
        structural=True,
    ),
    Mistake(
        "a type is misspelt",
        BANK_FILE,
        "type: number",
        "type: numeric",
        ':39: item "s-number": type: there is no type "numeric"; did you mean "number"? The types are choice, multi',
        structural=True,
    ),
    Mistake(
        "the question is forgotten",
        BANK_FILE,
        "        stem: Two and a half?\n",
        "",
        ':38: item "s-number": `stem` is missing; add it: a text that is not empty',
        structural=True,
    ),
    Mistake(
        "an id has capitals and a space",
        BANK_FILE,
        "- id: s-several",
        "- id: S several",
        ':31: item "S several": id: expected a name of small letters, digits and single hyphens',
        structural=True,
    ),
    Mistake(
        "points are a word",
        BANK_FILE,
        "points: 2",
        "points: two",
        ':42: item "s-number": points: expected a number above 0, of at most 100; found "two"',
        structural=True,
    ),
    Mistake(
        "an objective that no lesson can have",
        BANK_FILE,
        "objective: 1",
        "objective: 0",
        ':12: item "s-p-club": objective: expected a whole number from 1 to 12; found 0',
        structural=True,
    ),
    Mistake(
        "a level of another taxonomy",
        BANK_FILE,
        "level: apply",
        "level: understand",
        ':26: item "s-club": level: expected one of recall, apply, analyse, judge; found "understand"',
        structural=True,
    ),
    Mistake(
        "one option alone",
        BANK_FILE,
        "options: {a: air, b: bread, c: light}",
        "options: {a: air}",
        ':34: item "s-several": options: expected 2 to 14 names, each with a text that is not empty; found 1 n',
        structural=True,
    ),
    Mistake(
        "options as a list",
        BANK_FILE,
        "options: {a: air, b: bread, c: light}",
        "options: [air, bread, light]",
        ':34: item "s-several": options: expected 2 to 14 names, each with a text that is not empty; found a l',
        structural=True,
    ),
    Mistake(
        "a colon in a text",
        BANK_FILE,
        "stem: Two and a half?",
        "stem: Say: two and a half?",
        ":40: this is not YAML: mapping values are not allowed here; a text with a colon",
    ),
    Mistake(
        "a letter twice",
        BANK_FILE,
        "{a: air, b: bread, c: light}",
        "{a: air, b: bread, b: light}",
        ':34: "b" stands here and in line 34, and only one is read; take one of them out',
    ),
    Mistake(
        "an id twice",
        BANK_FILE,
        "- id: s-several",
        "- id: s-club",
        ':31: item "s-club": id: the item in line 23 has this id too; give one of them another',
    ),
    Mistake(
        "a quotation that the text does not have",
        BANK_FILE,
        f"paragraph: 9, quote: {WORDS}}}]\n        answer:",
        "paragraph: 9, quote: Instead of offering public goods}]\n        answer:",
        ':13: item "s-p-club": evidence[1]: P9 does not say',
    ),
    Mistake(
        "a concept that the glossary does not have",
        BANK_FILE,
        "concept: public-goods-and-free-riding\n        objective: 1\n        evidence: [{paragraph: 9, quote: "
        + WORDS
        + "}]\n        answer:",
        "concept: public-goods\n        objective: 1\n        evidence: [{paragraph: 9, quote: "
        + WORDS
        + "}]\n        answer:",
        ':11: item "s-p-club": concept: the glossary has no concept "public-goods"; did you mean "public-',
    ),
    Mistake(
        "a practice question without its answer",
        BANK_FILE,
        re.search(r"        answer:\n(?:          .*\n)+", BANK)[0],  # type: ignore[index]
        "",
        ':7: item "s-p-club": a practice item needs its answer (key, rationale, feedback)',
    ),
    Mistake(
        "a key that is no option",
        KEYS_FILE,
        "key: [a, c]",
        "key: [a, d]",
        ':10: key of "s-several": key: no option "d"; the options are a, b, c',
    ),
    Mistake(
        "feedback for an option that is not there",
        KEYS_FILE,
        "feedback: {b: No one",
        "feedback: {e: No one",
        ':7: key of "s-club": feedback.e: no option "e"; the options are a, b',
    ),
    Mistake(
        "a key without a reason",
        KEYS_FILE,
        "    rationale: Half of five is two and a half in any unit.\n",
        "",
        ':12: key of "s-number": `rationale` is missing; add it: a text that is not empty',
        structural=True,
    ),
    Mistake(
        "a key under a misspelt id",
        KEYS_FILE,
        "s-number:",
        "s-numbers:",
        ':12: key of "s-numbers": no graded item has this id; did you mean "s-number"?',
    ),
    Mistake(
        "a cell with other points than its questions",
        NOTEBOOK,
        '"points": 4,',
        '"points": 3,',
        'cell "quiz-01": it is worth 3 points and its items 4; set one right',
    ),
    Mistake(
        "a quiz that no cell shows",
        NOTEBOOK,
        '"grade_id": "warm-up"',
        '"grade_id": "warmup"',
        'no cell for the quiz "warm-up" of the bank; add one that holds quiz("warm-up"), with the id "warm-up"',
    ),
    Mistake(
        "a value outside of what a run admits",
        BANK_FILE,
        "step: 1, default: 4}",
        "step: 0, default: 4}",
        ':54: item "s-run": parameters[1].step: expected a number above 0; found 0',
        structural=True,
    ),
    Mistake(
        "a picture at the beginning of a text",
        BANK_FILE,
        "stem: Two and a half?",
        "stem: ![A half](half.png) Two and a half?",
        ":40: this is not YAML: a text that begins with ! loses its first word; a text with a colon",
    ),
    Mistake(
        "a number sign in a text",
        BANK_FILE,
        "stem: Two and a half?",
        "stem: Sum #2, and a half?",
        ":40: this is not YAML: a # ends the text (a remark has a space behind its #); a text with a colon",
    ),
    Mistake(
        "a tab",
        BANK_FILE,
        "        unit: per cent",
        "\tunit: per cent",
        ":41: this is not YAML: found character '\\t' that cannot start any token; indent with spaces: YAML knows no",
    ),
    Mistake(
        "a line too far to the left",
        BANK_FILE,
        "        unit: per cent",
        "       unit: per cent",
        ":41: this is not YAML: expected <block end>, but found '<block mapping start>'; begin this line below",
    ),
    Mistake(
        "a comma in a number",
        KEYS_FILE,
        "key: {value: 2.5, tolerance: 0.01}",
        "key:\n      value: 2,5",
        ':14: key of "s-number": key.value: expected a number; found "2,5"; write it with a point: 2.5',
    ),
    Mistake(
        "a comma in a number between braces",
        KEYS_FILE,
        "key: {value: 2.5, tolerance: 0.01}",
        "key: {value: 2,5, tolerance: 0.01}",
        ':13: key of "s-number": key.5: there is no field "5" here; there are value, tolerance; a number has a decimal',
    ),
    Mistake(
        "another key, and what was said of the old one",
        KEYS_FILE,
        "key: a\n",
        "key: b\n",
        ':8: key of "s-club": diagnosis.b: "b" is the key, and no mistake; give this, and its feedback, to an answer',
    ),
    Mistake(
        "another lesson's name",
        BANK_FILE,
        f"assignment: {ASSIGNMENT}",
        "assignment: 01-smal",
        'the assignment is "01-smal"; it must bear the file\'s name',
    ),
    Mistake(
        "a name in braces that has no number",
        BANK_FILE,
        "stem: Two and a half?",
        "stem: Two and {{half}}?\n        numbers: {part: {among: [1, 2]}}",
        ':38: item "s-number": "half": there is no "half"; the names are part',
    ),
)


def make(course: Course, *mistakes: Mistake) -> None:
    """Write mistakes into the files of the small course, each once, at the first place."""
    for each in mistakes:
        path = course.root / each.file
        text = path.read_text("utf-8")
        assert each.old in text, each.name
        path.write_text(text.replace(each.old, each.new, 1), "utf-8")


def texts(each: Mistake) -> str:
    """Return the file of a mistake as it is with it."""
    return {BANK_FILE: BANK, KEYS_FILE: KEYS}[each.file].replace(each.old, each.new, 1)
