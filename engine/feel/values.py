"""FEEL's values and how facts become them.

null None, boolean bool, number Decimal (34 digits), string str, list list, context dict, date/time/date and time the
standard library's, days and time duration timedelta, years and months duration YearMonthDuration, range Range,
function FeelFunction. Lists and contexts are never changed after they are built.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from engine.feel.budget import Run
from engine.feel.eras import WideDate, WideDateTime, WideDuration, WideTime

Value = Any

# IEEE 754-2008 decimal128, as the standard (10.3.2.3.1) prescribes.
NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
LARGEST_INTEGER_BITS = 20_500
_SMALL = 1_000_000_000


@dataclass(frozen=True, order=True)
class YearMonthDuration:
    """A years and months duration, as a whole number of months."""

    months: int


@dataclass(frozen=True)
class Range:
    """A range of comparable values; a missing end is None. `of_operator` keeps `(< 5)` apart from `(null..5)`."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    of_operator: bool = False


class FeelFunction(ABC):
    """A function value: a built-in, or a function written in FEEL together with the scope it was written in.

    `types` are its parameters' declared types and `result` that of what it gives (`types.FeelType`), as far as known.
    """

    name: str
    parameters: tuple[str, ...]
    types: tuple[Any, ...] = ()
    result: Any = None

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many positional arguments."""
        return count == len(self.parameters)

    @abstractmethod
    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        """Call with positional arguments; a wrong number gives null and a warning."""

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        """Call with named arguments; an unknown or missing name gives null and a warning."""
        if set(arguments) != set(self.parameters):
            return run.null("wrong_arguments", self.name)
        return self.invoke(run, [arguments[p] for p in self.parameters])


WIDE = frozenset({WideDate, WideTime, WideDateTime, WideDuration})
IMMEDIATE = WIDE | {type(None), bool, str, date, time, datetime, timedelta, YearMonthDuration}


def from_fact(run: Run, value: object) -> Value:
    """A fact as a FEEL value; what FEEL does not know becomes null with a warning. Raises FeelBudgetExceeded."""
    kind = type(value)
    if kind in IMMEDIATE:
        return value
    if kind is int and -_SMALL < value < _SMALL:  # type: ignore[operator]
        return Decimal(value)  # type: ignore[arg-type]
    if kind is Decimal or kind is int or kind is float:
        return _number(run, value)
    if kind is dict or isinstance(value, Mapping):
        run.enter()
        run.charge_list(len(value))  # type: ignore[arg-type]
        context = {str(k): from_fact(run, v) for k, v in value.items()}  # type: ignore[attr-defined]
        run.leave()
        return context
    if isinstance(value, (list, tuple)):
        run.enter()
        run.charge_list(len(value))
        items = [from_fact(run, v) for v in value]
        run.leave()
        return items
    return _unusual(run, value)


def _number(run: Run, value: Any) -> Value:
    if type(value) is int and value.bit_length() > LARGEST_INTEGER_BITS:
        return run.null("number_out_of_range")
    number = Decimal(repr(value)) if type(value) is float else Decimal(value)
    if not number.is_finite():
        return run.null("number_out_of_range")
    run.limit_number(number)
    try:
        return NUMBERS.plus(number)
    except ArithmeticError:
        return run.null("number_out_of_range")


def _unusual(run: Run, value: object) -> Value:
    """Function values, ranges, and subclasses of the plain types (enumerations, markup, …) brought down to these."""
    if isinstance(value, (Range, FeelFunction)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _number(run, int.__int__(value))
    if isinstance(value, float):
        return _number(run, float.__float__(value))
    if isinstance(value, Decimal):
        return _number(run, Decimal(value))
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return run.null("fact_type", type(value).__name__)


def type_name(value: Value) -> str:
    """The FEEL name of a value's type."""
    name = _NAMES.get(type(value))
    return name or ("function" if isinstance(value, FeelFunction) else "Any")


_NAMES: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    date: "date",
    WideDate: "date",
    time: "time",
    WideTime: "time",
    datetime: "date and time",
    WideDateTime: "date and time",
    timedelta: "days and time duration",
    WideDuration: "days and time duration",
    YearMonthDuration: "years and months duration",
    Range: "range",
}
