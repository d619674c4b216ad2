"""A gate decision: a person's verdict with the checklist, conditions and reasons it rests on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class GateDecision(Base):
    """The record of one verdict; never changed.

    `checklist` maps a check's key to {"svar": "ja"|"nei"|"ikke_relevant", "merknad": str}. `seen` lists the answers
    that were before the decider as {"element", "task", "given_at"}. `details` holds what the outcome requires
    (`maal`, `vent_til`, `aarsak`, `vilkar`) and the gate's own form. `on_behalf_of_id`: whom a substitute stood for.
    """

    __tablename__ = "gate_decision"
    __table_args__ = (Index("ix_gate_decision_initiative_id_decided_at", "initiative_id", "decided_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id"))
    gate: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text, default="")
    dissent: Mapped[str] = mapped_column(Text, default="")
    checklist: Mapped[object] = mapped_column(FeelValue)
    seen: Mapped[object] = mapped_column(FeelValue)
    details: Mapped[object] = mapped_column(FeelValue)
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime]
    due: Mapped[date | None]
