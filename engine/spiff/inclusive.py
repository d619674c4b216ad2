"""Inclusive gateways: a join waits for the tokens that can still come, and for no others.

Stock SpiffWorkflow looks for waiting tasks upstream in its task tree, which loops and unstructured diagrams lead astray: in
about one of twelve random models it went on too early or never. Here BPMN 2.0.2, 13.4.3 is taken at its word: the gateway
is activated when it has a token, and every token of the scope that can get to one of its empty incoming flows can also get
to one that is filled, in both cases without passing the gateway itself.
"""

from collections.abc import Collection, Mapping
from typing import Any

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.gateways import JoinNode
from engine.spiff.nodes import ACTIVE

BOUNDARY = "boundaryEvent"


class ReachingNode(JoinNode):
    """A join that asks what can still come. `reach` is what `engine.spiff.reach` found for it."""

    reach: Mapping[str, int]

    def expects(self, scope: Any, filled: Collection[str]) -> bool:
        """Whether a token of the scope can get to an incoming flow that is not filled, and to none that is."""
        full = sum(1 << number for number, flow in enumerate(self.joins) if flow in filled)
        for token in scope.tasks.values():
            spec = token.task_spec
            # An event on a border stands for no token of its own while its activity runs.
            if spec is self or spec.kind == BOUNDARY or not token.has_state(ACTIVE):
                continue
            if isinstance(spec, JoinNode) and spec.remembers(token):
                continue
            reached = self.reach.get(spec.name, 0)
            if reached and not reached & full:
                return True
        return False


class InclusiveNode(ReachingNode):
    """An inclusive gateway, joining, splitting or both."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.joins) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def judge(self, scope: Any) -> bool:
        arrived = self.arrived(scope)
        if not arrived or self.expects(scope, arrived):
            return False
        first, *others = arrived.values()
        for token in others:
            token._set_state(TaskState.COMPLETED)
        first._ready()
        return True
