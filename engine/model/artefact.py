"""What people put into a case: answers, drafts, comments and attachments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class Answers(Base):
    """The answers of one completed task, never changed afterwards. Doing the task again adds a row."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_case_id_element", "case_id", "element", "given_at"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    element: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(40), default="")
    form: Mapped[str] = mapped_column(String(100), default="")
    values: Mapped[object] = mapped_column(FeelValue)
    given_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class Draft(Base):
    """What a person has typed and not sent. Of a task, or (`subject` = process key) of a new idea."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "subject"), Index("ix_draft_task_id", "task_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(80))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    values: Mapped[object] = mapped_column(FeelValue)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]


class Comment(Base):
    """A remark on an initiative, and on a task of it when written there."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_initiative_id_written_at", "initiative_id", "written_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Attachment(Base):
    """A file laid in an initiative. The bytes are in `AttachmentContent`, so that listing never reads them."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_initiative_id_attached_at", "initiative_id", "attached_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    initiative_id: Mapped[UUID] = mapped_column(ForeignKey("initiative.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    attached_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    attached_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class AttachmentContent(Base):
    """The bytes of an attachment."""

    __tablename__ = "attachment_content"

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    content: Mapped[bytes]
