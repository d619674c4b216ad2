"""Tree to closures: `in` and unary tests, as in the cells of a decision table."""

from collections.abc import Callable

from engine.feel import tree
from engine.feel.budget import Run
from engine.feel.compare import compare, is_in
from engine.feel.compiler import Compiler, handles
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
        return _any_test([compile_test(compiler, t, scope) for t in node.tests], node.negated)
    if isinstance(node, tree.UnaryTest):
        operand, operator = compiler.compile(node.operand, scope), node.operator
        return lambda run, variables, value: compare(run, operator, value, operand(run, variables))
    if isinstance(node, tree.Holds):
        condition = compiler.compile(node.condition, scope)
        return lambda run, variables, value: condition(run, variables)
    target = compiler.compile(node, scope)
    return lambda run, variables, value: is_in(run, value, target(run, variables))


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
