"""Puts on record what an operator did and why, and tells those who are stopped by it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import CaseSuspended, InvalidInput, NotAllowed
from engine.contract.ids import new_id
from engine.model.access import Actor, Identity, require_read
from engine.model.operation import Intervention, InterventionKind
from engine.model.operators import may_operate
from engine.services.casework import Casework
from engine.store.audit import Who
from engine.store.prepared import append

REASON_LIMIT = 10_000


def reasoned(reason: str) -> str:
    """The reason, trimmed. Raises InvalidInput when there is none."""
    text = reason.strip()
    if not text:
        raise InvalidInput("reason", "required")
    if len(text) > REASON_LIMIT:
        raise InvalidInput("reason", "too_long", maximum=str(REASON_LIMIT))
    return text


def operator(work: Casework, identity: Identity, action: str) -> Actor:
    """Who operates on the locked case. Raises NotFound for one that may not be read, NotAllowed."""
    actor = work.actor(identity)
    require_read(actor, work.initiative, work.lineage)
    if not may_operate(actor):
        raise NotAllowed(action, "role_missing")
    return actor


def intervene(
    work: Casework,
    kind: InterventionKind,
    actor: Actor,
    reason: str,
    *,
    element: str = "",
    detail: Mapping[str, object] | None = None,
) -> UUID:
    """Stores an intervention in the case, with its entry in the log."""
    number = put_down(
        work.session, kind, actor.person_id, reason, work.now, case_id=work.case.id, element=element, detail=detail
    )
    who = Who(person_id=actor.person_id)
    work.journal.record(f"case_{kind}", who, element=element, data={"intervention": str(number)})
    return number


def put_down(
    session: Session,
    kind: InterventionKind,
    by: UUID,
    reason: str,
    at: datetime,
    *,
    case_id: UUID | None = None,
    version_id: UUID | None = None,
    element: str = "",
    detail: Mapping[str, object] | None = None,
) -> UUID:
    """Stores an intervention; the entry in the log is the caller's."""
    row: dict[str, object] = {
        "id": new_id(),
        "kind": kind,
        "case_id": case_id,
        "version_id": version_id,
        "element": element,
        "detail": dict(detail or {}),
        "reason": reason,
        "by_id": by,
        "at": at,
    }
    append(session, Intervention, [row])
    return UUID(str(row["id"]))


def require_moving(work: Casework) -> None:
    """Raises CaseNotRunning, or CaseSuspended with who set the case on pause and when."""
    try:
        work.case.require_moving()
    except CaseSuspended as suspended:
        found = work.session.execute(
            select(Intervention.by_id, Intervention.at).where(Intervention.id == suspended.suspension_id)
        ).one_or_none()
        if found is None:
            raise
        raise CaseSuspended(suspended.suspension_id, by=str(found.by_id), at=found.at.isoformat()) from suspended
