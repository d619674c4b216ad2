"""Hands messages over: each in one transaction with the move of the case that receives it, so it happens once.

Locks are taken in one order everywhere: outbox row, case, message, initiative; and never two cases in one transaction.
"""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.contract.errors import EngineError, FormRejected, InvalidInput, NotFound, VersionClosed
from engine.model.message import Message, MessageStatus, Subscription
from engine.model.starting import ModelStart
from engine.services import incidents, starts
from engine.services.awaiting import oldest_buffered, oldest_listening, still_waiting, take_oldest
from engine.services.casework import on_case
from engine.services.receiving import receive
from engine.services.runtime import Runtime
from engine.store.audit import ENGINE

ROUNDS = 50
"""So often a message looks for somebody else when another was quicker; then its next turn of the outbox does."""


class Delivery:
    """What the outbox asks for."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def is_awaited(self, session: Session, name: str, key: str | None) -> bool:
        """Whether a case waits for such a message now."""
        return oldest_listening(session, name, key) is not None

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
                if (
                    found is None
                    or found.halted_by is not None
                    or oldest_buffered(session, found, self._runtime.clock.now()) is None
                ):
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

    def _hand_over(self, message_id: UUID) -> bool:
        """One try. False when there is nothing more to do for the message now."""
        now = self._runtime.clock.now()
        with self._runtime.database.reading() as session:
            message = session.get(Message, message_id)
            if message is None or not message.waits(now):
                return False
            listening = oldest_listening(session, message.name, message.key)
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
                waiting = still_waiting(work, subscription_id)
                if waiting is None or waiting.halted_by is not None:
                    return
                message = take_oldest(session, waiting, work.now)
                if message is None:
                    return
                taken.append(message.id)
                if receive(work, waiting, message):
                    message.settle(MessageStatus.CAUGHT, work.now, case_id=case_id, element=waiting.element)
                    message.answer = message.answer or MessageStatus.CAUGHT
                work.finish()
        except incidents.STOPPING as error:
            self._stop_at_case(taken[0], subscription_id, case_id, error)

    def _stop_at_case(self, message_id: UUID, subscription_id: UUID, case_id: UUID, error: EngineError) -> None:
        """The model failed on what it received: the message stands still with an incident of the case until an operator has it
        tried again, and those that come after it wait."""
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            message = session.get(Message, message_id, with_for_update=True)
            if message is None or message.status != MessageStatus.WAITING:
                return
            message.status, message.case_id = MessageStatus.STOPPED, case_id
            message.answer = message.answer or MessageStatus.STOPPED
            message.reason = f"{type(error).__name__}: {error}"[:2000]
            session.execute(
                update(Subscription).where(Subscription.id == subscription_id).values(halted_by=message_id),
                execution_options={"synchronize_session": False},
            )
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
        except VersionClosed:
            return  # paused just now: the message waits until the pause is over
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
