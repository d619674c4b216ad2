"""Statistics over HTTP: what happens at each element of a version, and which cases wait there."""

from typing import Any

from flask import Response

from engine.model.access import ApiScope
from engine.queries.event_log import Wanted
from engine.queries.event_log_files import LogFormat
from webapp.api.area import area
from webapp.api.models import version_id_of
from webapp.api.paging import page
from webapp.api.schemas.statistics import LogQuery, StatisticsQuery, StatisticsSchema, WaitingCasesSchema, WaitingQuery
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


@statistics.operation(
    "GET",
    f"{VERSION}/log.xes",
    ApiScope.READ,
    query=LogQuery,
    answer={"type": "string"},
    content_type="application/xml",
)
def export_xes(wanted: dict[str, Any], key: str, number: int) -> Response:
    """The event log of a version as XES (IEEE 1849-2016); people are told apart and not named; the export is on record"""
    return _log(LogFormat.XES, Wanted(key=key, version=number, **wanted))


@statistics.operation(
    "GET", f"{VERSION}/log.csv", ApiScope.READ, query=LogQuery, answer={"type": "string"}, content_type="text/csv"
)
def export_csv(wanted: dict[str, Any], key: str, number: int) -> Response:
    """The same log with a line per event"""
    return _log(LogFormat.CSV, Wanted(key=key, version=number, **wanted))


def _log(kind: LogFormat, wanted: Wanted) -> Response:
    return Response(kind.lines(engine().event_logs.export(identity(), wanted)), content_type=kind.media_type)
