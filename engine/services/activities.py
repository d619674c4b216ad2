"""Ad hoc subprocesses of running cases: what may be begun there now, and beginning it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.contract.errors import NotAllowed
from engine.model.access import Identity, may_begin_activity, require_read
from engine.model.advance import Advance
from engine.model.case import CaseStatus
from engine.services.casework import Casework, on_case
from engine.services.runtime import Runtime
from engine.spiff import Host, activate, running_ad_hoc
from engine.store.audit import Who


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An activity that may be begun now, in the ad hoc subprocess `token`."""

    token: UUID
    subprocess: str
    element: str
    name: str


class Activities:
    """The verbs on activities of ad hoc subprocesses."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def offered(self, case_id: UUID, identity: Identity) -> tuple[Offered, ...]:
        """What the actor may begin in a case now; nothing in a model without ad hoc subprocesses. Raises NotFound."""
        with self._runtime.database.reading() as session:
            work = self._work(session, case_id, identity, lock=False)
            definition = work.version.definition
            actor = work.actor(identity)
            at_rest = work.case.status in (CaseStatus.COMPLETED, CaseStatus.CANCELLED) or work.case.suspension_id
            if not definition.ad_hoc or at_rest or not may_begin_activity(actor, work.initiative, work.lineage):
                return ()
            names = {element.id: element.name or element.id for element in definition.elements}
            return tuple(
                Offered(token=running.token, subprocess=names[running.element], element=element, name=names[element])
                for running in running_ad_hoc(work.version.compiled, work.case.state)
                for element in running.activities
            )

    def begin(self, case_id: UUID, identity: Identity, token: UUID, element: str) -> None:
        """Begins an activity of the running ad hoc subprocess `token` once more; where one at a time is begun, in its turn.

        Raises NotFound, NotAllowed, CaseNotRunning, CaseSuspended, TaskNotOpen; what the model is at fault for passes
        through, and nothing is kept then.
        """
        with self._runtime.database.transaction() as session:
            work = self._work(session, case_id, identity, lock=True)
            actor = work.actor(identity)
            if not may_begin_activity(actor, work.initiative, work.lineage):
                raise NotAllowed("begin_activity", "role_missing")
            work.case.require_moving()
            who = Who(person_id=actor.person_id)

            def move(host: Host) -> Advance:
                return activate(work.version.compiled, work.case.state, token, element, host, work.now)

            work.advance(move, who)
            work.journal.record("activity_begun", who, element=element)
            work.finish()

    def _work(self, session: Session, case_id: UUID, identity: Identity, *, lock: bool) -> Casework:
        work = on_case(session, self._runtime, case_id, lock=lock)
        require_read(work.actor(identity), work.initiative, work.lineage)
        return work
