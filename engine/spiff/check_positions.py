"""The rules about events: which trigger may stand at which position, and what it demands around it."""

from collections import Counter
from collections.abc import Iterator

from engine.contract.errors import Problem
from engine.spiff.check_references import ACTIVITIES
from engine.spiff.diagram import Model, Node, Scope
from engine.spiff.following import associated
from engine.spiff.xml import child, is_bpmn, local, text_of

STARTS = {"message", "timer", "conditional", "signal"}
POSITIONS: dict[str, set[str]] = {
    "start": {"none", *STARTS},
    "inner start": {"none"},
    "event start": {*STARTS, "escalation", "error", "compensate"},
    "intermediateCatchEvent": {*STARTS, "link"},
    "intermediateThrowEvent": {"none", "message", "signal", "escalation", "compensate", "link"},
    "boundaryEvent": {*STARTS, "escalation", "error", "cancel", "compensate"},
    "endEvent": {"none", "message", "signal", "escalation", "error", "cancel", "compensate", "terminate"},
}
"""The triggers of each position (BPMN 2.0.2, table 10.93)."""
INTERRUPTING = {"error", "cancel", "compensate"}
"""Boundary and event subprocess triggers that cannot leave their activity running."""

Found = Iterator[tuple[str, dict[str, str]]]


def position_problems(model: Model) -> Iterator[Problem]:
    """All problems of where events stand."""
    for scope in model.scopes():
        links = Counter(
            _link(node)
            for node in scope.nodes.values()
            if node.tag == "intermediateCatchEvent" and "link" in triggers(node)
        )
        for node in scope.nodes.values():
            for code, params in _node(node, links):
                yield Problem(code=code, element=node.id, file=scope.file, params=params)
        if _is_event_subprocess(scope) and len(scope.starts()) == 1:
            start = scope.starts()[0]
            if triggers(start) == ["none"]:
                yield Problem(code="event_subprocess_trigger", element=start.id, file=scope.file)


def triggers(node: Node) -> list[str]:
    """The kinds of the event definitions of an event (`timer`, `message` …), `none` for a plain one."""
    parts = [part for part in node.element if is_bpmn(part) and local(part).endswith("EventDefinition")]
    found = [local(part).removesuffix("EventDefinition") for part in parts]
    return found or (["referenced"] if child(node.element, "eventDefinitionRef") is not None else ["none"])


def position(node: Node) -> str:
    """The row of the standard's table that an event belongs to."""
    if node.tag != "startEvent":
        return node.tag
    if node.scope.parent is None:
        return "start"
    return "event start" if _is_event_subprocess(node.scope) else "inner start"


def _node(node: Node, links: Counter[str]) -> Found:
    if node.tag == "receiveTask" and node.element.get("instantiate") == "true" and node.incoming:
        yield "instantiate_with_incoming", {}
    if not node.tag.endswith("Event"):
        return
    at, found = position(node), triggers(node)
    for trigger in found:
        missing_trigger = trigger == "none" and at in ("event start", "intermediateCatchEvent", "boundaryEvent")
        if trigger not in POSITIONS[at] and trigger != "referenced" and not missing_trigger:
            yield "event_not_here", {"event": trigger}
    if "cancel" in found and not _in_transaction(node):
        yield "cancel_without_transaction", {}
    if at == "boundaryEvent":
        yield from _boundary(node, found)
    if at == "event start" and node.element.get("isInterrupting") == "false" and {"error"} & set(found):
        yield "must_interrupt", {"event": "error"}
    if "link" in found:
        yield from _pair(node, links)


def _boundary(node: Node, found: list[str]) -> Found:
    host = node.scope.nodes.get(node.attached_to or "")
    if (host is not None and host.tag not in ACTIVITIES) or (
        host is not None and host.element.get("triggeredByEvent") == "true"
    ):
        yield "boundary_to_nowhere", {}
    if node.element.get("cancelActivity") == "false":
        for trigger in sorted({"error", "cancel"} & set(found)):
            yield "must_interrupt", {"event": trigger}
    if "compensate" in found:
        if node.outgoing:
            yield "compensation_boundary_flow", {}
        handlers = [other for other in associated(node) if other.element.get("isForCompensation") == "true"]
        if len(handlers) != 1:
            yield "compensation_handler", {"count": str(len(handlers))}


def _pair(node: Node, links: Counter[str]) -> Found:
    name = _link(node)
    if node.tag == "intermediateThrowEvent":
        if node.outgoing:
            yield "link_flow", {}
        if links[name] == 0:
            yield "link_without_target", {"name": name[:100]}
    else:
        if node.incoming:
            yield "link_flow", {}
        thrown = any(
            other.tag == "intermediateThrowEvent" and "link" in triggers(other) and _link(other) == name
            for other in node.scope.nodes.values()
        )
        if not thrown:
            yield "link_without_source", {"name": name[:100]}
    if links[name] > 1:
        yield "link_twice", {"name": name[:100]}


def _link(node: Node) -> str:
    definition = child(node.element, "linkEventDefinition")
    return (definition.get("name") or text_of(child(definition, "target"))) if definition is not None else ""


def _in_transaction(node: Node) -> bool:
    if node.tag == "boundaryEvent":
        host = node.scope.nodes.get(node.attached_to or "")
        return host is not None and host.tag == "transaction"
    scope: Scope | None = node.scope
    while scope is not None and scope.parent is not None:
        if scope.parent.tag == "transaction":
            return True
        scope = scope.parent.scope
    return False


def _is_event_subprocess(scope: Scope) -> bool:
    return scope.element.get("triggeredByEvent") == "true"
