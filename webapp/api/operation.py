"""The operator's view over HTTP: what has stopped, and setting it going again."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from engine.model.access import ApiScope
from webapp.api.area import area
from webapp.api.schemas.initiatives import IncidentListSchema
from webapp.auth import engine, identity

operation = area("incidents", "Stopped steps, for operators.")


@operation.operation("GET", "/incidents", ApiScope.READ, ApiScope.TASKS, answer=IncidentListSchema)
def list_incidents() -> dict[str, Any]:
    """Open incidents, oldest first, at most 200"""
    stopped = engine().queries.models.incidents(identity())
    return {
        "items": [
            {
                **asdict(row.incident),
                "initiative_number": row.initiative_number,
                "initiative_title": row.initiative_title,
            }
            for row in stopped
        ]
    }


@operation.operation("POST", "/incidents/<uuid:incident_id>/retry", ApiScope.READ, ApiScope.TASKS, status=204)
def retry_incident(incident_id: UUID) -> None:
    """Set the stopped work going again; doing it twice changes nothing"""
    engine().incidents.retry(incident_id, identity())
