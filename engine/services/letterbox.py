"""What becomes of messages that nobody has caught: an operator hands them over or throws them away, or their time is over."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.model.access import Actor, Identity, may_see_messages
from engine.model.message import OPEN_MESSAGES, Message, MessageStatus
from engine.model.work import Incident
from engine.services.casework import Casework, on_case
from engine.services.correlation import announce, unhalt
from engine.services.delivery import Delivery
from engine.services.resolving import resolve
from engine.services.runtime import Runtime
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation

AT_ONCE = 1_000


class Letterbox:
    """The operator's verbs."""

    def __init__(self, runtime: Runtime, delivery: Delivery) -> None:
        self._runtime, self._delivery = runtime, delivery

    def deliver_again(self, message_id: UUID, identity: Identity) -> str:
        """Tries once more to hand an open message over; returns its status afterwards. Raises NotFound, NotAllowed,
        MessageSettled."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor, message, work = self._open_message(session, identity, message_id)
            who = Who(person_id=actor.person_id)
            message.status, message.reason = MessageStatus.WAITING, ""
            announce(session, message.id, message.kind, now)
            if work is not None:
                _close_incidents(work, message_id, who)
                work.finish()
            record_installation(session, now, "message_tried_again", who, {"message": str(message_id)})
        self._delivery.attempt(message_id)
        with self._runtime.database.reading() as session:
            return session.get_one(Message, message_id).status

    def discard(self, message_id: UUID, identity: Identity, reason: str) -> None:
        """Throws an open message away, with a reason, for good. Raises NotFound, NotAllowed, MessageSettled, InvalidInput
        (`reason`)."""
        if not reason.strip():
            raise InvalidInput("reason", "required")
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor, message, work = self._open_message(session, identity, message_id)
            who = Who(person_id=actor.person_id)
            data = {"message": str(message_id), "name": message.name}
            element = message.element or message.from_element
            message.settle(MessageStatus.DISCARDED, now)
            message.settled_by_id, message.reason = actor.person_id, reason.strip()[:2000]
            if work is not None:
                _close_incidents(work, message_id, who)
                work.journal.record("message_discarded", who, element=element, data=data)
                work.finish()
            record_installation(session, now, "message_discarded", who, data)

    def expire(self) -> int:
        """Settles the open messages whose time is over; returns how many."""
        now = self._runtime.clock.now()
        with self._runtime.database.transaction() as session:
            over = session.execute(
                select(Message)
                .where(Message.status.in_(OPEN_MESSAGES), Message.expires_at <= now)
                .order_by(Message.id)
                .limit(AT_ONCE)
                .with_for_update(skip_locked=True)
            ).scalars()
            count = 0
            for message in over:
                message.settle(MessageStatus.EXPIRED, now)
                count += 1
            if count:
                record_installation(session, now, "messages_expired", Who(), {"count": str(count)})
            return count

    def _open_message(
        self, session: Session, identity: Identity, message_id: UUID
    ) -> tuple[Actor, Message, Casework | None]:
        """Who acts, the message, locked, and before it the case that it stopped or that sent it."""
        actor = load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
        if not may_see_messages(actor):
            raise NotAllowed("handle_message", "role_missing")
        found = session.get(Message, message_id)
        if found is None:
            raise NotFound("message", message_id)
        case_id = found.case_id or found.from_case_id
        work = on_case(session, self._runtime, case_id) if case_id is not None else None
        message = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
        message.require_open()
        return actor, message, work


def _close_incidents(work: Casework, message_id: UUID, who: Who) -> None:
    """What the message had stopped is taken care of."""
    unhalt(work, message_id)
    found = work.session.execute(
        select(Incident).where(Incident.case_id == work.case.id, Incident.resolved_at.is_(None))
    ).scalars()
    for incident in found.all():
        if isinstance(incident.retry, Mapping) and incident.retry.get("letter") == str(message_id):
            resolve(work, incident, who)
