"""What happened in the cases of a process, as events for process mining: traces by case, read a hundred at a time.

Persons are told apart and not named, but to the auditor: `P1`, `P2` … in the order they appear, the same throughout one log.
Who submitted an anonymous initiative is nobody's to know, so is `Anonym` there. Restricted initiatives are in the auditor's
log only. A gateway is no activity and leaves no event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session

from engine.model.activation import Activation, Left
from engine.model.case import Case
from engine.model.definition import ElementDefinition
from engine.model.gate import GateDecision
from engine.model.initiative import Initiative
from engine.model.people import Person, Unit
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.task import Task
from engine.queries.reading import ANONYMOUS, Reading
from engine.store.tally import start_of, tomorrow

BATCH = 100
GATEWAY = "Gateway"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which log: cases of a model (of one version by its number) that were started in a period, both days in it."""

    key: str
    version: int | None = None
    first: date | None = None
    last: date | None = None
    named: bool = False
    restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class LogEvent:
    """One event. `transition` is of the XES lifecycle: schedule, start, complete, withdraw, ate_abort. `instance` is shared
    by the events of one time at an element."""

    at: datetime
    transition: str
    element: str
    name: str
    kind: str
    instance: str
    path: str
    version: int
    resource: str | None
    on_behalf_of: str | None
    role: str
    verdict: str | None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One case with its events in order."""

    case_id: UUID
    number: str
    unit: str
    version: int
    status: str
    started_at: datetime
    ended_at: datetime | None
    end: str | None
    events: tuple[LogEvent, ...]


class EventLogs:
    """The query. Access is the caller's to check: `engine.services.event_logs`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def traces(self, wanted: Wanted) -> Iterator[Trace]:
        """The traces by version and in order of start. Each hundred is one snapshot, so that a slow reader holds nobody
        up."""
        people = _People(named=wanted.named)
        with self._reading.database.reading() as session:
            versions = list(session.execute(_versions(wanted)).scalars())
        for version in versions:
            after: tuple[datetime, UUID] | None = None
            while True:
                with self._reading.database.reading() as session:
                    cases = session.execute(_cases(wanted, version, after)).all()
                    batch = _Batch(self._reading, session, [case.id for case in cases], people)
                yield from batch.traces(restricted=wanted.restricted)
                if len(cases) < BATCH:
                    break
                after = (cases[-1].started_at, cases[-1].id)


def _versions(wanted: Wanted) -> Select[UUID]:
    query = (
        select(ProcessVersion.id)
        .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
        .where(ProcessModel.key == wanted.key)
        .order_by(ProcessVersion.number)
    )
    return query if wanted.version is None else query.where(ProcessVersion.number == wanted.version)


def _cases(wanted: Wanted, version: UUID, after: tuple[datetime, UUID] | None) -> Select[UUID, datetime]:
    rules: list[ColumnElement[bool]] = [Case.version_id == version]
    if after is not None:
        rules.append(tuple_(Case.started_at, Case.id) > after)
    if wanted.first is not None:
        rules.append(Case.started_at >= start_of(wanted.first))
    if wanted.last is not None:
        rules.append(Case.started_at < start_of(tomorrow(wanted.last)))
    return select(Case.id, Case.started_at).where(*rules).order_by(Case.started_at, Case.id).limit(BATCH)


@dataclass
class _People:
    """What persons are called in one log."""

    named: bool
    _numbers: dict[UUID, int] = field(default_factory=dict)

    def call(self, person: UUID | None, names: dict[UUID, str], anonymous: UUID | None) -> str | None:
        if person is None:
            return None
        if person == anonymous:
            return ANONYMOUS
        if self.named:
            return names[person]
        return f"P{self._numbers.setdefault(person, len(self._numbers) + 1)}"


