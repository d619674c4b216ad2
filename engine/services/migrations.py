"""Takes running cases to another version of their model: proposed, checked on each case, carried out, and undone."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import (
    CannotMigrate,
    CaseNotRunning,
    InvalidInput,
    NotAllowed,
    NotFound,
    Problem,
)
from engine.model.access import Actor, Identity, may_deploy
from engine.model.batch import Batch, BatchItem, BatchKind, ItemStatus, Stage
from engine.model.case import Case
from engine.model.migration import Plan, Suggestion
from engine.model.process import ProcessVersion
from engine.services import incidents
from engine.services.batches import begin, go_on, item_at_work, new_batch, settle, told
from engine.services.casework import Casework, on_case
from engine.services.crossing import cross, cross_back, gates_differ, mark_of
from engine.services.interventions import reasoned
from engine.services.releases import LIVE
from engine.services.runtime import Runtime
from engine.services.versions import LoadedVersion
from engine.spiff import judge, propose
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation

MAXIMUM_CASES = 100_000


class _Fits(Exception):
    """Takes a check out of its transaction, which is rolled back."""

    def __init__(self, report: Sequence[Problem]) -> None:
        self.report = tuple(report)


class Migrations:
    """The process owner's verbs on many cases; `carry_out` is the outbox's."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def propose(
        self, identity: Identity, source_id: UUID, target_id: UUID
    ) -> tuple[tuple[Suggestion, ...], Mapping[str, Problem]]:
        """A plan from ids, names and kinds, and what is wrong with it. Raises NotFound, NotAllowed, InvalidInput."""
        with self._runtime.database.reading() as session:
            self._owner(session, identity)
            old, new = self._pair(session, source_id, target_id)
            rows = propose(old.compiled, new.compiled)
            plan = Plan(targets={row.element: row.target for row in rows if row.target is not None})
            return rows, {**judge(old.compiled, new.compiled, plan), **gates_differ(old, new, plan)}

    def judge(self, identity: Identity, source_id: UUID, target_id: UUID, plan: Plan) -> Mapping[str, Problem]:
        """What is wrong with a plan, by element. Raises NotFound, NotAllowed, InvalidInput."""
        with self._runtime.database.reading() as session:
            self._owner(session, identity)
            old, new = self._pair(session, source_id, target_id)
            return {**judge(old.compiled, new.compiled, plan), **gates_differ(old, new, plan)}

    def prepare(
        self,
        identity: Identity,
        source_id: UUID,
        target_id: UUID,
        plan: Plan,
        reason: str,
        *,
        cases: Sequence[UUID] | None = None,
    ) -> UUID:
        """Orders a dry run of the plan on the running cases of a version, or on some of them; returns the batch's id.

        Raises NotFound, NotAllowed, InvalidInput (`reason`, `version`, `cases`), CannotMigrate for a plan that is wrong.
        """
        reason = reasoned(reason)
        with self._runtime.database.transaction() as session:
            actor = self._owner(session, identity)
            old, new = self._pair(session, source_id, target_id)
            wrong = {**judge(old.compiled, new.compiled, plan), **gates_differ(old, new, plan)}
            if wrong:
                raise CannotMigrate(tuple(wrong.values()))
            query = select(Case.id).where(Case.version_id == source_id, Case.status.in_(LIVE)).order_by(Case.id)
            if cases is not None:
                query = query.where(Case.id.in_(list(cases)[:MAXIMUM_CASES]))
            found = list(session.execute(query.limit(MAXIMUM_CASES)).scalars())
            if not found:
                raise InvalidInput("cases", "none_chosen")
            now = self._runtime.clock.now()
            order = {"targets": dict(plan.targets), "again": sorted(plan.again)}
            batch = new_batch(BatchKind.MIGRATION, Stage.CHECKING, order, reason, actor.person_id, now)
            batch.source_id, batch.target_id = source_id, target_id
            begin(session, batch, ((case, case) for case in found))
            return batch.id

    def start(self, batch_id: UUID, identity: Identity) -> None:
        """Takes the cases over that the check found to fit. Raises NotFound, NotAllowed, InvalidInput (`stage`)."""
        self._go_on(batch_id, identity, Stage.CHECKED, Stage.WORKING, ItemStatus.FITS, "migration_started")

    def undo(self, batch_id: UUID, identity: Identity) -> None:
        """Takes back every case that has not moved since. Raises NotFound, NotAllowed, InvalidInput (`stage`)."""
        self._go_on(batch_id, identity, Stage.DONE, Stage.UNDOING, ItemStatus.DONE, "migration_taken_back")

    def carry_out(self, batch: Batch, subject: UUID, case_id: UUID) -> None:
        """One case in the batch's stage: checked, taken over, or taken back."""
        act = self._back if batch.stage == Stage.UNDOING else self._over
        try:
            self._in_transaction(batch, subject, case_id, act)
        except _Fits as fits:
            self._settle(batch, subject, ItemStatus.FITS, fits.report)
        except CannotMigrate as refused:
            self._settle(batch, subject, _failing(batch), refused.problems)
        except CaseNotRunning:
            self._settle(batch, subject, ItemStatus.SKIPPED, [Problem(code="case_ended")])
        except incidents.STOPPING as error:
            params = {"element": str(getattr(error, "element", "")), "reason": str(error)[:500]}
            self._settle(batch, subject, _failing(batch), [Problem(code="model_failed", params=params)])

    def _in_transaction(
        self, batch: Batch, subject: UUID, case_id: UUID, act: Callable[[Batch, BatchItem, Casework, Who], None]
    ) -> None:
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            item = item_at_work(session, batch, subject)
            if item is None:
                return
            item.at = work.now
            actor = work.actor(Identity(person_id=batch.created_by_id))
            if not may_deploy(actor):
                item.status, item.report = ItemStatus.FAILED, told([Problem(code="not_permitted")])
                return
            act(batch, item, work, Who(person_id=actor.person_id))

    def _over(self, batch: Batch, item: BatchItem, work: Casework, who: Who) -> None:
        work.case.require_running()
        if work.version.id != batch.source_id or batch.target_id is None:
            item.status, item.report = ItemStatus.SKIPPED, told([Problem(code="other_version")])
            return
        before = work.case.state
        new = self._runtime.versions.get(work.session, batch.target_id)
        memory, report = cross(work, new, plan_of(batch), who)
        if batch.stage == Stage.CHECKING:
            raise _Fits(report)
        work.finish()
        item.status, item.report = ItemStatus.DONE, told(report)
        item.state_before, item.state_after, item.memory = before, mark_of(work.case.state), memory

    def _back(self, batch: Batch, item: BatchItem, work: Casework, who: Who) -> None:
        moved = work.version.id != batch.target_id or mark_of(work.case.state) != item.state_after
        if moved or item.state_before is None or batch.source_id is None or work.case.ended_at is not None:
            item.status, item.report = ItemStatus.MOVED_ON, told([Problem(code="has_moved_on")])
            return
        old = self._runtime.versions.get(work.session, batch.source_id)
        memory = item.memory if isinstance(item.memory, Mapping) else {}
        cross_back(work, old, item.state_before, memory, who)
        work.finish()
        item.status, item.report, item.state_before, item.memory = ItemStatus.UNDONE, [], None, None

    def _settle(self, batch: Batch, subject: UUID, status: ItemStatus, report: Sequence[Problem]) -> None:
        with self._runtime.database.transaction() as session:
            settle(session, batch, subject, status, report, self._runtime.clock.now())

    def _go_on(
        self, batch_id: UUID, identity: Identity, before: Stage, stage: Stage, status: ItemStatus, action: str
    ) -> None:
        with self._runtime.database.transaction() as session:
            actor = self._owner(session, identity)
            batch = session.get(Batch, batch_id, with_for_update=True)
            if batch is None or batch.kind != BatchKind.MIGRATION:
                raise NotFound("batch", batch_id)
            if batch.stage != before:
                raise InvalidInput("stage", "wrong_stage")
            now = self._runtime.clock.now()
            go_on(session, batch, stage, status, now)
            record_installation(session, now, action, Who(person_id=actor.person_id), {"batch": str(batch.id)})

    def _owner(self, session: Session, identity: Identity) -> Actor:
        actor = load_actor(session, identity.person_id, self._runtime.clock.now(), identity.scopes)
        if not may_deploy(actor):
            raise NotAllowed("migrate_cases", "role_missing")
        return actor

    def _pair(self, session: Session, source_id: UUID, target_id: UUID) -> tuple[LoadedVersion, LoadedVersion]:
        rows = dict(
            session.execute(
                select(ProcessVersion.id, ProcessVersion.model_id).where(ProcessVersion.id.in_((source_id, target_id)))
            ).all()
        )
        for version_id in (source_id, target_id):
            if version_id not in rows:
                raise NotFound("process_version", version_id)
        if source_id == target_id or rows[source_id] != rows[target_id]:
            raise InvalidInput("version", "same_version")
        return self._runtime.versions.get(session, source_id), self._runtime.versions.get(session, target_id)


def plan_of(batch: Batch) -> Plan:
    """The plan that a batch carries out."""
    order = batch.order if isinstance(batch.order, Mapping) else {}
    targets, again = order.get("targets"), order.get("again")
    return Plan(
        targets={str(e): str(t) for e, t in targets.items()} if isinstance(targets, Mapping) else {},
        again=frozenset(map(str, again)) if isinstance(again, list | tuple) else frozenset(),
    )


def _failing(batch: Batch) -> ItemStatus:
    return ItemStatus.STUCK if batch.stage == Stage.CHECKING else ItemStatus.FAILED
