"""Everything about one initiative, gathered from its rows at a cost that follows the model and not the history."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.model.access import Actor, may_cancel, may_comment, may_retry
from engine.model.artefact import Attachment, Comment
from engine.model.base import FAR_FUTURE
from engine.model.case import Case, Fact
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.people import RoleBinding, Unit
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.task import OPEN, Task
from engine.model.work import Incident, Timer, TimerKind
from engine.queries.case_view import case_view, element_name, waiting_in
from engine.queries.initiative_rows import (
    AnswersRow,
    AttachmentRow,
    CommentRow,
    DecisionRow,
    HolderRow,
    IncidentRow,
    InitiativeView,
    OpenTaskRow,
    WaitingTimer,
)
from engine.queries.operating import suspension_of
from engine.queries.reading import PersonName, Reading, names_of, submitter_name
from engine.queries.waiting_rows import ENDED_BESIDE, calls_of, waiting_messages


def gather(
    reading: Reading,
    session: Session,
    actor: Actor,
    initiative: Initiative,
    unit: Unit,
    *,
    asked_for: UUID | None = None,
) -> InitiativeView:
    """The view. Of the ended cases that stood beside the initiative's own it holds the latest, and the one `asked_for`."""
    now = reading.clock.now()
    ended_beside = (
        select(Case.id)
        .where(Case.initiative_id == initiative.id, Case.beside, Case.ended_at.is_not(None))
        .order_by(Case.started_at.desc(), Case.id.desc())
        .limit(ENDED_BESIDE)
    )
    shown_cases = or_(Case.beside.is_(False), Case.ended_at.is_(None), Case.id.in_(ended_beside), Case.id == asked_for)
    cases = list(
        session.execute(
            select(Case, ProcessVersion.number, ProcessModel.key, ProcessModel.name)
            .join(ProcessVersion, ProcessVersion.id == Case.version_id)
            .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
            .where(Case.initiative_id == initiative.id, shown_cases)
            .order_by(Case.started_at, Case.id)
        )
    )
    ids = [case.id for case, *_ in cases]
    definitions = {case.id: reading.definition_of(session, case.version_id) for case, *_ in cases}
    tasks = list(
        session.execute(
            select(Task).where(Task.case_id.in_(ids), Task.status.in_(OPEN)).order_by(Task.due_at, Task.id)
        ).scalars()
    )
    timers = list(
        session.execute(
            select(Timer).where(Timer.case_id.in_(ids), Timer.kind == TimerKind.EVENT).order_by(Timer.due_at)
        ).scalars()
    )
    listening = waiting_messages(session, ids, definitions)
    calls = calls_of(session, ids, definitions)
    facts = list(
        session.execute(
            select(Fact, Task)
            .join(Task, Task.id == Fact.task_id)
            .where(Fact.case_id.in_(ids))
            .order_by(Task.completed_at)
        )
    )
    decisions = list(
        session.execute(
            select(GateDecision, Task.name)
            .join(Task, Task.id == GateDecision.task_id)
            .where(GateDecision.initiative_id == initiative.id)
            .order_by(GateDecision.decided_at)
        )
    )
    holders = list(
        session.execute(
            select(RoleBinding.role, RoleBinding.person_id)
            .where(RoleBinding.initiative_id == initiative.id, RoleBinding.revoked_at.is_(None))
            .order_by(RoleBinding.granted_at)
        )
    )
    comments = list(
        session.execute(
            select(Comment).where(Comment.initiative_id == initiative.id).order_by(Comment.written_at.desc()).limit(100)
        ).scalars()
    )
    attachments = list(
        session.execute(
            select(Attachment)
            .where(Attachment.initiative_id == initiative.id, Attachment.removed_at.is_(None))
            .order_by(Attachment.attached_at.desc())
        ).scalars()
    )
    incidents = list(
        session.execute(
            select(Incident)
            .where(Incident.case_id.in_(ids), Incident.resolved_at.is_(None))
            .order_by(Incident.opened_at)
        ).scalars()
    )
    names = names_of(
        session,
        {initiative.submitter_id}
        | {task.assignee_id for task in tasks}
        | {task.completed_by_id for _, task in facts}
        | {d.decided_by_id for d, _ in decisions}
        | {d.on_behalf_of_id for d, _ in decisions}
        | {person for _, person in holders}
        | {c.author_id for c in comments}
        | {a.attached_by_id for a in attachments},
    )
    submitter = submitter_name(initiative, names)

    def shown(person: UUID) -> PersonName:
        return submitter if person == initiative.submitter_id else names[person]

    return InitiativeView(
        id=initiative.id,
        number=initiative.number,
        title=initiative.title,
        summary=initiative.summary,
        unit_id=unit.id,
        unit_name=unit.name,
        status=initiative.status,
        phase=initiative.phase,
        restricted=initiative.restricted,
        anonymous=initiative.anonymous,
        submitter=submitter,
        created_at=initiative.created_at,
        changed_at=initiative.changed_at,
        cases=tuple(
            case_view(
                case,
                number,
                key,
                name,
                definitions[case.id],
                tasks,
                waiting_in(case, timers, listening, calls),
                incidents,
                suspension_of(session, case.suspension_id),
            )
            for case, number, key, name in cases
        ),
        open_tasks=tuple(
            OpenTaskRow(
                task_id=task.id,
                name=task.name,
                element=task.element,
                kind=task.kind,
                role=task.role,
                assignee=shown(task.assignee_id) if task.assignee_id else None,
                opened_at=task.opened_at,
                due_at=None if task.due_at == FAR_FUTURE else task.due_at,
                overdue=task.due_at < now,
            )
            for task in tasks
        ),
        waiting=tuple(
            WaitingTimer(element=t.element, name=element_name(definitions[t.case_id], t.element), due_at=t.due_at)
            for t in timers
        ),
        listening=tuple(listening),
        calls=tuple(calls),
        answers=tuple(
            AnswersRow(
                case_id=fact.case_id,
                version_id=next(case.version_id for case, *_ in cases if case.id == fact.case_id),
                task_id=task.id,
                element=fact.name,
                path=fact.path,
                name=task.name,
                phase=task.phase,
                values=fact.value,
                given_by=shown(task.completed_by_id) if task.completed_by_id else submitter,
                given_at=task.completed_at or task.opened_at,
            )
            for fact, task in facts
        ),
        decisions=tuple(
            DecisionRow(
                task_id=d.task_id,
                gate=d.gate,
                name=name,
                outcome=d.outcome,
                reason=d.reason,
                dissent=d.dissent,
                checklist=d.checklist,
                details=d.details,
                decided_by=names[d.decided_by_id],
                on_behalf_of=names.get(d.on_behalf_of_id) if d.on_behalf_of_id else None,
                role=d.role,
                decided_at=d.decided_at,
            )
            for d, name in decisions
        ),
        people=tuple(HolderRow(role=role, person=shown(person)) for role, person in holders),
        comments=tuple(
            CommentRow(id=c.id, author=shown(c.author_id), text=c.text, written_at=c.written_at, task_id=c.task_id)
            for c in comments
        ),
        attachments=tuple(
            AttachmentRow(
                id=a.id,
                filename=a.filename,
                media_type=a.media_type,
                size=a.size,
                attached_by=shown(a.attached_by_id),
                attached_at=a.attached_at,
                own=a.attached_by_id == actor.person_id,
            )
            for a in attachments
        ),
        incidents=tuple(
            IncidentRow(
                id=i.id,
                element=i.element,
                element_name=element_name(definitions[i.case_id], i.element),
                code=i.code,
                detail=i.detail,
                opened_at=i.opened_at,
                resolved_at=i.resolved_at,
            )
            for i in incidents
        ),
        may_comment=may_comment(actor, initiative, unit.lineage),
        may_cancel=may_cancel(actor, initiative, unit.lineage),
        may_retry=may_retry(actor),
    )
