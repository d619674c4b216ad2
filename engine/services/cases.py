"""From idea to running case: submit, start a process on an initiative, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.contract.errors import FieldProblem, FormRejected, InvalidInput, NotAllowed, NotFound
from engine.contract.ids import new_id
from engine.model.access import Actor, Identity, Stand, may_cancel, may_submit, require_read
from engine.model.artefact import Answers, Comment, Draft
from engine.model.case import Case
from engine.model.initiative import Initiative, InitiativeStatus
from engine.model.people import Unit
from engine.model.task import Task
from engine.services import completing, incidents, tasklist
from engine.services.beginning import GOING_ON, begin, new_initiative
from engine.services.casework import Casework, on_case
from engine.services.directory import SessionDirectory
from engine.services.ending import cut_short
from engine.services.outbox import leave
from engine.services.replays import Replays
from engine.services.runtime import Runtime
from engine.services.tasks import drop_draft, keep_draft
from engine.services.versions import LoadedVersion
from engine.store.actors import load_actor
from engine.store.audit import ENGINE, Who

STANDARD = "standard"
"""The process an idea starts on when nothing else is said."""


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """The receipt of a submitted idea."""

    initiative_id: UUID
    number: str
    case_id: UUID
    opened: tuple[UUID, ...]


class Cases:
    """The verbs on whole cases."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def submit(
        self, identity: Identity, answers: Mapping[str, object], *, process: str = STANDARD, key: str | None = None
    ) -> Submitted:
        """Submits an idea: an initiative with its number, a running case, and the first task completed with `answers`.

        Raises NotAllowed, NotFound (no such process), FormRejected, KeyReused.
        """
        try:
            with self._runtime.database.transaction() as session:
                return self._submit(session, identity, answers, process, key)
        except incidents.STOPPING:
            # There is no case to hold an incident; what was typed is kept, and the error says which step failed.
            self.save_idea_draft(identity, answers, process=process)
            raise

    def _submit(
        self, session: Session, identity: Identity, answers: Mapping[str, object], process: str, key: str | None
    ) -> Submitted:
        now = self._runtime.clock.now()
        replays = Replays(session, identity.person_id, key, ["submit", process, dict(answers)])
        earlier = replays.earlier()
        if earlier is not None:
            return _submitted_from(earlier)
        actor = load_actor(session, identity.person_id, now, identity.scopes)
        if not may_submit(actor):
            raise NotAllowed("submit_idea", "role_missing")
        version = self._runtime.versions.current(session, process)
        given = _start_answers(session, version, answers)
        work = self._new_case(session, actor, version, given, now)
        first = work.opened.pop(0)
        tasklist.store_new(work)  # the answers point at it
        completing.complete(work, first, actor, Stand(), given, form=_form_key(version, first), action="task_completed")
        drop_draft(session, actor.person_id, process)
        submitted = Submitted(
            initiative_id=work.initiative.id,
            number=work.initiative.number,
            case_id=work.case.id,
            opened=tuple(task.id for task in work.opened),
        )
        replays.remember(_as_answer(submitted), now)
        work.finish()
        return submitted

    def save_idea_draft(
        self, identity: Identity, values: Mapping[str, object], *, process: str = STANDARD, revision: int | None = None
    ) -> tuple[int, datetime]:
        """Keeps a half-written idea; returns the draft's revision and time. Raises NotAllowed, NotFound, FormRejected,
        CaseChanged (`draft_changed`)."""
        with self._runtime.database.transaction() as session:
            now = self._runtime.clock.now()
            actor = load_actor(session, identity.person_id, now, identity.scopes)
            if not may_submit(actor):
                raise NotAllowed("submit_idea", "role_missing")
            version = self._runtime.versions.current(session, process)
            form = version.form_of(first_task(version))
            if form is not None:
                values = form.validate(values, facts={}, directory=SessionDirectory(session), partial=True)
            draft = keep_draft(session, actor.person_id, process, values, now, revision)
            return draft.revision, draft.saved_at

    def drop_idea_draft(self, identity: Identity, *, process: str = STANDARD) -> None:
        """Forgets a half-written idea."""
        with self._runtime.database.transaction() as session:
            drop_draft(session, identity.person_id, process)

    def follow_up(self, case_id: UUID, process: str) -> UUID | None:
        """Starts `process` on the initiative of an ended case, its first task prefilled with what is known.

        Asked for by the outbox, so it may come twice: a follow-up that already runs is not started again. Returns the
        new case's id, or None when it exists or the process is not deployed.
        """
        with self._runtime.database.transaction() as session:
            before = on_case(session, self._runtime, case_id)
            running = session.execute(
                select(Case.id).where(
                    Case.initiative_id == before.initiative.id,
                    Case.started_at >= (before.case.ended_at or before.now),
                    Case.beside.is_(False),
                )
            ).first()
            if running is not None:
                return None
            try:
                version = self._runtime.versions.current(session, process)
            except NotFound:
                return None
            work = _begin(session, self._runtime, version, before.initiative, before.unit, ENGINE)
            _prefill(work, before.case.id)
            work.finish()
            return work.case.id

    def cancel(self, case_id: UUID, identity: Identity, reason: str) -> None:
        """Ends a case for good, with a reason: open tasks are withdrawn, timers removed.

        Raises NotFound, NotAllowed, CaseNotRunning, InvalidInput (`reason`).
        """
        if not reason.strip():
            raise InvalidInput("reason", "required")
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            actor = work.actor(identity)
            require_read(actor, work.initiative, work.lineage)
            if not may_cancel(actor, work.initiative, work.lineage):
                raise NotAllowed("cancel_case", "role_missing")
            work.case.require_running()
            who = Who(person_id=actor.person_id)
            cut_short(work)
            if not work.case.beside:
                work.initiative.status = InitiativeStatus.CANCELLED
                _cancel_those_beside(work)
            work.journal.record("case_cancelled", who)
            _note(session, work, actor, reason)
            work.finish()

    def cancel_beside(self, case_id: UUID) -> None:
        """Ends a case whose initiative was cancelled. Asked for by the outbox: one that has ended stays as it is."""
        with self._runtime.database.transaction() as session:
            work = on_case(session, self._runtime, case_id)
            if work.case.ended_at is None:
                cut_short(work)
                work.journal.record("case_cancelled")
                work.finish()

    def _new_case(
        self, session: Session, actor: Actor, version: LoadedVersion, given: Mapping[str, object], now: datetime
    ) -> Casework:
        unit = session.get(Unit, UUID(str(given["enhet"])))
        if unit is None:
            raise FormRejected([FieldProblem(path="enhet", code="unknown_unit")])
        initiative = new_initiative(
            session,
            now,
            unit,
            actor.person_id,
            str(given["tittel"]),
            summary=str(given.get("problemstilling") or ""),
            anonymous=given.get("anonym") is True,
        )
        return _begin(session, self._runtime, version, initiative, unit, Who(person_id=actor.person_id))


