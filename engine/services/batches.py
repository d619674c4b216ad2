"""Work on many cases at a pace that leaves room for others: a few at a time, each in a short transaction of its own.

An outbox message asks for the next few, so the job carriers bring it, after a kill too. An item that comes twice is done once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import Problem
from engine.contract.ids import new_id
from engine.model.batch import AT_WORK, FOLLOWS, Batch, BatchItem, BatchKind, ItemStatus, Stage
from engine.services.outbox import leave
from engine.services.runtime import Runtime
from engine.store.prepared import append

AT_ONCE = 20
"""So many items are done for one outbox message; whatever else is due comes in between."""
TOPIC = "batch_due"
UNSYNCHRONISED = {"synchronize_session": False}


class Trade(Protocol):
    """What is done to the items of one kind of batch. It settles the item in the transaction that does it, or leaves it to
    `settle`; it raises only what is nobody's fault."""

    def carry_out(self, batch: Batch, subject: UUID, case_id: UUID) -> None:
        """One item in the batch's stage."""
        ...


class Batches:
    """The verb of the outbox on batches."""

    def __init__(self, runtime: Runtime, trades: Mapping[BatchKind, Trade]) -> None:
        self._runtime, self._trades = runtime, trades

    def work_off(self, batch_id: UUID) -> int:
        """Does the next few items and asks for more of it, or ends the stage. Returns how many were done."""
        with self._runtime.database.reading() as session:
            batch = session.get(Batch, batch_id)
            if batch is None or batch.stage not in AT_WORK:
                return 0
            items = session.execute(
                select(BatchItem.subject, BatchItem.case_id)
                .where(BatchItem.batch_id == batch_id, BatchItem.status == ItemStatus.WAITING)
                .order_by(BatchItem.subject)
                .limit(AT_ONCE)
            ).all()
        trade = self._trades[BatchKind(batch.kind)]
        for subject, case_id in items:
            trade.carry_out(batch, subject, case_id)
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            if waiting(session, batch_id):
                leave(session, TOPIC, {"batch": str(batch_id)}, now)
            else:
                # Only from the stage that was worked on: another carrier may have ended it, and somebody begun the next.
                session.execute(
                    update(Batch)
                    .where(Batch.id == batch_id, Batch.stage == batch.stage)
                    .values(stage=FOLLOWS[Stage(batch.stage)], changed_at=now),
                    execution_options=UNSYNCHRONISED,
                )
        return len(items)


def begin(session: Session, batch: Batch, items: Iterable[tuple[UUID, UUID]]) -> None:
    """Stores a batch with its items (subject and case) and asks for the first few to be done."""
    session.add(batch)
    session.flush()
    rows: Sequence[dict[str, object]] = [
        {
            "batch_id": batch.id,
            "subject": subject,
            "case_id": case_id,
            "status": ItemStatus.WAITING,
            "report": [],
        }
        for subject, case_id in items
    ]
    append(session, BatchItem, rows)
    leave(session, TOPIC, {"batch": str(batch.id)}, batch.created_at)


def go_on(session: Session, batch: Batch, stage: Stage, status: ItemStatus, now: datetime) -> None:
    """The batch's next stage, for the items of one status."""
    batch.stage, batch.changed_at = stage, now
    session.execute(
        update(BatchItem)
        .where(BatchItem.batch_id == batch.id, BatchItem.status == status)
        .values(status=ItemStatus.WAITING),
        execution_options=UNSYNCHRONISED,
    )
    leave(session, TOPIC, {"batch": str(batch.id)}, now)


def new_batch(kind: BatchKind, stage: Stage, order: object, reason: str, by: UUID, now: datetime) -> Batch:
    """A batch that is not stored yet."""
    return Batch(
        id=new_id(),
        kind=kind,
        stage=stage,
        order=order,
        reason=reason,
        created_by_id=by,
        created_at=now,
        changed_at=now,
    )


def waiting(session: Session, batch_id: UUID) -> bool:
    """Whether an item has its turn still coming."""
    found = select(func.count()).where(BatchItem.batch_id == batch_id, BatchItem.status == ItemStatus.WAITING)
    return session.execute(found).scalar_one() > 0


def item_at_work(session: Session, batch: Batch, subject: UUID) -> BatchItem | None:
    """The item, locked; None when it has been done. Lock its case first."""
    item = session.get(BatchItem, (batch.id, subject), with_for_update=True, populate_existing=True)
    return item if item is not None and item.status == ItemStatus.WAITING else None


def settle(
    session: Session, batch: Batch, subject: UUID, status: ItemStatus, report: Iterable[Problem], now: datetime
) -> None:
    """What came of an item that changed nothing."""
    session.execute(
        update(BatchItem)
        .where(BatchItem.batch_id == batch.id, BatchItem.subject == subject, BatchItem.status == ItemStatus.WAITING)
        .values(status=status, report=told(report), at=now),
        execution_options=UNSYNCHRONISED,
    )


def told(report: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as they are stored."""
    return [{"code": p.code, "element": p.element, "params": dict(p.params), "severity": p.severity} for p in report]
