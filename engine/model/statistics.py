"""What happened at each element of a version, counted by day and, when a month is over, by month."""

from collections import Counter, defaultdict
from datetime import date
from enum import StrEnum
from uuid import UUID

import orjson
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

EVERYWHERE = UUID(int=0)
"""Stands for all units together, where a primary key cannot be empty."""


class Span(StrEnum):
    """How long a count reaches from its first day."""

    DAY = "day"
    MONTH = "month"


class Measure(StrEnum):
    """What is counted. The last three are durations, by bucket: until somebody took the task, from then until it was done,
    and both together (of anything that waits). RETURNED are gates' verdicts."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    RETURNED = "returned"
    WAITING = "waiting"
    HANDLING = "handling"
    TOTAL = "total"


Measured = defaultdict[str, Counter[int]]
"""Measure to counts by bucket: that of `engine.model.durations`, 0 for plain counts."""


def nothing() -> Measured:
    """Where counting begins."""
    return defaultdict(Counter)


class ElementCount(Base):
    """What was measured at an element in a span of time, by the day that the case left it.

    `unit_id` is the initiative's unit, or EVERYWHERE; `role` the task's, empty for what is nobody's task. All measures lie
    in one value: as rows of their own, buckets would be most of what there is to read.
    """

    __tablename__ = "element_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[str] = mapped_column(String(5), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    element: Mapped[str] = mapped_column(String(100), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    counts: Mapped[bytes]


def packed(measured: Measured) -> bytes:
    """As stored: by measure a list of buckets and their counts in turn."""
    return orjson.dumps(
        {str(measure): [n for pair in sorted(counts.items()) for n in pair] for measure, counts in measured.items()}
    )


def add(measured: Measured, counts: bytes) -> None:
    """Adds what is stored."""
    for measure, numbers in orjson.loads(counts).items():
        into = measured[measure]
        for bucket, total in zip(numbers[::2], numbers[1::2], strict=True):
            into[bucket] += total


class Counted(Base):
    """The last day that has been counted; one row. What happened later is read from the activations themselves."""

    __tablename__ = "counted"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    through: Mapped[date]
