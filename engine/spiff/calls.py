"""Call activities whose process is another deployed model: a case of its own, which the token waits for."""

from collections.abc import Mapping

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import Node, run_of

RETURNED = "returned"


class CallNode(Node):
    """Calls the model `called` in `version` (None: the current one when the case is started)."""

    called = ""
    version: int | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if RETURNED in my_task.internal_data:
            return True
        if not my_task.has_state(TaskState.WAITING):
            self.enter(my_task)
            my_task._set_state(TaskState.WAITING)
        return False

    def come_back(self, my_task: Token, result: Mapping[str, object]) -> None:
        """The called case has ended; its result is the activity's."""
        run_of(my_task).knowledge.keep(my_task, self.bpmn_id, dict(result))
        my_task.internal_data[RETURNED] = True
        self._update(my_task)
