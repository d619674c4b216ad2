"""The rules about shape: which elements there are, how they are connected, what can be reached."""

from collections.abc import Iterator
from typing import Any

from engine.contract.errors import Problem
from engine.spiff.check_activities import ACTIVITIES, activity_problems
from engine.spiff.check_events import EVENTS, event_problems
from engine.spiff.check_gateways import GATEWAYS, gateway_problems
from engine.spiff.definition import LOCAL_NAMES
from engine.spiff.diagram import Flow, Model, Node, Scope
from engine.spiff.following import following
from engine.spiff.reading import starters
from engine.spiff.triggers import kinds, trigger_of
from engine.spiff.xml import local, our

SUPPORTED = ACTIVITIES | GATEWAYS | EVENTS
RESERVED = {"Start", "End", "forrige"} | LOCAL_NAMES
CHOOSING = {"exclusiveGateway", "inclusiveGateway"}
"""The gateways whose flows each need a condition."""
WARNINGS = {"abstract_task"}
OTHERWISE = ("Velg et annet element.", "Choose another element.")


def structure_problems(model: Model) -> Iterator[Problem]:
    """All problems of shape."""
    seen: dict[str, int] = {}
    for scope in model.scopes():
        yield from _scope_problems(scope)
        if scope.parent is None:
            seen[scope.id] = seen.get(scope.id, 0) + 1
        for node in scope.nodes.values():
            seen[node.id] = seen.get(node.id, 0) + 1
            yield from _id_problems(node)
            yield from _kind_problems(node)
            yield from _flow_problems(node)
        for flow in scope.flows:
            # A join tells its arrivals apart by the ids of their flows.
            if flow.id:
                seen[flow.id] = seen.get(flow.id, 0) + 1
            else:
                yield Problem(code="missing_id", element=scope.id, file=scope.file, params={"tag": "sequenceFlow"})
            yield from _condition_problems(scope, flow)
    for name, count in seen.items():
        if count > 1:
            yield Problem(code="duplicate_id", element=name)
    yield from _call_problems(model)


def _scope_problems(scope: Scope) -> Iterator[Problem]:
    at: dict[str, Any] = {"element": scope.id, "file": scope.file}
    if scope.parent is None and not scope.id:
        yield Problem(code="missing_id", file=scope.file, params={"tag": "process"})
    if scope.parent is None and scope.element.get("isExecutable") == "false":
        yield Problem(code="not_executable", **at)
    if scope.parent is not None and scope.parent.tag not in ("subProcess", "transaction", "adHocSubProcess"):
        return
    starts, entries = scope.starts(), scope.entries()
    plain = [start for start in starts if trigger_of(start).kind == "none"]
    fits = len(plain) < 2 and bool(starters(scope)) if scope.parent is None else len(starts) == 1
    begun = scope.parent is not None and scope.parent.is_event_subprocess
    if not (fits or (scope.is_implicit and not begun)) or not entries:
        yield Problem(code="one_start", params={"count": str(len(starts))}, **at)
    if not scope.ends() and not scope.is_implicit:
        yield Problem(code="no_end", **at)
    for element in scope.strangers:
        yield _unsupported(element.get("id") or scope.id, local(element), scope.file)
    if entries:
        reached = _reachable(scope)
        for node in scope.nodes.values():
            if node.id not in reached:
                yield Problem(code="unreachable", element=node.id, file=scope.file)


def _reachable(scope: Scope) -> set[str]:
    reached: set[str] = set()
    waiting = [*scope.entries(), *(node for node in scope.nodes.values() if node.is_event_subprocess)]
    while waiting:
        node = waiting.pop()
        if node.id not in reached:
            reached.add(node.id)
            waiting += following(node) + node.boundary
    return reached


