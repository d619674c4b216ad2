"""One artefact at work inside one transaction: locked, with its tool, and with what the actor may do to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contract.errors import ArtefactLocked, NotAllowed, NotFound
from engine.model.access import (
    Actor,
    Identity,
    may_edit_artefact,
    may_edit_board,
    may_read_boards,
    may_take_part,
    require_read,
    stand_for_task,
)
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.model.task import OPEN, Task
from engine.model.toolwork import Artefact, ArtefactRow
from engine.services.projecting import project
from engine.services.runtime import Runtime
from engine.services.tooling import LoadedTool
from engine.store.actors import load_actor


@dataclass(frozen=True, kw_only=True)
class Artefactwork:
    """A locked artefact with what belongs to it."""

    session: Session
    artefact: Artefact
    tool: LoadedTool
    actor: Actor
    now: datetime
    may_edit: bool
    may_take_part: bool

    def require_edit(self, action: str, part: str | None = None) -> None:
        """Raises NotAllowed when the actor may only look, ArtefactLocked when nobody may change it, or this part, any more."""
        if not self.may_edit:
            raise NotAllowed(action, "role_missing")
        self.require_unlocked(part)

    def require_part(self, action: str, part: str | None = None) -> None:
        """Raises NotAllowed for whoever changes nothing, ArtefactLocked as `require_edit`."""
        if not self.may_take_part:
            raise NotAllowed(action, "role_missing")
        self.require_unlocked(part)

    def require_unlocked(self, part: str | None = None) -> None:
        """Raises ArtefactLocked."""
        if self.artefact.is_locked(part):
            raise ArtefactLocked(reason=self.artefact.locked)

    def row(self, row_id: UUID, *, removed: bool = False) -> ArtefactRow:
        """One of its rows. Raises NotFound."""
        row = self.session.get(ArtefactRow, row_id)
        if row is None or row.artefact_id != self.artefact.id or (row.removed_at is not None) != removed:
            raise NotFound("artefact_row", row_id)
        return row

    def count(self, part: str) -> int:
        """How many rows stand in a part."""
        return self.session.execute(
            select(func.count()).where(
                ArtefactRow.artefact_id == self.artefact.id,
                ArtefactRow.part == part,
                ArtefactRow.removed_at.is_(None),
            )
        ).scalar_one()

    def touch(self) -> None:
        """Counts the artefact's revision, and lets the toolbox bring its own tables into step."""
        self.artefact.revision += 1
        self.artefact.changed_at = self.now
        project(self.session, self.tool, self.artefact, self.now)


def on_artefact(
    session: Session, runtime: Runtime, artefact_id: UUID, identity: Identity, *, lock: bool = True
) -> Artefactwork:
    """Locks an artefact and finds out what the actor may do. Raises NotFound for one that may not be read as well."""
    query = select(Artefact).where(Artefact.id == artefact_id, Artefact.removed_at.is_(None))
    artefact = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    tool = runtime.tools.get(artefact.tool) if artefact is not None else None
    if artefact is None or tool is None:
        raise NotFound("artefact", artefact_id)
    now = runtime.clock.now()
    try:
        actor, may_edit, part = _rights(session, runtime, artefact, identity)
    except NotFound:
        raise NotFound("artefact", artefact_id) from None
    return Artefactwork(
        session=session, artefact=artefact, tool=tool, actor=actor, now=now, may_edit=may_edit, may_take_part=part
    )


def rights_in_initiative(
    session: Session, runtime: Runtime, identity: Identity, initiative_id: UUID, tool: str
) -> tuple[Actor, bool, bool]:
    """Who acts, and whether they may work with this tool in the initiative, and vote and comment. Raises NotFound."""
    row = session.execute(
        select(Initiative, Unit).join(Unit, Unit.id == Initiative.unit_id).where(Initiative.id == initiative_id)
    ).one_or_none()
    if row is None:
        raise NotFound("initiative", initiative_id)
    initiative, unit = row
    now = runtime.clock.now()
    actor = load_actor(session, identity.person_id, now, identity.scopes, initiative_id=initiative.id)
    require_read(actor, initiative, unit.lineage)
    may_edit = may_edit_artefact(actor, initiative, unit.lineage)
    may_edit = may_edit or _has_task(session, runtime, actor, initiative, unit, tool)
    return actor, may_edit, may_edit or may_take_part(actor, initiative, unit.lineage)


def rights_on_board(session: Session, runtime: Runtime, identity: Identity, unit_id: UUID) -> tuple[Actor, bool, bool]:
    """The same for a unit's own board. Raises NotFound."""
    unit = session.get(Unit, unit_id)
    actor = load_actor(session, identity.person_id, runtime.clock.now(), identity.scopes)
    if unit is None or not may_read_boards(actor):
        raise NotFound("unit", unit_id)
    own = session.execute(
        select(Unit).join(Person, Person.unit_id == Unit.id).where(Person.id == actor.person_id)
    ).scalar_one_or_none()
    may_edit = may_edit_board(actor, unit.id, unit.lineage, own.lineage if own else ())
    return actor, may_edit, may_edit


def _rights(session: Session, runtime: Runtime, artefact: Artefact, identity: Identity) -> tuple[Actor, bool, bool]:
    if artefact.initiative_id is not None:
        return rights_in_initiative(session, runtime, identity, artefact.initiative_id, artefact.tool)
    assert artefact.unit_id is not None
    return rights_on_board(session, runtime, identity, artefact.unit_id)


def _has_task(session: Session, runtime: Runtime, actor: Actor, initiative: Initiative, unit: Unit, tool: str) -> bool:
    """Whether an open task of the initiative asks the actor for work with this tool."""
    rows = session.execute(
        select(Task, Case.version_id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.initiative_id == initiative.id, Task.status.in_(OPEN))
    )
    for task, version_id in rows:
        definition = runtime.versions.get(session, version_id).definition.tasks.get(task.element)
        wanted = definition is not None and definition.tool == tool
        if wanted and stand_for_task(actor, task, initiative, unit.lineage) is not None:
            return True
    return False
