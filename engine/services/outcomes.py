"""What an advance means beyond its tasks: timers, phase, the end of a case, and the message that tells of it."""

from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.contract.ids import new_id
from engine.model.advance import Advance
from engine.model.case import Case, CaseStatus
from engine.model.definition import Outcome
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative, InitiativeStatus
from engine.model.people import RoleBinding
from engine.model.roles import Role
from engine.model.work import HELD, Timer, TimerKind
from engine.services import correlation
from engine.services.expressions import evaluate, names_in
from engine.services.outbox import leave
from engine.services.versionrows import count_ended
from engine.store.audit import Who
from engine.store.prepared import append

if TYPE_CHECKING:
    from engine.services.casework import Casework

TOOLBOX_EVENT = "toolbox_event"
BY_OUTCOME = {Outcome.AVVIS: InitiativeStatus.REJECTED, Outcome.HENVIS: InitiativeStatus.REFERRED}


def set_timers(work: "Casework", advance: Advance) -> None:
    """Writes a row per timer that now waits and removes those of timers that no longer do."""
    if advance.timers_cleared:
        work.session.execute(
            delete(Timer).where(Timer.case_id == work.case.id, Timer.token.in_(advance.timers_cleared)),
            execution_options={"synchronize_session": False},
        )
    if advance.timers_set:
        rows = [
            {
                "id": new_id(),
                "kind": TimerKind.EVENT,
                "case_id": work.case.id,
                "token": timer.token,
                "element": timer.element,
                "due_at": timer.due_at,
                "attempts": HELD if work.case.suspension_id is not None else 0,
            }
            for timer in advance.timers_set
        ]
        append(work.session, Timer, rows)


def enter_phase(work: "Casework", advance: Advance) -> None:
    """The case is in the phase of the last element with one that it came to; opened tasks speak last."""
    phases = work.version.phases
    reached = [*(p.element for p in advance.passed if not p.cancelled), *(o.element for o in advance.opened)]
    for element in reversed(reached):
        phase = phases.get(element)
        if phase is not None:
            if phase != work.case.phase:
                work.journal.record("phase_entered", element=element, data={"phase": phase})
                work.case.phase = phase
                if not work.case.beside:
                    work.initiative.phase = phase
            return


def hold(work: "Casework") -> None:
    """A gate said wait: nobody has anything to do until a timer takes the case up again."""
    if not work.opened and work.case.ended_at is None and not work.case.beside:
        work.initiative.status = InitiativeStatus.ON_HOLD


def take_up_again(work: "Casework", advance: Advance) -> None:
    """What was on hold is under way as soon as somebody has something to do."""
    if advance.opened and work.initiative.status == InitiativeStatus.ON_HOLD:
        work.initiative.status = InitiativeStatus.RUNNING


def end_case(work: "Casework", advance: Advance, who: Who) -> None:
    """Closes the case and says what became of the initiative; a follow-up process is asked for by message."""
    case, initiative = work.case, work.initiative
    case.status, case.ended_at = CaseStatus.COMPLETED, work.now
    count_ended(work.session, case.version_id)
    case.end = advance.end[-1] if advance.end else None
    correlation.fall_silent(work)
    if case.depth:
        correlation.answer_caller(work)
    end = work.version.definition.ends.get(case.end or "")
    if not case.beside:
        initiative.status = end.status if end is not None and end.status else _last_verdict(work.session, case)
    if end is not None:
        for text, action in ((end.follow_up, _follow_up), (end.merge_into, _merge)):
            if text:
                work.facts.need(names_in(text))
                action(work, evaluate(text, work.facts.mapping, element=end.id, now=work.now))
    status = InitiativeStatus.COMPLETED if case.beside else initiative.status
    work.journal.record("case_completed", who, element=case.end or "", data={"status": status})


def announce(work: "Casework") -> None:
    """Leaves one outbox message about everything this transaction did to the case, if anybody should hear of it."""
    if not work.opened and not work.closed and work.case.ended_at != work.now:
        return
    payload: dict[str, object] = {
        "initiative": str(work.initiative.id),
        "opened": [str(task.id) for task in work.opened],
        "withdrawn": [str(task_id) for task_id in work.closed],
        "ended": work.case.end if work.case.ended_at == work.now and not work.case.beside else None,
        "status": work.initiative.status,
    }
    queue(work.session, work.case.id, "case_advanced", payload, work)


def tell_toolboxes(work: "Casework") -> None:
    """Leaves an outbox message for every event of this transaction that a toolbox reacts to."""
    heard = work.runtime.toolboxes.heard
    for entry in work.journal.entries if heard else ():
        if entry["action"] in heard:
            payload: dict[str, object] = {
                "name": entry["action"],
                "initiative": str(work.initiative.id),
                "data": {
                    **orjson.loads(entry["data"]),
                    "element": entry["element"],
                    "task": str(entry["task_id"] or ""),
                },
            }
            queue(work.session, work.case.id, TOOLBOX_EVENT, payload, work)


def queue(session: Session, case_id: UUID | None, topic: str, payload: dict[str, object], work: "Casework") -> None:
    """Leaves a message to be delivered after commit."""
    leave(session, topic, payload, work.now, case_id=case_id)


def _last_verdict(session: Session, case: Case) -> str:
    outcome = session.execute(
        select(GateDecision.outcome)
        .where(GateDecision.initiative_id == case.initiative_id, GateDecision.case_id == case.id)
        .order_by(GateDecision.decided_at.desc(), GateDecision.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return BY_OUTCOME.get(Outcome(outcome), InitiativeStatus.COMPLETED) if outcome else InitiativeStatus.COMPLETED


def _follow_up(work: "Casework", process: object) -> None:
    if isinstance(process, str) and process:
        queue(work.session, work.case.id, "follow_up_wanted", {"process": process}, work)


def _merge(work: "Casework", number: object) -> None:
    """Credits this initiative's submitter in the one it is merged into."""
    target = work.session.execute(select(Initiative).where(Initiative.number == number)).scalar_one_or_none()
    if target is None or target.id == work.initiative.id:
        return
    work.session.add(
        RoleBinding(
            id=new_id(),
            person_id=work.initiative.submitter_id,
            role=Role.INNMELDER,
            initiative_id=target.id,
            granted_at=work.now,
        )
    )
    work.journal.record("initiative_merged", data={"into": str(target.id)})
