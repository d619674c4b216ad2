"""Process models and their versions. A version never changes once deployed; its files are kept as they came."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.contract.ids import new_id
from engine.model.base import Base, FeelValue


class ProcessModel(Base):
    """A process known by its key through all its versions."""

    __tablename__ = "process_model"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000), default="")
    current_version_id: Mapped[UUID | None]


class ProcessVersion(Base):
    """One deployed version. `checksum` is SHA-256 over all files, so that the same folder is not deployed twice. `pins` are the
    version numbers, by process key, of the models it calls as they were when it was deployed. `conditional`: it has events that
    happen when something becomes true.

    `suspension_id` is the intervention that set it on pause, `retired_at` since when it is out of use: nothing starts on it.
    """

    __tablename__ = "process_version"
    __table_args__ = (UniqueConstraint("model_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("process_model.id"), index=True)
    number: Mapped[int]
    checksum: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(2000), default="")
    deployed_at: Mapped[datetime]
    conditional: Mapped[bool] = mapped_column(default=False)
    pins: Mapped[object | None] = mapped_column(FeelValue)
    deployed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    suspension_id: Mapped[UUID | None]
    retired_at: Mapped[datetime | None]

    model: Mapped[ProcessModel] = relationship(lazy="raise")
    files: Mapped[list["ProcessFile"]] = relationship(lazy="raise", cascade="all")


class ProcessFile(Base):
    """One file of a version, byte for byte; `path` is relative to the model folder."""

    __tablename__ = "process_file"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    content: Mapped[bytes]
