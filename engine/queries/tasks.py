"""Everything the page of one task shows: the task, what was typed so far, and what is known of its initiative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import NotFound
from engine.model.access import Identity, may_comment, may_delegate, require_read, stand_for_task
from engine.model.artefact import Answers, Draft
from engine.model.base import FAR_FUTURE
from engine.model.case import Case, Fact
from engine.model.definition import INPUTS, Outcome, TaskDefinition
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.roles import INITIATIVE_ROLES, UNIT_ROLES
from engine.model.task import Task, TaskKind
from engine.queries.initiative_rows import InitiativeView
from engine.queries.initiative_view import gather
from engine.queries.reading import PersonName, Reading, names_of
from engine.store.actors import holders_of, within


@dataclass(frozen=True, kw_only=True)
class Returned:
    """That a gate sent the work back, and why."""

    by: PersonName | None
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """One task as its reader may see it.

    `opening` is what the form opens with when nothing is typed: what the collection says of this instance, and after a
    return the answers given before. `returned` is set then.

    `draft` is what this person typed and has not sent, with the revision to save over. `answers` are the completed
    task's own. `candidates` are people it can be handed to. `on_behalf_of` is whom the reader would act for.
    """

    task_id: UUID
    case_id: UUID
    version_id: UUID
    element: str
    name: str
    kind: str
    help: str
    role: str
    phase: str
    status: str
    path: str
    item: object
    revision: int
    definition: TaskDefinition | None
    assignee: PersonName | None
    on_behalf_of: PersonName | None
    completed_by: PersonName | None
    opened_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    overdue: bool
    draft: object | None
    draft_revision: int
    draft_saved_at: datetime | None
    answers: object | None
    opening: Mapping[str, object]
    returned: Returned | None
    candidates: tuple[PersonName, ...]
    initiative: InitiativeView
    may_work: bool
    may_delegate: bool
    may_comment: bool

    @property
    def is_open(self) -> bool:
        return self.status in ("ready", "claimed")

    @property
    def is_gate(self) -> bool:
        return self.kind == TaskKind.GATE


class TaskPages:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def view(self, identity: Identity, task_id: UUID) -> TaskView:
        """One task. Raises NotFound, also for one whose initiative may not be read."""
        with self._reading.as_actor(identity) as (session, actor):
            now = self._reading.clock.now()
            row = session.execute(
                select(Task, Case.version_id, Initiative, Unit)
                .join(Case, Case.id == Task.case_id)
                .join(Initiative, Initiative.id == Task.initiative_id)
                .join(Unit, Unit.id == Initiative.unit_id)
                .where(Task.id == task_id)
            ).one_or_none()
            if row is None:
                raise NotFound("task", task_id)
            task, version_id, initiative, unit = row
            actor = within(session, actor, initiative.id, now)
            stand = stand_for_task(actor, task, initiative, unit.lineage)
            if stand is None:
                require_read(actor, initiative, unit.lineage)
            definition = self._reading.definition_of(session, version_id).tasks.get(task.element)
            draft = session.execute(
                select(Draft).where(Draft.person_id == actor.person_id, Draft.subject == str(task.id))
            ).scalar_one_or_none()
            answers = session.execute(select(Answers.values).where(Answers.task_id == task.id)).scalar_one_or_none()
            holders = holders_of(
                session,
                task.role,
                now,
                unit_ids=unit.lineage if task.role in UNIT_ROLES else (),
                initiative_id=initiative.id if task.role in INITIATIVE_ROLES else None,
            )
            behalf = stand.on_behalf_of if stand else None
            sent_back = _sent_back(session, task)
            returner = sent_back.decided_by_id if sent_back else None
            names = names_of(session, {task.assignee_id, task.completed_by_id, behalf, returner, *holders})
            return TaskView(
                task_id=task.id,
                case_id=task.case_id,
                version_id=version_id,
                element=task.element,
                name=task.name,
                kind=task.kind,
                help=definition.help if definition else "",
                role=task.role,
                phase=task.phase,
                status=task.status,
                path=task.path,
                item=task.item,
                revision=task.revision,
                definition=definition,
                assignee=names.get(task.assignee_id) if task.assignee_id else None,
                on_behalf_of=names.get(behalf) if behalf else None,
                completed_by=names.get(task.completed_by_id) if task.completed_by_id else None,
                opened_at=task.opened_at,
                due_at=None if task.due_at == FAR_FUTURE else task.due_at,
                completed_at=task.completed_at,
                overdue=task.is_open and task.due_at < now,
                draft=draft.values if draft else None,
                draft_revision=draft.revision if draft else 0,
                draft_saved_at=draft.saved_at if draft else None,
                answers=answers,
                opening={
                    **_fields(task.item),
                    **_taken_in(session, task, definition),
                    **(_given_before(session, task) if sent_back else {}),
                },
                returned=Returned(by=names.get(returner), at=sent_back.decided_at, reason=sent_back.reason)
                if sent_back and returner
                else None,
                candidates=tuple(names[person] for person in holders if person in names),
                initiative=gather(self._reading, session, actor, initiative, unit),
                may_work=stand is not None and task.is_open,
                may_delegate=task.is_open and may_delegate(actor, task, initiative, unit.lineage),
                may_comment=may_comment(actor, initiative, unit.lineage),
            )


def _sent_back(session: Session, task: Task) -> GateDecision | None:
    """The gate's decision that opened the task again: taken in the same instant, with the task as its target."""
    decision = session.execute(
        select(GateDecision).where(
            GateDecision.initiative_id == task.initiative_id,
            GateDecision.case_id == task.case_id,
            GateDecision.outcome == Outcome.RETURNER,
            GateDecision.decided_at == task.opened_at,
        )
    ).scalar()
    return decision if decision is not None and _fields(decision.details).get("maal") == task.element else None


def _taken_in(session: Session, task: Task, definition: TaskDefinition | None) -> dict[str, object]:
    """What the task's input mappings gave, which stands in the fields of the same names."""
    if definition is None or not definition.inputs:
        return {}
    found = select(Fact.value).where(
        Fact.case_id == task.case_id, Fact.name == INPUTS.format(task.element), Fact.path == task.path
    )
    given = _fields(session.execute(found).scalar())
    return {name: value for name, value in given.items() if name in definition.inputs}


def _given_before(session: Session, task: Task) -> dict[str, object]:
    values = session.execute(
        select(Answers.values)
        .where(Answers.case_id == task.case_id, Answers.element == task.element, Answers.path == task.path)
        .order_by(Answers.given_at.desc())
        .limit(1)
    ).scalar()
    return _fields(values)


def _fields(value: object) -> dict[str, object]:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, Mapping) else {}
