"""Tokens to tree: the LALR parser made from grammar.lark, and what each rule builds."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.lexer import Lexer as LarkLexer

from engine.feel import tree
from engine.feel.errors import FeelSyntaxError, FeelTooLong
from engine.feel.lexer import SYMBOLS, Lexer, foreign, place
from engine.feel.temporal import parse_temporal
from engine.feel.values import NUMBERS

MAX_LENGTH = 20_000

_OPERAND_STARTS = frozenset({"NUMBER", "NAME", "LPAR", "LBRACE"})
_OPERATORS = frozenset({"PLUS", "STAR", "EQ", "AND", "OR"})
_SPELLED = {kind: symbol for symbol, kind in SYMBOLS.items()} | {
    "RANGE_CLOSE": "[", "RANGE_OPEN": "]", "INSTANCE_OF": "instance of", "$END": "END",
}  # fmt: skip
_HIDDEN_IN_EXPRESSION = _OPERAND_STARTS | {
    "STRING", "TRUE", "FALSE", "NULL", "AT", "ANY", "LSQB", "RANGE_OPEN", "MINUS", "IF", "FOR", "SOME", "EVERY",
    "FUNCTION", "NOT", "LT", "LE", "GT", "GE", "EQ", "NE",
}  # fmt: skip
_HIDDEN_IN_OPERATORS = _OPERATORS | {
    "NE", "LT", "LE", "GT", "GE", "MINUS", "SLASH", "POWER", "DOT", "LPAR", "LSQB", "BETWEEN", "IN", "INSTANCE_OF",
}  # fmt: skip


class TooWide(Exception):
    """A literal of the source is outside what FEEL can hold; turned into a FeelSyntaxError by `parse`."""

    def __init__(self, token: Token, expected: str) -> None:
        self.token, self.expected = token, expected
        super().__init__(expected)


def parse(text: str, known: Collection[str], *, tests: bool = False, types: Collection[str] | None = None) -> tree.Node:
    """The tree of an expression, or of unary tests. `known` are names that may hold keywords or operators.

    `types` are the types that are defined elsewhere; None takes any. Raises FeelSyntaxError, FeelUnknownType,
    FeelTooLong, FeelTooDeep.
    """
    if len(text) > MAX_LENGTH:
        raise FeelTooLong(length=str(len(text)), limit=str(MAX_LENGTH))
    lexer = Lexer(text, known, tests=tests, types=types)
    parser = _parser().parse_interactive(start="unary_tests" if tests else "expression_only")
    try:
        for token in lexer.tokens():
            parser.feed_token(token)
        result: tree.Node = parser.feed_eof(Token("$END", "", start_pos=len(text)))  # type: ignore[no-untyped-call]
    except UnexpectedToken as error:
        raise _unexpected(text, error.token, parser.accepts()) from None  # type: ignore[no-untyped-call]
    except TooWide as error:
        line, column = place(text, error.token.start_pos or 0)
        raise FeelSyntaxError(line=line, column=column, found=str(error.token), expected=(error.expected,)) from None
    return result


def _unexpected(text: str, token: Token, accepted: set[str]) -> FeelSyntaxError:
    start = token.start_pos if token.start_pos is not None else len(text)
    found = text[start : start + max(len(str(token)), 1)].split("\n")[0] if token.type != "$END" else ""
    line, column = place(text, start)
    return FeelSyntaxError(
        line=line, column=column, found=found, expected=_expected(accepted), suggestion=foreign(text, start)
    )


def _expected(kinds: set[str]) -> tuple[str, ...]:
    """What could have stood here, with the many ways to begin or continue an expression told as one."""
    words: list[str] = []
    if kinds >= _OPERAND_STARTS:
        words.append("EXPRESSION")
        kinds -= _HIDDEN_IN_EXPRESSION
    elif kinds >= _OPERATORS:
        words.append("OPERATOR")
        kinds -= _HIDDEN_IN_OPERATORS
    rest = sorted(_SPELLED.get(k, k if k in ("NAME", "KEY", "NUMBER", "STRING", "TYPE") else k.lower()) for k in kinds)
    return (*words, *rest)


@cache
def _parser() -> Lark:
    grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_NoLexer,
        start=["expression_only", "unary_tests"],
        transformer=_Build(),
        maybe_placeholders=True,
    )


class _NoLexer(LarkLexer):
    """Lark wants a lexer class; tokens are fed by hand, because they depend on the names that are known."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        return iter(())


