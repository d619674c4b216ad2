"""The answers of one completed task as they were given, however often the task was done again later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import NotFound
from engine.model.access import Identity
from engine.model.activation import Activation
from engine.model.artefact import Answers
from engine.model.case import Case
from engine.model.gate import GateDecision
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.task import OPEN, Task
from engine.queries.reading import PersonName, Reading, names_of, readable, submitter_name


@dataclass(frozen=True, kw_only=True)
class GivenAnswers:
    """What was answered, by whom, in whose place, on which version. `later` are completions of the same task since."""

    task_id: UUID
    number: str
    title: str
    name: str
    element: str
    path: str
    form: str
    version_id: UUID
    version_number: int
    model_name: str
    given_by: PersonName
    on_behalf_of: PersonName | None
    given_at: datetime
    values: object
    outcome: str | None
    reason: str
    later: int


class Given:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def view(self, identity: Identity, task_id: UUID) -> GivenAnswers:
        """The answers of a task. Raises NotFound: for one without, one whose initiative may not be read, and those of an
        independent assessor while another still has to answer, but to the assessor."""
        with self._reading.as_actor(identity) as (session, actor):
            row = session.execute(
                select(Answers, Task).join(Task, Task.id == Answers.task_id).where(Answers.task_id == task_id)
            ).one_or_none()
            if row is None:
                raise NotFound("answers", task_id)
            answers, task = row
            _, initiative, _ = readable(session, actor, self._reading.clock.now(), id=task.initiative_id)
            if is_sealed(task, sealed(session, {task.case_id})) and answers.given_by_id != actor.person_id:
                raise NotFound("answers", task_id)
            version, number, model = self._version(session, task)
            decision = session.execute(
                select(GateDecision.outcome, GateDecision.reason).where(GateDecision.task_id == task.id)
            ).one_or_none()
            later = session.execute(
                select(Answers.task_id).where(
                    Answers.case_id == task.case_id,
                    Answers.element == task.element,
                    Answers.path == task.path,
                    Answers.given_at > answers.given_at,
                )
            ).all()
            names = names_of(session, {answers.given_by_id, task.on_behalf_of_id, initiative.submitter_id})
            names[initiative.submitter_id] = submitter_name(initiative, names)
            return GivenAnswers(
                task_id=task.id,
                number=initiative.number,
                title=initiative.title,
                name=task.name,
                element=task.element,
                path=task.path,
                form=answers.form,
                version_id=version,
                version_number=number,
                model_name=model,
                given_by=names[answers.given_by_id],
                on_behalf_of=names.get(task.on_behalf_of_id) if task.on_behalf_of_id else None,
                given_at=answers.given_at,
                values=answers.values,
                outcome=decision.outcome if decision else None,
                reason=decision.reason if decision else "",
                later=len(later),
            )

    def _version(self, session: Session, task: Task) -> tuple[UUID, int, str]:
        """The version that the case ran on then: of its activation, or the case's own for one that has none."""
        then = session.execute(
            select(Activation.version_id).where(Activation.case_id == task.case_id, Activation.task_id == task.id)
        ).scalar()
        row = session.execute(
            select(ProcessVersion.id, ProcessVersion.number, ProcessModel.name)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(
                ProcessVersion.id == (then or select(Case.version_id).where(Case.id == task.case_id).scalar_subquery())
            )
        ).one()
        return row.id, row.number, row.name


def sealed(session: Session, case_ids: Collection[UUID]) -> frozenset[tuple[UUID, str]]:
    """The elements of cases, as (case, element), whose independent answers nobody sees yet: some are still to be given."""
    rows = session.execute(
        select(Task.case_id, Task.element).where(Task.case_id.in_(case_ids), Task.status.in_(OPEN), Task.path != "")
    )
    return frozenset((case_id, element) for case_id, element in rows)


def is_sealed(task: Task, places: frozenset[tuple[UUID, str]]) -> bool:
    """Whether a task is one of several independent ones, at one of these places."""
    return task.path != "" and (task.case_id, task.element) in places
