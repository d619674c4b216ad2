"""What operators do to running cases and to versions: who, when and why; and what a case is to pass by once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class InterventionKind(StrEnum):
    """The verbs of an operator that need a reason."""

    MODIFIED = "modified"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    SKIPPED = "skipped"
    FACTS_EDITED = "facts_edited"
    VERSION_SUSPENDED = "version_suspended"
    VERSION_RESUMED = "version_resumed"
    VERSION_RETIRED = "version_retired"
    VERSION_CHOSEN = "version_chosen"


class Intervention(Base):
    """One thing an operator did to a case or a version (inngrep). `detail` holds ids and codes; why stands in `reason`,
    here only: the log has the intervention's id."""

    __tablename__ = "intervention"
    __table_args__ = (
        Index("ix_intervention_case_id", "case_id", "at"),
        Index("ix_intervention_version_id", "version_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_version.id"))
    element: Mapped[str] = mapped_column(String(100), default="")
    detail: Mapped[object] = mapped_column(FeelValue)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Bypass(Base):
    """An element that a case passes once without carrying it out. The row goes when the case has passed."""

    __tablename__ = "bypass"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    element: Mapped[str] = mapped_column(String(100), primary_key=True)
    path: Mapped[str] = mapped_column(String(40), primary_key=True)
    flow: Mapped[str | None] = mapped_column(String(200))
    intervention_id: Mapped[UUID] = mapped_column(ForeignKey("intervention.id"))


class VersionTally(Base):
    """How many cases have ended on a version, counted as they end so that nobody has to count them."""

    __tablename__ = "version_tally"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"), primary_key=True)
    ended: Mapped[int] = mapped_column(default=0)
