"""The initiative: the innovation itself. It outlives its cases and is what people speak of."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.contract.ids import new_id
from engine.model.base import Base
from engine.model.people import Person, Unit


class InitiativeStatus(StrEnum):
    """What became of it, so far."""

    RUNNING = "running"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    REJECTED = "rejected"
    REFERRED = "referred"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Initiative(Base):
    """One idea on its way to a benefit. `number` is what people see (INN-2026-014).

    `anonymous` hides the submitter's name from everyone; the person is still known to the rules. `restricted`
    narrows reading to those involved, their leaders and the auditor.
    """

    __tablename__ = "initiative"
    __table_args__ = (
        Index("ix_initiative_created_at", "created_at", "id"),
        Index("ix_initiative_status_created_at", "status", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    submitter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    anonymous: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    phase: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(20), default=InitiativeStatus.RUNNING)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(lazy="raise")
    submitter: Mapped[Person] = relationship(lazy="raise", foreign_keys=[submitter_id])


class NumberSeries(Base):
    """The last initiative number given in a year."""

    __tablename__ = "number_series"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
