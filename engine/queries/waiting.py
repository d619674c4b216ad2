"""The cases that wait at one element of a version, those that have waited longest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from engine.contract.errors import InvalidInput, NotAllowed
from engine.model.access import Identity
from engine.model.access_logs import may_analyse
from engine.model.activation import Activation
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.task import Task
from engine.queries.initiatives import visible
from engine.queries.reading import PersonName, Reading, names_of, submitter_name


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """One case; `role` and `assignee` of the task that waits, when one does."""

    number: str
    title: str
    unit_name: str
    since: datetime
    task_id: UUID | None
    role: str
    assignee: PersonName | None


@dataclass(frozen=True, kw_only=True)
class WaitingPage:
    """A page; `next` is the key of the following one."""

    rows: tuple[WaitingRow, ...]
    next: str | None


class WaitingCases:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def page(
        self,
        identity: Identity,
        version_id: UUID,
        element: str,
        *,
        unit_id: UUID | None = None,
        after: str | None = None,
        limit: int = 25,
    ) -> WaitingPage:
        """One page of the cases that the reader may read. Raises NotAllowed, InvalidInput (`after`)."""
        with self._reading.as_actor(identity) as (session, actor):
            if not may_analyse(actor):
                raise NotAllowed("read_statistics", "role_missing")
            place = (Activation.entered_at, Activation.case_id, Activation.step)
            query = (
                select(Activation, Initiative, Unit.name, Task.role, Task.assignee_id)
                .join(Case, Case.id == Activation.case_id)
                .join(Initiative, Initiative.id == Case.initiative_id)
                .join(Unit, Unit.id == Initiative.unit_id)
                .outerjoin(Task, Task.id == Activation.task_id)
                .where(
                    Activation.version_id == version_id,
                    Activation.element == element,
                    Activation.left_at.is_(None),
                    visible(actor, self._reading.clock.now()),
                )
            )
            if unit_id is not None:
                query = query.where(Unit.path.contains(str(unit_id)))
            if after:
                query = query.where(tuple_(*place) > _cursor(after))
            rows = session.execute(query.order_by(*place).limit(limit + 1)).all()
            shown = rows[:limit]
            names = names_of(session, {assignee for *_, assignee in shown})
            last = shown[-1][0] if len(rows) > limit else None
            return WaitingPage(
                rows=tuple(
                    WaitingRow(
                        number=initiative.number,
                        title=initiative.title,
                        unit_name=unit,
                        since=activation.entered_at,
                        task_id=activation.task_id,
                        role=role or "",
                        assignee=_assignee(initiative, assignee, names),
                    )
                    for activation, initiative, unit, role, assignee in shown
                ),
                next=f"{last.entered_at.isoformat()}_{last.case_id}_{last.step}" if last else None,
            )


def _assignee(initiative: Initiative, person: UUID | None, names: dict[UUID, PersonName]) -> PersonName | None:
    if person is None:
        return None
    return submitter_name(initiative, names) if person == initiative.submitter_id else names.get(person)


def _cursor(after: str) -> tuple[datetime, UUID, int]:
    try:
        at, case_id, step = after.split("_")
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None or not 0 <= int(step) < 2**31:
            raise ValueError("not a key of ours")
        return instant.astimezone(UTC), UUID(case_id), int(step)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("after", "not_a_key") from error
