"""Builds a checked diagram into shared specifications, node by node, so that depth of a diagram costs no recursion.

What becomes of each kind of element stands in the modules that bring `BUILDERS`: activities, gateways, events.
"""

from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.feel import Expression, compile_expression
from engine.spiff import diagram
from engine.spiff.definition import strip
from engine.spiff.diagram import Node, Scope
from engine.spiff.instances import MultiInstanceNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.nodes import Out
from engine.spiff.xml import child, our_attribute, text_of

INSTANCE = " [instance]"


class Compiler:
    """Collects the names that expressions read while it builds."""

    def __init__(self, builders: Mapping[str, "Builder"]) -> None:
        self.names: set[str] = set()
        self.possible_names: set[str] = set()
        self._builders = builders

    def feel(self, text: str) -> Expression:
        expression = compile_expression(text)
        self.names |= expression.names
        self.possible_names |= expression.possible_names
        return expression

    def optional(self, text: str | None) -> Expression | None:
        return self.feel(text) if text else None

    def scope(self, scope: Scope) -> BpmnProcessSpec:
        """The specification of a process or subprocess."""
        process = BpmnProcessSpec(name=scope.id)
        for node in scope.nodes.values():
            self._node(process, node)
        starts = sorted(scope.starts(), key=lambda n: any(str(e.tag).endswith("EventDefinition") for e in n.element))
        process.start_node = process.task_specs[starts[0].id]
        return process

    def _node(self, process: BpmnProcessSpec, node: Node) -> None:
        build = self._builders[node.tag]
        loop = node.loop
        if loop is None:
            spec = build(self, process, node, node.id)
        else:
            inner = build(self, process, node, node.id + INSTANCE)
            inner.parent_loop = node.id
            spec = self._multi_instance(process, node, loop, inner.name)
        spec.outs = tuple(self._out(node, flow) for flow in node.outgoing)
        spec.default = next((out for out in spec.outs if out.id == node.default_flow), None)
        spec.joins = tuple(flow.id for flow in node.incoming)
        spec.boundary = tuple(event.id for event in node.boundary)

    def _out(self, node: Node, flow: diagram.Flow) -> Out:
        conditional = node.tag == "exclusiveGateway" and flow.condition and flow.id != node.default_flow
        return Out(
            id=flow.id, target=flow.target, condition=self.feel(strip(flow.condition) or "") if conditional else None
        )

    def _multi_instance(self, process: BpmnProcessSpec, node: Node, loop: Any, inner: str) -> MultiInstanceNode:
        spec = MultiInstanceNode(process, node.id, element=node.id, kind=node.tag)
        spec.inner = inner
        spec.sequential = loop.get("isSequential") == "true"
        spec.collection = self.optional(strip(our_attribute(loop, "collection")))
        spec.cardinality = self.optional(strip(text_of(child(loop, "loopCardinality"))))
        spec.completion = self.optional(strip(text_of(child(loop, "completionCondition"))))
        return spec


Builder = Callable[[Compiler, BpmnProcessSpec, Node, str], Spec]
"""Makes the specification of a node under the given name."""
