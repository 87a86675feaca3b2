"""What `course.toml` in the course folder says of a course: lessons in use, dates, late rule, weights, who marks."""

from instructor.plan.model import NAME, Late, LessonPlan, Plan
from instructor.plan.reading import in_use, parsed, read_plan
from instructor.plan.speaking import unsaid

__all__ = ["NAME", "Late", "LessonPlan", "Plan", "in_use", "parsed", "read_plan", "unsaid"]
