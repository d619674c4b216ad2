"""Events: what each kind of a diagram becomes, by where it stands and what it is about."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.feel import Expression
from engine.spiff.building import Builder, Compiler
from engine.spiff.compensation import CompensationEndNode, CompensationNode
from engine.spiff.conditions import BoundaryConditionNode, ConditionNode, StartConditionNode
from engine.spiff.correspondence import (
    BoundaryCatchNode,
    CatchNode,
    ReceiveNode,
    StartCatchNode,
    ThrowEndNode,
    ThrowNode,
)
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.errors import ErrorEndNode
from engine.spiff.escalations import EscalationEndNode, EscalationNode
from engine.spiff.events import BoundaryTimerNode, StartTimerNode, TimerNode
from engine.spiff.nodes import EndNode, PassNode, StartNode, TerminateNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.positions import WAITS, EventScopeNode, OnBorder, StartsSubprocess
from engine.spiff.propagation import CatchingBorderNode
from engine.spiff.transactions import CancelEndNode
from engine.spiff.triggers import NONE, Trigger, trigger_of
from engine.spiff.xml import our, ours

ENDS: Mapping[str, type[Spec]] = {
    NONE: EndNode,
    "terminate": TerminateNode,
    "message": ThrowEndNode,
    "signal": ThrowEndNode,
    "error": ErrorEndNode,
    "escalation": EscalationEndNode,
    "compensate": CompensationEndNode,
    "cancel": CancelEndNode,
}
THROWS: Mapping[str, type[Spec]] = {
    NONE: PassNode,
    "link": PassNode,
    "message": ThrowNode,
    "signal": ThrowNode,
    "escalation": EscalationNode,
    "compensate": CompensationNode,
}
CATCHES: Mapping[str, type[Spec]] = {
    "link": PassNode,
    "message": CatchNode,
    "signal": CatchNode,
    "timer": TimerNode,
    "conditional": ConditionNode,
}
BORDERS: Mapping[str, type[Spec]] = {
    "message": BoundaryCatchNode,
    "signal": BoundaryCatchNode,
    "timer": BoundaryTimerNode,
    "conditional": BoundaryConditionNode,
    "error": CatchingBorderNode,
    "escalation": CatchingBorderNode,
    "cancel": CatchingBorderNode,
    "compensate": CatchingBorderNode,
}
STARTS: Mapping[str, type[Spec]] = {
    "message": StartCatchNode,
    "signal": StartCatchNode,
    "timer": StartTimerNode,
    "conditional": StartConditionNode,
}


def start(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A start event; whatever it waits for has happened before its token comes."""
    return StartNode(process, name, element=node.id, kind=node.tag)


def end(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An end event."""
    return _event(compiler, process, node, name, ENDS)


def throw(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate throw event."""
    return _event(compiler, process, node, name, THROWS)


def catch(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate catch event."""
    return _event(compiler, process, node, name, CATCHES)


def boundary(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An event on the border of an activity."""
    spec = _event(compiler, process, node, name, BORDERS)
    if isinstance(spec, OnBorder | CatchingBorderNode):
        spec.interrupting = node.element.get("cancelActivity", "true") != "false"
    return spec


def send(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A send task."""
    return _said(compiler, node, trigger_of(node), ThrowNode(process, name, element=node.id, kind=node.tag))


def receive(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A receive task."""
    return _wanted(compiler, node, trigger_of(node), ReceiveNode(process, name, element=node.id, kind=node.tag))


def event_subprocess(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A subprocess that its start event begins, and what waits for that."""
    assert node.inner is not None
    (first,) = node.inner.starts()
    trigger = trigger_of(first)
    spec = EventScopeNode(process, name, element=node.id, kind=node.tag)
    spec.process = node.id
    spec.start, spec.trigger, spec.code = first.id, trigger.kind, trigger.code
    spec.interrupting = first.element.get("isInterrupting", "true") != "false"
    if trigger.kind in STARTS:
        waiting = _event(compiler, process, first, first.id + WAITS, STARTS)
        assert isinstance(waiting, StartsSubprocess)
        waiting.subprocess = name
    return spec


def _event(
    compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str, known: Mapping[str, type[Spec]]
) -> Spec:
    trigger = trigger_of(node)
    spec = known[trigger.kind](process, name, element=node.id, kind=node.tag)
    if isinstance(spec, TimerNode):
        spec.form, spec.expression = trigger.form, compiler.feel(trigger.expression)
    elif isinstance(spec, ConditionNode):
        spec.condition = compiler.feel(trigger.expression)
    elif isinstance(spec, CatchNode):
        _wanted(compiler, node, trigger, spec)
    elif isinstance(spec, ThrowNode):
        _said(compiler, node, trigger, spec)
    elif isinstance(spec, ErrorEndNode):
        spec.code, spec.message = trigger.code or "", trigger.name
    elif isinstance(spec, EscalationNode):
        spec.code = trigger.code or ""
    elif isinstance(spec, CompensationNode):
        spec.ref, spec.waits = trigger.ref, trigger.waits
    elif isinstance(spec, CatchingBorderNode):
        spec.trigger, spec.code = trigger.kind, trigger.code
    return spec


def _wanted(compiler: Compiler, node: Node, trigger: Trigger, spec: CatchNode) -> CatchNode:
    spec.trigger, spec.wanted = trigger.kind, trigger.name
    spec.correlation = _correlation(compiler, node, trigger)
    return spec


def _said(compiler: Compiler, node: Node, trigger: Trigger, spec: ThrowNode) -> ThrowNode:
    spec.trigger, spec.said = trigger.kind, trigger.name
    spec.correlation = _correlation(compiler, node, trigger)
    spec.sent = {
        str(part.get("name")): compiler.feel(strip(part.get("value")) or "") for part in ours(node.element, "input")
    }
    return spec


def _correlation(compiler: Compiler, node: Node, trigger: Trigger) -> Expression | None:
    """The key that the event gives, else that of its message."""
    for element in (node.element, trigger.about):
        correlation = our(element, "correlation") if element is not None else None
        if correlation is not None:
            return compiler.optional(strip(correlation.get("key")))
    return None


BUILDERS: Mapping[str, Builder] = {
    "startEvent": start,
    "endEvent": end,
    "intermediateThrowEvent": throw,
    "intermediateCatchEvent": catch,
    "boundaryEvent": boundary,
    "sendTask": send,
    "receiveTask": receive,
}
