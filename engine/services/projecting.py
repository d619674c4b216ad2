"""Keeps a toolbox's own tables in step with what stands in its artefacts, in the transaction of the change."""

from datetime import datetime

from sqlalchemy.orm import Session

from engine.model.toolwork import Artefact
from engine.services.desk import ReadingDesk, held
from engine.services.tooling import LoadedTool


def project(session: Session, tool: LoadedTool, artefact: Artefact, now: datetime) -> None:
    """Shows the toolbox the artefact as it is now. What it raises stops the change: no table may tell another story."""
    if tool.tool.project is not None:
        session.flush()
        tool.tool.project(ReadingDesk(session=session, now=now), held(session, artefact))
