"""Numeric functions (10.3.4.5), in 34-digit decimal arithmetic."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.budget import Run
from engine.feel.eras import kind_of, make_duration, nanoseconds_of
from engine.feel.functions.registry import builtin
from engine.feel.values import NUMBERS, Value, YearMonthDuration

SLOW = 50
"""Steps that a logarithm or an exponential counts for, at 34 digits."""
SMALLEST_SCALE, LARGEST_SCALE = -6111, 6176


def _rounded(run: Run, number: Decimal, scale: Decimal | None, rounding: str) -> Value:
    """To so many decimals (negative: tens, hundreds …); null when the scale is beyond decimal128."""
    if scale is None:
        scale = Decimal(0)
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        return run.null("out_of_range", "scale")
    places = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return number
    unit = Decimal((0, (1,), -places))
    if number.adjusted() < -places - 1:
        # Far below the unit: `quantize` needs no digits, the result is 0 or one unit.
        number = Decimal((0 if number >= 0 else 1, (1,), -places - 2)) if number else number
    result = number.quantize(unit, rounding=rounding, context=NUMBERS)
    return NUMBERS.plus(result) if result else Decimal(0)


@builtin("decimal", "n: number, scale: number")
def decimal(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number")
def floor(run: Run, number: Decimal, scale: Decimal | None = None) -> Value:
    return _rounded(run, number, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def ceiling(run: Run, number: Decimal, scale: Decimal | None = None) -> Value:
    return _rounded(run, number, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: any")
def absolute(run: Run, value: Value) -> Value:
    if type(value) is YearMonthDuration:
        return YearMonthDuration(abs(value.months))
    if type(value) is Decimal:
        return abs(value)
    if kind_of(value) is timedelta:
        return make_duration(abs(nanoseconds_of(value)))
    return run.null("wrong_argument", "abs")


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """`dividend - divisor * floor(dividend / divisor)`: the sign is the divisor's."""
    if not divisor:
        return run.null("division_by_zero")
    if dividend.adjusted() - divisor.adjusted() > 33:
        quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
        return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def square_root(run: Run, number: Decimal) -> Value:
    return NUMBERS.sqrt(number) if number >= 0 else run.null("out_of_range", "sqrt")


@builtin("log", "number: number")
def logarithm(run: Run, number: Decimal) -> Value:
    run.charge(SLOW)
    return NUMBERS.ln(number) if number > 0 else run.null("out_of_range", "log")


@builtin("exp", "number: number")
def exponential(run: Run, number: Decimal) -> Value:
    run.charge(SLOW)
    result = NUMBERS.exp(number)
    run.limit_number(result)
    return result


@builtin("odd", "number: number")
def odd(run: Run, number: Decimal) -> Value:
    return _parity(number) == 1


@builtin("even", "number: number")
def even(run: Run, number: Decimal) -> Value:
    return _parity(number) == 0


def _parity(number: Decimal) -> int:
    """0 even, 1 odd, 2 neither (a fraction)."""
    if number != number.to_integral_value():
        return 2
    # Above 34 digits the last ones are zeros.
    return int(number) % 2 if number.adjusted() < 34 else 0
