"""The frozen rows that a replay shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from engine.queries.reading import PersonName


class Happening(StrEnum):
    """ENTERED: the case waits there now. LEFT: it waits there no longer. PASSED: both at once. FAILED: it could not."""

    ENTERED = "entered"
    LEFT = "left"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened. `flows` are the ids of the sequence flows that led there, `outcome` how it was left."""

    number: int
    at: datetime
    happening: Happening
    outcome: str | None
    element: str
    name: str
    kind: str
    path: str
    task_id: UUID | None
    person: PersonName | None
    on_behalf_of: PersonName | None
    answered: bool
    verdict: str | None
    version_number: int
    flows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the case waited: `count` tokens at `element`, the first since `since`."""

    element: str
    name: str
    kind: str
    count: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A case just after `step`, with the steps around it.

    `before` is where it stood when the first of `steps` was about to happen, and `visited` what it had left by then: from
    these a page can play the steps by itself.
    """

    number: str
    title: str
    case_id: UUID
    version_id: UUID
    version_number: int
    model_name: str
    total: int
    step: int
    steps: tuple[Step, ...]
    standing: tuple[Standing, ...]
    visited: tuple[str, ...]
    before: tuple[Standing, ...]
    visited_before: tuple[str, ...]
    cases: tuple[tuple[UUID, str], ...]

    @property
    def shown(self) -> Step | None:
        """What happened in `step`; the last thing, where several happened at once."""
        return next((step for step in reversed(self.steps) if step.number <= self.step), None)

    @property
    def first(self) -> int:
        return self.steps[0].number if self.steps else 1

    @property
    def last(self) -> int:
        return self.steps[-1].number if self.steps else 1
