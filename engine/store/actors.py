"""Loads who is acting, with everything held at this instant, inside the transaction that acts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from engine.contract.errors import NotFound
from engine.model.access import Actor, Grant
from engine.model.people import Person, RoleBinding, Substitution
from engine.model.roles import Role


def load_actor(session: Session, person_id: UUID, now: datetime, scopes: frozenset[str] | None = None) -> Actor:
    """The person with own grants and, while a substitution runs, those of whom they stand in for.

    A substitute never gets what the principal has only as a substitute. Raises NotFound for a closed account.
    """
    person = session.execute(select(Person.name, Person.active).where(Person.id == person_id)).one_or_none()
    if person is None or not person.active:
        raise NotFound("person", person_id)
    stands = session.execute(
        select(Substitution.person_id, Substitution.role)
        .join(Person, Person.id == Substitution.person_id)
        .where(
            Substitution.substitute_id == person_id,
            Substitution.starts_at <= now,
            Substitution.ends_at > now,
            or_(Substitution.revoked_at.is_(None), Substitution.revoked_at > now),
        )
    ).all()
    holders = [person_id, *(s.person_id for s in stands)]
    limits: dict[UUID, set[str | None]] = {}
    for s in stands:
        limits.setdefault(s.person_id, set()).add(s.role)
    bindings = session.execute(
        select(RoleBinding.person_id, RoleBinding.role, RoleBinding.unit_id, RoleBinding.initiative_id).where(
            RoleBinding.person_id.in_(holders),
            RoleBinding.granted_at <= now,
            or_(RoleBinding.revoked_at.is_(None), RoleBinding.revoked_at > now),
        )
    ).all()
    grants = [Grant(role=Role.ANSATT, principal=person_id)]
    for b in bindings:
        narrowed = limits.get(b.person_id, {None})
        if b.person_id == person_id or None in narrowed or b.role in narrowed:
            grants.append(Grant(role=b.role, principal=b.person_id, unit_id=b.unit_id, initiative_id=b.initiative_id))
    return Actor(
        person_id=person_id,
        name=person.name,
        grants=tuple(grants),
        substitutes_for=tuple((s.person_id, s.role) for s in stands),
        scopes=scopes,
    )


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
