"""Parallel and event-based gateways by token accounting.

Stock SpiffWorkflow searches the task tree for arrivals, and so counts those of an earlier round of a rework loop. Here an
arrival waits as a token on its flow, and firing consumes exactly one per flow (BPMN 2.0, 13.4.1); what is in excess stays.
"""

from typing import cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import FLOW, Node

RACE = "race"


class ParallelNode(Node):
    """A parallel gateway, joining, splitting or both."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.joins) < 2:
            return True
        arrived: dict[str, Token] = {}
        for token in my_task.workflow.tasks.values():
            if token.task_spec is self and token is not my_task and token.has_state(TaskState.WAITING):
                # Tokens stand in order of arrival; the oldest of each flow is consumed first.
                arrived.setdefault(token.internal_data[FLOW], token)
        mine = my_task.internal_data[FLOW]
        missing = [flow for flow in self.joins if flow != mine and flow not in arrived]
        if missing or mine in arrived:
            my_task._set_state(TaskState.WAITING)
            return False
        for flow in self.joins:
            if flow != mine:
                arrived[flow]._set_state(TaskState.COMPLETED)
        return True


class EventGatewayNode(Node):
    """An event-based gateway: its events race; the first to happen withdraws the others."""

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
