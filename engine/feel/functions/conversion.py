"""Conversion functions (10.3.4.1) and `not`."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.eras import (
    SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    clock_part,
    date_part,
    kind_of,
    local_time,
    make_date,
    make_date_time,
    make_time,
    nanoseconds_of,
    time_of_day,
)
from engine.feel.functions.registry import builtin
from engine.feel.reckoning import in_zone, months_between
from engine.feel.temporal import (
    months_duration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone,
    zone_text,
)
from engine.feel.text import to_text
from engine.feel.values import NUMBERS, Value, YearMonthDuration, type_name

NUMERAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
MAX_NUMERAL = 10_000


@builtin("not", "negand: any")
def negation(run: Run, negand: Value) -> Value:
    return not negand if type(negand) is bool else run.null("wrong_argument", "not")


@builtin("string", "from: any?")
def string(run: Run, value: Value) -> Value:
    return None if value is None else to_text(run, value)


@builtin("number", "from: any")
def number(run: Run, text: Value) -> Value:
    if type(text) is Decimal:
        return text
    return _numeral(run, text) if type(text) is str else run.null("wrong_argument", "number")


@builtin("number", "from: string, grouping separator: string?, decimal separator?: string?")
def number_with_separators(run: Run, text: str, grouping: str | None, point: str | None = None) -> Value:
    if grouping not in (None, " ", ".", ",") or point not in (None, ".", ",") or (grouping and grouping == point):
        return run.null("wrong_argument", "number")
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            return run.null("not_a_number")
        text = text.replace(",", ".")
    return _numeral(run, text)


def _numeral(run: Run, text: str) -> Value:
    if len(text) > MAX_NUMERAL or not NUMERAL.fullmatch(text):
        return run.null("not_a_number")
    result = NUMBERS.create_decimal(text)
    run.limit_number(result)
    return result


@builtin("date", "from: any")
def date_from(run: Run, value: Value) -> Value:
    if kind_of(value) in (date, datetime):
        return date_part(value)
    result = parse_date(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_date")


@builtin("date", "year: number, month: number, day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = _whole(year, month, day)
    return make_date(*parts) if parts else run.null("not_a_date")


def _whole(*numbers: Decimal) -> list[int] | None:
    """The numbers as integers, None if one has a fraction or is beyond any calendar."""
    if any(abs(n) > 10**9 or n != n.to_integral_value() for n in numbers):
        return None
    return [int(n) for n in numbers]


@builtin("date and time", "from: any")
def date_time_from(run: Run, value: Value) -> Value:
    if kind_of(value) is datetime:
        return value
    if kind_of(value) is date:
        return make_date_time(value, time())
    result = parse_date_time(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_date_time")


@builtin("date and time", "date: any, time: any")
def date_time_of(run: Run, day: Value, clock: Value) -> Value:
    if type(clock) is str:
        return date_time_in_zone(run, day, clock)
    if kind_of(clock) is not time or kind_of(day) not in (date, datetime):
        return run.null("not_a_date_time")
    return make_date_time(date_part(day), clock)


@builtin("date and time", "date: any, timezone: string")
def date_time_in_zone(run: Run, moment: Value, place: str) -> Value:
    target = zone(place if place == "Z" or place[:1] in "+-" else "@" + place)
    if kind_of(moment) is not datetime or target is None:
        return run.null("not_a_date_time")
    return in_zone(moment, target)


@builtin("time", "from: any")
def time_from(run: Run, value: Value) -> Value:
    kind = kind_of(value)
    if kind is time:
        return value
    if kind is datetime:
        return clock_part(value)
    if kind is date:
        return time(tzinfo=zone("Z"))
    result = parse_time(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_time")


@builtin("time", "hour: number, minute: number, second: number, offset?: day duration?")
def time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: AnyDuration | None = None) -> Value:
    parts = _whole(hour, minute)
    if parts is None or not 0 <= second < 60:
        return run.null("not_a_time")
    whole = int(second)
    place = None
    if offset is not None:
        length = nanoseconds_of(offset)
        seconds, sign = abs(length) // SECOND, "-" if length < 0 else "+"
        place = zone(f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")
    return make_time(parts[0], parts[1], whole, int((second - whole) * SECOND), place)


@builtin("duration", "from: any")
def duration(run: Run, value: Value) -> Value:
    if kind_of(value) is timedelta or type(value) is YearMonthDuration:
        return value
    result = parse_duration(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_duration")


@builtin("years and months duration", "from: days, to: days")
def years_and_months(run: Run, start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Value:
    """Whole months between the calendar days; times of day and zones do not count."""
    return months_duration(months_between(date_part(start), date_part(end)))


@builtin("is", "value1: any?, value2: any?")
def same(run: Run, one: Value, other: Value) -> Value:
    """Same kind and same characteristics: unlike `=`, the same instant in two zones is not the same."""
    kind = kind_of(one)
    if kind is not kind_of(other):
        return False
    if kind is datetime:
        return local_time(one) == local_time(other) and _zone(one) == _zone(other)
    if kind is time:
        return time_of_day(one) == time_of_day(other) and _zone(one) == _zone(other)
    run.charge(1)
    return type_name(one) == type_name(other) and bool(
        to_text(run, one, nested=True) == to_text(run, other, nested=True)
    )


def _zone(value: AnyTime | AnyDateTime) -> object:
    text = zone_text(value.tzinfo, value)
    return "Z" if text == "@Etc/UTC" else text
