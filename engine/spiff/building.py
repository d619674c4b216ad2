"""Builds a checked diagram into shared specifications, node by node, so that depth of a diagram costs no recursion.

What becomes of each kind of element stands in the modules that bring `BUILDERS`: activities, gateways, events.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.feel import Expression, compile_expression
from engine.spiff import diagram
from engine.spiff.adhoc import AdHocEntryNode
from engine.spiff.build_aside import furnish
from engine.spiff.check_activities import ACTIVITIES
from engine.spiff.definition import strip
from engine.spiff.diagram import Node, Scope
from engine.spiff.following import linked
from engine.spiff.inclusive import ReachingNode
from engine.spiff.instances import MultiInstanceNode
from engine.spiff.loops import LoopNode
from engine.spiff.mapping import Pair, collection_of, data_objects, inputs_of, written_by
from engine.spiff.nodes import EntryNode, Out, Outputs
from engine.spiff.nodes import Node as Spec
from engine.spiff.reach import reach
from engine.spiff.scopes import ScopeSpec
from engine.spiff.triggers import trigger_of
from engine.spiff.xml import BPMN, child, our_attribute, text_of

INSTANCE = " [instance]"
ENTRY = " [entry]"
AD_HOC = f"{{{BPMN}}}adHocSubProcess"


class Compiler:
    """Collects the names that expressions read while it builds."""

    def __init__(self, builders: Mapping[str, "Builder"], *, compensating: bool) -> None:
        self.names: set[str] = set()
        self.possible_names: set[str] = set()
        self._builders, self._compensating = builders, compensating
        self.scope_names: dict[str, frozenset[str]] = {}
        self.input_names: dict[str, frozenset[str]] = {}

    def feel(self, text: str) -> Expression:
        expression = compile_expression(text)
        self.names |= expression.names
        self.possible_names |= expression.possible_names
        return expression

    def optional(self, text: str | None) -> Expression | None:
        return self.feel(text) if text else None

    def scope(self, scope: Scope) -> ScopeSpec:
        """The specification of a process or subprocess."""
        declared = frozenset(data_objects(scope))
        written = frozenset(name for node in scope.nodes.values() for name, _ in written_by(node)) - declared
        process = ScopeSpec(scope.id, declared=declared, written=written, ad_hoc=scope.element.tag == AD_HOC)
        self.scope_names[scope.id] = declared | written
        for node in scope.nodes.values():
            self._node(process, node)
        process.start_node = self._entry(process, scope)
        furnish(process, scope, compensating=self._compensating)
        nodes = {name: spec for name, spec in process.task_specs.items() if isinstance(spec, Spec)}
        for spec in nodes.values():
            if isinstance(spec, ReachingNode) and len(spec.joins) > 1:
                spec.reach = reach(spec, nodes)
        return process

    def _entry(self, process: ScopeSpec, scope: Scope) -> Spec:
        """The start event, or what begins everything that nothing leads to."""
        starts = scope.starts()
        plain = [node for node in starts if trigger_of(node).kind == "none"]
        # The other starts are begun at by name, with the message or at the time that they wait for.
        first = (plain or starts)[:1] or scope.entries()
        if len(first) == 1 and first[0].tag == "startEvent":
            return cast(Spec, process.task_specs[first[0].id])
        if process.ad_hoc:
            return AdHocEntryNode(process, ENTRY, element=scope.id, kind="")
        entry = EntryNode(process, ENTRY, element=scope.id, kind="")
        entry.connect_outs((Out(id="", target=node.id) for node in first), None)
        return entry

    def _node(self, process: BpmnProcessSpec, node: Node) -> None:
        build = self._builders[node.tag]
        if node.loop is None and node.again is None:
            worker = spec = build(self, process, node, node.id)
        else:
            worker = build(self, process, node, node.id + INSTANCE)
            worker.parent_loop = node.id
            spec = (
                self._multi_instance(process, node, node.loop) if node.loop is not None else self._loop(process, node)
            )
            spec.inner = worker.name
        if node.tag in ACTIVITIES:
            worker.takes = self.pairs(inputs_of(node))
            worker.gives = self.pairs([*written_by(node)])
            self.input_names[node.id] = frozenset(name for name, _ in worker.takes)
        link = linked(node)
        flows = [self._out(node, flow) for flow in node.outgoing] if link is None else [Out(id="", target=link.id)]
        spec.connect_outs(flows, node.default_flow)
        spec.joins = tuple(flow.id for flow in node.incoming)
        spec.boundary = tuple(event.id for event in node.boundary)

    def _out(self, node: Node, flow: diagram.Flow) -> Out:
        condition = None if flow.id == node.default_flow else strip(flow.condition)
        return Out(id=flow.id, target=flow.target, condition=self.optional(condition))

    def pairs(self, pairs: Iterable[Pair]) -> Outputs:
        """Names with their FEEL, compiled."""
        return tuple((name, self.feel(strip(text) or "")) for name, text in pairs)

    def _loop(self, process: BpmnProcessSpec, node: Node) -> LoopNode:
        spec = LoopNode(process, node.id, element=node.id, kind=node.tag)
        assert node.again is not None
        spec.before = node.again.get("testBefore") == "true"
        spec.condition = self.optional(strip(text_of(child(node.again, "loopCondition"))))
        maximum = node.again.get("loopMaximum")
        spec.maximum = int(maximum) if maximum else None
        return spec

    def _multi_instance(self, process: BpmnProcessSpec, node: Node, loop: Any) -> MultiInstanceNode:
        spec = MultiInstanceNode(process, node.id, element=node.id, kind=node.tag)
        spec.sequential = loop.get("isSequential") == "true"
        spec.collection = self.optional(strip(our_attribute(loop, "collection")) or collection_of(node))
        spec.cardinality = self.optional(strip(text_of(child(loop, "loopCardinality"))))
        spec.completion = self.optional(strip(text_of(child(loop, "completionCondition"))))
        return spec


Builder = Callable[[Compiler, BpmnProcessSpec, Node, str], Spec]
"""Makes the specification of a node under the given name."""
