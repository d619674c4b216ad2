"""The common last stretch of completing a task and deciding a gate: record, move the case on, close the task."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_, select

from engine.contract.errors import NotAllowed, TaskNotOpen
from engine.contract.ids import new_id
from engine.model.access import Actor, Stand
from engine.model.advance import Advance
from engine.model.artefact import Answers
from engine.model.people import Person, RoleBinding
from engine.model.roles import INITIATIVE_ROLES
from engine.model.task import OPEN, Task
from engine.services import incidents, tasklist
from engine.services.caserows import save_task
from engine.services.casework import Casework
from engine.services.expressions import evaluate, names_in
from engine.spiff import Host, complete_task
from engine.store.audit import Who
from engine.store.prepared import append


def require_distinct(work: Casework, task: Task, actor: Actor, stand: Stand) -> None:
    """Independent assessors are different people. Raises NotAllowed (`already_assessed`) when the actor, or whom the
    actor stands for, has another instance of the same round."""
    definition = work.version.definition.tasks.get(task.element)
    if task.round is None or not definition or not definition.multi_instance:
        return
    if not definition.multi_instance.distinct_people:
        return
    rows = work.session.execute(
        select(Task.assignee_id, Task.completed_by_id, Task.on_behalf_of_id).where(
            Task.round == task.round, Task.id != task.id
        )
    )
    taken = {person for row in rows for person in row if person is not None}
    if taken & {actor.person_id, stand.on_behalf_of}:
        raise NotAllowed("complete_task", "already_assessed")


def complete(
    work: Casework, task: Task, actor: Actor, stand: Stand, answers: Mapping[str, object], *, form: str, action: str
) -> None:
    """Records the answers, moves the case on and closes the task. The executor's errors pass through."""
    if task.token is None:
        raise TaskNotOpen(what="task_outside_process")
    who = Who(person_id=actor.person_id, on_behalf_of_id=stand.on_behalf_of)
    task.complete(actor.person_id, stand.on_behalf_of, work.now)
    save_task(work.session, task)
    row = {
        "task_id": task.id,
        "case_id": work.case.id,
        "element": task.element,
        "path": task.path,
        "form": form,
        "values": dict(answers),
        "given_by_id": actor.person_id,
        "given_at": work.now,
    }
    append(work.session, Answers, [row])
    work.journal.record(action, who, element=task.element, task_id=task.id)
    work.facts.store(task.element, _path(task), dict(answers), task.id)
    appoint(work, task, who)
    token = task.token

    def move(host: Host) -> Advance:
        return complete_task(work.version.compiled, work.case.state, token, host, work.now)

    work.advance(move, who, completed=task)
    tasklist.clear(work.session, [task.id])
    incidents.resolve_all(work, who, element=task.element)


def appoint(work: Casework, task: Task, who: Who) -> None:
    """Binds the people that the task names to their roles in the initiative, and hands them that role's open tasks."""
    definition = work.version.definition.tasks.get(task.element)
    for appointment in definition.appointments if definition else ():
        work.facts.need(names_in(appointment.person))
        value = evaluate(appointment.person, work.facts.mapping, element=task.element, now=work.now)
        for person_id in _people(work, value):
            bind(work, appointment.role, person_id, who, sole=not isinstance(value, list | tuple))


def bind(work: Casework, role: str, person_id: UUID, who: Who, *, sole: bool = True) -> None:
    """Gives a person a role in the initiative; with `sole` it is taken from whoever held it."""
    held = work.session.execute(
        select(RoleBinding).where(
            RoleBinding.initiative_id == work.initiative.id,
            RoleBinding.role == role,
            RoleBinding.revoked_at.is_(None),
        )
    ).scalars()
    known, former = False, set()
    for binding in held:
        if binding.person_id == person_id:
            known = True
        elif sole and role in INITIATIVE_ROLES:
            binding.revoke(work.now)
            former.add(binding.person_id)
            work.journal.record("role_revoked", who, data={"role": role, "person": str(binding.person_id)})
    if not known:
        work.session.add(
            RoleBinding(
                id=new_id(),
                person_id=person_id,
                role=role,
                initiative_id=work.initiative.id,
                granted_at=work.now,
                granted_by_id=who.person_id,
            )
        )
        work.journal.record("role_granted", who, data={"role": role, "person": str(person_id)})
        _hand_over(work, role, person_id, former)


def _hand_over(work: Casework, role: str, person_id: UUID, former: set[UUID]) -> None:
    """Open tasks of a role that nobody held, or that its former holder had, go to the one appointed."""
    work.session.flush()
    rows = work.session.execute(
        select(Task).where(
            Task.case_id == work.case.id,
            Task.role == role,
            Task.status.in_(OPEN),
            or_(Task.assignee_id.is_(None), Task.assignee_id.in_(former)),
        )
    ).scalars()
    for task in rows:
        task.delegate(person_id, work.now)
        tasklist.relist(work.session, task, work.lineage)


def _people(work: Casework, value: object) -> list[UUID]:
    named = value if isinstance(value, list | tuple) else [value]
    ids = []
    for name in named:
        try:
            ids.append(UUID(str(name)))
        except ValueError:
            continue
    found = set(work.session.execute(select(Person.id).where(Person.id.in_(ids), Person.active)).scalars())
    return [person for person in ids if person in found]


def _path(task: Task) -> tuple[int, ...]:
    return tuple(int(part) for part in task.path.split(".")) if task.path else ()
