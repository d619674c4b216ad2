"""Hands messages and signals over: each in one transaction with the move of the case that receives it, so it happens once.

Locks are taken in one order everywhere: outbox row, case, message, initiative; and never two cases in one transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.orm import Session

from engine.contract.errors import EngineError, FormRejected, InvalidInput, NotFound, TaskNotOpen
from engine.model.base import UtcDateTime
from engine.model.case import Case
from engine.model.message import Message, MessageStatus, Subscription
from engine.model.starting import ModelStart
from engine.services import incidents, starts
from engine.services.beginning import GOING_ON
from engine.services.casework import Casework, on_case
from engine.services.outbox import leave, take_up
from engine.services.runtime import Runtime
from engine.spiff import catch
from engine.store.audit import ENGINE, Who
from engine.store.prepared import Prepared

BATCH = 500
"""So many cases hear of a signal in one transaction's worth of outbox messages."""
ROUNDS = 50
"""So often a message looks for somebody else when another was quicker; then its next turn of the outbox does."""

_subscription, _case, _message = Subscription.__table__.c, Case.__table__.c, Message.__table__.c
_LISTENING = (
    select(_subscription.id, _subscription.case_id)
    .join(Case.__table__, _case.id == _subscription.case_id)
    .where(
        _subscription.kind == "message",
        _subscription.name == bindparam("name"),
        _case.status.in_([str(status) for status in GOING_ON]),
    )
    .order_by(_subscription.id)
    .limit(1)
)
_FOR_KEY = Prepared(_LISTENING.where(_subscription.key == bindparam("key")))
_FOR_ANY = Prepared(_LISTENING.where(_subscription.key.is_(None)))
_BUFFERED = (
    select(_message.id)
    .where(
        _message.status == MessageStatus.WAITING,
        _message.kind == "message",
        _message.name == bindparam("name"),
        or_(_message.expires_at.is_(None), _message.expires_at > bindparam("now", type_=UtcDateTime)),
    )
    .order_by(_message.id)
    .limit(1)
)
_WITH_KEY = Prepared(_BUFFERED.where(_message.key == bindparam("key")))
_WITH_ANY_KEY = Prepared(_BUFFERED)


class CaseHalted(EngineError):
    """What came in could not be taken by this case: its model failed. `cause` is the executor's error."""

    def __init__(self, case_id: UUID, cause: EngineError) -> None:
        self.case_id, self.cause = case_id, cause
        super().__init__(f"case {case_id}: {cause}")


