"""Sets a case on pause and lets it go on: people can read but not complete, what is due is held and comes late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from engine.model.access import Identity
from engine.model.case import Case
from engine.model.operation import InterventionKind
from engine.model.work import HELD, Timer
from engine.services.casework import on_case
from engine.services.correlation import listen_again
from engine.services.interventions import intervene, operator, reasoned
from engine.services.runtime import Runtime

UNSYNCHRONISED = {"synchronize_session": False}


class Suspensions:
    """The verbs of the pause, on one case. Those on a version are `engine.services.releases`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def suspend(self, case_id: UUID, identity: Identity, reason: str) -> None:
        """Sets a running case on pause; one that is stays as it is.

        Raises NotFound, NotAllowed, CaseNotRunning, InvalidInput (`reason`).
        """
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            actor = operator(work, identity, "suspend_case")
            work.case.require_running()
            if work.case.suspension_id is not None:
                return
            suspension = intervene(work, InterventionKind.SUSPENDED, actor, reason)
            set_on_pause(session, Case.id == case_id, suspension)
            work.case.suspension_id = suspension
            work.finish()

    def resume(self, case_id: UUID, identity: Identity, reason: str) -> None:
        """Lets a case go on; what became due meanwhile is due now. Raises NotFound, NotAllowed, InvalidInput."""
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            actor = operator(work, identity, "resume_case")
            if work.case.suspension_id is None:
                return
            intervene(work, InterventionKind.RESUMED, actor, reason, detail={"of": str(work.case.suspension_id)})
            let_go_on(session, Case.id == case_id, work.now)
            work.case.suspension_id = None
            work.finish()


def set_on_pause(session: Session, which: ColumnElement[bool], suspension: UUID) -> int:
    """Marks cases and holds their timers, so that no sweep looks at them meanwhile. Returns how many cases."""
    moving = select(Case.id).where(which, Case.suspension_id.is_(None)).order_by(Case.id).with_for_update()
    found = list(session.execute(moving).scalars())
    for at in range(0, len(found), 500):
        ids = found[at : at + 500]
        session.execute(
            update(Case).where(Case.id.in_(ids)).values(suspension_id=suspension), execution_options=UNSYNCHRONISED
        )
        session.execute(
            update(Timer).where(Timer.case_id.in_(ids)).values(attempts=Timer.attempts + HELD),
            execution_options=UNSYNCHRONISED,
        )
    return len(found)


def let_go_on(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    """The way back from `set_on_pause`; what was sent to the cases meanwhile is looked for."""
    on_pause = select(Case.id).where(which, Case.suspension_id.is_not(None)).order_by(Case.id).with_for_update()
    found = list(session.execute(on_pause).scalars())
    for at in range(0, len(found), 500):
        ids = found[at : at + 500]
        session.execute(
            update(Case).where(Case.id.in_(ids)).values(suspension_id=None), execution_options=UNSYNCHRONISED
        )
        session.execute(
            update(Timer).where(Timer.case_id.in_(ids), Timer.attempts >= HELD).values(attempts=Timer.attempts - HELD),
            execution_options=UNSYNCHRONISED,
        )
        for case_id in ids:
            listen_again(session, case_id, now)
    return len(found)
