"""Does every input from the field come to what it deserves?"""

from __future__ import annotations

import pytest

from instructor.course import Course
from tests.field_inputs import BEFORE, KINDS, rows

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

#: How many inputs a kind has at least.
LEAST = {
    "who sent it": 30,
    "who sent it: people over downloads": 9,
    "who sent it: with a roster": 11,
    "what they sent": 65,
    "what they sent: journals elsewhere": 40,
    "written answers": 55,
    "numbers": 180,
    "a copy, another folder, a bad disk": 18,
    "a term's changes": 15,
    "time": 40,
    "names of folders": 40,
    "feedback": 5,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_input_comes_to_what_it_deserves(course: Course, kind: str) -> None:
    found = list(rows(kind, course))
    assert {row.input: row.now for row in found} == {row.input: row.deserved for row in found}
    assert len(found) >= LEAST[kind]
    # What was measured before is of an input that is still tried.
    assert BEFORE.get(kind, {}).keys() <= {row.input for row in found}
