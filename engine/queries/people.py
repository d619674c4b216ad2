"""Names for pickers and administration: people with their roles, units as a tree."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from engine.contract.errors import NotAllowed, NotFound
from engine.model.access import (
    Actor,
    Identity,
    may_administer,
    may_audit,
    may_deploy,
    may_retry,
    may_submit,
)
from engine.model.access_logs import may_analyse
from engine.model.operators import may_operate
from engine.model.people import ApiToken, Person, RoleBinding, Substitution, Unit
from engine.queries.reading import PersonName, Reading


@dataclass(frozen=True, kw_only=True)
class Me:
    """Who is logged in and which doors are open to them."""

    id: UUID
    name: str
    username: str
    title: str
    locale: str
    unit_id: UUID | None
    unit_name: str
    roles: tuple[str, ...]
    may_submit: bool
    may_administer: bool
    may_deploy: bool
    may_audit: bool
    may_retry: bool
    may_operate: bool
    may_analyse: bool


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit; `depth` 0 is the top."""

    id: UUID
    key: str
    name: str
    parent_id: UUID | None
    depth: int


@dataclass(frozen=True, kw_only=True)
class BindingRow:
    """A role held, with its unit's name when it is held in one."""

    id: UUID
    role: str
    unit_name: str | None
    granted_at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person in the administration's list."""

    id: UUID
    name: str
    username: str
    email: str
    title: str
    unit_name: str
    active: bool
    bindings: tuple[BindingRow, ...]


@dataclass(frozen=True, kw_only=True)
class SubstitutionRow:
    """Who stands in for whom, when."""

    id: UUID
    person: str
    substitute: str
    role: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class TokenRow:
    """An API token, without its secret."""

    id: UUID
    owner: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class PeopleList:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def me(self, identity: Identity) -> Me:
        """The one who is logged in. Raises NotFound for a closed account."""
        with self._reading.as_actor(identity) as (session, actor):
            row = session.execute(
                select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id).where(Person.id == actor.person_id)
            ).one_or_none()
            if row is None:
                raise NotFound("person", actor.person_id)
            person, unit = row
            return Me(
                id=person.id,
                name=person.name,
                username=person.username,
                title=person.title,
                locale=person.locale,
                unit_id=person.unit_id,
                unit_name=unit or "",
                roles=tuple(dict.fromkeys(g.role for g in actor.grants if g.initiative_id is None)),
                may_submit=may_submit(actor),
                may_administer=may_administer(actor),
                may_deploy=may_deploy(actor),
                may_audit=may_audit(actor),
                may_retry=may_retry(actor),
                may_operate=may_operate(actor),
                may_analyse=may_analyse(actor),
            )

    def names(self, identity: Identity) -> tuple[PersonName, ...]:
        """All active people, by name, for pickers."""
        with self._reading.as_actor(identity) as (session, _):
            rows = session.execute(
                select(Person.id, Person.name, Person.title).where(Person.active).order_by(Person.name)
            )
            return tuple(PersonName(id=row.id, name=row.name, title=row.title) for row in rows)

    def name_of(self, identity: Identity, person_id: UUID) -> str | None:
        """The name of one person, None for an unknown one."""
        with self._reading.as_actor(identity) as (session, _):
            return session.execute(select(Person.name).where(Person.id == person_id)).scalar_one_or_none()

    def units(self, identity: Identity) -> tuple[UnitRow, ...]:
        """All units as a tree in reading order."""
        with self._reading.as_actor(identity) as (session, _):
            units = list(session.execute(select(Unit).order_by(Unit.name)).scalars())
        children: dict[UUID | None, list[Unit]] = {}
        for unit in units:
            children.setdefault(unit.parent_id, []).append(unit)
        ordered: list[UnitRow] = []
        waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
        while waiting:
            unit, depth = waiting.pop()
            ordered.append(UnitRow(id=unit.id, key=unit.key, name=unit.name, parent_id=unit.parent_id, depth=depth))
            waiting += [(child, depth + 1) for child in reversed(children.get(unit.id, []))]
        return tuple(ordered)

    def people(self, identity: Identity, text: str = "") -> tuple[PersonRow, ...]:
        """Everybody with their roles, at most 500. Raises NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require_administrator(actor)
            query = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.unit_id)
            if text:
                query = query.where(
                    or_(Person.name.icontains(text, autoescape=True), Person.username.icontains(text, autoescape=True))
                )
            people = list(session.execute(query.order_by(Person.name).limit(500)))
            ids = [person.id for person, _ in people]
            held: dict[UUID, list[BindingRow]] = {}
            rows = session.execute(
                select(RoleBinding, Unit.name)
                .outerjoin(Unit, Unit.id == RoleBinding.unit_id)
                .where(
                    RoleBinding.person_id.in_(ids),
                    RoleBinding.initiative_id.is_(None),
                    RoleBinding.revoked_at.is_(None),
                )
                .order_by(RoleBinding.granted_at)
            )
            for binding, unit in rows:
                row = BindingRow(id=binding.id, role=binding.role, unit_name=unit, granted_at=binding.granted_at)
                held.setdefault(binding.person_id, []).append(row)
            return tuple(
                PersonRow(
                    id=person.id,
                    name=person.name,
                    username=person.username,
                    email=person.email,
                    title=person.title,
                    unit_name=unit or "",
                    active=person.active,
                    bindings=tuple(held.get(person.id, ())),
                )
                for person, unit in people
            )

    def substitutions(self, identity: Identity) -> tuple[SubstitutionRow, ...]:
        """Running and coming substitutions: all for the administrator, else one's own."""
        with self._reading.as_actor(identity) as (session, actor):
            now = self._reading.clock.now()
            query = select(Substitution).where(Substitution.ends_at > now, Substitution.revoked_at.is_(None))
            if not may_administer(actor):
                me = actor.person_id
                query = query.where(or_(Substitution.person_id == me, Substitution.substitute_id == me))
            found = list(session.execute(query.order_by(Substitution.starts_at)).scalars())
            ids = {s.person_id for s in found} | {s.substitute_id for s in found}
            names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
            return tuple(
                SubstitutionRow(
                    id=s.id,
                    person=names[s.person_id],
                    substitute=names[s.substitute_id],
                    role=s.role,
                    starts_at=s.starts_at,
                    ends_at=s.ends_at,
                )
                for s in found
            )

    def tokens(self, identity: Identity) -> tuple[TokenRow, ...]:
        """All API tokens. Raises NotAllowed."""
        with self._reading.as_actor(identity) as (session, actor):
            _require_administrator(actor)
            rows = session.execute(
                select(ApiToken, Person.name)
                .join(Person, Person.id == ApiToken.person_id)
                .order_by(ApiToken.created_at.desc())
            )
            return tuple(
                TokenRow(
                    id=token.id,
                    owner=owner,
                    name=token.name,
                    scopes=tuple(token.scopes.split()),
                    created_at=token.created_at,
                    expires_at=token.expires_at,
                    revoked_at=token.revoked_at,
                )
                for token, owner in rows
            )


def _require_administrator(actor: Actor) -> None:
    if not may_administer(actor):
        raise NotAllowed("administer", "role_missing")
