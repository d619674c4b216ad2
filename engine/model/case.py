"""A case: one running process instance of an initiative, with the facts its conditions read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.contract.errors import CaseNotRunning, CaseSuspended
from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue
from engine.model.initiative import Initiative

KEPT_ROUNDS = 2
"""How many earlier answers of a repeated task stay readable to conditions, under `forrige`."""


class CaseStatus(StrEnum):
    """`incident` still runs elsewhere in the case, but something waits for an operator."""

    RUNNING = "running"
    INCIDENT = "incident"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Case(Base):
    """One process instance. `state` is the executor's bytes; `revision` grows with every change.

    `visits` counts by element id how often the case has passed it: the diagram's colours at a cost that follows the
    model and not the history.

    `suspension_id` is the intervention that set the case on pause, None while it may move.

    `beside`: another case of the initiative ran when this one began, or called it; it leaves the initiative's phase and
    status alone. `depth` counts the cases that called each other to get here; `failure` is the code of the error that ended
    a called case.

    `steps` is the number of the last step of its activations.

    `audit_seq` and `audit_head` are the number and hash of the last audit entry, so that the next one can be
    chained without reading it.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_status_started_at", "status", "started_at"),
        Index("ix_case_version_id_started_at", "version_id", "started_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"))
    status: Mapped[str] = mapped_column(String(20), default=CaseStatus.RUNNING)
    state: Mapped[bytes]
    revision: Mapped[int] = mapped_column(default=0)
    visits: Mapped[object] = mapped_column(FeelValue, default=dict)
    phase: Mapped[str] = mapped_column(String(40), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(200))
    suspension_id: Mapped[UUID | None]
    beside: Mapped[bool] = mapped_column(default=False)
    depth: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(100))
    steps: Mapped[int] = mapped_column(default=0)
    audit_seq: Mapped[int] = mapped_column(default=0)
    audit_head: Mapped[bytes] = mapped_column(default=b"")

    initiative: Mapped[Initiative] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}

    def require_running(self) -> None:
        """Raises CaseNotRunning when the case has ended."""
        if self.status in (CaseStatus.COMPLETED, CaseStatus.CANCELLED):
            raise CaseNotRunning(self.id, self.status)

    def require_moving(self) -> None:
        """Raises CaseNotRunning when the case has ended, CaseSuspended while it is on pause."""
        self.require_running()
        if self.suspension_id is not None:
            raise CaseSuspended(self.suspension_id)


class Fact(Base):
    """What the process knows under one name: a task's answers, a gate's decision, a step's result.

    `task_id` is the task that gave it, None for decisions and steps.
    `path` holds the loop counters of the multi-instance activities around it, as `2` or `2.1`; '' outside any.
    """

    __tablename__ = "fact"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    path: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[object] = mapped_column(FeelValue)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))


def path_key(path: tuple[int, ...]) -> str:
    """`(2, 1)` as stored: `2.1`."""
    return ".".join(map(str, path))


def succeed(previous: object | None, value: object) -> object:
    """`value` with the earlier answers under `forrige`, KEPT_ROUNDS deep. Values that are no contexts stand alone."""
    if not isinstance(value, Mapping) or not isinstance(previous, Mapping):
        return value
    return {**value, "forrige": _trim(previous, KEPT_ROUNDS - 1)}


def _trim(value: Mapping[str, object], rounds: int) -> dict[str, object]:
    kept = dict(value)
    earlier = kept.pop("forrige", None)
    if rounds > 0 and isinstance(earlier, Mapping):
        kept["forrige"] = _trim(earlier, rounds - 1)
    return kept


def assemble(rows: Iterable[tuple[str, str, object]]) -> dict[str, object]:
    """Facts by name from rows of (name, path, value): pathless values as they are, others as lists by loop counter."""
    facts: dict[str, object] = {}
    for name, path, value in rows:
        if not path:
            facts[name] = value
            continue
        place = facts.get(name)
        if not isinstance(place, list):
            place = facts[name] = []
        counters = [int(part) for part in path.split(".")]
        for depth, counter in enumerate(counters):
            place.extend([None] * (counter - len(place)))
            if depth == len(counters) - 1:
                place[counter - 1] = value
            else:
                inner = place[counter - 1]
                if not isinstance(inner, list):
                    inner = place[counter - 1] = []
                place = inner
    return facts
