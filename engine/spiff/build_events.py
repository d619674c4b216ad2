"""Events: what each kind of a diagram becomes, by where it stands and what it is about."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.building import Builder, Compiler
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.events import BoundaryTimerNode, TimerNode
from engine.spiff.nodes import EndNode, PassNode, StartNode, TerminateNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.xml import child, text_of


def start(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A start event."""
    return StartNode(process, name, element=node.id, kind=node.tag)


def end(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An end event."""
    if child(node.element, "terminateEventDefinition") is not None:
        return TerminateNode(process, name, element=node.id, kind=node.tag)
    return EndNode(process, name, element=node.id, kind=node.tag)


def throw(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate throw event."""
    return PassNode(process, name, element=node.id, kind=node.tag)


def catch(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate catch event."""
    spec = TimerNode(process, name, element=node.id, kind=node.tag)
    _time(compiler, node, spec)
    return spec


def boundary(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An event on the border of an activity."""
    spec = BoundaryTimerNode(process, name, element=node.id, kind=node.tag)
    _time(compiler, node, spec)
    spec.interrupting = node.element.get("cancelActivity", "true") != "false"
    return spec


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
