"""The hendelseslogg of an initiative, newest first, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session

from engine.model.access import Identity
from engine.model.activation import Activation
from engine.model.artefact import Answers
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.process import ProcessVersion
from engine.model.task import Task
from engine.queries.comments import cursor
from engine.queries.given import is_sealed, sealed
from engine.queries.reading import PersonName, Reading, names_of, readable, submitter_name


class Matter(StrEnum):
    """What the log can be narrowed to."""

    DONE = "done"
    TASKS = "tasks"
    DECISIONS = "decisions"
    PHASES = "phases"
    PEOPLE = "people"
    REMARKS = "remarks"
    ENGINE = "engine"


_ACTIONS: Mapping[Matter, tuple[str, ...]] = {
    Matter.DONE: ("task_completed", "condition_met", "gate_decided_%"),
    Matter.TASKS: ("task_%", "condition_%"),
    Matter.DECISIONS: ("gate_decided_%",),
    Matter.PHASES: ("phase_entered", "case_%", "initiative_%"),
    Matter.PEOPLE: ("role_%",),
    Matter.REMARKS: ("comment_%", "file_%"),
    Matter.ENGINE: (
        "step_completed",
        "timer_%",
        "message_%",
        "signal_%",
        "call_%",
        "incident_%",
        "task_reminded",
        "task_escalated",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `action` is a code (`task_completed`), `subject` the task's, element's or phase's name.

    `answered`: the task's answers can be read as they were then. `version` is the number of the version that the case ran
    on, None for what belongs to no case.
    """

    id: UUID
    seq: int
    at: datetime
    action: str
    subject: str
    actor: PersonName | None
    on_behalf_of: PersonName | None
    data: dict[str, object]
    task_id: UUID | None
    answered: bool
    version: int | None


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """A page of events; `next` is the key of the following, older page."""

    events: tuple[Event, ...]
    next: str | None


class History:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(
        self,
        identity: Identity,
        number: str,
        *,
        matter: Matter | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> EventPage:
        """One page of what happened, of one kind if asked. Raises NotFound, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            _, initiative, _ = readable(session, actor, self._reading.clock.now(), number=number)
            query = select(AuditEntry).where(AuditEntry.initiative_id == initiative.id)
            if matter is not None:
                query = query.where(_of_kind(matter))
            if after:
                query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < cursor(after))
            entries = list(
                session.execute(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit + 1)).scalars()
            )
            shown = entries[:limit]
            task_ids = [e.task_id for e in shown if e.task_id]
            tasks = {t.id: t for t in session.execute(select(Task).where(Task.id.in_(task_ids))).scalars()}
            data = [orjson.loads(entry.data) for entry in shown]
            named = {_person(d.get("person")) for d in data} | {_person(d.get("to")) for d in data}
            names = names_of(
                session,
                {e.actor_id for e in shown} | {e.on_behalf_of_id for e in shown} | {initiative.submitter_id} | named,
            )
            names[initiative.submitter_id] = submitter_name(initiative, names)
            elements, phases = self._element_and_phase_names(session, initiative.id)
            answered = set(session.execute(select(Answers.task_id).where(Answers.task_id.in_(task_ids))).scalars())
            places = sealed(session, {task.case_id for task in tasks.values()})
            answered = {task for task in answered if not is_sealed(tasks[task], places)}
            versions = _Versions(session, shown)
            last = shown[-1] if len(entries) > limit else None
            return EventPage(
                events=tuple(
                    Event(
                        id=e.id,
                        seq=e.seq,
                        at=e.at,
                        action=e.action,
                        subject=_subject(e, d, tasks, elements, phases),
                        actor=names.get(e.actor_id) if e.actor_id else None,
                        on_behalf_of=names.get(e.on_behalf_of_id) if e.on_behalf_of_id else None,
                        data=_with_names(d, names),
                        task_id=e.task_id,
                        answered=e.task_id in answered and e.action.startswith(_GIVING),
                        version=versions.of(e),
                    )
                    for e, d in zip(shown, data, strict=True)
                ),
                next=f"{last.at.isoformat()}_{last.id}" if last else None,
            )

    def _element_and_phase_names(self, session: Session, initiative_id: UUID) -> tuple[dict[str, str], dict[str, str]]:
        versions = session.execute(select(Case.version_id).where(Case.initiative_id == initiative_id)).scalars()
        definitions = [self._reading.definition_of(session, version) for version in versions]
        elements = {e.id: e.name for definition in definitions for e in definition.elements}
        return elements, {p.key: p.name for definition in definitions for p in definition.phases}


_GIVING = ("task_completed", "condition_met", "gate_decided_")


def _of_kind(matter: Matter) -> ColumnElement[bool]:
    return or_(*(AuditEntry.action.like(pattern.replace("_", "\\_"), escape="\\") for pattern in _ACTIONS[matter]))


class _Versions:
    """Which version a case ran on when something happened to one of its tasks; else the one that it runs on now."""

    def __init__(self, session: Session, entries: Sequence[AuditEntry]) -> None:
        cases = {entry.case_id for entry in entries if entry.case_id}
        self._now = dict(
            session.execute(
                select(Case.id, ProcessVersion.number)
                .join(ProcessVersion, ProcessVersion.id == Case.version_id)
                .where(Case.id.in_(cases))
            ).all()
        )
        self._then = dict(
            session.execute(
                select(Activation.task_id, ProcessVersion.number)
                .join(ProcessVersion, ProcessVersion.id == Activation.version_id)
                .where(Activation.case_id.in_(cases), Activation.task_id.in_([e.task_id for e in entries if e.task_id]))
            ).all()
        )

    def of(self, entry: AuditEntry) -> int | None:
        found = self._then.get(entry.task_id) if entry.task_id else None
        return found or (self._now.get(entry.case_id) if entry.case_id else None)


def _subject(
    entry: AuditEntry,
    data: dict[str, object],
    tasks: dict[UUID, Task],
    elements: dict[str, str],
    phases: dict[str, str],
) -> str:
    if entry.task_id:
        task = tasks.get(entry.task_id)
        return task.name if task is not None else ""
    if entry.action == "phase_entered":
        return phases.get(str(data.get("phase")), "")
    return elements.get(entry.element, "")


def _with_names(data: dict[str, object], names: dict[UUID, PersonName]) -> dict[str, object]:
    shown = dict(data)
    for key in ("person", "to"):
        person = _person(data.get(key))
        if person in names:
            shown[key] = names[person].name
    return shown


def _person(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
