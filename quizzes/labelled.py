"""Numbers with what they are: the result of `explore` where a lesson's function returns numbers alone.

One number has one label, and several have one each, a line for each of them. Of a list of rows the labels are the heads
of its columns. What is not defined is a dash.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from quizzes.catalogue import say

Write = Callable[[Any], str]


class Labelled:
    """A result and its labels; `write` turns a value into text.

    Raises
    ------
    ValueError
        Where there are not as many labels as values.
    """

    def __init__(self, result: Any, labels: Sequence[str], write: Write) -> None:
        values = list(result) if isinstance(result, list | tuple) else [result]
        self._is_table = bool(values) and all(isinstance(value, list | tuple) for value in values)
        if any(len(row) != len(labels) for row in (values if self._is_table else [values])):
            raise ValueError(say("explore.labels", labels=len(labels), values=len(values)))
        if self._is_table:
            self._rows = [list(labels), *([_cell(value, write) for value in row] for row in values)]
        else:
            self._rows = [[label, _cell(value, write)] for label, value in zip(labels, values, strict=True)]

    def __repr__(self) -> str:
        if not self._is_table:
            return "\n".join(f"{label}: {value}" for label, value in self._rows)
        widths = [max(map(len, column)) for column in zip(*self._rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in self._rows)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head, rows = (self._rows[:1], self._rows[1:]) if self._is_table else ([], self._rows)
        top = "".join(f'<th scope="col">{escape(label)}</th>' for row in head for label in row)
        body = "".join(f"<tr>{self._line(row)}</tr>" for row in rows)
        return f"<table>{top and f'<thead><tr>{top}</tr></thead>'}<tbody>{body}</tbody></table>"

    def _line(self, row: list[str]) -> str:
        if self._is_table:
            return "".join(f"<td>{escape(value)}</td>" for value in row)
        return f'<th scope="row">{escape(row[0])}</th><td>{escape(row[1])}</td>'


def _cell(value: Any, write: Write) -> str:
    is_undefined = value is None or (isinstance(value, float) and math.isnan(value))
    return say("explore.undefined") if is_undefined else write(value)
