"""Lists of artefacts: an initiative's, a unit's board, and those that a task can deliver."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from engine.contract.errors import NotFound
from engine.model.access import Identity, may_edit_artefact, may_edit_board, may_read_boards
from engine.model.people import Person, Unit
from engine.model.toolwork import Artefact
from engine.queries.reading import Reading, readable

MOST = 500


@dataclass(frozen=True, kw_only=True)
class ArtefactRow:
    """One artefact in a list."""

    id: UUID
    tool: str
    title: str
    created_by: str
    changed_at: datetime
    locked: bool


@dataclass(frozen=True, kw_only=True)
class ArtefactShelf:
    """The artefacts of one initiative or unit, newest change first, and whether the reader may add to them."""

    rows: tuple[ArtefactRow, ...]
    may_add: bool
    unit_id: UUID | None = None
    unit_name: str = ""


class ArtefactList:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def of_initiative(self, identity: Identity, number: str, *, tool: str | None = None) -> ArtefactShelf:
        """What has been made in an initiative. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            actor, initiative, unit = readable(session, actor, self._reading.clock.now(), number=number)
            query = _listed().where(Artefact.initiative_id == initiative.id)
            rows = session.execute(query.where(Artefact.tool == tool) if tool else query)
            return ArtefactShelf(
                rows=tuple(ArtefactRow(**row._mapping) for row in rows),
                may_add=may_edit_artefact(actor, initiative, unit.lineage),
            )

    def of_unit(self, identity: Identity, unit_id: UUID | None = None) -> ArtefactShelf:
        """What stands on a unit's board; without a unit that of the reader's own. Raises NotFound."""
        own = aliased(Unit)
        with self._reading.as_actor(identity) as (session, actor):
            mine = session.execute(
                select(own).join(Person, Person.unit_id == own.id).where(Person.id == actor.person_id)
            ).scalar_one_or_none()
            unit = session.get(Unit, unit_id) if unit_id else mine
            if unit is None or not may_read_boards(actor):
                raise NotFound("unit", unit_id)
            rows = session.execute(_listed().where(Artefact.unit_id == unit.id))
            return ArtefactShelf(
                rows=tuple(ArtefactRow(**row._mapping) for row in rows),
                may_add=may_edit_board(actor, unit.id, unit.lineage, mine.lineage if mine else ()),
                unit_id=unit.id,
                unit_name=unit.name,
            )


def _listed() -> Select[Any, Any, Any, Any, Any, Any]:
    return (
        select(
            Artefact.id,
            Artefact.tool,
            Artefact.title,
            Person.name.label("created_by"),
            Artefact.changed_at,
            (Artefact.locked != "").label("locked"),
        )
        .join(Person, Person.id == Artefact.created_by_id)
        .where(Artefact.removed_at.is_(None))
        .order_by(Artefact.changed_at.desc(), Artefact.id.desc())
        .limit(MOST)
    )
