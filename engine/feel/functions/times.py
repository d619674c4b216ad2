"""Date and time functions (10.3.4.8 and 10.3.4.9): parts of the year, now and today."""

from datetime import date
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.eras import AnyDate, AnyDateTime, ordinal, stand_in
from engine.feel.functions.registry import builtin
from engine.feel.reckoning import day_of_week as weekday
from engine.feel.values import Value

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@builtin("day of year", "date: days")
def day_of_year(run: Run, day: AnyDate | AnyDateTime) -> Value:
    return Decimal(ordinal(day.year, day.month, day.day) - ordinal(day.year, 1, 1) + 1)


@builtin("day of week", "date: days")
def day_of_week(run: Run, day: AnyDate | AnyDateTime) -> Value:
    return DAYS[weekday(day) - 1]


@builtin("month of year", "date: days")
def month_of_year(run: Run, day: AnyDate | AnyDateTime) -> Value:
    return MONTHS[day.month - 1]


@builtin("week of year", "date: days")
def week_of_year(run: Run, day: AnyDate | AnyDateTime) -> Value:
    """The ISO 8601 week."""
    return Decimal(date(stand_in(day.year), day.month, day.day).isocalendar().week)


@builtin("now", "")
def now(run: Run) -> Value:
    return run.now()


@builtin("today", "")
def today(run: Run) -> Value:
    return run.now().date()
