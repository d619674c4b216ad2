"""Erases personal data of a row when its day has passed: the fields its part names, in the row and in every kept version."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model.toolwork import Artefact, ArtefactRow, ArtefactVersion
from engine.services.runtime import Runtime
from engine.store.audit import ENGINE, record_installation


def erase(session: Session, runtime: Runtime, row_id: UUID) -> None:
    """Empties the row's fields with personal data. Safe to repeat. While the toolbox is not installed the row waits."""
    row = session.execute(select(ArtefactRow).where(ArtefactRow.id == row_id).with_for_update()).scalar_one_or_none()
    artefact = session.get(Artefact, row.artefact_id) if row is not None else None
    tool = runtime.tools.get(artefact.tool) if artefact is not None else None
    part = tool.part(row.part) if tool is not None and row is not None else None
    if row is None or artefact is None or part is None or row.erase_on is None:
        return
    row.values = _without(row.values, part.erases)
    row.rejected = _without(row.rejected, part.erases)
    row.erase_on = None
    row.revision += 1
    artefact.revision += 1
    versions = session.execute(
        select(ArtefactVersion).where(ArtefactVersion.artefact_id == artefact.id).with_for_update()
    ).scalars()
    for version in versions:
        version.content = _cleaned(version.content, row.part, str(row_id), part.erases)
    data = {"artefact": str(artefact.id), "row": str(row_id)}
    record_installation(session, runtime.clock.now(), "personal_data_erased", ENGINE, data)


def _cleaned(content: object, part: str, row_id: str, fields: tuple[str, ...]) -> object:
    kept = dict(content) if isinstance(content, Mapping) else {}
    parts = kept.get("parts")
    if not isinstance(parts, Mapping) or part not in parts:
        return content
    rows = [{**row, "values": _without(row["values"], fields)} if row["id"] == row_id else row for row in parts[part]]
    return {**kept, "parts": {**parts, part: rows}}


def _without(values: object, fields: tuple[str, ...]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in fields} if isinstance(values, Mapping) else {}
