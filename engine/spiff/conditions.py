"""Conditional events: they happen when their expression becomes true, or is true when they are come to.

They are looked at whenever nothing else in the case can move by itself, in order of arrival. One that does not interrupt
happens again when its expression has been false in between.
"""

from SpiffWorkflow.task import Task as Token

from engine.feel import Expression
from engine.spiff.nodes import run_of
from engine.spiff.positions import EventNode, OnBorder, StartsSubprocess

WAS = "was"


class ConditionNode(EventNode):
    """An intermediate event that waits for its condition."""

    condition: Expression

    def reconsider(self, my_task: Token) -> bool:
        was, now = my_task.internal_data.get(WAS, False), self.holds_now(my_task)
        my_task.internal_data[WAS] = now
        if now and not was:
            self.happen(my_task, again=True)
        return now and not was

    def holds_now(self, my_task: Token) -> bool:
        """Whether the condition is true."""
        return run_of(my_task).evaluate(my_task, self.condition) is True


class BoundaryConditionNode(OnBorder, ConditionNode):
    """The same on an activity."""


class StartConditionNode(StartsSubprocess, ConditionNode):
    """The same at the start of an event subprocess."""
