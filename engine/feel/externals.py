"""External functions (10.3.2.13.3): the pure ones of Java's standard library that models name, computed here.

Nothing is loaded or run: a class and signature either stand in `FUNCTIONS` or there is no such function. Numbers are rounded
and limited as Java's types are.
"""

import math
import re
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.text import number_text, to_text
from engine.feel.values import NUMBERS, FeelFunction, Value

SIGNATURE = re.compile(r"\s*(\w+)\s*\(\s*(.*?)\s*\)\s*", re.ASCII)
FORMAT = re.compile(r"%(?:(-)?(0)?(\d{1,3})?(?:\.(\d{1,2}))?([sdf])|([%n]))", re.ASCII)
BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
STRING, OBJECTS = "java.lang.String", "[Ljava.lang.Object;"
Java = Callable[..., Any]
Functions = dict[tuple[str, str, tuple[str, ...]], Java]
"""By class, method and the types of its parameters."""


class NotJava(ValueError):
    """A value that the Java type of its parameter cannot hold; the call is then null."""


class External(FeelFunction):
    """One function of `FUNCTIONS` under the parameter names of a model."""

    def __init__(self, name: str, parameters: tuple[str, ...], types: tuple[str, ...], java: Java) -> None:
        self.name, self.parameters, self.java_types, self.java = name, parameters, types, java

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        if len(arguments) != len(self.parameters):
            return run.null("wrong_arguments", self.name)
        run.charge(1)
        try:
            given = [_to_java(run, a, t) for a, t in zip(arguments, self.java_types, strict=True)]
            result = self.java(*given)
            if type(result) is str:
                run.charge_text(len(result))
            return _from_java(result)
        except (ArithmeticError, ValueError, TypeError):
            return run.null("external_function", self.name)


def external(run: Run, parameters: tuple[str, ...], mapping: Value) -> Value:
    """The function that `{java: {class, method signature}}` names, null with a warning when there is none."""
    java = mapping.get("java") if type(mapping) is dict else None
    described = java if type(java) is dict else {}
    name, signature = described.get("class"), described.get("method signature")
    found = SIGNATURE.fullmatch(signature) if type(signature) is str else None
    if type(name) is not str or found is None:
        return run.null("external_function")
    types = tuple(t.strip() for t in found[2].split(",")) if found[2] else ()
    function = FUNCTIONS.get((name, found[1], types))
    if function is None or len(types) != len(parameters):
        return run.null("external_function", f"{name}.{found[1]}"[:100])
    return External(found[1], parameters, types, function)


def _to_java(run: Run, value: Value, kind: str) -> Any:
    if kind == OBJECTS:
        return [to_text(run, v) if type(v) is not Decimal else v for v in (value if type(value) is list else [value])]
    if type(value) is Decimal and kind in ("double", "float"):
        return float(value) if kind == "double" else _single(float(value))
    if type(value) is Decimal and kind in BITS:
        whole = int(value) if value.adjusted() < 20 else 1 << 70
        return _within(whole, BITS[kind])
    if (type(value) is str and (kind == STRING or (kind == "char" and len(value) == 1))) or (
        type(value) is bool and kind == "boolean"
    ):
        return value
    raise NotJava(kind)


def _from_java(result: Any) -> Value:
    if type(result) is float:
        return NUMBERS.create_decimal(repr(result)) if math.isfinite(result) else None
    return Decimal(result) if type(result) is int else result


def _within(whole: int, bits: int) -> int:
    if not -(1 << bits - 1) <= whole < 1 << bits - 1:
        raise NotJava(str(bits))
    return whole


def _single(number: float) -> float:
    """A double rounded to Java's `float`, as its shortest decimal tells it."""
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    shortest = (f"{rounded:.{digits}g}" for digits in range(1, 10))
    same = struct.pack("f", number)
    return float(next((s for s in shortest if struct.pack("f", float(s)) == same), rounded))


