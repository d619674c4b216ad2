"""What begins cases without a person: models' start events that wait for a message, a signal or the clock, and calls."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base
from engine.model.message import NAME_LENGTH


class ModelStart(Base):
    """A start event of a process model's current version that waits for a message, a signal or the clock (`kind`).

    Renewed at deployment. For the clock: `form` and `expression` as in the model, `anchor` what occurrences are counted
    from, `done` how many have been, `remaining` how many are to come (-1: for ever), `due_at` the next (None: no more).
    A timer that the new version has unchanged goes on counting. `failure` says why the last attempt did not succeed.
    """

    __tablename__ = "model_start"
    __table_args__ = (
        UniqueConstraint("model_id", "element"),
        Index("ix_model_start_kind_name", "kind", "name"),
        Index("ix_model_start_due_at", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("process_model.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"))
    element: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    form: Mapped[str] = mapped_column(String(10), default="")
    expression: Mapped[str] = mapped_column(Text, default="")
    anchor: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    remaining: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text, default="")


class CalledCase(Base):
    """A call activity's token in one case and the case it called. Called once per token, however often it is asked for.

    `child_id` None: called off before it began. `ended_at` is when the caller had its answer, or called it off.
    """

    __tablename__ = "called_case"
    __table_args__ = (UniqueConstraint("parent_id", "token"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    token: Mapped[UUID]
    element: Mapped[str] = mapped_column(String(100))
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), unique=True)
    called_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
