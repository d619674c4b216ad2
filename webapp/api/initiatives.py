"""Initiatives over HTTP: the list, one with everything known about it, and what has happened to it."""

from typing import Any

from engine.model.access import ApiScope
from engine.queries.initiatives import InitiativeFilter
from webapp.api.area import area
from webapp.api.paging import page
from webapp.api.schemas.initiatives import (
    EventListSchema,
    EventQuery,
    InitiativeListSchema,
    InitiativeQuery,
    InitiativeSchema,
)
from webapp.auth import engine, identity

initiatives = area("initiatives", "The innovations themselves; they outlive their cases.")


@initiatives.operation("GET", "/initiatives", ApiScope.READ, query=InitiativeQuery, answer=InitiativeListSchema)
def list_initiatives(wanted: dict[str, Any]) -> dict[str, Any]:
    """The initiatives that the token's owner may read, newest number first"""
    wanted["status"] = wanted["status"] or ""
    found = engine().queries.initiatives.page(identity(), InitiativeFilter(**wanted))
    return page(found.rows, found.next)


@initiatives.operation("GET", "/initiatives/<number>", ApiScope.READ, answer=InitiativeSchema)
def read_initiative(number: str) -> object:
    """One initiative with its cases, answers, decisions, people and open tasks"""
    return engine().queries.initiatives.view(identity(), number)


@initiatives.operation("GET", "/initiatives/<number>/events", ApiScope.READ, query=EventQuery, answer=EventListSchema)
def list_events(wanted: dict[str, Any], number: str) -> dict[str, Any]:
    """What has happened, newest first, of one kind if asked"""
    found = engine().queries.history.page(identity(), number, **wanted)
    return page(found.events, found.next)
