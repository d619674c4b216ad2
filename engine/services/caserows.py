"""Loads and saves the rows that every step of a case reads and changes.

They come as plain objects that no session follows, by statements that are compiled once: following them costs more than all
the rest of a step. So a change is kept only when it is saved, which `Casework.finish` does for the case and its
initiative, and each verb for its task.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from engine.contract.errors import CaseChanged
from engine.model.base import Base
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.task import Task
from engine.store.prepared import Prepared, append

_case, _task = Case.__table__.c, Task.__table__.c
_initiative, _unit = Initiative.__table__.c, Unit.__table__.c


def _columns(model: type[Base]) -> list[Any]:
    return list(model.__table__.c)


_CASE = (
    select(*_columns(Case), *_columns(Initiative), *_columns(Unit))
    .join(Initiative.__table__, _initiative.id == _case.initiative_id)
    .join(Unit.__table__, _unit.id == _initiative.unit_id)
)
_BY_CASE = Prepared(_CASE.where(_case.id == bindparam("case")))
_BY_TASK = Prepared(
    _CASE.add_columns(*_columns(Task))
    .join(Task.__table__, _task.case_id == _case.id)
    .where(_task.id == bindparam("task"))
)
_LOCK = Prepared(select(_case.id).where(_case.id == bindparam("case")).with_for_update())
_LOCK_BY_TASK = Prepared(
    select(_case.id)
    .join(Task.__table__, _task.case_id == _case.id)
    .where(_task.id == bindparam("task"))
    .with_for_update(of=Case.__table__)
)


def _saving(model: type[Base], *names: str) -> Any:
    columns = model.__table__.c
    return (
        update(model.__table__)  # type: ignore[arg-type]
        .where(columns.id == bindparam("at_id"))
        .values({name: bindparam(f"new_{name}", type_=columns[name].type) for name in names})
    )


CASE_CHANGES = (
    "version_id",
    "status",
    "state",
    "revision",
    "visits",
    "phase",
    "ended_at",
    "end",
    "failure",
    "steps",
    "audit_seq",
    "audit_head",
)
INITIATIVE_CHANGES = ("phase", "status", "changed_at")
TASK_CHANGES = ("status", "assignee_id", "claimed_at", "completed_at", "completed_by_id", "on_behalf_of_id", "revision")
_SAVE_CASE = Prepared(_saving(Case, *CASE_CHANGES).where(_case.revision == bindparam("at_revision")))
_SAVE_INITIATIVE = Prepared(_saving(Initiative, *INITIATIVE_CHANGES))
_SAVE_TASK = Prepared(_saving(Task, *TASK_CHANGES))


def load_by_case(session: Session, case_id: UUID, *, lock: bool) -> tuple[Case, Initiative, Unit] | None:
    """A case and what it belongs to, locked until the transaction ends. On SQLite the transaction is the lock."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # The lock first and by itself: a row read before a lock was granted may be older than what the lock waited for.
        _LOCK.all(session, {"case": case_id})
    row = _BY_CASE.first(session, {"case": case_id})
    return None if row is None else _objects(row)[:3]


def load_by_task(session: Session, task_id: UUID, *, lock: bool) -> tuple[Case, Initiative, Unit, Task] | None:
    """As `load_by_case`, with one of the case's tasks."""
    if lock and session.get_bind().dialect.name != "sqlite":
        _LOCK_BY_TASK.all(session, {"task": task_id})
    row = _BY_TASK.first(session, {"task": task_id})
    return None if row is None else _objects(row)


def save_case(session: Session, case: Case) -> None:
    """Counts the revision on. Raises CaseChanged (`case_changed`) when somebody else has."""
    before, case.revision = case.revision, case.revision + 1
    given = {f"new_{name}": getattr(case, name) for name in CASE_CHANGES}
    if _SAVE_CASE.run(session, {**given, "at_id": case.id, "at_revision": before}) != 1:
        raise CaseChanged(what="case_changed")


def save_initiative(session: Session, initiative: Initiative) -> None:
    """Keeps phase, status and time of the last change."""
    given = {f"new_{name}": getattr(initiative, name) for name in INITIATIVE_CHANGES}
    _SAVE_INITIATIVE.run(session, {**given, "at_id": initiative.id})


def save_task(session: Session, task: Task) -> None:
    """Keeps who has the task, or who did it."""
    given = {f"new_{name}": getattr(task, name) for name in TASK_CHANGES}
    _SAVE_TASK.run(session, {**given, "at_id": task.id})


def insert_object(session: Session, thing: Base) -> None:
    """Stores a new object now, so that rows may point at it; what was not set gets its column's default there, not here."""
    set_here = vars(thing)
    append(session, type(thing), [{c.key: set_here[c.key] for c in thing.__table__.c if c.key in set_here}])


def _objects(row: tuple[Any, ...]) -> tuple[Any, ...]:
    objects, at = [], 0
    for model in (Case, Initiative, Unit, Task)[: 4 if len(row) > _LENGTH else 3]:
        names = [column.key for column in model.__table__.c]
        objects.append(model(**dict(zip(names, row[at : at + len(names)], strict=True))))
        at += len(names)
    return tuple(objects)


_LENGTH = sum(len(model.__table__.c) for model in (Case, Initiative, Unit))
