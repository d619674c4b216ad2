"""The rows of an artefact, one at a time, so that several people can work at once: add, save, remove, move, vote, answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, RowChanged
from engine.contract.ids import new_id
from engine.contract.toolbox import Part
from engine.model.access import Identity
from engine.model.toolwork import ArtefactRow, ArtefactVote, PollReply
from engine.services import erasing
from engine.services.artefactwork import Artefactwork, on_artefact
from engine.services.directory import SessionDirectory
from engine.services.runtime import Runtime


@dataclass(frozen=True, kw_only=True)
class SavedRow:
    """What a save answers: the row's revision and the artefact's, and the fields that could not be understood."""

    row_id: UUID
    revision: int
    artefact_revision: int
    rejected: tuple[str, ...]


class ArtefactRows:
    """The verbs on rows."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def add(
        self, artefact_id: UUID, identity: Identity, part: str, values: Mapping[str, object] | None = None
    ) -> SavedRow:
        """Adds a row at the end of a part; in a part that is filled in once it gives the row that is there.

        Raises NotFound, NotAllowed, ArtefactLocked, FormRejected (too large), InvalidInput (`part`: unknown, full, poll).
        """
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_edit("edit_artefact", part)
            declared = _part(work, part)
            row = None if declared.repeated else _first(work, part)
            if row is None:
                if work.count(part) >= (declared.maximum if declared.repeated else 1):
                    raise InvalidInput("part", "full", maximum=str(declared.maximum))
                row = ArtefactRow(
                    id=new_id(),
                    artefact_id=artefact_id,
                    part=part,
                    position=_next_position(session, artefact_id, part),
                    values={},
                    rejected={},
                    revision=0,
                    created_at=work.now,
                )
                session.add(row)
            return self._write(work, row, {**_typed(row), **(values or {})})

    def save(
        self,
        artefact_id: UUID,
        row_id: UUID,
        identity: Identity,
        values: Mapping[str, object],
        *,
        revision: int | None = None,
    ) -> SavedRow:
        """Keeps what is written in a row, also what cannot be understood yet. Fields that are not given stay.

        Raises NotFound, NotAllowed, ArtefactLocked, FormRejected (too large), RowChanged when somebody has saved the row since
        `revision`: what it says now comes with the error.
        """
        with self._changing(artefact_id, row_id, identity) as (work, row, _):
            if revision is not None and revision != row.revision:
                raise RowChanged(
                    row_id=row.id,
                    revision=row.revision,
                    values=_typed(row),
                    by=str(row.changed_by_id) if row.changed_by_id else None,
                    at=row.changed_at.isoformat(),
                )
            return self._write(work, row, {**_typed(row), **values})

    def remove(self, artefact_id: UUID, row_id: UUID, identity: Identity) -> None:
        """Takes a row out. Raises NotFound, NotAllowed, ArtefactLocked."""
        with self._changing(artefact_id, row_id, identity) as (work, row, _):
            row.removed_at, row.changed_by_id, row.changed_at = work.now, identity.person_id, work.now
            row.revision += 1
            work.touch()

    def restore(self, artefact_id: UUID, row_id: UUID, identity: Identity) -> None:
        """Puts a removed row back where it stood. Raises NotFound, NotAllowed, ArtefactLocked, InvalidInput (`part`: full)."""
        with self._changing(artefact_id, row_id, identity, removed=True) as (work, row, declared):
            if work.count(row.part) >= (declared.maximum if declared.repeated else 1):
                raise InvalidInput("part", "full", maximum=str(declared.maximum))
            row.removed_at, row.changed_by_id, row.changed_at = None, identity.person_id, work.now
            row.revision += 1
            work.touch()

    def move(self, artefact_id: UUID, row_id: UUID, identity: Identity, to: int) -> None:
        """Moves a row to place `to` (0-based) of its part. Raises NotFound, NotAllowed, ArtefactLocked."""
        with self._changing(artefact_id, row_id, identity) as (work, moved, _):
            rows = list(
                work.session.execute(
                    select(ArtefactRow)
                    .where(
                        ArtefactRow.artefact_id == artefact_id,
                        ArtefactRow.part == moved.part,
                        ArtefactRow.removed_at.is_(None),
                    )
                    .order_by(ArtefactRow.position, ArtefactRow.id)
                ).scalars()
            )
            rows.remove(moved)
            rows.insert(min(max(to, 0), len(rows)), moved)
            for position, row in enumerate(rows):
                row.position = position
            work.touch()

    def vote(self, artefact_id: UUID, row_id: UUID, identity: Identity, count: int) -> int:
        """Lays `count` of one's votes on a row, 0 to take them back; returns how many are left.

        Raises NotFound, NotAllowed, ArtefactLocked, InvalidInput (`count`: too_many, with `left`).
        """
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_part("vote")
            row = work.row(row_id)
            work.require_unlocked(row.part)
            declared = work.tool.part(row.part)
            votes = declared.votes if declared else 0
            used = session.execute(
                select(func.coalesce(func.sum(ArtefactVote.count), 0))
                .join(ArtefactRow, ArtefactRow.id == ArtefactVote.row_id)
                .where(
                    ArtefactRow.artefact_id == artefact_id,
                    ArtefactRow.part == row.part,
                    ArtefactRow.removed_at.is_(None),
                    ArtefactVote.person_id == identity.person_id,
                    ArtefactVote.row_id != row_id,
                )
            ).scalar_one()
            if not 0 <= count <= votes - used:
                raise InvalidInput("count", "too_many", left=str(votes - used), maximum=str(votes))
            vote = session.get(ArtefactVote, (row_id, identity.person_id))
            if vote is None:
                session.add(ArtefactVote(row_id=row_id, person_id=identity.person_id, count=count))
            else:
                vote.count = count
            work.touch()
            return int(votes - used - count)

    def answer(self, artefact_id: UUID, identity: Identity, part: str, values: Mapping[str, object]) -> None:
        """Answers a poll, once each. Only how many gave which answer is kept, so nobody can tell who gave it.

        Raises NotFound, NotAllowed (`already_answered`), ArtefactLocked, FormRejected, InvalidInput (`part`: no_poll).
        """
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_part("answer_poll", part)
            declared = work.tool.part(part)
            if declared is None or not declared.poll:
                raise InvalidInput("part", "no_poll")
            if session.get(PollReply, (artefact_id, identity.person_id)) is not None:
                raise NotAllowed("answer_poll", "already_answered")
            given = work.tool.forms[part].validate(values, facts={}, directory=SessionDirectory(session))
            session.add(PollReply(artefact_id=artefact_id, person_id=identity.person_id))
            row = _first(work, part)
            if row is None:
                row = ArtefactRow(
                    id=new_id(),
                    artefact_id=artefact_id,
                    part=part,
                    position=0,
                    values={},
                    rejected={},
                    created_at=work.artefact.created_at,
                )
                session.add(row)
            row.values = _counted(row.values, given)
            # The time of the last answer would tell whose it was.
            row.changed_at = work.artefact.created_at
            work.artefact.revision += 1

    def erase_due(self, today: date) -> int:
        """Empties the fields with personal data of rows whose day has passed, in kept versions too; the rest stays. Returns
        how many rows that were. The artefact's log tells that it was done."""
        with self._runtime.database.reading() as session:
            due = list(
                session.execute(select(ArtefactRow.id).where(ArtefactRow.erase_on < today).limit(1_000)).scalars()
            )
        for row_id in due:
            with self._runtime.database.transaction() as session:
                erasing.erase(session, self._runtime, row_id)
        return len(due)

    @contextmanager
    def _changing(
        self, artefact_id: UUID, row_id: UUID, identity: Identity, *, removed: bool = False
    ) -> Iterator[tuple[Artefactwork, ArtefactRow, Part]]:
        """A transaction on a row that this person may change, with the row's part as declared."""
        with self._runtime.database.transaction() as session:
            work = on_artefact(session, self._runtime, artefact_id, identity)
            work.require_edit("edit_artefact")
            row = work.row(row_id, removed=removed)
            work.require_unlocked(row.part)
            yield work, row, _part(work, row.part)

    def _write(self, work: Artefactwork, row: ArtefactRow, typed: Mapping[str, object]) -> SavedRow:
        form = work.tool.forms[row.part]
        found = form.sort_out(typed, SessionDirectory(work.session))
        row.values, row.rejected = found.values, found.rejected
        declared = work.tool.part(row.part)
        row.erase_on = _erase_on(declared, found.values) if declared else None
        row.changed_by_id, row.changed_at = work.actor.person_id, work.now
        row.revision += 1
        work.touch()
        return SavedRow(
            row_id=row.id,
            revision=row.revision,
            artefact_revision=work.artefact.revision,
            rejected=tuple(sorted(row.rejected)),
        )


