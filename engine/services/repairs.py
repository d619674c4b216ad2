"""What an operator does about a stopped step: try again, let the case pass it, or put the facts right and try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import (
    CaseNotRunning,
    CaseStopped,
    EngineError,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from engine.model.access import Identity, may_read, may_retry, require_read
from engine.model.artefact import Draft
from engine.model.definition import ElementKind
from engine.model.operation import Bypass, InterventionKind
from engine.model.operators import may_operate
from engine.model.work import Incident
from engine.services import incidents
from engine.services.casework import Casework, on_case
from engine.services.interventions import intervene, operator, reasoned
from engine.services.outbox import leave
from engine.services.runtime import Runtime
from engine.services.tasks import Tasks
from engine.store.audit import Who

NEVER_SKIPPED = (ElementKind.USER_TASK, ElementKind.MANUAL_TASK, ElementKind.START_EVENT, ElementKind.END_EVENT, "")
CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
"""Gateways that the operator must say the way out of, when the case passes them without asking."""


class Result(StrEnum):
    """What came of a repair: MOVED_ON, SET_GOING (the clock or the outbox tries again soon), STOPPED_AGAIN, or ASKS_PERSON
    (the one who sent it must send it once more)."""

    MOVED_ON = "moved_on"
    SET_GOING = "set_going"
    STOPPED_AGAIN = "stopped_again"
    ASKS_PERSON = "asks_person"


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What a person had sent when the case stopped, untouched since."""

    task_id: UUID
    person_id: UUID
    answers: Mapping[str, object]


class Repairs:
    """The operator's verbs on one stopped step."""

    def __init__(self, runtime: Runtime, tasks: Tasks) -> None:
        self._runtime, self._tasks = runtime, tasks

    def retry(self, incident_id: UUID, identity: Identity) -> Result:
        """Tries the interrupted work again. A parked timer is due at once. What a person had sent is sent again in their
        name, as it was, if they have not gone on with it; it is checked anew.

        The process owner's, and the administrator's, who needs not be able to read the initiative for it. Doing it twice
        changes nothing. Raises NotFound, NotAllowed, CaseNotRunning, CaseSuspended.
        """
        with self._runtime.database.transaction() as session:
            work, incident = self._on(session, incident_id)
            actor = work.actor(identity)
            if not may_retry(actor):
                require_read(actor, work.initiative, work.lineage)
                raise NotAllowed("retry", "role_missing")
            if may_operate(actor) and not may_read(actor, work.initiative, work.lineage):
                raise NotFound("incident", incident_id)
            if incident.resolved_at is not None:
                return Result.MOVED_ON
            work.case.require_moving()
            sent = _sent(session, incident)
            incidents.resolve(work, incident, Who(person_id=actor.person_id))
            incidents.set_going(work, incident)
            work.finish()
        return self._send(sent) if _by_person(incident) else Result.SET_GOING

    def skip(self, incident_id: UUID, identity: Identity, reason: str, *, flow: str | None = None) -> Result:
        """Lets the case pass the failed element once as if it had been carried out, and tries the interrupted work again.
        `flow` is the way out of a gateway that cannot choose.

        Raises NotFound, NotAllowed, CaseNotRunning, CaseSuspended, InvalidInput (`reason`; `flow`: `required`,
        `unknown_choice`; `element`: `not_skippable`).
        """
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            work, incident = self._on(session, incident_id)
            actor = operator(work, identity, "skip_step")
            if incident.resolved_at is not None:
                return Result.MOVED_ON
            work.case.require_moving()
            _require_skippable(work, incident.element, flow)
            intervention = intervene(
                work, InterventionKind.SKIPPED, actor, reason, element=incident.element, detail={"flow": flow or ""}
            )
            place = {"case_id": work.case.id, "element": incident.element, "path": incident.path}
            known = session.get(Bypass, tuple(place.values()))
            if known is not None:
                known.flow, known.intervention_id = flow, intervention
            else:
                session.add(Bypass(**place, flow=flow, intervention_id=intervention))
            sent = _sent(session, incident)
            incidents.set_going(work, incident)
            work.finish()
        return self._send(sent) if _by_person(incident) else Result.SET_GOING

    def amend(self, incident_id: UUID, identity: Identity, facts: Mapping[str, object], reason: str) -> Result:
        """Puts facts right and tries again. A key is a fact's name, or the way to a value inside it (`vurder.tall`).

        Raises NotFound, NotAllowed, CaseNotRunning, CaseSuspended, InvalidInput (`reason`; `facts`: `required`,
        `no_such_fact`, `wrong_kind`).
        """
        reason = reasoned(reason)
        if not facts:
            raise InvalidInput("facts", "required")
        with self._runtime.database.transaction() as session:
            work, incident = self._on(session, incident_id)
            actor = operator(work, identity, "edit_facts")
            if incident.resolved_at is not None:
                return Result.MOVED_ON
            work.case.require_moving()
            for place, value in facts.items():
                work.facts.amend(place, value)
            # The names only: what people have answered has no place in the log.
            intervene(
                work,
                InterventionKind.FACTS_EDITED,
                actor,
                reason,
                element=incident.element,
                detail={"facts": sorted(facts)},
            )
            if work.version.definition.conditional:
                leave(session, "facts_changed", {"case": str(work.case.id)}, work.now, case_id=work.case.id)
            work.finish()
        return self.retry(incident_id, identity)

    def _on(self, session: Session, incident_id: UUID) -> tuple[Casework, Incident]:
        case_id = session.execute(select(Incident.case_id).where(Incident.id == incident_id)).scalar_one_or_none()
        if case_id is None:
            raise NotFound("incident", incident_id)
        work = on_case(session, self._runtime, case_id)
        return work, session.execute(select(Incident).where(Incident.id == incident_id)).scalar_one()

    def _send(self, sent: _Sent | None) -> Result:
        if sent is None:
            return Result.ASKS_PERSON
        try:
            self._tasks.complete(sent.task_id, Identity(person_id=sent.person_id), sent.answers)
        except CaseStopped:
            return Result.STOPPED_AGAIN
        except CaseNotRunning:
            return Result.MOVED_ON
        except EngineError:
            # Not theirs any more, or the form wants more by now: they see it in their list, with their draft in it.
            return Result.ASKS_PERSON
        return Result.MOVED_ON


def _by_person(incident: Incident) -> bool:
    return isinstance(incident.retry, Mapping) and "task" in incident.retry


def _sent(session: Session, incident: Incident) -> _Sent | None:
    retry = incident.retry if isinstance(incident.retry, Mapping) else {}
    if not {"task", "person", "draft"} <= retry.keys():
        return None
    draft = session.execute(
        select(Draft).where(Draft.person_id == UUID(str(retry["person"])), Draft.subject == str(retry["task"]))
    ).scalar_one_or_none()
    if draft is None or draft.revision != int(str(retry["draft"])) or not isinstance(draft.values, Mapping):
        return None
    return _Sent(task_id=UUID(str(retry["task"])), person_id=draft.person_id, answers=dict(draft.values))


def _require_skippable(work: Casework, element: str, flow: str | None) -> None:
    definition = work.version.definition
    kind = next((e.kind for e in definition.elements if e.id == element), "")
    if kind in NEVER_SKIPPED:
        raise InvalidInput("element", "not_skippable")
    out = {f.id for f in definition.flows if f.source == element}
    if flow is not None and flow not in out:
        raise InvalidInput("flow", "unknown_choice")
    if flow is None and kind in CHOOSING and len(out) > 1:
        raise InvalidInput("flow", "required")
