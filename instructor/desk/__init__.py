"""The marking desk: written answers marked criterion by criterion, by several people at once, blind.

`Desk` is the door. Beneath it `tasks` and `scheme` say what is marked by what, `answers` and `likeness` what was
written, `standing` where each answer is, `steps` what a marker does, `finals` writes into nbgrader's gradebook.
"""

from instructor.desk.database import DeskError
from instructor.desk.door import Desk

__all__ = ["Desk", "DeskError"]
