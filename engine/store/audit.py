"""Writes the hendelseslogg inside the transaction of the change it tells of, and checks the chain afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.ids import new_id
from engine.model.audit import AuditEntry, AuditHead, chained
from engine.model.case import Case
from engine.store.prepared import append


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who did something: nobody for what the clock or the engine did."""

    person_id: UUID | None = None
    on_behalf_of_id: UUID | None = None


ENGINE = Who()


class Journal:
    """Collects what happens to one case in one transaction and writes it all at once with `write`."""

    def __init__(self, case: Case, at: datetime) -> None:
        self._case, self._at = case, at
        self._rows: list[dict[str, object]] = []

    def record(
        self,
        action: str,
        who: Who = ENGINE,
        *,
        element: str = "",
        task_id: UUID | None = None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        """Adds one entry. `data` holds ids, codes and hashes, never what people wrote."""
        case = self._case
        case.audit_seq += 1
        row = _row(case.audit_head, case.audit_seq, self._at, action, who, element, task_id, data, case.id)
        row["initiative_id"] = case.initiative_id
        case.audit_head = row["hash"]  # type: ignore[assignment]
        self._rows.append(row)

    @property
    def entries(self) -> tuple[Mapping[str, Any], ...]:
        """What has been recorded and not written yet, as the log's columns."""
        return tuple(self._rows)

    def write(self, session: Session) -> None:
        """Inserts the collected entries in order."""
        if self._rows:
            append(session, AuditEntry, self._rows)
            self._rows = []


def record_installation(
    session: Session, at: datetime, action: str, who: Who, data: Mapping[str, object] | None = None
) -> None:
    """Adds one entry to the installation's own chain (people, models, keys)."""
    head = session.get(AuditHead, 1, with_for_update=True)
    if head is None:
        head = AuditHead(id=1, seq=0, hash=b"")
        session.add(head)
    head.seq += 1
    row = _row(head.hash, head.seq, at, action, who, "", None, data, None)
    head.hash = row["hash"]  # type: ignore[assignment]
    append(session, AuditEntry, [{**row, "initiative_id": None}])


def broken_links(session: Session, case_id: UUID | None) -> list[int]:
    """Sequence numbers where a chain does not hold, with 0 for a head that does not match the last entry."""
    entries = session.execute(
        select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(AuditEntry.seq)
    ).scalars()
    previous, broken, number = b"", [], 0
    for number, entry in enumerate(entries, start=1):
        expected = chained(
            previous,
            case_id=entry.case_id,
            seq=number,
            at=entry.at,
            action=entry.action,
            actor_id=entry.actor_id,
            on_behalf_of_id=entry.on_behalf_of_id,
            element=entry.element,
            task_id=entry.task_id,
            data=entry.data,
        )
        if entry.seq != number or entry.hash != expected:
            broken.append(entry.seq)
        previous = entry.hash
    if case_id is None:
        head = session.get(AuditHead, 1)
        recorded = (head.seq, head.hash) if head else (0, b"")
    else:
        recorded = tuple(session.execute(select(Case.audit_seq, Case.audit_head).where(Case.id == case_id)).one())  # type: ignore[assignment]
    return broken if recorded == (number, previous) else [*broken, 0]


def _row(
    previous: bytes,
    seq: int,
    at: datetime,
    action: str,
    who: Who,
    element: str,
    task_id: UUID | None,
    data: Mapping[str, object] | None,
    case_id: UUID | None,
) -> dict[str, object]:
    content = orjson.dumps(data or {}, default=str, option=orjson.OPT_SORT_KEYS)
    return {
        "id": new_id(),
        "case_id": case_id,
        "seq": seq,
        "at": at,
        "action": action,
        "actor_id": who.person_id,
        "on_behalf_of_id": who.on_behalf_of_id,
        "element": element,
        "task_id": task_id,
        "data": content,
        "hash": chained(
            previous,
            case_id=case_id,
            seq=seq,
            at=at,
            action=action,
            actor_id=who.person_id,
            on_behalf_of_id=who.on_behalf_of_id,
            element=element,
            task_id=task_id,
            data=content,
        ),
    }
