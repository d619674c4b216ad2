"""Call activities that call another model: the token waits while a case of its own runs there."""

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import Node

RETURNED = "returned"


class CallNode(Node):
    """Calls the model whose key is `called`: version `version`, or the one that the outside finds (None)."""

    called = ""
    version: int | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get(RETURNED):
            return True
        if not my_task.has_state(TaskState.WAITING):
            self.enter(my_task)
            my_task._set_state(TaskState.WAITING)
        return False

    def give_back(self, my_task: Token) -> None:
        """The called case has ended: the token goes on."""
        my_task.internal_data[RETURNED] = True
        self._update(my_task)
