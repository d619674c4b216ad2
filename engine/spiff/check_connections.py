"""The rules about what a sequence flow may join, and what may be said on it."""

from collections.abc import Callable, Iterator, Mapping

from engine.contract.errors import Problem
from engine.spiff.diagram import Flow, Model, Node, Scope
from engine.spiff.xml import child, local

NO_CONDITION = {"parallelGateway", "eventBasedGateway"}
DIRECTIONS: Mapping[str, Callable[[int, int], bool]] = {
    "Converging": lambda incoming, outgoing: outgoing <= 1,
    "Diverging": lambda incoming, outgoing: incoming <= 1,
    "Mixed": lambda incoming, outgoing: incoming > 1 and outgoing > 1,
}
RACING = {"messageEventDefinition", "signalEventDefinition", "timerEventDefinition", "conditionalEventDefinition"}

Found = Iterator[tuple[str, dict[str, str]]]


def connection_problems(model: Model) -> Iterator[Problem]:
    """All problems of sequence flows and of what they meet."""
    homes = {node.id: node.scope for node in model.nodes()}
    for scope in model.scopes():
        for flow in scope.flows:
            for code, params in _flow(scope, flow, homes):
                severity = "warning" if code == "default_with_condition" else "error"
                yield Problem(code=code, element=flow.id, file=scope.file, params=params, severity=severity)
        for node in scope.nodes.values():
            for code, params in _node(node):
                severity = "warning" if code == "gateway_direction" else "error"
                yield Problem(code=code, element=node.id, file=scope.file, params=params, severity=severity)


def _flow(scope: Scope, flow: Flow, homes: Mapping[str, Scope]) -> Found:
    ends = (flow.source, flow.target)
    if any(end not in scope.nodes for end in ends):
        known = [homes[end] for end in ends if end in homes]
        if len(known) < 2:
            yield "flow_to_nowhere", {}
        elif known[0] is known[1]:
            yield "flow_in_wrong_place", {}
        elif _outermost(known[0]) is _outermost(known[1]):
            yield "flow_crosses_subprocess", {}
        else:
            yield "flow_crosses_pool", {}
        return
    source = scope.nodes[flow.source]
    if flow.condition is not None and source.tag in NO_CONDITION:
        yield "condition_not_here", {"tag": source.tag}
    if flow.condition is not None and source.default_flow == flow.id:
        yield "default_with_condition", {}


def _outermost(scope: Scope) -> Scope:
    while scope.parent is not None:
        scope = scope.parent.scope
    return scope


def _node(node: Node) -> Found:
    unconnected = [name for name, is_so in UNCONNECTED.items() if is_so(node)]
    if unconnected and (node.incoming or node.outgoing):
        yield unconnected[0], {}
    direction = node.element.get("gatewayDirection", "Unspecified")
    fits = DIRECTIONS.get(direction)
    if node.tag.endswith("Gateway") and fits is not None and not fits(len(node.incoming), len(node.outgoing)):
        yield "gateway_direction", {"direction": direction}
    if node.default_flow is not None and node.tag in ("parallelGateway", "eventBasedGateway"):
        yield "default_not_here", {"tag": node.tag}
    if node.tag == "eventBasedGateway":
        yield from _race(node)


UNCONNECTED: Mapping[str, Callable[[Node], bool]] = {
    "event_subprocess_connected": lambda node: node.element.get("triggeredByEvent") == "true",
    "compensation_connected": lambda node: node.element.get("isForCompensation") == "true",
}
"""What is begun by an event and not by a flow, and the problem when a flow says otherwise."""


def _race(node: Node) -> Found:
    targets = [node.scope.nodes[flow.target] for flow in node.outgoing]
    if len(targets) == 1:
        yield "race_of_one", {}
    receives = [target for target in targets if target.tag == "receiveTask"]
    messages = [target for target in targets if child(target.element, "messageEventDefinition") is not None]
    if receives and messages:
        yield "race_mixes_messages", {}
    if any(target.boundary for target in receives):
        yield "race_with_boundary", {}
    for target in targets:
        definitions = {local(part) for part in target.element if local(part).endswith("EventDefinition")}
        if target.tag != "receiveTask" and not (target.tag == "intermediateCatchEvent" and definitions <= RACING):
            yield "race_target", {"target": target.id[:100]}
        elif len(target.incoming) != 1:
            yield "race_target_shared", {"target": target.id[:100]}
    if node.element.get("eventGatewayType") == "Parallel" and node.element.get("instantiate") != "true":
        yield "race_parallel", {}
    if node.element.get("instantiate") == "true":
        if node.incoming:
            yield "instantiate_with_incoming", {}
        if any(child(t.element, "timerEventDefinition") is not None for t in targets):
            yield "instantiate_by_time", {}
