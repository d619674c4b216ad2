"""What happened at each element of a version, counted by day and, when a month is over, by month."""

from datetime import date
from enum import StrEnum
from uuid import UUID

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


class ElementCount(Base):
    """How often something was measured at an element in a span of time, by the day that the case left it.

    `unit_id` is the initiative's unit, or EVERYWHERE; `role` the task's, empty for what is nobody's task. `bucket` is that
    of `engine.model.durations`, 0 for plain counts. `total` is the sum.
    """

    __tablename__ = "element_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[str] = mapped_column(String(5), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    element: Mapped[str] = mapped_column(String(100), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    measure: Mapped[str] = mapped_column(String(10), primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    total: Mapped[int]


class Counted(Base):
    """The last day that has been counted; one row. What happened later is read from the activations themselves."""

    __tablename__ = "counted"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    through: Mapped[date]
