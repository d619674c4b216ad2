"""Opens and closes task rows as the executor reports them: role, person, deadline, audiences, reminders."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from engine.contract.ids import new_id
from engine.model.advance import Advance, OpenedTask
from engine.model.artefact import Draft
from engine.model.base import FAR_FUTURE
from engine.model.calendar import deadline, local_date, morning_of, shift
from engine.model.case import path_key
from engine.model.definition import TaskDefinition
from engine.model.people import Person, RoleBinding
from engine.model.roles import FALLBACK, INITIATIVE_ROLES, UNIT_ROLES, Role
from engine.model.task import (
    OPEN,
    Task,
    TaskAudience,
    TaskKind,
    TaskStatus,
    person_audience,
    role_audience,
)
from engine.model.work import Timer, TimerKind
from engine.services.caserows import save_task
from engine.store.actors import holders_of
from engine.store.prepared import Prepared, append

if TYPE_CHECKING:
    from engine.services.casework import Casework

UNSYNCHRONISED = {"synchronize_session": False}
_TASK_COLUMNS = [column.key for column in Task.__table__.c]
_CLEARING = [
    Prepared(delete(table.__table__).where(table.__table__.c.task_id == bindparam("task")))  # type: ignore[arg-type]
    for table in (TaskAudience, Timer, Draft)
]


def open_tasks(work: "Casework", advance: Advance) -> list[Task]:
    """Writes a row per opened task, in the lists of those who may do it."""
    if not advance.opened:
        return []
    holders = _initiative_holders(work, advance.opened)
    people = _existing_people(work.session, advance.opened)
    rounds = _Rounds(work)
    tasks = [_task(work, opened, holders, people, rounds) for opened in advance.opened]
    add(work, tasks, holders)
    for task in tasks:
        work.journal.record("task_opened", element=task.element, task_id=task.id, data={"role": task.role})
    return tasks


def add(work: "Casework", tasks: Iterable[Task], holders: Mapping[str, tuple[UUID, ...]] | None = None) -> None:
    """Adds new tasks to the case. They come into their lists when the work is finished, as they are by then."""
    for task in tasks:
        work.unstored.append(task)
        work.unlisted.append((task, holders or {}))


def store_new(work: "Casework") -> None:
    """Stores the case's new tasks as they are now."""
    rows = [{name: getattr(task, name) for name in _TASK_COLUMNS} for task in work.unstored]
    work.unstored.clear()
    append(work.session, Task, rows)


def list_new(work: "Casework") -> None:
    """Puts the case's new tasks into the lists of those who may do them, with their reminders; they are stored by now."""
    new = [(task, holders) for task, holders in work.unlisted if task.is_open]
    work.unlisted.clear()
    rows = [row for task, h in new for row in _audiences(task, work.lineage, h)]
    append(work.session, TaskAudience, rows + _orphans(work, [task for task, _ in new]))
    definitions = work.version.definition.tasks
    ordinary = [task for task, _ in new if task.kind != TaskKind.CONDITION]
    append(work.session, Timer, [row for task in ordinary for row in _reminders(definitions[task.element], task)])


def withdraw_closed(work: "Casework", advance: Advance, completed: UUID | None) -> list[UUID]:
    """Withdraws open tasks whose tokens are gone and that nobody completed (an interrupted activity); `completed` is
    the token of the task that somebody completes now."""
    gone = [token for token in advance.closed if token != completed]
    if not gone:
        return []
    rows = work.session.execute(
        select(Task).where(Task.case_id == work.case.id, Task.token.in_(gone), Task.status.in_(OPEN))
    ).scalars()
    withdrawn = []
    for task in rows:
        task.withdraw(work.now)
        work.journal.record("task_withdrawn", element=task.element, task_id=task.id)
        withdrawn.append(task.id)
    if withdrawn:
        clear(work.session, withdrawn)
    return withdrawn


