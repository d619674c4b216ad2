"""Gateways: what each kind of a diagram becomes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.building import Builder, Compiler
from engine.spiff.diagram import Node
from engine.spiff.gateways import EventGatewayNode, ParallelNode
from engine.spiff.nodes import ExclusiveNode
from engine.spiff.nodes import Node as Spec


def exclusive(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """One flow out of several."""
    return ExclusiveNode(process, name, element=node.id, kind=node.tag)


def parallel(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Waits for all, goes on by all."""
    return ParallelNode(process, name, element=node.id, kind=node.tag)


def event_based(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A race of events."""
    return EventGatewayNode(process, name, element=node.id, kind=node.tag)


BUILDERS: Mapping[str, Builder] = {
    "exclusiveGateway": exclusive,
    "parallelGateway": parallel,
    "eventBasedGateway": event_based,
}
