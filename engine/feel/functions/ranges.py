"""Range functions (10.3.4.10): how two points or ranges lie to each other (Allen's relations), and `range` from text."""

import re
from collections.abc import Callable
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.compare import equal as feel_equal
from engine.feel.compare import in_range
from engine.feel.compare import less as feel_less
from engine.feel.functions.registry import builtin
from engine.feel.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from engine.feel.text import unescape
from engine.feel.values import NUMBERS, Range, Value

Relation = Callable[["Order", Range, Range], bool]


class NoOrder(ValueError):
    """Two ends cannot be compared; the function is then null."""


class Order:
    """Strict comparison of ends: raises NoOrder where FEEL would give null."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def less(self, one: Value, other: Value) -> bool:
        verdict = feel_less(self.run, one, other)
        if verdict is None:
            raise NoOrder
        return verdict

    def same(self, one: Value, other: Value) -> bool:
        verdict = feel_equal(self.run, one, other)
        if verdict is None or one is None:
            raise NoOrder
        return verdict

    def holds(self, point: Value, limits: Range) -> bool:
        verdict = in_range(self.run, point, limits)
        if verdict is None:
            raise NoOrder
        return verdict


def _as_range(value: Value) -> Range:
    """A point is the range that holds only it."""
    if value is None:
        raise NoOrder
    return value if type(value) is Range else Range(value, value, True, True)


def _before(order: Order, a: Range, b: Range) -> bool:
    if order.less(a.end, b.start):
        return True
    return order.same(a.end, b.start) and not (a.end_included and b.start_included)


def _after(order: Order, a: Range, b: Range) -> bool:
    return _before(order, b, a)


def _meets(order: Order, a: Range, b: Range) -> bool:
    return a.end_included and b.start_included and order.same(a.end, b.start)


def _met_by(order: Order, a: Range, b: Range) -> bool:
    return _meets(order, b, a)


def _overlaps(order: Order, a: Range, b: Range) -> bool:
    return not _before(order, a, b) and not _before(order, b, a)


def _starts_earlier(order: Order, a: Range, b: Range) -> bool:
    if order.less(a.start, b.start):
        return True
    return order.same(a.start, b.start) and a.start_included and not b.start_included


def _ends_earlier(order: Order, a: Range, b: Range) -> bool:
    if order.less(a.end, b.end):
        return True
    return order.same(a.end, b.end) and b.end_included and not a.end_included


def _overlaps_before(order: Order, a: Range, b: Range) -> bool:
    return _starts_earlier(order, a, b) and not _before(order, a, b) and not _ends_earlier(order, b, a)


def _overlaps_after(order: Order, a: Range, b: Range) -> bool:
    return _starts_earlier(order, b, a) and not _before(order, b, a) and not _ends_earlier(order, a, b)


def _same_end(order: Order, a: Range, b: Range) -> bool:
    return a.end_included == b.end_included and order.same(a.end, b.end)


def _same_start(order: Order, a: Range, b: Range) -> bool:
    return a.start_included == b.start_included and order.same(a.start, b.start)


def _finishes(order: Order, a: Range, b: Range) -> bool:
    return _same_end(order, a, b) and not _starts_earlier(order, a, b)


def _starts(order: Order, a: Range, b: Range) -> bool:
    return _same_start(order, a, b) and not _ends_earlier(order, b, a)


def _includes(order: Order, a: Range, b: Range) -> bool:
    return not _starts_earlier(order, b, a) and not _ends_earlier(order, a, b)


def _coincides(order: Order, a: Range, b: Range) -> bool:
    return _same_start(order, a, b) and _same_end(order, a, b)


def _swapped(relation: Relation) -> Relation:
    return lambda order, a, b: relation(order, b, a)


POINTS, POINT_RANGE, RANGE_POINT, RANGES = (
    ("point1", "point2"), ("point", "range"), ("range", "point"), ("range1", "range2"),
)  # fmt: skip
RELATIONS: dict[str, tuple[Relation, tuple[tuple[str, str], ...]]] = {
    "before": (_before, (POINTS, POINT_RANGE, RANGE_POINT, RANGES)),
    "after": (_after, (POINTS, POINT_RANGE, RANGE_POINT, RANGES)),
    "meets": (_meets, (RANGES,)),
    "met by": (_met_by, (RANGES,)),
    "overlaps": (_overlaps, (RANGES,)),
    "overlaps before": (_overlaps_before, (RANGES,)),
    "overlaps after": (_overlaps_after, (RANGES,)),
    "finishes": (_finishes, (POINT_RANGE, RANGES)),
    "finished by": (_swapped(_finishes), (RANGE_POINT, RANGES)),
    "includes": (_includes, (RANGE_POINT, RANGES)),
    "during": (_swapped(_includes), (POINT_RANGE, RANGES)),
    "starts": (_starts, (POINT_RANGE, RANGES)),
    "started by": (_swapped(_starts), (RANGE_POINT, RANGES)),
    "coincides": (_coincides, (POINTS, RANGES)),
}
"""How each relation is computed, and between what it is defined, by the names of its parameters."""


_END = (
    r'\s*(null|-?\d{1,40}(?:\.\d{1,40})?|"(?:[^"\\]|\\.)*"|@"[^"]*"'
    r'|(?:date\s+and\s+time|date|time|duration)\(\s*"[^"]*"\s*\))?\s*'
)
RANGE = re.compile(rf"\s*([\[(\]]){_END}\.\.{_END}([\])\[])\s*", re.DOTALL)
_READERS = {"date": parse_date, "time": parse_time, "date and time": parse_date_time, "duration": parse_duration}


@builtin("range", "from: string")
def range_from(run: Run, text: str) -> Value:
    """A range from its text; the ends must be literals."""
    found = RANGE.fullmatch(text)
    if not found:
        return run.null("not_a_range")
    start, end = _literal(found[2]), _literal(found[3])
    without_value = (found[1] == "[" and found[2] is None) or (found[4] == "]" and found[3] is None)
    if (
        without_value
        or (start is None and end is None)
        or (start is not None and end is not None and type(start) is not type(end))
    ):
        return run.null("not_a_range")
    if start is not None and end is not None and feel_less(run, end, start) is not False:
        return run.null("not_a_range")
    return Range(start, end, found[1] == "[", found[4] == "]")


def _literal(text: str | None) -> Value:
    """The value of a literal end; None for null. Raises ValueError for one that is not a value."""
    if text is None or text == "null":
        return None
    if text[0] == '"':
        return unescape(text[1:-1])
    name, _, quoted = text.rstrip(" )").partition('"')
    name = " ".join(name.rstrip("( ").split())
    if not quoted:
        return NUMBERS.create_decimal(Decimal(text))
    value = parse_temporal(quoted[:-1]) if name == "@" else _READERS[name](quoted[:-1])
    if value is None:
        raise ValueError(text)
    return value


def _declare(name: str, relation: Relation, pairs: tuple[tuple[str, str], ...]) -> None:
    kinds = {tuple("range" in parameter for parameter in pair) for pair in pairs}

    def related(run: Run, one: Value, other: Value) -> Value:
        if (type(one) is Range, type(other) is Range) not in kinds:
            return run.null("wrong_argument", name)
        return relation(Order(run), _as_range(one), _as_range(other))

    for first, second in pairs:
        builtin(name, f"{first}: any, {second}: any")(related)


for _name, (_relation, _pairs) in RELATIONS.items():
    _declare(_name, _relation, _pairs)
