"""A token that costs little.

Stock SpiffWorkflow gathers a task's whole description for its log at every change of state, whether anybody listens or not: a
fifth of the time of a step.
"""

from typing import Any

from SpiffWorkflow.task import Task


class Token(Task):  # type: ignore[misc]
    """A task that only remembers its state."""

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int) -> "Token":
        return Token(self.workflow, task_spec, self, state=state)
