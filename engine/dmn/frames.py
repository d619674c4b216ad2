"""Facts seen through layers: what a decision or a boxed context adds in front of the facts given from outside."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.feel.budget import Run
from engine.feel.values import FeelFunction, Value

Boxed = Callable[[Run], Value]
"""Compiled logic, evaluated with the facts that the run holds at that moment."""


class Layer(Mapping[str, Any]):
    """Own names in front of outer ones, without copying the outer."""

    __slots__ = ("outer", "own")

    def __init__(self, own: Mapping[str, Any], outer: Mapping[str, Any]) -> None:
        self.own, self.outer = own, outer

    def get(self, name: str, default: Any = None) -> Any:
        return self.own[name] if name in self.own else self.outer.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self.outer

    def __getitem__(self, name: str) -> Any:
        return self.own[name] if name in self.own else self.outer[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.outer, **self.own})

    def __len__(self) -> int:
        return len({**self.outer, **self.own})


def evaluate_with(run: Run, own: Mapping[str, Value], logic: Boxed, outer: Mapping[str, Any] | None = None) -> Value:
    """Evaluate with these FEEL values in front of the run's facts, or of `outer` instead of them."""
    facts, converted = run.facts, run.converted
    known = converted if outer is None else {}
    run.facts = Layer(own, facts if outer is None else outer)
    run.converted = {**known, **own}
    try:
        return logic(run)
    finally:
        run.facts, run.converted = facts, converted


class Knowledge(FeelFunction):
    """A function made of boxed logic: a business knowledge model, a decision service or a boxed function."""

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        body: Boxed,
        facts: Mapping[str, Any],
        fit: Callable[[Run, str, Value], Value],
    ) -> None:
        self.name, self.parameters = name, parameters
        self.body, self.facts, self.fit = body, facts, fit

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        if len(arguments) != len(self.parameters):
            return run.null("wrong_arguments", self.name)
        run.charge(1)
        run.enter()
        own = {p: self.fit(run, p, a) for p, a in zip(self.parameters, arguments, strict=True)}
        # An argument of the wrong type makes the call null, not just the parameter.
        wrong = any(v is None and a is not None for v, a in zip(own.values(), arguments, strict=True))
        result = None if wrong else evaluate_with(run, own, self.body, self.facts)
        run.leave()
        return result
