"""What people do with a task: claim, release, delegate, draft, complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from engine.contract.errors import (
    CaseChanged,
    CaseStopped,
    EngineError,
    FieldProblem,
    FormRejected,
    InvalidInput,
    NotAllowed,
)
from engine.contract.ids import new_id
from engine.model.access import (
    Actor,
    Identity,
    Stand,
    may_delegate,
    require_read,
    require_stand,
    require_unprejudiced,
    stand_for_task,
)
from engine.model.artefact import Answers, Draft
from engine.model.audit import AuditEntry
from engine.model.people import Person
from engine.model.task import Task, TaskKind
from engine.services import completing, incidents, tasklist
from engine.services.caserows import save_task
from engine.services.casework import Casework, on_task
from engine.services.delivering import FIELD, deliver
from engine.services.directory import SessionDirectory
from engine.services.interventions import require_moving
from engine.services.prejudice import excluded_people
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.store.audit import Who
from engine.store.prepared import Prepared, append

_DROP_DRAFT = Prepared(
    delete(Draft.__table__).where(  # type: ignore[arg-type]
        Draft.__table__.c.person_id == bindparam("person"), Draft.__table__.c.subject == bindparam("subject")
    )
)


@dataclass(frozen=True, kw_only=True)
class Completed:
    """The receipt of a completed task: what was opened by it, and how the initiative stands now."""

    task_id: UUID
    initiative_id: UUID
    initiative_number: str
    opened: tuple[UUID, ...]
    ended: bool

    @classmethod
    def of(cls, work: Casework, task: Task) -> "Completed":
        """The receipt for what the transaction did."""
        return cls(
            task_id=task.id,
            initiative_id=work.initiative.id,
            initiative_number=work.initiative.number,
            opened=tuple(opened.id for opened in work.opened),
            ended=work.case.ended_at is not None,
        )

    def as_answer(self) -> dict[str, object]:
        """Plain values, for repeating the answer."""
        return {
            "task": str(self.task_id),
            "initiative": str(self.initiative_id),
            "number": self.initiative_number,
            "opened": [str(task_id) for task_id in self.opened],
            "ended": self.ended,
        }

    @classmethod
    def from_answer(cls, answer: Mapping[str, object]) -> "Completed":
        """The receipt from `as_answer`."""
        opened = answer["opened"]
        return cls(
            task_id=UUID(str(answer["task"])),
            initiative_id=UUID(str(answer["initiative"])),
            initiative_number=str(answer["number"]),
            opened=tuple(UUID(str(task_id)) for task_id in opened) if isinstance(opened, list | tuple) else (),
            ended=bool(answer["ended"]),
        )


class Tasks:
    """The verbs on one task. Each is one transaction; access is checked in it, on the locked case."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def claim(self, task_id: UUID, identity: Identity, *, revision: int | None = None) -> None:
        """Takes the task. Raises NotFound, NotAllowed, TaskAlreadyClaimed, TaskNotOpen, CaseChanged."""
        with self._runtime.database.transaction() as session:
            work, task = on_task(session, self._runtime, task_id)
            actor = work.actor(identity)
            if task.assignee_id is not None and task.assignee_id != actor.person_id:
                require_read(actor, work.initiative, work.lineage)
                task.claim(actor.person_id, work.now)
            stand = require_stand(actor, task, work.initiative, work.lineage, action="claim_task")
            completing.require_distinct(work, task, actor, stand)
            if task.kind == TaskKind.GATE:
                require_unprejudiced(actor, stand, excluded_people(work, task))
            if task.assignee_id == actor.person_id:
                return
            require_current(work, task, revision)
            task.claim(actor.person_id, work.now)
            tasklist.relist(session, task, work.lineage)
            who = Who(person_id=actor.person_id, on_behalf_of_id=stand.on_behalf_of)
            work.journal.record("task_claimed", who, element=task.element, task_id=task.id)
            work.finish()

    def release(self, task_id: UUID, identity: Identity, *, revision: int | None = None) -> None:
        """Gives the task back to its role. Raises NotFound, NotAllowed (`personal_task` when only one person can do
        it), TaskNotOpen, CaseChanged."""
        with self._runtime.database.transaction() as session:
            work, task = on_task(session, self._runtime, task_id)
            actor = work.actor(identity)
            stand = require_stand(actor, task, work.initiative, work.lineage, action="release_task")
            task.require_open()
            require_current(work, task, revision)
            if task.kind == TaskKind.CONDITION:
                raise NotAllowed("release_task", "personal_task")
            task.release()
            tasklist.relist(session, task, work.lineage)
            who = Who(person_id=actor.person_id, on_behalf_of_id=stand.on_behalf_of)
            work.journal.record("task_released", who, element=task.element, task_id=task.id)
            work.finish()

    def delegate(self, task_id: UUID, identity: Identity, to: UUID, *, revision: int | None = None) -> None:
        """Hands the task to another person. Raises NotFound, NotAllowed, TaskNotOpen, CaseChanged, InvalidInput
        (`to`)."""
        with self._runtime.database.transaction() as session:
            work, task = on_task(session, self._runtime, task_id)
            actor = work.actor(identity)
            require_read(actor, work.initiative, work.lineage)
            if not may_delegate(actor, task, work.initiative, work.lineage):
                raise NotAllowed("delegate_task", "not_your_task")
            task.require_open()
            require_current(work, task, revision)
            receiver = session.get(Person, to)
            if receiver is None or not receiver.active:
                raise InvalidInput("to", "unknown_person")
            if task.kind == TaskKind.GATE:
                # A gate goes only to somebody who could have had it: a role is not handed on with a task.
                heir = work.actor(Identity(person_id=to))
                if task.role not in {g.role for g in heir.grants} or to in excluded_people(work, task):
                    raise InvalidInput("to", "may_not_decide")
            task.delegate(to, work.now)
            tasklist.relist(session, task, work.lineage)
            work.journal.record(
                "task_delegated",
                Who(person_id=actor.person_id),
                element=task.element,
                task_id=task.id,
                data={"to": str(to)},
            )
            work.finish()

    def save_draft(
        self, task_id: UUID, identity: Identity, values: Mapping[str, object], revision: int | None = None
    ) -> tuple[int, datetime]:
        """Keeps what is typed so far, checked for size but not for completeness; returns the draft's revision and time.

        Raises NotFound, NotAllowed, TaskNotOpen, FormRejected (too large), CaseChanged (`draft_changed`) when
        `revision` is older than what is stored.
        """
        with self._runtime.database.transaction() as session:
            work, task = on_task(session, self._runtime, task_id)
            actor = work.actor(identity)
            require_stand(actor, task, work.initiative, work.lineage, action="save_draft")
            task.require_open()
            form = work.version.form_of(task.element)
            if form is not None:
                values = form.validate(
                    values, facts=work.facts.mapping, directory=SessionDirectory(session), partial=True
                )
            draft = keep_draft(session, actor.person_id, str(task.id), values, work.now, revision, task.id)
            return draft.revision, draft.saved_at

    def complete(
        self,
        task_id: UUID,
        identity: Identity,
        answers: Mapping[str, object],
        *,
        revision: int | None = None,
        key: str | None = None,
    ) -> Completed:
        """Completes the task with its answers, and the case moves to its next wait state.

        With `revision` the task must not have changed since it was shown. With `key` a repetition gets the first
        answer. Raises NotFound, NotAllowed, TaskNotOpen, TaskAlreadyClaimed, CaseChanged, FormRejected, KeyReused;
        CaseStopped when the answers are kept but the model failed.
        """
        try:
            with self._runtime.database.transaction() as session:
                work, task = on_task(session, self._runtime, task_id)
                return self._complete(work, task, identity, answers, revision, key)
        except incidents.STOPPING as error:
            raise self._stopped(task_id, identity, answers, error) from error

    def _complete(
        self,
        work: Casework,
        task: Task,
        identity: Identity,
        answers: Mapping[str, object],
        revision: int | None,
        key: str | None,
    ) -> Completed:
        replays = Replays(work.session, identity.person_id, key, ["complete", str(task.id), dict(answers)])
        earlier = replays.earlier()
        if earlier is not None:
            return Completed.from_answer(earlier)
        actor = work.actor(identity)
        stand = _stand(work, task, actor)
        task.require_open()
        require_current(work, task, revision)
        if task.kind == TaskKind.GATE:
            raise InvalidInput("task", "gate_needs_decision")
        if task.kind == TaskKind.CONDITION:
            self._close_condition(work, task, stand, identity.person_id, answers)
        else:
            require_moving(work)
            completing.require_distinct(work, task, actor, stand)
            form = work.version.form_of(task.element)
            definition = work.version.definition.tasks.get(task.element)
            tool = definition.tool if definition else None
            given: Mapping[str, object] = {}
            if form is not None:
                own = {key: value for key, value in answers.items() if key != FIELD} if tool else answers
                facts = work.facts_for(task, form.fact_names)
                given = form.validate(own, facts=facts, directory=SessionDirectory(work.session))
            elif answers and not tool:
                raise InvalidInput("answers", "no_form")
            if tool:
                given = {**given, **deliver(work, task, tool, identity, answers)}
            completing.complete(work, task, actor, stand, given, form=form.key if form else "", action="task_completed")
        completed = Completed.of(work, task)
        replays.remember(completed.as_answer(), work.now)
        work.finish()
        return completed

    def _close_condition(
        self, work: Casework, task: Task, stand: Stand, person_id: UUID, answers: Mapping[str, object]
    ) -> None:
        """A condition of an approval is met: a note of how, and the task is closed."""
        note = str(answers.get("merknad", "")).strip()
        if not note:
            raise _missing("merknad")
        task.complete(person_id, stand.on_behalf_of, work.now)
        save_task(work.session, task)
        row = {
            "task_id": task.id,
            "case_id": work.case.id,
            "element": task.element,
            "values": {"merknad": note[:10_000]},
            "given_by_id": person_id,
            "given_at": work.now,
        }
        append(work.session, Answers, [row])
        tasklist.clear(work.session, [task.id])
        who = Who(person_id=person_id, on_behalf_of_id=stand.on_behalf_of)
        work.journal.record("condition_met", who, element=task.element, task_id=task.id)

    def _stopped(
        self, task_id: UUID, identity: Identity, answers: Mapping[str, object], error: EngineError
    ) -> CaseStopped:
        """Nothing of the failed completion is kept but what the person typed, and an incident."""
        with self._runtime.database.transaction() as session:
            work, task = on_task(session, self._runtime, task_id)
            draft = keep_draft(session, identity.person_id, str(task.id), answers, work.now, None, task.id)
            retry = {
                "task": str(task.id),
                "element": task.element,
                "person": str(identity.person_id),
                "draft": draft.revision,
            }
            incident_id = incidents.open_incident(work, error, retry, Who(person_id=identity.person_id))
            work.finish()
        return CaseStopped(
            incident_id=incident_id, element=str(getattr(error, "element", "")), code=type(error).__name__
        )