def clear(session: Session, task_ids: Iterable[UUID]) -> None:
    """Takes closed tasks out of every list, with their reminders and drafts."""
    ids = [{"task": task_id} for task_id in task_ids]
    for statement in _CLEARING:
        statement.run_many(session, ids)


def relist(session: Session, task: Task, lineage: tuple[UUID, ...]) -> None:
    """Saves an open task and puts it into the right lists after it was claimed, released or delegated."""
    save_task(session, task)
    session.execute(delete(TaskAudience).where(TaskAudience.task_id == task.id), execution_options=UNSYNCHRONISED)
    append(session, TaskAudience, _audiences(task, lineage, {}))


def reschedule(session: Session, task: Task, definition: TaskDefinition) -> None:
    """Sets the reminders anew after the deadline moved."""
    session.execute(delete(Timer).where(Timer.task_id == task.id), execution_options=UNSYNCHRONISED)
    session.execute(
        update(TaskAudience).where(TaskAudience.task_id == task.id).values(due_at=task.due_at),
        execution_options=UNSYNCHRONISED,
    )
    append(session, Timer, _reminders(definition, task))


def _task(
    work: "Casework",
    opened: OpenedTask,
    holders: Mapping[str, tuple[UUID, ...]],
    people: frozenset[UUID],
    rounds: "_Rounds",
) -> Task:
    definition = work.version.definition.tasks[opened.element]
    role = opened.role if opened.role in set(Role) else definition.role
    named = _uuid(opened.person)
    held = holders.get(role, ())
    assignee = named if named in people else held[0] if len(held) == 1 else None
    if role == Role.ANSATT and assignee is None:
        # The lane of employees is, within one initiative, that of the employee who submitted it.
        assignee = work.initiative.submitter_id
    return Task(
        id=new_id(),
        case_id=work.case.id,
        initiative_id=work.initiative.id,
        token=opened.token,
        element=opened.element,
        name=_name(definition, opened),
        kind=TaskKind.GATE if definition.gate else TaskKind.TASK,
        path=path_key(opened.path),
        item=opened.item,
        round=rounds.of(definition, opened),
        revision=0,
        role=role,
        phase=definition.phase or work.case.phase,
        status=TaskStatus.CLAIMED if assignee else TaskStatus.READY,
        assignee_id=assignee,
        opened_at=work.now,
        claimed_at=work.now if assignee else None,
        due_at=_due(definition, opened, work.now),
    )


def _name(definition: TaskDefinition, opened: OpenedTask) -> str:
    """The task's name; inside a collection with what tells the instances apart."""
    item = opened.item
    if isinstance(item, Mapping):
        label = next((v for v in item.values() if isinstance(v, str) and not _uuid(v)), None)
        return f"{definition.name}: {label}"[:300] if label else definition.name
    return definition.name


def _due(definition: TaskDefinition, opened: OpenedTask, now: datetime) -> datetime:
    if opened.due_date is not None:
        return opened.due_date
    if definition.due is None:
        return FAR_FUTURE
    return deadline(definition.due, now) or FAR_FUTURE


def _reminders(definition: TaskDefinition, task: Task) -> list[dict[str, object]]:
    """Reminder and escalation rows in the mornings around the deadline; those already past are left out."""
    if task.due_at == FAR_FUTURE:
        return []
    day = local_date(task.due_at)
    rows = [(TimerKind.REMINDER, offset, offset) for offset in definition.reminders]
    if definition.escalation:
        rows.append((TimerKind.ESCALATION, definition.escalation.offset, definition.escalation.role))
    found = ((kind, morning_of(shift(day, offset)), note) for kind, offset, note in rows)
    return [
        {
            "id": new_id(),
            "kind": kind,
            "case_id": task.case_id,
            "task_id": task.id,
            "element": task.element,
            "due_at": at,
            "note": note,
        }
        for kind, at, note in found
        if at > task.opened_at
    ]


