"""Activities: what each kind of task or subprocess of a diagram becomes."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.spiff.adhoc import AdHocNode
from engine.spiff.build_events import event_subprocess
from engine.spiff.building import Builder, Compiler
from engine.spiff.calling import CallNode
from engine.spiff.check_activities import ACTIVITIES
from engine.spiff.definition import strip
from engine.spiff.diagram import Node
from engine.spiff.nodes import DecisionNode, HumanNode, PassNode, ScriptNode, ServiceNode
from engine.spiff.nodes import Node as Spec
from engine.spiff.scopes import ScopeNode
from engine.spiff.xml import child, our, text_of


def human(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A task that waits for a person."""
    return HumanNode(process, name, element=node.id, kind=node.tag, manual=True)


def abstract(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A task without a type: nothing to do."""
    return PassNode(process, name, element=node.id, kind=node.tag)


def script(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Assignments in FEEL."""
    return ScriptNode(process, name, element=node.id, kind=node.tag)


def service(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A toolbox step."""
    return ServiceNode(process, name, element=node.id, kind=node.tag)


def decision(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A decision of the model's DMN files."""
    return DecisionNode(process, name, element=node.id, kind=node.tag)


def scope(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A process inside."""
    if node.is_event_subprocess:
        return event_subprocess(compiler, process, node, name)
    spec = ScopeNode(process, name, element=node.id, kind=node.tag)
    spec.process = node.id
    return spec


def call(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """A process of the same model, or a case of another one."""
    called = our(node.element, "call")
    if called is None:
        inside = ScopeNode(process, name, element=node.id, kind=node.tag)
        inside.process = node.element.get("calledElement", "")
        return inside
    spec = CallNode(process, name, element=node.id, kind=node.tag)
    spec.called = called.get("process", "")
    spec.version = int(called.get("version", "0")) if called.get("binding") == "version" else None
    return spec


def ad_hoc(compiler: Compiler, process: BpmnProcessSpec, node: Node, name: str) -> Spec:
    """Activities in any order."""
    assert node.inner is not None
    spec = AdHocNode(process, name, element=node.id, kind=node.tag)
    spec.process = node.id
    spec.activities = tuple(
        inner.id for inner in node.inner.nodes.values() if inner.tag in ACTIVITIES and not inner.is_aside
    )
    spec.first = tuple(inner.id for inner in node.inner.entries())
    activate = our(node.element, "activate")
    spec.activate = compiler.optional(strip(activate.get("elements")) if activate is not None else None)
    spec.completion = compiler.optional(strip(text_of(child(node.element, "completionCondition"))))
    spec.sequential = node.element.get("ordering") == "Sequential"
    spec.cancels = node.element.get("cancelRemainingInstances", "true") != "false"
    return spec


BUILDERS: Mapping[str, Builder] = {
    "task": abstract,
    "userTask": human,
    "manualTask": human,
    "scriptTask": script,
    "serviceTask": service,
    "businessRuleTask": decision,
    "subProcess": scope,
    "transaction": scope,
    "adHocSubProcess": ad_hoc,
    "callActivity": call,
}
