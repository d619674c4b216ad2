"""FEEL values as plain JSON: numbers as numbers, dates and durations in ISO 8601."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from uuid import UUID

import marshmallow

from engine.feel import FeelFunction, Range, YearMonthDuration
from engine.feel.eras import WideDate, WideDateTime, WideDuration, WideTime
from engine.feel.temporal import temporal_text

TEMPORAL = (date, time, timedelta, YearMonthDuration, WideDate, WideTime, WideDateTime, WideDuration)


def plain(value: object) -> object:
    """What JSON can carry of a value. A number that no JSON number holds becomes its text."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal | float):
        return _number(Decimal(value) if isinstance(value, Decimal) else Decimal(repr(value)))
    if isinstance(value, TEMPORAL):
        return temporal_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Range):
        return {"start": plain(value.start), "end": plain(value.end)}
    if isinstance(value, FeelFunction):
        return f"function({', '.join(value.parameters)})"
    return str(value)


class Plain(marshmallow.fields.Field[object]):
    """Any FEEL value, dumped plainly and loaded as it comes."""

    def _serialize(self, value: object, attr: str | None, obj: object, **kwargs: object) -> object:
        return plain(value)


def _number(number: Decimal) -> object:
    if not number.is_finite() or number.adjusted() > 300:
        return str(number)
    if number == number.to_integral_value() and number.adjusted() < 18:
        return int(number)
    nearest = float(number)
    return nearest if isfinite(nearest) else str(number)
