"""Interim: message and signal events and calls of other models, until the executor has its own."""

from typing import Any

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.gateways import end_race
from engine.spiff.nodes import ACTIVE, EndNode, Node, PassNode, run_of

CAUGHT = "caught"
KEY = "key"


class CatchNode(Node):
    """Waits for a message or signal."""

    trigger = "message"
    wanted = ""
    correlation: Expression | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get(CAUGHT):
            return True
        if KEY not in my_task.internal_data:
            key = run_of(my_task).evaluate(my_task, self.correlation) if self.correlation else None
            my_task.internal_data[KEY] = None if key is None else str(key)
        my_task._set_state(TaskState.WAITING)
        return False

    def catch(self, my_task: Token) -> None:
        end_race(my_task)
        my_task.internal_data[CAUGHT] = True
        self._update(my_task)


class BoundaryCatchNode(CatchNode):
    """On an activity."""

    interrupting = True

    def catch(self, my_task: Token) -> None:
        if self.interrupting:
            host = my_task.parent
            if host is not None and host.has_state(ACTIVE):
                host.task_spec.withdraw(host, sparing=my_task)
            super().catch(my_task)
            return
        self.leave(my_task, self.outs)
        run_of(my_task).note_passed(my_task)
        for child in my_task.children:
            if child.has_state(TaskState.FUTURE):
                child.task_spec._update(child)


class Throwing:
    """What a throw event says."""

    trigger = "message"
    said = ""
    correlation: Any = None
    inputs: Any = {}

    def throw(self, my_task: Token) -> None:
        run = run_of(my_task)
        key = run.evaluate(my_task, self.correlation) if self.correlation else None
        payload = {name: run.evaluate(my_task, e) for name, e in self.inputs.items()}
        run.thrown.append(
            (self.trigger, my_task.task_spec.bpmn_id, self.said, None if key is None else str(key), payload)
        )


class ThrowNode(Throwing, PassNode):
    def _run_hook(self, my_task: Token) -> bool:
        self.throw(my_task)
        return super()._run_hook(my_task)


class ThrowEndNode(Throwing, EndNode):
    def _run_hook(self, my_task: Token) -> bool:
        self.throw(my_task)
        return super()._run_hook(my_task)


class CallNode(Node):
    """Calls another model."""

    called = ""
    version: int | None = None
    inputs: Any = {}

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get(CAUGHT):
            return True
        self.arm_boundary(my_task)
        my_task._set_state(TaskState.WAITING)
        return False
