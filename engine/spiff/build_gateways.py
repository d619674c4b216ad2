"""Gateways: what each kind of a diagram becomes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.building import Builder, Compiler
from engine.spiff.complex import ComplexNode
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.gateways import EventGatewayNode, ExclusiveNode, ParallelNode
from engine.spiff.inclusive import InclusiveNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.xml import child, text_of


def exclusive(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """One flow out of several."""
    return ExclusiveNode(process, name, element=node.id, kind=node.tag)


def parallel(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Waits for all, goes on by all."""
    return ParallelNode(process, name, element=node.id, kind=node.tag)


def inclusive(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Waits for those that can come, goes on by those whose condition is true."""
    return InclusiveNode(process, name, element=node.id, kind=node.tag)


def complex_(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Waits for what its activation condition asks for."""
    spec = ComplexNode(process, name, element=node.id, kind=node.tag)
    spec.activation = compiler.optional(strip(text_of(child(node.element, "activationCondition"))))
    return spec


def event_based(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A race of events."""
    spec = EventGatewayNode(process, name, element=node.id, kind=node.tag)
    spec.parallel = node.element.get("eventGatewayType") == "Parallel"
    return spec


BUILDERS: Mapping[str, Builder] = {
    "exclusiveGateway": exclusive,
    "parallelGateway": parallel,
    "inclusiveGateway": inclusive,
    "complexGateway": complex_,
    "eventBasedGateway": event_based,
}
