"""Timer expressions: ISO 8601 durations, dates and cycles, counted in Norwegian civil time, as aware UTC instants.

Months, weeks and days keep the hour of day across daylight saving; hours, minutes and seconds are exact.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine.feel import YearMonthDuration
from engine.model.calendar import OSLO, morning_of, shift

_DURATION = re.compile(
    r"^P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})(?:\.\d+)?S)?)?$"
)
_CYCLE = re.compile(r"^R(?P<count>\d{0,6})/(?P<duration>P.+)$")
ENDLESS = -1
CLOCK_CHANGES = timedelta(hours=2)


@dataclass(frozen=True)
class Duration:
    """A span: whole months and days of the calendar, and exact seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    def after(self, start: datetime, times: int = 1) -> datetime:
        """`start` moved by this span, `times` times. Raises ValueError or OverflowError beyond the calendar."""
        local = start.astimezone(OSLO)
        day = shift(local.date(), f"P{self.months * times}M") if self.months else local.date()
        day += timedelta(days=self.days * times)
        moved = datetime.combine(day, local.timetz().replace(tzinfo=None), OSLO).astimezone(UTC)
        return moved + timedelta(seconds=self.seconds * times)


@dataclass(frozen=True)
class Cycle:
    """`count` repetitions of a span (ENDLESS for no end)."""

    count: int
    duration: Duration


def parse_duration(text: str) -> Duration:
    """An ISO 8601 duration. Raises ValueError."""
    match = _DURATION.match(text.strip().upper())
    if match is None or not any(match.groupdict().values()) or text.strip().upper().endswith("T"):
        raise ValueError(text)
    n = {name: int(value or 0) for name, value in match.groupdict().items()}
    return Duration(
        months=n["years"] * 12 + n["months"],
        days=n["weeks"] * 7 + n["days"],
        seconds=n["hours"] * 3600 + n["minutes"] * 60 + n["seconds"],
    )


def duration_of(value: object) -> Duration:
    """A duration from what FEEL gave: text or a FEEL duration. Raises ValueError."""
    if isinstance(value, str):
        return parse_duration(value)
    if isinstance(value, YearMonthDuration) and value.months >= 0:
        return Duration(months=int(value.months))
    if isinstance(value, timedelta) and value >= timedelta(0):
        return Duration(days=value.days, seconds=value.seconds)
    raise ValueError(value)


def instant_of(value: object) -> datetime:
    """An instant from what FEEL gave: a date means 08:00 that day in Norway. Raises ValueError."""
    if isinstance(value, str):
        text = value.strip()
        value = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=OSLO)).astimezone(UTC)
    if isinstance(value, date):
        return morning_of(value)
    raise ValueError(value)


def cycle_of(value: object) -> Cycle:
    """A repeating interval `R3/P1M` or `R/P1M`. Raises ValueError."""
    match = _CYCLE.match(value.strip().upper()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(value)
    duration = parse_duration(match["duration"])
    if duration == Duration():
        raise ValueError(value)
    return Cycle(count=int(match["count"]) if match["count"] else ENDLESS, duration=duration)


def next_occurrence(anchor: datetime, duration: Duration, done: int, now: datetime) -> tuple[int, datetime]:
    """The first occurrence after `now`, counted from the anchor so that no drift adds up; missed ones are skipped."""
    # Nearly there in one leap: a case that slept for a year with a timer of seconds has millions of them behind it.
    longest = timedelta(days=duration.months * 31 + duration.days, seconds=duration.seconds)
    number = max(done + 1, (now - anchor - CLOCK_CHANGES) // longest)
    at = duration.after(anchor, number)
    while at <= now:
        number += 1
        at = duration.after(anchor, number)
    return number, at
