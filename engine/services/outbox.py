"""Leaves messages in the outbox, in the transaction of what they tell of, and takes one up in that of what it sets going."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from engine.contract.ids import new_id
from engine.model.base import UtcDateTime
from engine.model.work import OutboxMessage
from engine.store.prepared import Prepared, append

_outbox = OutboxMessage.__table__.c
_TAKE_UP = Prepared(
    update(OutboxMessage.__table__)  # type: ignore[arg-type]
    .where(_outbox.id == bindparam("at_id"), _outbox.delivered_at.is_(None))
    .values(delivered_at=bindparam("now", type_=UtcDateTime))
)


def leave(
    session: Session, topic: str, payload: Mapping[str, object], now: datetime, *, case_id: UUID | None = None
) -> UUID:
    """Leaves a message to be delivered after commit. `case_id` is the case it is about or will move: what is left for one case
    is delivered in order, and its failure becomes an incident there."""
    row = {
        "id": new_id(),
        "case_id": case_id,
        "topic": topic,
        "payload": dict(payload),
        "created_at": now,
        "available_at": now,
    }
    append(session, OutboxMessage, [row])
    # A job carrier that enqueues inside the transaction finds here what there is to deliver.
    session.info.setdefault("outbox", []).append((row["id"], case_id))
    return UUID(str(row["id"]))


def take_up(session: Session, message_id: UUID, now: datetime) -> bool:
    """Marks a message as delivered in this transaction. False when it was before: then what it asks for is done.

    Whoever comes second waits here for the first to commit. Take up before locking a case, never after.
    """
    return _TAKE_UP.run(session, {"at_id": message_id, "now": now}) == 1
