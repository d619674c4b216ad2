"""Events: what each kind of a diagram becomes, by where it stands and what it is about."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.building import Builder, Compiler
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.events import BoundaryTimerNode, TimerNode
from engine.spiff.nodes import EndNode, PassNode, StartNode, TerminateNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.scratch import BoundaryCatchNode, CatchNode, ThrowEndNode, ThrowNode
from engine.spiff.xml import child, our, ours, text_of


def _named(node: Node, spec: object) -> bool:
    for kind in ("message", "signal"):
        definition = child(node.element, f"{kind}EventDefinition")
        if definition is not None:
            root = node.element.getroottree().getroot()
            ref = definition.get(f"{kind}Ref")
            spec.trigger = kind
            name = next((e.get("name") for e in root if e.get("id") == ref), ref)
            if hasattr(spec, "wanted"):
                spec.wanted = name
            else:
                spec.said = name
            return True
    return False


def _mapped(compiler: Compiler, node: Node, spec: object) -> None:
    correlation = our(node.element, "correlation")
    spec.correlation = compiler.feel(correlation.get("key")) if correlation is not None else None
    spec.inputs = {i.get("name"): compiler.feel(i.get("value")) for i in ours(node.element, "input")}


def start(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A start event."""
    return StartNode(process, name, element=node.id, kind=node.tag)


def end(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An end event."""
    if child(node.element, "terminateEventDefinition") is not None:
        return TerminateNode(process, name, element=node.id, kind=node.tag)
    thrown = ThrowEndNode(process, name, element=node.id, kind=node.tag)
    if _named(node, thrown):
        _mapped(compiler, node, thrown)
        return thrown
    del process.task_specs[name]
    return EndNode(process, name, element=node.id, kind=node.tag)


def throw(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate throw event."""
    thrown = ThrowNode(process, name, element=node.id, kind=node.tag)
    if _named(node, thrown):
        _mapped(compiler, node, thrown)
        return thrown
    del process.task_specs[name]
    return PassNode(process, name, element=node.id, kind=node.tag)


def catch(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An intermediate catch event."""
    waiting = CatchNode(process, name, element=node.id, kind=node.tag)
    if _named(node, waiting):
        _mapped(compiler, node, waiting)
        return waiting
    del process.task_specs[name]
    spec = TimerNode(process, name, element=node.id, kind=node.tag)
    _time(compiler, node, spec)
    return spec


def boundary(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """An event on the border of an activity."""
    waiting = BoundaryCatchNode(process, name, element=node.id, kind=node.tag)
    if _named(node, waiting):
        _mapped(compiler, node, waiting)
        waiting.interrupting = node.element.get("cancelActivity", "true") != "false"
        return waiting
    del process.task_specs[name]
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