class _Batch:
    """Some cases with everything their events tell, in a handful of statements."""

    def __init__(self, reading: Reading, session: Session, case_ids: Sequence[UUID], people: _People) -> None:
        self._people = people
        self._cases = session.execute(
            select(Case, Initiative, Unit.name)
            .join(Initiative, Initiative.id == Case.initiative_id)
            .join(Unit, Unit.id == Initiative.unit_id)
            .where(Case.id.in_(case_ids))
            .order_by(Case.started_at, Case.id)
        ).all()
        self._activations: dict[UUID, list[Activation]] = {case_id: [] for case_id in case_ids}
        found = session.execute(select(Activation).where(Activation.case_id.in_(case_ids))).scalars().all()
        for activation in found:
            self._activations[activation.case_id].append(activation)
        tasks = session.execute(select(Task).where(Task.id.in_([a.task_id for a in found if a.task_id]))).scalars()
        self._tasks = {task.id: task for task in tasks}
        # Where a case stood when it went over to another version, it stands still: one time at the element, with one beginning.
        self._crossed = {(a.case_id, a.token, a.left_at) for a in found if a.outcome == Left.MIGRATED}
        self._verdicts = dict(
            session.execute(
                select(GateDecision.task_id, GateDecision.outcome).where(GateDecision.case_id.in_(case_ids))
            ).all()
        )
        used = {a.version_id for a in found} | {case.version_id for case, *_ in self._cases}
        self._numbers = dict(
            session.execute(select(ProcessVersion.id, ProcessVersion.number).where(ProcessVersion.id.in_(used))).all()
        )
        self._elements = {
            version: {element.id: element for element in reading.definition_of(session, version).elements}
            for version in used
        }
        involved = {a.person_id for a in found} | {task.on_behalf_of_id for task in self._tasks.values()}
        involved |= {task.assignee_id for task in self._tasks.values()}
        names = select(Person.id, Person.name).where(Person.id.in_([person for person in involved if person]))
        self._names: dict[UUID, str] = dict(session.execute(names).all()) if people.named else {}

    def traces(self, *, restricted: bool) -> Iterator[Trace]:
        """The traces in order, those of restricted initiatives only if asked for."""
        for case, initiative, unit in self._cases:
            if initiative.restricted and not restricted:
                continue
            anonymous = initiative.submitter_id if initiative.anonymous else None
            events = [event for a in self._activations[case.id] for event in self._events(a, anonymous)]
            events.sort(key=lambda event: event[0])
            yield Trace(
                case_id=case.id,
                number=initiative.number,
                unit=unit,
                version=self._numbers[case.version_id],
                status=case.status,
                started_at=case.started_at,
                ended_at=case.ended_at,
                end=case.end,
                events=tuple(event for _, event in events),
            )

    def _events(self, row: Activation, anonymous: UUID | None) -> Iterator[tuple[tuple[datetime, float], LogEvent]]:
        element = self._elements[row.version_id].get(row.element)
        if element is not None and element.kind.endswith(GATEWAY):
            return
        task = self._tasks.get(row.task_id) if row.task_id else None
        taken = row.claimed_at or (task.claimed_at if task is not None else None)
        stayed = (row.case_id, row.token, row.entered_at) in self._crossed
        for at, place, transition in _moments(row, taken):
            if stayed and at <= row.entered_at and place < row.step + 0.6:
                continue
            person, behalf = _doer(transition, row, task)
            yield (
                (at, place),
                LogEvent(
                    at=at,
                    transition=transition,
                    element=row.element,
                    name=_name(row.element, element),
                    kind=element.kind if element is not None else "",
                    instance=f"{row.case_id}:{row.step}",
                    path=row.path,
                    version=self._numbers[row.version_id],
                    resource=self._people.call(person, self._names, anonymous),
                    on_behalf_of=self._people.call(behalf, self._names, anonymous),
                    role=task.role if task is not None else "",
                    verdict=self._verdicts.get(row.task_id) if row.task_id and transition == "complete" else None,
                ),
            )


def _doer(transition: str, row: Activation, task: Task | None) -> tuple[UUID | None, UUID | None]:
    """Who took or completed a task, and in whose place."""
    if task is None or transition not in ("start", "complete"):
        return None, None
    if transition == "start":
        return task.assignee_id or row.person_id, None
    return row.person_id, task.on_behalf_of_id


def _moments(row: Activation, taken: datetime | None) -> Iterator[tuple[datetime, float, str]]:
    """When what happened during one activation, with a number that keeps the order within an instant."""
    if row.left_step != row.step or row.task_id is not None:
        yield row.entered_at, row.step, "schedule"
        if taken is not None and (row.left_at is None or taken <= row.left_at):
            yield taken, row.step + 0.5, "start"
    if row.left_at is not None and row.left_step is not None and row.outcome != Left.MIGRATED:
        over = {Left.COMPLETED: "complete", Left.FAILED: "ate_abort"}
        gone = "ate_abort" if taken is not None else "withdraw"
        yield row.left_at, row.left_step + 0.7, over.get(Left(str(row.outcome)), gone)


def _name(id: str, element: ElementDefinition | None) -> str:
    return element.name or id if element is not None else id
