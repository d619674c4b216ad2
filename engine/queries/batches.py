"""Batches of work: how far they have come, and what came of each case."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import NotAllowed, NotFound
from engine.model.access import Actor, Identity, may_retry
from engine.model.batch import Batch, BatchItem
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.process import ProcessModel, ProcessVersion
from engine.queries.operator_rows import BatchRow, ItemPage, ItemRow, ReportRow
from engine.queries.reading import Reading, names_of

LIMIT = 100
NUMBERED_FIRST = ("stuck", "failed", "moved_on", "skipped", "fits", "done", "undone", "waiting")


class BatchList:
    """The queries; for those who may order repairs."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def one(self, identity: Identity, batch_id: UUID) -> BatchRow:
        """One batch. Raises NotFound, NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require(actor)
            batch = session.get(Batch, batch_id)
            if batch is None:
                raise NotFound("batch", batch_id)
            return _rows(session, [batch])[0]

    def of_version(self, identity: Identity, version_id: UUID) -> tuple[BatchRow, ...]:
        """The last migrations away from a version. Raises NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require(actor)
            query = select(Batch).where(Batch.source_id == version_id).order_by(Batch.created_at.desc()).limit(20)
            return tuple(_rows(session, list(session.execute(query).scalars())))

    def items(
        self, identity: Identity, batch_id: UUID, *, status: str = "", after: UUID | None = None, limit: int = LIMIT
    ) -> ItemPage:
        """What came of its cases. Raises NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require(actor)
            query = (
                select(BatchItem, Initiative.number)
                .join(Case, Case.id == BatchItem.case_id)
                .join(Initiative, Initiative.id == Case.initiative_id)
                .where(BatchItem.batch_id == batch_id)
                .order_by(BatchItem.subject)
            )
            if status:
                query = query.where(BatchItem.status == status)
            if after is not None:
                query = query.where(BatchItem.subject > after)
            found = session.execute(query.limit(limit + 1)).all()
            rows = tuple(
                ItemRow(
                    subject=item.subject,
                    case_id=item.case_id,
                    initiative_number=number,
                    status=item.status,
                    report=tuple(_report(item.report)),
                    at=item.at,
                )
                for item, number in found[:limit]
            )
            return ItemPage(rows=rows, next=str(rows[-1].subject) if len(found) > limit else None)


def _require(actor: Actor) -> None:
    if not may_retry(actor):
        raise NotAllowed("read_batches", "role_missing")


def _rows(session: Session, batches: Sequence[Batch]) -> list[BatchRow]:
    ids = [batch.id for batch in batches]
    counted: dict[UUID, dict[str, int]] = {batch_id: {} for batch_id in ids}
    for batch_id, status, count in session.execute(
        select(BatchItem.batch_id, BatchItem.status, func.count())
        .where(BatchItem.batch_id.in_(ids))
        .group_by(BatchItem.batch_id, BatchItem.status)
    ):
        counted[batch_id][status] = count
    versions = {id_ for batch in batches for id_ in (batch.source_id, batch.target_id) if id_}
    numbers = {
        id_: (number, name)
        for id_, number, name in session.execute(
            select(ProcessVersion.id, ProcessVersion.number, ProcessModel.name)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(ProcessVersion.id.in_(versions))
        )
    }
    names = names_of(session, {batch.created_by_id for batch in batches})
    return [
        BatchRow(
            id=batch.id,
            kind=batch.kind,
            stage=batch.stage,
            reason=batch.reason,
            by=names[batch.created_by_id],
            created_at=batch.created_at,
            changed_at=batch.changed_at,
            model_name=numbers[batch.source_id][1] if batch.source_id else "",
            source_id=batch.source_id,
            source_number=numbers[batch.source_id][0] if batch.source_id else None,
            target_id=batch.target_id,
            target_number=numbers[batch.target_id][0] if batch.target_id else None,
            counts={status: counted[batch.id][status] for status in NUMBERED_FIRST if status in counted[batch.id]},
        )
        for batch in batches
    ]


def _report(stored: object) -> list[ReportRow]:
    rows = stored if isinstance(stored, list | tuple) else ()
    return [
        ReportRow(
            code=str(row.get("code", "")),
            element=str(row.get("element", "")),
            params={str(k): str(v) for k, v in params.items()}
            if isinstance(params := row.get("params"), Mapping)
            else {},
            severity=str(row.get("severity", "error")),
        )
        for row in rows
        if isinstance(row, Mapping)
    ]
