"""Deployed process models and their versions, and their files."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from engine.contract.errors import NotFound
from engine.model.access import Identity
from engine.model.case import Case, CaseStatus
from engine.model.definition import ModelDefinition
from engine.model.operation import VersionTally
from engine.model.people import Person
from engine.model.process import ProcessFile, ProcessModel, ProcessVersion
from engine.queries.reading import Reading


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One deployed version with the number of its cases: those that run (on pause or not), those of them on pause, those
    that have ended."""

    id: UUID
    number: int
    deployed_at: datetime
    deployed_by: str | None
    note: str
    current: bool
    running: int
    suspended: int
    ended: int
    on_pause: bool
    retired_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    """A process model with its versions, newest first."""

    key: str
    name: str
    description: str
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """One version to look at: its definition stands for diagram, phases and steps."""

    id: UUID
    number: int
    deployed_at: datetime
    note: str
    current: bool
    definition: ModelDefinition


class ModelList:
    """The queries."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def models(self, identity: Identity) -> tuple[ModelRow, ...]:
        """All models with their versions."""
        with self._reading.as_actor(identity) as (session, _):
            running = dict(
                session.execute(
                    select(Case.version_id, func.count())
                    .where(Case.status.in_((CaseStatus.RUNNING, CaseStatus.INCIDENT)))
                    .group_by(Case.version_id)
                ).all()
            )
            suspended = dict(
                session.execute(
                    select(Case.version_id, func.count())
                    .where(Case.suspension_id.is_not(None), Case.status.in_((CaseStatus.RUNNING, CaseStatus.INCIDENT)))
                    .group_by(Case.version_id)
                ).all()
            )
            ended = dict(session.execute(select(VersionTally.version_id, VersionTally.ended)).all())
            rows = session.execute(
                select(ProcessModel, ProcessVersion, Person.name)
                .join(ProcessVersion, ProcessVersion.model_id == ProcessModel.id)
                .outerjoin(Person, Person.id == ProcessVersion.deployed_by_id)
                .order_by(ProcessModel.name, ProcessVersion.number.desc())
            )
            versions: dict[str, list[VersionRow]] = {}
            models: dict[str, ProcessModel] = {}
            for model, version, person in rows:
                models[model.key] = model
                versions.setdefault(model.key, []).append(
                    VersionRow(
                        id=version.id,
                        number=version.number,
                        deployed_at=version.deployed_at,
                        deployed_by=person,
                        note=version.note,
                        current=version.id == model.current_version_id,
                        running=running.get(version.id, 0),
                        suspended=suspended.get(version.id, 0),
                        ended=ended.get(version.id, 0),
                        on_pause=version.suspension_id is not None,
                        retired_at=version.retired_at,
                    )
                )
            return tuple(
                ModelRow(key=key, name=m.name, description=m.description, versions=tuple(versions[key]))
                for key, m in models.items()
            )

    def version(self, identity: Identity, version_id: UUID) -> VersionView:
        """One version. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, _):
            row = session.execute(
                select(ProcessVersion, ProcessModel.current_version_id)
                .join(ProcessModel, ProcessModel.id == ProcessVersion.model_id)
                .where(ProcessVersion.id == version_id)
            ).one_or_none()
            if row is None:
                raise NotFound("process_version", version_id)
            version, current = row
            return VersionView(
                id=version.id,
                number=version.number,
                deployed_at=version.deployed_at,
                note=version.note,
                current=version.id == current,
                definition=self._reading.definition_of(session, version.id),
            )

    def diagram(self, identity: Identity, version_id: UUID) -> bytes:
        """The main diagram's XML of a version. Raises NotFound."""
        with self._reading.as_actor(identity) as (session, _):
            definition = self._reading.definition_of(session, version_id)
            content = session.execute(
                select(ProcessFile.content).where(
                    ProcessFile.version_id == version_id, ProcessFile.path == definition.diagram
                )
            ).scalar_one_or_none()
            if content is None:
                raise NotFound("diagram", version_id)
            return content
