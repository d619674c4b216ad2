"""Activities: what each kind of task or subprocess of a diagram becomes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.building import Builder, Compiler
from engine.spiff.diagram import Node
from engine.spiff.nodes import DecisionNode, HumanNode, ServiceNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.scopes import ScopeNode
from engine.spiff.scratch import CallNode
from engine.spiff.xml import our, ours


def human(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A task that waits for a person."""
    return HumanNode(process, name, element=node.id, kind=node.tag, manual=True)


def service(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A toolbox step."""
    return ServiceNode(process, name, element=node.id, kind=node.tag)


def decision(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A decision of the model's DMN files."""
    return DecisionNode(process, name, element=node.id, kind=node.tag)


def scope(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A process inside: the node's own, or the one that it calls."""
    call = our(node.element, "call")
    if call is not None:
        calling = CallNode(process, name, element=node.id, kind=node.tag)
        calling.called, calling.version = call.get("process"), int(call.get("version")) if call.get("version") else None
        calling.inputs = {i.get("name"): compiler.feel(i.get("value")) for i in ours(node.element, "input")}
        return calling
    spec = ScopeNode(process, name, element=node.id, kind=node.tag)
    spec.process = node.id if node.inner is not None else node.element.get("calledElement", "")
    return spec


BUILDERS: Mapping[str, Builder] = {
    "userTask": human,
    "manualTask": human,
    "serviceTask": service,
    "businessRuleTask": decision,
    "subProcess": scope,
    "callActivity": scope,
}
