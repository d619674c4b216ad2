"""Loads who is acting, with everything held at this instant, inside the transaction that acts."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from engine.contract.errors import NotFound
from engine.model.access import Actor, Grant
from engine.model.base import UtcDateTime
from engine.model.people import Person, RoleBinding, Substitution
from engine.model.roles import Role
from engine.store.prepared import Prepared

_NOW = bindparam("now", type_=UtcDateTime)
# Over the tables and not the mapped classes: every verb begins with these, and mapping rows costs more than they do.
_person = Person.__table__.c
_substitution = Substitution.__table__.c
_binding = RoleBinding.__table__.c
_PERSON = Prepared(select(_person.name, _person.active).where(_person.id == bindparam("person")))
_STANDS_IN_FOR = Prepared(
    select(_substitution.person_id, _substitution.role)
    .join(Person.__table__, _person.id == _substitution.person_id)
    .where(
        _substitution.substitute_id == bindparam("person"),
        _substitution.starts_at <= _NOW,
        _substitution.ends_at > _NOW,
        or_(_substitution.revoked_at.is_(None), _substitution.revoked_at > _NOW),
    )
)
_HELD = select(_binding.person_id, _binding.role, _binding.unit_id, _binding.initiative_id).where(
    _binding.person_id == bindparam("holder"),
    _binding.granted_at <= _NOW,
    or_(_binding.revoked_at.is_(None), _binding.revoked_at > _NOW),
)
_EVERYWHERE = Prepared(_HELD.where(_binding.initiative_id.is_(None)))
_IN_INITIATIVE = Prepared(_HELD.where(_binding.initiative_id == bindparam("initiative")))


def load_actor(
    session: Session,
    person_id: UUID,
    now: datetime,
    scopes: frozenset[str] | None = None,
    *,
    initiative_id: UUID | None = None,
) -> Actor:
    """The person with own grants and, while a substitution runs, those of whom they stand in for.

    Of the roles held in single initiatives only those in `initiative_id` are loaded: somebody who has taken part in
    hundreds must not wait for them all. A substitute never gets what the principal has only as a substitute. Raises
    NotFound for a closed account.
    """
    at = {"person": person_id, "now": now}
    name, active = _PERSON.first(session, at) or ("", False)
    if not active:
        raise NotFound("person", person_id)
    stands = tuple((principal, limited) for principal, limited in _STANDS_IN_FOR.all(session, at))
    actor = Actor(person_id=person_id, name=name, substitutes_for=stands, scopes=scopes)
    held = [Grant(role=Role.ANSATT, principal=person_id), *_grants(session, _EVERYWHERE, actor, now, None)]
    if initiative_id is not None:
        held += _grants(session, _IN_INITIATIVE, actor, now, initiative_id)
    return replace(actor, grants=tuple(held))


def within(session: Session, actor: Actor, initiative_id: UUID, now: datetime) -> Actor:
    """The actor with the grants held in one initiative as well."""
    held = _grants(session, _IN_INITIATIVE, actor, now, initiative_id)
    return replace(actor, grants=(*actor.grants, *held))


def involved(actor: Actor, now: datetime) -> Select[UUID | None]:
    """The initiatives that the actor, or somebody the actor stands in for, holds a role in."""
    principals = [RoleBinding.person_id == actor.person_id]
    for principal, limited in actor.substitutes_for:
        theirs = RoleBinding.person_id == principal
        principals.append(theirs if limited is None else and_(theirs, RoleBinding.role == limited))
    return select(RoleBinding.initiative_id).where(
        or_(*principals),
        RoleBinding.initiative_id.is_not(None),
        RoleBinding.granted_at <= now,
        or_(RoleBinding.revoked_at.is_(None), RoleBinding.revoked_at > now),
    )


def _grants(
    session: Session, statement: Prepared, actor: Actor, now: datetime, initiative_id: UUID | None
) -> list[Grant]:
    limits: dict[UUID, set[str | None]] = {actor.person_id: {None}}
    for principal, limited in actor.substitutes_for:
        limits.setdefault(principal, set()).add(limited)
    given = {"now": now, "initiative": initiative_id}
    return [
        Grant(role=role, principal=person_id, unit_id=unit_id, initiative_id=initiative)
        for holder, allowed in limits.items()
        for person_id, role, unit_id, initiative in statement.all(session, {**given, "holder": holder})
        if not allowed.isdisjoint((None, role))
    ]


def holders_of(
    session: Session, role: str, now: datetime, *, unit_ids: tuple[UUID, ...] = (), initiative_id: UUID | None = None
) -> tuple[UUID, ...]:
    """Active people who hold `role` globally, in one of the units, or in the initiative, longest first."""
    places = [and_(RoleBinding.unit_id.is_(None), RoleBinding.initiative_id.is_(None))]
    if unit_ids:
        places.append(RoleBinding.unit_id.in_(unit_ids))
    if initiative_id is not None:
        places.append(RoleBinding.initiative_id == initiative_id)
    rows = session.execute(
        select(RoleBinding.person_id)
        .join(Person, Person.id == RoleBinding.person_id)
        .where(
            RoleBinding.role == role,
            or_(*places),
            RoleBinding.granted_at <= now,
            or_(RoleBinding.revoked_at.is_(None), RoleBinding.revoked_at > now),
            Person.active,
        )
        .order_by(RoleBinding.granted_at, RoleBinding.id)
    ).scalars()
    return tuple(dict.fromkeys(rows))
