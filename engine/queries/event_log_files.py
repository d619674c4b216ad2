"""An event log as a file, piece by piece: XES (IEEE 1849-2016) and CSV."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from io import StringIO
from xml.sax.saxutils import quoteattr

from engine.queries.event_log import LogEvent, Trace


class LogFormat(StrEnum):
    """XES is XML that process mining tools read; CSV has a line per event."""

    XES = "xes"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        return "application/xml; charset=utf-8" if self is LogFormat.XES else "text/csv; charset=utf-8"

    def lines(self, traces: Iterable[Trace]) -> Iterator[bytes]:
        """The file, a trace at a time."""
        return xes(traces) if self is LogFormat.XES else as_csv(traces)


_EXTENSIONS = (
    ("Concept", "concept"),
    ("Lifecycle", "lifecycle"),
    ("Time", "time"),
    ("Organizational", "org"),
    ("Identity", "identity"),
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    + "".join(
        f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _EXTENSIONS
    )
    + '<global scope="trace"><string key="concept:name" value=""/></global>\n'
    '<global scope="event"><string key="concept:name" value=""/><string key="lifecycle:transition" value="complete"/>'
    '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>\n'
    '<classifier name="Activity" scope="event" keys="concept:name"/>\n'
    '<classifier name="Activity and lifecycle" scope="event" keys="concept:name lifecycle:transition"/>\n'
    '<classifier name="Element" scope="event" keys="elementId"/>\n'
    '<classifier name="Role" scope="event" keys="org:role"/>\n'
    '<string key="lifecycle:model" value="standard"/>\n'
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, however it is written."""


def xes(traces: Iterable[Trace]) -> Iterator[bytes]:
    """A log element with a trace per case."""
    yield _HEAD.encode()
    for trace in traces:
        yield "".join(_trace(trace)).encode()
    yield b"</log>\n"


def _trace(trace: Trace) -> Iterator[str]:
    yield "<trace>"
    yield _string("concept:name", trace.number)
    yield _id("identity:id", str(trace.case_id))
    yield _string("org:group", trace.unit)
    yield f'<int key="version" value="{trace.version}"/>'
    yield _string("status", trace.status)
    yield _date("startedAt", trace.started_at)
    if trace.ended_at is not None:
        yield _date("endedAt", trace.ended_at)
    if trace.end:
        yield _string("end", trace.end)
    yield "\n"
    for event in trace.events:
        yield "<event>"
        yield from _event(event)
        yield "</event>\n"
    yield "</trace>\n"


def _event(event: LogEvent) -> Iterator[str]:
    yield _string("concept:name", event.name)
    yield _string("concept:instance", event.instance)
    yield _string("lifecycle:transition", event.transition)
    yield _date("time:timestamp", event.at)
    if event.resource is not None:
        yield _string("org:resource", event.resource)
    if event.role:
        yield _string("org:role", event.role)
    yield _string("elementId", event.element)
    yield _string("elementKind", event.kind)
    if event.path:
        yield _string("path", event.path)
    yield f'<int key="version" value="{event.version}"/>'
    if event.on_behalf_of is not None:
        yield _string("onBehalfOf", event.on_behalf_of)
    if event.verdict is not None:
        yield _string("verdict", event.verdict)


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_FORBIDDEN.sub("�", value))}/>'


def _id(key: str, value: str) -> str:
    return f'<id key="{key}" value={quoteattr(value)}/>'


def _date(key: str, value: datetime) -> str:
    return f'<date key="{key}" value="{value.isoformat(timespec="milliseconds")}"/>'


COLUMNS = (
    "case",
    "activity",
    "transition",
    "timestamp",
    "resource",
    "on_behalf_of",
    "role",
    "unit",
    "verdict",
    "element",
    "kind",
    "path",
    "version",
    "instance",
)


def as_csv(traces: Iterable[Trace]) -> Iterator[bytes]:
    """A heading and a line per event. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    yield _lines([COLUMNS])
    for trace in traces:
        yield _lines(_row(trace, event) for event in trace.events)


def _row(trace: Trace, event: LogEvent) -> tuple[str, ...]:
    return (
        trace.number,
        event.name,
        event.transition,
        event.at.isoformat(timespec="milliseconds"),
        event.resource or "",
        event.on_behalf_of or "",
        event.role,
        trace.unit,
        event.verdict or "",
        event.element,
        event.kind,
        event.path,
        str(event.version),
        event.instance,
    )


def _lines(rows: Iterable[tuple[str, ...]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
    return text.getvalue().encode()


def inert(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.lstrip(" \n")[:1] in ("=", "+", "-", "@", "\t", "\r") and cell.strip() else cell
