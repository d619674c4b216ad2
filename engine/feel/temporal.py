"""Dates, times and durations: reading and writing ISO 8601 text, zones, calendar arithmetic and comparison keys.

Which of Python's or our wide types holds a value is `eras`' matter.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.eras import (
    DAY,
    SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    WideDateTime,
    WideDuration,
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
    make_time,
    nanosecond_of,
    nanoseconds_of,
    ordinal,
    time_of_day,
)
from engine.feel.values import NUMBERS, YearMonthDuration

Temporal = AnyDate | AnyTime | AnyDateTime | AnyDuration | YearMonthDuration

_DATE = r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d{2})-(\d{2})"
_TIME = r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,20}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z0-9_+\-/]{1,60})?"
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile("T?" + _TIME, re.ASCII)
DATE_TIME = re.compile(_DATE + "T" + _TIME, re.ASCII)
YEARS_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
DAYS_TIME = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,20}))?S)?)?",
    re.ASCII,
)
MAX_MONTHS = 12 * 1_000_000_000
LONGEST_OFFSET = timedelta(hours=18)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(text: str | None) -> tzinfo | None:
    """The zone written as `Z`, `+01:00` or `@Europe/Oslo`. Raises ValueError for one that does not exist."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text[0] == "@":
        if text[1:] in _zones():
            return ZoneInfo(text[1:])
        raise ValueError(text)
    parts = [int(p) for p in text[1:].split(":")]
    offset = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    if offset > LONGEST_OFFSET or parts[1] > 59 or parts[-1] > 59:
        raise ValueError(text)
    if not offset and text[0] == "+":
        return UTC
    return timezone(-offset if text[0] == "-" else offset)


def _time_of(parts: tuple[str | None, ...]) -> AnyTime:
    """The time that a pattern found. Raises ValueError."""
    hour, minute, second, fraction, offset = parts
    return make_time(int(hour or 0), int(minute or 0), int(second or 0), _nanoseconds(fraction), zone(offset))


def _nanoseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:9].ljust(9, "0"))


def parse_date(text: str) -> AnyDate | None:
    """`2026-05-17`, also `-0044-03-15` and `12026-01-01`, or None."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        return make_date(*(int(g) for g in found.groups()))
    except ValueError:
        return None


def parse_time(text: str) -> AnyTime | None:
    """`12:30:00`, with or without fraction and zone, or None."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    try:
        return _time_of(found.groups())
    except ValueError:
        return None


def parse_date_time(text: str) -> AnyDateTime | None:
    """`2026-05-17T12:30:00@Europe/Oslo` and its like; a date alone means midnight. None if neither."""
    found = DATE_TIME.fullmatch(text)
    if not found:
        day = parse_date(text)
        return make_date_time(day, time()) if day else None
    groups = found.groups()
    try:
        day = make_date(*(int(g) for g in groups[:3]))
        if groups[3:6] == ("24", "00", "00") and not int(groups[6] or 0):
            # Midnight at the end of the day is the next day's.
            return make_date_time(from_ordinal(ordinal(day.year, day.month, day.day) + 1), time(tzinfo=zone(groups[7])))
        return make_date_time(day, _time_of(groups[3:]))
    except ValueError:
        return None


def parse_duration(text: str) -> YearMonthDuration | AnyDuration | None:
    """`P1Y2M` or `P1DT2H`, or None."""
    if found := YEARS_MONTHS.fullmatch(text):
        months = 12 * int(found[2] or 0) + int(found[3] or 0)
        return months_duration(-months if found[1] else months)
    if found := DAYS_TIME.fullmatch(text):
        days, hours, minutes, seconds = (int(found[i] or 0) for i in range(2, 6))
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        length = total * SECOND + _nanoseconds(found[6])
        try:
            return make_duration(-length if found[1] else length)
        except OverflowError:
            return None
    return None


def parse_temporal(text: str) -> Temporal | None:
    """Whatever stands in `@"…"`, or None."""
    for reader in (parse_date, parse_time, parse_duration, parse_date_time):
        value: Temporal | None = reader(text)
        if value is not None:
            return value
    return None


def months_duration(months: int) -> YearMonthDuration | None:
    """A duration of so many months, None if beyond the limit."""
    return YearMonthDuration(months) if abs(months) <= MAX_MONTHS else None


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


def zone_text(place: tzinfo | None, at: AnyTime | AnyDateTime) -> str:
    """How a zone is written after a time: `Z`, `+01:00`, `@Europe/Oslo` or nothing."""
    if place is None:
        return ""
    if isinstance(place, ZoneInfo):
        return f"@{place.key}"
    offset = at.utcoffset()
    if not offset:
        return "Z" if offset is not None else ""
    seconds = abs(int(offset.total_seconds()))
    text = f"{'-' if offset < timedelta() else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")


def temporal_text(value: Temporal) -> str:
    """The value as ISO 8601, readable by `parse_temporal`."""
    if isinstance(value, YearMonthDuration):
        return _months_text(value.months)
    if isinstance(value, timedelta | WideDuration):
        return _duration_text(nanoseconds_of(value))
    if isinstance(value, datetime | WideDateTime):
        return f"{_day_text(value)}T{_clock_text(value)}"
    if isinstance(value, time | WideTime):
        return _clock_text(value)
    return _day_text(value)


def _day_text(value: AnyDate | AnyDateTime) -> str:
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def _clock_text(value: AnyTime | AnyDateTime) -> str:
    nanosecond = nanosecond_of(value)
    fraction = f".{nanosecond:09d}".rstrip("0") if nanosecond else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{zone_text(value.tzinfo, value)}"


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{text}"


def _duration_text(length: int) -> str:
    total, fraction = divmod(abs(length), SECOND)
    days, rest = divmod(total, 86_400)
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += f"{seconds}{f'.{fraction:09d}'.rstrip('0') if fraction else ''}S"
    if not days and not clock:
        return "PT0S"
    return f"{'-' if length < 0 else ''}P{f'{days}D' if days else ''}{'T' + clock if clock else ''}"
