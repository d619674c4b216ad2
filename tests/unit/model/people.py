"""Actors, initiatives and tasks for the access policy, without a database."""

from datetime import UTC, datetime
from uuid import UUID

from engine.contract.ids import new_id
from engine.model.access import Actor, ApiScope, Grant
from engine.model.initiative import Initiative
from engine.model.roles import Role
from engine.model.task import Task, TaskKind, TaskStatus

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROOT, UNIT, OTHER = new_id(), new_id(), new_id()
LINEAGE = (ROOT, UNIT)
"""The initiative's unit and the one above it."""
SUBMITTER = new_id()
EVERYTHING = frozenset(str(scope) for scope in ApiScope)


def initiative(*, restricted: bool = False, phase: str = "ide") -> Initiative:
    return Initiative(
        id=new_id(),
        number="INN-2026-001",
        title="Prøve",
        unit_id=UNIT,
        submitter_id=SUBMITTER,
        restricted=restricted,
        phase=phase,
        created_at=NOW,
        changed_at=NOW,
    )


def actor(
    *roles: tuple[Role, UUID | None, UUID | None] | Role,
    person: UUID | None = None,
    scopes: frozenset[str] | None = None,
    stands_in_for: tuple[tuple[UUID, str | None], ...] = (),
    borrowed: tuple[Grant, ...] = (),
) -> Actor:
    """Somebody with roles: alone it is held everywhere, else (role, unit, initiative). Everyone is `ansatt` too."""
    who = person or new_id()
    held = [(role, None, None) if isinstance(role, Role) else role for role in (Role.ANSATT, *roles)]
    own = tuple(Grant(role=r, principal=who, unit_id=u, initiative_id=i) for r, u, i in held)
    return Actor(person_id=who, grants=own + borrowed, substitutes_for=stands_in_for, scopes=scopes)


def task(
    role: Role,
    *,
    assignee: UUID | None = None,
    kind: TaskKind = TaskKind.TASK,
) -> Task:
    return Task(
        id=new_id(),
        element="vurder",
        name="Vurder",
        kind=kind,
        role=role,
        status=TaskStatus.CLAIMED if assignee else TaskStatus.READY,
        assignee_id=assignee,
        opened_at=NOW,
        revision=0,
    )
