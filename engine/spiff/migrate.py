"""Takes a stored case from one version of its model to another, token by token.

Tokens keep their ids, counters and due instants, so that tasks and timers of the outside stay what they are. What is new on the
border of an activity that runs is armed, what is gone there is dropped; then the case settles as after any other move.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import CannotMigrate, Problem
from engine.model.advance import Advance
from engine.model.migration import Migrated, Moved, Obstacle, Plan, obstacle
from engine.spiff import state as states
from engine.spiff.adhoc import QUEUE
from engine.spiff.building import INSTANCE
from engine.spiff.carrying import bring_records, is_beside, new_watchers, place_beside
from engine.spiff.compile import CompiledModel
from engine.spiff.complex import USED
from engine.spiff.events import ANCHOR, DONE, DUE, LEFT, TimerNode
from engine.spiff.gateways import JoinNode
from engine.spiff.host import Host
from engine.spiff.look import host_of
from engine.spiff.matching import Elements, judge
from engine.spiff.nodes import ACTIVE, FLOW, Node
from engine.spiff.places import Places
from engine.spiff.positions import FIRED
from engine.spiff.report import differences, waiting
from engine.spiff.run import Run
from engine.spiff.scopes import Subprocess
from engine.spiff.tokens import Token


def migrate(old: CompiledModel, new: CompiledModel, state: bytes, plan: Plan, host: Host, now: datetime) -> Migrated:
    """The case in the new version. Raises CannotMigrate with every token that has no place there, and as `start`."""
    before = states.load(state, old.spec, old.scopes)
    crossing = _Crossing(old, new, plan)
    workflow = crossing.carry(before)
    if crossing.problems:
        raise CannotMigrate(crossing.problems)
    run = Run(new, workflow, host, now)
    advance = run.advance(crossing.arm, before=waiting(Places(before)))
    return Migrated(advance=advance, moved=tuple(crossing.moved))


def restore(
    old: CompiledModel, new: CompiledModel, old_state: bytes, state: bytes, host: Host, now: datetime
) -> Advance:
    """The way back: the case at `old_state` of the old version, told as a difference from where it stands in the new."""
    there = waiting(Places(states.load(state, new.spec, new.scopes)))
    run = Run(old, states.load(old_state, old.spec, old.scopes), host, now)
    return Advance(state=old_state, **dict(differences(run, there, waiting(run.places))))  # type: ignore[arg-type]


class _Crossing:
    """One case on its way."""

    def __init__(self, old: CompiledModel, new: CompiledModel, plan: Plan) -> None:
        self._old, self._new, self._plan = Elements(old), Elements(new), plan
        self._new_model = new
        self._wrong = judge(old, new, plan)
        self._sources = {out.id: name for name, spec in self._old.specs.items() for out in spec.outs}
        self._arms: list[tuple[Token, Node]] = []
        self._again: list[Token] = []
        self.problems: list[Problem] = []
        self.moved: list[Moved] = []

    def carry(self, before: states.CaseWorkflow) -> states.CaseWorkflow:
        """The same tokens under the new specification; what has no place there is in `problems`."""
        root = before.spec.name
        spec = self._new_model.spec if root == self._old.main else self._new_model.scopes.get(root)
        if spec is None:
            self.problems.append(obstacle(Obstacle.SCOPE_CHANGED, root, target=root))
            spec = self._new_model.spec
        workflow = states.CaseWorkflow(spec, self._new_model.scopes)
        scopes: dict[UUID, Any] = {}
        self._carry_scope(before, workflow)
        scopes.update(dict.fromkeys(workflow.tasks, workflow))
        for owner_id, inner in before.subprocesses.items():
            place = scopes.get(owner_id)
            owner = None if place is None else place.tasks.get(owner_id)
            process = getattr(owner.task_spec, "process", None) if owner is not None else None
            if owner is None or process is None:
                continue  # its owner is among the problems already
            scope = Subprocess(self._new_model.scopes[process], owner, workflow)
            workflow.subprocesses[owner_id] = scope
            self._carry_scope(inner, scope)
            scopes.update(dict.fromkeys(scope.tasks, scope))
        return workflow

    def arm(self) -> None:
        """Sets what is new on the border of activities that run, and counts again what the plan says."""
        for host, spec in self._arms:
            watcher = host._add_child(spec, TaskState.FUTURE)
            watcher.triggered = True
            spec._update(watcher)
        for token in self._again:
            token._set_state(TaskState.FUTURE)
            token.task_spec._update(token)

    def _carry_scope(self, old: Any, new: Any) -> None:
        placed: dict[UUID, Token] = {}
        for token in old.tasks.values():
            if token is old.task_tree and not token.has_state(ACTIVE):
                new.task_tree = placed[token.id] = Token(new, new.spec.start_node, state=token._state, id=token.id)
                new.task_tree.internal_data = dict(token.internal_data)
                bring_records(new.task_tree, self._new_model.scopes, self._plan.targets)
                continue
            parent = placed.get(token._parent)
            spec = self._target(token, new, parent)
            if spec is None:
                # What hung below a dropped event on a border goes on below the activity.
                if parent is not None:
                    placed[token.id] = parent
                continue
            carried = Token(new, spec, state=token._state, id=token.id)
            carried.internal_data = dict(token.internal_data)
            if parent is None:
                new.task_tree = carried
            else:
                carried._parent = parent.id
                parent._children.append(carried.id)
            placed[token.id] = carried
            self._translate(token, carried)
        self._arms += new_watchers(old, new, self._plan.targets)
        for token in old.tasks.values():
            if token.id in placed and token.has_state(ACTIVE) and placed[token.id].id == token.id:
                self._borders(token, placed[token.id])

    def _target(self, token: Token, scope: Any, parent: Token | None) -> Node | None:
        """The node a token goes on at; None for an event on a border that is no more, and for a problem."""
        element = token.task_spec.bpmn_id
        if is_beside(token):
            found = place_beside(token, scope, self._plan.targets)
            if found is None and token.task_spec.keeps:
                self.problems.append(obstacle(Obstacle.SCOPE_CHANGED, element, target=element))
            return found
        target = self._plan.targets.get(element)
        watches = host_of(token) is not None
        if watches and parent is not None:
            border = parent.task_spec.boundary
            if target is None or target not in border:
                return None
        if target is None:
            self.problems.append(obstacle(Obstacle.NO_TARGET, element))
            return None
        if element in self._wrong:
            self.problems.append(self._wrong[element])
            return None
        name = target + INSTANCE if token.task_spec.name.endswith(INSTANCE) else target
        spec = scope.spec.task_specs.get(name)
        if not isinstance(spec, Node):
            self.problems.append(obstacle(Obstacle.SCOPE_CHANGED, element, target=target))
            return None
        if target != element:
            self.moved.append(Moved(token=token.id, element=element, target=target))
        return spec

    def _translate(self, token: Token, carried: Token) -> None:
        """What a token remembers, in the words of the new version."""
        spec, element = carried.task_spec, token.task_spec.bpmn_id
        bring_records(carried, self._new_model.scopes, self._plan.targets)
        flow = carried.internal_data.get(FLOW)
        if flow is not None:
            there = self._flow(flow, spec)
            if there is not None:
                carried.internal_data[FLOW] = there
            elif isinstance(spec, JoinNode):
                self.problems.append(obstacle(Obstacle.FLOW_GONE, element, flow=flow))
        queue = carried.internal_data.get(QUEUE)
        if isinstance(queue, list):
            there_now = [self._plan.targets.get(name, name) for name in queue]
            carried.internal_data[QUEUE] = there_now
            self.problems += [obstacle(Obstacle.NO_TARGET, n) for n in there_now if n not in self._new.specs]
        used = carried.internal_data.get(USED)
        if isinstance(used, list):
            carried.internal_data[USED] = [self._flow(flow, spec) or "" for flow in used]
            self.problems += [
                obstacle(Obstacle.FLOW_GONE, element, flow=flow) for flow in used if not self._flow(flow, spec)
            ]
        if isinstance(spec, TimerNode) and element in self._plan.again and carried._state == TaskState.WAITING:
            for name in (DUE, FIRED, ANCHOR, DONE, LEFT):
                carried.internal_data.pop(name, None)
            self._again.append(carried)

    def _flow(self, flow: str, spec: Node) -> str | None:
        """The flow into a node that the old flow has become: the same id, else the one from the same place, in the same order
        when there are several."""
        if flow in spec.joins:
            return flow
        source = self._sources.get(flow, "")
        before, after = self._old.specs.get(source), self._new.specs.get(self._plan.targets.get(source, source))
        if before is None or after is None:
            return None
        end = next(out.target for out in before.outs if out.id == flow)
        alike = [out.id for out in before.outs if out.target == end]
        found = [out.id for out in after.outs if out.id in spec.joins]
        return found[alike.index(flow)] if len(found) == len(alike) else None

    def _borders(self, token: Token, carried: Token) -> None:
        """Remembers which events on the border of a running activity are new, and so are to be armed. One that has fired
        already is not."""
        if not carried.task_spec.boundary:
            return
        known = {self._plan.targets.get(name) for name in token.task_spec.boundary}
        specs = carried.workflow.spec.task_specs
        self._arms += [(carried, specs[name]) for name in carried.task_spec.boundary if name not in known]