def _id_problems(node: Node) -> Iterator[Problem]:
    at: dict[str, Any] = {"element": node.id, "file": node.scope.file}
    if not node.id:
        yield Problem(code="missing_id", file=node.scope.file, element=node.scope.id, params={"tag": node.tag})
    elif node.id in RESERVED:
        yield Problem(code="reserved_id", params={"id": node.id}, **at)
    elif not (node.id.isascii() and node.id.isidentifier() and len(node.id) <= 100) or node.id.startswith("__"):
        yield Problem(code="bad_id", params={"id": node.id[:100]}, **at)


def _kind_problems(node: Node) -> Iterator[Problem]:
    if node.tag not in SUPPORTED:
        yield _unsupported(node.id, node.tag, node.scope.file)
        return
    if node.tag in EVENTS:
        found = event_problems(node)
    elif node.tag in GATEWAYS:
        found = gateway_problems(node)
    else:
        found = activity_problems(node)
    for code, params in found:
        severity = "warning" if code in WARNINGS else "error"
        yield Problem(code=code, element=node.id, file=node.scope.file, params=params, severity=severity)


def _flow_problems(node: Node) -> Iterator[Problem]:
    at: dict[str, Any] = {"element": node.id, "file": node.scope.file}
    if node.tag in ("startEvent", "boundaryEvent") and node.incoming:
        yield Problem(code="start_with_incoming", **at)
    if node.tag == "endEvent":
        if node.outgoing:
            yield Problem(code="end_with_outgoing", **at)
        return
    if not node.outgoing and not node.scope.is_implicit and not _ends_here(node):
        yield Problem(code="dead_end", **at)
    if node.default_flow is not None and node.default_flow not in {flow.id for flow in node.outgoing}:
        yield Problem(code="bad_default", params={"flow": node.default_flow[:100]}, **at)
    choices = [flow for flow in node.outgoing if flow.condition or node.tag == "exclusiveGateway"]
    if len(choices) > 1 and len(choices) == len(node.outgoing) and node.default_flow is None:
        yield Problem(code="no_default", severity="warning", **at)


def _ends_here(node: Node) -> bool:
    """Whether no flow is meant to lead on: what happens aside, and events that go on without one."""
    beside = node.is_event_subprocess or node.element.get("isForCompensation") == "true"
    return beside or bool({"link", "compensate"} & set(kinds(node)))


def _condition_problems(scope: Scope, flow: Flow) -> Iterator[Problem]:
    source = scope.nodes.get(flow.source)
    if source is None:
        return
    at: dict[str, Any] = {"element": flow.id or source.id, "file": scope.file}
    if source.tag in CHOOSING:
        if not flow.condition and source.default_flow != flow.id and len(source.outgoing) > 1:
            yield Problem(code="missing_condition", **at)
    elif flow.condition and len(source.outgoing) == 1 and source.tag not in GATEWAYS:
        yield Problem(code="lone_condition", **at)


def _call_problems(model: Model) -> Iterator[Problem]:
    calls: dict[str, set[str]] = {}
    for scope in model.scopes():
        outermost = scope
        while outermost.parent is not None:
            outermost = outermost.parent.scope
        for node in scope.nodes.values():
            if node.tag != "callActivity":
                continue
            other = our(node.element, "call")
            if other is not None:
                if other.get("process") == model.toml.get("key"):
                    yield Problem(code="cyclic_call", element=node.id, file=scope.file)
                continue
            called = node.element.get("calledElement", "")
            if called not in model.processes:
                yield Problem(
                    code="unknown_process", element=node.id, file=scope.file, params={"process": called[:100]}
                )
            else:
                calls.setdefault(outermost.id, set()).add(called)
    for process in calls:
        waiting, seen = list(calls[process]), set[str]()
        while waiting:
            called = waiting.pop()
            if called == process:
                yield Problem(code="cyclic_call", element=process, file=model.processes[process].file)
                break
            if called not in seen:
                seen.add(called)
                waiting += calls.get(called, ())


def _unsupported(element: str, tag: str, file: str) -> Problem:
    advice, advice_en = OTHERWISE
    params = {"tag": tag, "advice": advice, "advice_en": advice_en}
    return Problem(code="unsupported", element=element, file=file, params=params)
