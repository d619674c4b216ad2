"""Calendar arithmetic: months and elapsed time added, one instant in several zones, and the order of all dates and times."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal

from engine.feel.eras import (
    DAY,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    WideDateTime,
    WideTime,
    date_part,
    days_in_month,
    from_instant,
    from_local_time,
    from_ordinal,
    from_time_of_day,
    local_time,
    make_date,
    make_date_time,
    make_duration,
    nanoseconds_of,
    ordinal,
    time_of_day,
)
from engine.feel.values import NUMBERS


def add_months(day: AnyDate | AnyDateTime, months: int) -> AnyDate | AnyDateTime | None:
    """The same day so many months later, or the month's last day; None outside the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = days_in_month(year, month + 1)
    try:
        moved = make_date(year, month + 1, min(day.day, last))
        if isinstance(day, datetime) and isinstance(moved, date):
            return day.replace(year=moved.year, month=moved.month, day=moved.day)
        if isinstance(day, datetime | WideDateTime):
            return make_date_time(moved, from_time_of_day(time_of_day(day), day.tzinfo))
        return moved
    except ValueError:
        return None


def months_between(start: AnyDate, end: AnyDate) -> int:
    """Whole months from one date to another, towards zero."""
    first, last = (start.year, start.month, start.day), (end.year, end.month, end.day)
    if last < first:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day and months > 0 else months


def instant(value: AnyDate | AnyDateTime) -> int:
    """Nanoseconds of the calendar in UTC, taking a missing zone as UTC: an order on all dates and date-times."""
    if isinstance(value, datetime | WideDateTime):
        return local_time(value) - nanoseconds_of(value.utcoffset() or timedelta())
    return local_time(value)


def time_offset(value: AnyTime | AnyDateTime) -> timedelta | None:
    """The offset from UTC; a time in a named zone has that of the zone's standard time."""
    offset = value.utcoffset()
    if offset is None and isinstance(value, time | WideTime) and value.tzinfo is not None:
        winter = datetime(2000, 1, 1, tzinfo=value.tzinfo)
        return (winter.utcoffset() or timedelta()) - (winter.dst() or timedelta())
    return offset


def time_key(value: AnyTime) -> int:
    """Nanoseconds since midnight UTC, taking a missing zone as UTC."""
    return time_of_day(value) - nanoseconds_of(time_offset(value) or timedelta())


def add_to_time(value: AnyTime, length: AnyDuration) -> AnyTime:
    """The time of day so much later, around the clock, in the same zone."""
    return from_time_of_day((time_of_day(value) + nanoseconds_of(length)) % DAY, value.tzinfo)


def add_to_date(day: AnyDate, length: AnyDuration) -> AnyDate | None:
    """The date so much later: a date is a midnight, and whole days of the result count."""
    try:
        return from_ordinal((local_time(day) + nanoseconds_of(length)) // DAY)
    except ValueError:
        return None


def add_to_date_time(value: AnyDateTime, length: AnyDuration) -> AnyDateTime | None:
    """The instant so much later, shown in the same zone (true elapsed time, also across daylight saving)."""
    moved = nanoseconds_of(length)
    try:
        if value.tzinfo is None or isinstance(value.tzinfo, timezone):
            return from_local_time(local_time(value) + moved, value.tzinfo)
        return from_instant(instant(value) + moved, value.tzinfo)
    except ValueError:
        return None


def in_zone(value: AnyDateTime, place: tzinfo) -> AnyDateTime:
    """The same instant shown in another zone; the same clock when the value had no zone. Raises ValueError."""
    if value.tzinfo is None:
        return make_date_time(date_part(value), from_time_of_day(time_of_day(value), place))
    return from_instant(instant(value), place)


def day_of_week(value: AnyDate | AnyDateTime) -> int:
    """1 for Monday to 7 for Sunday."""
    return (ordinal(value.year, value.month, value.day) - 1) % 7 + 1


def seconds_of(length: AnyDuration) -> Decimal:
    """A duration as a number of seconds, exact."""
    return NUMBERS.normalize(Decimal(nanoseconds_of(length)).scaleb(-9))


def duration_of_seconds(seconds: Decimal) -> AnyDuration | None:
    """So many seconds, to the nanosecond; None if too long for a duration."""
    try:
        return make_duration(int(seconds.scaleb(9).to_integral_value())) if seconds.adjusted() < 30 else None
    except (OverflowError, ArithmeticError, ValueError):
        return None
