"""Exclusive, parallel and event-based gateways by token accounting.

Stock SpiffWorkflow searches the task tree for arrivals, and so counts those of an earlier round of a rework loop. Here an
arrival waits as a token on its flow, and firing consumes exactly one per flow (BPMN 2.0, 13.4.1); what is in excess stays.
"""

from collections.abc import Iterable
from typing import Any, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import FLOW, Node, Out, run_of

RACE = "race"


class ExclusiveNode(Node):
    """An exclusive gateway: the first flow whose condition is true, else the default."""

    def choose(self, my_task: Token) -> Iterable[Out]:
        if len(self.outs) == 1 and self.outs[0].condition is None:
            return self.outs
        for out in self.outs:
            if out is not self.default and out.condition is not None and self.holds(my_task, out.condition):
                return (out,)
        if self.default is None:
            raise run_of(my_task).failed(my_task, "", "no condition is true and there is no default flow")
        return (self.default,)


class JoinNode(Node):
    """A gateway where tokens wait for each other."""

    def arrived(self, scope: Any) -> dict[str, Token]:
        """The oldest waiting token of each incoming flow that has one."""
        found: dict[str, Token] = {}
        # Tokens stand in order of arrival; the oldest of each flow is consumed first.
        for token in scope.tasks.values():
            if token.task_spec is self and token._state == TaskState.WAITING and FLOW in token.internal_data:
                found.setdefault(token.internal_data[FLOW], token)
        return found

    def remembers(self, token: Token) -> bool:
        """Whether this is no token of the diagram, but what the gateway remembers until it resets."""
        return False

    def resets(self, scope: Any) -> bool:
        """Whether it has gone on and only sees in what is left; that is judged after what can still go on."""
        return False

    def judge(self, scope: Any) -> bool:
        """Asked when nothing else in the case can move: whether this lets something go on."""
        return False


class ParallelNode(JoinNode):
    """A parallel gateway, joining, splitting or both."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.joins) < 2:
            return True
        arrived = self.arrived(my_task.workflow)
        mine = my_task.internal_data[FLOW]
        if mine in arrived or any(flow != mine and flow not in arrived for flow in self.joins):
            my_task._set_state(TaskState.WAITING)
            return False
        for token in arrived.values():
            token._set_state(TaskState.COMPLETED)
        return True


class EventGatewayNode(Node):
    """An event-based gateway: its events race; the first to happen withdraws the others. `parallel`: it begins a case, with
    any of its events, and the case waits for the others."""

    parallel = False

    def _run_hook(self, my_task: Token) -> bool:
        self.leave(my_task, self.outs)
        for child in my_task.children:
            child.internal_data[RACE] = str(my_task.id)
        return True


def end_race(my_task: Token) -> None:
    """Withdraws the other events of the same race."""
    race = my_task.internal_data.get(RACE)
    if race is None:
        return
    for token in list(my_task.workflow.tasks.values()):
        if token is not my_task and token.internal_data.get(RACE) == race:
            cast(Node, token.task_spec).withdraw(token)
