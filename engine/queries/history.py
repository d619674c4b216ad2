"""The hendelseslogg of an initiative, newest first, page by page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from engine.model.access import Identity
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.task import Task
from engine.queries.comments import cursor
from engine.queries.reading import PersonName, Reading, names_of, readable, submitter_name


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. `action` is a code (`task_completed`), `subject` the task's,
    element's or phase's name."""

    id: UUID
    seq: int
    at: datetime
    action: str
    subject: str
    actor: PersonName | None
    on_behalf_of: PersonName | None
    data: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """A page of events; `next` is the key of the following, older page."""

    events: tuple[Event, ...]
    next: str | None


class History:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(self, identity: Identity, number: str, *, after: str | None = None, limit: int = 50) -> EventPage:
        """One page of what happened. Raises NotFound, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            _, initiative, _ = readable(session, actor, self._reading.clock.now(), number=number)
            query = select(AuditEntry).where(AuditEntry.initiative_id == initiative.id)
            if after:
                query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < cursor(after))
            entries = list(
                session.execute(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit + 1)).scalars()
            )
            shown = entries[:limit]
            task_ids = [e.task_id for e in shown if e.task_id]
            tasks = dict(session.execute(select(Task.id, Task.name).where(Task.id.in_(task_ids))).all())
            data = [orjson.loads(entry.data) for entry in shown]
            named = {_person(d.get("person")) for d in data} | {_person(d.get("to")) for d in data}
            names = names_of(
                session,
                {e.actor_id for e in shown} | {e.on_behalf_of_id for e in shown} | {initiative.submitter_id} | named,
            )
            names[initiative.submitter_id] = submitter_name(initiative, names)
            elements, phases = self._element_and_phase_names(session, initiative.id)
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


def _subject(
    entry: AuditEntry,
    data: dict[str, object],
    tasks: dict[UUID, str],
    elements: dict[str, str],
    phases: dict[str, str],
) -> str:
    if entry.task_id:
        return tasks.get(entry.task_id, "")
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
