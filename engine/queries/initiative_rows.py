"""The frozen rows that an initiative's page shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries.operator_rows import SuspensionRow
from engine.queries.reading import PersonName


@dataclass(frozen=True, kw_only=True)
class OpenTaskRow:
    """Something that waits: for whom, since when, until when."""

    task_id: UUID
    name: str
    element: str
    kind: str
    role: str
    assignee: PersonName | None
    opened_at: datetime
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class WaitingTimer:
    """A date the process waits for."""

    element: str
    name: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class WaitingMessage:
    """A message or signal (`kind`) that a case waits for. `step` is what the diagram calls the place."""

    case_id: UUID
    element: str
    step: str
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """A case that called another one, at `step` of its diagram; `ended` when the call is over."""

    parent_id: UUID
    child_id: UUID
    element: str
    step: str
    model_name: str
    ended: bool


@dataclass(frozen=True, kw_only=True)
class AnswersRow:
    """The latest answers of one task: values as stored, to be shown through the form `form` of `version_id`."""

    case_id: UUID
    version_id: UUID
    task_id: UUID
    element: str
    path: str
    name: str
    phase: str
    values: object
    given_by: PersonName
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """One verdict on record."""

    task_id: UUID
    gate: str
    name: str
    outcome: str
    reason: str
    dissent: str
    checklist: object
    details: object
    decided_by: PersonName
    on_behalf_of: PersonName | None
    role: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step of the process in reading order. `state`: done, now, waiting, incident or ahead."""

    element: str
    name: str
    kind: str
    lane: str
    phase: str | None
    depth: int
    state: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PhaseRow:
    """A phase of the tracker. `state`: done, now or next."""

    key: str
    name: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One process instance of the initiative. `beside`: it stands beside the initiative's own, which goes on without it."""

    id: UUID
    version_id: UUID
    model_key: str
    model_name: str
    version_number: int
    status: str
    started_at: datetime
    ended_at: datetime | None
    end: str | None
    suspension: SuspensionRow | None
    beside: bool
    phases: tuple[PhaseRow, ...]
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, kw_only=True)
class CommentRow:
    """A remark."""

    id: UUID
    author: PersonName
    text: str
    written_at: datetime
    task_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class AttachmentRow:
    """A file; `own` when the reader attached it and may take it away."""

    id: UUID
    filename: str
    media_type: str
    size: int
    attached_by: PersonName
    attached_at: datetime
    own: bool


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """A stopped step."""

    id: UUID
    element: str
    element_name: str
    code: str
    detail: str
    opened_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HolderRow:
    """A role in the initiative and who holds it."""

    role: str
    person: PersonName


@dataclass(frozen=True, kw_only=True)
class InitiativeView:
    """Everything the initiative's page shows but its history, which is paged by itself."""

    id: UUID
    number: str
    title: str
    summary: str
    unit_id: UUID
    unit_name: str
    status: str
    phase: str
    restricted: bool
    anonymous: bool
    submitter: PersonName
    created_at: datetime
    changed_at: datetime
    cases: tuple[CaseView, ...]
    open_tasks: tuple[OpenTaskRow, ...]
    waiting: tuple[WaitingTimer, ...]
    listening: tuple[WaitingMessage, ...]
    calls: tuple[CallRow, ...]
    answers: tuple[AnswersRow, ...]
    decisions: tuple[DecisionRow, ...]
    people: tuple[HolderRow, ...]
    comments: tuple[CommentRow, ...]
    attachments: tuple[AttachmentRow, ...]
    incidents: tuple[IncidentRow, ...]
    may_comment: bool
    may_cancel: bool
    may_retry: bool

    @property
    def current(self) -> CaseView:
        """The initiative's own case that runs, or ran last."""
        return next((case for case in reversed(self.cases) if not case.beside), self.cases[-1])

    @property
    def others(self) -> tuple[CaseView, ...]:
        """The cases beside that one, the latest first."""
        return tuple(case for case in reversed(self.cases) if case.beside and case is not self.current)
