"""Dates, times and durations: reading and writing ISO 8601 text, zones, calendar arithmetic and comparison keys.

Which of Python's or our wide types holds a value is `eras`' matter.
"""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.eras import (
    SECOND,
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    WideDateTime,
    WideDuration,
    WideTime,
    from_ordinal,
    make_date,
    make_date_time,
    make_duration,
    make_time,
    nanosecond_of,
    nanoseconds_of,
    ordinal,
)
from engine.feel.values import YearMonthDuration

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
