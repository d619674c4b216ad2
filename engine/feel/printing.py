"""A tree as FEEL text again: what is printed parses to the same tree, with the fewest parentheses that keep it so."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.compiler import MAX_DEPTH
from engine.feel.errors import FeelTooDeep
from engine.feel.lexer import is_plain
from engine.feel.temporal import temporal_text
from engine.feel.types import FeelType

OR, AND, COMPARISON, SUM, PRODUCT, POWER, UNARY, TYPED, POSTFIX, ATOM = range(1, 11)
OPERATORS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_WHOLE = 0
"""The level of what reaches as far right as it can: conditions, loops, functions."""


def print_tree(node: tree.Node) -> str:
    """The text of a parsed expression or of unary tests. Raises FeelTooDeep."""
    if isinstance(node, tree.Tests):
        first, *others = (_test(t, 0) for t in node.tests)
        if node.negated:
            return f"not({', '.join((first, *others))})"
        # At the beginning of tests `not(` negates them all; a call of the function stands in parentheses there.
        return ", ".join((f"({first})" if first.startswith("not(") else first, *others))
    return _at(node, _WHOLE, 0)


def _at(node: tree.Node, level: int, depth: int) -> str:
    """The node's text where an operand of at least this level is wanted."""
    if depth > MAX_DEPTH:
        raise FeelTooDeep(limit=str(MAX_DEPTH))
    own, text = _PRINTERS[type(node)](node, depth + 1)
    return text if (own >= level and own != _WHOLE) or level == _WHOLE else f"({text})"


def _test(node: tree.Node, depth: int) -> str:
    if isinstance(node, tree.UnaryTest):
        return f"{node.operator} {_at(node.operand, SUM, depth)}"
    return _at(node, _WHOLE, depth)


def _literal(node: tree.Literal, depth: int) -> tuple[int, str]:
    value = node.value
    if value is None:
        return ATOM, "null"
    if isinstance(value, bool):
        return ATOM, "true" if value else "false"
    if isinstance(value, Decimal):
        # A number before a dot or a bracket stands in parentheses, as a negative one does.
        return (UNARY if value < 0 else TYPED), str(value)
    if isinstance(value, str):
        return ATOM, quoted(value)
    return ATOM, f'@"{temporal_text(value)}"'


