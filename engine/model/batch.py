"""Work on many cases, one short transaction each: migrations, and repairs of many stopped steps at once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class BatchKind(StrEnum):
    """What is done to each item."""

    MIGRATION = "migration"
    RETRY = "retry"
    SKIP = "skip"


class Stage(StrEnum):
    """How far a batch has come. A migration is checked first and can be undone after; a repair is only carried out."""

    CHECKING = "checking"
    CHECKED = "checked"
    WORKING = "working"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK = (Stage.CHECKING, Stage.WORKING, Stage.UNDOING)
FOLLOWS = {Stage.CHECKING: Stage.CHECKED, Stage.WORKING: Stage.DONE, Stage.UNDOING: Stage.UNDONE}


class ItemStatus(StrEnum):
    """WAITING has its turn coming in this stage. FITS and STUCK are what a check found; MOVED_ON could not be undone."""

    WAITING = "waiting"
    FITS = "fits"
    STUCK = "stuck"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNDONE = "undone"
    MOVED_ON = "moved_on"


class Batch(Base):
    """One order for many cases. `order` says what to do with each: a migration's plan, a repair's ways."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_stage", "stage"), Index("ix_batch_source_id", "source_id", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_version.id"))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_version.id"))
    order: Mapped[object] = mapped_column(FeelValue)
    reason: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(20))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class BatchItem(Base):
    """One case of a batch, or one of its stopped steps (`subject`: the case's or the incident's id).

    `report` lists what stood in the way or what to know. A migrated case remembers its `state_before`, what else the way
    back needs (`memory`), and the hash of the state it was left in: as long as the case still has that it has not moved.
    """

    __tablename__ = "batch_item"
    __table_args__ = (Index("ix_batch_item_status", "batch_id", "status"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    report: Mapped[object] = mapped_column(FeelValue)
    at: Mapped[datetime | None]
    state_before: Mapped[bytes | None]
    state_after: Mapped[str | None] = mapped_column(String(64))
    memory: Mapped[object | None] = mapped_column(FeelValue)
