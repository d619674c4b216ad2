"""The one access policy: who may do what with which object. What no rule allows is denied.

An `Actor` is a person with everything held at this instant, loaded inside the transaction that acts
(`engine.store.actors`). A rule answers with a `Stand`: on whose behalf the person acts, or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from engine.contract.errors import NotAllowed, NotFound
from engine.model.initiative import Initiative
from engine.model.roles import FALLBACK, INITIATIVE_ROLES, Role
from engine.model.task import Task, TaskKind, person_audience, role_audience


class ApiScope(StrEnum):
    """What an API token may be used for; a token never reaches further than its owner."""

    READ = "read"
    IDEAS = "ideas"
    TASKS = "tasks"
    GATES = "gates"
    MODELS = "models"
    MESSAGES = "messages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who knocks: a person, through a login session or (with `scopes`) through an API token."""

    person_id: UUID
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One role held. `principal` is the person it belongs to: the actor, or somebody the actor stands in for."""

    role: str
    principal: UUID
    unit_id: UUID | None = None
    initiative_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person at work, with own grants and those as substitute: the ones that hold everywhere or in units, and those
    in the initiative at hand. `scopes` is set when acting through an API token.

    `substitutes_for` maps a person to the role the substitution is limited to (None: everything).
    """

    person_id: UUID
    name: str = ""
    grants: tuple[Grant, ...] = ()
    substitutes_for: tuple[tuple[UUID, str | None], ...] = ()
    scopes: frozenset[str] | None = None

    def own(self, role: str) -> bool:
        """Holds `role` in own right, globally or in any unit."""
        return any(g.role == role and g.principal == self.person_id for g in self.grants)

    def standing(self, role: str, initiative: Initiative, lineage: Iterable[UUID]) -> tuple[UUID, ...]:
        """Principals through whom the actor holds `role` for this initiative, the actor first."""
        units = set(lineage)
        held = [
            g.principal
            for g in self.grants
            if g.role == role
            and (g.initiative_id is None or g.initiative_id == initiative.id)
            and (g.unit_id is None or g.unit_id in units)
        ]
        return tuple(sorted(set(held), key=lambda p: p != self.person_id))

    def can_act_for(self, principal: UUID, role: str) -> bool:
        """Is the person themself, or stands in for them (in this role)."""
        return principal == self.person_id or any(
            p == principal and limited in (None, role) for p, limited in self.substitutes_for
        )

    def audiences(self) -> tuple[str, ...]:
        """Every worklist the actor reads: own and principals' tasks, and those of each role held."""
        found = {person_audience(self.person_id): None}
        for principal, limited in self.substitutes_for:
            if limited is None:
                found[person_audience(principal)] = None
        for g in self.grants:
            if g.initiative_id is None:
                found[role_audience(g.role, g.unit_id)] = None
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """In whose place the actor acts: None when in their own."""

    on_behalf_of: UUID | None = None


def require_scope(actor: Actor, scope: ApiScope) -> None:
    """Raises NotAllowed when the actor comes with a token that lacks `scope`."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise NotAllowed("use_token", "scope_missing", scope=scope)


def may_read(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """Open initiatives are read by everyone who is logged in; restricted ones by those involved, their leaders,
    the board and the auditor."""
    if actor.scopes is not None and (initiative.restricted or ApiScope.READ not in actor.scopes):
        return False
    if not initiative.restricted:
        return not is_only_administrator(actor)
    if actor.can_act_for(initiative.submitter_id, Role.INNMELDER):
        return True
    if any(g.initiative_id == initiative.id for g in actor.grants):
        return True
    readers = (Role.INNOVASJONSRADGIVER, Role.PORTEFOLJESTYRE, Role.REVISOR, Role.ENHETSLEDER, Role.PERSONVERNOMBUD)
    units = tuple(lineage)
    return any(actor.standing(role, initiative, units) for role in readers)


def require_read(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> None:
    """Raises NotFound, as for an initiative that does not exist."""
    if not may_read(actor, initiative, lineage):
        raise NotFound("initiative", initiative.number)


def stand_for_task(actor: Actor, task: Task, initiative: Initiative, lineage: Iterable[UUID]) -> Stand | None:
    """How the actor may work on the task: as its assignee, as one of its role, or as substitute of either."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes and ApiScope.GATES not in actor.scopes:
        return None
    if task.assignee_id is not None:
        if task.assignee_id == actor.person_id:
            return Stand()
        return Stand(on_behalf_of=task.assignee_id) if actor.can_act_for(task.assignee_id, task.role) else None
    units = tuple(lineage)
    principals = actor.standing(task.role, initiative, units)
    if not principals and task.role in INITIATIVE_ROLES:
        principals = actor.standing(FALLBACK, initiative, units)
    if not principals:
        return None
    return Stand() if principals[0] == actor.person_id else Stand(on_behalf_of=principals[0])


def require_stand(actor: Actor, task: Task, initiative: Initiative, lineage: Iterable[UUID], *, action: str) -> Stand:
    """The actor's stand for the task. Raises NotFound if unreadable, NotAllowed (`not_your_task`) otherwise."""
    units = tuple(lineage)
    stand = stand_for_task(actor, task, initiative, units)
    if stand is not None:
        return stand
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        raise NotAllowed(action, "scope_missing", scope=ApiScope.TASKS)
    require_read(actor, initiative, units)
    raise NotAllowed(action, "not_your_task")


def require_unprejudiced(actor: Actor, stand: Stand, excluded: Iterable[UUID]) -> None:
    """Nobody decides their own gate. Raises NotAllowed (`own_gate`) when the actor, or whom the actor stands for,
    is among `excluded`: submitter, project leader, preparer of the decision."""
    barred = set(excluded)
    if actor.person_id in barred or (stand.on_behalf_of is not None and stand.on_behalf_of in barred):
        raise NotAllowed("decide_gate", "own_gate")


