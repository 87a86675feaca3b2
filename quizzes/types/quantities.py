"""What a run is made of: the parameters that a student sets, and the quantities that the model returns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Annotated, Any, Literal

from msgspec import Meta

from quizzes.catalogue import markup
from quizzes.markdown import inline
from quizzes.types.base import Identifier, Name, Text, Value
from quizzes.types.shown import in_review, inlined

_TAG = re.compile(r"<[^>]*>")


class Parameter(Value, frozen=True, kw_only=True):
    """What a student sets before a run: a number from `minimum` to `maximum` in `unit`, or one of `choices` by its id.

    Parameters of one `group` are shown together under that name. One that is `fixed`, as the seed of random numbers, is
    not for a student to choose: a run has its default; one that was recorded when there was a choice keeps its value.
    """

    name: Name
    label: Text
    default: float | str
    minimum: float = 0.0
    maximum: float = 1.0
    step: Annotated[float, Meta(gt=0)] = 1.0
    unit: str = ""
    choices: dict[Identifier, Text] = {}
    group: str = ""
    fixed: bool = False

    @property
    def full_label(self) -> str:
        """The label with the group it stands in, as Markdown."""
        return f"{self.group}: {self.label}" if self.group else self.label

    def admits(self, value: Any) -> bool:
        """Say whether a run may have this value."""
        if self.choices:
            return isinstance(value, str) and value in self.choices
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and self.minimum - 1e-9 <= value <= self.maximum + 1e-9

    def other(self) -> float | str | None:
        """Return the first value beside the default that can be chosen; None where there is no other."""
        if self.fixed:
            return None
        if self.choices:
            return next((choice for choice in self.choices if choice != self.default), None)
        near = (float(self.default) + step for step in (self.step, -self.step))
        return next((round(value, 9) for value in near if self.admits(value)), None)

    def setting(self, value: Any) -> Any:
        """Return a value in the words of the choices or with the unit; None where there is none."""
        if self.choices:
            return self.choices.get(value, value) if isinstance(value, str) else value
        return value if value is None else f"{value} {self.unit}".strip()

    def view(self) -> dict[str, Any]:
        """Return what its control in the page needs."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "fixed"}
        choices = inlined(self.choices) or None
        return fields | {"label": inline(self.label), "group": inline(self.group), "choices": choices}


class Preset(Value, frozen=True, kw_only=True):
    """Settings under a name, "no leader": `values` by parameter; the parameters that it leaves out stay as they are."""

    label: Text
    values: Annotated[dict[Name, float | str], Meta(min_length=1)]

    def view(self) -> dict[str, Any]:
        """Return what its button in the page needs."""
        return {"label": inline(self.label), "values": self.values}


class Quantity(Value, frozen=True, kw_only=True):
    """A number that the lesson's model returns under `name`, with the words and the unit it is shown in."""

    name: Name
    label: Text
    unit: str = ""

    def view(self) -> dict[str, str]:
        """Return what the page needs to show it."""
        return {"name": self.name, "label": inline(self.label), "unit": self.unit}


class CaseSheet(Value, frozen=True, kw_only=True):
    """How the cases of a sheet come one at a time: its groups are the cases, or its labels are.

    `blank` is the choice of a box that has no code yet; a case without one from the start is shown as an example. The
    text of a case is the card of its name, among those that the bank's `cards` name.
    """

    blank: Identifier
    by: Literal["group", "label"] = "group"

    def check(self, parameters: Sequence[Parameter]) -> None:
        """Raise ValueError unless the parameters that stand in groups make a sheet, each with the blank choice."""
        boxes = [each for each in parameters if each.group]
        labels = {each.group: [other.label for other in boxes if other.group == each.group] for each in boxes}
        if len(labels) < 2 or any(row != next(iter(labels.values())) for row in labels.values()):
            raise ValueError("cases: two groups or more are needed, with the same labels in the same order")
        for box in boxes:
            if self.blank not in box.choices:
                raise ValueError(f'cases: parameter "{box.name}" has no choice "{self.blank}"')

    def names(self, parameters: Sequence[Parameter]) -> list[str]:
        """Return the names of the cases, as Markdown and in order."""
        return list(dict.fromkeys(getattr(each, self.by) for each in parameters if each.group))


def settings_sheet(parameters: Sequence[Parameter], settings: Mapping[str, Any]) -> str:
    """Return what was set in groups as an HTML table, a row a group; "" where they do not ask for the same."""
    groups: dict[str, list[Parameter]] = {}
    for each in parameters:
        if each.group:
            groups.setdefault(each.group, []).append(each)
    labels = [each.label for each in next(iter(groups.values()), [])]
    if len(groups) < 2 or len(labels) < 2 or any([each.label for each in row] != labels for row in groups.values()):
        return ""
    heads = [inline(label) for label in labels]
    lines = "".join(
        f'<tr><th scope="row">{inline(group)}</th>{"".join(_boxes(row, heads, settings))}</tr>'
        for group, row in groups.items()
    )
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    caption = f"<caption>{markup('page.was_set')}</caption>"
    return f'<table class="rows">{caption}<thead><tr><th></th>{head}</tr></thead><tbody>{lines}</tbody></table>'


def _boxes(row: Sequence[Parameter], heads: Sequence[str], settings: Mapping[str, Any]) -> Iterator[str]:
    for each, head in zip(row, heads, strict=True):
        label = escape(_TAG.sub("", head))
        yield f'<td data-label="{label}">{in_review(each.setting(settings.get(each.name)), "")}</td>'
