"""The arithmetic of benefits. Amounts are exact decimals in kroner unless said otherwise; sources stand with each formula.

PVM: Prosjektveiviseren's template for the business case. GV: the municipal benefit workbook that Prosjektportalen 365 ships.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

ZERO, ONE = Decimal(0), Decimal(1)


def achievement(start: Decimal, target: Decimal, measured: Decimal) -> Decimal | None:
    """How far from start to target, 1 for all the way; above 1 and below 0 are told as they are. (measured − start) ÷
    (target − start). None when target and start are the same: there is nothing to come closer to."""
    return (measured - start) / (target - start) if target != start else None


def uncertainty_adjusted(pessimistic: Decimal, likely: Decimal, optimistic: Decimal) -> Decimal:
    """The expected value of three estimates: (MO + 3·MS + MP) ÷ 5 (PVM)."""
    return (optimistic + 3 * likely + pessimistic) / 5


def net_present_value(net: Sequence[Decimal], rate: Decimal, *, first_year_discounted: bool = False) -> Decimal:
    """Σ net ÷ (1 + rate)^t with t = 0 in the first year (GV), or t = 1 there when `first_year_discounted`. `rate` 0.04 for
    4 %. Raises ValueError for a rate of −100 % or less."""
    if rate <= -1:
        raise ValueError(rate)
    shift = 1 if first_year_discounted else 0
    return sum((amount / (1 + rate) ** (year + shift) for year, amount in enumerate(net)), ZERO)


def payback_years(net: Sequence[Decimal]) -> Decimal | None:
    """Years until the sum of the net amounts is no longer negative, the last year counted in proportion; None when it does
    not happen within the series. Not discounted."""
    total = ZERO
    for year, amount in enumerate(net):
        if total < 0 <= total + amount:
            return year + (-total / amount)
        total += amount
        if year == 0 and total >= 0:
            return ZERO
    return None


def tax_financing_cost(net: Sequence[Decimal], share: Decimal) -> Decimal:
    """What it costs society to raise the net public need by taxes: `share` (0.20) of the negative part of the sum. A line of
    its own, off in the municipal view (DFØ's guide to socio-economic analysis; R-109)."""
    return max(ZERO, -sum(net, ZERO)) * share


def saved_time_value(count: Decimal, minutes: Decimal, hourly_rate: Decimal) -> Decimal:
    """Kroner a year: count × minutes ÷ 60 × hourly rate (GV)."""
    return count * minutes / 60 * hourly_rate


def full_time_equivalents(hours: Decimal, hours_per_year: Decimal) -> Decimal:
    """Årsverk: hours ÷ hours per årsverk. Raises ValueError when an årsverk has no hours."""
    if hours_per_year <= 0:
        raise ValueError(hours_per_year)
    return hours / hours_per_year


def realisation_rate(realised: Decimal, planned: Decimal) -> Decimal | None:
    """Σ realised kr ÷ Σ planned kr to date; None while nothing was planned yet. Only priced benefits."""
    return realised / planned if planned else None


def weighted_achievement(parts: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean of (weight, achievement) pairs by weight; for benefits without a price, which are never summed with kroner."""
    weight = sum((w for w, _ in parts), ZERO)
    return sum((w * a for w, a in parts), ZERO) / weight if weight else None


def falling(values: Sequence[Decimal], *, upwards: bool) -> bool:
    """Whether the two newest readings both moved away from the target; `upwards` when the target lies above the start."""
    if len(values) < 3:
        return False
    steps = [b - a for a, b in zip(values[-3:], values[-2:], strict=False)]
    return all(step < 0 if upwards else step > 0 for step in steps)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    last = date(year + month // 12, month % 12 + 1, 1).toordinal() - date(year, month, 1).toordinal()
    return date(year, month, min(day.day, last))


def planned_in(year: int, yearly: Decimal, start: int, end: int | None) -> Decimal:
    """What a benefit was planned to give in a year."""
    return yearly if start <= year and (end is None or year <= end) else ZERO
