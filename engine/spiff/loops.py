"""Standard loops: an activity done again while a condition holds (BPMN 2.0.2, 13.3.6).

Stock SpiffWorkflow copies the results of each pass over those of the last through task data and finds its loop again by a
callback, which is lost when a case is loaded. Here a pass finds its loop through the specification, like an instance.
"""

from collections.abc import Iterable, Iterator

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.instances import RepeatedNode
from engine.spiff.nodes import run_of

COUNTER = "loopCounter"
PASS = "pass"
PASSES = "passes"


class LoopNode(RepeatedNode):
    """Runs the node `inner` again while `condition` holds, `maximum` times at most; `before` asks ahead of the first pass too.

    The condition reads as `loopCounter` how many passes have been done.
    """

    before = False
    condition: Expression | None = None
    maximum: int | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.has_state(TaskState.STARTED):
            return False
        my_task.internal_data[PASSES] = 0
        if self.before and not self._again(my_task, my_task):
            return True
        my_task._set_state(TaskState.STARTED)
        self.arm_boundary(my_task)
        self._begin(my_task)
        return False

    def only_one(self, my_task: Token) -> Token:
        my_task.internal_data[PASSES] = 1
        return self.add_instance(my_task, PASS, 1)

    def instance_completed(self, instance: Token) -> None:
        my_task = instance.parent
        if my_task is None or not my_task.has_state(TaskState.STARTED):
            return
        if self._again(my_task, instance):
            self._begin(my_task)
        else:
            my_task._ready()

    def told(self, instance: Token, wanted: Iterable[str]) -> Iterator[tuple[str, object]]:
        if COUNTER in wanted:
            yield COUNTER, instance.internal_data[PASS]

    def _begin(self, my_task: Token) -> None:
        my_task.internal_data[PASSES] += 1
        child = self.add_instance(my_task, PASS, my_task.internal_data[PASSES])
        child.task_spec._update(child)

    def _again(self, my_task: Token, where: Token) -> bool:
        done = my_task.internal_data[PASSES]
        if self.maximum is not None and done >= self.maximum:
            return False
        return self.condition is None or run_of(where).evaluate(where, self.condition, {COUNTER: done}) is True
