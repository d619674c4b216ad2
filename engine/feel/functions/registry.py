"""How a built-in function is declared, checked and called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.eras import kind_of
from engine.feel.values import FeelFunction, Range, Value, type_name

Implementation = Callable[..., Value]

_KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "context": (dict,),
    "range": (Range,),
    "days": (date, datetime),
    "time": (time,),
    "day duration": (timedelta,),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: `kind` is a key of `_KINDS`, `list`, `function` or `any`; `nullable` lets an explicit null in."""

    name: str
    kind: str
    optional: bool = False
    nullable: bool = False


class WrongKind(Exception):
    """An argument is not of its parameter's kind; caught where the function is called."""


@dataclass(frozen=True)
class Signature:
    """One way to call a function. When `variadic`, further arguments are of the last parameter's kind."""

    parameters: tuple[Parameter, ...]
    variadic: bool
    run: Implementation

    @property
    def required(self) -> int:
        return sum(not p.optional for p in self.parameters)

    def takes(self, count: int) -> bool:
        return self.required <= count and (self.variadic or count <= len(self.parameters))

    def positions(self, names: Sequence[str]) -> list[int] | None:
        """Where each parameter's argument stands among `names` (-1: left out), None if the names do not fit."""
        own = [p.name for p in self.parameters]
        if len(set(names)) != len(names) or not set(names) <= set(own):
            return None
        if any(p.name not in names and not p.optional for p in self.parameters):
            return None
        return [names.index(n) if n in names else -1 for n in own]


class Builtin(FeelFunction):
    """A built-in function with all its signatures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    @property
    def parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(p.name for p in self.signatures[0].parameters)

    @property
    def usage(self) -> str:
        """How to write a call: `substring(string, start position, length?)`, one per signature."""
        ways = (
            ", ".join(p.name + ("?" if p.optional else "") for p in s.parameters) + (", …" if s.variadic else "")
            for s in self.signatures
        )
        return " | ".join(f"{self.name}({way})" for way in ways)

    def for_count(self, count: int) -> Signature | None:
        """The signature for so many positional arguments."""
        return next((s for s in self.signatures if s.takes(count)), None)

    def takes(self, count: int) -> bool:
        return self.for_count(count) is not None

    def for_names(self, names: Sequence[str]) -> tuple[Signature, list[int]] | None:
        """The signature for named arguments, with the place of each parameter's argument."""
        for signature in self.signatures:
            if (positions := signature.positions(names)) is not None:
                return signature, positions
        return None

    def apply(self, run: Run, signature: Signature, arguments: list[Value]) -> Value:
        """Check the arguments' kinds and call. A wrong kind gives null and a warning."""
        run.charge(1)
        parameters = signature.parameters
        try:
            for i, argument in enumerate(arguments):
                parameter = parameters[i] if i < len(parameters) else parameters[-1]
                if parameter.kind != "any":
                    arguments[i] = _fit(parameter, argument)
            return signature.run(run, *arguments)
        except WrongKind as error:
            return run.null("wrong_argument", f"{self.name}: {error}")
        except (ArithmeticError, ValueError):
            return run.null("out_of_range", self.name)

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        signature = self.for_count(len(arguments))
        if signature is None:
            return run.null("wrong_arguments", self.name)
        return self.apply(run, signature, list(arguments))

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        names = list(arguments)
        found = self.for_names(names)
        if found is None:
            return run.null("wrong_arguments", self.name)
        signature, positions = found
        return self.apply_placed(run, signature, positions, list(arguments.values()))

    def apply_placed(self, run: Run, signature: Signature, positions: list[int], arguments: list[Value]) -> Value:
        """Call with arguments taken from their places; optional ones left out at the end are not passed."""
        last = max((i for i, p in enumerate(positions) if p >= 0), default=-1)
        placed = []
        for parameter, position in zip(signature.parameters[: last + 1], positions, strict=False):
            if position < 0:
                placed.append(LEFT_OUT)
            elif parameter.kind != "any":
                try:
                    placed.append(_fit(parameter, arguments[position]))
                except WrongKind as error:
                    return run.null("wrong_argument", f"{self.name}: {error}")
            else:
                placed.append(arguments[position])
        run.charge(1)
        try:
            return signature.run(run, *(None if a is LEFT_OUT else a for a in placed))
        except (WrongKind, ArithmeticError, ValueError):
            return run.null("out_of_range", self.name)


LEFT_OUT: Any = object()


def _fit(parameter: Parameter, argument: Value) -> Value:
    """The argument as its parameter wants it, with the standard's conversions to and from singleton lists."""
    if argument is None:
        if parameter.nullable:
            return None
        raise WrongKind(f"{parameter.name} is null")
    if parameter.kind == "list":
        return argument if type(argument) is list else [argument]
    if type(argument) is list and len(argument) == 1:
        argument = argument[0]
    if parameter.kind == "function":
        fits = isinstance(argument, FeelFunction)
    else:
        fits = kind_of(argument) in _KINDS[parameter.kind]
    if not fits:
        raise WrongKind(f"{parameter.name} is {type_name(argument)}")
    return argument


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, parameters: str) -> Callable[[Implementation], Implementation]:
    """Declare a function: `"string: string, length?: number"`; `kind?` is nullable, a last `…` means variadic."""

    def declare(implementation: Implementation) -> Implementation:
        function = BUILTINS.setdefault(name, Builtin(name))
        function.signatures.append(_signature(parameters, implementation))
        return implementation

    return declare


def _signature(text: str, implementation: Implementation) -> Signature:
    variadic = text.endswith("…")
    parameters = []
    for part in filter(None, (p.strip() for p in text.rstrip("…").split(","))):
        name, kind = (p.strip() for p in part.split(":"))
        parameters.append(Parameter(name.rstrip("?"), kind.rstrip("?"), name.endswith("?"), kind.endswith("?")))
    return Signature(tuple(parameters), variadic, implementation)
