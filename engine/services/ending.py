"""Ends a case before its process does: tasks are withdrawn, timers and subscriptions go, whom it called is called off."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from engine.contract.errors import ErrorUncaught
from engine.model.advance import Advance
from engine.model.case import CaseStatus
from engine.model.task import OPEN, Task
from engine.model.work import Timer
from engine.services import correlation, tasklist
from engine.services.versionrows import count_ended

if TYPE_CHECKING:
    from engine.services.casework import Casework


def cut_short(work: "Casework", status: CaseStatus = CaseStatus.CANCELLED) -> None:
    """Leaves nothing of the case waiting. What it means for the initiative is the caller's to say."""
    work.case.status, work.case.ended_at = status, work.now
    count_ended(work.session, work.case.version_id)
    tasklist.store_new(work)
    open_tasks = work.session.execute(select(Task).where(Task.case_id == work.case.id, Task.status.in_(OPEN))).scalars()
    withdrawn = []
    for task in open_tasks:
        task.withdraw(work.now)
        withdrawn.append(task.id)
    tasklist.clear(work.session, withdrawn)
    work.session.execute(
        delete(Timer).where(Timer.case_id == work.case.id), execution_options={"synchronize_session": False}
    )
    work.closed += withdrawn
    work.trail.end(work.session)
    correlation.fall_silent(work)


def fail_called(work: "Casework", error: ErrorUncaught) -> Advance:
    """An error that a called case did not catch ends it; the caller hears its code."""
    cut_short(work, CaseStatus.COMPLETED)
    work.case.end, work.case.failure = error.element, error.code[:100]
    work.journal.record("case_failed", element=error.element, data={"code": error.code[:100]})
    correlation.answer_caller(work)
    return Advance(state=work.case.state, finished=True)
