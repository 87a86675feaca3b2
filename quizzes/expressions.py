"""Arithmetic that an author writes as a text, worked out without running it: `price * quantity - cost`.

The text is parsed and only what stands here is done: numbers, names that were given, + - * / // % **, brackets and the
functions of `FUNCTIONS`. All numbers are floats, so no text takes long. Anything else is an `ExpressionError`.

Where a last binary digit would decide (`ceil`, `floor`, `round`, //, %) twelve significant digits count, and a half is
rounded away from zero: what comes out is what a student gets on paper.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal

LONGEST = 300  # characters
_WIDE = Context(prec=400)  # digits: as many as a float and its places have


def _twelve(value: float) -> Decimal:
    """Return a number without the noise of binary fractions."""
    if not math.isfinite(value):
        raise OverflowError("a number in it is not finite")
    return Decimal(f"{value:.12g}")


def _floor(value: float) -> float:
    return float(math.floor(_twelve(value)))


def _rounded(value: float, places: float = 0.0) -> float:
    return float(_twelve(value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, _WIDE))


FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": lambda value: -_floor(-value),
    "exp": math.exp,
    "floor": _floor,
    "log": math.log,
    "max": max,
    "min": min,
    "round": _rounded,
    "sqrt": math.sqrt,
}
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: lambda left, right: _floor(left / right),
    ast.Mod: lambda left, right: left - right * _floor(left / right),
    ast.Pow: math.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


class ExpressionError(ValueError):
    """An expression cannot be worked out; the message quotes it and says why."""


def evaluated(expression: str | float, names: Mapping[str, float]) -> float:
    """Return what an expression comes to; a number is itself.

    Raises
    ------
    ExpressionError
        Where it is none, speaks of a name that is not among `names`, or has no finite result.
    """
    text = str(expression)
    try:
        if len(text) > LONGEST:
            raise ExpressionError(f"it has {len(text)} characters, and at most {LONGEST} are read")
        value = _value(ast.parse(text.strip(), mode="eval").body, names)
        if not math.isfinite(value):
            raise ExpressionError("its result is not finite")
    except ExpressionError as error:
        raise ExpressionError(f'"{text[:LONGEST]}": {error}') from None
    except SyntaxError:
        raise ExpressionError(f'"{text}": no expression; write one such as 2 * price + 1') from None
    except (ArithmeticError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise ExpressionError(f'"{text}": {error}') from None
    return value


def _value(node: ast.expr, names: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name) if name in names:
            return float(names[name])
        case ast.Name(id=name):
            raise ExpressionError(f'there is no "{name}"; the names are {", ".join(names)}')
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return float(_BINARY[type(op)](_value(left, names), _value(right, names)))
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _UNARY:
            return _UNARY[type(sign)](_value(operand, names))
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as args, keywords=[]) if name in FUNCTIONS:
            return float(FUNCTIONS[name](*(_value(each, names) for each in args)))
    raise ExpressionError(f"{ast.unparse(node)} is no arithmetic; the functions are {', '.join(FUNCTIONS)}")
