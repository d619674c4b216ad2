"""Events: what each kind of a diagram becomes, by where it stands and what it is about."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.feel import Expression
from engine.spiff.building import Builder, Compiler
from engine.spiff.correspondence import BoundaryCatchNode, CatchNode, ThrowEndNode, ThrowNode
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.events import BoundaryTimerNode, TimerNode
from engine.spiff.nodes import EndNode, PassNode, StartNode, TerminateNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.triggers import trigger_of
from engine.spiff.xml import child, our, ours, text_of


def start(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A start event."""
    return StartNode(process, name, element=node.id, kind=node.tag)


def end(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An end event."""
    if child(node.element, "terminateEventDefinition") is not None:
        return TerminateNode(process, name, element=node.id, kind=node.tag)
    if trigger_of(node).name:
        return _said(compiler, node, ThrowEndNode(process, name, element=node.id, kind=node.tag))
    return EndNode(process, name, element=node.id, kind=node.tag)


def throw(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate throw event."""
    if trigger_of(node).name:
        return _said(compiler, node, ThrowNode(process, name, element=node.id, kind=node.tag))
    return PassNode(process, name, element=node.id, kind=node.tag)


def catch(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate catch event."""
    if trigger_of(node).name:
        return _wanted(compiler, node, CatchNode(process, name, element=node.id, kind=node.tag))
    spec = TimerNode(process, name, element=node.id, kind=node.tag)
    _time(compiler, node, spec)
    return spec


def boundary(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An event on the border of an activity."""
    interrupting = node.element.get("cancelActivity", "true") != "false"
    if trigger_of(node).name:
        waiting = BoundaryCatchNode(process, name, element=node.id, kind=node.tag)
        waiting.interrupting = interrupting
        return _wanted(compiler, node, waiting)
    spec = BoundaryTimerNode(process, name, element=node.id, kind=node.tag)
    _time(compiler, node, spec)
    spec.interrupting = interrupting
    return spec


def _wanted(compiler: Compiler, node: Node, spec: CatchNode) -> Spec:
    trigger = trigger_of(node)
    spec.trigger, spec.wanted = trigger.kind, trigger.name
    spec.correlation = _correlation(compiler, node)
    return spec


def _said(compiler: Compiler, node: Node, spec: ThrowNode | ThrowEndNode) -> Spec:
    trigger = trigger_of(node)
    spec.trigger, spec.said = trigger.kind, trigger.name
    spec.correlation = _correlation(compiler, node)
    spec.inputs = {
        str(part.get("name")): compiler.feel(strip(part.get("value")) or "") for part in ours(node.element, "input")
    }
    return spec


def _correlation(compiler: Compiler, node: Node) -> Expression | None:
    correlation = our(node.element, "correlation")
    return compiler.optional(strip(correlation.get("key"))) if correlation is not None else None


def _time(compiler: Compiler, node: Node, spec: TimerNode) -> None:
    definition = child(node.element, "timerEventDefinition")
    assert definition is not None
    for tag, form in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
        value = child(definition, tag)
        if value is not None:
            spec.form, spec.expression = form, compiler.feel(strip(text_of(value)) or "")


BUILDERS: Mapping[str, Builder] = {
    "startEvent": start,
    "endEvent": end,
    "intermediateThrowEvent": throw,
    "intermediateCatchEvent": catch,
    "boundaryEvent": boundary,
}
