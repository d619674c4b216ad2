"""The parsed expression: frozen nodes, one class per construct of the grammar."""

from dataclasses import dataclass, field, fields
from typing import Any

from engine.feel.types import FeelType


@dataclass(frozen=True, slots=True)
class Node:
    """Any node; `at` is the offset in the source where it begins (for messages)."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    value: Node
    target: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` over two or more terms: chains are one node so that long ones are not deep."""

    operator: str
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Condition(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterations: tuple[Iteration, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    name: str
    type: FeelType | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5` and its like: a test in a list of tests, a range when in parentheses."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Several tests of which one must hold: `"a", < 5, [7..9]`."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AnyValue(Node):
    """The unary test `-`, which always holds."""


@dataclass(frozen=True, slots=True)
class Holds(Node):
    """A test that speaks of `?` itself and holds when it is true."""

    condition: Node


def weight(node: object) -> int:
    """How many nodes a tree has, in eighths and at least 1: what one evaluation of it is charged."""
    count, waiting = 0, [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting.extend(here)
        elif isinstance(here, Node):
            count += 1
            waiting.extend(getattr(here, f.name) for f in fields(here))
    return 1 + count // 8


def mentions(node: object, name: str) -> bool:
    """Whether a name occurs anywhere in a tree. Trees are as deep as the parser's limits allow: walk, don't recurse."""
    waiting: list[object] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Name) and here.name == name:
            return True
        if isinstance(here, tuple):
            waiting.extend(here)
        elif isinstance(here, Node):
            waiting.extend(getattr(here, f.name) for f in fields(here))
    return False
