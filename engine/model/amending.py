"""Gives a typed value the kind of the value that it replaces, so that a date stays a date and a number a number."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine.contract.errors import InvalidInput

YES, NO = ("ja", "true", "yes"), ("nei", "false", "no")


def coerced(known: object, value: object, place: str) -> object:
    """`value` as the kind of `known`. Text that should be something else is read as that; empty text is null, but for text.

    Raises InvalidInput (`facts`: `wrong_kind`).
    """
    if known is None or isinstance(known, str) or not isinstance(value, str):
        if known is not None and value is not None and _kind(known) != _kind(value):
            raise _wrong(place, known)
        return value
    text = value.strip()
    if not text:
        return None
    try:
        return _read(known, text)
    except (ValueError, InvalidOperation) as error:
        raise _wrong(place, known) from error


def _read(known: object, text: str) -> object:
    if isinstance(known, bool):
        if text.lower() not in YES + NO:
            raise ValueError(text)
        return text.lower() in YES
    if isinstance(known, int | Decimal):
        number = Decimal(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))
        if not number.is_finite():
            raise ValueError(text)
        return number
    if isinstance(known, datetime):
        return datetime.fromisoformat(text)
    if isinstance(known, date):
        return date.fromisoformat(text)
    raise ValueError(text)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "number"
    return type(value).__name__.lower()


def _wrong(place: str, known: object) -> InvalidInput:
    return InvalidInput("facts", "wrong_kind", name=place[:200], kind=_kind(known))
