"""What our task specifications share: nothing is predicted, nothing is inherited, a token goes on by the flows it chose.

Stock SpiffWorkflow draws the whole future tree ahead (exponential past joins) and copies data from task to task
(branches overwrite each other at joins). Ours know only where tokens are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression

if TYPE_CHECKING:
    from engine.spiff.run import Run

Outputs = tuple[tuple[str, Expression], ...]
"""Names, each with the FEEL that gives its value."""
ACTIVE = TaskState.FUTURE | TaskState.WAITING | TaskState.READY | TaskState.STARTED
LOOP = "loop"
FLOW = "flow"


@dataclass(frozen=True)
class Out:
    """One outgoing flow: its id, where it leads, and its condition."""

    id: str
    target: str
    condition: Expression | None = None


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """A flow node. `kind` is its BPMN element name, `joins` the ids of its incoming flows, `parent_loop` the name of the
    repeated activity that runs its instances, `takes` what it may read under names of its own, `gives` what it writes
    when it is done. `handled` says that a compensation handler undoes it.

    A token at a node that does not `keep` lets its scope end; an event on a border that is not `armed`
    has no token until it happens; what is not `noted` is not in the diagram; `repeats`: it runs instances of another.
    """

    keeps = True
    armed = True
    noted = True
    repeats = False
    handled = False
    undoable = False

    def __init__(self, process: object, name: str, *, element: str, kind: str, manual: bool = False) -> None:
        super().__init__(process, name, manual=manual)
        self.bpmn_id = element
        self.kind = kind
        self.outs: tuple[Out, ...] = ()
        self.default: Out | None = None
        self.conditional = False
        self.joins: tuple[str, ...] = ()
        self.boundary: tuple[str, ...] = ()
        self.takes: Outputs = ()
        self.gives: Outputs = ()
        self.parent_loop: str | None = None

    def test(self) -> None:
        """Structure was judged by the deployment check."""

    def _predict(self, my_task: Token, *_args: object, **_kwargs: object) -> None:
        """Nothing is predicted."""

    def _update(self, my_task: Token) -> None:
        if run_of(my_task).passes_by(my_task):
            my_task._ready()
        else:
            super()._update(my_task)

    def _update_hook(self, my_task: Token) -> bool:
        self.enter(my_task)
        return True

    def enter(self, my_task: Token) -> None:
        """The activity begins: its inputs are known from now on, and the events on its border may happen."""
        if self.takes:
            run_of(my_task).knowledge.take_in(my_task, self.takes)
        self.arm_boundary(my_task)

    def _run_hook(self, my_task: Token) -> bool:
        if self.gives:
            run_of(my_task).knowledge.give_out(my_task, self.gives)
        if self.parent_loop is None and self.may_leave(my_task):
            self.leave(my_task, self.choose(my_task))
        return True

    def may_leave(self, my_task: Token) -> bool:
        """Asks the scope, when it has a say in what follows one of its activities."""
        scope = my_task.workflow
        return not scope.spec.ad_hoc or scope.owner.task_spec.goes_on(scope.owner, my_task)

    def connect_outs(self, outs: Iterable[Out], default: str | None) -> None:
        """Told once, when the scope is built, which flows lead out and which of them is the default."""
        self.outs = tuple(outs)
        self.default = next((out for out in self.outs if out.id == default), None)
        self.conditional = self.default is not None or any(out.condition is not None for out in self.outs)

    def choose(self, my_task: Token) -> Iterable[Out]:
        """The flows the token leaves by: those without a condition and those whose condition is true; the default when no
        condition is."""
        if not self.conditional:
            return self.outs
        true = [out for out in self.outs if out.condition is not None and self.holds(my_task, out.condition)]
        default = self.default if not true else None
        chosen = [out for out in self.outs if out in true or out is default or self._always(out)]
        if not chosen:
            raise run_of(my_task).failed(my_task, "", "no condition is true and there is no default flow")
        return chosen

    def holds(self, my_task: Token, condition: Expression) -> bool:
        """Whether a condition is true where the token stands."""
        return run_of(my_task).evaluate(my_task, condition) is True

    def _always(self, out: Out) -> bool:
        return out.condition is None and out is not self.default

    def successors(self) -> Iterable[str]:
        """The nodes that a token here can get to in one step, by its flows or by an event on its border."""
        yield from (out.target for out in self.outs)
        yield from self.boundary

    def leave(self, my_task: Token, outs: Iterable[Out]) -> None:
        """Puts a token on each flow."""
        specs = my_task.workflow.spec.task_specs
        for out in outs:
            child = my_task._add_child(specs[out.target], TaskState.FUTURE)
            child.internal_data[FLOW] = out.id

    def _on_complete(self, my_task: Token) -> None:
        # Stock updates every child that is not finished, and so would begin one again that waits already: a token that
        # a repeating timer sent on earlier.
        self._on_complete_hook(my_task)
        for child in my_task.children:
            if child.has_state(TaskState.FUTURE):
                child.task_spec._update(child)
        my_task.workflow._task_completed_notify(my_task)

    def arm_boundary(self, my_task: Token) -> None:
        """Lets what is attached to the activity wait; it hangs below it and is never its outgoing flow."""
        specs = my_task.workflow.spec.task_specs
        for name in self.boundary:
            if not specs[name].armed:
                continue
            watcher = my_task._add_child(specs[name], TaskState.FUTURE)
            watcher.triggered = True
            watcher.task_spec._update(watcher)

    def _on_complete_hook(self, my_task: Token) -> None:
        self.disarm_boundary(my_task)
        if self.undoable:
            run_of(my_task).remember(my_task)
        if self.parent_loop is not None:
            my_task.workflow.spec.task_specs[self.parent_loop].instance_completed(my_task)

    def disarm_boundary(self, my_task: Token) -> None:
        """Withdraws what was attached to the activity and have not fired."""
        if self.boundary:
            for watcher in my_task.children:
                if watcher.task_spec.name in self.boundary and watcher.has_state(ACTIVE):
                    watcher._set_state(TaskState.CANCELLED)

    def withdraw(self, my_task: Token, *, sparing: Token | None = None) -> None:
        """Ends a token without letting it go on; what it holds inside ends with it, but for `sparing`."""
        if my_task.has_state(ACTIVE):
            my_task._set_state(TaskState.CANCELLED)
            for watcher in my_task.children:
                if watcher is not sparing and watcher.task_spec.name in self.boundary and watcher.has_state(ACTIVE):
                    watcher._set_state(TaskState.CANCELLED)
            run_of(my_task).note_cancelled(my_task)


class StartNode(Node):
    """A none start event."""


class PassNode(Node):
    """A node that only lets the token through: none events, tasks without a type."""


class EntryNode(Node):
    """Where a scope without a start event begins: at everything that nothing leads to. It is not in the diagram."""


class HumanNode(Node):
    """A user or manual task; it is READY until a person completes it."""


class EndNode(Node):
    """A none end event: the token ends; the scope ends when no token is left."""


class TerminateNode(Node):
    """A terminate end event: every other token of its scope is withdrawn."""

    def _run_hook(self, my_task: Token) -> bool:
        for token in list(my_task.workflow.tasks.values()):
            if token is not my_task:
                cast(Node, token.task_spec).withdraw(token)
        return True


class ScriptNode(Node):
    """A script task: assignments, made one after the other; they are what it gives."""


class ServiceNode(Node):
    """A service task: a toolbox step, run now; its result becomes a fact."""

    def _run_hook(self, my_task: Token) -> bool:
        run_of(my_task).run_step(my_task, self.bpmn_id)
        return super()._run_hook(my_task)


class DecisionNode(Node):
    """A business rule task: a decision, evaluated now; its result becomes a fact."""

    def _run_hook(self, my_task: Token) -> bool:
        run_of(my_task).decide(my_task, self.bpmn_id)
        return super()._run_hook(my_task)


def is_live(token: Token) -> bool:
    """Whether a token keeps its scope from ending."""
    return token.has_state(ACTIVE) and bool(token.task_spec.keeps)


def run_of(my_task: Token) -> "Run":
    """The run that moves this token now."""
    return cast("Run", my_task.workflow.top_workflow.script_engine)
