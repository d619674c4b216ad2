"""Dates and times from a billion years before us to a billion after, to the nanosecond."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.feel import compile_expression
from engine.feel.codec import dump, load

TEXTS = [
    ('string(@"-0044-03-15")', "-0044-03-15"),
    ('string(@"12026-05-17" + @"P1D")', "12026-05-18"),
    ('string(date(9999, 12, 31) + duration("P1D"))', "10000-01-01"),
    ('string(date(1, 1, 1) - duration("P1D"))', "0000-12-31"),
    ('string(@"0000-02-29" + @"P4Y")', "0004-02-29"),
    ('string(@"-0001-03-31" + @"P11M")', "0000-02-29"),
    ('string(date(-999999999, 1, 1))', "-999999999-01-01"),
    ('date(1000000000, 1, 1)', None),
    ('date(-999999999, 1, 1) - duration("P1D")', None),
    ('string(@"2026-05-17T10:00:00.123456789@Europe/Oslo")', "2026-05-17T10:00:00.123456789@Europe/Oslo"),
    ('string(@"10:00:00.000000001" + @"PT0.000000002S")', "10:00:00.000000003"),
    ('string(@"10:00:00.0000005" + @"PT0.0000005S")', "10:00:00.000001"),
    ('string(@"PT0.000000001S" * 1000)', "PT0.000001S"),
    ('string(abs(@"-PT0.000000001S"))', "PT0.000000001S"),
    ('string(-@"PT0.000000001S")', "-PT0.000000001S"),
    ('string(@"999999999-12-31" - @"-999999999-01-01")', "P730484999633D"),
    ('string(years and months duration(@"-0001-05-17", @"0001-05-17"))', "P2Y"),
    ('string(@"12026-07-01T00:00:00@Europe/Oslo" - @"12026-07-01T00:00:00Z")', "-PT2H"),
    ('string(date and time(@"12026-01-01T00:00:00Z", "Europe/Oslo"))', "12026-01-01T01:00:00@Europe/Oslo"),
    ('string(@"2026-03-29T01:30:00@Europe/Oslo" + @"PT1H")', "2026-03-29T03:30:00@Europe/Oslo"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_the_far_calendar(text: str, expected: str | None) -> None:
    assert compile_expression(text).evaluate() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"-0044-03-15".year', Decimal(-44)),
        ('@"12026-05-17".weekday', Decimal(datetime(2026, 5, 17).isoweekday())),
        ('day of year(@"12024-12-31")', Decimal(366)),
        ('week of year(@"12026-01-01")', Decimal(1)),
        ('@"-0044-03-15" < @"2026-01-01"', True),
        ('@"12026-01-01T00:00:00Z" > @"2026-01-01T00:00:00Z"', True),
        ('@"12026-01-01" in [@"12025-01-01"..@"12027-01-01"]', True),
        ('count(for d in @"9999-12-30"..@"10000-01-02" return d)', Decimal(4)),
        ('sort([@"12026-01-01", @"-0044-03-15", @"2026-01-01"])[1].year', Decimal(-44)),
        ('@"-0044-03-15" instance of date', True),
        ('@"PT0.000000001S" instance of days and time duration', True),
        ('@"P400000000000D".days', Decimal(400_000_000_000)),
        ('is(@"10:00:00.000000001", @"10:00:00.000000002")', False),
    ],
)
def test_far_values_have_parts_and_an_order(text: str, expected: object) -> None:
    assert compile_expression(text).evaluate() == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@"2026-05-17"', date(2026, 5, 17)),
        ('@"12026-01-01" - duration("P3652425D") + duration("P1D")', date(2026, 1, 2)),
        ('@"PT0.0000005S" + @"PT0.0000005S"', timedelta(microseconds=1)),
        ('@"2026-05-17T10:00:00@Europe/Oslo"', datetime(2026, 5, 17, 10, tzinfo=ZoneInfo("Europe/Oslo"))),
    ],
)
def test_what_python_can_hold_is_pythons(text: str, value: object) -> None:
    found = compile_expression(text).evaluate()
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text", ['@"-0044-03-15"', '@"10:00:00.000000001Z"', '@"12026-01-01T00:00:00"', '@"PT0.000000001S"']
)
def test_far_values_are_stored(text: str) -> None:
    value = compile_expression(text).evaluate()
    assert load(dump(value)) == value


def test_times_are_compared_by_whole_seconds() -> None:
    assert compile_expression('@"10:00:00.1" = @"10:00:00.9"').evaluate() is True
    assert compile_expression('@"10:00:00.1" < @"10:00:00.9"').evaluate() is False
    assert compile_expression('string(@"10:00:00.9" - @"10:00:00.1")').evaluate() == "PT0.8S"
