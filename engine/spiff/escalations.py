"""Escalations: told outwards; the nearest catcher takes it, and unless that interrupts, the thrower goes on.

Stock SpiffWorkflow lets the next task inside run even when the catcher interrupts.
"""

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import EndNode, PassNode, run_of
from engine.spiff.propagation import hand_outwards

if TYPE_CHECKING:
    from engine.spiff.run import Run

ESCALATION = "escalation"


class EscalationNode(PassNode):
    """An intermediate event that escalates."""

    code = ""

    def _run_hook(self, my_task: Token) -> bool:
        escalate(run_of(my_task), my_task, self.code)
        return True if my_task.has_state(TaskState.CANCELLED) else super()._run_hook(my_task)


class EscalationEndNode(EscalationNode, EndNode):
    """The same at the end."""


def escalate(run: "Run", token: Token, code: str) -> None:
    """An escalation at the token; without a catcher it is only reported."""
    caught = hand_outwards(run.places, token, ESCALATION, code)
    if caught is None:
        run.escalations.append(code)
        return
    catcher, event = caught
    run.knowledge.keep(catcher, event, {"kode": code})
