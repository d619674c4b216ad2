"""One locked case goes over to another version of its model, and back: state, tasks, timers, facts and trail together."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update

from engine.contract.errors import Problem
from engine.model.base import Base
from engine.model.case import Fact
from engine.model.definition import ElementKind, ModelDefinition
from engine.model.message import Subscription
from engine.model.migration import Obstacle, Plan, obstacle
from engine.model.starting import CalledCase
from engine.model.task import OPEN, Task
from engine.model.work import Timer
from engine.services import tasklist
from engine.services.casework import Casework
from engine.services.facts import Facts
from engine.services.versions import LoadedVersion
from engine.spiff import look, migrate, reachable, restore
from engine.store.audit import Who

UNSYNCHRONISED = {"synchronize_session": False}
INPUTS = "{}.inn"

_TOLD_BY_TOKEN: tuple[tuple[type[Base], str], ...] = (
    (Timer, "case_id"),
    (Subscription, "case_id"),
    (CalledCase, "parent_id"),
)
Where = Callable[[UUID | None, str], str | None]


def cross(work: Casework, new: LoadedVersion, plan: Plan, who: Who) -> tuple[dict[str, object], list[Problem]]:
    """Takes the case over. Returns what the way back needs beside the state, and what somebody should know.

    Raises CannotMigrate, and the executor's errors: nothing is kept then.
    """
    old, state = work.version, work.case.state
    targets = plan.targets
    work.change_version(new)
    names = {e: t for e, t in targets.items() if e != t}
    renamed = Facts(work.session, work.case.id, (), {}).rename(
        {**names, **{INPUTS.format(e): INPUTS.format(t) for e, t in names.items()}}
    )
    memory: dict[str, object] = {
        "facts": [list(pair) for pair in renamed],
        "visits": work.case.visits,
        "phase": work.case.phase,
        "initiative_phase": work.initiative.phase,
    }
    visits = work.case.visits if isinstance(work.case.visits, Mapping) else {}
    work.case.visits = {targets.get(str(element), str(element)): count for element, count in visits.items()}
    # What waits to begin an event subprocess stands at its start event, where no plan has a row: no task ever waits there.
    starts = {e.id for e in new.definition.elements if e.kind == ElementKind.START_EVENT}
    _carry_rows(work, old, lambda token, element: targets.get(element, element if element in starts else None))
    work.journal.record("case_migrated", who, data={"from": old.number, "version": new.number})
    work.advance(lambda host: migrate(old.compiled, new.compiled, state, plan, host, work.now).advance, who)
    return memory, _missing_facts(work, old, new)


def cross_back(work: Casework, old: LoadedVersion, state: bytes, memory: Mapping[str, object], who: Who) -> None:
    """Takes a case back that has not moved since it went over."""
    new, state_now = work.version, work.case.state
    places = {place.token: place.element for place in look(old.compiled, state)}
    there = {place.token: place.element for place in look(new.compiled, state_now)}
    back = {there[token]: element for token, element in places.items() if token in there}
    work.change_version(old)
    pairs = memory.get("facts")
    Facts(work.session, work.case.id, (), {}).rename(
        {str(new_name): str(old_name) for old_name, new_name in (pairs if isinstance(pairs, list | tuple) else ())}
    )
    work.case.visits = memory.get("visits", {})
    work.case.phase, work.initiative.phase = str(memory["phase"]), str(memory["initiative_phase"])
    _carry_rows(
        work, new, lambda token, element: places.get(token) if token is not None else back.get(element, element)
    )
    work.journal.record("migration_undone", who, data={"from": new.number, "version": old.number})
    work.advance(lambda host: restore(old.compiled, new.compiled, state, state_now, host, work.now), who)


def mark_of(state: bytes) -> str:
    """What a state is recognised by."""
    return sha256(state).hexdigest()


def _carry_rows(work: Casework, before: LoadedVersion, where: Where) -> None:
    """Rows that speak of elements speak of those of the new version from now on."""
    work.trail.cross(work.session, where)
    _carry_tasks(work, before.definition, where)
    for table, owner in _TOLD_BY_TOKEN:
        columns = table.__table__.c
        rows = work.session.execute(
            select(columns.id, columns.token, columns.element).where(
                columns[owner] == work.case.id, columns.token.is_not(None)
            )
        ).all()
        for row in rows:
            target = where(row.token, row.element)
            if target is not None and target != row.element:
                work.session.execute(
                    update(table).where(columns.id == row.id).values(element=target),
                    execution_options=UNSYNCHRONISED,
                )


def _carry_tasks(work: Casework, before: ModelDefinition, where: Where) -> None:
    """Open tasks become those of the version that the case now runs on: name and role follow, when the versions differ in
    them; who has the task keeps it."""
    rows = work.session.execute(
        select(Task).where(Task.case_id == work.case.id, Task.status.in_(OPEN), Task.token.is_not(None))
    ).scalars()
    for task in rows.all():
        target = where(task.token, task.element)
        old, new = before.tasks.get(task.element), work.version.definition.tasks.get(target or "")
        if target is None or old is None or new is None:
            continue
        changes: dict[str, object] = {}
        if target != task.element:
            changes["element"] = target
        if old.name != new.name:
            changes["name"] = task.name.replace(old.name, new.name, 1)[:300]
        if old.role != new.role and task.role == old.role:
            changes["role"] = new.role
        if not changes:
            continue
        work.session.execute(
            update(Task).where(Task.id == task.id).values(**changes, revision=task.revision + 1),
            execution_options=UNSYNCHRONISED,
        )
        if "role" in changes:
            work.session.refresh(task)
            tasklist.relist(work.session, task, work.lineage)
    work.session.expire_all()


def _missing_facts(work: Casework, old: LoadedVersion, new: LoadedVersion) -> list[Problem]:
    """Warnings for what only the new version reads, the case does not have, and nothing ahead will give."""
    giving = {*new.definition.tasks, *new.definition.service_tasks, *new.definition.decision_tasks}
    wanted = (new.definition.fact_names - old.definition.fact_names) & giving
    if not wanted:
        return []
    known = set(
        work.session.execute(select(Fact.name).where(Fact.case_id == work.case.id, Fact.name.in_(wanted))).scalars()
    )
    ahead = reachable(new.compiled, work.case.state)
    return [
        Problem(code=Obstacle.FACT_MISSING, element=name, params={"name": name}, severity="warning")
        for name in sorted(wanted - known - ahead)
    ]


def gates_differ(old: LoadedVersion, new: LoadedVersion, plan: Plan) -> dict[str, Problem]:
    """Where a gate would become an ordinary task or the other way; a verdict is asked for in another way than answers."""
    found = {}
    for element, target in plan.targets.items():
        mine, theirs = old.definition.tasks.get(element), new.definition.tasks.get(target)
        if mine is not None and theirs is not None and (mine.gate is None) != (theirs.gate is None):
            found[element] = obstacle(Obstacle.GATE_CHANGED, element, target=target)
    return found
