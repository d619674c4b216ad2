"""Whatever text comes, FEEL answers with a value or an error of its own; arithmetic is Decimal's."""

from datetime import date
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.feel import Budget, FeelError, compile_expression
from engine.feel.codec import dump, load

WORDS = """
a b item 1 2.5 -3 "x" null true false + - * / ** = != < >= and or not( ( ) [ ] { } : , .. . in if then else for return
some every satisfies between instance of function( sum( count( date( duration( @ ? // /* */ ÆØÅ " ' \\
"""
PIECES = some.sampled_from(WORDS.split())
SOURCE = some.lists(PIECES, max_size=14).map(" ".join)
SMALL = Budget(steps=20_000, items=2_000, characters=20_000, depth=30)
NUMBERS = some.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4)
ROUNDED = Context(prec=34, traps=[InvalidOperation, DivisionByZero, Overflow])


@given(some.one_of(SOURCE, some.text(max_size=60)))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_value_or_an_error_of_ours(text: str) -> None:
    try:
        value = compile_expression(text).evaluate({"a": 1, "b": [1, 2]}, budget=SMALL)
    except FeelError:
        return
    assert not callable(value) or type(value).__module__.startswith("engine.feel")


@given(NUMBERS, NUMBERS)
@settings(max_examples=200, deadline=None)
def test_arithmetic_is_decimals(a: Decimal, b: Decimal) -> None:
    facts = {"a": a, "b": b}
    assert compile_expression("a + b").evaluate(facts) == ROUNDED.add(a, b)
    assert compile_expression("a - b").evaluate(facts) == ROUNDED.subtract(a, b)
    assert compile_expression("a * b").evaluate(facts) == ROUNDED.multiply(a, b)
    assert compile_expression("a < b").evaluate(facts) is (a < b)
    if b:
        assert compile_expression("a / b").evaluate(facts) == ROUNDED.divide(a, b)


@given(some.dates(date(1900, 1, 1), date(2200, 1, 1)), some.integers(-20_000, 20_000))
@settings(max_examples=200, deadline=None)
def test_a_date_moved_and_moved_back_is_the_same(day: date, days: int) -> None:
    back = compile_expression('(d + n * duration("P1D")) - n * duration("P1D") = d')
    assert back.evaluate({"d": day, "n": days}) is True


VALUES = some.recursive(
    some.one_of(some.none(), some.booleans(), some.text(max_size=20), some.dates(), some.timedeltas(), NUMBERS),
    lambda inner: some.one_of(
        some.lists(inner, max_size=4), some.dictionaries(some.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_whatever_is_stored_comes_back(value: object) -> None:
    assert load(dump(value)) == value
