"""Tree to closures: names, paths, operators and tests. Loops, filters and functions are in `control` and `calls`.

Every closure takes the run and the variables and gives a value. The common shapes (a fact's member compared with a
literal, `and` of two) have closures of their own, because conditions are evaluated far more often than compiled.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import arithmetic, negate
from engine.feel.budget import Run
from engine.feel.compare import compare, equal, in_range
from engine.feel.errors import FeelTooDeep
from engine.feel.functions import BUILTINS
from engine.feel.properties import path
from engine.feel.scope import Code, Scope, Variables, find, read_fact, read_fact_path, read_member, read_variable
from engine.feel.types import NamedTypes, belongs, no_named_types
from engine.feel.values import NUMBERS, Range, Value

MAX_DEPTH = 120

Handler = Callable[["Compiler", Any, Scope | None], Code]
HANDLERS: dict[type, Handler] = {}


def handles(kind: type) -> Callable[[Handler], Handler]:
    """Register how one class of node is compiled."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


@dataclass
class Compiler:
    """Compiles one text and notes the facts it reads.

    `names` are certainly read as facts; `possible_names` may be: they stand inside a filter, where a member of the
    item goes first, or are named like a built-in function. `functions` are functions that the facts will hold.
    `lenient` compiles calls of unknown functions to null, as the standard has it, instead of refusing them.
    """

    text: str
    functions: Collection[str] = ()
    lenient: bool = False
    named_types: NamedTypes = no_named_types
    names: set[str] = field(default_factory=set)
    possible_names: set[str] = field(default_factory=set)
    depth: int = 0

    def compile(self, node: tree.Node, scope: Scope | None) -> Code:
        """The closure for a node. Raises FeelCompileError."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelTooDeep(limit=str(MAX_DEPTH))
        code = HANDLERS[type(node)](self, node, scope)
        self.depth -= 1
        return code

    def reads(self, name: str, *, certain: bool) -> None:
        (self.names if certain and name not in BUILTINS else self.possible_names).add(name)


@handles(tree.Literal)
def _literal(compiler: Compiler, node: tree.Literal, scope: Scope | None) -> Code:
    value = node.value
    return lambda run, variables: value


@handles(tree.Name)
def _name(compiler: Compiler, node: tree.Name, scope: Scope | None) -> Code:
    found = find(scope, node.name)
    if found.hops is not None:
        code = read_variable(found.hops)
    else:
        compiler.reads(node.name, certain=not found.items)
        code = read_fact(node.name)
    if node.name == "item" and found.is_item and found.hops is not None:
        # The item itself, unless it is a context with an entry of that name.
        return read_member((found.hops,), "item", code)
    return read_member(found.items, node.name, code) if found.items else code


@handles(tree.Path)
def _path(compiler: Compiler, node: tree.Path, scope: Scope | None) -> Code:
    keys = [node.name]
    source = node.source
    while isinstance(source, tree.Path):
        keys.insert(0, source.name)
        source = source.source
    if isinstance(source, tree.Name):
        found = find(scope, source.name)
        if found.hops is None and not found.items:
            compiler.reads(source.name, certain=True)
            return read_fact_path(source.name, tuple(keys))
    inner, name = compiler.compile(node.source, scope), node.name
    return lambda run, variables: path(run, inner(run, variables), name)


@handles(tree.Arithmetic)
def _arithmetic(compiler: Compiler, node: tree.Arithmetic, scope: Scope | None) -> Code:
    if isinstance(node.left, tree.Arithmetic) and isinstance(node.left.left, tree.Arithmetic):
        return _arithmetic_chain(compiler, node, scope)
    left, right = compiler.compile(node.left, scope), compiler.compile(node.right, scope)
    operator = node.operator
    quick = {"+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply}.get(operator)
    grows = operator == "*"
    if quick is None:
        return lambda run, variables: arithmetic(run, operator, left(run, variables), right(run, variables))

    def calculate(run: Run, variables: Variables) -> Value:
        one, other = left(run, variables), right(run, variables)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                result = quick(one, other)
            except ArithmeticError:
                return run.null("number_out_of_range")
            if grows:
                run.limit_number(result)
            return result
        return arithmetic(run, operator, one, other)

    return calculate


def _arithmetic_chain(compiler: Compiler, node: tree.Arithmetic, scope: Scope | None) -> Code:
    """`a + b - c + …` from left to right in a loop, so that a long sum is not a deep one."""
    terms: list[tuple[str, Code]] = []
    first: tree.Node = node
    while isinstance(first, tree.Arithmetic):
        terms.append((first.operator, compiler.compile(first.right, scope)))
        first = first.left
    start = compiler.compile(first, scope)
    terms.reverse()

    def calculate(run: Run, variables: Variables) -> Value:
        value = start(run, variables)
        for operator, term in terms:
            value = arithmetic(run, operator, value, term(run, variables))
        return value

    return calculate


@handles(tree.Negate)
def _negate(compiler: Compiler, node: tree.Negate, scope: Scope | None) -> Code:
    operand = compiler.compile(node.operand, scope)
    return lambda run, variables: negate(run, operand(run, variables))


@handles(tree.Compare)
def _compare(compiler: Compiler, node: tree.Compare, scope: Scope | None) -> Code:
    left, right = compiler.compile(node.left, scope), compiler.compile(node.right, scope)
    operator = node.operator
    if isinstance(node.right, tree.Literal) and type(node.right.value) in (str, Decimal):
        return _compare_with_literal(operator, left, node.right.value)
    if operator == "=":
        return lambda run, variables: equal(run, left(run, variables), right(run, variables))
    return lambda run, variables: compare(run, operator, left(run, variables), right(run, variables))


def literal_comparison(operator: str, literal: Any) -> Callable[[Any], bool]:
    """`value operator literal` for values of the literal's own kind, the quickest way."""
    comparison: Callable[[Any], bool] = {
        "=": literal.__eq__, "!=": literal.__ne__, "<": literal.__gt__, ">": literal.__lt__,
        "<=": literal.__ge__, ">=": literal.__le__,
    }[operator]  # fmt: skip
    return comparison


