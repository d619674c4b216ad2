"""Dates, times, sizes and numbers as people read them, in Norwegian time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.model.calendar import OSLO, local_date

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}


def locale() -> str:
    """Babel's name for the reader's language."""
    return LOCALES.get(getattr(g, "locale", "nb"), "nb_NO")


def day(value: datetime | date) -> str:
    """24. november 2026."""
    return format_date(_date(value), "d. MMMM y", locale=locale())


def short_day(value: datetime | date) -> str:
    """24. nov. 2026."""
    return format_date(_date(value), "d. MMM y", locale=locale())


def moment(value: datetime) -> str:
    """24. november 2026 kl. 14.03."""
    local = value.astimezone(OSLO)
    return f"{day(value)} " + _("kl. %(time)s", time=format_datetime(local, "HH.mm", tzinfo=OSLO, locale=locale()))


def until(value: datetime, now: datetime) -> str:
    """How far a deadline is: i dag, i morgen, om 3 dager, 2 dager over."""
    days = (local_date(value) - local_date(now)).days
    if days == 0:
        return _("i dag")
    if days == 1:
        return _("i morgen")
    if days < 0:
        return ngettext("%(num)s dag over fristen", "%(num)s dager over fristen", -days)
    return ngettext("om %(num)s dag", "om %(num)s dager", days)


def number(value: Decimal | int | float) -> str:
    """12 500,5."""
    return format_decimal(value, locale=locale())


def size(value: int) -> str:
    """12 kB, 3,4 MB."""
    if value < 1024 * 1024:
        return f"{max(1, round(value / 1024))} kB"
    return f"{number(round(value / 1024 / 1024, 1))} MB"


def as_text(value: object) -> str:
    """Any value of a process on one line: `pris: 12 500, levert: ja`."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return moment(value) if value.tzinfo else str(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {as_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(as_text, value))
    return str(value)


def duration(value: timedelta) -> str:
    """Under 1 min, 40 min, 5 timer, 3,5 dager, 120 dager."""
    seconds = value.total_seconds()
    if seconds < 60:
        return _("under 1 min")
    if seconds < 3_600:
        return _("%(n)s min", n=round(seconds / 60))
    if seconds < 86_400:
        hours = round(seconds / 3_600)
        return ngettext("%(num)s time", "%(num)s timer", hours)
    days = seconds / 86_400
    if days < 9.95:
        return _("%(n)s dager", n=number(round(days, 1)))
    return _("%(n)s dager", n=number(round(days)))


def register_filters(app: Flask) -> None:
    """Makes the formats available to templates."""
    for function in (day, short_day, moment, until, number, size, duration, as_text):
        app.jinja_env.filters[function.__name__] = function


def _date(value: datetime | date) -> date:
    return local_date(value) if isinstance(value, datetime) else value
