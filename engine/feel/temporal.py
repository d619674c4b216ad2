"""Dates, times and durations: reading and writing ISO 8601 text, zones, calendar arithmetic and comparison keys.

Limits of the standard library's types hold: years 1 to 9999, microseconds.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.values import YearMonthDuration

Temporal = date | time | datetime | timedelta | YearMonthDuration

_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_TIME = r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,20}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z0-9_+\-/]{1,60})?"
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile("T?" + _TIME, re.ASCII)
DATE_TIME = re.compile(_DATE + "T" + _TIME, re.ASCII)
YEARS_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
DAYS_TIME = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,20}))?S)?)?",
    re.ASCII,
)
DAY = TypeVar("DAY", date, datetime)
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


def _time_parts(parts: tuple[str | None, ...]) -> tuple[int, int, int, int, tzinfo | None]:
    hour, minute, second, fraction, offset = parts
    return int(hour or 0), int(minute or 0), int(second or 0), _microseconds(fraction), zone(offset)


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def parse_date(text: str) -> date | None:
    """`2026-05-17`, or None."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(*(int(g) for g in found.groups()))
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """`12:30:00`, with or without fraction and zone, or None."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    try:
        hour, minute, second, microsecond, place = _time_parts(found.groups())
        return time(hour, minute, second, microsecond, place)
    except ValueError:
        return None


def parse_date_time(text: str) -> datetime | None:
    """`2026-05-17T12:30:00@Europe/Oslo` and its like; a date alone means midnight. None if neither."""
    found = DATE_TIME.fullmatch(text)
    if not found:
        day = parse_date(text)
        return datetime(day.year, day.month, day.day) if day else None
    groups = found.groups()
    year, month, day_of_month = (int(g) for g in groups[:3])
    try:
        hour, minute, second, microsecond, place = _time_parts(groups[3:])
        if (hour, minute, second, microsecond) == (24, 0, 0, 0):
            return datetime(year, month, day_of_month, tzinfo=place) + timedelta(days=1)
        return datetime(year, month, day_of_month, hour, minute, second, microsecond, place)
    except (ValueError, OverflowError):
        return None


def parse_duration(text: str) -> YearMonthDuration | timedelta | None:
    """`P1Y2M` or `P1DT2H`, or None."""
    if found := YEARS_MONTHS.fullmatch(text):
        months = 12 * int(found[2] or 0) + int(found[3] or 0)
        return months_duration(-months if found[1] else months)
    if found := DAYS_TIME.fullmatch(text):
        try:
            length = timedelta(
                days=int(found[2] or 0),
                hours=int(found[3] or 0),
                minutes=int(found[4] or 0),
                seconds=int(found[5] or 0),
                microseconds=_microseconds(found[6]),
            )
            return -length if found[1] else length
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


def add_months(day: DAY, months: int) -> DAY | None:
    """The same day so many months later, or the month's last day; None outside years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def months_between(start: date, end: date) -> int:
    """Whole months from one date to another, towards zero."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day and months > 0 else months


def instant_key(value: date | datetime) -> tuple[int, int]:
    """Days and microseconds of the instant, taking a missing zone as UTC: an order on all dates and date-times."""
    if not isinstance(value, datetime):
        return value.toordinal(), 0
    offset = value.utcoffset() or timedelta()
    since = timedelta(value.toordinal(), value.hour * 3600 + value.minute * 60 + value.second, value.microsecond)
    moved = since - offset
    return moved.days, moved.seconds * 1_000_000 + moved.microseconds


def time_offset(value: time | datetime) -> timedelta | None:
    """The offset from UTC; a time in a named zone has that of the zone's standard time."""
    offset = value.utcoffset()
    if offset is None and isinstance(value, time) and value.tzinfo is not None:
        winter = datetime(2000, 1, 1, tzinfo=value.tzinfo)
        return (winter.utcoffset() or timedelta()) - (winter.dst() or timedelta())
    return offset


def time_key(value: time) -> int:
    """Microseconds since midnight UTC, taking a missing zone as UTC."""
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return (since - (time_offset(value) or timedelta())) // timedelta(microseconds=1)


def add_to_time(value: time, length: timedelta) -> time:
    """The time of day so much later, around the clock, in the same zone."""
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    seconds = (since + length % timedelta(days=1)) % timedelta(days=1)
    return (datetime.min + seconds).time().replace(tzinfo=value.tzinfo)


def add_to_date_time(value: datetime, length: timedelta) -> datetime | None:
    """The instant so much later, shown in the same zone (true elapsed time, also across daylight saving)."""
    try:
        if value.tzinfo is None or isinstance(value.tzinfo, timezone):
            return value + length
        return (value.astimezone(UTC) + length).astimezone(value.tzinfo)
    except OverflowError:
        return None


def seconds_of(length: timedelta) -> Decimal:
    """A duration as a number of seconds, exact."""
    return Decimal(length // timedelta(microseconds=1)).scaleb(-6).normalize()


def duration_of_seconds(seconds: Decimal) -> timedelta | None:
    """So many seconds, to the microsecond; None if too long for a duration."""
    try:
        return timedelta(microseconds=int(seconds.scaleb(6).to_integral_value()))
    except (OverflowError, ArithmeticError, ValueError):
        return None


def zone_text(place: tzinfo | None, at: time | datetime) -> str:
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
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, datetime):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}T{_clock_text(value)}"
    if isinstance(value, time):
        return _clock_text(value)
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def _clock_text(value: time | datetime) -> str:
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{zone_text(value.tzinfo, value)}"


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{text}"


def _duration_text(length: timedelta) -> str:
    positive = abs(length)
    minutes, seconds = divmod(positive.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{positive.microseconds:06d}".rstrip("0") if positive.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += f"{seconds}{fraction}S"
    days = f"{positive.days}D" if positive.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{'-' if length < timedelta() else ''}P{days}{'T' + clock if clock else ''}"
