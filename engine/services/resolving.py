"""Closes stopped steps when somebody has taken care of them, or the case has moved on past them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model.case import Case, CaseStatus
from engine.model.task import OPEN, Task
from engine.model.work import Incident, Timer
from engine.store.audit import Who

if TYPE_CHECKING:
    from engine.services.casework import Casework


def resolve(work: "Casework", incident: Incident, who: Who) -> None:
    """Closes an incident; the case runs again when it was the last."""
    incident.resolved_at, incident.resolved_by_id = work.now, who.person_id
    work.session.flush()
    work.journal.record("incident_resolved", who, element=incident.element)
    if work.case.status == CaseStatus.INCIDENT and not _open(work.session, work.case):
        work.case.status = CaseStatus.RUNNING


def resolve_all(work: "Casework", who: Who, *, element: str | None = None) -> None:
    """Closes the case's incidents after it has moved on past what stopped it."""
    if work.case.status != CaseStatus.INCIDENT:
        return
    for incident in _open(work.session, work.case):
        retry = incident.retry
        if element is None or (isinstance(retry, Mapping) and retry.get("element") == element):
            resolve(work, incident, who)


def resolve_at(work: "Casework", element: str, path: str, who: Who) -> None:
    """Closes the incidents of an element that the case has passed by."""
    for incident in _open(work.session, work.case):
        if (incident.element, incident.path) == (element, path):
            resolve(work, incident, who)


def resolve_settled(work: "Casework", who: Who) -> None:
    """Closes the incidents whose interrupted work is no more, after an operator has moved the case."""
    if work.case.status not in (CaseStatus.INCIDENT, CaseStatus.COMPLETED):
        return
    for incident in _open(work.session, work.case):
        retry = incident.retry if isinstance(incident.retry, Mapping) else {}
        if work.case.ended_at is not None or _gone(work.session, retry):
            resolve(work, incident, who)


def _gone(session: Session, retry: Mapping[str, object]) -> bool:
    if "task" in retry:
        status = session.execute(select(Task.status).where(Task.id == UUID(str(retry["task"])))).scalar()
        return status not in OPEN
    if "timer" in retry:
        return session.execute(select(Timer.id).where(Timer.id == UUID(str(retry["timer"])))).scalar() is None
    return False


def _open(session: Session, case: Case) -> list[Incident]:
    return list(
        session.execute(select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))).scalars()
    )
