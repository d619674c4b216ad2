"""List functions (10.3.4.4) and `sort` (10.3.4.7)."""

from decimal import ROUND_DOWN, Decimal
from functools import cmp_to_key
from itertools import chain
from typing import Any

from engine.feel.budget import Run
from engine.feel.compare import equal, less
from engine.feel.functions.registry import builtin
from engine.feel.values import NUMBERS, FeelFunction, Value


@builtin("list contains", "list: list, element: any?")
def list_contains(run: Run, items: list[Value], element: Value) -> Value:
    run.charge(len(items))
    return any(equal(run, item, element) is True for item in items)


@builtin("count", "list: list")
def count(run: Run, items: list[Value]) -> Value:
    return Decimal(len(items))


def _extreme(run: Run, items: list[Value], largest: bool) -> Value:
    run.charge(len(items))
    if not items:
        return None
    best = items[0]
    for item in items:
        order = less(run, best, item) if largest else less(run, item, best)
        if order is None:
            return None
        if order:
            best = item
    return best


def _variadic(items: tuple[Value, ...]) -> list[Value]:
    """A single list, or the arguments themselves as the list."""
    return items[0] if len(items) == 1 and type(items[0]) is list else list(items)


@builtin("min", "list: any …")
def minimum(run: Run, *items: Value) -> Value:
    return _extreme(run, _variadic(items), largest=False)


@builtin("max", "list: any …")
def maximum(run: Run, *items: Value) -> Value:
    return _extreme(run, _variadic(items), largest=True)


def _numbers(run: Run, items: tuple[Value, ...], name: str) -> Any:
    numbers = _variadic(items)
    run.charge(len(numbers))
    if not numbers or any(type(n) is not Decimal for n in numbers):
        return run.null("wrong_argument", name)
    return numbers


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = NUMBERS.add(total, number)
    return total


@builtin("sum", "list: any …")
def total(run: Run, *items: Value) -> Value:
    numbers = _numbers(run, items, "sum")
    return None if numbers is None else _total(numbers)


@builtin("product", "list: any …")
def product(run: Run, *items: Value) -> Value:
    numbers = _numbers(run, items, "product")
    if numbers is None:
        return None
    result = Decimal(1)
    for number in numbers:
        result = NUMBERS.multiply(result, number)
        run.limit_number(result)
    return result


@builtin("mean", "list: any …")
def mean(run: Run, *items: Value) -> Value:
    numbers = _numbers(run, items, "mean")
    return None if numbers is None else NUMBERS.divide(_total(numbers), Decimal(len(numbers)))


@builtin("median", "list: any …")
def median(run: Run, *items: Value) -> Value:
    numbers = _numbers(run, items, "median")
    if numbers is None:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@builtin("stddev", "list: any …")
def standard_deviation(run: Run, *items: Value) -> Value:
    """Sample standard deviation: divides by n - 1."""
    numbers = _numbers(run, items, "stddev")
    if numbers is None or len(numbers) < 2:
        return run.null("wrong_argument", "stddev")
    middle = NUMBERS.divide(_total(numbers), Decimal(len(numbers)))
    squares = [NUMBERS.power(NUMBERS.subtract(n, middle), Decimal(2)) for n in numbers]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(numbers) - 1)))


@builtin("mode", "list: any …")
def mode(run: Run, *items: Value) -> Value:
    numbers = _variadic(items)
    if numbers == []:
        return []
    if _numbers(run, items, "mode") is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return sorted(n for n, times in counts.items() if times == most)


def _all_or_any(run: Run, items: list[Value], decisive: bool) -> Value:
    run.charge(len(items))
    result: bool | None = not decisive
    for item in items:
        if item is decisive:
            return decisive
        if type(item) is not bool:
            result = None
    return result


@builtin("all", "list: any …")
def all_true(run: Run, *items: Value) -> Value:
    return _all_or_any(run, _variadic(items), decisive=False)


@builtin("any", "list: any …")
def any_true(run: Run, *items: Value) -> Value:
    return _all_or_any(run, _variadic(items), decisive=True)