def first_task(version: LoadedVersion) -> str:
    """Element id of the task an idea is submitted with: the first user task in reading order. Raises InvalidInput (`process`)
    for a process that does not begin with one."""
    definition = version.definition
    first = next((element.id for element in definition.elements if element.id in definition.tasks), None)
    if first is None or not definition.starts_plainly:
        raise InvalidInput("process", "no_first_task")
    return first


def _begin(
    session: Session, runtime: Runtime, version: LoadedVersion, initiative: Initiative, unit: Unit, who: Who
) -> Casework:
    work = begin(session, runtime, version, initiative, unit, who)
    if not work.opened:
        raise InvalidInput("process", "no_first_task")
    return work


def _start_answers(session: Session, version: LoadedVersion, answers: Mapping[str, object]) -> dict[str, object]:
    form = version.form_of(first_task(version))
    if form is None:
        raise InvalidInput("process", "no_first_form")
    given = form.validate(answers, facts={}, directory=SessionDirectory(session))
    missing = [FieldProblem(path=name, code="required") for name in ("tittel", "enhet") if not given.get(name)]
    if missing:
        raise FormRejected(missing)
    return dict(given)


def _prefill(work: Casework, earlier_case: UUID) -> None:
    """Lays what was answered before into drafts of the first tasks, where a field has the same key."""
    rows = work.session.execute(
        select(Answers.values).where(Answers.case_id == earlier_case).order_by(Answers.given_at)
    ).scalars()
    known: dict[str, object] = {}
    for values in rows:
        if isinstance(values, Mapping):
            known.update(values)
    for task in work.opened:
        form = work.version.form_of(task.element)
        values = {field.key: known[field.key] for field in form.fields if field.key in known} if form else {}
        if not values:
            continue
        if task.assignee_id is None:
            task.claim(work.initiative.submitter_id, work.now)
        tasklist.store_new(work)  # the draft points at it
        work.session.add(
            Draft(
                id=new_id(),
                person_id=task.assignee_id,
                subject=str(task.id),
                task_id=task.id,
                values=values,
                saved_at=work.now,
            )
        )


def _cancel_those_beside(work: Casework) -> None:
    """The cases that messages and signals have started beside this one end too; each in a transaction of its own."""
    others = select(Case.id).where(
        Case.initiative_id == work.initiative.id, Case.id != work.case.id, Case.status.in_(GOING_ON)
    )
    for other in work.session.execute(others).scalars():
        leave(work.session, "case_unwanted", {"case": str(other)}, work.now, case_id=other)


def _note(session: Session, work: Casework, actor: Actor, reason: str) -> None:
    session.add(
        Comment(
            id=new_id(),
            initiative_id=work.initiative.id,
            author_id=actor.person_id,
            text=reason.strip()[:10_000],
            written_at=work.now,
        )
    )


def _form_key(version: LoadedVersion, task: Task) -> str:
    form = version.form_of(task.element)
    return form.key if form else ""


def _as_answer(submitted: Submitted) -> dict[str, object]:
    return {
        "initiative": str(submitted.initiative_id),
        "number": submitted.number,
        "case": str(submitted.case_id),
        "opened": [str(task_id) for task_id in submitted.opened],
    }


def _submitted_from(answer: Mapping[str, object]) -> Submitted:
    opened = answer["opened"]
    return Submitted(
        initiative_id=UUID(str(answer["initiative"])),
        number=str(answer["number"]),
        case_id=UUID(str(answer["case"])),
        opened=tuple(UUID(str(task_id)) for task_id in opened) if isinstance(opened, list | tuple) else (),
    )
