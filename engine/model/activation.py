"""Where a case has been: one row for each time that it was at an element, from entered to left."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.model.base import Base

_WAITING = text("left_at IS NULL")


class Left(StrEnum):
    """How a case left an element. FAILED: the element could not be carried out, and nothing moved. MIGRATED: it went over to
    another version, where it is entered anew."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    MIGRATED = "migrated"


class Activation(Base):
    """One time that a case was at an element of its diagram.

    `step` numbers what happens in a case from 1: entering is a step, leaving is another (`left_step`), and an element
    that lets the case pass at once is entered and left in the same step. A case that is cancelled leaves everything in
    one step. `left_at` is None while the case waits there. `version_id` is the version that the case ran on when it
    entered. `path` are the loop counters, as in `Fact.path`, where the executor tells them. `claimed_at` is when
    somebody took the task that was completed, None when nobody had: it divides waiting from handling.
    """

    __tablename__ = "activation"
    __table_args__ = (
        Index("ix_activation_left_at", "left_at"),
        Index("ix_activation_waiting_case_id", "case_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index(
            "ix_activation_waiting_element",
            "version_id",
            "element",
            "entered_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        {"sqlite_with_rowid": False},
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    left_step: Mapped[int | None]
    version_id: Mapped[UUID]
    element: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(40), default="")
    token: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[UUID | None]
