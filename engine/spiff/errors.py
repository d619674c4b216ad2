"""BPMN errors: thrown by an end event, a toolbox step or a called case, caught by the nearest catcher around.

Stock SpiffWorkflow ends a case as if nothing had happened when nobody catches, and begins an event subprocess with an
error start at once. Here an error that nobody catches stops the case where it was, with an incident.
"""

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task as Token

from engine.contract.errors import ErrorUncaught
from engine.spiff.nodes import PassNode, run_of
from engine.spiff.propagation import hand_outwards

if TYPE_CHECKING:
    from engine.spiff.run import Run

ERROR = "error"


class ErrorEndNode(PassNode):
    """An end event that throws an error."""

    code = ""
    message = ""

    def _run_hook(self, my_task: Token) -> bool:
        throw_error(run_of(my_task), my_task, self.code, self.message)
        return True


def throw_error(run: "Run", token: Token, code: str, message: str) -> None:
    """An error happened at the token; what it was becomes the fact named by the catching event. Raises ErrorUncaught."""
    caught = hand_outwards(run.places, token, ERROR, code)
    if caught is None:
        raise ErrorUncaught(element=token.task_spec.bpmn_id, code=code, message=message)
    catcher, event = caught
    run.knowledge.keep(catcher, event, {"kode": code, "melding": message})