def _format(pattern: str, values: list[Value]) -> str:
    """`String.format` with `%s %d %f %n %%`, widths up to 999 and the flags `-` and `0`."""
    waiting = iter(values)

    def written(found: re.Match[str]) -> str:
        left, zero, width, precision, conversion, plain = found.groups()
        if plain:
            return "\n" if plain == "n" else "%"
        value = next(waiting)
        if conversion == "d" and (type(value) is not Decimal or value != value.to_integral_value()):
            raise NotJava(conversion)
        if conversion == "f":
            places = Decimal(1).scaleb(-int(precision or 6))
            text = format(value.quantize(places, rounding=ROUND_HALF_UP, context=NUMBERS), "f")
        else:
            text = number_text(value) if type(value) is Decimal else str(value)
            text = text[: int(precision)] if precision and conversion == "s" else text
        if zero and conversion != "s":
            return text.zfill(int(width or 0))
        return text.ljust(int(width or 0)) if left else text.rjust(int(width or 0))

    rest = FORMAT.sub("", pattern)
    if "%" in rest or len(FORMAT.findall(pattern)) > 100:
        raise NotJava(pattern)
    try:
        return FORMAT.sub(written, pattern)
    except (StopIteration, RuntimeError):
        raise NotJava(pattern) from None


def _whole(bits: int) -> Java:
    return lambda text: _within(int(text) if re.fullmatch(r"[+-]?\d{1,20}", text, re.ASCII) else 1 << 70, bits)


def _real(text: str) -> float:
    return float(text) if re.fullmatch(r"\s*[+-]?[\d.]+(?:[eE][+-]?\d+)?\s*", text, re.ASCII) else math.nan


def _math() -> Functions:
    of_one: dict[str, Java] = {
        "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan,
        "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp, "expm1": math.expm1,
        "log": math.log, "log10": math.log10, "log1p": math.log1p, "sqrt": math.sqrt, "cbrt": math.cbrt,
        "toRadians": math.radians, "toDegrees": math.degrees, "abs": abs,
        "ceil": lambda n: float(math.ceil(n)), "floor": lambda n: float(math.floor(n)), "rint": lambda n: float(round(n)),
        "round": lambda n: math.floor(n + 0.5), "signum": lambda n: math.copysign(1.0, n) if n else n,
    }  # fmt: skip
    of_two: dict[str, Java] = {"pow": math.pow, "atan2": math.atan2, "hypot": math.hypot, "max": max, "min": min}
    functions: Functions = {("java.lang.Math", name, ("double",)): java for name, java in of_one.items()}
    functions |= {("java.lang.Math", name, ("double", "double")): java for name, java in of_two.items()}
    for kind in ("int", "long", "float"):
        functions |= {("java.lang.Math", name, (kind, kind)): java for name, java in (("max", max), ("min", min))}
        functions["java.lang.Math", "abs", (kind,)] = abs
    for kind in ("int", "long"):
        # Python rounds the quotient down, as `floorDiv` does.
        functions["java.lang.Math", "floorDiv", (kind, kind)] = lambda a, b: a // b
        functions["java.lang.Math", "floorMod", (kind, kind)] = lambda a, b: a % b
    return functions


def _wrappers() -> Functions:
    functions: Functions = {}
    for name, kind in (("Byte", "byte"), ("Short", "short"), ("Integer", "int"), ("Long", "long")):
        parse = "parseInt" if kind == "int" else f"parse{name}"
        functions[f"java.lang.{name}", "valueOf", (kind,)] = lambda n: n
        functions[f"java.lang.{name}", "valueOf", (STRING,)] = _whole(BITS[kind])
        functions[f"java.lang.{name}", parse, (STRING,)] = _whole(BITS[kind])
        functions[f"java.lang.{name}", "toString", (kind,)] = str
    for name, kind in (("Float", "float"), ("Double", "double")):
        functions[f"java.lang.{name}", "valueOf", (kind,)] = lambda n: n
        functions[f"java.lang.{name}", "valueOf", (STRING,)] = (
            _real if kind == "double" else lambda t: _single(_real(t))
        )
        functions[f"java.lang.{name}", f"parse{name}", (STRING,)] = functions[f"java.lang.{name}", "valueOf", (STRING,)]
    functions["java.lang.Boolean", "valueOf", (STRING,)] = lambda text: text.lower() == "true"
    functions["java.lang.Boolean", "parseBoolean", (STRING,)] = lambda text: text.lower() == "true"
    for kind in ("char", "int", "long"):
        functions[STRING, "valueOf", (kind,)] = str
    functions[STRING, "valueOf", ("boolean",)] = lambda value: "true" if value else "false"
    functions[STRING, "format", (STRING, OBJECTS)] = _format
    return functions


FUNCTIONS = _math() | _wrappers()
