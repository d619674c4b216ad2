"""People, units, roles and substitutes: the administrator's verbs, and a person's own stand-ins."""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import Actor, Identity, may_administer
from engine.model.people import ApiToken, LoginSession, Person, RoleBinding, Substitution, Unit
from engine.model.roles import INITIATIVE_ROLES, UNIT_ROLES, Role
from engine.model.task import OPEN, Task
from engine.services import tasklist
from engine.services.casework import on_task
from engine.services.passwords import hashed
from engine.services.runtime import Runtime
from engine.store.actors import load_actor
from engine.store.audit import Who, record_installation

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._@-]{1,98}$")


class People:
    """The verbs. An `identity` of None is the installation itself (command line, first start)."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def create(
        self,
        identity: Identity | None,
        *,
        username: str,
        name: str,
        email: str = "",
        title: str = "",
        unit_id: UUID | None = None,
        password: str | None = None,
    ) -> UUID:
        """Adds a person. Raises NotAllowed, InvalidInput (`username`: required, taken; `name`; `password`: too_short)."""
        username = username.strip().lower()
        if not USERNAME.match(username):
            raise InvalidInput("username", "required")
        if not name.strip() or len(name) > 200:
            raise InvalidInput("name", "required")
        secret = hashed(password) if password is not None else None
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            if session.execute(select(Person.id).where(Person.username == username)).first():
                raise InvalidInput("username", "taken")
            if unit_id is not None and session.get(Unit, unit_id) is None:
                raise InvalidInput("unit_id", "unknown_unit")
            person = Person(
                id=new_id(),
                username=username,
                name=name.strip(),
                email=email.strip()[:254],
                title=title.strip()[:200],
                unit_id=unit_id,
                password_hash=secret,
                created_at=now,
            )
            session.add(person)
            record_installation(session, now, "person_created", who, {"person": str(person.id)})
            return person.id

    def set_password(self, identity: Identity | None, person_id: UUID, password: str) -> None:
        """Sets a password and ends the person's logins. Raises NotAllowed, NotFound, InvalidInput (`password`)."""
        secret = hashed(password)
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            _person(session, person_id).password_hash = secret
            _end_logins(session, person_id, now)
            record_installation(session, now, "password_set", who, {"person": str(person_id)})

    def deactivate(self, identity: Identity | None, person_id: UUID) -> None:
        """Closes an account: logins and tokens end at once, tasks go back to their roles. Raises NotAllowed
        (`own_account`), NotFound."""
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            if identity is not None and identity.person_id == person_id:
                raise NotAllowed("deactivate", "own_account")
            _person(session, person_id).active = False
            _end_logins(session, person_id, now)
            session.execute(
                update(ApiToken)
                .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            record_installation(session, now, "person_deactivated", who, {"person": str(person_id)})
            tasks = session.execute(
                select(Task.id).where(Task.assignee_id == person_id, Task.status.in_(OPEN))
            ).scalars()
            for task_id in list(tasks):
                work, task = on_task(session, self._runtime, task_id)
                task.release()
                tasklist.relist(session, task, work.lineage)
                work.journal.record("task_released", who, element=task.element, task_id=task.id)
                work.finish()

    def grant(self, identity: Identity | None, person_id: UUID, role: str, *, unit_id: UUID | None = None) -> UUID:
        """Gives a role, globally or in a unit. Raises NotAllowed (`own_role`), NotFound, InvalidInput (`role`,
        `unit_id`)."""
        if role not in set(Role) or role in INITIATIVE_ROLES or role == Role.ANSATT:
            raise InvalidInput("role", "unknown_choice")
        if (role in UNIT_ROLES) != (unit_id is not None):
            raise InvalidInput("unit_id", "required")
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            if identity is not None and identity.person_id == person_id:
                raise NotAllowed("grant_role", "own_role")
            _person(session, person_id)
            if unit_id is not None and session.get(Unit, unit_id) is None:
                raise InvalidInput("unit_id", "unknown_unit")
            held = session.execute(
                select(RoleBinding.id).where(
                    RoleBinding.person_id == person_id,
                    RoleBinding.role == role,
                    RoleBinding.unit_id.is_(None) if unit_id is None else RoleBinding.unit_id == unit_id,
                    RoleBinding.initiative_id.is_(None),
                    RoleBinding.revoked_at.is_(None),
                )
            ).scalar_one_or_none()
            if held is not None:
                return held
            binding = RoleBinding(
                id=new_id(),
                person_id=person_id,
                role=role,
                unit_id=unit_id,
                granted_at=now,
                granted_by_id=who.person_id,
            )
            session.add(binding)
            data = {"person": str(person_id), "role": role, "unit": str(unit_id) if unit_id else None}
            record_installation(session, now, "role_granted", who, data)
            return binding.id

    def revoke(self, identity: Identity | None, binding_id: UUID) -> None:
        """Takes a role away; what it allowed ends at once. Raises NotAllowed, NotFound."""
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            binding = session.get(RoleBinding, binding_id)
            if binding is None or binding.initiative_id is not None or binding.revoked_at is not None:
                raise NotFound("role_binding", binding_id)
            if identity is not None and identity.person_id == binding.person_id:
                raise NotAllowed("revoke_role", "own_role")
            binding.revoke(now)
            data = {"person": str(binding.person_id), "role": binding.role}
            record_installation(session, now, "role_revoked", who, data)

    def create_unit(
        self, identity: Identity | None, *, key: str, name: str, parent_id: UUID | None = None, area: bool = False
    ) -> UUID:
        """Adds a unit under another; `area` marks a kommunalområde. Raises NotAllowed, InvalidInput."""
        if not name.strip() or not key.isascii() or not key.strip():
            raise InvalidInput("name", "required")
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            parent = session.get(Unit, parent_id) if parent_id else None
            if parent_id is not None and parent is None:
                raise InvalidInput("parent_id", "unknown_unit")
            if session.execute(select(func.count()).where(Unit.key == key)).scalar_one():
                raise InvalidInput("key", "taken")
            unit_id = new_id()
            path = f"{parent.path if parent else '/'}{unit_id}/"
            session.add(Unit(id=unit_id, key=key, name=name.strip(), parent_id=parent_id, path=path, area=area))
            record_installation(session, now, "unit_created", who, {"unit": str(unit_id)})
            return unit_id

    def move_unit(self, identity: Identity | None, unit_id: UUID, parent_id: UUID | None) -> None:
        """Puts a unit with all below it under another. Raises NotAllowed, NotFound, InvalidInput (`parent_id`: cycle)."""
        with self._runtime.database.transaction() as session:
            now, who = self._administering(session, identity)
            unit = session.get(Unit, unit_id)
            if unit is None:
                raise NotFound("unit", unit_id)
            parent = session.get(Unit, parent_id) if parent_id else None
            if parent is not None and unit_id in parent.lineage:
                raise InvalidInput("parent_id", "cycle")
            before, after = unit.path, f"{parent.path if parent else '/'}{unit_id}/"
            for below in session.execute(select(Unit).where(Unit.path.startswith(before))).scalars():
                below.path = after + below.path[len(before) :]
            unit.parent_id = parent_id
            record_installation(session, now, "unit_moved", who, {"unit": str(unit_id)})

    def substitute(
        self,
        identity: Identity,
        person_id: UUID,
        substitute_id: UUID,
        starts_at: datetime,
        ends_at: datetime,
        *,
        role: str | None = None,
    ) -> UUID:
        """Names a stedfortreder, for oneself or (administrator) for another. Raises NotAllowed, NotFound, InvalidInput
        (`substitute`: self; `ends_at`: before_start)."""
        if substitute_id == person_id:
            raise InvalidInput("substitute", "self")
        if ends_at <= starts_at:
            raise InvalidInput("ends_at", "before_start")
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if actor.scopes is not None or (actor.person_id != person_id and not may_administer(actor)):
                raise NotAllowed("substitute", "role_missing")
            _person(session, person_id)
            _person(session, substitute_id)
            found = Substitution(
                id=new_id(),
                person_id=person_id,
                substitute_id=substitute_id,
                role=role,
                starts_at=starts_at,
                ends_at=ends_at,
            )
            session.add(found)
            data = {"person": str(person_id), "substitute": str(substitute_id)}
            record_installation(session, now, "substitution_set", Who(person_id=actor.person_id), data)
            return found.id

    def end_substitution(self, identity: Identity, substitution_id: UUID) -> None:
        """Ends a substitution now: one's own, or any (administrator). Raises NotAllowed, NotFound."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            found = session.get(Substitution, substitution_id)
            if found is None or found.revoked_at is not None:
                raise NotFound("substitution", substitution_id)
            if actor.person_id != found.person_id and not may_administer(actor):
                raise NotAllowed("substitute", "role_missing")
            found.revoked_at = now
            record_installation(
                session,
                now,
                "substitution_ended",
                Who(person_id=actor.person_id),
                {"substitution": str(substitution_id)},
            )

    def _administering(self, session: Session, identity: Identity | None) -> tuple[datetime, Who]:
        now = self._runtime.clock.now()
        if identity is None:
            return now, Who()
        actor: Actor = load_actor(session, identity.person_id, now, identity.scopes)
        if not may_administer(actor):
            raise NotAllowed("administer", "role_missing")
        return now, Who(person_id=actor.person_id)


def _person(session: Session, person_id: UUID) -> Person:
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound("person", person_id)
    return person


def _end_logins(session: Session, person_id: UUID, now: datetime) -> None:
    session.execute(
        update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
