"""Tree to closures: `in` and unary tests, as in the cells of a decision table."""

from collections.abc import Callable
from decimal import Decimal

from engine.feel import tree
from engine.feel.budget import Run
from engine.feel.compare import compare, is_in
from engine.feel.compiler import Compiler, handles, literal_comparison
from engine.feel.scope import Code, Scope, Variables
from engine.feel.values import Range, Value

Test = Callable[[Run, Variables, Value], Value]


@handles(tree.UnaryTest)
def _unary_test(compiler: Compiler, node: tree.UnaryTest, scope: Scope | None) -> Code:
    """As a value: the range (standard, 10.3.1.2, 7); `=` gives the range of just that value."""
    operand, operator = compiler.compile(node.operand, scope), node.operator

    def build(run: Run, variables: Variables) -> Value:
        end = operand(run, variables)
        if operator[0] == "<":
            return Range(None, end, False, operator == "<=", of_operator=True)
        if operator[0] == ">":
            return Range(end, None, operator == ">=", False, of_operator=True)
        return Range(end, end, True, True, of_operator=True) if operator == "=" else run.null("no_range", "!=")

    return build


@handles(tree.AnyValue)
def _any_value(compiler: Compiler, node: tree.AnyValue, scope: Scope | None) -> Code:
    return lambda run, variables: True


@handles(tree.In)
def _in(compiler: Compiler, node: tree.In, scope: Scope | None) -> Code:
    value, test = compiler.compile(node.value, scope), compile_test(compiler, node.target, scope)
    return lambda run, variables: test(run, variables, value(run, variables))


def compile_test(compiler: Compiler, node: tree.Node, scope: Scope | None) -> Test:
    """How a value is tested against what stands right of `in`, or in one cell of unary tests."""
    if isinstance(node, tree.Tests):
        tests = [compile_test(compiler, t, scope) for t in node.tests]
        plain = len(tests) == 1 and not node.negated and not isinstance(node.tests[0], tree.Holds)
        return tests[0] if plain else _any_test(tests, node.negated)
    if isinstance(node, tree.UnaryTest):
        operand, operator = compiler.compile(node.operand, scope), node.operator
        if isinstance(node.operand, tree.Literal) and type(node.operand.value) in (str, Decimal):
            return _compared_with_literal(operator, node.operand.value)
        return lambda run, variables, value: compare(run, operator, value, operand(run, variables))
    if isinstance(node, tree.Holds):
        condition = compiler.compile(node.condition, scope)
        return lambda run, variables, value: condition(run, variables)
    if isinstance(node, tree.Literal) and type(node.value) in (str, Decimal):
        return _compared_with_literal("=", node.value)
    target = compiler.compile(node, scope)
    if isinstance(node, tree.RangeLiteral) and _literal_ends(node):
        return _between_literals(node, target)
    return lambda run, variables, value: is_in(run, value, target(run, variables))


def _compared_with_literal(operator: str, literal: Value) -> Test:
    kind, quick = type(literal), literal_comparison(operator, literal)

    def test(run: Run, variables: Variables, value: Value) -> Value:
        return quick(value) if type(value) is kind else compare(run, operator, value, literal)

    return test


def _literal_ends(node: tree.RangeLiteral) -> bool:
    ends = [n.value for n in (node.start, node.end) if isinstance(n, tree.Literal)]
    return len(ends) == 2 and type(ends[0]) is type(ends[1]) is Decimal


def _between_literals(node: tree.RangeLiteral, target: Code) -> Test:
    start, end = node.start.value, node.end.value  # type: ignore[attr-defined]
    above = literal_comparison(">=" if node.start_included else ">", start)
    below = literal_comparison("<=" if node.end_included else "<", end)

    def test(run: Run, variables: Variables, value: Value) -> Value:
        if type(value) is Decimal:
            return above(value) and below(value)
        return is_in(run, value, target(run, variables))

    return test


def _any_test(tests: list[Test], negated: bool) -> Test:
    def check(run: Run, variables: Variables, value: Value) -> Value:
        result: bool | None = False
        for test in tests:
            found = test(run, variables, value)
            if found is True:
                result = True
                break
            if found is not False:
                result = None
        if negated:
            return None if result is None else not result
        return result

    return check


@handles(tree.Tests)
def _tests(compiler: Compiler, node: tree.Tests, scope: Scope | None) -> Code:
    """`(a, b)` outside `in` means nothing in FEEL."""
    return lambda run, variables: run.null("tests_as_value")
