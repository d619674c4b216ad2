"""Work that waits for the clock or for a commit: timers, reminders, outbox messages, incidents, replay keys."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue

PARKED = 1_000
"""`Timer.attempts` from which a timer waits for a repair instead of the clock."""
HELD = 1_000_000
"""What is added to the attempts of a timer while its case is on pause."""


class TimerKind(StrEnum):
    """EVENT moves the case; the others only tell somebody."""

    EVENT = "event"
    REMINDER = "reminder"
    ESCALATION = "escalation"


class Timer(Base):
    """Something due at an instant. The row goes in the same transaction that acts on it, so it acts once.

    `token` and `element` name the waiting timer event, `task_id` the task a reminder or escalation is about.
    """

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due_at", "due_at"), Index("ix_timer_case_id", "case_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    token: Mapped[UUID | None]
    element: Mapped[str] = mapped_column(String(100), default="")
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(100), default="")
    attempts: Mapped[int] = mapped_column(default=0)


class OutboxMessage(Base):
    """Something to tell the world after commit, at least once; `id` lets the receiver see a repetition."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_undelivered",
            "available_at",
            sqlite_where=text("delivered_at IS NULL"),
            postgresql_where=text("delivered_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    topic: Mapped[str] = mapped_column(String(60))
    payload: Mapped[object] = mapped_column(FeelValue)
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text, default="")


class Incident(Base):
    """A stopped step (stoppet steg): what failed, where and why, until somebody repairs it.

    `expression` is the FEEL that failed, '' when it was something else; `path` as in `Fact.path`. `retry` names the work
    that was interrupted.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_case_id", "case_id"),
        Index(
            "ix_incident_open",
            "opened_at",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    element: Mapped[str] = mapped_column(String(100), default="")
    code: Mapped[str] = mapped_column(String(60))
    detail: Mapped[str] = mapped_column(Text, default="")
    expression: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str] = mapped_column(String(40), default="")
    retry: Mapped[object] = mapped_column(FeelValue)
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Replay(Base):
    """The answer given to an idempotency key, so that the same request again gets the same answer."""

    __tablename__ = "replay"
    __table_args__ = (Index("ix_replay_created_at", "created_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[bytes]
    answer: Mapped[object] = mapped_column(FeelValue)
    created_at: Mapped[datetime]
