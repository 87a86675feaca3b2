"""A run of a simulation: predict, run, record, compare.

What a run can earn marks for has four parts, `PARTS`. The response, the marks, the mistakes and the feedback go by
their names; `Run.parts` says which of them an item asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from quizzes.catalogue import markup, readable, say
from quizzes.markdown import inline
from quizzes.numbers import is_near, parse_number, reading, unreadable, with_comma
from quizzes.types import joining
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Name, Simulate, Spot, Value
from quizzes.types.checks import check_known, expect, is_blank
from quizzes.types.quantities import CaseSheet, Parameter, Preset, Quantity, settings_sheet
from quizzes.types.shown import bullets, in_review, plain_list, typed_in

PARTS = ("prediction", "parameters", "result", "comparison")
#: What the words of each part are for: the static page, the review, and one that was not earned.
WORDS = {
    "prediction": ("run.prediction", "run.predicted", "run.no_prediction"),
    "parameters": ("run.value", "run.set", "run.no_parameters"),
    "result": ("run.value", "run.recorded", "run.no_result"),
    "comparison": ("run.comparison", "run.compared", "run.no_comparison"),
}
#: How far a recorded result may lie from the recomputed one: rounding on another processor, nothing more.
RESULT_TOLERANCE = 1e-6
#: No result is greater; a whole number beyond it could not even be compared as a float.
GREATEST = 1e300


class RunKey(Value, frozen=True, kw_only=True):
    """How far a compared number may lie from the model's own, relative to the larger of 1 and that number.

    `example` is a run of the instructor's, by parameter, where one step away from the defaults does not make one.
    `sense` names a quantity of the model, from 0 to 1: how far the settings are those of a run worth recording, as the
    share of boxes that are coded. Without it every run that changes a setting is.
    """

    tolerance: Annotated[float, Meta(ge=0)] = 0.01
    example: dict[str, float | str] = {}
    sense: Name | None = None


class Run(BaseItem, frozen=True, kw_only=True, tag="run"):
    """A simulation: predict, run, record, compare; the parts that the item asks for weigh the same.

    `model` names the module beside the notebook. Its `simulate(**parameters)` returns the quantities by name.
    `prediction` is asked for before the first run, `result` is what a recorded run keeps, and `comparison` is a
    quantity that the model knows but never shows: the student works it out from the recorded run. `presets` are
    settings made by the press of a button, which count as any others. At grading the result is computed again. A run
    as it came earns nothing; one without sense, by the key, earns only what was worked out from it; one with half of it
    half of what was set and found. Key: `RunKey`. Response: part -> what was typed, set or found. Feedback: a part's
    name, where it was not earned in full. `layout: map` shows parameters that join steps (`quizzes.types.joining`) as a
    map; `cases` shows a sheet one case at a time; what is set and recorded is the same.
    """

    model: Name
    parameters: Annotated[tuple[Parameter, ...], Meta(min_length=1)]
    result: Annotated[tuple[Quantity, ...], Meta(min_length=1)]
    prediction: Quantity | None = None
    comparison: Quantity | None = None
    presets: dict[Identifier, Preset] = {}
    layout: Literal["map"] | None = None
    cases: CaseSheet | None = None

    key_form: ClassVar[Any] = RunKey
    asks_confidence: ClassVar[bool] = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that earn marks."""
        return tuple(part for part in PARTS if getattr(self, part))

    @property
    def free(self) -> tuple[Parameter, ...]:
        """The parameters that a student sets."""
        return tuple(parameter for parameter in self.parameters if not parameter.fixed)

    @property
    def simulated_by(self) -> str:
        return self.model

    def check_text(self) -> None:
        super().check_text()
        free = {parameter.name: parameter for parameter in self.free}
        for preset, values in ((name, preset.values) for name, preset in self.presets.items()):
            for name, value in values.items():
                if name not in free:
                    raise ValueError(f'preset "{preset}" sets "{name}"; what a student sets is {", ".join(free)}')
                if not free[name].admits(value):
                    raise ValueError(f'preset "{preset}" sets parameter "{name}" to a value it does not admit')
        if self.cases:
            self.cases.check(self.parameters)

    def check(self, answer: Answer) -> None:
        example = msgspec.convert(answer.key, RunKey).example
        check_known(example, [parameter.name for parameter in self.parameters])
        for parameter in self.parameters:
            if not parameter.admits(parameter.default):
                raise ValueError(f'the default of parameter "{parameter.name}" is not a value it admits')
            if not parameter.admits(example.get(parameter.name, parameter.default)):
                raise ValueError(f'the example sets parameter "{parameter.name}" to a value it does not admit')
        check_known(answer.named, PARTS)
        if self.layout == "map":
            joining.check(self.parameters)

    def _typed(self) -> dict[str, str]:
        """Return the unit of each part that is typed as a number."""
        asked = {"prediction": self.prediction, "comparison": self.comparison}
        return {part: quantity.unit for part, quantity in asked.items() if quantity}

    def expect(self, response: Any) -> None:
        expect(isinstance(response, dict) and set(response) <= set(PARTS), response, say("response.run"))

    def is_answered(self, response: Any) -> bool:
        if isinstance(response, dict):
            return any(not is_blank(value) for value in response.values())
        return super().is_answered(response)

    def is_complete(self, response: Any) -> bool:
        if not isinstance(response, dict) or any(is_blank(response.get(part)) for part in self.parts):
            return False
        return all(parse_number(response[part], unit) is not None for part, unit in self._typed().items())

    def is_ready(self, response: Any) -> bool:
        return self.is_complete(response)

    def counted(self, responses: Sequence[Any]) -> Any:
        """Return the last that was recorded: a run begun anew does not take the one before away."""
        recorded = [response for response in responses if isinstance(response, dict) and response.get("result")]
        return super().counted(recorded or responses)

    def unreadable(self, response: Any, saved: Any) -> str:
        response, saved = _mapping(response), _mapping(saved)
        found = (unreadable(response.get(part), unit, saved.get(part)) for part, unit in self._typed().items())
        return " ".join(filter(None, found))

    def note(self, response: Any, attempt: int) -> str:
        recorded = response if isinstance(response, dict) else {}
        if attempt > 1 and "result" not in recorded:
            return say("run.earlier_counts")
        untouched = "result" in recorded and self._is_untouched(recorded.get("parameters"))
        last = [part for part in self._typed() if recorded.get(part)][-1:]
        readings = [reading(recorded[part], self._typed()[part]) for part in last]
        return " ".join(filter(None, [*readings, say("run.untouched") if untouched else ""]))

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        """Run the model again with the recorded parameters. Raises TypeError where there is no model."""
        if simulate is None:
            raise TypeError(f'the run "{self.id}" cannot be marked without its model')
        key = msgspec.convert(answer.key, RunKey)
        settings = response.get("parameters")
        outcome = self._simulated_again(settings, simulate)
        if outcome is None or self._is_untouched(settings):
            return Earned(0.0, self.parts, self.parts)
        sense = min(max(outcome[key.sense], 0.0), 1.0) if key.sense else 1.0
        predicted = parse_number(response.get("prediction"), self._typed().get("prediction", "")) is not None
        earned = {
            "prediction": float(predicted and sense > 0),
            "parameters": sense,
            "result": sense * self._is_same_result(response.get("result"), outcome),
            "comparison": float(self._is_right_comparison(response.get("comparison"), outcome, key.tolerance)),
        }
        missed = tuple(part for part in self.parts if earned[part] < 1)
        return Earned(sum(earned[part] for part in self.parts) / len(self.parts), missed, missed)

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        missed = earned.missed
        return {part: Spot(part not in missed, part if part in missed else "") for part in self.parts}

    def rule(self) -> str:
        return say("rule.parts", count=len(self.parts))

    def solution(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> str:
        """Return what was to be worked out from the recorded run; of all else no one answer is right."""
        run = _mapping(response)
        outcome = self._simulated_again(run.get("parameters"), simulate) if simulate and self.comparison else None
        tolerance = msgspec.convert(answer.key, RunKey).tolerance
        if not (self.comparison and outcome) or self._is_right_comparison(run.get("comparison"), outcome, tolerance):
            return ""
        value = in_review(float(outcome[self.comparison.name]), self.comparison.unit)
        return markup("run.comes_to", label=inline(self.comparison.label), value=value)

    def _is_untouched(self, settings: Any) -> bool:
        return all(_mapping(settings).get(each.name) == each.default for each in self.parameters)

    def _simulated_again(self, parameters: Any, simulate: Simulate) -> Mapping[str, float] | None:
        """Run the model with the recorded parameters; None where they are missing, out of range or make no sense."""
        if not isinstance(parameters, dict) or set(parameters) != {parameter.name for parameter in self.parameters}:
            return None
        if not all(parameter.admits(parameters[parameter.name]) for parameter in self.parameters):
            return None
        try:
            return simulate(**parameters)
        except ValueError:
            return None

    def _is_same_result(self, result: Any, outcome: Mapping[str, float]) -> bool:
        return isinstance(result, dict) and all(
            _is_finite(result.get(name)) and is_near(result[name], outcome[name], RESULT_TOLERANCE)
            for name in (quantity.name for quantity in self.result)
        )

    def _is_right_comparison(self, typed: Any, outcome: Mapping[str, float], tolerance: float) -> bool:
        if self.comparison is None:
            return False
        value, right = parse_number(typed, self.comparison.unit), outcome[self.comparison.name]
        return value is not None and is_near(value, right, tolerance * max(1.0, abs(right)))

    def in_words(self, answer: Answer, name: str) -> str:
        return markup(WORDS[name][2])

    def view(self) -> dict[str, Any]:
        return {
            "parameters": [parameter.view() for parameter in self.free],
            "result": [quantity.view() for quantity in self.result],
            "prediction": self.prediction and self.prediction.view(),
            "comparison": self.comparison and self.comparison.view(),
            "presets": [preset.view() for preset in self.presets.values()],
            **({"steps": joining.steps_of(self.parameters)} if self.layout == "map" else {}),
            **({"cases": {"by": self.cases.by, "blank": self.cases.blank}} if self.cases else {}),
        }

    def recorded(self, response: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, str]]:
        """Yield what was predicted, set, found and compared: part, label as HTML, value (None: nothing), unit."""
        settings, found = (_mapping(response.get(part)) for part in ("parameters", "result"))
        if self.prediction:
            yield "prediction", inline(self.prediction.label), response.get("prediction"), self.prediction.unit
        for parameter in self.free:
            yield "parameters", inline(parameter.full_label), parameter.setting(settings.get(parameter.name)), ""
        for quantity in self.result:
            yield "result", inline(quantity.label), found.get(quantity.name), quantity.unit
        if self.comparison:
            yield "comparison", inline(self.comparison.label), response.get("comparison"), self.comparison.unit

    def static(self, response: Any) -> str:
        return plain_list(
            markup(
                WORDS[part][0], label=label, value=typed_in(value) + (f" {escape(unit)}" if part == "result" else "")
            )
            for part, label, value, unit in self.recorded(_mapping(response))
        )

    def given(self, response: Any) -> str:
        sheet = settings_sheet(self.free, _mapping(response.get("parameters")))
        told = {inline(each.full_label) for each in self.free if sheet and each.group}
        lines = (
            markup(WORDS[part][1], label=label, value=in_review(value, unit))
            for part, label, value, unit in self.recorded(response)
            if label not in told
        )
        return bullets(lines) + sheet

    def met(self, response: Any, simulate: Simulate | None = None) -> str:
        run, asked = _mapping(response), self.prediction
        found = self._simulated_again(run.get("parameters"), simulate) if simulate and run.get("result") else None
        if not asked or not found or asked.name not in found or is_blank(run.get("prediction")):
            return ""
        return say("page.foretold", said=str(run["prediction"])[:100], found=readable(found[asked.name]))

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        """Return a recorded run, by the key's `example` or a step off the defaults. TypeError without a model."""
        if simulate is None:
            raise TypeError(f'the run "{self.id}" has no right response without its model')
        parameters = {parameter.name: parameter.default for parameter in self.parameters}
        parameters |= answer.key.get("example") or next(
            ({each.name: other} for each in self.parameters if (other := each.other()) is not None), {}
        )
        outcome = simulate(**parameters)
        result = {quantity.name: outcome[quantity.name] for quantity in self.result}
        response: dict[str, Any] = {"parameters": parameters, "result": result}
        if self.prediction:
            response["prediction"] = "1"
        if self.comparison:
            response["comparison"] = repr(float(outcome[self.comparison.name]))
        return response

    def wrong(self, answer: Answer) -> Any:
        return {"comparison": "no idea"}

    def with_commas(self, response: Any) -> Any:
        typed = [part for part in ("prediction", "comparison") if part in response]
        return response | {part: with_comma(response[part]) for part in typed}


def _mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is; what is none was not recorded by the page."""
    return value if isinstance(value, dict) else {}


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= GREATEST
