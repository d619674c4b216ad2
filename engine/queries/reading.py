"""What every query is given: the database to read, the clock, and the definitions of deployed versions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.clock import Clock
from engine.contract.errors import NotFound
from engine.model.access import Actor, Identity, require_read
from engine.model.definition import ModelDefinition
from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.store.actors import load_actor, within
from engine.store.database import Database

ANONYMOUS = "Anonym"
"""Shown instead of a submitter's name who asked for it."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The surroundings of a query."""

    database: Database
    clock: Clock
    definition_of: Callable[[Session, UUID], ModelDefinition]

    @contextmanager
    def as_actor(self, identity: Identity) -> Iterator[tuple[Session, Actor]]:
        """A snapshot, and who looks at it."""
        with self.database.reading() as session:
            yield session, load_actor(session, identity.person_id, self.clock.now(), identity.scopes)


@dataclass(frozen=True, kw_only=True)
class PersonName:
    """Somebody as shown on a page."""

    id: UUID | None
    name: str
    title: str = ""


def names_of(session: Session, ids: set[UUID | None]) -> dict[UUID, PersonName]:
    """Names by person id."""
    wanted = [person for person in ids if person is not None]
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name, Person.title).where(Person.id.in_(wanted)))
    return {row.id: PersonName(id=row.id, name=row.name, title=row.title) for row in rows}


def readable(
    session: Session, actor: Actor, now: datetime, *, number: str | None = None, id: UUID | None = None
) -> tuple[Actor, Initiative, Unit]:
    """An initiative by number or id, and the actor with the roles held in it.

    Raises NotFound, for one that may not be read as for one that is not there.
    """
    where = Initiative.number == number if number is not None else Initiative.id == id
    row = session.execute(select(Initiative, Unit).join(Unit, Unit.id == Initiative.unit_id).where(where)).one_or_none()
    if row is None:
        raise NotFound("initiative", number or id)
    initiative, unit = row
    actor = within(session, actor, initiative.id, now)
    require_read(actor, initiative, unit.lineage)
    return actor, initiative, unit


def submitter_name(initiative: Initiative, names: dict[UUID, PersonName]) -> PersonName:
    """The submitter as others see them."""
    if initiative.anonymous:
        return PersonName(id=None, name=ANONYMOUS)
    return names[initiative.submitter_id]