@v_args(inline=True)
class _Build(Transformer[Token, tree.Node]):
    """One method per rule of the grammar, called while parsing."""

    def expression_only(self, node: tree.Node) -> tree.Node:
        return node

    def unary_tests(self, tests: list[tree.Node]) -> tree.Node:
        return tree.Tests(tuple(tests))

    def negated_tests(self, *parts: Any) -> tree.Node:
        return tree.Tests(tuple(parts[2]), negated=True)

    def tests(self, *parts: Any) -> list[tree.Node]:
        return _nodes(parts)

    def unary_test(self, operator: Token, operand: tree.Node) -> tree.Node:
        return tree.UnaryTest(str(operator), operand)

    def disjunction(self, *parts: Any) -> tree.Node:
        return tree.Logic("or", tuple(_nodes(parts)))

    def conjunction(self, *parts: Any) -> tree.Node:
        return tree.Logic("and", tuple(_nodes(parts)))

    def compare(self, left: tree.Node, operator: Token, right: tree.Node) -> tree.Node:
        return tree.Compare(str(operator), left, right)

    def between(self, value: tree.Node, _b: Token, low: tree.Node, _a: Token, high: tree.Node) -> tree.Node:
        return tree.Between(value, low, high)

    def is_in(self, value: tree.Node, _in: Token, target: tree.Node) -> tree.Node:
        return tree.In(value, target)

    def arithmetic(self, left: tree.Node, operator: Token, right: tree.Node) -> tree.Node:
        return tree.Arithmetic(str(operator), left, right)

    def negate(self, _minus: Token, operand: tree.Node) -> tree.Node:
        if isinstance(operand, tree.Literal) and type(operand.value) is Decimal:
            return tree.Literal(operand.value.copy_negate() if operand.value else operand.value)
        return tree.Negate(operand)

    def instance_of(self, value: tree.Node, _instance_of: Token, kind: Token) -> tree.Node:
        return tree.InstanceOf(value, kind.value)

    def path(self, source: tree.Node, _dot: Token, name: Token) -> tree.Node:
        return tree.Path(source, str(name))

    def filter(self, source: tree.Node, _l: Token, condition: tree.Node, _r: Token) -> tree.Node:
        return tree.Filter(source, condition)

    def call(self, function: tree.Node, left: Token, arguments: Any, _right: Token) -> tree.Node:
        names, nodes = arguments or (None, ())
        at = function.at if isinstance(function, tree.Name) else left.start_pos or 0
        return tree.Call(function, nodes, names, at)

    def positional(self, *parts: Any) -> tuple[None, tuple[tree.Node, ...]]:
        return None, tuple(_nodes(parts))

    def named(self, *parts: Any) -> tuple[tuple[str, ...], tuple[tree.Node, ...]]:
        pairs = _without_tokens(parts)
        return tuple(name for name, _ in pairs), tuple(node for _, node in pairs)

    def named_argument(self, key: Token, _colon: Token, node: tree.Node) -> tuple[str, tree.Node]:
        return str(key), node

    def number(self, token: Token) -> tree.Node:
        try:
            return tree.Literal(NUMBERS.create_decimal(str(token)))
        except ArithmeticError:
            raise TooWide(token, "NUMBER") from None

    def string(self, token: Token) -> tree.Node:
        return tree.Literal(str(token))

    def true(self, _token: Token) -> tree.Node:
        return tree.Literal(True)

    def false(self, _token: Token) -> tree.Node:
        return tree.Literal(False)

    def null(self, _token: Token) -> tree.Node:
        return tree.Literal(None)

    def at_literal(self, token: Token) -> tree.Node:
        value = parse_temporal(str(token))
        if value is None:
            raise TooWide(token, "TEMPORAL")
        return tree.Literal(value)

    def any_value(self, _token: Token) -> tree.Node:
        return tree.AnyValue()

    def name(self, token: Token) -> tree.Node:
        return tree.Name(str(token), token.start_pos or 0)

    def parenthesis(self, _left: Token, node: tree.Node, _right: Token) -> tree.Node:
        return node

    def test_list(self, _left: Token, first: tree.Node, _comma: Token, rest: list[tree.Node], _r: Token) -> tree.Node:
        return tree.Tests((first, *rest))

    def list_literal(self, _left: Token, items: list[tree.Node] | None, _right: Token) -> tree.Node:
        return tree.ListLiteral(tuple(items or ()))

    def list_items(self, *parts: Any) -> list[tree.Node]:
        return _nodes(parts)

    def range(self, left: Token, start: tree.Node, _dots: Token, end: tree.Node, right: Token) -> tree.Node:
        return tree.RangeLiteral(start, end, left.type == "LSQB", right.type == "RSQB")

    def context(self, *parts: Any) -> tree.Node:
        return tree.ContextLiteral(tuple(_without_tokens(parts)))

    def entry(self, key: Token, _colon: Token, node: tree.Node) -> tuple[str, tree.Node]:
        return str(key), node

    def condition(self, *parts: Any) -> tree.Node:
        return tree.Condition(*_nodes(parts))

    def for_each(self, _for: Token, iterations: Any, _return: Token, result: tree.Node) -> tree.Node:
        return tree.For(iterations, result)

    def some(self, _some: Token, iterations: Any, _satisfies: Token, condition: tree.Node) -> tree.Node:
        return tree.Quantified(False, iterations, condition)

    def every(self, _every: Token, iterations: Any, _satisfies: Token, condition: tree.Node) -> tree.Node:
        return tree.Quantified(True, iterations, condition)

    def iterations(self, *parts: Any) -> tuple[tree.Node, ...]:
        return tuple(_nodes(parts))

    def iteration(self, name: Token, _in: Token, domain: tree.Node, _dots: Any, end: tree.Node | None) -> tree.Node:
        return tree.Iteration(str(name), domain, end)

    def parameter(self, key: Token, _colon: Token | None, kind: Token | None) -> tree.Node:
        return tree.Parameter(str(key), kind.value if kind is not None else None)

    def function(self, *parts: Any) -> tree.Node:
        *parameters, body = _nodes(parts)
        return tree.FunctionDefinition(tuple(parameters), body)

    def external_function(self, *parts: Any) -> tree.Node:
        *parameters, body = _nodes(parts)
        return tree.FunctionDefinition(tuple(parameters), body, external=True)


def _without_tokens(parts: tuple[Any, ...]) -> list[Any]:
    return [p for p in parts if p is not None and not isinstance(p, Token)]


def _nodes(parts: tuple[Any, ...]) -> list[Any]:
    return [p for p in parts if isinstance(p, tree.Node)]
