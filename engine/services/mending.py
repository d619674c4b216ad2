"""Repairs of many stopped steps at once: the same way for each, carried out one by one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from engine.contract.errors import EngineError, InvalidInput, NotAllowed, Problem
from engine.model.access import Identity, may_retry
from engine.model.batch import Batch, BatchKind, ItemStatus, Stage
from engine.model.operators import may_operate
from engine.model.work import Incident
from engine.services.batches import begin, new_batch, settle
from engine.services.interventions import reasoned
from engine.services.repairs import Repairs, Result
from engine.services.runtime import Runtime
from engine.store.actors import load_actor

MAXIMUM = 10_000
STATUS = {
    Result.MOVED_ON: ItemStatus.DONE,
    Result.SET_GOING: ItemStatus.DONE,
    Result.STOPPED_AGAIN: ItemStatus.FAILED,
    Result.ASKS_PERSON: ItemStatus.SKIPPED,
}


class Mending:
    """The operator's verbs on many incidents; `carry_out` is the outbox's."""

    def __init__(self, runtime: Runtime, repairs: Repairs) -> None:
        self._runtime, self._repairs = runtime, repairs

    def retry_all(self, incident_ids: Sequence[UUID], identity: Identity) -> UUID:
        """Orders a new try of each; returns the batch's id. Raises NotAllowed, InvalidInput (`incidents`)."""
        return self._order(BatchKind.RETRY, incident_ids, identity, "", {})

    def skip_all(
        self, incident_ids: Sequence[UUID], identity: Identity, reason: str, *, flow: str | None = None
    ) -> UUID:
        """Orders that each is passed by, with one reason for all. Raises NotAllowed, InvalidInput."""
        return self._order(BatchKind.SKIP, incident_ids, identity, reasoned(reason), {"flow": flow or ""})

    def carry_out(self, batch: Batch, subject: UUID, case_id: UUID) -> None:
        """One stopped step, in the name of whoever ordered it and with what they hold now."""
        identity = Identity(person_id=batch.created_by_id)
        order = batch.order if isinstance(batch.order, Mapping) else {}
        try:
            if batch.kind == BatchKind.SKIP:
                result = self._repairs.skip(subject, identity, batch.reason, flow=str(order.get("flow") or "") or None)
            else:
                result = self._repairs.retry(subject, identity)
        except NotAllowed:
            self._settle(batch, subject, ItemStatus.FAILED, Problem(code="not_permitted"))
        except InvalidInput as refused:
            self._settle(batch, subject, ItemStatus.FAILED, Problem(code=refused.code, params=refused.params))
        except EngineError as error:
            reason = {"reason": str(error)[:300]}
            self._settle(batch, subject, ItemStatus.FAILED, Problem(code="refused", params=reason))
        else:
            told = None if result == Result.MOVED_ON else Problem(code=str(result))
            self._settle(batch, subject, STATUS[result], told)

    def _order(
        self,
        kind: BatchKind,
        incident_ids: Sequence[UUID],
        identity: Identity,
        reason: str,
        order: Mapping[str, object],
    ) -> UUID:
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not (may_retry(actor) if kind == BatchKind.RETRY else may_operate(actor)):
                raise NotAllowed("repair", "role_missing")
            wanted = list(dict.fromkeys(incident_ids))[:MAXIMUM]
            found: list[tuple[UUID, UUID]] = []
            for at in range(0, len(wanted), 500):
                rows = session.execute(
                    select(Incident.id, Incident.case_id).where(
                        Incident.id.in_(wanted[at : at + 500]), Incident.resolved_at.is_(None)
                    )
                )
                found += [(row.id, row.case_id) for row in rows]
            if not found:
                raise InvalidInput("incidents", "none_chosen")
            batch = new_batch(kind, Stage.WORKING, dict(order), reason, actor.person_id, now)
            begin(session, batch, found)
            return batch.id

    def _settle(self, batch: Batch, subject: UUID, status: ItemStatus, told: Problem | None) -> None:
        with self._runtime.database.transaction() as session:
            settle(session, batch, subject, status, [told] if told else [], self._runtime.clock.now())
