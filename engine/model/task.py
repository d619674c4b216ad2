"""A task: something that waits for a person, from opened to completed or withdrawn."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.contract.errors import TaskAlreadyClaimed, TaskNotOpen
from engine.contract.ids import new_id
from engine.model.base import FAR_FUTURE, Base, FeelValue, UtcDateTime
from engine.model.case import Case


class TaskStatus(StrEnum):
    """READY waits for somebody of its role, CLAIMED for one person; COMPLETED and WITHDRAWN are closed."""

    READY = "ready"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class TaskKind(StrEnum):
    """CONDITION tasks come from an approval with conditions, not from the diagram."""

    TASK = "task"
    GATE = "gate"
    CONDITION = "condition"


OPEN = (TaskStatus.READY, TaskStatus.CLAIMED)


class Task(Base):
    """One human task. `token` is the executor's name for it, None for tasks outside the diagram.

    `path` is the multi-instance position (see `Fact.path`), `item` the collection's value there. `due_at` is
    FAR_FUTURE when there is no due date. `claimed_at` is since when somebody has it. `round` is shared by the instances of
    one multi-instance task, so that a rule can look at its siblings; None for a task that is done once.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_case_id_element", "case_id", "element", "opened_at"),
        Index(
            "ix_task_open_case_id",
            "case_id",
            sqlite_where=text("status IN ('ready', 'claimed')"),
            postgresql_where=text("status IN ('ready', 'claimed')"),
        ),
        Index(
            "ix_task_round",
            "round",
            sqlite_where=text("round IS NOT NULL"),
            postgresql_where=text("round IS NOT NULL"),
        ),
        Index(
            "ix_task_completed_by_id",
            "completed_by_id",
            "completed_at",
            sqlite_where=text("completed_by_id IS NOT NULL"),
            postgresql_where=text("completed_by_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id"))
    token: Mapped[UUID | None]
    element: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20), default=TaskKind.TASK)
    round: Mapped[UUID | None]
    path: Mapped[str] = mapped_column(String(40), default="")
    item: Mapped[object | None] = mapped_column(FeelValue)
    role: Mapped[str] = mapped_column(String(40))
    phase: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(20), default=TaskStatus.READY)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=FAR_FUTURE)
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def require_open(self) -> None:
        """Raises TaskNotOpen when the task is completed or withdrawn."""
        if not self.is_open:
            raise TaskNotOpen(
                what=f"task_{self.status}",
                by=str(self.completed_by_id) if self.completed_by_id else None,
                at=self.completed_at.isoformat() if self.completed_at else None,
            )

    def claim(self, person: UUID, at: datetime) -> None:
        """Makes the task one person's. Raises TaskNotOpen, or TaskAlreadyClaimed when another has it."""
        self.require_open()
        if self.assignee_id not in (None, person):
            raise TaskAlreadyClaimed(what="task_claimed", by=str(self.assignee_id))
        self.assignee_id, self.status = person, TaskStatus.CLAIMED
        self.claimed_at = self.claimed_at or at
        self.revision += 1

    def release(self) -> None:
        """Gives the task back to its role. Raises TaskNotOpen."""
        self.require_open()
        self.assignee_id, self.status, self.claimed_at = None, TaskStatus.READY, None
        self.revision += 1

    def delegate(self, person: UUID, at: datetime) -> None:
        """Hands the task to another person. Raises TaskNotOpen."""
        self.require_open()
        self.assignee_id, self.status = person, TaskStatus.CLAIMED
        self.claimed_at = self.claimed_at or at
        self.revision += 1

    def complete(self, person: UUID, on_behalf_of: UUID | None, at: datetime) -> None:
        """Closes the task as done. Raises TaskNotOpen."""
        self.require_open()
        self.status, self.completed_at = TaskStatus.COMPLETED, at
        self.completed_by_id, self.on_behalf_of_id = person, on_behalf_of
        self.revision += 1

    def withdraw(self, at: datetime) -> None:
        """Closes a task that the process no longer needs."""
        self.status, self.completed_at = TaskStatus.WITHDRAWN, at
        self.revision += 1


class TaskAudience(Base):
    """In whose list an open task stands: one row per audience, gone when the task closes.

    Audiences are `person:<id>`, `<role>` held globally, `<role>@<unit id>` for the unit and each one above it.
    Only open tasks have rows, so a worklist costs the same however long the history grows.
    """

    __tablename__ = "task_audience"
    __table_args__ = (Index("ix_task_audience_task_id", "task_id"), {"sqlite_with_rowid": False})

    audience: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)


def person_audience(person: UUID) -> str:
    return f"person:{person.hex}"


def role_audience(role: str, unit: UUID | None = None) -> str:
    return f"{role}@{unit.hex}" if unit else role
