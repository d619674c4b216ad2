"""Initiatives over HTTP: the list, one with everything known about it, and what has happened to it."""

from typing import Any

from engine.model.access import ApiScope
from engine.queries.initiatives import InitiativeFilter
from webapp.api.area import area
from webapp.api.door import needs
from webapp.api.paging import PageQuery, page
from webapp.api.schemas.initiatives import EventListSchema, InitiativeListSchema, InitiativeQuery, InitiativeSchema
from webapp.auth import engine, identity

initiatives = area("initiatives", "The innovations themselves; they outlive their cases.")


@initiatives.route("/initiatives")
@needs(ApiScope.READ)
@initiatives.arguments(InitiativeQuery, location="query")
@initiatives.response(200, InitiativeListSchema)
def list_initiatives(wanted: dict[str, Any]) -> dict[str, Any]:
    """The initiatives that the token's owner may read, newest number first"""
    wanted["status"] = wanted["status"] or ""
    found = engine().queries.initiatives.page(identity(), InitiativeFilter(**wanted))
    return page(found.rows, found.next)


@initiatives.route("/initiatives/<number>")
@needs(ApiScope.READ)
@initiatives.response(200, InitiativeSchema)
def read_initiative(number: str) -> object:
    """One initiative with its cases, answers, decisions, people and open tasks"""
    return engine().queries.initiatives.view(identity(), number)


@initiatives.route("/initiatives/<number>/events")
@needs(ApiScope.READ)
@initiatives.arguments(PageQuery, location="query")
@initiatives.response(200, EventListSchema)
def list_events(wanted: dict[str, Any], number: str) -> dict[str, Any]:
    """What has happened, newest first"""
    found = engine().queries.history.page(identity(), number, **wanted)
    return page(found.events, found.next)
