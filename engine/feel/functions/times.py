"""Date and time functions (10.3.4.8 and 10.3.4.9): parts of the year, now and today."""

from datetime import date
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Value

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@builtin("day of year", "date: days")
def day_of_year(run: Run, day: date) -> Value:
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week", "date: days")
def day_of_week(run: Run, day: date) -> Value:
    return DAYS[day.weekday()]


@builtin("month of year", "date: days")
def month_of_year(run: Run, day: date) -> Value:
    return MONTHS[day.month - 1]


@builtin("week of year", "date: days")
def week_of_year(run: Run, day: date) -> Value:
    """The ISO 8601 week."""
    return Decimal(day.isocalendar().week)


@builtin("now", "")
def now(run: Run) -> Value:
    return run.now()


@builtin("today", "")
def today(run: Run) -> Value:
    return run.now().date()