class Delivery:
    """What the outbox asks for."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def is_awaited(self, session: Session, name: str, key: str | None) -> bool:
        """Whether a case waits for such a message now."""
        return _oldest_listening(session, name, key) is not None

    def attempt(self, message_id: UUID) -> None:
        """Looks for the oldest token that waits for the message, else for a start event, and hands the message over. Without
        either it waits. Those that came before it and fit as well are handed over first."""
        for _ in range(ROUNDS):
            if not self._hand_over(message_id):
                return

    def offer(self, subscription_id: UUID) -> None:
        """Hands the oldest message that fits to a token that has begun to wait, and more if it goes on waiting."""
        for _ in range(ROUNDS):
            with self._runtime.database.reading() as session:
                found = session.get(Subscription, subscription_id)
                if found is None or _oldest_buffered(session, found, self._runtime.clock.now()) is None:
                    return
            self._catch(subscription_id, found.case_id)

    def offer_start(self, name: str) -> None:
        """Looks for messages that wait for a start event that has just been deployed."""
        with self._runtime.database.reading() as session:
            waiting = session.execute(
                select(Message.id)
                .where(Message.status == MessageStatus.WAITING, Message.kind == "message", Message.name == name)
                .order_by(Message.id)
            ).scalars()
            ids = list(waiting)
        for message_id in ids:
            self.attempt(message_id)

    def spread(self, outbox_id: UUID, message_id: UUID, after: UUID | None) -> None:
        """Leaves one outbox message per token that waited when the signal was sent, in batches, and one per start event."""
        now = self._runtime.clock.now()
        with self._runtime.database.transaction() as session:
            if not take_up(session, outbox_id, now):
                return
            signal = session.get_one(Message, message_id)
            query = select(Subscription.id, Subscription.case_id).where(
                Subscription.kind == "signal",
                Subscription.name == signal.name,
                Subscription.opened_at <= signal.received_at,
            )
            if signal.from_case_id is not None:
                query = query.where(Subscription.case_id != signal.from_case_id)
            if after is not None:
                query = query.where(Subscription.id > after)
            found = session.execute(query.order_by(Subscription.id).limit(BATCH)).all()
            for subscription_id, case_id in found:
                payload = {"message": str(message_id), "subscription": str(subscription_id)}
                leave(session, "signal_due", payload, now, case_id=case_id)
            if len(found) == BATCH:
                leave(session, "signal_sent", {"message": str(message_id), "after": str(found[-1][0])}, now)
            if after is None:
                for start in starts.waiting_for(session, "signal", signal.name):
                    leave(session, "signal_start", {"message": str(message_id), "start": str(start.id)}, now)

    def catch_signal(self, outbox_id: UUID, message_id: UUID, subscription_id: UUID, case_id: UUID) -> None:
        """Moves one case that waited for a signal. Raises CaseHalted."""
        with _halting(case_id), self._runtime.database.transaction() as session:
            if not take_up(session, outbox_id, self._runtime.clock.now()):
                return
            work = on_case(session, self._runtime, case_id)
            waiting = _still_waiting(work, subscription_id)
            if waiting is not None:
                _receive(work, waiting, session.get_one(Message, message_id))
                work.finish()

    def start_by_signal(self, outbox_id: UUID, message_id: UUID, start_id: UUID) -> None:
        """Starts one case that a signal starts. One that has no initiative to stand on is not started; its sender was told."""
        with self._runtime.database.transaction() as session:
            if not take_up(session, outbox_id, self._runtime.clock.now()):
                return
            start = session.get(ModelStart, start_id)
            if start is None:
                return
            signal = session.get_one(Message, message_id)
            try:
                starts.require_place(session, _payload(signal), signal.initiative_id)
            except (FormRejected, InvalidInput):
                return
            starts.start_by(session, self._runtime, start, signal).finish()

    def _hand_over(self, message_id: UUID) -> bool:
        """One try. False when there is nothing more to do for the message now."""
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            message = session.get(Message, message_id)
            if message is None or not message.waits(now):
                return False
            listening = _oldest_listening(session, message.name, message.key)
            starting = None if listening else next(iter(starts.waiting_for(session, "message", message.name)), None)
        if listening is not None:
            self._catch(*listening)
            return True
        if starting is not None:
            self._start(message_id, starting.id)
        return False

    def _catch(self, subscription_id: UUID, case_id: UUID) -> None:
        """Hands the oldest buffered message that fits to the token, if both are still there once the case is locked."""
        taken: list[UUID] = []
        try:
            with self._runtime.database.transaction() as session:
                work = on_case(session, self._runtime, case_id)
                waiting = _still_waiting(work, subscription_id)
                message = _take_oldest(session, waiting, work.now) if waiting is not None else None
                if waiting is None or message is None:
                    return
                taken.append(message.id)
                if _receive(work, waiting, message):
                    message.settle(MessageStatus.CAUGHT, work.now, case_id=case_id, element=waiting.element)
                    message.answer = message.answer or MessageStatus.CAUGHT
                work.finish()
        except incidents.STOPPING as error:
            self._stop_at_case(taken[0], case_id, error)

    def _stop_at_case(self, message_id: UUID, case_id: UUID, error: EngineError) -> None:
        """The model failed on what it received: the message stands still with an incident of the case until an operator has it
        tried again."""
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            message = session.get(Message, message_id, with_for_update=True)
            if message is None or message.status != MessageStatus.WAITING:
                return
            message.status, message.case_id = MessageStatus.STOPPED, case_id
            message.answer = message.answer or MessageStatus.STOPPED
            message.reason = f"{type(error).__name__}: {error}"[:2000]
            incidents.open_incident(work, error, {"letter": str(message_id)}, ENGINE)
            work.finish()

    def _start(self, message_id: UUID, start_id: UUID) -> None:
        try:
            with self._runtime.database.transaction() as session:
                message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
                start = session.get(ModelStart, start_id)
                if message is None or start is None or not message.waits(self._runtime.clock.now()):
                    return
                work = starts.start_by(session, self._runtime, start, message)
                message.settle(MessageStatus.STARTED, work.now, case_id=work.case.id, element=start.element)
                message.answer = message.answer or MessageStatus.STARTED
                work.finish()
        except (*incidents.STOPPING, FormRejected, InvalidInput, NotFound) as error:
            self._stop_unplaced(message_id, error)

    def _stop_unplaced(self, message_id: UUID, error: EngineError) -> None:
        """There is no case to hold an incident, unless one sent the message."""
        with self._runtime.database.transaction() as session:
            sender = session.execute(select(Message.from_case_id).where(Message.id == message_id)).scalar_one()
            work = on_case(session, self._runtime, sender) if sender is not None else None
            message = session.get(Message, message_id, with_for_update=True)
            if message is None or message.status != MessageStatus.WAITING:
                return
            message.status = MessageStatus.STOPPED
            message.answer = message.answer or MessageStatus.STOPPED
            message.reason = f"{type(error).__name__}: {error}"[:2000]
            if work is not None:
                failed = UndeliverableMessage(element=message.from_element, reason=f"{message.name}: {error}")
                incidents.open_incident(work, failed, {"letter": str(message_id)}, ENGINE)
                work.finish()


class UndeliverableMessage(EngineError):
    """A message that a case sent could not start what it was meant to start."""

    def __init__(self, *, element: str, reason: str) -> None:
        self.element = element
        super().__init__(reason)


@contextmanager
def _halting(case_id: UUID) -> Iterator[None]:
    try:
        yield
    except incidents.STOPPING as error:
        raise CaseHalted(case_id, error) from error


def _oldest_listening(session: Session, name: str, key: str | None) -> tuple[UUID, UUID] | None:
    given = {"name": name, "key": key}
    found = [_FOR_ANY.first(session, given)]
    if key is not None:
        found.append(_FOR_KEY.first(session, given))
    there = [(row[0], row[1]) for row in found if row is not None]
    return min(there, default=None)


def _oldest_buffered(session: Session, waiting: Subscription, now: datetime) -> UUID | None:
    given = {"name": waiting.name, "key": waiting.key, "now": now}
    row = (_WITH_ANY_KEY if waiting.key is None else _WITH_KEY).first(session, given)
    return row[0] if row is not None else None


def _take_oldest(session: Session, waiting: Subscription, now: datetime) -> Message | None:
    """The message, locked; None when there is none, or when somebody else was just quicker."""
    message_id = _oldest_buffered(session, waiting, now)
    if message_id is None:
        return None
    message = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    return message if message is not None and message.waits(now) else None


def _still_waiting(work: Casework, subscription_id: UUID) -> Subscription | None:
    """The subscription, read under the case's lock; None when it is gone or nothing may be delivered to the case now."""
    if work.case.status not in GOING_ON:
        return None
    return work.session.execute(
        select(Subscription).where(Subscription.id == subscription_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _receive(work: Casework, waiting: Subscription, message: Message) -> bool:
    """Moves the case on. False for a token that no longer waits, whose row then goes."""
    who = Who(person_id=message.person_id) if message.person_id else ENGINE
    payload = _payload(message)
    work.journal.record(
        f"{message.kind}_received",
        who,
        element=waiting.element,
        data={"message": str(message.id), "name": message.name},
    )
    try:
        work.advance(
            lambda host: catch(work.version.compiled, work.case.state, waiting.token, host, work.now, payload), who
        )
    except TaskNotOpen:
        work.session.execute(
            delete(Subscription).where(Subscription.id == waiting.id), execution_options={"synchronize_session": False}
        )
        work.journal.record("message_superseded", element=waiting.element)
        return False
    return True


def _payload(message: Message) -> Mapping[str, object]:
    return message.payload if isinstance(message.payload, Mapping) else {}
