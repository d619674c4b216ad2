"""Statistics over HTTP: what happens at each element of a version, and which cases wait there."""

from typing import Any

from engine.model.access import ApiScope
from webapp.api.area import area
from webapp.api.models import version_id_of
from webapp.api.paging import page
from webapp.api.schemas.statistics import StatisticsQuery, StatisticsSchema, WaitingCasesSchema, WaitingQuery
from webapp.auth import engine, identity

statistics = area("statistics", "What happens at each element of a process, for those who own it and for auditors.")

VERSION = "/models/<key>/versions/<int(max=2147483647):number>"


@statistics.operation("GET", f"{VERSION}/statistics", ApiScope.READ, query=StatisticsQuery, answer=StatisticsSchema)
def read_statistics(wanted: dict[str, Any], key: str, number: int) -> object:
    """Counts, and how long it takes, by element and by role; durations in seconds, right within 6 percent"""
    return engine().queries.statistics.view(identity(), version_id_of(key, number), **wanted)


@statistics.operation(
    "GET", f"{VERSION}/elements/<element>/waiting", ApiScope.READ, query=WaitingQuery, answer=WaitingCasesSchema
)
def list_waiting(wanted: dict[str, Any], key: str, number: int, element: str) -> dict[str, Any]:
    """The cases that wait at an element, those that have waited longest first"""
    found = engine().queries.waiting.page(identity(), version_id_of(key, number), element, **wanted)
    return page(found.rows, found.next)
