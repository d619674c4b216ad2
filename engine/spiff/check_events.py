"""The rules about events: which there are, where they may stand, and what they must say."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from lxml import etree

from engine.model.initiative import InitiativeStatus
from engine.model.message import NAME_LENGTH
from engine.spiff.check_positions import position
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.starts import first_time
from engine.spiff.timers import cycle_of, duration_of, instant_of, parse_duration
from engine.spiff.triggers import TIMES, kinds, trigger_of
from engine.spiff.xml import child, local, our, our_attribute, ours, text_of

EVENTS = {"startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"}
CORRESPONDING = {"sendTask", "receiveTask"}
MOMENTARY = {"task", "scriptTask", "serviceTask", "businessRuleTask", "sendTask"}
"""The activities that are over as soon as they begin."""
NAMED = {
    "message": ("meldingen", "message"),
    "signal": ("signalet", "signal"),
}
CODED = {"error": ("feilen", "error"), "escalation": ("eskaleringen", "escalation")}
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""A start's time must be one on any day; this one tells."""
END_STATUSES = {
    InitiativeStatus.COMPLETED,
    InitiativeStatus.REJECTED,
    InitiativeStatus.REFERRED,
    InitiativeStatus.MERGED,
}


Found = Iterator[tuple[str, dict[str, str]]]


def event_problems(node: Node) -> Found:
    """What is wrong with the shape of one event: codes and what their sentences need."""
    if child(node.element, "eventDefinitionRef") is not None:
        yield "unsupported_event", {"event": "eventDefinitionRef"}
    found = kinds(node)
    if len(found) > 1:
        yield "unsupported_event", {"event": "multiple"}
    if node.tag in ("boundaryEvent", "intermediateCatchEvent") and not found:
        yield "unsupported_event", {"event": "none"}
    if node.loop is not None:
        yield "bad_multi_instance", {}


def event_content(node: Node) -> Found:
    """What is wrong with what one event, or task that sends or receives, says."""
    trigger = trigger_of(node)
    if trigger.kind in NAMED and not 0 < len(trigger.name) <= NAME_LENGTH:
        yield "message_unnamed", dict(zip(("kind", "kind_en"), NAMED[trigger.kind], strict=True))
    if trigger.kind in CODED and node.tag in ("endEvent", "intermediateThrowEvent") and not trigger.code:
        yield "code_missing", dict(zip(("kind", "kind_en"), CODED[trigger.kind], strict=True))
    if trigger.kind == "conditional" and not trigger.expression:
        yield "condition_empty", {}
    for part in ours(node.element, "input"):
        if not part.get("name") or not part.get("value"):
            yield "input_incomplete", {}
    for element in _correlated(node):
        correlation = our(element, "correlation")
        if correlation is not None and not correlation.get("key"):
            yield "correlation_missing", {}
    yield from _timer(node)
    if node.tag == "endEvent":
        status = our_attribute(node.element, "status")
        if status is not None and status not in {str(s) for s in END_STATUSES}:
            yield "bad_status", {"status": status[:64]}


def event_expressions(node: Node) -> Iterable[str]:
    """The FEEL of one event, or task that sends or receives."""
    definition = child(node.element, "timerEventDefinition")
    if definition is not None:
        yield from (text_of(p) for p in definition if local(p).startswith("time") and not _looks_like_time(text_of(p)))
    condition = child(node.element, "conditionalEventDefinition")
    if condition is not None:
        yield text_of(child(condition, "condition"))
    for name, attribute in (("followUp", "process"), ("merge", "into"), ("input", "value")):
        yield from (part.get(attribute, "") for part in ours(node.element, name))
    for element in _correlated(node):
        yield from (part.get("key", "") for part in ours(element, "correlation"))


def _correlated(node: Node) -> Iterator[etree._Element]:
    """What may give the key: the event, and its message."""
    yield node.element
    about = trigger_of(node).about
    if about is not None:
        yield about


def _timer(node: Node) -> Found:
    definition = child(node.element, "timerEventDefinition")
    if definition is None:
        return
    given = {local(part): strip(text_of(part)) or "" for part in definition if local(part).startswith("time")}
    if len(given) != 1 or not all(given.values()):
        yield "timer_missing", {}
        return
    form, text = next(iter(given.items()))
    at = position(node)
    repeats = at == "start" or "false" in (
        node.element.get("cancelActivity") if at == "boundaryEvent" else None,
        node.element.get("isInterrupting") if at == "event start" else None,
    )
    if form == "timeCycle" and not repeats:
        yield "cycle_not_here", {}
    if _looks_like_time(text):
        yield "timer_unquoted", {"expression": text[:100]}
        return
    if at == "start":
        try:
            first_time(TIMES[form], text, SOME_DAY)
        except (ValueError, OverflowError):
            yield "start_time_invalid", {"expression": text[:100]}
        return
    if text.startswith('"') and text.endswith('"') and text.count('"') == 2:
        judge = {"timeDuration": duration_of, "timeDate": instant_of, "timeCycle": cycle_of}[form]
        try:
            judge(text[1:-1])
        except (ValueError, OverflowError):
            yield "timer_invalid", {"expression": text[1:-1][:100]}


def _looks_like_time(text: str) -> bool:
    bare = text.upper().partition("/")[2] if text[:1].upper() == "R" and "/" in text else text
    try:
        parse_duration(bare)
    except ValueError:
        return False
    return True
