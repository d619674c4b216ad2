"""A value of a table or figure as people read it, in Norwegian."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from engine.contract.result import ColumnKind

LOCALE = "nb_NO"


def written(value: object, kind: ColumnKind, unit: str = "", decimals: int = 0) -> str:
    """The value as text; '–' for nothing, so that an empty cell is seen to be empty."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime | date):
        return format_date(value, "d. MMM y", locale=LOCALE)
    if isinstance(value, bool):
        return "Ja" if value else "Nei"
    if isinstance(value, Decimal | int | float):
        places = "#,##0" + ("." + "0" * decimals if decimals else "")
        if kind == ColumnKind.PERCENT:
            return format_percent(value, format=f"{places}\u00a0%", locale=LOCALE)
        text = format_decimal(value, format=places, locale=LOCALE)
        suffix = unit or ("kr" if kind == ColumnKind.MONEY else "")
        return f"{text}\u00a0{suffix}" if suffix else text
    return str(value)
