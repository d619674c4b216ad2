"""Finds who waits for a message and which message waits for whom, the oldest first, at a cost that no number changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, literal_column, or_, select
from sqlalchemy.orm import Session

from engine.model.base import UtcDateTime
from engine.model.case import Case
from engine.model.message import Message, MessageStatus, Subscription
from engine.services.beginning import GOING_ON
from engine.services.casework import Casework
from engine.store.prepared import Prepared

_subscription, _case, _message = Subscription.__table__.c, Case.__table__.c, Message.__table__.c
_LISTENING = (
    select(_subscription.id, _subscription.case_id)
    .join(Case.__table__, _case.id == _subscription.case_id)
    .where(
        _subscription.kind == "message",
        _subscription.name == bindparam("name"),
        or_(*(_case.status == str(status) for status in GOING_ON)),
        _case.suspension_id.is_(None),
        _subscription.halted_by.is_(None),
    )
    .order_by(_subscription.id)
    .limit(1)
)
_FOR_KEY = Prepared(_LISTENING.where(_subscription.key == bindparam("key")))
_FOR_ANY = Prepared(_LISTENING.where(_subscription.key.is_(None)))
_BUFFERED = (
    select(_message.id)
    .where(
        # Written out: a value given later would hide from a database that the index over waiting messages is meant.
        _message.status == literal_column(f"'{MessageStatus.WAITING}'"),
        _message.kind == "message",
        _message.name == bindparam("name"),
        or_(_message.expires_at.is_(None), _message.expires_at > bindparam("now", type_=UtcDateTime)),
    )
    .order_by(_message.id)
    .limit(1)
)
_WITH_KEY = Prepared(_BUFFERED.where(_message.key == bindparam("key")))
_WITH_ANY_KEY = Prepared(_BUFFERED)


def oldest_listening(session: Session, name: str, key: str | None) -> tuple[UUID, UUID] | None:
    given = {"name": name, "key": key}
    found = [_FOR_ANY.first(session, given)]
    if key is not None:
        found.append(_FOR_KEY.first(session, given))
    there = [(row[0], row[1]) for row in found if row is not None]
    return min(there, default=None)


def oldest_buffered(session: Session, waiting: Subscription, now: datetime) -> UUID | None:
    given = {"name": waiting.name, "key": waiting.key, "now": now}
    row = (_WITH_ANY_KEY if waiting.key is None else _WITH_KEY).first(session, given)
    return row[0] if row is not None else None


def take_oldest(session: Session, waiting: Subscription, now: datetime) -> Message | None:
    """The message, locked; None when there is none, or when somebody else was just quicker."""
    message_id = oldest_buffered(session, waiting, now)
    if message_id is None:
        return None
    message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    return message if message is not None and message.waits(now) else None


def still_waiting(work: Casework, subscription_id: UUID) -> Subscription | None:
    """The subscription, read under the case's lock; None when it is gone or nothing may be delivered to the case now."""
    if work.case.status not in GOING_ON or work.case.suspension_id is not None:
        return None
    return work.session.execute(
        select(Subscription).where(Subscription.id == subscription_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()
