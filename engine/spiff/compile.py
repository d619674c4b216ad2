"""From a checked diagram to shared specifications: built node by node, so that depth of a diagram costs no recursion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.contract.errors import ModelRejected
from engine.feel import Expression, compile_expression
from engine.model.definition import ModelDefinition
from engine.spiff import diagram
from engine.spiff.check import Catalogue, problems_of
from engine.spiff.definition import define, strip
from engine.spiff.diagram import Node, Scope
from engine.spiff.events import BoundaryTimerNode, TimerNode
from engine.spiff.gateways import EventGatewayNode, ParallelNode
from engine.spiff.instances import MultiInstanceNode
from engine.spiff.nodes import (
    DecisionNode,
    EndNode,
    ExclusiveNode,
    HumanNode,
    Out,
    PassNode,
    ServiceNode,
    StartNode,
    TerminateNode,
)
from engine.spiff.nodes import Node as Spec
from engine.spiff.scopes import ScopeNode
from engine.spiff.xml import ModelFiles, child, our_attribute, text_of

LOCAL_NAMES = frozenset({"item", "loopCounter", "initiativ"})
"""Names that expressions may read and that no task provides."""

INSTANCE = " [instance]"


@dataclass(frozen=True)
class Assigned:
    """Compiled expressions of a task that say who and when."""

    role: Expression | None
    person: Expression | None
    due: Expression | None


@dataclass(frozen=True, eq=False)
class CompiledModel:
    """One version, ready to run; shared between cases and threads, never changed."""

    definition: ModelDefinition
    spec: BpmnProcessSpec
    scopes: Mapping[str, BpmnProcessSpec]
    inputs: Mapping[str, Mapping[str, Expression]]
    assignments: Mapping[str, Assigned]


def compile_model(files: ModelFiles, catalogue: Catalogue) -> CompiledModel:
    """Checks and compiles a model. Raises ModelRejected with every problem."""
    model = diagram.read(files)
    problems = problems_of(model, files, catalogue)
    if any(problem.severity == "error" for problem in problems):
        raise ModelRejected(problems)
    main = model.main
    assert main is not None
    compiler = _Compiler()
    scopes = {scope.id: compiler.scope(scope) for scope in model.scopes()}
    draft = define(model, frozenset())
    inputs = {
        key: {name: compiler.feel(text) for name, text in task.inputs.items()}
        for key, task in draft.service_tasks.items()
    }
    assignments = {
        key: Assigned(
            role=compiler.optional(task.assign_role),
            person=compiler.optional(task.assign_person),
            due=compiler.optional(task.due.date if task.due else None),
        )
        for key, task in draft.tasks.items()
        if task.assign_role or task.assign_person or (task.due and task.due.date)
    }
    decided = {name for task in draft.decision_tasks.values() for name in catalogue.decisions[task.decision]}
    # Inside a filter a name may be a member of the items or a fact; an element's id is loaded in case it is the fact.
    possible = compiler.possible_names & {node.id for node in model.nodes()}
    names = frozenset(compiler.names | possible | decided) - LOCAL_NAMES
    return CompiledModel(
        definition=define(model, names),
        spec=scopes[main.id],
        scopes=scopes,
        inputs=inputs,
        assignments=assignments,
    )


class _Compiler:
    """Collects the names that expressions read while it builds."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.possible_names: set[str] = set()

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
        process.start_node = process.task_specs[scope.starts()[0].id]
        return process

    def _node(self, process: BpmnProcessSpec, node: Node) -> None:
        loop = node.loop
        if loop is None:
            spec = self._plain(process, node, node.id)
        else:
            inner = self._plain(process, node, node.id + INSTANCE)
            inner.parent_loop = node.id
            spec = self._multi_instance(process, node, loop, inner.name)
        spec.outs = tuple(self._out(node, flow) for flow in node.outgoing)
        spec.boundary = tuple(event.id for event in node.boundary)
        if isinstance(spec, ExclusiveNode):
            spec.default = next((out for out in spec.outs if out.id == node.default_flow), None)
        if isinstance(spec, ParallelNode):
            spec.joins = tuple(flow.id for flow in node.incoming)

    def _out(self, node: Node, flow: diagram.Flow) -> Out:
        conditional = node.tag == "exclusiveGateway" and flow.condition and flow.id != node.default_flow
        return Out(
            id=flow.id, target=flow.target, condition=self.feel(strip(flow.condition) or "") if conditional else None
        )

    def _plain(self, process: BpmnProcessSpec, node: Node, name: str) -> Any:
        named: dict[str, Any] = {"element": node.id, "kind": node.tag}
        if node.tag in ("userTask", "manualTask"):
            return HumanNode(process, name, **named, manual=True)
        if node.tag in ("intermediateCatchEvent", "boundaryEvent"):
            return self._timer(process, node, name)
        if node.tag in ("subProcess", "callActivity"):
            spec = ScopeNode(process, name, **named)
            spec.process = node.id if node.inner is not None else node.element.get("calledElement", "")
            return spec
        if node.tag == "endEvent" and child(node.element, "terminateEventDefinition") is not None:
            return TerminateNode(process, name, **named)
        return SPECS[node.tag](process, name, **named)

    def _timer(self, process: BpmnProcessSpec, node: Node, name: str) -> TimerNode:
        cls = BoundaryTimerNode if node.tag == "boundaryEvent" else TimerNode
        spec = cls(process, name, element=node.id, kind=node.tag)
        definition = child(node.element, "timerEventDefinition")
        assert definition is not None
        for tag, form in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
            value = child(definition, tag)
            if value is not None:
                spec.form, spec.expression = form, self.feel(strip(text_of(value)) or "")
        if isinstance(spec, BoundaryTimerNode):
            spec.interrupting = node.element.get("cancelActivity", "true") != "false"
        return spec

    def _multi_instance(self, process: BpmnProcessSpec, node: Node, loop: Any, inner: str) -> MultiInstanceNode:
        spec = MultiInstanceNode(process, node.id, element=node.id, kind=node.tag)
        spec.inner = inner
        spec.sequential = loop.get("isSequential") == "true"
        spec.collection = self.optional(strip(our_attribute(loop, "collection")))
        spec.cardinality = self.optional(strip(text_of(child(loop, "loopCardinality"))))
        spec.completion = self.optional(strip(text_of(child(loop, "completionCondition"))))
        return spec


SPECS: Mapping[str, type[Spec]] = {
    "startEvent": StartNode,
    "endEvent": EndNode,
    "intermediateThrowEvent": PassNode,
    "serviceTask": ServiceNode,
    "businessRuleTask": DecisionNode,
    "exclusiveGateway": ExclusiveNode,
    "parallelGateway": ParallelNode,
    "eventBasedGateway": EventGatewayNode,
}
