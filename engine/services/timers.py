"""Fires what is due: timer events move their case, reminders and escalations leave a message. Once each, late if need be."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import TaskNotOpen
from engine.model.case import CaseStatus
from engine.model.work import PARKED, Timer, TimerKind
from engine.services import incidents
from engine.services.casework import Casework, on_case
from engine.services.outcomes import queue
from engine.services.runtime import Runtime
from engine.spiff import fire_timer
from engine.store.audit import ENGINE

TOPICS = {TimerKind.REMINDER: "task_reminder", TimerKind.ESCALATION: "task_escalated"}
ACTIONS = {TimerKind.REMINDER: "task_reminded", TimerKind.ESCALATION: "task_escalated"}
UNSYNCHRONISED = {"synchronize_session": False}


class Timers:
    """The verb of the clock."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def fire(self, timer_id: UUID) -> bool:
        """Acts on a timer that is due, in one transaction with the row's removal. False when there was nothing to do.

        A model's failure becomes an incident and parks the timer until an operator retries.
        """
        try:
            with self._runtime.database.transaction() as session:
                return self._fire(session, timer_id)
        except incidents.STOPPING as error:
            with self._runtime.database.transaction() as session:
                timer = session.get(Timer, timer_id)
                if timer is None:
                    return False
                work = on_case(session, self._runtime, timer.case_id)
                incidents.open_incident(work, error, {"timer": str(timer_id)}, ENGINE)
                session.execute(
                    update(Timer).where(Timer.id == timer_id).values(attempts=PARKED),
                    execution_options=UNSYNCHRONISED,
                )
                work.finish()
            return True

    def _fire(self, session: Session, timer_id: UUID) -> bool:
        case_id = session.execute(select(Timer.case_id).where(Timer.id == timer_id)).scalar_one_or_none()
        if case_id is None:
            return False
        work = on_case(session, self._runtime, case_id)
        # Read again under the lock: another worker may have acted on it meanwhile.
        timer = session.execute(
            select(Timer).where(Timer.id == timer_id).execution_options(populate_existing=True)
        ).scalar_one_or_none()
        if timer is None or timer.due_at > work.now:
            return False
        if work.case.status in (CaseStatus.COMPLETED, CaseStatus.CANCELLED):
            _forget(session, timer)
            return False
        if work.case.suspension_id is not None:
            return False
        if timer.kind == TimerKind.EVENT:
            self._move_case(work, timer)
        else:
            kind = TimerKind(timer.kind)
            payload: dict[str, object] = {"task": str(timer.task_id), "note": timer.note}
            queue(session, work.case.id, TOPICS[kind], payload, work)
            work.journal.record(ACTIONS[kind], element=timer.element, task_id=timer.task_id)
            _forget(session, timer)
        work.finish()
        return True

    def _move_case(self, work: Casework, timer: Timer) -> None:
        token = timer.token
        assert token is not None
        # Gone before the advance: a cycle writes a new row for its next time under the same token.
        _forget(work.session, timer)
        work.journal.record("timer_fired", element=timer.element)
        try:
            work.advance(lambda host: fire_timer(work.version.compiled, work.case.state, token, host, work.now))
        except TaskNotOpen:
            work.journal.record("timer_superseded", element=timer.element)


def _forget(session: Session, timer: Timer) -> None:
    session.execute(delete(Timer).where(Timer.id == timer.id), execution_options=UNSYNCHRONISED)