def require_current(work: Casework, task: Task, revision: int | None) -> None:
    """Raises CaseChanged (`task_changed`) with who did the last thing to the task, when it is not at `revision`."""
    if revision is None or revision == task.revision:
        return
    last = work.session.execute(
        select(AuditEntry.actor_id, AuditEntry.at)
        .where(AuditEntry.case_id == work.case.id, AuditEntry.task_id == task.id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    by = str(last.actor_id) if last and last.actor_id else None
    raise CaseChanged(what="task_changed", by=by, at=last.at.isoformat() if last else None)


def _stand(work: Casework, task: Task, actor: Actor) -> Stand:
    """The actor's stand; to one of the role it says that somebody else has the task, instead of "not yours"."""
    if (
        task.is_open
        and task.assignee_id is not None
        and stand_for_task(actor, task, work.initiative, work.lineage) is None
        and actor.standing(task.role, work.initiative, work.lineage)
    ):
        task.claim(actor.person_id, work.now)
    return require_stand(actor, task, work.initiative, work.lineage, action="complete_task")


def keep_draft(
    session: Session,
    person_id: UUID,
    subject: str,
    values: Mapping[str, object],
    now: datetime,
    revision: int | None,
    task_id: UUID | None = None,
) -> Draft:
    """Stores a draft over the person's earlier one on the same subject. Raises CaseChanged (`draft_changed`)."""
    draft = session.execute(
        select(Draft).where(Draft.person_id == person_id, Draft.subject == subject)
    ).scalar_one_or_none()
    if draft is None:
        draft = Draft(id=new_id(), person_id=person_id, subject=subject, task_id=task_id, revision=0)
        session.add(draft)
    elif revision is not None and revision < draft.revision:
        raise CaseChanged(what="draft_changed", at=draft.saved_at.isoformat())
    draft.values, draft.saved_at = dict(values), now
    draft.revision += 1
    session.flush()
    return draft


def drop_draft(session: Session, person_id: UUID, subject: str) -> None:
    """Forgets a draft."""
    _DROP_DRAFT.run(session, {"person": person_id, "subject": subject})


def _missing(path: str) -> FormRejected:
    return FormRejected([FieldProblem(path=path, code="required")])
