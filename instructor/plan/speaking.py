"""What of the interface a course's language has no words for, so that no student is who finds two languages mixed."""

from __future__ import annotations

from collections.abc import Iterator

from instructor.course import Course
from instructor.plan.model import Plan
from quizzes.catalogue import lacking

_NAMED = 3


def unsaid(course: Course, plan: Plan) -> Iterator[str]:
    """Yield a line where pages say some texts in English, because the catalogue of their language lacks them."""
    if missing := lacking(plan.language, course.words):
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield (
            f"{plan.language}.json has no words for {', '.join(missing[:_NAMED])}{more}: students read these in "
            "English; write them, with the keys of quizzes/words/en.json"
        )
