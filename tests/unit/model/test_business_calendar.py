"""The business calendar: Norwegian holidays, working days, ends of months, and days across daylight saving."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.model.calendar import (
    add_working_days,
    deadline,
    end_of,
    is_working_day,
    local_date,
    morning_of,
    nth_working_day,
    shift,
)
from engine.model.definition import Due


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian method (Meeus, Astronomical Algorithms, ch. 8): a second opinion."""
    a, b, c = year % 19, *divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2020, 2061))
def test_the_holidays_of_a_year_are_those_of_the_law(year: int) -> None:
    """Lov om helligdager § 2, and 1 and 17 May: no other weekday is off."""
    movable = {easter(year) + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))}
    day = date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day) == (day.weekday() < 5 and day not in movable | fixed), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-04-01", 1, "2026-04-07"),  # over Easter
        ("2027-03-24", 1, "2027-03-30"),  # an early Easter
        ("2026-05-15", 1, "2026-05-18"),  # 17 May on a Sunday is not moved
        ("2027-05-14", 1, "2027-05-18"),  # 17 May is Whit Monday as well
        ("2026-05-13", 1, "2026-05-15"),  # Ascension Day
        ("2026-12-23", 2, "2026-12-28"),  # Christmas Eve is worked, the 25th and 26th are not
        ("2026-12-31", 1, "2027-01-04"),  # the turn of the year
        ("2028-02-28", 1, "2028-02-29"),  # a leap day on a Tuesday
        ("2026-03-27", 5, "2026-04-08"),  # over the change of the clock, and Easter
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-02-28", 0, "2026-03-02"),  # none on a Saturday is Monday
        ("2026-03-02", 10, "2026-03-16"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, count: int, expected: str) -> None:
    assert add_working_days(date.fromisoformat(day), count) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("year", "month", "n", "expected"),
    [(2026, 1, 1, "2026-01-02"), (2026, 5, 1, "2026-05-04"), (2026, 4, 5, "2026-04-10"), (2026, 3, 5, "2026-03-06"),
     (2027, 1, 1, "2027-01-04")],
)  # fmt: skip
def test_the_nth_working_day_of_a_month(year: int, month: int, n: int, expected: str) -> None:
    assert nth_working_day(year, month, n) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "offset", "expected"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2026-03-31", "-P1M", "2026-02-28"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2026-12-31", "P2M", "2027-02-28"),
        ("2026-01-15", "-P1M", "2025-12-15"),
        ("2026-11-30", "P1M", "2026-12-30"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
        ("2026-03-02", "P2W3D", "2026-03-19"),
        ("2026-03-02", "-P3D", "2026-02-27"),
        ("2026-03-02", "P0D", "2026-03-02"),
    ],
)
def test_a_shift_stays_inside_its_month(day: str, offset: str, expected: str) -> None:
    assert shift(date.fromisoformat(day), offset) == date.fromisoformat(expected)


@pytest.mark.parametrize("offset", ["", "P", "-P", "--P1D", "P1H", "PT1H", "1D", "P1.5D", "P-1D", "p1d", "tre dager"])
def test_what_is_no_offset(offset: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        shift(date(2026, 1, 1), offset)


@pytest.mark.parametrize(
    ("day", "end", "morning"),
    [
        ("2026-03-28", "2026-03-28T22:59:59", "2026-03-28T07:00:00"),
        ("2026-03-29", "2026-03-29T21:59:59", "2026-03-29T06:00:00"),
        ("2026-10-24", "2026-10-24T21:59:59", "2026-10-24T06:00:00"),
        ("2026-10-25", "2026-10-25T22:59:59", "2026-10-25T07:00:00"),
        ("2028-02-29", "2028-02-29T22:59:59", "2028-02-29T07:00:00"),
    ],
)
def test_a_day_begins_and_ends_in_norway(day: str, end: str, morning: str) -> None:
    found = date.fromisoformat(day)
    assert end_of(found) == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert morning_of(found) == datetime.fromisoformat(morning).replace(tzinfo=UTC)
    assert end_of(found).utcoffset() == morning_of(found).utcoffset() == timedelta(0)
    assert local_date(end_of(found)) == local_date(morning_of(found)) == found
    assert local_date(end_of(found) + timedelta(seconds=1)) == found + timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "opened", "expected"),
    [
        (Due(after="P5D"), "2026-03-02T08:00", "2026-03-07"),
        (Due(after="P5D", calendar="working"), "2026-03-02T08:00", "2026-03-09"),
        (Due(after="P5D", calendar="working"), "2026-05-12T08:00", "2026-05-20"),
        (Due(after="P1W", calendar="working"), "2026-03-02T08:00", "2026-03-11"),
        (Due(after="P1M"), "2026-01-31T08:00", "2026-02-28"),
        (Due(after="P0D"), "2026-03-02T08:00", "2026-03-02"),
        # Half past midnight in Norway is still the day before in UTC.
        (Due(after="P1D"), "2026-07-01T22:30", "2026-07-03"),
        (Due(working_day_of_month=5), "2026-03-02T08:00", "2026-03-06"),
        (Due(working_day_of_month=5), "2026-03-06T08:00", "2026-03-06"),
        (Due(working_day_of_month=5), "2026-03-07T08:00", "2026-04-10"),
        (Due(working_day_of_month=1), "2026-12-15T08:00", "2027-01-04"),
        (Due(working_day_of_month=20), "2026-01-31T08:00", "2026-02-27"),
    ],
)
def test_a_deadline_is_the_last_second_of_its_day(due: Due, opened: str, expected: str) -> None:
    found = deadline(due, datetime.fromisoformat(opened).replace(tzinfo=UTC))
    assert found == end_of(date.fromisoformat(expected))


def test_a_date_expression_decides_itself() -> None:
    assert deadline(Due(date="m2.frist"), datetime(2026, 3, 2, tzinfo=UTC)) is None
