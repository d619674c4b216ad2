"""The rules about events: which there are, where they may stand, and what they must say."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from engine.model.initiative import InitiativeStatus
from engine.model.message import NAME_LENGTH
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.starts import first_time
from engine.spiff.timers import cycle_of, duration_of, instant_of, parse_duration
from engine.spiff.triggers import TIMES, trigger_of
from engine.spiff.xml import child, is_bpmn, local, our, our_attribute, ours, text_of

EVENTS = {
    "startEvent": {"messageEventDefinition", "signalEventDefinition", "timerEventDefinition"},
    "endEvent": {"terminateEventDefinition", "messageEventDefinition", "signalEventDefinition"},
    "intermediateThrowEvent": {"messageEventDefinition", "signalEventDefinition"},
    "intermediateCatchEvent": {"timerEventDefinition", "messageEventDefinition", "signalEventDefinition"},
    "boundaryEvent": {"timerEventDefinition", "messageEventDefinition", "signalEventDefinition"},
}
"""The event definitions that an event may have."""
HOSTS = {"userTask", "manualTask", "callActivity", "subProcess", "adHocSubProcess"}
"""The activities that an event may be attached to: those that wait."""
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""A start's time must be one on any day; this one tells."""
MESSAGE_KINDS = {"message": "meldingen", "signal": "signalet"}
END_STATUSES = {
    InitiativeStatus.COMPLETED,
    InitiativeStatus.REJECTED,
    InitiativeStatus.REFERRED,
    InitiativeStatus.MERGED,
}


Found = Iterator[tuple[str, dict[str, str]]]


def event_problems(node: Node) -> Found:
    """What is wrong with the shape of one event: codes and what their sentences need."""
    for part in node.element:
        tag = local(part) if is_bpmn(part) else ""
        if tag.endswith("EventDefinition") and tag not in EVENTS[node.tag]:
            yield "unsupported_event", {"event": tag.removesuffix("EventDefinition")}
        if tag == "eventDefinitionRef":
            yield "unsupported_event", {"event": tag}
    definitions = [part for part in node.element if local(part).endswith("EventDefinition")]
    if len(definitions) > 1:
        yield "unsupported_event", {"event": "multiple"}
    if node.tag == "boundaryEvent":
        host = node.scope.nodes.get(node.attached_to or "")
        if host is not None and host.tag not in HOSTS:
            yield "boundary_to_nowhere", {}
    if node.tag in ("boundaryEvent", "intermediateCatchEvent") and not definitions:
        yield "unsupported_event", {"event": "none"}
    if node.loop is not None:
        yield "bad_multi_instance", {}


def event_content(node: Node) -> Found:
    """What is wrong with what one event says."""
    trigger = trigger_of(node)
    if trigger.kind in ("message", "signal") and not 0 < len(trigger.name) <= NAME_LENGTH:
        yield "message_unnamed", {"kind": MESSAGE_KINDS[trigger.kind], "kind_en": trigger.kind}
    for part in ours(node.element, "input"):
        if not part.get("name") or not part.get("value"):
            yield "input_incomplete", {}
    correlation = our(node.element, "correlation")
    if correlation is not None and not correlation.get("key"):
        yield "correlation_missing", {}
    yield from _timer(node)
    if node.tag == "endEvent":
        status = our_attribute(node.element, "status")
        if status is not None and status not in {str(s) for s in END_STATUSES}:
            yield "bad_status", {"status": status[:64]}


def event_expressions(node: Node) -> Iterable[str]:
    """The FEEL of one event."""
    definition = child(node.element, "timerEventDefinition")
    if definition is not None:
        yield from (text_of(p) for p in definition if local(p).startswith("time") and not _looks_like_time(text_of(p)))
    for name, attribute in (("followUp", "process"), ("merge", "into"), ("correlation", "key"), ("input", "value")):
        yield from (part.get(attribute, "") for part in ours(node.element, name))


def _timer(node: Node) -> Found:
    definition = child(node.element, "timerEventDefinition")
    if definition is None:
        return
    given = {local(part): strip(text_of(part)) or "" for part in definition if local(part).startswith("time")}
    if len(given) != 1 or not all(given.values()):
        yield "timer_missing", {}
        return
    form, text = next(iter(given.items()))
    repeats = node.tag == "startEvent" or (
        node.tag == "boundaryEvent" and node.element.get("cancelActivity") == "false"
    )
    if form == "timeCycle" and not repeats:
        yield "cycle_not_here", {}
    if _looks_like_time(text):
        yield "timer_unquoted", {"expression": text[:100]}
        return
    if node.tag == "startEvent":
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