def _place(position: Decimal, length: int) -> int | None:
    """The index for a position counted from 1 or, when negative, from the end; None outside the list."""
    if position != position.to_integral_value() or not 1 <= abs(position) <= length:
        return None
    return int(position) - 1 if position > 0 else length + int(position)


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    place = _place(start, len(items))
    if place is None or (length is not None and (length < 1 or length > len(items) - place)):
        return run.null("out_of_range", "sublist")
    run.charge(len(items))
    return items[place:] if length is None else items[place : place + int(length)]


@builtin("append", "list: list, item: any? …")
def append(run: Run, items: list[Value], *more: Value) -> Value:
    run.charge_list(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "list: list …")
def concatenate(run: Run, *lists: list[Value]) -> Value:
    run.charge_list(sum(len(items) for items in lists))
    return list(chain.from_iterable(lists))


@builtin("insert before", "list: list, position: number, newItem: any?")
def insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    place = _place(position, len(items))
    if place is None:
        return run.null("out_of_range", "insert before")
    run.charge_list(len(items) + 1)
    return [*items[:place], item, *items[place:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: list[Value], position: Decimal) -> Value:
    place = _place(position, len(items))
    if place is None:
        return run.null("out_of_range", "remove")
    run.charge(len(items))
    return items[:place] + items[place + 1 :]


@builtin("list replace", "list: list, position: any, newItem: any?")
def list_replace(run: Run, items: list[Value], position: Value, item: Value) -> Value:
    if isinstance(position, FeelFunction):
        return list_replace_matching(run, items, position, item)
    if type(position) is not Decimal:
        return run.null("wrong_argument", "list replace")
    place = _place(position.to_integral_value(ROUND_DOWN), len(items))
    if place is None:
        return run.null("out_of_range", "list replace")
    run.charge(len(items))
    return [*items[:place], item, *items[place + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any?")
def list_replace_matching(run: Run, items: list[Value], match: FeelFunction, item: Value) -> Value:
    verdicts = [match.invoke(run, [old, item]) for old in items]
    if any(type(v) is not bool for v in verdicts):
        return run.null("wrong_argument", "list replace")
    return [item if hit else old for hit, old in zip(verdicts, items, strict=True)]


@builtin("reverse", "list: list")
def reverse(run: Run, items: list[Value]) -> Value:
    run.charge(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any?")
def index_of(run: Run, items: list[Value], match: Value) -> Value:
    run.charge(len(items))
    return [Decimal(i) for i, item in enumerate(items, 1) if equal(run, item, match) is True]


@builtin("union", "list: list …")
def union(run: Run, *lists: list[Value]) -> Value:
    return distinct_values(run, concatenate(run, *lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: list[Value]) -> Value:
    """Plain values are found by hash, only containers and times by comparing with each kept one."""
    kept: list[Value] = []
    others: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    for item in items:
        run.charge(1 + len(others))
        if type(item) in (str, Decimal, bool, type(None)):
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
        elif not any(equal(run, item, other) is True for other in others if type(other) is type(item)):
            others.append(item)
            kept.append(item)
    return kept


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[Value]) -> Value:
    flat: list[Value] = []
    _flatten(run, items, flat)
    return flat


def _flatten(run: Run, items: list[Value], flat: list[Value]) -> None:
    run.enter()
    run.charge(len(items))
    for item in items:
        if type(item) is list:
            _flatten(run, item, flat)
        else:
            flat.append(item)
    if len(flat) > run.budget.items:
        run.charge_list(len(flat))
    run.leave()


@builtin("sort", "list: list, precedes?: function?")
def sort(run: Run, items: list[Value], precedes: FeelFunction | None = None) -> Value:
    """By `precedes(a, b)`, or ascending. An order that gives null anywhere makes the result null."""

    def before(one: Value, other: Value) -> bool:
        run.charge(1)
        verdict = less(run, one, other) if precedes is None else precedes.invoke(run, [one, other])
        if type(verdict) is not bool:
            raise ValueError("no order")
        return verdict

    def order(one: Value, other: Value) -> int:
        return -1 if before(one, other) else 1 if before(other, one) else 0

    return sorted(items, key=cmp_to_key(order))
