"""What an operator does to a running case: takes tokens away, puts new ones in, inside the right scope.

The instructions are followed in order, then the case settles as after any other move. Nothing is kept of a run that ends in
an error, so a preview is this same run on a state that is thrown away.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import CannotModify
from engine.model.advance import Advance
from engine.model.modification import Cancel, Instruction, Move, StartAfter, StartBefore
from engine.spiff import state as states
from engine.spiff.compile import CompiledModel
from engine.spiff.complex import PHASE, ComplexNode
from engine.spiff.gateways import JoinNode
from engine.spiff.host import Host
from engine.spiff.inclusive import BOUNDARY
from engine.spiff.instances import RepeatedNode
from engine.spiff.nodes import ACTIVE, Node, is_live
from engine.spiff.run import Run
from engine.spiff.scopes import ScopeNode, Subprocess, stand_by
from engine.spiff.tokens import Token


def modify(
    model: CompiledModel, state: bytes, instructions: Sequence[Instruction], host: Host, now: datetime
) -> Advance:
    """Follows the instructions. Raises CannotModify, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    return run.advance(lambda: _Operator(run).follow(instructions))


class _Operator:
    """One modification at work. `_number` is the instruction in hand, for the error that it may end in."""

    def __init__(self, run: Run) -> None:
        self._run, self._model, self._places = run, run.model, run.places
        self._number: int | None = None
        self._emptied: list[Any] = []

    def follow(self, instructions: Iterable[Instruction]) -> None:
        for number, instruction in enumerate(instructions):
            self._number = number
            match instruction:
                case Cancel():
                    self._cancel(self._live(instruction.token))
                case StartBefore():
                    self._start_before(instruction.element, instruction.scope, None)
                case StartAfter():
                    self._start_after(instruction.at, instruction.scope)
                case Move():
                    token = self._live(instruction.token)
                    self._start_before(instruction.element, None, token)
                    self._cancel(token)
        self._number = None
        self._close_emptied()

    def _cancel(self, token: Token) -> None:
        spec = cast(Node, token.task_spec)
        spec.withdraw(token)
        if spec.parent_loop is not None:
            token.workflow.spec.task_specs[spec.parent_loop].instance_completed(token)
        self._emptied.append(token.workflow)

    def _close_emptied(self) -> None:
        """Takes away what a cancelled token has left empty, from the inside out: it was not completed."""
        while self._emptied:
            scope = self._emptied.pop()
            if any(is_live(token) for token in scope.tasks.values()):
                continue
            owner = self._places.around(scope)
            if owner is None:
                raise self._refused("nothing_left")
            if owner.has_state(ACTIVE):
                self._cancel(owner)

    def _start_before(self, element: str, chosen: UUID | None, near: Token | None) -> None:
        spec = self._spec(element, lambda node: node.name == element)
        if spec.kind == BOUNDARY:
            self._arm(spec, chosen)
            return
        token = self._put(self._scope(self._home(spec), chosen, near), spec)
        if isinstance(spec, JoinNode):
            token._ready()
        else:
            spec._update(token)

    def _start_after(self, at: str, chosen: UUID | None) -> None:
        spec = self._spec(at, lambda node: node.name == at or any(out.id == at for out in node.outs))
        if not spec.outs:
            raise self._refused("nothing_after", at)
        token = self._put(self._scope(self._home(spec), chosen, None), spec)
        token._set_state(TaskState.COMPLETED)
        spec.leave(token, spec.choose(token) if spec.name == at else [out for out in spec.outs if out.id == at])
        for child in token.children:
            child.task_spec._update(child)

    def _arm(self, spec: Node, chosen: UUID | None) -> None:
        """Sets an event on the border of a running activity."""
        hosts = [
            token
            for token in self._places.tokens()
            if token.has_state(ACTIVE) and spec.name in token.task_spec.boundary and chosen in (None, token.id)
        ]
        if len(hosts) != 1:
            raise self._refused("several_scopes" if hosts else "not_running", spec.bpmn_id)
        if any(child.task_spec is spec and child.has_state(ACTIVE) for child in hosts[0].children):
            raise self._refused("armed_already", spec.bpmn_id)
        watcher = hosts[0]._add_child(spec, TaskState.FUTURE)
        watcher.triggered = True
        spec._update(watcher)

    def _scope(self, process: str, chosen: UUID | None, near: Token | None) -> Any:
        """The running scope of a process: the chosen one, the nearest around `near`, the only one, or a new one."""
        running = [scope for scope in self._places.scopes() if scope.spec.name == process]
        if chosen is not None:
            running = [scope for scope in running if scope is not self._run.workflow and scope.parent_task_id == chosen]
            if not running:
                raise self._refused("scope_unknown")
        around: Any = near.workflow if near is not None else None
        while around is not None:
            if around in running:
                return around
            owner = self._places.around(around)
            around = None if owner is None else owner.workflow
        if len(running) > 1:
            raise self._refused("several_scopes", process)
        return running[0] if running else self._begin(process)

    def _begin(self, process: str) -> Any:
        """Begins a scope that does not run, and those around it, without what stands at its start."""
        owners = [
            spec for spec in self._specs() if isinstance(spec, ScopeNode) and spec.noted and spec.process == process
        ]
        if len(owners) != 1:
            raise self._refused("several_scopes" if owners else "not_startable", process)
        owner = owners[0]
        place = self._scope(self._home(owner), None, None)
        if owner.parent_loop is not None:
            loop = cast(RepeatedNode, place.spec.task_specs[owner.parent_loop])
            activity = self._put(place, loop)
            activity._set_state(TaskState.STARTED)
            loop.arm_boundary(activity)
            token = loop.only_one(activity)
        else:
            token = self._put(place, owner)
        token._set_state(TaskState.STARTED)
        owner.enter(token)
        top = self._run.workflow
        inner = Subprocess(self._model.scopes[process], token, top)
        top.subprocesses[token.id] = inner
        inner.task_tree = Token(inner, inner.spec.start_node, state=TaskState.COMPLETED)
        stand_by(inner)
        return inner

    def _put(self, scope: Any, spec: Node) -> Token:
        token: Token = scope.task_tree._add_child(spec, TaskState.FUTURE)
        if isinstance(spec, ComplexNode):
            token.internal_data[PHASE] = True
        return token

    def _live(self, token_id: UUID) -> Token:
        token: Token | None = self._places.find(token_id)
        if token is None or not token.has_state(ACTIVE):
            raise self._refused("token_gone")
        return token

    def _specs(self) -> list[Node]:
        return [
            spec
            for scope in self._model.scopes.values()
            for spec in scope.task_specs.values()
            if isinstance(spec, Node)
        ]

    def _spec(self, name: str, fits: Callable[[Node], bool]) -> Node:
        """An element of the diagram; an instance of a repeated one is not by itself."""
        found = next((spec for spec in self._specs() if spec.name == spec.bpmn_id and fits(spec)), None)
        if found is None:
            raise self._refused("unknown_element", name)
        return found

    def _home(self, spec: Node) -> str:
        return next(name for name, scope in self._model.scopes.items() if scope.task_specs.get(spec.name) is spec)

    def _refused(self, code: str, element: str = "") -> CannotModify:
        return CannotModify(code, number=self._number, element=element)
