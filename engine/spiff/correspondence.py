"""Message and signal events. A catching token waits until the outside hands it what it waits for; a throwing one tells the run.

Stock SpiffWorkflow looks for whoever catches within the process instance, keeps what it heard in the task's data, and raises
when nobody does. Here who hears what is decided outside, where all cases are seen.
"""

from collections.abc import Mapping

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.nodes import EndNode, PassNode, run_of
from engine.spiff.positions import EventNode, OnBorder, StartsSubprocess

KEY = "key"


class CatchNode(EventNode):
    """An intermediate event that waits for a message or signal (`trigger`) called `wanted`. The key that `correlation` gives
    is kept when the token begins to wait."""

    trigger = "message"
    wanted = ""
    correlation: Expression | None = None

    def begin_waiting(self, my_task: Token) -> None:
        if KEY not in my_task.internal_data:
            key = run_of(my_task).evaluate(my_task, self.correlation) if self.correlation else None
            my_task.internal_data[KEY] = None if key is None else str(key)

    def catch(self, my_task: Token, payload: Mapping[str, object]) -> None:
        """What it waited for has come; what came along becomes the fact named by the event."""
        run_of(my_task).knowledge.keep(my_task, self.bpmn_id, dict(payload))
        self.happen(my_task, again=True)


class BoundaryCatchNode(OnBorder, CatchNode):
    """The same on an activity."""


class StartCatchNode(StartsSubprocess, CatchNode):
    """The same at the start of an event subprocess."""


class ReceiveNode(CatchNode):
    """A receive task: an activity that waits for a message."""

    def begin_waiting(self, my_task: Token) -> None:
        if KEY not in my_task.internal_data:
            self.enter(my_task)
        super().begin_waiting(my_task)


class ThrowNode(PassNode):
    """An intermediate event or a send task that sends the message or signal `said`, with what `sent` gives."""

    trigger = "message"
    said = ""
    correlation: Expression | None = None
    sent: Mapping[str, Expression] = {}

    def _run_hook(self, my_task: Token) -> bool:
        _throw(self, my_task)
        # A signal may have ended what the event stands in.
        return True if my_task.has_state(TaskState.CANCELLED) else super()._run_hook(my_task)


class ThrowEndNode(ThrowNode, EndNode):
    """The same at the end."""


def _throw(spec: ThrowNode, my_task: Token) -> None:
    run = run_of(my_task)
    key = run.evaluate(my_task, spec.correlation) if spec.correlation else None
    payload = dict(run.knowledge.inputs(my_task))
    payload |= {name: run.evaluate(my_task, expression) for name, expression in spec.sent.items()}
    if spec.trigger == "message":
        run.throw_message(my_task, spec.said, None if key is None else str(key), payload)
        return
    run.throw_signal(my_task, spec.said, payload)
    # Everybody in this case hears a signal at once; the others are told from outside.
    for token in list(run.places.tokens()):
        waiting = token.task_spec
        if (
            isinstance(waiting, CatchNode)
            and (waiting.trigger, waiting.wanted) == ("signal", spec.said)
            and token._state == TaskState.WAITING
        ):
            waiting.catch(token, payload)
