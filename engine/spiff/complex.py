"""Complex gateways: they go on when their activation condition is true, and then see the rest in (BPMN 2.0.2, 13.4.5).

Stock SpiffWorkflow does not read them. Waiting for start, the condition decides; the gateway takes one token from each flow
that has one. Then it waits for reset: for a token on each other flow, unless an inclusive join would not expect one
any more. What arrives by a flow that was used already stays for the next round. A flow out without a condition is
taken when the gateway goes on, not at reset; a condition may ask `waitingForStart`.
"""

from typing import Any, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.inclusive import ReachingNode
from engine.spiff.nodes import Out, run_of

USED = "used"
"""On the token that remembers, while the gateway waits for reset: the flows it took a token from."""
PHASE = "waitingForStart"
COUNT = "activationCount"


class ComplexNode(ReachingNode):
    """A complex gateway. Without an activation condition it has one incoming flow at most."""

    activation: Expression | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.joins) < 2:
            my_task.internal_data[PHASE] = True
            return True
        my_task._set_state(TaskState.WAITING)
        if self._memory(my_task.workflow) is None:
            self._start(my_task.workflow)
        return False

    def remembers(self, token: Token) -> bool:
        return USED in token.internal_data

    def resets(self, scope: Any) -> bool:
        return self._memory(scope) is not None

    def judge(self, scope: Any) -> bool:
        memory = self._memory(scope)
        if memory is None:
            return self._start(scope)
        used = memory.internal_data[USED]
        fresh = {flow: token for flow, token in self.arrived(scope).items() if flow not in used}
        if self.expects(scope, {*used, *fresh}):
            return False
        for token in fresh.values():
            token._set_state(TaskState.COMPLETED)
        memory.internal_data[PHASE] = False
        memory._ready()
        return True

    def choose(self, my_task: Token) -> list[Out]:
        run = run_of(my_task)
        starting = my_task.internal_data.get(PHASE) is True
        known = {PHASE: starting, COUNT: my_task.internal_data.get(COUNT, 0)}
        chosen = [
            out
            for out in self.outs
            if out is not self.default
            and (starting if out.condition is None else run.evaluate(my_task, out.condition, known) is True)
        ]
        if not chosen and self.default is not None:
            return [self.default]
        if not chosen and starting:
            raise run.failed(my_task, "", "no condition is true and there is no default flow")
        return chosen

    def withdraw(self, my_task: Token, *, sparing: Token | None = None) -> None:
        if USED in my_task.internal_data:
            my_task._set_state(TaskState.CANCELLED)
        else:
            super().withdraw(my_task, sparing=sparing)

    def _start(self, scope: Any) -> bool:
        arrived = self.arrived(scope)
        if not arrived or self.activation is None:
            return False
        first, *others = arrived.values()
        known = {COUNT: len(arrived), PHASE: True}
        if run_of(first).evaluate(first, self.activation, known) is not True:
            return False
        for token in others:
            token._set_state(TaskState.COMPLETED)
        first.internal_data |= known
        memory = cast(Token, first.parent)._add_child(self, TaskState.WAITING)
        memory.internal_data[USED] = list(arrived)
        memory.internal_data[COUNT] = len(arrived)
        first._ready()
        return True

    def _memory(self, scope: Any) -> Token | None:
        return next(
            (
                token
                for token in scope.tasks.values()
                if token.task_spec is self and USED in token.internal_data and token._state == TaskState.WAITING
            ),
            None,
        )
