"""The frozen rows that operators' pages show."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries.reading import PersonName


@dataclass(frozen=True, kw_only=True)
class StoppedRow:
    """A stopped step in the list. `title` and `detail` are '' for who may not read the initiative."""

    id: UUID
    case_id: UUID
    version_id: UUID
    version_number: int
    model_key: str
    model_name: str
    element: str
    element_name: str
    code: str
    detail: str
    opened_at: datetime
    initiative_number: str
    initiative_title: str
    readable: bool
    suspended: bool


@dataclass(frozen=True, kw_only=True)
class StoppedPage:
    """A page of stopped steps, oldest first; `next` is the key of the following one."""

    rows: tuple[StoppedRow, ...]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class InputRow:
    """A value that the failed step read, with what people call it. `place` is the way to it (`vurder.tall`); `editable` when
    it can be put right here; `sent` when it is what somebody sent and the case does not have yet."""

    place: str
    label: str
    value: object
    editable: bool
    sent: bool = False


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """A flow out of an element: its id, and what people see at its end."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class StoppedView:
    """Everything about one stopped step. `ways` are the flows out of a gateway that cannot choose; `passing` says that the
    case will pass it when somebody sends again; `person` is who has to."""

    row: StoppedRow
    kind: str
    expression: str
    path: str
    inputs: tuple[InputRow, ...]
    ways: tuple[WayRow, ...]
    may_skip: bool
    may_operate: bool
    passing: bool
    person: PersonName | None
    resolved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """Where a token stands. `within` names the instances around it (`2`, `2.1`), '' outside any; `scope_name` the
    subprocess."""

    token: UUID
    element: str
    name: str
    kind: str
    waits: str
    within: str
    scope: UUID | None
    scope_name: str
    on: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuspensionRow:
    """Who set something on pause, when and why."""

    by: PersonName
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class InterventionRow:
    """One thing an operator did, with the reason."""

    id: UUID
    kind: str
    element_name: str
    reason: str
    by: PersonName
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """An element of the diagram that something can be started at."""

    id: str
    name: str
    kind: str
    depth: int


@dataclass(frozen=True, kw_only=True)
class OperatedCase:
    """A case as its operator sees it."""

    id: UUID
    revision: int
    status: str
    initiative_number: str
    initiative_title: str
    version_id: UUID
    version_number: int
    current_version_id: UUID | None
    current_number: int | None
    model_key: str
    model_name: str
    places: tuple[PlaceRow, ...]
    elements: tuple[ElementRow, ...]
    ways: tuple[WayRow, ...]
    incidents: tuple[StoppedRow, ...]
    interventions: tuple[InterventionRow, ...]
    suspension: SuspensionRow | None


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """A batch with how many of its items are where."""

    id: UUID
    kind: str
    stage: str
    reason: str
    by: PersonName
    created_at: datetime
    changed_at: datetime
    model_name: str
    source_id: UUID | None
    source_number: int | None
    target_id: UUID | None
    target_number: int | None
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def handled(self) -> int:
        """How many have had their turn in this stage."""
        return self.total - self.counts.get("waiting", 0)

    @property
    def at_work(self) -> bool:
        return self.stage in ("checking", "working", "undoing")


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One thing to know about an item: a code of `engine.services.problems` with what fills its sentence."""

    code: str
    element: str
    params: dict[str, str]
    severity: str


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """What came of one case of a batch."""

    subject: UUID
    case_id: UUID
    initiative_number: str
    status: str
    report: tuple[ReportRow, ...]
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """A page of a batch's items; `next` is the key of the following one."""

    rows: tuple[ItemRow, ...]
    next: str | None