def may_delegate(actor: Actor, task: Task, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """The one who has the task, one of its role, and the unit's leader or project leader for ordinary tasks."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    units = tuple(lineage)
    if stand_for_task(actor, task, initiative, units) is not None:
        return True
    if task.kind == TaskKind.GATE:
        return False
    leaders = (Role.PROSJEKTLEDER, Role.ENHETSLEDER, Role.INNOVASJONSRADGIVER)
    return any(actor.standing(role, initiative, units) for role in leaders)


def may_comment(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """Whoever may read may comment, but the auditor, who changes nothing."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    return may_read(actor, initiative, lineage) and not _only(actor, {Role.REVISOR, Role.ADMINISTRATOR})


def may_submit(actor: Actor) -> bool:
    """Every employee may submit an idea; administrator and auditor accounts are for other work."""
    if actor.scopes is not None and ApiScope.IDEAS not in actor.scopes:
        return False
    return not _only(actor, {Role.REVISOR, Role.ADMINISTRATOR})


def may_deploy(actor: Actor) -> bool:
    """The process owner publishes models."""
    if actor.scopes is not None and ApiScope.MODELS not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER)


def may_cancel(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """The process owner, with a reason. A submitter withdraws an own idea while it is in its first phase."""
    del lineage
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER) or (actor.person_id == initiative.submitter_id and initiative.phase == "ide")


def may_begin_activity(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """Those who plan the work begin activities of an ad hoc subprocess: project leader, the unit's leader, adviser, and the
    process owner."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    units = tuple(lineage)
    leaders = (Role.PROSJEKTLEDER, Role.ENHETSLEDER, Role.INNOVASJONSRADGIVER, Role.PROSESSEIER)
    return any(actor.standing(role, initiative, units) for role in leaders)


def may_retry(actor: Actor) -> bool:
    """Repairs are the process owner's; the administrator may repeat what failed technically."""
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER) or actor.own(Role.ADMINISTRATOR)


def may_send(actor: Actor) -> bool:
    """Machines that were given a token for it send messages and signals; people only the process owner. An administrator's
    or auditor's token does not: they take no part in any process."""
    if actor.scopes is not None:
        return ApiScope.MESSAGES in actor.scopes and not _only(actor, {Role.REVISOR, Role.ADMINISTRATOR})
    return actor.own(Role.PROSESSEIER)


def may_see_messages(actor: Actor) -> bool:
    """The process owner and the administrator see what waits, and hand it over or throw it away. What a message says is
    the process owner's to read."""
    if actor.scopes is not None and ApiScope.MESSAGES not in actor.scopes:
        return False
    return actor.own(Role.PROSESSEIER) or actor.own(Role.ADMINISTRATOR)


def may_administer(actor: Actor) -> bool:
    """Users, roles and tokens are the administrator's, and never through a token."""
    return actor.scopes is None and actor.own(Role.ADMINISTRATOR)


def may_audit(actor: Actor) -> bool:
    """Reads every log, and never through a token."""
    if actor.scopes is not None:
        return False
    return actor.own(Role.REVISOR) or actor.own(Role.PROSESSEIER)


def _only(actor: Actor, roles: set[Role]) -> bool:
    """Holds something, and nothing but these (everyone is also `ansatt`)."""
    held = {g.role for g in actor.grants if g.principal == actor.person_id and g.role != Role.ANSATT}
    return bool(held) and held <= {str(r) for r in roles}


def is_only_administrator(actor: Actor) -> bool:
    """Holds the administrator's role and no other: such an account has no part in any initiative."""
    return _only(actor, {Role.ADMINISTRATOR})


def may_edit_artefact(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """Work with tools is done by those who take part: whoever holds a role in the initiative, its advisers, assessors and
    leaders, and the board. Auditor and administrator change nothing."""
    units = tuple(lineage)
    if not may_comment(actor, initiative, units):
        return False
    if any(g.initiative_id == initiative.id for g in actor.grants):
        return True
    hands = (Role.INNOVASJONSRADGIVER, Role.FAGPERSON, Role.ENHETSLEDER, Role.PORTEFOLJESTYRE, Role.PERSONVERNOMBUD)
    return any(actor.standing(role, initiative, units) for role in hands)


def may_take_part(actor: Actor, initiative: Initiative, lineage: Iterable[UUID]) -> bool:
    """Votes, polls and comments are open to everyone who may read, as comments on the initiative are."""
    return may_comment(actor, initiative, lineage)


def may_read_boards(actor: Actor) -> bool:
    """Units' boards are read by every employee; an administrator's account has no part in them."""
    if actor.scopes is not None and ApiScope.READ not in actor.scopes:
        return False
    return not is_only_administrator(actor)


def may_edit_board(actor: Actor, unit_id: UUID, unit_lineage: Iterable[UUID], own_lineage: Iterable[UUID]) -> bool:
    """A unit's board is for its own people, those below it included, its leaders and the advisers.

    `unit_lineage` is the board's unit with all above it, `own_lineage` the same for the unit the actor works in.
    """
    if actor.scopes is not None and ApiScope.TASKS not in actor.scopes:
        return False
    if _only(actor, {Role.REVISOR, Role.ADMINISTRATOR}):
        return False
    above = set(unit_lineage)
    leads = any(g.role == Role.ENHETSLEDER and g.unit_id in above for g in actor.grants)
    return unit_id in set(own_lineage) or leads or any(g.role == Role.INNOVASJONSRADGIVER for g in actor.grants)
