"""The rules about what stands beside the flows: event subprocesses, compensation, transactions, and how a case may begin."""

from collections.abc import Iterator

from engine.contract.errors import Problem
from engine.spiff.check_events import MOMENTARY
from engine.spiff.diagram import Model, Node, Scope
from engine.spiff.following import handler_of
from engine.spiff.reading import starters
from engine.spiff.triggers import kinds, trigger_of

THROWING = {
    "error": {"serviceTask", "callActivity", "subProcess", "transaction", "adHocSubProcess"},
    "escalation": {"callActivity", "subProcess", "transaction", "adHocSubProcess"},
}
"""The activities that an error or an escalation can come out of."""
LASTING = {"message", "signal", "timer", "conditional"}
WARNINGS = {"boundary_never", "nothing_to_compensate"}

Found = Iterator[tuple[str, dict[str, str]]]


def aside_problems(model: Model) -> Iterator[Problem]:
    """All problems of these."""
    for scope in model.scopes():
        handlers = {handler.id for node in scope.nodes.values() if (handler := handler_of(node)) is not None}
        for node in scope.nodes.values():
            for code, params in _node(model, node, handlers):
                severity = "warning" if code in WARNINGS else "error"
                yield Problem(code=code, element=node.id, file=scope.file, params=params, severity=severity)
        undoing = [n.id for n in scope.nodes.values() if n.is_event_subprocess and _begun_by(n) == "compensate"]
        for name in undoing[1:]:
            yield Problem(code="two_compensation_subprocesses", element=name, file=scope.file)
    for process in model.begun():
        for node in starters(process):
            if "conditional" in kinds(node):
                yield Problem(code="conditional_start", element=node.id, file=process.file)


def _node(model: Model, node: Node, handlers: set[str]) -> Found:
    if node.is_event_subprocess and (
        node.tag != "subProcess"
        or node.loop is not None
        or node.again is not None
        or node.element.get("isForCompensation") == "true"
    ):
        yield "event_subprocess_plain", {}
    if node.element.get("isForCompensation") == "true" and node.id not in handlers:
        yield "compensation_unattached", {}
    if node.tag == "boundaryEvent":
        yield from _border(node)
    if node.tag in ("intermediateThrowEvent", "endEvent") and "compensate" in kinds(node):
        yield from _compensation(model, node)
    if node.tag == "transaction" and not any("cancel" in kinds(event) for event in node.boundary):
        cancels = [n for n in _inside(node.inner) if n.tag == "endEvent" and "cancel" in kinds(n)]
        if cancels:
            yield "cancel_without_border", {"event": cancels[0].id[:100]}
    if node.element.get("instantiate") == "true" and node.scope.parent is not None:
        yield "instantiate_inside", {}


def _border(node: Node) -> Found:
    host = node.scope.nodes.get(node.attached_to or "")
    if host is None or host.loop is not None:
        return
    for kind in kinds(node):
        if (kind in LASTING and host.tag in MOMENTARY) or (kind in THROWING and host.tag not in THROWING[kind]):
            yield "boundary_never", {"event": kind, "tag": host.tag}


def _compensation(model: Model, node: Node) -> Found:
    """What is compensated must be seen from the event, and there must be something that undoes it."""
    visible = [node.scope]
    while visible[-1].parent is not None and visible[-1].parent.is_event_subprocess:
        visible.append(visible[-1].parent.scope)
    ref = trigger_of(node).ref
    if ref is None:
        if not any(_undoable(model, other) for scope in visible for other in scope.nodes.values()):
            yield "nothing_to_compensate", {}
        return
    target = next((scope.nodes[ref] for scope in visible if ref in scope.nodes), None)
    if target is None:
        yield "compensation_target", {"ref": ref[:100]}
    elif not _undoable(model, target):
        yield "compensation_without_handler", {"ref": ref[:100]}


def _undoable(model: Model, node: Node) -> bool:
    """Whether something undoes an activity: its handler, or what undoes the activities inside it."""
    return any(handler_of(event) is not None for event in node.boundary) or any(
        handler_of(inner) is not None or (inner.is_event_subprocess and _begun_by(inner) == "compensate")
        for inner in _inside(node.inner or model.processes.get(node.element.get("calledElement", "")), model)
    )


def _begun_by(node: Node) -> str:
    starts = node.inner.starts() if node.inner is not None else []
    return trigger_of(starts[0]).kind if len(starts) == 1 else ""


def _inside(scope: Scope | None, model: Model | None = None) -> Iterator[Node]:
    """Every node of a scope, of those in it and, with a model, of the processes that it calls."""
    waiting, seen = [scope], set[str]()
    while waiting:
        current = waiting.pop()
        if current is None or current.id in seen:
            continue
        seen.add(current.id)
        yield from current.nodes.values()
        waiting += [node.inner for node in current.nodes.values()]
        if model is not None:
            calls = [node for node in current.nodes.values() if node.tag == "callActivity"]
            waiting += [model.processes.get(node.element.get("calledElement", "")) for node in calls]