def _compare_with_literal(operator: str, left: Code, literal: Any) -> Code:
    kind, quick = type(literal), literal_comparison(operator, literal)

    def check(run: Run, variables: Variables) -> Value:
        value = left(run, variables)
        return quick(value) if type(value) is kind else compare(run, operator, value, literal)

    return check


@handles(tree.Between)
def _between(compiler: Compiler, node: tree.Between, scope: Scope | None) -> Code:
    value, low, high = (compiler.compile(n, scope) for n in (node.value, node.low, node.high))

    def check(run: Run, variables: Variables) -> Value:
        start, end = low(run, variables), high(run, variables)
        if start is None or end is None:
            return run.null("not_comparable", "between Null")
        return in_range(run, value(run, variables), Range(start, end, True, True))

    return check


@handles(tree.Logic)
def _logic(compiler: Compiler, node: tree.Logic, scope: Scope | None) -> Code:
    terms = [compiler.compile(t, scope) for t in node.terms]
    decisive = node.operator == "or"
    if len(terms) == 2:
        return _logic_of_two(terms[0], terms[1], decisive)

    def combine(run: Run, variables: Variables) -> Value:
        result: bool | None = not decisive
        for term in terms:
            value = term(run, variables)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = None
        return result

    return combine


def _logic_of_two(left: Code, right: Code, decisive: bool) -> Code:
    other = not decisive

    def combine(run: Run, variables: Variables) -> Value:
        one = left(run, variables)
        if one is decisive:
            return decisive
        two = right(run, variables)
        if two is decisive:
            return decisive
        return other if one is other and two is other else None

    return combine


@handles(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf, scope: Scope | None) -> Code:
    value, kind, named = compiler.compile(node.value, scope), node.type, compiler.named_types
    return lambda run, variables: belongs(value(run, variables), kind, named)


@handles(tree.ListLiteral)
def _list(compiler: Compiler, node: tree.ListLiteral, scope: Scope | None) -> Code:
    items = [compiler.compile(i, scope) for i in node.items]

    def build(run: Run, variables: Variables) -> Value:
        run.charge(len(items))
        return [item(run, variables) for item in items]

    return build


@handles(tree.ContextLiteral)
def _context(compiler: Compiler, node: tree.ContextLiteral, scope: Scope | None) -> Code:
    entries = []
    for name, entry in node.entries:
        entries.append((name, compiler.compile(entry, scope)))
        scope = Scope(name, scope)
    repeated = len({name for name, _ in node.entries}) < len(node.entries)

    def build(run: Run, variables: Variables) -> Value:
        if repeated:
            return run.null("repeated_key")
        run.charge(len(entries))
        context = {}
        for name, code in entries:
            value = context[name] = code(run, variables)
            variables = (value, variables)
        return context

    return build


@handles(tree.RangeLiteral)
def _range(compiler: Compiler, node: tree.RangeLiteral, scope: Scope | None) -> Code:
    start, end = compiler.compile(node.start, scope), compiler.compile(node.end, scope)

    def build(run: Run, variables: Variables) -> Value:
        low, high = start(run, variables), end(run, variables)
        if low is not None and high is not None and type(low) is not type(high):
            return run.null("not_comparable", "range")
        return Range(low, high, node.start_included, node.end_included)

    return build
