"""Activities: what each kind of task or subprocess of a diagram becomes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.build_events import event_subprocess
from engine.spiff.building import Builder, Compiler
from engine.spiff.calling import CallNode
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.nodes import DecisionNode, HumanNode, PassNode, ServiceNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.scopes import ScopeNode
from engine.spiff.xml import our, ours


def human(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A task that waits for a person."""
    return HumanNode(process, name, element=node.id, kind=node.tag, manual=True)


def abstract(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A task without a type: nothing to do."""
    return PassNode(process, name, element=node.id, kind=node.tag)


def service(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A toolbox step."""
    return ServiceNode(process, name, element=node.id, kind=node.tag)


def decision(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A decision of the model's DMN files."""
    return DecisionNode(process, name, element=node.id, kind=node.tag)


def scope(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A process inside: the node's own, or the one that it calls; or a call of another model."""
    if node.element.get("triggeredByEvent") == "true":
        return event_subprocess(compiler, process, node, name)
    call = our(node.element, "call")
    if node.tag == "callActivity" and call is not None:
        calling = CallNode(process, name, element=node.id, kind=node.tag)
        calling.called = call.get("process", "")
        calling.version = int(call.get("version", "0")) if call.get("binding") == "version" else None
        calling.inputs = {
            str(part.get("name")): compiler.feel(strip(part.get("value")) or "") for part in ours(node.element, "input")
        }
        return calling
    spec = ScopeNode(process, name, element=node.id, kind=node.tag)
    spec.process = node.id if node.inner is not None else node.element.get("calledElement", "")
    return spec


BUILDERS: Mapping[str, Builder] = {
    "task": abstract,
    "userTask": human,
    "manualTask": human,
    "serviceTask": service,
    "businessRuleTask": decision,
    "subProcess": scope,
    "transaction": scope,
    "callActivity": scope,
}
