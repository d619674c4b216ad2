"""Signals: to every token that waits when one is sent, each in a transaction of its own, exactly once; never kept for later."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine.contract.errors import FormRejected, InvalidInput, VersionClosed
from engine.model.message import Message, Subscription
from engine.model.starting import ModelStart
from engine.services import starts
from engine.services.awaiting import still_waiting
from engine.services.casework import on_case
from engine.services.outbox import leave, take_up
from engine.services.receiving import halting, payload_of, receive
from engine.services.runtime import Runtime
from engine.services.versionrows import require_startable

BATCH = 500
"""So many cases hear of a signal in one transaction's worth of outbox messages."""
LATER = timedelta(minutes=10)
"""After this a signal looks again whether the pause of its case is over."""


class Signals:
    """What the outbox asks for."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

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

    def catch(self, outbox_id: UUID, message_id: UUID, subscription_id: UUID, case_id: UUID) -> None:
        """Moves one case that waited for a signal. Raises CaseHalted."""
        with halting(case_id), self._runtime.database.transaction() as session:
            if not take_up(session, outbox_id, self._runtime.clock.now()):
                return
            work = on_case(session, self._runtime, case_id)
            if work.case.suspension_id is not None:
                # A signal is not kept for those who come later; one that was sent to this case comes after the pause.
                payload = {"message": str(message_id), "subscription": str(subscription_id)}
                leave(session, "signal_due", payload, work.now + LATER, case_id=case_id)
                return
            waiting = still_waiting(work, subscription_id)
            if waiting is not None:
                receive(work, waiting, session.get_one(Message, message_id))
                work.finish()

    def start(self, outbox_id: UUID, message_id: UUID, start_id: UUID) -> None:
        """Starts one case that a signal starts. One that has no initiative to stand on is not started; its sender was told."""
        with self._runtime.database.transaction() as session:
            if not take_up(session, outbox_id, self._runtime.clock.now()):
                return
            start = session.get(ModelStart, start_id)
            if start is None:
                return
            signal = session.get_one(Message, message_id)
            try:
                starts.require_place(session, payload_of(signal), signal.initiative_id)
                require_startable(session, start.version_id)
            except (FormRejected, InvalidInput, VersionClosed):
                return
            starts.start_by(session, self._runtime, start, signal).finish()