def _audiences(
    task: Task, lineage: tuple[UUID, ...], holders: Mapping[str, tuple[UUID, ...]]
) -> list[dict[str, object]]:
    if task.assignee_id is not None:
        names = [person_audience(task.assignee_id)]
    elif task.role in UNIT_ROLES:
        names = [role_audience(task.role, unit) for unit in lineage]
    elif task.role in INITIATIVE_ROLES:
        # Several holders share it; with none it goes to those who guide ideas, who find or appoint somebody.
        names = [person_audience(person) for person in holders.get(task.role, ())] or [role_audience(FALLBACK)]
    else:
        names = [role_audience(task.role)]
    return [{"audience": name, "due_at": task.due_at, "task_id": task.id} for name in names]


def _orphans(work: "Casework", tasks: Iterable[Task]) -> list[dict[str, object]]:
    """A place in the list of those who guide ideas for each task of a unit whose role nobody holds, in the unit or above
    it: they cannot do it, but see that somebody must be given the role."""
    roles = {task.role for task in tasks if task.assignee_id is None and task.role in UNIT_ROLES}
    empty = {role for role in roles if not holders_of(work.session, role, work.now, unit_ids=work.lineage)}
    return [
        {"audience": role_audience(FALLBACK), "due_at": task.due_at, "task_id": task.id}
        for task in tasks
        if task.role in empty and task.assignee_id is None
    ]


def _initiative_holders(work: "Casework", opened: Iterable[OpenedTask]) -> dict[str, tuple[UUID, ...]]:
    """Who holds each initiative role that the tasks ask for."""
    definitions = work.version.definition.tasks
    roles = {o.role or definitions[o.element].role for o in opened} & {str(r) for r in INITIATIVE_ROLES}
    if not roles:
        return {}
    rows = work.session.execute(
        select(RoleBinding.role, RoleBinding.person_id)
        .join(Person, Person.id == RoleBinding.person_id)
        .where(
            RoleBinding.initiative_id == work.initiative.id,
            RoleBinding.role.in_(roles),
            RoleBinding.revoked_at.is_(None),
            Person.active,
        )
        .order_by(RoleBinding.granted_at)
    )
    found: dict[str, tuple[UUID, ...]] = {}
    for role, person in rows:
        found[role] = (*found.get(role, ()), person)
    return {role: tuple(dict.fromkeys(people)) for role, people in found.items()}


def _existing_people(session: Session, opened: Iterable[OpenedTask]) -> frozenset[UUID]:
    named = {person for o in opened if (person := _uuid(o.person))}
    if not named:
        return frozenset()
    return frozenset(session.execute(select(Person.id).where(Person.id.in_(named), Person.active)).scalars())


def _uuid(text: object) -> UUID | None:
    if isinstance(text, UUID):
        return text
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


class _Rounds:
    """Finds which round an instance of a multi-instance task belongs to: the first instance begins a new one."""

    def __init__(self, work: "Casework") -> None:
        self._work = work
        self._begun: dict[tuple[str, tuple[int, ...]], UUID] = {}

    def of(self, definition: TaskDefinition, opened: OpenedTask) -> UUID | None:
        if definition.multi_instance is None or not opened.path:
            return None
        outer, counter = opened.path[:-1], opened.path[-1]
        key = (opened.element, outer)
        if key not in self._begun:
            if counter == 1:
                for name in (opened.element, *definition.outputs):
                    self._work.facts.forget_round(name, outer)
                self._begun[key] = new_id()
            else:
                self._begun[key] = self._latest(opened.element) or new_id()
        return self._begun[key]

    def _latest(self, element: str) -> UUID | None:
        return self._work.session.execute(
            select(Task.round)
            .where(Task.case_id == self._work.case.id, Task.element == element)
            .order_by(Task.opened_at.desc())
            .limit(1)
        ).scalar_one_or_none()
