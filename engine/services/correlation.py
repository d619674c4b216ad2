"""What an advance says to other cases and waits to hear from them: rows and outbox messages of its own transaction.

Nothing is handed over here: that takes the other case's lock, and a transaction never holds two.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import StepFailed
from engine.contract.ids import new_id
from engine.model.advance import Advance, OpenedSubscription, StartedCall, ThrownMessage, ThrownSignal
from engine.model.message import KEY_LENGTH, NAME_LENGTH, Message, MessageStatus, Subscription
from engine.model.starting import CalledCase
from engine.services.outbox import leave
from engine.store.prepared import Prepared, append

if TYPE_CHECKING:
    from engine.services.casework import Casework

UNSYNCHRONISED = {"synchronize_session": False}
_subscription = Subscription.__table__.c
_CLOSE = Prepared(
    delete(Subscription.__table__).where(  # type: ignore[arg-type]
        _subscription.case_id == bindparam("case"), _subscription.token == bindparam("token")
    )
)


def correspond(work: "Casework", advance: Advance) -> None:
    """Writes down what the case now waits to hear, and leaves what it said and whom it called to the outbox."""
    if advance.subscriptions_closed:
        _CLOSE.run_many(
            work.session, [{"case": work.case.id, "token": token} for token in advance.subscriptions_closed]
        )
    if advance.subscriptions_opened:
        _subscribe(work, advance.subscriptions_opened)
    for message in advance.messages:
        _throw_message(work, message)
    for signal in advance.signals:
        _throw_signal(work, signal)
    for token in advance.calls_cancelled:
        call_off(work, token)
    for call in advance.calls:
        _call(work, call)


def fall_silent(work: "Casework") -> None:
    """The case has ended: it waits for nothing and calls off whom it called."""
    work.session.execute(
        delete(Subscription).where(Subscription.case_id == work.case.id), execution_options=UNSYNCHRONISED
    )
    called = select(CalledCase.token).where(CalledCase.parent_id == work.case.id, CalledCase.ended_at.is_(None))
    for token in work.session.execute(called).scalars():
        call_off(work, token)


def listen_again(session: Session, case_id: UUID, now: datetime) -> None:
    """Looks once more for what a case waits to hear, after a time in which nothing was delivered to it."""
    ids = session.execute(select(Subscription.id).where(Subscription.case_id == case_id)).scalars().all()
    if ids:
        _listen(session, case_id, ids, now)
    children = select(CalledCase.child_id).where(
        CalledCase.parent_id == case_id, CalledCase.ended_at.is_(None), CalledCase.child_id.is_not(None)
    )
    for child in session.execute(children).scalars():
        leave(session, "call_returned", {"child": str(child)}, now)


def unhalt(work: "Casework", message_id: UUID) -> None:
    """Somebody has seen to a message that the case could not take: others may come again."""
    halted = select(Subscription.id).where(Subscription.case_id == work.case.id, Subscription.halted_by == message_id)
    ids = work.session.execute(halted).scalars().all()
    if ids:
        work.session.execute(
            update(Subscription).where(Subscription.id.in_(ids)).values(halted_by=None),
            execution_options=UNSYNCHRONISED,
        )
        _listen(work.session, work.case.id, ids, work.now)


def answer_caller(work: "Casework") -> None:
    """A called case has ended: its caller is to hear of it."""
    leave(work.session, "call_returned", {"child": str(work.case.id)}, work.now)


def call_off(work: "Casework", token: UUID) -> None:
    """Asks for the end of the case that this token called, or that it is not begun."""
    leave(work.session, "call_cancelled", {"parent": str(work.case.id), "token": str(token)}, work.now)


def post(session: Session, values: Mapping[str, Any], now: datetime) -> UUID:
    """Stores a message that somebody sent and leaves its delivery to the outbox. `values` are its columns but for the id."""
    row = {**values, "id": new_id()}
    append(session, Message, [row])
    announce(session, row["id"], row["kind"], now)
    return UUID(str(row["id"]))


def announce(session: Session, message_id: UUID, kind: str, now: datetime) -> None:
    """Leaves the delivery of a stored message to the outbox."""
    topic = "signal_sent" if kind == "signal" else "message_posted"
    leave(session, topic, {"message": str(message_id)}, now)


def _subscribe(work: "Casework", opened: tuple[OpenedSubscription, ...]) -> None:
    rows = [
        {
            "id": new_id(),
            "case_id": work.case.id,
            "token": each.token,
            "element": each.element,
            "kind": each.kind,
            "name": each.name,
            "key": _fitting_key(each.element, each.key),
            "opened_at": work.now,
        }
        for each in opened
    ]
    append(work.session, Subscription, rows)
    heard = [row["id"] for row in rows if row["kind"] == "message"]
    if heard:
        _listen(work.session, work.case.id, heard, work.now)


def _listen(session: Session, case_id: UUID, subscriptions: Iterable[object], now: datetime) -> None:
    # A message may come in at this very moment. Whoever commits later sees the other: the sender looks for subscriptions
    # after its commit, and this looks for messages after ours.
    payload = {"subscriptions": [str(id_) for id_ in subscriptions]}
    leave(session, "subscriptions_opened", payload, now, case_id=case_id)


def _throw_message(work: "Casework", thrown: ThrownMessage) -> None:
    expires_at = work.now + timedelta(days=work.runtime.message_days)
    row = _thrown(work, thrown, "message", MessageStatus.WAITING)
    key = _fitting_key(thrown.element, thrown.key)
    message_id = post(work.session, {**row, "key": key, "expires_at": expires_at}, work.now)
    work.journal.record(
        "message_sent", element=thrown.element, data={"message": str(message_id), "name": thrown.name[:NAME_LENGTH]}
    )


def _throw_signal(work: "Casework", thrown: ThrownSignal) -> None:
    row = _thrown(work, thrown, "signal", MessageStatus.SPREAD)
    message_id = post(work.session, {**row, "settled_at": work.now}, work.now)
    work.journal.record(
        "signal_sent", element=thrown.element, data={"message": str(message_id), "name": thrown.name[:NAME_LENGTH]}
    )


def _thrown(
    work: "Casework", thrown: ThrownMessage | ThrownSignal, kind: str, status: MessageStatus
) -> dict[str, object]:
    return {
        "kind": kind,
        "sender": f"case:{work.case.id}",
        "sent_id": str(new_id()),
        "digest": b"",
        "name": thrown.name,
        "payload": dict(thrown.payload),
        "received_at": work.now,
        "initiative_id": work.initiative.id,
        "from_case_id": work.case.id,
        "from_element": thrown.element,
        "status": status,
    }


def _call(work: "Casework", call: StartedCall) -> None:
    definition = work.version.definition.calls.get(call.element)
    pinned = work.version.pins.get(call.process) if definition and definition.binding == "deployment" else None
    payload = {
        "token": str(call.token),
        "element": call.element,
        "process": call.process,
        "version": call.version or pinned,
        "inputs": dict(call.inputs),
    }
    leave(work.session, "call_started", payload, work.now, case_id=work.case.id)
    work.journal.record("call_started", element=call.element, data={"process": call.process})


def _fitting_key(element: str, key: str | None) -> str | None:
    """Raises StepFailed for a key that the database could not hold."""
    if key is not None and (len(key) > KEY_LENGTH or "\0" in key):
        raise StepFailed(element=element, reason=f"a correlation key is text of at most {KEY_LENGTH} characters")
    return key
