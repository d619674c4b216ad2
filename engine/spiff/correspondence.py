"""Message and signal events. A catching token waits until the outside hands it what it waits for; a throwing one tells the run.

Stock SpiffWorkflow looks for whoever catches within the process instance, keeps what it heard in the task's data, and raises
when nobody does. Here who hears what is decided outside, where all cases are seen.
"""

from collections.abc import Mapping
from typing import cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.gateways import end_race
from engine.spiff.nodes import ACTIVE, EndNode, Node, PassNode, run_of

CAUGHT = "caught"
KEY = "key"


class CatchNode(Node):
    """An intermediate event that waits for a message or signal (`trigger`) called `wanted`. The key that `correlation` gives
    is kept when the token begins to wait."""

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
        """What it waited for has come: the token goes on."""
        end_race(my_task)
        my_task.internal_data[CAUGHT] = True
        self._update(my_task)


class BoundaryCatchNode(CatchNode):
    """The same on an activity. Interrupting, it withdraws the activity; else both go on, and it catches again."""

    interrupting = True

    def catch(self, my_task: Token) -> None:
        if self.interrupting:
            host = my_task.parent
            if host is not None and host.has_state(ACTIVE):
                cast(Node, host.task_spec).withdraw(host, sparing=my_task)
            super().catch(my_task)
            return
        self.leave(my_task, self.outs)
        run_of(my_task).note_passed(my_task)
        for child in my_task.children:
            if child.has_state(TaskState.FUTURE):
                child.task_spec._update(child)


class ThrowNode(PassNode):
    """An intermediate event that sends the message or signal `said`, with what `inputs` give."""

    trigger = "message"
    said = ""
    correlation: Expression | None = None
    inputs: Mapping[str, Expression] = {}

    def _run_hook(self, my_task: Token) -> bool:
        _throw(self, my_task)
        return super()._run_hook(my_task)


class ThrowEndNode(EndNode):
    """The same at the end."""

    trigger = "message"
    said = ""
    correlation: Expression | None = None
    inputs: Mapping[str, Expression] = {}

    def _run_hook(self, my_task: Token) -> bool:
        _throw(self, my_task)
        return super()._run_hook(my_task)


def _throw(spec: ThrowNode | ThrowEndNode, my_task: Token) -> None:
    run = run_of(my_task)
    key = run.evaluate(my_task, spec.correlation) if spec.correlation else None
    payload = {name: run.evaluate(my_task, expression) for name, expression in spec.inputs.items()}
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
            run.knowledge.keep(token, waiting.bpmn_id, payload)
            waiting.catch(token)
