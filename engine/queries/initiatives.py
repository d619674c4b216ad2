"""Initiatives: the list everyone can look through, and everything about one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, tuple_
from sqlalchemy.orm import Session

from engine.model.access import Actor, Identity, is_only_administrator
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.process import ProcessModel
from engine.model.roles import Role
from engine.queries.initiative_rows import InitiativeView
from engine.queries.initiative_view import gather
from engine.queries.reading import PersonName, Reading, names_of, readable, submitter_name
from engine.store.actors import involved


@dataclass(frozen=True, kw_only=True)
class InitiativeRow:
    """One initiative in the list."""

    id: UUID
    number: str
    title: str
    unit_name: str
    phase: str
    phase_name: str
    status: str
    submitter: PersonName
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class InitiativePage:
    """A page of initiatives, newest first; `next` is the number to continue after."""

    rows: tuple[InitiativeRow, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class InitiativeFilter:
    """What to show; `mine` keeps to those where the reader holds a role."""

    text: str = ""
    phase: str = ""
    status: str = ""
    unit_id: UUID | None = None
    mine: bool = False
    after: str | None = None
    limit: int = 25


class Initiatives:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(self, identity: Identity, wanted: InitiativeFilter) -> InitiativePage:
        """One page of the initiatives this person may read."""
        with self._reading.as_actor(identity) as (session, actor):
            rows = list(session.execute(_listing(actor, wanted, self._reading.clock.now())))
            shown = rows[: wanted.limit]
            names = names_of(session, {initiative.submitter_id for initiative, _ in shown})
            phases = _phase_names(self._reading, session)
            return InitiativePage(
                rows=tuple(
                    InitiativeRow(
                        id=initiative.id,
                        number=initiative.number,
                        title=initiative.title,
                        unit_name=unit,
                        phase=initiative.phase,
                        phase_name=phases.get(initiative.phase, initiative.phase),
                        status=initiative.status,
                        submitter=submitter_name(initiative, names),
                        created_at=initiative.created_at,
                        changed_at=initiative.changed_at,
                    )
                    for initiative, unit in shown
                ),
                next=shown[-1][0].number if len(rows) > wanted.limit else None,
            )

    def view(self, identity: Identity, number: str) -> InitiativeView:
        """Everything about one initiative. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            actor, initiative, unit = readable(session, actor, self._reading.clock.now(), number=number)
            return gather(self._reading, session, actor, initiative, unit)

    def id_of(self, identity: Identity, number: str) -> UUID:
        """The id behind a number. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            return readable(session, actor, self._reading.clock.now(), number=number)[1].id

    def by_case(self, identity: Identity, case_id: UUID) -> InitiativeView:
        """The initiative of a case. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, actor):
            initiative_id = session.execute(select(Case.initiative_id).where(Case.id == case_id)).scalar_one_or_none()
            actor, initiative, unit = readable(session, actor, self._reading.clock.now(), id=initiative_id)
            return gather(self._reading, session, actor, initiative, unit, asked_for=case_id)


def _listing(actor: Actor, wanted: InitiativeFilter, now: datetime) -> Select[Initiative, str]:
    query = select(Initiative, Unit.name).join(Unit, Unit.id == Initiative.unit_id).where(visible(actor, now))
    if wanted.text:
        pattern = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Initiative.title, Initiative.summary, Initiative.number)
        query = query.where(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    if wanted.phase:
        query = query.where(Initiative.phase == wanted.phase)
    if wanted.status:
        query = query.where(Initiative.status == wanted.status)
    if wanted.unit_id:
        query = query.where(Unit.path.contains(str(wanted.unit_id)))
    if wanted.mine:
        query = query.where(Initiative.id.in_(involved(actor, now)))
    if wanted.after:
        shown = select(Initiative.created_at, Initiative.id).where(Initiative.number == wanted.after)
        query = query.where(tuple_(Initiative.created_at, Initiative.id) < shown.scalar_subquery())
    return query.order_by(Initiative.created_at.desc(), Initiative.id.desc()).limit(wanted.limit + 1)


def visible(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """`engine.model.access.may_read` as SQL."""
    readers = {Role.INNOVASJONSRADGIVER, Role.PORTEFOLJESTYRE, Role.REVISOR, Role.PERSONVERNOMBUD}
    if is_only_administrator(actor):
        return false()
    unrestricted = Initiative.restricted.is_(False)
    if actor.scopes is not None:
        return unrestricted
    if any(g.role in readers for g in actor.grants):
        return or_(unrestricted, Initiative.restricted.is_(True))
    units = [g.unit_id for g in actor.grants if g.role == Role.ENHETSLEDER and g.unit_id]
    return or_(
        unrestricted,
        Initiative.submitter_id.in_(
            [actor.person_id, *(p for p, limited in actor.substitutes_for if limited in (None, Role.INNMELDER))]
        ),
        Initiative.id.in_(involved(actor, now)),
        *(Unit.path.contains(str(unit)) for unit in units),
    )


def _phase_names(reading: Reading, session: Session) -> dict[str, str]:
    versions = session.execute(select(ProcessModel.current_version_id)).scalars()
    found: dict[str, str] = {}
    for version in versions:
        if version is not None:
            found.update({phase.key: phase.name for phase in reading.definition_of(session, version).phases})
    return found
