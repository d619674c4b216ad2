"""Timer events. A timer waits with its due instant in the token; the clock outside fires it, never a look at the time.

Stock SpiffWorkflow reads the machine's clock, counts naive times at the standard offset and drifts by month lengths.
"""

from datetime import datetime

from SpiffWorkflow.task import Task as Token

from engine.feel import Expression
from engine.spiff.nodes import run_of
from engine.spiff.positions import EventNode, OnBorder, StartsSubprocess
from engine.spiff.timers import cycle_of, duration_of, instant_of, next_occurrence

DUE = "due"
ANCHOR = "anchor"
DONE = "done"
LEFT = "left"


class TimerNode(EventNode):
    """A timer catch event. `form` is `duration`, `date` or `cycle`, `expression` FEEL for it."""

    form = "duration"
    expression: Expression

    def begin_waiting(self, my_task: Token) -> None:
        if DUE not in my_task.internal_data:
            self._set_due(my_task)

    def fire(self, my_task: Token) -> None:
        """The time has come: once, or once for all the periods that were missed while nobody was looking."""
        again = self.form == "cycle" and my_task.internal_data[LEFT] not in (0, 1)
        if again:
            self._set_next(my_task)
        self.happen(my_task, again=again)

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

    def _set_next(self, my_task: Token) -> None:
        run = run_of(my_task)
        cycle = cycle_of(run.evaluate(my_task, self.expression))
        anchor = datetime.fromisoformat(my_task.internal_data[ANCHOR])
        try:
            done, due = next_occurrence(anchor, cycle.duration, my_task.internal_data[DONE], run.now)
        except (ValueError, OverflowError) as error:
            raise run.failed(my_task, self.expression.text, "the next time is beyond the calendar") from error
        my_task.internal_data[DONE], my_task.internal_data[DUE] = done, due.isoformat()
        if my_task.internal_data[LEFT] > 0:
            my_task.internal_data[LEFT] -= 1


class BoundaryTimerNode(OnBorder, TimerNode):
    """A timer on an activity."""


class StartTimerNode(StartsSubprocess, TimerNode):
    """A timer at the start of an event subprocess."""
