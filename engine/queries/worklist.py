"""Mine oppgaver: the open tasks that wait for a person, by deadline, at a cost that does not follow the history."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput
from engine.model.access import Actor, Identity
from engine.model.base import FAR_FUTURE
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.task import Task, TaskAudience
from engine.queries.reading import PersonName, Reading, names_of

SOON = timedelta(days=7)
COUNT_LIMIT = 100
"""Counts stop here; the page says «100+»."""


class View(StrEnum):
    """The tabs of the page."""

    ALL = "all"
    MINE = "mine"
    GROUP = "group"
    OVERDUE = "overdue"
    SOON = "soon"


@dataclass(frozen=True, kw_only=True)
class WorklistRow:
    """One task in a list. `due_at` is None without a deadline; `on_behalf_of` is whom the reader stands in for."""

    task_id: UUID
    name: str
    kind: str
    element: str
    role: str
    phase: str
    status: str
    assignee: PersonName | None
    on_behalf_of: PersonName | None
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    initiative_number: str
    initiative_title: str
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class WorklistPage:
    """A page of tasks; `next` is the key to ask for the following one, None on the last."""

    rows: tuple[WorklistRow, ...]
    next: str | None
    counts: dict[View, int]
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WorklistFilter:
    """What to show. `text` is sought in task name, number and title; `sort` is `due` or `opened`."""

    view: View = View.ALL
    text: str = ""
    phase: str = ""
    sort: str = "due"
    after: str | None = None
    limit: int = 25


class Worklist:
    """The query behind Mine oppgaver."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(self, identity: Identity, wanted: WorklistFilter) -> WorklistPage:
        """One page of the tasks waiting for this person. Raises InvalidInput (`after`) for a key that is none."""
        with self._reading.as_actor(identity) as (session, actor):
            now = self._reading.clock.now()
            rows = session.execute(_page(actor, wanted, now)).all()
            shown = rows[: wanted.limit]
            names = names_of(session, {task.assignee_id for task, *_ in shown})
            return WorklistPage(
                rows=tuple(_row(actor, row, names, now) for row in shown),
                next=_key(shown[-1][0], wanted.sort) if len(rows) > wanted.limit else None,
                counts=_counts(session, actor, now),
            )


def _audiences(actor: Actor, view: View) -> Sequence[str]:
    names = actor.audiences()
    if view == View.MINE:
        return [name for name in names if name.startswith("person:")]
    if view == View.GROUP:
        return [name for name in names if not name.startswith("person:")]
    return names


def _branches(
    actor: Actor, view: View, now: datetime, limit: int, *extra: ColumnElement[bool]
) -> Select[UUID, datetime]:
    """The first `limit` task ids of each audience, each read from its own stretch of the index, then merged: one IN
    over all audiences would make the database sort everything they hold."""
    bounds: list[ColumnElement[bool]] = list(extra)
    if view == View.OVERDUE:
        bounds.append(TaskAudience.due_at < now)
    elif view == View.SOON:
        bounds.append(and_(TaskAudience.due_at >= now, TaskAudience.due_at < now + SOON))
    parts = [
        select(
            select(TaskAudience.task_id, TaskAudience.due_at)
            .where(TaskAudience.audience == audience, *bounds)
            .order_by(TaskAudience.due_at, TaskAudience.task_id)
            .limit(limit)
            .subquery()
        )
        for audience in _audiences(actor, view)
    ]
    merged = union_all(*parts).subquery()
    return select(merged.c.task_id, merged.c.due_at).distinct()


def _page(actor: Actor, wanted: WorklistFilter, now: datetime) -> Select[Task, str, str, str]:
    searching = bool(wanted.text or wanted.phase or wanted.sort == "opened")
    after = _after(wanted)
    bounds = [tuple_(TaskAudience.due_at, TaskAudience.task_id) > after] if after and wanted.sort == "due" else []
    limit = 100_000 if searching else wanted.limit + 1
    found = _branches(actor, wanted.view, now, limit, *bounds).subquery()
    query = (
        select(Task, Initiative.number, Initiative.title, Unit.name)
        .join(found, found.c.task_id == Task.id)
        .join(Initiative, Initiative.id == Task.initiative_id)
        .join(Unit, Unit.id == Initiative.unit_id)
    )
    if wanted.text:
        pattern = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (Task.name, Initiative.title, Initiative.number)
        query = query.where(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    if wanted.phase:
        query = query.where(Task.phase == wanted.phase)
    if wanted.sort == "opened":
        if after:
            query = query.where(tuple_(Task.opened_at, Task.id) < after)
        query = query.order_by(Task.opened_at.desc(), Task.id.desc())
    else:
        query = query.order_by(Task.due_at, Task.id)
    return query.limit(wanted.limit + 1)


def _counts(session: Session, actor: Actor, now: datetime) -> dict[View, int]:
    counts = {}
    for view in View:
        if not _audiences(actor, view):
            counts[view] = 0
            continue
        found = _branches(actor, view, now, COUNT_LIMIT).limit(COUNT_LIMIT).subquery()
        counts[view] = session.execute(select(func.count()).select_from(found)).scalar_one()
    return counts


def _row(actor: Actor, row: tuple[Task, str, str, str], names: dict[UUID, PersonName], now: datetime) -> WorklistRow:
    task, number, title, unit = row
    other = task.assignee_id is not None and task.assignee_id != actor.person_id
    return WorklistRow(
        task_id=task.id,
        name=task.name,
        kind=task.kind,
        element=task.element,
        role=task.role,
        phase=task.phase,
        status=task.status,
        assignee=names.get(task.assignee_id) if task.assignee_id else None,
        on_behalf_of=names.get(task.assignee_id) if task.assignee_id and other else None,
        opened_at=task.opened_at,
        due_at=None if task.due_at == FAR_FUTURE else task.due_at,
        overdue=task.due_at < now,
        initiative_number=number,
        initiative_title=title,
        unit_name=unit,
    )


def _key(task: Task, sort: str) -> str:
    at = task.opened_at if sort == "opened" else task.due_at
    return urlsafe_b64encode(f"{at.isoformat()}|{task.id}".encode()).decode().rstrip("=")


def _after(wanted: WorklistFilter) -> tuple[datetime, UUID] | None:
    if not wanted.after:
        return None
    try:
        text = urlsafe_b64decode(wanted.after + "=" * (-len(wanted.after) % 4)).decode()
        at, _, task_id = text.partition("|")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(task_id)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("after", "not_a_key") from error
