"""Who is who over HTTP: the token's owner, people and units to name in answers."""

from dataclasses import asdict
from typing import Any

from engine.model.access import ApiScope
from webapp.api.area import area
from webapp.api.schemas.models import MeSchema, PeopleSchema, UnitListSchema
from webapp.auth import engine, identity

directory = area("directory", "Who is who: yourself, people and units.")


@directory.operation("GET", "/me", ApiScope.READ, answer=MeSchema)
def read_me() -> dict[str, Any]:
    """The token's owner with roles, and the token's scopes"""
    return {**asdict(engine().queries.people.me(identity())), "scopes": sorted(identity().scopes or ())}


@directory.operation("GET", "/people", ApiScope.READ, answer=PeopleSchema)
def list_people() -> dict[str, Any]:
    """All active people by name"""
    return {"items": engine().queries.people.names(identity())}


@directory.operation("GET", "/units", ApiScope.READ, answer=UnitListSchema)
def list_units() -> dict[str, Any]:
    """All units as a tree in reading order"""
    return {"items": engine().queries.people.units(identity())}
