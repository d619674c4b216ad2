"""Deadlines in Norwegian civil time: working days without holidays, whole days that survive daylight saving."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from engine.model.definition import Due

OSLO = ZoneInfo("Europe/Oslo")
MORNING = time(8, 0)
END_OF_DAY = time(23, 59, 59)

_OFFSET = re.compile(
    r"^(?P<sign>-)?P(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?$"
)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday in Norway (lov om helligdager; 1 and 17 May)."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`. Zero gives `day` itself, or the next working day if it is none."""
    while count > 0 or not is_working_day(day):
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def nth_working_day(year: int, month: int, n: int) -> date:
    """The n-th working day of a month, 1-based."""
    return add_working_days(date(year, month, 1) - timedelta(days=1), n)


def shift(day: date, offset: str) -> date:
    """`day` moved by a signed ISO 8601 duration of whole days (`P3D`, `-P1W`, `P2M`). A month ends where it ends:
    31 January and one month give 28 or 29 February. Raises ValueError for anything else."""
    match = _OFFSET.match(offset)
    if match is None or offset.lstrip("-") == "P":
        raise ValueError(offset)
    sign = -1 if match["sign"] else 1
    months = sign * (int(match["years"] or 0) * 12 + int(match["months"] or 0))
    days = sign * (int(match["weeks"] or 0) * 7 + int(match["days"] or 0))
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def local_date(at: datetime) -> date:
    """The day it is in Norway at an instant."""
    return at.astimezone(OSLO).date()


def end_of(day: date) -> datetime:
    """The last second of a Norwegian day, in UTC: a deadline includes its day."""
    return datetime.combine(day, END_OF_DAY, OSLO).astimezone(UTC)


def morning_of(day: date) -> datetime:
    """08:00 Norwegian time, in UTC: when reminders go out."""
    return datetime.combine(day, MORNING, OSLO).astimezone(UTC)


def deadline(due: Due, opened_at: datetime) -> datetime | None:
    """When a task with this `due` must be done if it opened at `opened_at`; None when a date expression decides."""
    opened = local_date(opened_at)
    if due.working_day_of_month is not None:
        day = nth_working_day(opened.year, opened.month, due.working_day_of_month)
        if day < opened:
            following = shift(opened.replace(day=1), "P1M")
            day = nth_working_day(following.year, following.month, due.working_day_of_month)
        return end_of(day)
    if due.after is None:
        return None
    if due.calendar == "working":
        return end_of(add_working_days(opened, (shift(opened, due.after) - opened).days))
    return end_of(shift(opened, due.after))
