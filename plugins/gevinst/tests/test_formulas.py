"""The arithmetic of benefits: golden values, and what must hold for any numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toolbox_gevinst import formulas
from toolbox_gevinst.formulas import (
    achievement,
    falling,
    full_time_equivalents,
    months_after,
    net_present_value,
    payback_years,
    realisation_rate,
    saved_time_value,
    tax_financing_cost,
    uncertainty_adjusted,
    weighted_achievement,
)

SERIES = [Decimal(n) for n in (-1400, -10000, -8800, 2800, 4800, 6800, 7800, 8800, 8800, 8800)]
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


def test_the_expected_value_of_three_estimates() -> None:
    assert uncertainty_adjusted(Decimal(18000), Decimal(19600), Decimal(25000)) == 20360


def test_net_present_value_with_the_first_year_undiscounted_and_discounted() -> None:
    assert sum(SERIES) == 28400
    assert round(net_present_value(SERIES, Decimal("0.04")), 1) == Decimal("18494.4")
    assert round(net_present_value(SERIES, Decimal("0.04"), first_year_discounted=True), 1) == Decimal("17783.1")
    with pytest.raises(ValueError, match="-1"):
        net_present_value(SERIES, Decimal(-1))


def test_payback_counts_the_last_year_in_proportion() -> None:
    assert payback_years([Decimal(-100), Decimal(50), Decimal(100)]) == Decimal("2.5")
    assert payback_years([Decimal(100)]) == 0
    assert payback_years([Decimal(-100), Decimal(50)]) is None
    assert payback_years([]) is None


def test_achievement_is_told_below_zero_and_above_all_and_not_at_all_without_a_way_to_go() -> None:
    assert achievement(Decimal(40), Decimal(12), Decimal(20)) == Decimal(20) / Decimal(28)
    assert achievement(Decimal(0), Decimal(10), Decimal(15)) == Decimal("1.5")
    assert achievement(Decimal(0), Decimal(10), Decimal(-5)) == Decimal("-0.5")
    assert achievement(Decimal(5), Decimal(5), Decimal(9)) is None


def test_two_steps_the_wrong_way_are_falling() -> None:
    assert falling([Decimal(5), Decimal(4), Decimal(3)], upwards=True)
    assert not falling([Decimal(5), Decimal(4), Decimal(3)], upwards=False)
    assert not falling([Decimal(5), Decimal(4)], upwards=True)
    assert not falling([Decimal(5), Decimal(4), Decimal(4)], upwards=True)


def test_time_money_and_rates() -> None:
    assert saved_time_value(Decimal(1000), Decimal(30), Decimal(400)) == 200_000
    assert full_time_equivalents(Decimal(3450), Decimal(1725)) == 2
    with pytest.raises(ValueError, match="0"):
        full_time_equivalents(Decimal(1), Decimal(0))
    assert realisation_rate(Decimal(80), Decimal(100)) == Decimal("0.8")
    assert realisation_rate(Decimal(80), Decimal(0)) is None
    assert weighted_achievement([(Decimal(3), Decimal(1)), (Decimal(1), Decimal(0))]) == Decimal("0.75")
    assert weighted_achievement([]) is None
    assert tax_financing_cost([Decimal(-100), Decimal(50)], Decimal("0.2")) == 10
    assert tax_financing_cost([Decimal(100)], Decimal("0.2")) == 0


def test_months_end_where_the_month_does() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 15), 12) == date(2027, 12, 15)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_achievement_turns_back_into_the_measured_value(start: Decimal, target: Decimal, measured: Decimal) -> None:
    found = achievement(start, target, measured)
    if found is not None:
        assert abs(start + found * (target - start) - measured) < Decimal("0.01")


@given(st.lists(AMOUNTS, max_size=12))
def test_without_a_rate_present_value_is_the_sum(net: list[Decimal]) -> None:
    assert net_present_value(net, Decimal(0)) == sum(net, Decimal(0))


def test_every_formula_says_where_it_comes_from_or_what_it_means() -> None:
    functions = [
        f for f in vars(formulas).values() if callable(f) and getattr(f, "__module__", "") == formulas.__name__
    ]
    assert len(functions) >= 11
    assert all(f.__doc__ for f in functions)
