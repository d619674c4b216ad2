"""`+ - * / **` over numbers, strings, dates, times and durations (standard, tables 53 to 58); anything else is null."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.eras import (
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    WideDateTime,
    kind_of,
    make_duration,
    nanoseconds_of,
)
from engine.feel.reckoning import (
    add_months,
    add_to_date,
    add_to_date_time,
    add_to_time,
    duration_of_seconds,
    instant,
    seconds_of,
    time_key,
)
from engine.feel.temporal import months_duration
from engine.feel.values import NUMBERS, Value, YearMonthDuration, type_name

Operation = Callable[[Run, Value, Value], Value]


def _add_strings(run: Run, left: str, right: str) -> str:
    run.charge_text(len(left) + len(right))
    return left + right


def _sum_durations(run: Run, left: AnyDuration, right: AnyDuration) -> Value:
    return make_duration(nanoseconds_of(left) + nanoseconds_of(right))


def _minus(length: AnyDuration) -> AnyDuration:
    return make_duration(-nanoseconds_of(length))


def _shift_date(run: Run, day: AnyDate, length: AnyDuration) -> Value:
    moved = add_to_date(day, length)
    return moved if moved is not None else run.null("date_out_of_range")


def _shift_date_time(run: Run, moment: AnyDateTime, length: AnyDuration) -> Value:
    run.charge(10)
    moved = add_to_date_time(moment, length)
    return moved if moved is not None else run.null("date_out_of_range")


def _shift_months(run: Run, day: AnyDate | AnyDateTime, length: YearMonthDuration) -> Value:
    moved = add_months(day, length.months)
    return moved if moved is not None else run.null("date_out_of_range")


def _shift_time(run: Run, value: AnyTime, length: AnyDuration) -> Value:
    return add_to_time(value, length)


def _sum_months(run: Run, left: YearMonthDuration, right: YearMonthDuration) -> Value:
    return months_duration(left.months + right.months) or run.null("duration_out_of_range")


def _between_dates(run: Run, left: AnyDate | AnyDateTime, right: AnyDate | AnyDateTime) -> Value:
    """Elapsed time; a date among date-times counts as its midnight UTC, an unzoned date-time goes with unzoned only."""
    zones = [v.tzinfo is not None for v in (left, right) if isinstance(v, datetime | WideDateTime)]
    if (len(zones) == 2 and zones[0] != zones[1]) or (len(zones) == 1 and not zones[0]):
        return run.null("zone_missing")
    return make_duration(instant(left) - instant(right))


def _between_times(run: Run, left: AnyTime, right: AnyTime) -> Value:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return run.null("zone_missing")
    return make_duration(time_key(left) - time_key(right))


def _scale_duration(run: Run, length: AnyDuration, factor: Decimal) -> Value:
    product = duration_of_seconds(NUMBERS.multiply(seconds_of(length), factor))
    return product if product is not None else run.null("duration_out_of_range")


def _scale_months(run: Run, length: YearMonthDuration, factor: Decimal) -> Value:
    return _whole_months(run, NUMBERS.multiply(Decimal(length.months), factor))


def _divide_duration(run: Run, length: AnyDuration, divisor: Decimal) -> Value:
    quotient = duration_of_seconds(NUMBERS.divide(seconds_of(length), divisor))
    return quotient if quotient is not None else run.null("duration_out_of_range")


def _divide_months(run: Run, length: YearMonthDuration, divisor: Decimal) -> Value:
    return _whole_months(run, NUMBERS.divide(Decimal(length.months), divisor))


def _power(run: Run, base: Decimal, exponent: Decimal) -> Value:
    """A broken exponent takes logarithms."""
    run.charge(5 if exponent == exponent.to_integral_value() else 150)
    return NUMBERS.power(base, exponent)


def _whole_months(run: Run, months: Decimal) -> Value:
    if abs(months) > 12_000_000_000:
        return run.null("duration_out_of_range")
    return YearMonthDuration(int(months))


ADD: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): lambda run, a, b: NUMBERS.add(a, b),
    (str, str): _add_strings,
    (timedelta, timedelta): _sum_durations,
    (YearMonthDuration, YearMonthDuration): _sum_months,
    (date, timedelta): _shift_date,
    (timedelta, date): lambda run, a, b: _shift_date(run, b, a),
    (datetime, timedelta): _shift_date_time,
    (timedelta, datetime): lambda run, a, b: _shift_date_time(run, b, a),
    (date, YearMonthDuration): _shift_months,
    (YearMonthDuration, date): lambda run, a, b: _shift_months(run, b, a),
    (datetime, YearMonthDuration): _shift_months,
    (YearMonthDuration, datetime): lambda run, a, b: _shift_months(run, b, a),
    (time, timedelta): _shift_time,
    (timedelta, time): lambda run, a, b: _shift_time(run, b, a),
}
SUBTRACT: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): lambda run, a, b: NUMBERS.subtract(a, b),
    (timedelta, timedelta): lambda run, a, b: _sum_durations(run, a, _minus(b)),
    (YearMonthDuration, YearMonthDuration): lambda run, a, b: _sum_months(run, a, YearMonthDuration(-b.months)),
    (date, date): _between_dates,
    (datetime, datetime): _between_dates,
    (date, datetime): _between_dates,
    (datetime, date): _between_dates,
    (time, time): _between_times,
    (date, timedelta): lambda run, a, b: _shift_date(run, a, _minus(b)),
    (datetime, timedelta): lambda run, a, b: _shift_date_time(run, a, _minus(b)),
    (date, YearMonthDuration): lambda run, a, b: _shift_months(run, a, YearMonthDuration(-b.months)),
    (datetime, YearMonthDuration): lambda run, a, b: _shift_months(run, a, YearMonthDuration(-b.months)),
    (time, timedelta): lambda run, a, b: _shift_time(run, a, _minus(b)),
}
MULTIPLY: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): lambda run, a, b: NUMBERS.multiply(a, b),
    (timedelta, Decimal): _scale_duration,
    (Decimal, timedelta): lambda run, a, b: _scale_duration(run, b, a),
    (YearMonthDuration, Decimal): _scale_months,
    (Decimal, YearMonthDuration): lambda run, a, b: _scale_months(run, b, a),
}
DIVIDE: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): lambda run, a, b: NUMBERS.divide(a, b),
    (timedelta, Decimal): _divide_duration,
    (YearMonthDuration, Decimal): _divide_months,
    (timedelta, timedelta): lambda run, a, b: NUMBERS.divide(seconds_of(a), seconds_of(b)),
    (YearMonthDuration, YearMonthDuration): lambda run, a, b: NUMBERS.divide(Decimal(a.months), Decimal(b.months)),
}
POWER: dict[tuple[type, type], Operation] = {(Decimal, Decimal): _power}
OPERATIONS = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}


def arithmetic(run: Run, operator: str, left: Value, right: Value) -> Value:
    """`left operator right`, null with a warning where the standard defines no result."""
    operation = OPERATIONS[operator].get((kind_of(left), kind_of(right)))
    if operation is None:
        return run.null("not_arithmetic", f"{type_name(left)} {operator} {type_name(right)}")
    try:
        result = operation(run, left, right)
        if type(result) is Decimal:
            run.limit_number(result)
        return result
    except ZeroDivisionError:
        return run.null("division_by_zero")
    except (ArithmeticError, ValueError):
        return run.null("number_out_of_range")


def negate(run: Run, value: Value) -> Value:
    """`-value` for numbers and durations."""
    kind = kind_of(value)
    if kind is Decimal:
        return NUMBERS.minus(value)
    if kind is timedelta:
        return _minus(value)
    if kind is YearMonthDuration:
        return YearMonthDuration(-value.months)
    return run.null("not_arithmetic", f"- {type_name(value)}")
