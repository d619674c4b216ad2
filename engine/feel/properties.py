"""What stands after a dot: a context's entry, a property of a date, time, duration or range."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Run
from engine.feel.eras import DAY, SECOND, AnyDuration, kind_of, nanoseconds_of
from engine.feel.reckoning import day_of_week, time_offset
from engine.feel.temporal import zone_text
from engine.feel.values import Range, Value, YearMonthDuration, type_name

Property = Callable[[Any], Value]


def _whole(length: AnyDuration, unit: int, of: int | None) -> Decimal:
    """The duration's component in `unit` (nanoseconds), truncated towards zero, with the duration's sign."""
    total = nanoseconds_of(length)
    units = abs(total) // unit
    if of is not None:
        units %= of
    return Decimal(-units if total < 0 and units else units)


def _months_part(length: YearMonthDuration, years: bool) -> Decimal:
    parts = divmod(abs(length.months), 12)
    part = parts[0] if years else parts[1]
    return Decimal(-part if length.months < 0 and part else part)


def _zone_name(value: Any) -> str | None:
    text = zone_text(value.tzinfo, value)
    return text.removeprefix("@") or None


_DAY: dict[str, Property] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(day_of_week(v)),
}
_CLOCK: dict[str, Property] = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": lambda v: Decimal(v.second),
    "time offset": time_offset,
    "timezone": _zone_name,
}
PROPERTIES: dict[type, dict[str, Property]] = {
    date: _DAY,
    datetime: _DAY | _CLOCK,
    time: _CLOCK,
    timedelta: {
        "days": lambda v: _whole(v, DAY, None),
        "hours": lambda v: _whole(v, 3600 * SECOND, 24),
        "minutes": lambda v: _whole(v, 60 * SECOND, 60),
        "seconds": lambda v: _whole(v, SECOND, 60),
    },
    YearMonthDuration: {
        "years": lambda v: _months_part(v, years=True),
        "months": lambda v: _months_part(v, years=False),
    },
    Range: {
        "start": lambda v: v.start,
        "end": lambda v: v.end,
        "start included": lambda v: v.start_included,
        "end included": lambda v: v.end_included,
    },
}


def path(run: Run, value: Value, name: str) -> Value:
    """`value.name`; over a list, the list of each item's."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        run.charge_list(len(value))
        return [path(run, item, name) for item in value]
    if value is None:
        return None
    properties = PROPERTIES.get(kind_of(value))
    if properties is None or name not in properties:
        return run.null("no_property", f"{type_name(value)}.{name}")
    return properties[name](value)
