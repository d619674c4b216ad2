"""Equality and order in three values: True, False, or None where FEEL cannot compare."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.eras import SECOND, kind_of, nanoseconds_of
from engine.feel.reckoning import instant, time_key
from engine.feel.values import FeelFunction, Range, Value, YearMonthDuration, type_name

_PLAIN = frozenset({bool, Decimal, str, date, timedelta, YearMonthDuration})
_ORDERED = frozenset({Decimal, str, date, timedelta, YearMonthDuration})
_PLACED: dict[type, Callable[[Any], int]] = {
    date: instant,
    timedelta: nanoseconds_of,
    # The value of a time or date-time, by which it is compared, is in whole seconds (10.3.2.3.4 and 10.3.2.3.5).
    time: lambda value: time_key(value) // SECOND,
    datetime: lambda value: instant(value) // SECOND,
}
"""Where a value of these kinds lies in its order."""


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """`left = right`: null compares with anything, other kinds only with their own."""
    if left is None or right is None:
        return left is None and right is None
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        return bool(left == right)
    general = kind_of(left)
    if general is not kind_of(right):
        if isinstance(left, FeelFunction) and isinstance(right, FeelFunction):
            return left is right
        run.null("not_comparable", f"{type_name(left)} = {type_name(right)}")
        return None
    if (place := _PLACED.get(general)) is not None:
        return _zoned_alike(left, right) and place(left) == place(right)
    run.charge(1)
    if kind is list:
        return _equal_lists(run, left, right)
    if kind is dict:
        return _equal_contexts(run, left, right)
    if kind is Range:
        return _equal_ranges(run, left, right)
    return left is right


def _zoned_alike(left: Any, right: Any) -> bool:
    """Whether both or neither of two times have a zone: only then do they lie in one order."""
    return (getattr(left, "tzinfo", None) is None) == (getattr(right, "tzinfo", None) is None)


def _equal_lists(run: Run, left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    run.enter()
    run.charge(len(left))
    result: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal(run, one, other)
        if same is False:
            result = False
            break
        if same is None:
            result = None
    run.leave()
    return result


def _equal_contexts(run: Run, left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _equal_lists(run, list(left.values()), [right[k] for k in left])


def _equal_ranges(run: Run, left: Range, right: Range) -> bool | None:
    flags = left.start_included, left.end_included, left.of_operator
    if flags != (right.start_included, right.end_included, right.of_operator):
        return False
    return _equal_lists(run, [left.start, left.end], [right.start, right.end])


def less(run: Run, left: Value, right: Value) -> bool | None:
    """`left < right`, None with a warning unless both are of one ordered kind."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return bool(left < right)
    general = kind_of(left)
    if general is kind_of(right) and (place := _PLACED.get(general)) is not None and _zoned_alike(left, right):
        return place(left) < place(right)
    run.null("not_comparable", f"{type_name(left)} < {type_name(right)}")
    return None


def compare(run: Run, operator: str, left: Value, right: Value) -> bool | None:
    """Any of `= != < <= > >=`."""
    if operator == "=":
        return equal(run, left, right)
    if operator == "!=":
        return negation(equal(run, left, right))
    if operator == "<":
        return less(run, left, right)
    if operator == ">":
        return less(run, right, left)
    if operator == "<=":
        return negation(less(run, right, left))
    return negation(less(run, left, right))


def negation(value: bool | None) -> bool | None:
    """Not, in three values."""
    return None if value is None else not value


def in_range(run: Run, value: Value, limits: Range) -> bool | None:
    """Whether a value lies in a range. The missing end of `(< 5)` limits nothing; that of `(null..5)` is unknown."""
    if value is None or (not limits.of_operator and (limits.start is None or limits.end is None)):
        run.null("not_comparable", "Null in range")
        return None
    above: bool | None = True
    if limits.start is not None:
        above = compare(run, ">=" if limits.start_included else ">", value, limits.start)
    below: bool | None = True
    if limits.end is not None:
        below = compare(run, "<=" if limits.end_included else "<", value, limits.end)
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def is_in(run: Run, value: Value, target: Value) -> bool | None:
    """`value in target` for a target that is a range, a list (of values, ranges, lists) or a single value."""
    if type(target) is Range:
        return in_range(run, value, target)
    if type(target) is list:
        run.charge(len(target))
        if type(value) is list and equal(run, value, target):
            return True
        result: bool | None = False
        for item in target:
            found = in_range(run, value, item) if type(item) is Range else equal(run, value, item)
            if not found and type(item) is list and type(value) is not list:
                found = is_in(run, value, item)
            if found:
                return True
            if found is None and type(item) is Range:
                result = None
        return result
    return equal(run, value, target)
