"""Counts what activations tell: the same counting for a day that is over and for one that is not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model.activation import Activation, Left
from engine.model.calendar import OSLO
from engine.model.case import Case
from engine.model.definition import Outcome
from engine.model.durations import bucket_of
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.statistics import Measure, Measured, nothing
from engine.model.task import Task

Place = tuple[UUID, UUID, str, str]
"""Version, unit, element, role."""


def start_of(day: date) -> datetime:
    """The first instant of a day in Norway."""
    return datetime.combine(day, time(), tzinfo=OSLO)


def tally(
    session: Session, since: datetime, until: datetime, *, version_id: UUID | None = None
) -> dict[Place, Measured]:
    """Counts what was left from `since` up to `until`, by the initiative's own unit. Costs by the length of that time."""
    found: dict[Place, Measured] = defaultdict(nothing)
    for version, unit, element, role, returned, row in _left(session, since, until, version_id):
        measured = found[version, unit, element, role or ""]
        for measure, bucket in _measures(row, returned):
            measured[measure][bucket] += 1
    return found


def _left(
    session: Session, since: datetime, until: datetime, version_id: UUID | None
) -> Iterator[tuple[UUID, UUID, str, str | None, bool, "_Row"]]:
    query = (
        select(
            Activation.version_id,
            Initiative.unit_id,
            Activation.element,
            Task.role,
            GateDecision.outcome,
            Activation.outcome,
            Activation.entered_at,
            Activation.claimed_at,
            Activation.left_at,
            Activation.step,
            Activation.left_step,
            Activation.task_id,
        )
        .join(Case, Case.id == Activation.case_id)
        .join(Initiative, Initiative.id == Case.initiative_id)
        .outerjoin(Task, Task.id == Activation.task_id)
        .outerjoin(GateDecision, GateDecision.task_id == Activation.task_id)
        .where(Activation.left_at >= since, Activation.left_at < until)
    )
    if version_id is not None:
        query = query.where(Activation.version_id == version_id)
    for found in session.execute(query.execution_options(yield_per=1000)):
        version, unit, element, role, verdict = found[:5]
        yield version, unit, element, role, verdict == Outcome.RETURNER, cast(_Row, tuple(found[5:]))


_Row = tuple[str, datetime, datetime | None, datetime, int, int, UUID | None]


def _measures(row: "_Row", returned: bool) -> Iterator[tuple[Measure, int]]:
    outcome, entered_at, claimed_at, left_at, step, left_step, task_id = row
    if outcome == Left.MIGRATED:
        return  # it stands where it stood, and is counted when it is left
    yield Measure(outcome), 0
    if returned:
        yield Measure.RETURNED, 0
    if outcome != Left.COMPLETED or step == left_step:
        return
    yield Measure.TOTAL, bucket_of(left_at - entered_at)
    if task_id is not None:
        # Nobody took it before it was done: all of it was waiting.
        yield Measure.WAITING, bucket_of((claimed_at or left_at) - entered_at)
        if claimed_at is not None:
            yield Measure.HANDLING, bucket_of(left_at - claimed_at)


def tomorrow(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)
