"""Timer events. A timer waits with its due instant in the token; the clock outside fires it, never a look at the time.

Stock SpiffWorkflow reads the machine's clock, counts naive times at the standard offset and drifts by month lengths.
"""

from datetime import datetime
from typing import cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.gateways import end_race
from engine.spiff.nodes import ACTIVE, Node, run_of
from engine.spiff.timers import cycle_of, duration_of, instant_of, next_occurrence

DUE = "due"
FIRED = "fired"
ANCHOR = "anchor"
DONE = "done"
LEFT = "left"


class TimerNode(Node):
    """A timer catch event. `form` is `duration`, `date` or `cycle`, `expression` FEEL for it."""

    form = "duration"
    expression: Expression

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get(FIRED):
            return True
        if DUE not in my_task.internal_data:
            self._set_due(my_task)
        my_task._set_state(TaskState.WAITING)
        return False

    def fire(self, my_task: Token) -> None:
        """The time has come: the token goes on."""
        end_race(my_task)
        my_task.internal_data[FIRED] = True
        self._update(my_task)

    def _set_due(self, my_task: Token) -> None:
        run = run_of(my_task)
        value = run.evaluate(my_task, self.expression)
        try:
            if self.form == "date":
                due = instant_of(value)
            elif self.form == "duration":
                due = duration_of(value).after(run.now)
            else:
                cycle = cycle_of(value)
                due = cycle.duration.after(run.now)
                my_task.internal_data[ANCHOR] = run.now.isoformat()
                my_task.internal_data[DONE] = 1
                my_task.internal_data[LEFT] = cycle.count
        except (ValueError, OverflowError) as error:
            raise run.failed(my_task, self.expression.text, f"{value!r} is no {self.form} of time") from error
        my_task.internal_data[DUE] = due.isoformat()


class BoundaryTimerNode(TimerNode):
    """A timer on an activity. Interrupting, it withdraws the activity; else the activity goes on beside its path."""

    interrupting = True

    def fire(self, my_task: Token) -> None:
        """Fires once, or once for all the periods that were missed while nobody was looking."""
        if self.interrupting:
            host = my_task.parent
            if host is not None and host.has_state(ACTIVE):
                cast(Node, host.task_spec).withdraw(host, sparing=my_task)
            super().fire(my_task)
            return
        if self.form != "cycle" or my_task.internal_data[LEFT] == 1 or my_task.internal_data[LEFT] == 0:
            super().fire(my_task)
            return
        run = run_of(my_task)
        self.leave(my_task, self.outs)
        run.note_passed(my_task)
        cycle = cycle_of(run.evaluate(my_task, self.expression))
        anchor = datetime.fromisoformat(my_task.internal_data[ANCHOR])
        try:
            done, due = next_occurrence(anchor, cycle.duration, my_task.internal_data[DONE], run.now)
        except (ValueError, OverflowError) as error:
            raise run.failed(my_task, self.expression.text, "the next time is beyond the calendar") from error
        my_task.internal_data[DONE], my_task.internal_data[DUE] = done, due.isoformat()
        if my_task.internal_data[LEFT] > 0:
            my_task.internal_data[LEFT] -= 1
        for child in my_task.children:
            if child.has_state(TaskState.FUTURE):
                child.task_spec._update(child)
