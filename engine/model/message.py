"""What cases and the outside say to each other: who waits for which message or signal, and the messages themselves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.errors import MessageSettled
from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue

KEY_LENGTH = 300
NAME_LENGTH = 200


class Subscription(Base):
    """A token of a case that waits for a message or a signal (`kind`). Without a `key` any message of the name fits.

    The row goes in the transaction that catches, so nothing is caught twice by a token that waits once. `halted_by` is a
    message that the case's model failed on: no other is handed over until an operator has seen to it.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_kind_name_key", "kind", "name", "key", "id"),
        Index("ix_subscription_case_id", "case_id", "token"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    token: Mapped[UUID]
    element: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    opened_at: Mapped[datetime]
    halted_by: Mapped[UUID | None]


class MessageStatus(StrEnum):
    """WAITING is buffered until caught. STOPPED waits for an operator: what it set going failed. SPREAD is a signal's:
    it went to whoever waited."""

    WAITING = "waiting"
    CAUGHT = "caught"
    STARTED = "started"
    STOPPED = "stopped"
    DISCARDED = "discarded"
    EXPIRED = "expired"
    SPREAD = "spread"


OPEN_MESSAGES = (MessageStatus.WAITING, MessageStatus.STOPPED)


class Message(Base):
    """A message or signal (`kind`) from its arrival until it is settled, and after that for as long as its repetition
    must be known.

    `sender` and `sent_id` name it for whoever sent it: the same again is the same message. `digest` tells whether the rest
    is the same too, `answer` the status that the sender was told. `initiative_id` is the initiative that a case it starts
    stands on; `from_case_id`, `from_element` the case and the event that threw it. `case_id`, `element` say where it ended up.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("sender", "sent_id"),
        Index(
            "ix_message_waiting",
            "name",
            "key",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_message_waiting_any_key",
            "name",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_message_open",
            "id",
            sqlite_where=text("status IN ('waiting', 'stopped')"),
            postgresql_where=text("status IN ('waiting', 'stopped')"),
        ),
        Index(
            "ix_message_expires_at",
            "expires_at",
            sqlite_where=text("status IN ('waiting', 'stopped')"),
            postgresql_where=text("status IN ('waiting', 'stopped')"),
        ),
        Index("ix_message_settled_at", "settled_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(10))
    sender: Mapped[str] = mapped_column(String(60))
    sent_id: Mapped[str] = mapped_column(String(200))
    digest: Mapped[bytes]
    answer: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    payload: Mapped[object] = mapped_column(FeelValue)
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id"))
    from_case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    from_element: Mapped[str] = mapped_column(String(100), default="")
    status: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    element: Mapped[str] = mapped_column(String(100), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    def waits(self, now: datetime) -> bool:
        """Can still be caught."""
        return self.status == MessageStatus.WAITING and (self.expires_at is None or self.expires_at > now)

    def require_open(self) -> None:
        """Raises MessageSettled when it was caught, discarded or expired."""
        if self.status not in OPEN_MESSAGES:
            raise MessageSettled(self.id, self.status)

    def settle(self, status: MessageStatus, now: datetime, *, case_id: UUID | None = None, element: str = "") -> None:
        """It has ended up somewhere, for good. What it said is no longer kept here: its receiver has it as a fact."""
        self.status, self.settled_at = status, now
        self.payload = {}
        self.case_id, self.element = case_id, element
