"""Habilitet: whom the rules keep from deciding a gate, found by person at the moment of decision."""

from uuid import UUID

from sqlalchemy import or_, select

from engine.model.people import RoleBinding
from engine.model.roles import Role
from engine.model.task import Task, TaskStatus
from engine.services.casework import Casework

ALWAYS = (Role.INNMELDER, Role.PROSJEKTLEDER)
"""Nobody decides on their own idea or project, whatever the diagram says."""


def excluded_people(work: Casework, task: Task) -> frozenset[UUID]:
    """The submitter, the project leader, holders of the gate's excluded roles, and whoever completed its excluded
    tasks, themselves or through a substitute."""
    definition = work.version.definition.tasks[task.element].gate
    if definition is None:
        return frozenset()
    roles = {str(role) for role in ALWAYS} | set(definition.excluded_roles)
    excluded = {work.initiative.submitter_id}
    excluded.update(
        work.session.execute(
            select(RoleBinding.person_id).where(
                RoleBinding.initiative_id == work.initiative.id,
                RoleBinding.role.in_(roles),
                or_(RoleBinding.revoked_at.is_(None), RoleBinding.revoked_at > work.now),
            )
        ).scalars()
    )
    if definition.excluded_tasks:
        rows = work.session.execute(
            select(Task.completed_by_id, Task.on_behalf_of_id).where(
                Task.case_id == work.case.id,
                Task.element.in_(definition.excluded_tasks),
                Task.status == TaskStatus.COMPLETED,
            )
        )
        excluded.update(person for row in rows for person in row if person is not None)
    return frozenset(excluded)
