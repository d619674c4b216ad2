"""What happens at each element of a version, over a period: how often, how long, and what waits there now.

Read from counts by month and day, and from the activations of the one or two days that are not counted yet; what waits now
from the rows that wait. So the cost follows the model, the period and what is open, never the number of cases.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.contract.errors import InvalidInput, NotAllowed, NotFound
from engine.model.access import Identity
from engine.model.access_logs import may_analyse
from engine.model.activation import Activation
from engine.model.calendar import local_date
from engine.model.case import Case
from engine.model.definition import ModelDefinition
from engine.model.durations import Spread, spread_of
from engine.model.initiative import Initiative
from engine.model.people import Unit
from engine.model.process import ProcessModel, ProcessVersion
from engine.model.statistics import EVERYWHERE, Counted, ElementCount, Measure, Measured, Span, add, nothing
from engine.queries.reading import Reading
from engine.store.tally import start_of, tally, tomorrow


class Period(StrEnum):
    """How far back. MONTHS_3 and MONTHS_12 are this month and the whole ones before it: few months are read, and not many
    days."""

    DAYS_30 = "30"
    MONTHS_3 = "3m"
    MONTHS_12 = "12m"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured: counts, and the spread of durations (None where nothing was)."""

    completed: int
    cancelled: int
    failed: int
    returned: int
    waiting: Spread | None
    handling: Spread | None
    total: Spread | None


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """One element. `now` is how many wait there at this moment, the first since `since`."""

    element: str
    name: str
    kind: str
    lane: str
    role: str
    now: int
    since: datetime | None
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """All tasks of one role together."""

    role: str
    now: int
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class VersionStatistics:
    """One version over a period. `first` is None for everything that has been counted."""

    version_id: UUID
    key: str
    name: str
    number: int
    current: bool
    period: Period
    first: date | None
    unit_id: UUID | None
    elements: tuple[ElementRow, ...]
    roles: tuple[RoleRow, ...]
    others: tuple[tuple[UUID, int], ...]


Cell = tuple[str, str]
"""Element and role."""


class ElementStatistics:
    """The query."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def view(
        self, identity: Identity, version_id: UUID, *, period: Period = Period.MONTHS_3, unit_id: UUID | None = None
    ) -> VersionStatistics:
        """A version's statistics, of a unit with those below it, or of all. Raises NotAllowed, NotFound, InvalidInput
        (`unit`)."""
        with self._reading.as_actor(identity) as (session, actor):
            if not may_analyse(actor):
                raise NotAllowed("read_statistics", "role_missing")
            row = session.execute(
                select(ProcessVersion, ProcessModel)
                .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
                .where(ProcessVersion.id == version_id)
            ).one_or_none()
            if row is None:
                raise NotFound("process_version", version_id)
            version, model = row
            others = session.execute(
                select(ProcessVersion.id, ProcessVersion.number)
                .where(ProcessVersion.model_id == model.id)
                .order_by(ProcessVersion.number.desc())
            )
            first = _first(period, local_date(self._reading.clock.now()))
            measured = self._measured(session, version.id, first, _units(session, unit_id))
            now = _waiting(session, version.id, unit_id)
            definition = self._reading.definition_of(session, version.id)
            return VersionStatistics(
                version_id=version.id,
                key=model.key,
                name=model.name,
                number=version.number,
                current=version.id == model.current_version_id,
                period=period,
                first=first,
                unit_id=unit_id,
                elements=_elements(definition, measured, now),
                roles=_roles(definition, measured, now),
                others=tuple((other.id, other.number) for other in others),
            )

    def _measured(
        self, session: Session, version_id: UUID, first: date | None, units: frozenset[UUID] | None
    ) -> dict[Cell, Measured]:
        found: dict[Cell, Measured] = defaultdict(nothing)
        through = session.execute(select(Counted.through)).scalar()
        if through is not None:
            rows = session.execute(
                select(ElementCount.element, ElementCount.role, ElementCount.counts).where(
                    ElementCount.version_id == version_id,
                    ElementCount.unit_id.in_(units if units is not None else [EVERYWHERE]),
                    _within(first, through),
                )
            )
            for element, role, counts in rows:
                add(found[element, role], counts)
        since = _uncounted(session, through, first)
        until = self._reading.clock.now() + timedelta(days=1)
        if since is not None:
            for (_, unit, element, role), measured in tally(session, since, until, version_id=version_id).items():
                if units is None or unit in units:
                    for measure, buckets in measured.items():
                        found[element, role][measure] += buckets
        return found


def _first(period: Period, today: date) -> date | None:
    match period:
        case Period.DAYS_30:
            return today - timedelta(days=29)
        case Period.MONTHS_3:
            return _months_before(today, 2)
        case Period.MONTHS_12:
            return _months_before(today, 11)
        case Period.ALL:
            return None


def _months_before(day: date, months: int) -> date:
    """The first day of an earlier month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _within(first: date | None, through: date) -> ColumnElement[bool]:
    """Whole months where there are some, and the days around them."""
    this_month = tomorrow(through).replace(day=1)
    days = and_(ElementCount.span == Span.DAY, ElementCount.starts_on >= max(first or this_month, this_month))
    if first is not None and first.day != 1:
        # Thirty days begin within a month: they are counted by days alone.
        return and_(ElementCount.span == Span.DAY, ElementCount.starts_on >= first)
    months = ElementCount.span == Span.MONTH
    return or_(days, months if first is None else and_(months, ElementCount.starts_on >= first))


