"""Whatever text comes, FEEL answers with a value or an error of its own, within its budget; arithmetic is Decimal's, the
calendar Python's, and what is printed is what was parsed."""

import calendar
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.feel import Budget, FeelError, YearMonthDuration, compile_expression, compile_unary_tests
from engine.feel.codec import dump, load
from engine.feel.eras import from_ordinal, ordinal
from engine.feel.errors import FeelInternalError, FeelTooDeep
from engine.feel.parser import parse
from engine.feel.printing import print_tree
from engine.feel.values import Range
from tests.property.feel_texts import EXPRESSIONS, TESTS

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


def within(value: object, budget: Budget, depth: int = 0) -> bool:
    """Whether every part of a result keeps to the limits on sizes."""
    if isinstance(value, str):
        return len(value) <= budget.characters
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= budget.digits
    if isinstance(value, list):
        return len(value) <= budget.items and all(within(v, budget, depth + 1) for v in value)
    if isinstance(value, dict):
        return all(isinstance(k, str) and within(v, budget, depth + 1) for k, v in value.items())
    return not isinstance(value, Range) or (within(value.start, budget) and within(value.end, budget))


FACTS = {
    "a": 3, "b": "abc", "liste": [1, 2, 3, {"a": 4}], "sak": {"a": 5, "frist": date(2026, 5, 17)}, "første ledd": [[1], [2]],
    "ås": None,
}  # fmt: skip


@given(EXPRESSIONS)
@settings(max_examples=300, deadline=None)
def test_what_is_printed_is_what_was_parsed(text: str) -> None:
    known = frozenset({"første ledd", "a b"})
    tree = parse(text, known)
    with suppress(FeelTooDeep):
        assert parse(print_tree(tree), known) == tree


@given(TESTS)
@settings(max_examples=300, deadline=None)
def test_printed_unary_tests_are_those_that_were_parsed(text: str) -> None:
    tree = parse(text, (), tests=True)
    assert parse(print_tree(tree), (), tests=True) == tree


@given(EXPRESSIONS)
@settings(max_examples=300, deadline=None)
def test_well_formed_text_keeps_to_its_budget(text: str) -> None:
    tight = Budget(steps=5_000, items=500, characters=2_000, digits=100, depth=20, patterns=20_000)
    try:
        value = compile_expression(text).evaluate(FACTS, budget=tight)
    except FeelInternalError:
        raise
    except FeelError:
        return
    assert within(value, tight)


@given(TESTS, some.one_of(some.none(), some.integers(), some.text(max_size=5), some.dates()))
@settings(max_examples=300, deadline=None)
def test_unary_tests_say_yes_no_or_neither(text: str, value: object) -> None:
    with suppress(FeelError):
        assert compile_unary_tests(text).test(value, FACTS) in (True, False, None)


@given(some.integers(-(10**11), 10**11))
@settings(max_examples=300, deadline=None)
def test_days_of_the_far_calendar_follow_each_other(day: int) -> None:
    here, following = from_ordinal(day), from_ordinal(day + 1)
    assert ordinal(here.year, here.month, here.day) == day
    assert (following.day == here.day + 1) or (following.day == 1 and here.day >= 28)


@given(some.dates(), some.integers(-120_000, 120_000))
@settings(max_examples=200, deadline=None)
def test_months_added_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    moved = compile_expression("d + m").evaluate({"d": day, "m": YearMonthDuration(months)})
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    assert (moved.year, moved.month) == (year, month + 1)
    # The calendar repeats after 400 years, so that Python's tells how long any month is.
    assert moved.day == min(day.day, calendar.monthrange(2000 + year % 400, month + 1)[1])


MOMENTS = some.datetimes(
    datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=some.sampled_from([ZoneInfo("Europe/Oslo"), ZoneInfo("UTC")])
)


@given(MOMENTS, some.timedeltas(timedelta(-10_000), timedelta(10_000)))
@settings(max_examples=200, deadline=None)
def test_elapsed_time_is_exact_across_daylight_saving(moment: datetime, length: timedelta) -> None:
    utc = ZoneInfo("UTC")
    moved = compile_expression("m + l").evaluate({"m": moment, "l": length})
    assert moved.astimezone(utc) == moment.astimezone(utc) + length
    assert moved.tzinfo is moment.tzinfo
    assert compile_expression("(m + l) - m").evaluate({"m": moment, "l": length}) == length


@given(some.times(), some.timedeltas())
@settings(max_examples=100, deadline=None)
def test_a_time_of_day_goes_around_the_clock(clock: time, length: timedelta) -> None:
    moved = compile_expression("t + l").evaluate({"t": clock, "l": length})
    assert moved == (datetime.combine(date(2000, 1, 1), clock) + length % timedelta(days=1)).time()
