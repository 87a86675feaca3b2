"""Answers and runs that no page sends."""

from __future__ import annotations

import json

from tests.hostile.spoiling import (
    MARKUP,
    RUN,
    SCRIPT,
    all_of,
    answered,
    appended,
    each,
    graded,
    line,
    put,
    ran,
    raw,
    removed,
)
from tests.small_course import RIGHT

ANSWERS = {
    **each(
        "a choice answered by {}",
        {
            "a list": ["a"],
            "a number": 1,
            "true": True,
            "an object": {"a": True},
            "another case": "A",
            "a space more": "a ",
            "no option": "z",
            "markup": MARKUP,
            "60,000 letters": "a" * 60_000,
            "an integer of 300 digits": 10**300,
            "1e308": 1e308,
            "a right answer in a cage": [["a"]],
        },
        lambda response: graded(answered("s-club", response), 7),
    ),
    **each(
        "a multiple choice answered by {}",
        {
            "text": "ac",
            "an object": {"a": True, "c": True},
            "an option twice": ["a", "a", "c"],
            "lists": [["a"], ["c"]],
            "numbers": [1, 3],
            "null": ["a", None],
            "an option that is none": ["a", "c", "d"],
            "all options and more": ["a", "b", "c", "*"],
            "10,000 options": ["a", "c"] * 5_000,
            "markup": ["a", "c", MARKUP],
        },
        lambda response: graded(answered("s-several", response), 7),
    ),
    **each(
        "a number answered by {}",
        {
            "a number that was not typed": 2.5,
            "a list": ["2.5"],
            "an object": {"value": 2.5},
            "2.5e999": "2.5e999",
            "superscripts": "2.5²",
            "code": "2.5; import os",
            "a call": "__import__('os').getpid()",
            "200 digits": "2.5" + "0" * 200,
            "60,000 digits": "9" * 60_000,
            "NaN": "nan",
            "infinity": "inf",
            "an underscore": "2_.5",
            "hexadecimal": "0x2.8p0",
            "a division by zero": "5/0",
            "a division that overflows": "1e99/1e-99",
            "divisions": "5/2/1",
            "a range": "2-3",
            "many answers": "2.5 or 3",
            "markup": f"2.5{SCRIPT}",
            "a tag in place of a unit": "2.5 <img src=x onerror=alert(1)>",
            "control characters": "2.5\x1b[2J\x00",
            "text turned around": "\u202e5.2",
        },
        lambda response: graded(answered("s-number", response), 6),
    ),
    **each(
        "a number answered by {}",
        {"a half": "2½", "Arabic marks": "٢٫٥"},
        lambda response: graded(answered("s-number", response), 8),
    ),
}

RUNS = {
    **each(
        "a run answered by {}",
        {
            "text": "6",
            "a list": [6],
            "a part that is none": RIGHT["s-run"] | {"points": 4},
            "markup for a part": RIGHT["s-run"] | {MARKUP: 1},
        },
        lambda response: graded(all_of(removed(RUN), put(RUN, line("s-run", response))), 4),
    ),
    **each(
        "a run whose parameters are {}",
        {
            "huge": {"alpha": 1e308},
            "an integer of 300 digits": {"alpha": 10**300},
            "negative": {"alpha": -1},
            "text": {"alpha": "3"},
            "true": {"alpha": True},
            "null": {"alpha": None},
            "a list": {"alpha": [3]},
            "nested": {"alpha": {"alpha": 3}},
            "missing": {},
            "too many": {"alpha": 3, "beta": 1},
            "dunder names": {"__class__": 3},
            "no object": [3],
            "markup": {"alpha": MARKUP},
        },
        lambda parameters: graded(ran(parameters=parameters), 4),
    ),
    "a run with NaN for a parameter": graded(
        appended(raw(json.dumps(RIGHT["s-run"] | {"parameters": {"alpha": float("nan")}}).encode(), b"s-run"), RUN),
        8,
        "not an answer",
    ),
    "a run of other parameters than its result": graded(ran(parameters={"alpha": 5}), 6),
    **each(
        "a run whose result is {}",
        {
            "forged": {"twice": 100.0},
            "typed": {"twice": "6"},
            "true": {"twice": True},
            "a list": {"twice": [6]},
            "huge": {"twice": 1e308},
            "an integer of 300 digits": {"twice": 10**300},
            "an integer of 400 digits": {"twice": 10**400},
            "of another name": {"TWICE": 6},
            "no object": [6],
            "markup": {"twice": MARKUP},
        },
        lambda result: graded(ran(result=result), 7),
    ),
    **each(
        "a prediction that is {}",
        {
            "a list": ["6"],
            "a number": 6,
            "an object": {"twice": 6},
            "words": "about six",
            "markup": MARKUP,
            "long": "6" * 5_000,
        },
        lambda value: graded(ran(prediction=value), 7),
    ),
    **each(
        "a comparison that is {}",
        {"a number": 9, "a list": ["9"], "NaN": "nan", "infinite": "inf", "1e99": "1e99", "markup": f"9{SCRIPT}"},
        lambda value: graded(ran(comparison=value), 7),
    ),
}
