"""Conversion functions (10.3.4.1) and `not`."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.functions.registry import builtin
from engine.feel.temporal import (
    months_between,
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
    return NUMBERS.create_decimal(text)


@builtin("date", "from: any")
def date_from(run: Run, value: Value) -> Value:
    if type(value) is date:
        return value
    if type(value) is datetime:
        return value.date()
    result = parse_date(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_date")


@builtin("date", "year: number, month: number, day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = _whole(year, month, day)
    return date(*parts) if parts else run.null("not_a_date")


def _whole(*numbers: Decimal) -> list[int] | None:
    """The numbers as integers, None if one has a fraction or is beyond any calendar."""
    if any(abs(n) > 10**9 or n != n.to_integral_value() for n in numbers):
        return None
    return [int(n) for n in numbers]


@builtin("date and time", "from: any")
def date_time_from(run: Run, value: Value) -> Value:
    if type(value) is datetime:
        return value
    if type(value) is date:
        return datetime(value.year, value.month, value.day)
    result = parse_date_time(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_date_time")


@builtin("date and time", "date: any, time: time")
def date_time_of(run: Run, day: Value, clock: time) -> Value:
    if type(day) is datetime:
        day = day.date()
    return datetime.combine(day, clock) if type(day) is date else run.null("not_a_date_time")


@builtin("date and time", "date: any, timezone: string")
def date_time_in_zone(run: Run, moment: Value, place: str) -> Value:
    if type(moment) is not datetime:
        return run.null("not_a_date_time")
    target = zone(place if place == "Z" or place[:1] in "+-" else "@" + place)
    return moment.astimezone(target) if moment.tzinfo else moment.replace(tzinfo=target)


@builtin("time", "from: any")
def time_from(run: Run, value: Value) -> Value:
    if type(value) is time:
        return value
    if type(value) is datetime:
        return value.timetz()
    if type(value) is date:
        return time(tzinfo=zone("Z"))
    result = parse_time(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_time")


@builtin("time", "hour: number, minute: number, second: number, offset?: day duration?")
def time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None) -> Value:
    parts = _whole(hour, minute)
    if parts is None or not 0 <= second < 60:
        return run.null("not_a_time")
    whole = int(second)
    place = None
    if offset is not None:
        seconds = abs(int(offset.total_seconds()))
        sign = "-" if offset < timedelta() else "+"
        place = zone(f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")
    return time(parts[0], parts[1], whole, int((second - whole) * 1_000_000), place)


@builtin("duration", "from: any")
def duration(run: Run, value: Value) -> Value:
    if type(value) is timedelta or type(value) is YearMonthDuration:
        return value
    result = parse_duration(value) if type(value) is str else None
    return result if result is not None else run.null("not_a_duration")


@builtin("years and months duration", "from: days, to: days")
def years_and_months(run: Run, start: date, end: date) -> Value:
    """Whole months between the calendar days; times of day and zones do not count."""
    start, end = (v.date() if isinstance(v, datetime) else v for v in (start, end))
    return months_duration(months_between(start, end))


@builtin("is", "value1: any?, value2: any?")
def same(run: Run, one: Value, other: Value) -> Value:
    """Same kind and same characteristics: unlike `=`, the same instant in two zones is not the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (datetime, time)):
        return one.replace(tzinfo=None) == other.replace(tzinfo=None) and _zone(one) == _zone(other)
    run.charge(1)
    return type_name(one) == type_name(other) and bool(
        to_text(run, one, nested=True) == to_text(run, other, nested=True)
    )


def _zone(value: datetime | time) -> object:
    text = zone_text(value.tzinfo, value)
    return "Z" if text == "@Etc/UTC" else text
