"""Durations counted in buckets, so that any number of them takes the room of a few and sums of sums stay exact.

Six buckets to each doubling of the time: a percentile read from them is at most 6 % beside the duration that an exact count
would have named (2^(1/12) - 1 = 5.95 %).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor, log2

PER_DOUBLING = 6
ERROR = 2 ** (1 / (2 * PER_DOUBLING)) - 1


def bucket_of(duration: timedelta) -> int:
    """The bucket's number: 0 for less than a second, then upwards."""
    seconds = duration.total_seconds()
    return 0 if seconds < 1 else 1 + floor(PER_DOUBLING * log2(seconds))


def duration_of(bucket: int) -> timedelta:
    """The duration that a bucket stands for: its geometric middle."""
    return timedelta(seconds=2 ** ((bucket - 0.5) / PER_DOUBLING)) if bucket else timedelta()


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How durations are spread: by nearest rank, within ERROR."""

    count: int
    median: timedelta
    p75: timedelta
    p90: timedelta
    p95: timedelta


def spread_of(counts: Mapping[int, int]) -> Spread | None:
    """The spread of durations counted by bucket, None of none."""
    total = sum(counts.values())
    if not total:
        return None
    return Spread(
        count=total,
        median=_percentile(counts, total, 50),
        p75=_percentile(counts, total, 75),
        p90=_percentile(counts, total, 90),
        p95=_percentile(counts, total, 95),
    )


def _percentile(counts: Mapping[int, int], total: int, percent: int) -> timedelta:
    rank, seen = ceil(total * percent / 100), 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= rank:
            return duration_of(bucket)
    raise AssertionError("the counts do not add up")
