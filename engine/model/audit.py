"""The hendelseslogg: one entry per change, chained by hash within its case so that tampering shows."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, UtcDateTime


class AuditEntry(Base):
    """What happened, to what, by whom; ids only, no names and no form answers.

    `case_id` None is the installation's own log (people, models, settings), chained the same way.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_initiative_id_seq", "initiative_id", "at"),
        Index("ix_audit_case_id_seq", "case_id", "seq", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id"))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    element: Mapped[str] = mapped_column(String(100), default="")
    task_id: Mapped[UUID | None]
    data: Mapped[bytes]
    hash: Mapped[bytes]


def chained(
    previous: bytes,
    *,
    case_id: UUID | None,
    seq: int,
    at: datetime,
    action: str,
    actor_id: UUID | None,
    on_behalf_of_id: UUID | None,
    element: str,
    task_id: UUID | None,
    data: bytes,
) -> bytes:
    """SHA-256 over the previous hash and this entry's fields in a fixed order and form."""
    fields = (
        str(case_id),
        seq,
        at.isoformat(),
        action,
        str(actor_id),
        str(on_behalf_of_id),
        element,
        str(task_id),
        data.decode(),
    )
    return sha256(previous + orjson.dumps(fields)).digest()


class AuditHead(Base):
    """The last number and hash of the installation's own log (entries without a case)."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes]