def _erase_on(part: Part, values: Mapping[str, object]) -> date | None:
    """The day after which the row's personal data goes."""
    day = values.get(part.erase_on) if part.erase_on else None
    return day if isinstance(day, date) else None


def _part(work: Artefactwork, key: str) -> Part:
    declared = work.tool.part(key)
    if declared is None:
        raise InvalidInput("part", "unknown")
    if declared.poll:
        raise InvalidInput("part", "poll")
    return declared


def _first(work: Artefactwork, part: str) -> ArtefactRow | None:
    return work.session.execute(
        select(ArtefactRow)
        .where(ArtefactRow.artefact_id == work.artefact.id, ArtefactRow.part == part, ArtefactRow.removed_at.is_(None))
        .limit(1)
    ).scalar_one_or_none()


def _next_position(session: Session, artefact_id: UUID, part: str) -> int:
    last = session.execute(
        select(func.max(ArtefactRow.position)).where(ArtefactRow.artefact_id == artefact_id, ArtefactRow.part == part)
    ).scalar_one()
    return 0 if last is None else last + 1


def _typed(row: ArtefactRow) -> dict[str, object]:
    """What stands in the row as it was typed: the understood values and the others."""
    values = row.values if isinstance(row.values, Mapping) else {}
    rejected = row.rejected if isinstance(row.rejected, Mapping) else {}
    return {**values, **rejected}


def _counted(known: object, given: Mapping[str, object]) -> dict[str, object]:
    """How many gave which answer, by field and answer, with this one added."""
    counts: dict[str, object] = dict(known) if isinstance(known, Mapping) else {}
    for key, value in given.items():
        if value is None:
            continue
        earlier = counts.get(key)
        tally = dict(earlier) if isinstance(earlier, Mapping) else {}
        before = tally.get(str(value))
        tally[str(value)] = (before if isinstance(before, Decimal) else Decimal(0)) + 1
        counts[key] = tally
    return counts
