"""Stopped steps: put on record when the executor gives up, closed when the case has moved on. How people repair them stands
in `engine.services.repairs`."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from engine.contract.errors import (
    CallsTooDeep,
    CaseStalled,
    EngineError,
    ErrorUncaught,
    ExpressionFailed,
    StepBudgetExceeded,
    StepFailed,
    TooMuchToCompensate,
)
from engine.contract.ids import new_id
from engine.model.case import CaseStatus, path_key
from engine.model.message import Message, MessageStatus
from engine.model.work import HELD, Incident, OutboxMessage, Timer
from engine.services.casework import Casework, on_case
from engine.services.correlation import announce, unhalt
from engine.services.resolving import resolve, resolve_all, resolve_settled
from engine.services.runtime import Runtime
from engine.store.audit import Who

__all__ = ["STOPPING", "open_incident", "record", "resolve", "resolve_all", "resolve_settled", "set_going"]

STOPPING = (
    ExpressionFailed,
    StepFailed,
    StepBudgetExceeded,
    CaseStalled,
    ErrorUncaught,
    CallsTooDeep,
    TooMuchToCompensate,
)
"""What the executor raises when a model, not a person, is at fault."""


def set_going(work: Casework, incident: Incident) -> None:
    """Lets the clock or the outbox try again what was interrupted. What a person had sent is not done by this."""
    retry = incident.retry if isinstance(incident.retry, Mapping) else {}
    if "timer" in retry:
        timer = work.session.get(Timer, UUID(str(retry["timer"])))
        if timer is not None:
            timer.attempts = HELD if work.case.suspension_id is not None else 0
    if "message" in retry:
        message = work.session.get(OutboxMessage, UUID(str(retry["message"])))
        if message is not None:
            message.attempts, message.available_at = 0, work.now
    if "letter" in retry:
        letter = work.session.get(Message, UUID(str(retry["letter"])), with_for_update=True)
        if letter is not None and letter.status == MessageStatus.STOPPED:
            letter.status = MessageStatus.WAITING
            announce(work.session, letter.id, letter.kind, work.now)
            unhalt(work, letter.id)


def record(runtime: Runtime, case_id: UUID, error: EngineError, retry: Mapping[str, object], who: Who) -> UUID:
    """Opens an incident in a transaction of its own; one per case, element and kind however often it is tried."""
    with runtime.database.transaction() as session:
        work = on_case(session, runtime, case_id)
        incident = open_incident(work, error, retry, who)
        work.finish()
        return incident


def open_incident(work: Casework, error: EngineError, retry: Mapping[str, object], who: Who) -> UUID:
    """Opens an incident in the running transaction."""
    element, code = str(getattr(error, "element", "")), type(error).__name__
    path = path_key(getattr(error, "path", ()))
    known = work.session.execute(
        select(Incident).where(
            Incident.case_id == work.case.id,
            Incident.element == element,
            Incident.code == code,
            Incident.path == path,
            Incident.resolved_at.is_(None),
        )
    ).scalar_one_or_none()
    if known is not None:
        known.retry = dict(retry)
        return known.id
    incident = Incident(
        id=new_id(),
        case_id=work.case.id,
        element=element,
        code=code,
        detail=str(error)[:2000],
        expression=str(getattr(error, "expression", ""))[:2000],
        path=path,
        retry=dict(retry),
        opened_at=work.now,
    )
    work.session.add(incident)
    if work.case.status == CaseStatus.RUNNING:
        work.case.status = CaseStatus.INCIDENT
    work.trail.fail(element)
    work.journal.record("incident_opened", who, element=element, data={"code": code})
    return incident.id
