"""FEEL values as bytes and back, losslessly: JSON in which what JSON lacks is `{"$": kind, "v": …}`.

Whole numbers that fit 64 bits are JSON integers; every other number is its decimal text. A context that itself has a
key `$` is written as a list of pairs.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from engine.feel.eras import WideDate, WideDateTime, WideDuration, WideTime
from engine.feel.errors import FeelCodecError
from engine.feel.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    temporal_text,
)
from engine.feel.values import Range, Value, YearMonthDuration

TAG = "$"
MAX_DEPTH = 100
MAX_VALUES = 1_000_000
_PLAIN = frozenset({type(None), bool, str})


def dump(value: object) -> bytes:
    """The value as bytes. int, float and tuple are written as number and list. Raises FeelCodecError."""
    try:
        return orjson.dumps(_Writer().write(value, 0))
    except FeelCodecError:
        raise
    except Exception as error:
        raise FeelCodecError(reason=type(error).__name__) from error


def load(data: bytes) -> Value:
    """The value that `dump` wrote; plain JSON is read too. Raises FeelCodecError."""
    try:
        return _read(orjson.loads(data), 0)
    except FeelCodecError:
        raise
    except Exception as error:
        raise FeelCodecError(reason=type(error).__name__) from error


_TAGGED = (
    (WideDateTime, "datetime"),
    (date | WideDate, "date"),
    (time | WideTime, "time"),
    (timedelta | WideDuration, "duration"),
    (YearMonthDuration, "months"),
)


class _Writer:
    """Counts what it writes: shared parts of a small value can unfold into a huge text."""

    def __init__(self) -> None:
        self.left = MAX_VALUES

    def write(self, value: object, depth: int) -> object:
        kind = type(value)
        if kind in _PLAIN:
            return value
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            raise FeelCodecError(reason="too large")
        if kind is dict or isinstance(value, Mapping):
            self.left -= len(value)  # type: ignore[arg-type]
            return self._context(value, depth)  # type: ignore[arg-type]
        if kind is list or kind is tuple:
            self.left -= len(value)  # type: ignore[arg-type]
            return [self.write(item, depth + 1) for item in value]  # type: ignore[attr-defined]
        if isinstance(value, Range):
            ends = [self.write(value.start, depth + 1), self.write(value.end, depth + 1)]
            return {TAG: "range", "v": [*ends, value.start_included, value.end_included, value.of_operator]}
        return _scalar(value)

    def _context(self, value: Mapping[Any, Any], depth: int) -> object:
        entries = [(str(k), self.write(v, depth + 1)) for k, v in value.items()]
        if TAG in value:
            return {TAG: "context", "v": [list(entry) for entry in entries]}
        return dict(entries)


def _scalar(value: object) -> object:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        value = Decimal(repr(float(value)))
    if isinstance(value, (Decimal, int)):
        return _number(Decimal(value))
    if isinstance(value, datetime):
        tagged: dict[str, object] = {TAG: "datetime", "v": temporal_text(value)}
        # The hour that happens twice in autumn: the text alone means the first.
        return {**tagged, "fold": 1} if value.fold else tagged
    for kind, name in _TAGGED:
        if isinstance(value, kind):
            return {TAG: name, "v": temporal_text(value)}
    raise FeelCodecError(reason=type(value).__name__)


def _number(number: Decimal) -> object:
    if not number.is_finite():
        raise FeelCodecError(reason="not a finite number")
    sign, _, exponent = number.as_tuple()
    if exponent == 0 and -(2**63) <= number < 2**63 and (number or not sign):
        return int(number)
    return {TAG: "number", "v": str(number)}


def _read(value: Any, depth: int) -> Value:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if depth > MAX_DEPTH:
        raise FeelCodecError(reason="too deep")
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value))
    if kind is list:
        return [_read(item, depth + 1) for item in value]
    if TAG not in value:
        return {k: _read(v, depth + 1) for k, v in value.items()}
    name, inner = value[TAG], value["v"]
    if name == "context":
        return {str(k): _read(v, depth + 1) for k, v in inner}
    if name == "range":
        start, end, start_included, end_included, of_operator = inner
        ends = _read(start, depth + 1), _read(end, depth + 1)
        return Range(*ends, bool(start_included), bool(end_included), bool(of_operator))
    result = READERS[name](inner)
    if result is None:
        raise FeelCodecError(reason=f"bad {name}")
    return result.replace(fold=1) if value.get("fold") and isinstance(result, datetime) else result


def _read_number(text: str) -> Decimal | None:
    number = Decimal(text)
    return number if number.is_finite() else None


READERS: dict[str, Callable[[Any], Value]] = {
    "number": _read_number,
    "date": parse_date,
    "time": parse_time,
    "datetime": parse_date_time,
    "duration": parse_duration,
    "months": parse_duration,
}
