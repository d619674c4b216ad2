"""Times as FEEL and ISO 8601 give them: counted in Norwegian civil time, answered as aware UTC."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from engine.feel import YearMonthDuration
from engine.model.calendar import OSLO
from engine.spiff.timers import (
    ENDLESS,
    Duration,
    cycle_of,
    duration_of,
    instant_of,
    next_occurrence,
    parse_duration,
)


def oslo(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=OSLO, fold=fold)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P14D", Duration(days=14)),
        ("P2W", Duration(days=14)),
        ("P1Y2M", Duration(months=14)),
        ("PT36H", Duration(seconds=36 * 3600)),
        ("P1DT2H3M4S", Duration(days=1, seconds=2 * 3600 + 3 * 60 + 4)),
        ("pt90m", Duration(seconds=5400)),
        (" P0D ", Duration()),
        ("PT1.9S", Duration(seconds=1)),
    ],
)
def test_durations(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1D", "-P1D", "P-1D", "P1.5D", "P1H", "PT1D", "P1D2W", "P" + "9" * 50 + "D"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_duration(text)


def test_durations_from_expressions() -> None:
    assert duration_of(YearMonthDuration(3)) == Duration(months=3)
    assert duration_of(timedelta(days=2, hours=3)) == Duration(days=2, seconds=3 * 3600)
    for value in (YearMonthDuration(-1), timedelta(days=-1), 3, None, True, date(2026, 1, 1)):
        with pytest.raises(ValueError, match=r".*"):
            duration_of(value)


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        # Spring: the night of 29 March 2026 has 23 hours.
        (oslo(2026, 3, 28, 12), "P1D", oslo(2026, 3, 29, 12)),
        (oslo(2026, 3, 28, 12), "PT24H", oslo(2026, 3, 29, 13)),
        (oslo(2026, 3, 28, 2, 30), "P1D", oslo(2026, 3, 29, 3, 30)),
        (oslo(2026, 3, 1, 8), "P1M", oslo(2026, 4, 1, 8)),
        # Autumn: the night of 25 October 2026 has 25 hours.
        (oslo(2026, 10, 24, 12), "P1D", oslo(2026, 10, 25, 12)),
        (oslo(2026, 10, 24, 12), "PT24H", oslo(2026, 10, 25, 11)),
        (oslo(2026, 10, 24, 2, 30), "P1D", oslo(2026, 10, 25, 2, 30)),
        (oslo(2026, 10, 25, 2, 30, fold=1), "PT1H", oslo(2026, 10, 25, 3, 30)),
        (oslo(2026, 10, 25, 2, 30), "PT1H", oslo(2026, 10, 25, 2, 30, fold=1)),
        # Ends of months, and leap years.
        (oslo(2026, 1, 31, 9), "P1M", oslo(2026, 2, 28, 9)),
        (oslo(2028, 1, 31, 9), "P1M", oslo(2028, 2, 29, 9)),
        (oslo(2028, 2, 29, 9), "P1Y", oslo(2029, 2, 28, 9)),
        (oslo(2028, 2, 29, 9), "P4Y", oslo(2032, 2, 29, 9)),
        (oslo(2100, 2, 28, 9), "P1D", oslo(2100, 3, 1, 9)),
        (oslo(2026, 12, 31, 23, 59), "P1D", oslo(2027, 1, 1, 23, 59)),
        (oslo(2026, 12, 31, 9), "P2M", oslo(2027, 2, 28, 9)),
        # The day is Norway's, even when it is still yesterday in UTC.
        (oslo(2026, 5, 1, 0, 30), "P1M", oslo(2026, 6, 1, 0, 30)),
    ],
)
def test_days_follow_the_clock_on_the_wall_and_hours_the_sun(start: datetime, text: str, expected: datetime) -> None:
    moved = parse_duration(text).after(start.astimezone(UTC))
    assert moved == expected.astimezone(UTC)
    assert moved.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 1, 15), oslo(2026, 1, 15, 8)),
        (date(2026, 7, 15), oslo(2026, 7, 15, 8)),
        ("2026-07-15", oslo(2026, 7, 15, 8)),
        ("2026-07-15T10:00:00", oslo(2026, 7, 15, 10)),
        ("2026-07-15T10:00:00Z", oslo(2026, 7, 15, 12)),
        ("2026-07-15T10:00:00-05:00", oslo(2026, 7, 15, 17)),
        (datetime(2026, 1, 15, 10), oslo(2026, 1, 15, 10)),
        (datetime(2026, 7, 15, 10, tzinfo=timezone(timedelta(hours=5))), oslo(2026, 7, 15, 7)),
    ],
)
def test_a_date_is_a_morning_in_norway_and_a_naive_time_is_norwegian(value: object, expected: datetime) -> None:
    assert instant_of(value) == expected
    assert instant_of(value).utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", ["", "i morgen", "2026-02-29", "2026-13-01", "10:00", 5, None, True, timedelta(1)])
def test_what_is_no_instant(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        instant_of(value)


def test_cycles() -> None:
    assert cycle_of("R3/P1M").count == 3
    assert cycle_of("r/pt1h").count == ENDLESS
    for value in ("R3", "R/P0D", "R/PT0S", "P1D", "R-1/P1D", "R3/2026-01-01/P1D", 3, None):
        with pytest.raises(ValueError, match=r".*"):
            cycle_of(value)


@pytest.mark.parametrize("anchor", [oslo(2026, 1, 31, 8), oslo(2026, 3, 28, 2, 30), oslo(2026, 10, 24, 2, 30)])
@pytest.mark.parametrize("text", ["P1M", "P1D", "P1W", "PT6H", "P1DT1H", "P1Y"])
@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=2), timedelta(days=800)])
def test_the_next_occurrence_is_the_first_after_now(anchor: datetime, text: str, later: timedelta) -> None:
    """The leap over missed periods lands where counting them one by one would."""
    anchor = anchor.astimezone(UTC)
    duration = parse_duration(text)
    now = duration.after(anchor) + later
    number, due = next_occurrence(anchor, duration, 1, now)
    assert due == duration.after(anchor, number) > now
    assert number == 2 or duration.after(anchor, number - 1) <= now


def test_a_monthly_cycle_comes_back_to_the_last_day() -> None:
    """It is counted from the anchor: 31 January, 28 February, 31 March, and at eight also in summer."""
    anchor, found, done = oslo(2026, 1, 31, 8).astimezone(UTC), [], 0
    due = anchor
    for _ in range(4):
        done, due = next_occurrence(anchor, Duration(months=1), done, due)
        found.append(due.astimezone(OSLO))
    assert found == [oslo(2026, 2, 28, 8), oslo(2026, 3, 31, 8), oslo(2026, 4, 30, 8), oslo(2026, 5, 31, 8)]
    assert {at.hour for at in found} == {8}


def test_millions_of_missed_periods_cost_nothing() -> None:
    anchor = datetime(2020, 1, 1, tzinfo=UTC)
    now = datetime(2030, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    number, due = next_occurrence(anchor, Duration(seconds=1), 1, now)
    assert due == datetime(2030, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert number == (due - anchor).total_seconds()
