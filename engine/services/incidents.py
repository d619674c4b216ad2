"""Stopped steps: put on record when the executor gives up, repeated when the cause is gone."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import (
    CallsTooDeep,
    CaseStalled,
    EngineError,
    ErrorUncaught,
    ExpressionFailed,
    NotAllowed,
    NotFound,
    StepBudgetExceeded,
    StepFailed,
    TooMuchToCompensate,
)
from engine.contract.ids import new_id
from engine.model.access import Identity, may_retry, require_read
from engine.model.case import Case, CaseStatus
from engine.model.message import Message, MessageStatus
from engine.model.work import Incident, OutboxMessage, Timer
from engine.services.casework import Casework, on_case
from engine.services.correlation import announce
from engine.services.runtime import Runtime
from engine.store.audit import Who

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

PARKED = 1_000
"""`Timer.attempts` of a timer that waits for a repair instead of the clock."""


class Incidents:
    """The operator's verbs."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def retry(self, incident_id: UUID, identity: Identity) -> None:
        """Marks the incident as taken care of and sets its work going again: a parked timer is due at once; an
        interrupted completion can be sent again by its person, whose answers stand in the draft.

        Raises NotFound, NotAllowed.
        """
        with self._runtime.database.transaction() as session:
            incident = session.get(Incident, incident_id)
            if incident is None:
                raise NotFound("incident", incident_id)
            work = on_case(session, self._runtime, incident.case_id)
            actor = work.actor(identity)
            require_read(actor, work.initiative, work.lineage)
            if not may_retry(actor):
                raise NotAllowed("retry", "role_missing")
            if incident.resolved_at is not None:
                return
            resolve(work, incident, Who(person_id=actor.person_id))
            retry = incident.retry
            if isinstance(retry, Mapping) and "timer" in retry:
                timer = session.get(Timer, UUID(str(retry["timer"])))
                if timer is not None:
                    timer.attempts = 0
            if isinstance(retry, Mapping) and "message" in retry:
                message = session.get(OutboxMessage, UUID(str(retry["message"])))
                if message is not None:
                    message.attempts, message.available_at = 0, work.now
            if isinstance(retry, Mapping) and "letter" in retry:
                letter = session.get(Message, UUID(str(retry["letter"])), with_for_update=True)
                if letter is not None and letter.status == MessageStatus.STOPPED:
                    letter.status = MessageStatus.WAITING
                    announce(session, letter.id, letter.kind, work.now)
            work.finish()


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
    known = work.session.execute(
        select(Incident).where(
            Incident.case_id == work.case.id,
            Incident.element == element,
            Incident.code == code,
            Incident.resolved_at.is_(None),
        )
    ).scalar_one_or_none()
    if known is not None:
        return known.id
    incident = Incident(
        id=new_id(),
        case_id=work.case.id,
        element=element,
        code=code,
        detail=str(error)[:2000],
        retry=dict(retry),
        opened_at=work.now,
    )
    work.session.add(incident)
    if work.case.status == CaseStatus.RUNNING:
        work.case.status = CaseStatus.INCIDENT
    work.trail.fail(element)
    work.journal.record("incident_opened", who, element=element, data={"code": code})
    return incident.id


def resolve(work: Casework, incident: Incident, who: Who) -> None:
    """Closes an incident; the case runs again when it was the last."""
    incident.resolved_at, incident.resolved_by_id = work.now, who.person_id
    work.session.flush()
    work.journal.record("incident_resolved", who, element=incident.element)
    if work.case.status == CaseStatus.INCIDENT and not _open(work.session, work.case):
        work.case.status = CaseStatus.RUNNING


def resolve_all(work: Casework, who: Who, *, element: str | None = None) -> None:
    """Closes the case's incidents after it has moved on past what stopped it."""
    if work.case.status != CaseStatus.INCIDENT:
        return
    for incident in _open(work.session, work.case):
        retry = incident.retry
        if element is None or (isinstance(retry, Mapping) and retry.get("element") == element):
            resolve(work, incident, who)


def _open(session: Session, case: Case) -> list[Incident]:
    return list(
        session.execute(select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))).scalars()
    )