def _uncounted(session: Session, through: date | None, first: date | None) -> datetime | None:
    """From when on the activations themselves are read."""
    begins = None if through is None else tomorrow(through)
    if begins is None:
        earliest = session.execute(select(func.min(Activation.left_at))).scalar()
        begins = None if earliest is None else local_date(earliest)
    return None if begins is None else start_of(max(begins, first or begins))


def _units(session: Session, unit_id: UUID | None) -> frozenset[UUID] | None:
    """A unit and all below it; None for every unit."""
    if unit_id is None:
        return None
    found = frozenset(session.execute(select(Unit.id).where(Unit.path.contains(str(unit_id)))).scalars())
    if not found:
        raise InvalidInput("unit", "unknown_unit")
    return found


def _waiting(session: Session, version_id: UUID, unit_id: UUID | None) -> Mapping[str, tuple[int, datetime]]:
    query = select(Activation.element, func.count(), func.min(Activation.entered_at)).where(
        Activation.version_id == version_id, Activation.left_at.is_(None)
    )
    if unit_id is not None:
        query = (
            query.join(Case, Case.id == Activation.case_id)
            .join(Initiative, Initiative.id == Case.initiative_id)
            .join(Unit, Unit.id == Initiative.unit_id)
            .where(Unit.path.contains(str(unit_id)))
        )
    return {element: (count, since) for element, count, since in session.execute(query.group_by(Activation.element))}


def _elements(
    definition: ModelDefinition, measured: Mapping[Cell, Measured], now: Mapping[str, tuple[int, datetime]]
) -> tuple[ElementRow, ...]:
    by_element: dict[str, list[Measured]] = defaultdict(list)
    for (element, _), cells in measured.items():
        by_element[element].append(cells)
    return tuple(
        ElementRow(
            element=element.id,
            name=element.name,
            kind=element.kind,
            lane=element.lane,
            role=definition.tasks[element.id].role if element.id in definition.tasks else "",
            now=now.get(element.id, (0, None))[0],
            since=now.get(element.id, (0, None))[1],
            figures=_figures(by_element.get(element.id, ())),
        )
        for element in definition.elements
    )


def _roles(
    definition: ModelDefinition, measured: Mapping[Cell, Measured], now: Mapping[str, tuple[int, datetime]]
) -> tuple[RoleRow, ...]:
    by_role: dict[str, list[Measured]] = {task.role: [] for task in definition.tasks.values()}
    for (_, role), cells in measured.items():
        if role:
            by_role.setdefault(role, []).append(cells)
    return tuple(
        RoleRow(
            role=role,
            now=sum(now.get(task.id, (0, None))[0] for task in definition.tasks.values() if task.role == role),
            figures=_figures(cells),
        )
        for role, cells in by_role.items()
    )


def _figures(cells: Iterable[Measured]) -> Figures:
    together = nothing()
    for cell in cells:
        for measure, counts in cell.items():
            together[measure] += counts
    return Figures(
        completed=together[Measure.COMPLETED].total(),
        cancelled=together[Measure.CANCELLED].total(),
        failed=together[Measure.FAILED].total(),
        returned=together[Measure.RETURNED].total(),
        waiting=spread_of(together[Measure.WAITING]),
        handling=spread_of(together[Measure.HANDLING]),
        total=spread_of(together[Measure.TOTAL]),
    )
