"""Tree to closures: `if`, `for`, `some`, `every` and filters."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from engine.feel import tree
from engine.feel.budget import Run
from engine.feel.compiler import Compiler, handles
from engine.feel.eras import from_ordinal, kind_of, ordinal
from engine.feel.scope import Code, Scope, Variables
from engine.feel.values import Range, Value, type_name

_CONDITIONS = (tree.Compare, tree.Logic, tree.Between, tree.In, tree.InstanceOf, tree.Quantified)
_INDEXES = (tree.Arithmetic, tree.Negate)


class NotIterable(Exception):
    """The domain of a loop is not a list; caught by the loop, which then is null."""


@handles(tree.Condition)
def _condition(compiler: Compiler, node: tree.Condition, scope: Scope | None) -> Code:
    if isinstance(node.otherwise, tree.Condition):
        return _condition_chain(compiler, node, scope)
    test, then, otherwise = (compiler.compile(n, scope) for n in (node.condition, node.then, node.otherwise))
    return lambda run, variables: (then if test(run, variables) is True else otherwise)(run, variables)


def _condition_chain(compiler: Compiler, node: tree.Condition, scope: Scope | None) -> Code:
    """`if … else if … else …` branch by branch in a loop, so that many branches are not deep."""
    branches: list[tuple[Code, Code]] = []
    last: tree.Node = node
    while isinstance(last, tree.Condition):
        branches.append((compiler.compile(last.condition, scope), compiler.compile(last.then, scope)))
        last = last.otherwise
    otherwise = compiler.compile(last, scope)

    def choose(run: Run, variables: Variables) -> Value:
        for test, then in branches:
            if test(run, variables) is True:
                return then(run, variables)
        return otherwise(run, variables)

    return choose


def _domain(compiler: Compiler, node: tree.Iteration, scope: Scope | None) -> Code:
    """Code for the list that one iteration runs over."""
    domain = compiler.compile(node.domain, scope)
    if node.end is None:
        return lambda run, variables: items_of(run, domain(run, variables))
    end = compiler.compile(node.end, scope)
    return lambda run, variables: _span(run, domain(run, variables), end(run, variables))


def items_of(run: Run, value: Value) -> list[Value]:
    """What a loop over a value runs through. Raises NotIterable."""
    if type(value) is list:
        return value
    if value is None:
        run.null("not_iterable", "Null")
        raise NotIterable
    if type(value) is Range:
        start, end = value.start, value.end
        if kind_of(start) not in (Decimal, date) or kind_of(end) is not kind_of(start):
            run.null("not_iterable", "range")
            raise NotIterable
        items = _span(run, start, end)
        if items and not value.start_included:
            items = items[1:]
        return items[:-1] if items and not value.end_included and items[-1] == end else items
    return [value]


def _span(run: Run, start: Value, end: Value) -> list[Value]:
    """Whole numbers or days from start to end, both included, downwards if the end is lower."""
    if type(start) is Decimal and type(end) is Decimal and start == start.to_integral_value():
        if end != end.to_integral_value():
            run.null("not_iterable", "fraction")
            raise NotIterable
        length = abs(end - start) + 1
        run.charge_list(int(min(length, Decimal(run.budget.items + 1))))
        low, high = int(start), int(end)
        return [Decimal(i) for i in (range(low, high + 1) if low <= high else range(low, high - 1, -1))]
    if kind_of(start) is date and kind_of(end) is date:
        first, last = ordinal(start.year, start.month, start.day), ordinal(end.year, end.month, end.day)
        run.charge_list(abs(last - first) + 1)
        return [from_ordinal(i) for i in (range(first, last + 1) if first <= last else range(first, last - 1, -1))]
    run.null("not_iterable", f"{type_name(start)}..{type_name(end)}")
    raise NotIterable


def _loops(run: Run, domains: list[Code], variables: Variables, weight: int, level: int = 0) -> Iterator[Variables]:
    """The variables of each turn, the last iteration turning fastest; `weight` is what a turn is charged."""
    if level == len(domains):
        yield variables
        return
    for item in domains[level](run, variables):
        run.charge(weight)
        yield from _loops(run, domains, (item, variables), weight, level + 1)


def _iterations(
    compiler: Compiler, nodes: tuple[tree.Iteration, ...], scope: Scope | None
) -> tuple[list[Code], Scope | None]:
    domains = []
    for node in nodes:
        domains.append(_domain(compiler, node, scope))
        scope = Scope(node.name, scope)
    return domains, scope


@handles(tree.For)
def _for(compiler: Compiler, node: tree.For, scope: Scope | None) -> Code:
    domains, inner = _iterations(compiler, node.iterations, scope)
    if tree.mentions(node.result, "partial"):
        return _for_with_partial(domains, compiler.compile(node.result, Scope("partial", inner)), tree.weight(node))
    result, weight = compiler.compile(node.result, inner), tree.weight(node)

    def run_loop(run: Run, variables: Variables) -> Value:
        results: list[Value] = []
        limit = run.budget.items
        try:
            for turn in _loops(run, domains, variables, weight):
                results.append(result(run, turn))
                if len(results) > limit:
                    run.charge_list(len(results))
        except NotIterable:
            return None
        return results

    return run_loop


def _for_with_partial(domains: list[Code], result: Code, weight: int) -> Code:
    def run_loop(run: Run, variables: Variables) -> Value:
        results: list[Value] = []
        try:
            for turn in _loops(run, domains, variables, weight):
                run.limit_list(len(results) + 1)
                run.charge(len(results) >> 6)
                # A copy, so that a turn that returns `partial` does not come to contain itself.
                results.append(result(run, (list(results), turn)))
        except NotIterable:
            return None
        return results

    return run_loop


@handles(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified, scope: Scope | None) -> Code:
    domains, inner = _iterations(compiler, node.iterations, scope)
    condition, decisive, weight = compiler.compile(node.condition, inner), not node.every, tree.weight(node)

    def check(run: Run, variables: Variables) -> Value:
        result: bool | None = not decisive
        try:
            for turn in _loops(run, domains, variables, weight):
                value = condition(run, turn)
                if value is decisive:
                    return decisive
                if value is not (not decisive):
                    result = None
        except NotIterable:
            return None
        return result

    return check


@handles(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter, scope: Scope | None) -> Code:
    source = compiler.compile(node.source, scope)
    if isinstance(node.condition, _INDEXES) or (
        isinstance(node.condition, tree.Literal) and type(node.condition.value) is Decimal
    ):
        index = compiler.compile(node.condition, scope)
        return lambda run, variables: pick(run, source(run, variables), index(run, variables))
    condition = compiler.compile(node.condition, Scope("item", scope, is_item=True))
    certain, weight = isinstance(node.condition, _CONDITIONS), tree.weight(node.condition)

    def select(run: Run, variables: Variables) -> Value:
        value = source(run, variables)
        if value is None:
            return run.null("filter_of_null")
        items = value if type(value) is list else [value]
        run.charge(weight * len(items))
        if not items and not certain:
            return None if type(condition(run, (None, variables))) is Decimal else []
        chosen = []
        for item in items:
            verdict = condition(run, (item, variables))
            if verdict is True:
                chosen.append(item)
            elif type(verdict) is Decimal:
                return pick(run, items, verdict)
        return chosen

    return select


def pick(run: Run, value: Value, index: Value) -> Value:
    """The item at a place counted from 1, or from the end when negative."""
    if value is None:
        return None
    items = value if type(value) is list else [value]
    if type(index) is not Decimal or index != index.to_integral_value():
        return run.null("bad_index")
    if not 1 <= abs(index) <= len(items):
        return run.null("index_out_of_range")
    place = int(index)
    return items[place - 1 if place > 0 else place]
