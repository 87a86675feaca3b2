"""Names of checkouts, course folders and students: which of them work, and which nbgrader takes for a pattern."""

from __future__ import annotations

STUDENTS = (
    "with space",
    "100%",
    "%20",
    "%(here)s",
    "a+b",
    "#1",
    "josé",
    "日本",
    "😀",
    "{x}",
    "a@uni.example",
    "x" * 128,
)
#: A checkout and its course folder may both be called so.
NAMES = ("José 日本 😀", "a@b;c&d", "100%", "with space", "#1", "x" * 200)
#: Only a checkout may, with its course folder in it.
CHECKOUT_NAMES = ("Kurs (WS 26)", "a+b", "a^b$c|d")
#: Signs that are refused in both.
PATTERNS = ("[", "]", "*", "?", "{", "}", "%20", "\n")
#: Signs that are refused on the way from the checkout to the course folder.
COURSE_PATTERNS = ("+", "(", ")", "^", "$", "|", "\\")
