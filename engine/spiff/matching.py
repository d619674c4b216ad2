"""Which element of one version is which of another: proposed from ids, names and kinds, and judged row by row."""

from collections.abc import Mapping

from engine.contract.errors import Problem
from engine.model.migration import Obstacle, Plan, Suggestion, obstacle
from engine.spiff.building import INSTANCE
from engine.spiff.compensation import UndoingNode
from engine.spiff.compile import CompiledModel
from engine.spiff.correspondence import CatchNode
from engine.spiff.events import TimerNode
from engine.spiff.gateways import EventGatewayNode, ExclusiveNode, JoinNode
from engine.spiff.instances import MultiInstanceNode, RepeatedNode
from engine.spiff.look import look
from engine.spiff.nodes import (
    DecisionNode,
    EndNode,
    EntryNode,
    Node,
    PassNode,
    ScriptNode,
    ServiceNode,
    StartNode,
    TerminateNode,
)
from engine.spiff.scopes import ScopeNode

PASSING = (
    StartNode,
    EntryNode,
    PassNode,
    EndNode,
    TerminateNode,
    ExclusiveNode,
    ScriptNode,
    ServiceNode,
    DecisionNode,
    EventGatewayNode,
)
"""Nodes that no token is ever found at between two moves."""


class Elements:
    """The elements of a version by id, each with the process or subprocess it stands in."""

    def __init__(self, model: CompiledModel) -> None:
        self.main = str(model.spec.name)
        self._names = {element.id: element.name for element in model.definition.elements}
        self.specs: dict[str, Node] = {}
        self.homes: dict[str, str] = {}
        self.instances: dict[str, Node] = {}
        for home, scope in model.scopes.items():
            for spec in scope.task_specs.values():
                if not isinstance(spec, Node) or spec.bpmn_id not in self._names:
                    continue
                if spec.name == spec.bpmn_id:
                    self.specs[spec.name], self.homes[spec.name] = spec, home
                elif spec.name == spec.bpmn_id + INSTANCE:
                    self.instances[spec.bpmn_id] = spec

    def name(self, element: str) -> str:
        return self._names.get(element, "")

    def inside(self, element: str) -> str | None:
        """The process inside an element, None when it holds none."""
        spec = self.instances.get(element, self.specs[element])
        return str(spec.process) if isinstance(spec, ScopeNode) else None

    def resting(self) -> list[str]:
        """Elements where a token may wait, in reading order."""
        return [element for element in self._names if element in self.specs and rests(self.specs[element])]


def rests(spec: Node) -> bool:
    """Whether a token may be found at a node between two moves."""
    if isinstance(spec, RepeatedNode | UndoingNode):
        return True
    return not isinstance(spec, PASSING) and not (isinstance(spec, JoinNode) and len(spec.joins) < 2)


def propose(old: CompiledModel, new: CompiledModel) -> tuple[Suggestion, ...]:
    """A target for every element where a token may wait: the one with the same id, else the only one of the same kind and
    name; never one that would be judged wrong."""
    before, after = Elements(old), Elements(new)
    plan: dict[str, str] = {}
    found: dict[str, Suggestion] = {}
    # Scopes first, outermost first: what stands inside is judged by where the scope goes.
    for element in sorted(before.resting(), key=lambda e: (before.inside(e) is None, list(before.specs).index(e))):
        target, how = _find(before, after, element, plan)
        if target is not None:
            plan[element] = target
        found[element] = Suggestion(element=element, target=target, how=how)
    return tuple(found[element] for element in before.resting())


def judge(old: CompiledModel, new: CompiledModel, plan: Plan) -> dict[str, Problem]:
    """What is wrong with a plan, by element of the old version. An element without a target is wrong only for the cases that
    stand there; that is found case by case."""
    before, after = Elements(old), Elements(new)
    found: dict[str, Problem] = {}
    for element, target in plan.targets.items():
        if element not in before.specs:
            found[element] = obstacle(Obstacle.UNKNOWN_TARGET, element, target=element)
            continue
        problem = _judge(before, after, element, target, plan.targets, again=element in plan.again)
        if problem is not None:
            found[element] = problem
    return found


def _find(before: Elements, after: Elements, element: str, plan: Mapping[str, str]) -> tuple[str | None, str]:
    if _judge(before, after, element, element, plan) is None:
        return element, "id"
    name = before.name(element)
    alike = [
        other
        for other in after.specs
        if name and after.name(other) == name and other not in before.specs and other not in plan.values()
    ]
    fitting = [other for other in alike if _judge(before, after, element, other, plan) is None]
    return (fitting[0], "name") if len(fitting) == 1 else (None, "none")


def _judge(
    before: Elements,
    after: Elements,
    element: str,
    target: str,
    targets: Mapping[str, str],
    *,
    again: bool = False,
) -> Problem | None:
    if target not in after.specs:
        return obstacle(Obstacle.UNKNOWN_TARGET, element, target=target)
    spec, other = before.specs[element], after.specs[target]
    if _scope_there(before, after, before.homes[element], targets) != after.homes[target]:
        return obstacle(Obstacle.SCOPE_CHANGED, element, target=target)
    repeated = isinstance(spec, RepeatedNode) or isinstance(other, RepeatedNode)
    if (repeated and type(spec) is not type(other)) or (
        isinstance(spec, MultiInstanceNode)
        and isinstance(other, MultiInstanceNode)
        and spec.sequential != other.sequential
    ):
        return obstacle(Obstacle.LOOP_CHANGED, element, target=target)
    mine, theirs = before.instances.get(element, spec), after.instances.get(target, other)
    if type(mine) is not type(theirs) or spec.kind != other.kind:
        return obstacle(Obstacle.KIND_CHANGED, element, target=target)
    timers = isinstance(spec, TimerNode) and isinstance(other, TimerNode) and not again
    if timers and spec.form != other.form and "cycle" in (spec.form, other.form):
        return obstacle(Obstacle.TIMER_CHANGED, element, target=target)
    catches = isinstance(spec, CatchNode) and isinstance(other, CatchNode)
    if catches and (spec.trigger, spec.wanted) != (other.trigger, other.wanted):
        return obstacle(Obstacle.MESSAGE_CHANGED, element, target=target)
    return None


def _scope_there(before: Elements, after: Elements, home: str, targets: Mapping[str, str]) -> str | None:
    """The process of the new version that a process of the old one becomes."""
    if home == before.main:
        return after.main
    owner = next((e for e in before.specs if before.inside(e) == home), None)
    if owner is None:
        return home if home in after.homes.values() else None
    target = targets.get(owner, owner)
    return after.inside(target) if target in after.specs else None


def reachable(model: CompiledModel, state: bytes) -> frozenset[str]:
    """The elements that the tokens of a case can still come to, those where they stand among them."""
    elements = Elements(model)
    owners = {elements.inside(e): e for e in elements.specs if elements.inside(e) is not None}
    waiting = [place.element for place in look(model, state)]
    found: set[str] = set()
    while waiting:
        element = waiting.pop()
        if element in found or element not in elements.specs:
            continue
        found.add(element)
        waiting += [str(name) for name in elements.specs[element].successors()]
        inside = elements.inside(element)
        waiting += [e for e, home in elements.homes.items() if home == inside]
        owner = owners.get(elements.homes[element])
        if owner is not None:
            waiting += [str(name) for name in elements.specs[owner].successors()]
    return frozenset(found)
