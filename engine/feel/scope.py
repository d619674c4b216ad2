"""Where names are found: variables of the expression by position, members of a filtered item, then facts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.functions import BUILTINS
from engine.feel.properties import path
from engine.feel.values import IMMEDIATE, Value, from_fact

# Variables at run time: a chain of (value, outer) pairs, innermost first. Immutable, so a function value can keep it.
Variables = Any
Code = Callable[[Run, Variables], Value]


@dataclass(frozen=True)
class Scope:
    """One variable known while compiling; `is_item` marks the element that a filter looks at."""

    name: str
    outer: "Scope | None"
    is_item: bool = False


@dataclass(frozen=True)
class Found:
    """How to reach a name: `hops` to its variable (None: not a variable) and to items that may have it as member.

    `is_item` when the variable is the element that a filter looks at.
    """

    hops: int | None
    items: tuple[int, ...]
    is_item: bool = False


def find(scope: Scope | None, name: str) -> Found:
    """Look a name up from the innermost variable outwards."""
    items: list[int] = []
    hops = 0
    while scope is not None:
        if scope.name == name:
            return Found(hops, tuple(items), scope.is_item)
        if scope.is_item:
            items.append(hops)
        scope = scope.outer
        hops += 1
    return Found(None, tuple(items))


def read_variable(hops: int) -> Code:
    """Code that reads the variable so many pairs out."""
    if hops == 0:
        return lambda run, variables: variables[0]
    if hops == 1:
        return lambda run, variables: variables[1][0]

    def read(run: Run, variables: Variables) -> Value:
        for _ in range(hops):
            variables = variables[1]
        return variables[0]

    return read


def read_member(items: tuple[int, ...], name: str, otherwise: Code) -> Code:
    """Code that takes `name` from the nearest filtered item that is a context with such an entry."""

    def read(run: Run, variables: Variables) -> Value:
        for hops in items:
            pair = variables
            for _ in range(hops):
                pair = pair[1]
            if type(pair[0]) is dict and name in pair[0]:
                return pair[0][name]
        return otherwise(run, variables)

    return read


def read_fact(name: str) -> Code:
    """Code that reads a fact; a missing one is null, unless the name is that of a built-in function."""
    function = BUILTINS.get(name)

    def read(run: Run, variables: Variables) -> Value:
        value = run.facts.get(name)
        if type(value) in IMMEDIATE:
            return function if value is None and name not in run.facts else value
        return _converted(run, name, value)

    return read


def _converted(run: Run, name: str, value: object) -> Value:
    """A number, list or context converted whole, once per evaluation."""
    if name in run.converted:
        return run.converted[name]
    result = run.converted[name] = from_fact(run, value)
    return result


def read_fact_path(name: str, keys: tuple[str, ...]) -> Code:
    """Code that reads `fact.key.key` without converting what lies beside the path."""
    first, rest = keys[0], keys[1:]

    def read(run: Run, variables: Variables) -> Value:
        value: Any = run.facts.get(name)
        if type(value) is dict:
            value = value.get(first)
            for key in rest:
                if type(value) is not dict:
                    break
                value = value.get(key)
            else:
                kind = type(value)
                if kind in IMMEDIATE:
                    return value
                if kind is int and -1_000_000_000 < value < 1_000_000_000:
                    return Decimal(value)
                if kind is not dict and kind is not list:
                    return from_fact(run, value)
        value = _converted(run, name, run.facts.get(name))
        for key in keys:
            value = path(run, value, key)
        return value

    return read
