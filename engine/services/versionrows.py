"""What is asked of a version when a case starts, and counted on it when one ends."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.contract.errors import VersionClosed
from engine.model.operation import VersionTally
from engine.model.process import ProcessVersion


def require_startable(session: Session, version_id: UUID) -> None:
    """Raises VersionClosed when nothing may be started on the version. On PostgreSQL it keeps anybody from closing it
    until the transaction ends."""
    version = session.execute(
        select(ProcessVersion.suspension_id, ProcessVersion.retired_at)
        .where(ProcessVersion.id == version_id)
        .with_for_update(read=True)
    ).one()
    if version.retired_at is not None or version.suspension_id is not None:
        raise VersionClosed(version_id, "retired" if version.retired_at is not None else "suspended")


def count_ended(session: Session, version_id: UUID) -> None:
    """One more case of the version has ended."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(VersionTally)
        .values(version_id=version_id, ended=1)
        .on_conflict_do_update(index_elements=["version_id"], set_={"ended": VersionTally.ended + 1})
    )
