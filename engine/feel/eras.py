"""Dates, times and durations beyond Python's own: a billion years before and after ours, and nanoseconds.

A value is of Python's type whenever that can hold it, and of the wide sibling here only when it cannot: `make_date` and
its like choose, so that equal values are always of one type. The calendar is the proleptic Gregorian one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from datetime import tzinfo as TimeZone

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
LAST_YEAR = 999_999_999
LONGEST = LAST_YEAR * 2 * 366 * DAY
_DAYS_OF_400_YEARS = 146_097
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date outside years 1 to 9999; year 0 is the one before year 1."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day finer than microseconds."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: TimeZone | None = None

    def utcoffset(self) -> timedelta | None:
        """As `time.utcoffset`: None in a named zone, whose offset needs a date."""
        return time(tzinfo=self.tzinfo).utcoffset()


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date-time outside years 1 to 9999, or finer than microseconds."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: TimeZone | None = None

    def utcoffset(self) -> timedelta | None:
        """As `datetime.utcoffset`; a year that Python lacks has the offsets of one 400 years' cycles away."""
        if self.tzinfo is None or isinstance(self.tzinfo, timezone):
            return time(tzinfo=self.tzinfo).utcoffset()
        year = stand_in(self.year)
        return datetime(year, self.month, self.day, self.hour, self.minute, self.second, 0, self.tzinfo).utcoffset()


@dataclass(frozen=True, slots=True, order=True)
class WideDuration:
    """A days and time duration finer than microseconds, or longer than a billion days."""

    nanoseconds: int


AnyDate = date | WideDate
AnyTime = time | WideTime
AnyDateTime = datetime | WideDateTime
AnyDuration = timedelta | WideDuration
SIBLINGS: dict[type, type] = {WideDate: date, WideTime: time, WideDateTime: datetime, WideDuration: timedelta}


def kind_of(value: object) -> type:
    """The value's type, a wide one told as its Python sibling."""
    kind = type(value)
    return SIBLINGS.get(kind, kind)


def stand_in(year: int) -> int:
    """A year that Python has, with the same days of the week and on the same side of all zone history."""
    if 1 <= year <= 9999:
        return year
    return (9200 if year > 9999 else 400) + year % 400


def ordinal(year: int, month: int, day: int) -> int:
    """Days since the day before year 1, as `date.toordinal` counts."""
    cycles, year_of_cycle = divmod(year, 400)
    if year_of_cycle == 0:
        cycles, year_of_cycle = cycles - 1, 400
    return cycles * _DAYS_OF_400_YEARS + date(year_of_cycle, month, day).toordinal()


def from_ordinal(days: int) -> AnyDate:
    """The date of an ordinal. Raises ValueError outside the calendar."""
    cycles, rest = divmod(days - 1, _DAYS_OF_400_YEARS)
    within = date.fromordinal(rest + 1)
    return make_date(within.year + 400 * cycles, within.month, within.day)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == 2 else _MONTH_LENGTHS[month - 1]


def make_date(year: int, month: int, day: int) -> AnyDate:
    """A date. Raises ValueError for one that does not exist."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if abs(year) > LAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise ValueError(year, month, day)
    return WideDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nanosecond: int, zone: TimeZone | None) -> AnyTime:
    """A time of day. Raises ValueError for one that does not exist."""
    plain = time(hour, minute, second, nanosecond // 1000, zone)
    return WideTime(hour, minute, second, nanosecond, zone) if nanosecond % 1000 else plain


def make_date_time(day: AnyDate, clock: AnyTime) -> AnyDateTime:
    """The date-time of a date and a time of day with its zone."""
    if type(day) is date and type(clock) is time:
        return datetime.combine(day, clock)
    parts = day.year, day.month, day.day, clock.hour, clock.minute, clock.second
    return WideDateTime(*parts, nanosecond_of(clock), clock.tzinfo)


def make_duration(nanoseconds: int) -> AnyDuration:
    """A duration. Raises OverflowError beyond the calendar's length."""
    if abs(nanoseconds) > LONGEST:
        raise OverflowError(nanoseconds)
    if nanoseconds % 1000 or not -999_999_999 * DAY <= nanoseconds < 1_000_000_000 * DAY:
        return WideDuration(nanoseconds)
    return timedelta(microseconds=nanoseconds // 1000)


def nanoseconds_of(length: AnyDuration) -> int:
    """A duration as a number of nanoseconds."""
    if isinstance(length, WideDuration):
        return length.nanoseconds
    return (length.days * 86_400 + length.seconds) * SECOND + length.microseconds * 1000


def nanosecond_of(value: AnyTime | AnyDateTime) -> int:
    """The fraction of a time's second."""
    return value.nanosecond if isinstance(value, WideTime | WideDateTime) else value.microsecond * 1000


def time_of_day(value: AnyTime | AnyDateTime) -> int:
    """Nanoseconds since midnight."""
    return (value.hour * 3600 + value.minute * 60 + value.second) * SECOND + nanosecond_of(value)


def from_time_of_day(nanoseconds: int, zone: TimeZone | None) -> AnyTime:
    """The time so many nanoseconds after midnight."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    return make_time(seconds // 3600, seconds // 60 % 60, seconds % 60, fraction, zone)


def date_part(value: AnyDate | AnyDateTime) -> AnyDate:
    """The date of a date-time, or the date itself."""
    return make_date(value.year, value.month, value.day)


def clock_part(value: AnyDateTime) -> AnyTime:
    """The time of day of a date-time, with its zone."""
    return from_time_of_day(time_of_day(value), value.tzinfo)


def local_time(value: AnyDate | AnyDateTime) -> int:
    """Nanoseconds of the calendar up to what clock and calendar show; a date is its midnight."""
    midnight = ordinal(value.year, value.month, value.day) * DAY
    return midnight + (time_of_day(value) if isinstance(value, datetime | WideDateTime) else 0)


def from_local_time(nanoseconds: int, zone: TimeZone | None) -> AnyDateTime:
    """The date-time that clock and calendar show then. Raises ValueError outside the calendar."""
    days, rest = divmod(nanoseconds, DAY)
    return make_date_time(from_ordinal(days), from_time_of_day(rest, zone))


def from_instant(nanoseconds: int, zone: TimeZone) -> AnyDateTime:
    """The date-time in a zone at an instant counted in UTC. Raises ValueError outside the calendar."""
    at = from_local_time(nanoseconds, UTC)
    shown = datetime(stand_in(at.year), at.month, at.day, at.hour, at.minute, at.second, 0, UTC).astimezone(zone)
    offset = nanoseconds_of(shown.utcoffset() or timedelta())
    result = from_local_time(nanoseconds + offset, zone)
    return result.replace(fold=shown.fold) if isinstance(result, datetime) else result
