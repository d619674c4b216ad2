"""One answer at a time: from what was typed or sent to a typed value, or the code of what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from engine.forms.form import Directory, Field, Kind

TEXT_LIMIT = 1_000
LONG_TEXT_LIMIT = 20_000
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_DIGITS_LIMIT = 18


class Unfit(Exception):
    """An answer that does not fit its field."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def is_empty(value: object) -> bool:
    """Nothing was answered."""
    return value is None or value == "" or value == [] or (isinstance(value, str) and not value.strip())


def convert(field: Field, raw: object, directory: Directory) -> object:
    """The typed value of a non-empty answer. Raises Unfit."""
    value = CONVERTERS[field.kind](field, raw)
    if field.kind == Kind.PERSON and not directory.person_exists(str(value)):
        raise Unfit("unknown_person")
    if field.kind == Kind.UNIT and not directory.unit_exists(str(value)):
        raise Unfit("unknown_unit")
    if field.kind == Kind.INITIATIVE and not directory.case_exists(str(value)):
        raise Unfit("unknown_initiative", number=str(value))
    return value


def _text(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise Unfit("not_text")
    # A word processor's soft line break is a vertical tab; what else controls a terminal is not text.
    text = _LINE_BREAK.sub("\n", raw).strip()
    if _CONTROL.search(text):
        raise Unfit("bad_characters")
    if field.kind == Kind.TEXT:
        text = text.replace("\n", " ")
    limit = field.max_length or (LONG_TEXT_LIMIT if field.kind == Kind.LONG_TEXT else TEXT_LIMIT)
    if len(text) > limit:
        raise Unfit("too_long", maximum=str(limit), length=str(len(text)))
    if field.min_length and len(text) < field.min_length:
        raise Unfit("too_short", minimum=str(field.min_length))
    return text


def _number(field: Field, raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Unfit("not_number")
    text = _SPACES.sub("", str(raw)).removesuffix("kr").removesuffix(",-").replace(",", ".").replace("\u2212", "-")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unfit("not_number") from None
    if not number.is_finite() or number.adjusted() > _DIGITS_LIMIT or len(text) > 40:
        raise Unfit("not_number")
    decimals = field.decimals if field.decimals is not None else 2 if field.kind == Kind.MONEY else 10
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise Unfit("too_many_decimals" if decimals else "not_whole", maximum=str(decimals))
    if field.minimum is not None and number < field.minimum:
        raise Unfit("too_small", minimum=_plain(field.minimum))
    if field.maximum is not None and number > field.maximum:
        raise Unfit("too_large", maximum=_plain(field.maximum))
    return number


def _date(field: Field, raw: object) -> date:
    text = raw.isoformat() if type(raw) is date else raw.strip() if isinstance(raw, str) else ""
    norwegian = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        if norwegian:
            value = date(int(norwegian[3]), int(norwegian[2]), int(norwegian[1]))
        else:
            value = date.fromisoformat(text)
    except ValueError:
        raise Unfit("not_date") from None
    if not 1900 <= value.year <= 2200:
        raise Unfit("not_date")
    return value


def _tick(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "on", "1", "ja"):
        return True
    if raw in ("false", "off", "0", "nei"):
        return False
    raise Unfit("unknown_choice")


def _one(field: Field, raw: object) -> object:
    if not isinstance(raw, str | int | bool | Decimal):
        raise Unfit("unknown_choice")
    wanted = str(raw).lower() if isinstance(raw, bool) else str(raw)
    for choice in field.choices:
        if choice.token == wanted:
            return (
                Decimal(choice.value)
                if isinstance(choice.value, int) and not isinstance(choice.value, bool)
                else choice.value
            )
    raise Unfit("unknown_choice")


def _many(field: Field, raw: object) -> list[object]:
    entries = [raw] if isinstance(raw, str) else raw
    if not isinstance(entries, list | tuple) or len(entries) > len(field.choices):
        raise Unfit("unknown_choice")
    found = [_one(field, entry) for entry in entries]
    return list(dict.fromkeys(found))


def _id(field: Field, raw: object) -> str:
    try:
        return str(UUID(str(raw))) if isinstance(raw, str | UUID) else _refuse(field)
    except ValueError:
        return _refuse(field)


def _refuse(field: Field) -> str:
    raise Unfit(UNKNOWN[field.kind])


UNKNOWN = {Kind.PERSON: "unknown_person", Kind.UNIT: "unknown_unit", Kind.ROW: "unknown_choice"}


def _initiative(field: Field, raw: object) -> str:
    text = raw.strip().upper() if isinstance(raw, str) else ""
    if not re.fullmatch(r"INN-\d{4}-\d{3,6}", text):
        raise Unfit("unknown_initiative", number=text[:30])
    return text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


CONVERTERS: Mapping[Kind, Callable[[Field, object], object]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.TICK: _tick,
    Kind.YES_NO: _one,
    Kind.CHOICE: _one,
    Kind.SELECT: _one,
    Kind.SCALE: _one,
    Kind.MANY: _many,
    Kind.PERSON: _id,
    Kind.UNIT: _id,
    Kind.INITIATIVE: _initiative,
    Kind.ROW: _id,
}