def quoted(text: str) -> str:
    """A string as its literal."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def _chain(node: tree.Logic, depth: int) -> tuple[int, str]:
    level = OR if node.operator == "or" else AND
    return level, f" {node.operator} ".join(_at(t, level + 1, depth) for t in node.terms)


def _arithmetic(node: tree.Arithmetic, depth: int) -> tuple[int, str]:
    level = OPERATORS[node.operator]
    left, right = _at(node.left, POWER if level == POWER else level, depth), _at(node.right, level + 1, depth)
    return level, f"{left} {node.operator} {right}"


def _compare(node: tree.Compare, depth: int) -> tuple[int, str]:
    return COMPARISON, f"{_at(node.left, COMPARISON, depth)} {node.operator} {_at(node.right, SUM, depth)}"


def _between(node: tree.Between, depth: int) -> tuple[int, str]:
    low, high = _at(node.low, SUM, depth), _at(node.high, SUM, depth)
    return COMPARISON, f"{_at(node.value, COMPARISON, depth)} between {low} and {high}"


def _in(node: tree.In, depth: int) -> tuple[int, str]:
    target = _test(node.target, depth) if isinstance(node.target, tree.UnaryTest) else _at(node.target, SUM, depth)
    return COMPARISON, f"{_at(node.value, COMPARISON, depth)} in {target}"


def _condition(node: tree.Condition, depth: int) -> tuple[int, str]:
    parts = (_at(n, _WHOLE, depth) for n in (node.condition, node.then, node.otherwise))
    return _WHOLE, "if {} then {} else {}".format(*parts)


def _iterations(nodes: tuple[tree.Iteration, ...], depth: int) -> str:
    def one(node: tree.Iteration) -> str:
        end = f"..{_at(node.end, _WHOLE, depth)}" if node.end is not None else ""
        return f"{node.name} in {_at(node.domain, _WHOLE, depth)}{end}"

    return ", ".join(one(n) for n in nodes)


def _for(node: tree.For, depth: int) -> tuple[int, str]:
    return _WHOLE, f"for {_iterations(node.iterations, depth)} return {_at(node.result, _WHOLE, depth)}"


def _quantified(node: tree.Quantified, depth: int) -> tuple[int, str]:
    word, condition = "every" if node.every else "some", _at(node.condition, _WHOLE, depth)
    return _WHOLE, f"{word} {_iterations(node.iterations, depth)} satisfies {condition}"


def _function(node: tree.FunctionDefinition, depth: int) -> tuple[int, str]:
    parameters = (p.name + (f": {print_type(p.type)}" if p.type is not None else "") for p in node.parameters)
    outside = "external " if node.external else ""
    return _WHOLE, f"function({', '.join(parameters)}) {outside}{_at(node.body, _WHOLE, depth)}"


def _call(node: tree.Call, depth: int) -> tuple[int, str]:
    values = [_at(a, _WHOLE, depth) for a in node.arguments]
    if node.names is not None:
        values = [f"{name}: {value}" for name, value in zip(node.names, values, strict=True)]
    return POSTFIX, f"{_at(node.function, POSTFIX, depth)}({', '.join(values)})"


def _context(node: tree.ContextLiteral, depth: int) -> tuple[int, str]:
    def key(name: str) -> str:
        plain = is_plain(name) or tree.mentions(node, name)
        return name if plain else quoted(name)

    return ATOM, "{" + ", ".join(f"{key(name)}: {_at(entry, _WHOLE, depth)}" for name, entry in node.entries) + "}"


def _range(node: tree.RangeLiteral, depth: int) -> tuple[int, str]:
    start, end = _at(node.start, OR, depth), _at(node.end, OR, depth)
    return ATOM, f"{'[' if node.start_included else '('}{start}..{end}{']' if node.end_included else ')'}"


def _list(node: tree.ListLiteral, depth: int) -> tuple[int, str]:
    return ATOM, f"[{', '.join(_test(i, depth) for i in node.items)}]"


def _tests(node: tree.Tests, depth: int) -> tuple[int, str]:
    return ATOM, f"({', '.join(_test(t, depth) for t in node.tests)})"


def _instance_of(node: tree.InstanceOf, depth: int) -> tuple[int, str]:
    return TYPED, f"{_at(node.value, TYPED, depth)} instance of {print_type(node.type)}"


def print_type(kind: FeelType) -> str:
    """A type as written after `instance of`."""
    if kind.kind == "function" and kind.of:
        *parameters, result = (print_type(t) for t in kind.of)
        return f"function<{', '.join(parameters)}> -> {result}"
    if kind.entries:
        return "context<" + ", ".join(f"{name}: {print_type(t)}" for name, t in kind.entries) + ">"
    return kind.kind + (f"<{print_type(kind.of[0])}>" if kind.of else "")


_PRINTERS: dict[type, Callable[[Any, int], tuple[int, str]]] = {
    tree.Literal: _literal,
    tree.Name: lambda node, depth: (ATOM, node.name),
    tree.Path: lambda node, depth: (POSTFIX, f"{_at(node.source, POSTFIX, depth)}.{node.name}"),
    tree.Arithmetic: _arithmetic,
    tree.Negate: lambda node, depth: (UNARY, f"-{_at(node.operand, UNARY, depth)}"),
    tree.Compare: _compare,
    tree.Between: _between,
    tree.In: _in,
    tree.Logic: _chain,
    tree.Condition: _condition,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.FunctionDefinition: _function,
    tree.Call: _call,
    tree.Filter: lambda node, depth: (
        POSTFIX, f"{_at(node.source, POSTFIX, depth)}[{_at(node.condition, _WHOLE, depth)}]"
    ),
    tree.InstanceOf: _instance_of,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.RangeLiteral: _range,
    tree.UnaryTest: lambda node, depth: (ATOM, f"({_test(node, depth)})"),
    tree.Tests: _tests,
    tree.AnyValue: lambda node, depth: (ATOM, "-"),
}  # fmt: skip
