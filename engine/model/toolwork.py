"""Artefacts: what people make with a tool of a toolbox, row by row, with its versions, votes and comments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class Artefact(Base):
    """One piece of work made with `tool` (`<toolbox>.<tool>`), of an initiative or on a unit's board.

    `task_id` is the task it was begun in. `revision` grows with every change to any of its rows, so that a page can see that
    there is something newer. `locked` says why nothing may be changed any more ('' while it may), or, with `locked_parts`
    (keys with spaces between), why those parts may not.
    """

    __tablename__ = "artefact"
    __table_args__ = (
        Index("ix_artefact_initiative_id_tool", "initiative_id", "tool"),
        Index("ix_artefact_unit_id_tool", "unit_id", "tool"),
        Index("ix_artefact_tool", "tool"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tool: Mapped[str] = mapped_column(String(90))
    title: Mapped[str] = mapped_column(String(200))
    initiative_id: Mapped[UUID | None] = mapped_column(ForeignKey("initiative.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    locked: Mapped[str] = mapped_column(String(200), default="")
    locked_parts: Mapped[str] = mapped_column(String(200), default="")
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    def is_locked(self, part: str | None = None) -> bool:
        """Whether the whole artefact, or this part of it, may not be changed any more."""
        return bool(self.locked) and (not self.locked_parts or part in self.locked_parts.split())


class ArtefactRow(Base):
    """One row of a part. `values` are the typed answers, `rejected` what was typed and could not be understood, by field.

    `revision` grows with every change: whoever saves over a newer one is told. Rows stand in the order of `position`. In a
    poll there is one row with the sums, and `changed_by_id` stays empty. `erase_on` is the day after which its personal data
    goes, None when there is none left.
    """

    __tablename__ = "artefact_row"
    __table_args__ = (
        Index("ix_artefact_row_artefact_id_part", "artefact_id", "part", "position"),
        Index(
            "ix_artefact_row_erase_on",
            "erase_on",
            sqlite_where=text("erase_on IS NOT NULL"),
            postgresql_where=text("erase_on IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    artefact_id: Mapped[UUID] = mapped_column(ForeignKey("artefact.id"))
    part: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    values: Mapped[object] = mapped_column(FeelValue)
    rejected: Mapped[object] = mapped_column(FeelValue)
    revision: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    erase_on: Mapped[date | None]


class ArtefactVersion(Base):
    """The content as it was at one moment, kept when a task is delivered, a gate looks at it, or somebody asks.

    `content` is `{title, parts: {part: [{id, values}]}}`.
    """

    __tablename__ = "artefact_version"
    __table_args__ = (UniqueConstraint("artefact_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    artefact_id: Mapped[UUID] = mapped_column(ForeignKey("artefact.id"))
    number: Mapped[int]
    content: Mapped[object] = mapped_column(FeelValue)
    reason: Mapped[str] = mapped_column(String(200), default="")
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    kept_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime]


class ArtefactVote(Base):
    """How many of their votes a person has laid on a row."""

    __tablename__ = "artefact_vote"

    row_id: Mapped[UUID] = mapped_column(ForeignKey("artefact_row.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    count: Mapped[int]


class PollReply(Base):
    """That somebody has answered a poll. Which row is theirs is written nowhere: the two share neither key nor time."""

    __tablename__ = "poll_reply"

    artefact_id: Mapped[UUID] = mapped_column(ForeignKey("artefact.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ArtefactComment(Base):
    """A remark on an artefact, or on one row of it."""

    __tablename__ = "artefact_comment"
    __table_args__ = (Index("ix_artefact_comment_artefact_id_written_at", "artefact_id", "written_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    artefact_id: Mapped[UUID] = mapped_column(ForeignKey("artefact.id"))
    row_id: Mapped[UUID | None] = mapped_column(ForeignKey("artefact_row.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Rate(Base):
    """A dated setting such as the discount rate: what it was from a day on, and where the figure comes from."""

    __tablename__ = "rate"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[object] = mapped_column(FeelValue)
    source: Mapped[str] = mapped_column(String(300))
