"""Looks again at what cases wait to become true: conditions may speak of the day, and of facts that an operator changed."""

from uuid import UUID

from sqlalchemy import select

from engine.model.case import Case
from engine.model.process import ProcessVersion
from engine.services import incidents
from engine.services.beginning import GOING_ON
from engine.services.casework import on_case
from engine.services.runtime import Runtime
from engine.spiff import recheck
from engine.store.audit import ENGINE

BATCH = 500


class Conditions:
    """The verb of what becomes true by itself."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def recheck(self, case_id: UUID) -> bool:
        """Lets the conditional events of a case that have become true happen. False when there was none, and nothing is
        written then. A model's failure becomes an incident."""
        try:
            with self._runtime.database.transaction() as session:
                work = on_case(session, self._runtime, case_id)
                if work.case.status not in GOING_ON or work.case.suspension_id is not None:
                    return False
                before = work.case.state
                advance = work.advance(lambda host: recheck(work.version.compiled, before, host, work.now))
                if not advance.passed and advance.state == before:
                    raise _AllAsBefore
                work.finish()
                return bool(advance.passed)
        except _AllAsBefore:
            return False
        except incidents.STOPPING as error:
            incidents.record(self._runtime, case_id, error, {}, ENGINE)
            return False

    def recheck_all(self) -> int:
        """Every case that may wait for a condition, each in a transaction of its own; returns how many moved. Its cost follows
        the running cases of the versions that have conditions."""
        moved, after = 0, None
        while True:
            found = self._next(after)
            moved += sum(self.recheck(case_id) for case_id in found)
            if len(found) < BATCH:
                return moved
            after = found[-1]

    def _next(self, after: UUID | None) -> list[UUID]:
        query = (
            select(Case.id)
            .join(ProcessVersion, ProcessVersion.id == Case.version_id)
            .where(ProcessVersion.conditional, Case.status.in_(GOING_ON), Case.suspension_id.is_(None))
        )
        if after is not None:
            query = query.where(Case.id > after)
        with self._runtime.database.reading() as session:
            return list(session.execute(query.order_by(Case.id).limit(BATCH)).scalars())


class _AllAsBefore(Exception):
    """Takes a look at a case out of its transaction, which is rolled back."""
