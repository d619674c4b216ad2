"""Percentiles from buckets: never further from the exact one than the error that is promised."""

import random
from collections import Counter
from datetime import timedelta
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from engine.model.durations import ERROR, bucket_of, duration_of, spread_of

SECONDS = st.lists(st.floats(min_value=1, max_value=10 * 365 * 86_400), min_size=1, max_size=200)


def exact(seconds: list[float], percent: int) -> float:
    return sorted(seconds)[ceil(len(seconds) * percent / 100) - 1]


@given(SECONDS)
def test_a_percentile_is_within_the_promised_error(seconds: list[float]) -> None:
    spread = spread_of(Counter(bucket_of(timedelta(seconds=one)) for one in seconds))
    assert spread is not None and spread.count == len(seconds)
    for percent, found in ((50, spread.median), (75, spread.p75), (90, spread.p90), (95, spread.p95)):
        true = exact(seconds, percent)
        assert abs(found.total_seconds() - true) <= true * ERROR + 1e-6


def test_the_error_is_under_six_percent() -> None:
    assert 0.05 < ERROR < 0.06


def test_adding_counts_is_counting_all() -> None:
    draw = random.Random(3)
    one, other = ([timedelta(seconds=draw.lognormvariate(10, 2)) for _ in range(500)] for _ in range(2))
    together = Counter(map(bucket_of, one)) + Counter(map(bucket_of, other))
    assert spread_of(together) == spread_of(Counter(map(bucket_of, one + other)))


def test_less_than_a_second_is_nothing_and_nothing_has_no_spread() -> None:
    assert duration_of(bucket_of(timedelta(milliseconds=900))) == timedelta()
    assert spread_of({}) is None
