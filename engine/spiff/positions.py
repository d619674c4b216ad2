"""Where an event that is waited for may stand: in the flow, on the border of an activity, or at the start of an event
subprocess. What it waits for is a matter of its own; it says when that `happens`.

Stock SpiffWorkflow lets the task after an interrupting event inside its activity run all the same, and begins an event
subprocess by changing the specification that all cases share.
"""

from typing import Any, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.gateways import end_race
from engine.spiff.nodes import ACTIVE, Node, run_of
from engine.spiff.scopes import ScopeNode

FIRED = "fired"
WAITS = " [waits]"
"""Behind a start event's id: the name of what waits for it in the scope around its event subprocess."""


class EventNode(Node):
    """An event in the flow: its token waits until it happens, and goes on."""

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get(FIRED):
            return True
        self.begin_waiting(my_task)
        my_task._set_state(TaskState.WAITING)
        return False

    def begin_waiting(self, my_task: Token) -> None:
        """Called when the token has come, before it waits."""

    def happen(self, my_task: Token, *, again: bool = False) -> None:
        """It has happened. `again`: it may do so once more, where it does not interrupt."""
        end_race(my_task)
        my_task.internal_data[FIRED] = True
        self._update(my_task)


class OnBorder(EventNode):
    """An event on an activity. Interrupting, it withdraws the activity; else the activity goes on beside its path."""

    interrupting = True

    def happen(self, my_task: Token, *, again: bool = False) -> None:
        host = my_task.parent
        if self.interrupting:
            if host is not None and host.has_state(ACTIVE):
                cast(Node, host.task_spec).withdraw(host, sparing=my_task)
        elif again:
            self.leave(my_task, self.choose(my_task))
            run_of(my_task).note_passed(my_task)
            for child in my_task.children:
                if child.has_state(TaskState.FUTURE):
                    child.task_spec._update(child)
            return
        super().happen(my_task)


class StartsSubprocess(EventNode):
    """What waits in a scope for the start of its event subprocess `subprocess`. The scope ends without asking it."""

    keeps = False
    subprocess = ""

    def happen(self, my_task: Token, *, again: bool = False) -> None:
        scope = my_task.workflow
        spec = cast(EventScopeNode, scope.spec.task_specs[self.subprocess])
        if not again:
            my_task._set_state(TaskState.CANCELLED)
        spec.open(scope)

    def withdraw(self, my_task: Token, *, sparing: Token | None = None) -> None:
        if my_task.has_state(ACTIVE):
            my_task._set_state(TaskState.CANCELLED)


class EventScopeNode(ScopeNode):
    """An event subprocess that is under way, begun by its event `start` (BPMN 2.0.2, 13.5.4).

    What is thrown is caught by it without anything waiting: `trigger` and `code` say what (None: any code).
    """

    interrupting = True
    start = ""
    trigger = ""
    code: str | None = None

    def open(self, scope: Any) -> Token:
        """Its event has happened. Interrupting, it withdraws everything else in the scope."""
        if self.interrupting:
            for token in list(scope.tasks.values()):
                cast(Node, token.task_spec).withdraw(token)
            owner = run_of(scope.task_tree).places.around(scope)
            if owner is not None:
                owner.task_spec.interrupted(owner)
        run_of(scope.task_tree).count_instance(scope.task_tree)
        child = scope.task_tree._add_child(self, TaskState.FUTURE)
        child.triggered = True
        self._update(child)
        return cast(Token, child)
