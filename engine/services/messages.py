"""Messages and signals from outside: stored and committed first, then handed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.contract.errors import FormRejected, InvalidInput, KeyReused, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.feel import codec
from engine.model.access import Actor, Identity, may_read, may_send, require_read
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.message import KEY_LENGTH, NAME_LENGTH, Message, MessageStatus
from engine.model.people import Unit
from engine.model.process import ProcessModel
from engine.model.starting import ModelStart
from engine.services import starts
from engine.services.correlation import announce
from engine.services.delivery import Delivery
from engine.services.runtime import Runtime
from engine.store.actors import load_actor, within
from engine.store.audit import Who, record_installation

PAYLOAD_LIMIT = 256 * 1024
ID_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a message while its sender waited. `status`: `caught`, `started`, `waiting` (buffered until caught),
    `stopped` (an operator must see to it) or, for a signal, `spread`. `initiative` and `case_id` say where it ended up, when
    the sender may know. `not_started` are the keys of processes that a signal would start, had it named an initiative."""

    id: UUID
    message_id: str
    status: str
    received_at: datetime
    case_id: UUID | None = None
    initiative: str | None = None
    not_started: tuple[str, ...] = ()


class Messages:
    """The verbs. Sending stores the message and commits before anything is handed over: what was acknowledged is not lost."""

    def __init__(self, runtime: Runtime, delivery: Delivery) -> None:
        self._runtime, self._delivery = runtime, delivery

    def publish(
        self,
        identity: Identity,
        name: str,
        *,
        key: str | None = None,
        payload: Mapping[str, object] | None = None,
        message_id: str | None = None,
        initiative: str | None = None,
        expires_at: datetime | None = None,
    ) -> Receipt:
        """Sends a message to the one that waits for `name` with `key`: a case (the longest waiting), else a process that
        such a message starts, else whoever comes to wait before it expires.

        The same `message_id` from the same person again is the same message: nothing happens twice and the answer is the
        same. `initiative` is the number of the one that a started case stands on; without it the payload must hold `tittel`
        and `enhet` (id or key of a unit) for a new one.

        Raises NotAllowed, NotFound (`initiative`), KeyReused, InvalidInput, FormRejected (it would start a process but does
        not say on which initiative; nothing is kept then).
        """
        now = self._runtime.clock.now()
        latest = now + timedelta(days=self._runtime.message_days)
        if expires_at is not None and not now < expires_at <= latest:
            raise InvalidInput("expires_at", "not_in_time", days=str(self._runtime.message_days))
        letter = _letter("message", name, key, payload, message_id)
        letter.update(status=MessageStatus.WAITING, expires_at=expires_at or latest)

        def check(session: Session, found: UUID | None) -> None:
            if starts.waiting_for(session, "message", name) and not self._delivery.is_awaited(session, name, key):
                starts.require_place(session, letter["payload"], found)

        stored, fresh = self._store(identity, letter, initiative, expires_at, check)
        if fresh or stored.answer is None:
            self._delivery.attempt(stored.id)
        return self._receipt(identity, stored.id)

    def signal(
        self,
        identity: Identity,
        name: str,
        *,
        payload: Mapping[str, object] | None = None,
        message_id: str | None = None,
        initiative: str | None = None,
    ) -> Receipt:
        """Sends a signal to every case that waits for it now, and to every process that it starts. It is not kept for those
        who come later. Repetition, `initiative` and errors as for `publish`, but a process that cannot start is only named."""
        letter = _letter("signal", name, None, payload, message_id)
        letter.update(status=MessageStatus.SPREAD, settled_at=self._runtime.clock.now(), answer=MessageStatus.SPREAD)
        stored, _ = self._store(identity, letter, initiative, None, lambda session, found: None)
        return self._receipt(identity, stored.id)

    def _store(
        self,
        identity: Identity,
        letter: dict[str, Any],
        initiative: str | None,
        expires_at: datetime | None,
        check: Callable[[Session, UUID | None], None],
    ) -> tuple[Message, bool]:
        """The stored message, and whether it is new. Committed when this returns."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not may_send(actor):
                raise NotAllowed(f"send_{letter['kind']}", "may_not_send")
            request = [letter["kind"], letter["name"], letter["key"], letter["payload"], initiative, expires_at]
            digest, sender = sha256(codec.dump(request)).digest(), f"person:{actor.person_id}"
            known = _find(session, sender, letter["sent_id"])
            if known is None:
                found = _initiative_named(session, actor, initiative, now)
                check(session, found)
                row = {
                    **letter,
                    "id": new_id(),
                    "sender": sender,
                    "digest": digest,
                    "received_at": now,
                    "person_id": actor.person_id,
                    "initiative_id": found,
                }
                dialect = sqlite if self._runtime.database.is_sqlite else postgresql
                inserted = session.execute(
                    dialect.insert(Message).values(row).on_conflict_do_nothing().returning(Message.id)
                ).scalar_one_or_none()
                if inserted is not None:
                    announce(session, inserted, letter["kind"], now)
                    return session.get_one(Message, inserted), True
                # Sent twice at the same moment: the other one has committed by now.
                known = _find(session, sender, letter["sent_id"])
            assert known is not None
            if known.digest != digest:
                raise KeyReused(known.sent_id)
            return known, False

    def _receipt(self, identity: Identity, id_: UUID) -> Receipt:
        with self._runtime.database.reading() as session:
            answered = session.execute(select(Message.answer).where(Message.id == id_)).scalar_one()
        if answered is None:
            # What was said once is said again, whatever becomes of the message later.
            with self._runtime.database.transaction() as session:
                found = session.get_one(Message, id_, with_for_update=True)
                if found.answer is None and found.status == MessageStatus.WAITING:
                    data = {"message": str(id_), "name": found.name}
                    now = self._runtime.clock.now()
                    record_installation(session, now, "message_buffered", Who(person_id=identity.person_id), data)
                found.answer = found.answer or found.status
        with self._runtime.database.reading() as session:
            message = session.get_one(Message, id_)
            receipt = Receipt(
                id=message.id, message_id=message.sent_id, status=str(message.answer), received_at=message.received_at
            )
            if message.kind == "signal":
                return _with_not_started(session, receipt, message)
            if message.answer not in (MessageStatus.CAUGHT, MessageStatus.STARTED) or message.case_id is None:
                return receipt
            now = self._runtime.clock.now()
            initiative, unit = session.execute(
                select(Initiative, Unit)
                .join(Unit, Unit.id == Initiative.unit_id)
                .join(Case, Case.initiative_id == Initiative.id)
                .where(Case.id == message.case_id)
            ).one()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not may_read(within(session, actor, initiative.id, now), initiative, unit.lineage):
                return receipt
            return Receipt(
                id=receipt.id,
                message_id=receipt.message_id,
                status=receipt.status,
                received_at=receipt.received_at,
                case_id=message.case_id,
                initiative=initiative.number,
            )


def _letter(
    kind: str, name: str, key: str | None, payload: Mapping[str, object] | None, message_id: str | None
) -> dict[str, Any]:
    for field, text, longest in (("name", name, NAME_LENGTH), ("key", key, KEY_LENGTH), ("id", message_id, ID_LENGTH)):
        if text is None:
            continue
        if not text.strip() or "\0" in text:
            raise InvalidInput(field, "required")
        if len(text) > longest:
            raise InvalidInput(field, "too_long", maximum=str(longest))
    if len(codec.dump(dict(payload or {}))) > PAYLOAD_LIMIT:
        raise InvalidInput("payload", "too_large", maximum=f"{PAYLOAD_LIMIT // 1024} kB")
    return {
        "kind": kind,
        "name": name,
        "key": key,
        "payload": dict(payload or {}),
        "sent_id": message_id or str(new_id()),
    }


def _find(session: Session, sender: str, sent_id: str) -> Message | None:
    return session.execute(
        select(Message).where(Message.sender == sender, Message.sent_id == sent_id)
    ).scalar_one_or_none()


def _initiative_named(session: Session, actor: Actor, number: str | None, now: datetime) -> UUID | None:
    if number is None:
        return None
    row = session.execute(
        select(Initiative, Unit).join(Unit, Unit.id == Initiative.unit_id).where(Initiative.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound("initiative", number)
    require_read(within(session, actor, row[0].id, now), row[0], row[1].lineage)
    return UUID(str(row[0].id))


def _with_not_started(session: Session, receipt: Receipt, signal: Message) -> Receipt:
    payload = signal.payload if isinstance(signal.payload, Mapping) else {}
    try:
        starts.require_place(session, payload, signal.initiative_id)
    except (FormRejected, InvalidInput):
        keys = session.execute(
            select(ProcessModel.key)
            .join(ModelStart, ModelStart.model_id == ProcessModel.id)
            .where(ModelStart.kind == "signal", ModelStart.name == signal.name)
            .order_by(ProcessModel.key)
        ).scalars()
        return Receipt(
            id=receipt.id,
            message_id=receipt.message_id,
            status=receipt.status,
            received_at=receipt.received_at,
            not_started=tuple(dict.fromkeys(keys)),
        )
    return receipt
