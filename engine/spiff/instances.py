"""Multi-instance activities: one instance per loop counter, at once or one after the other.

Stock SpiffWorkflow connects an instance to its parent by a callback set up when it is created, so a case that was loaded from
storage never completes. Here an instance finds its parent through the specification.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.nodes import ACTIVE, LOOP, Node, run_of

MAXIMUM_INSTANCES = 1_000
TOTAL = "total"
STARTED = "started"
DONE = "done"


class RepeatedNode(Node):
    """An activity that runs the node `inner` more than once."""

    repeats = True
    inner = ""

    def instance_completed(self, instance: Token) -> None:
        """Called when one instance is done: begins the next, or lets the whole activity go on."""

    def told(self, instance: Token, wanted: Iterable[str]) -> Iterable[tuple[str, object]]:
        """What an instance may read about itself and the others, of the names that are wanted."""
        return ()

    def withdraw(self, my_task: Token, *, sparing: Token | None = None) -> None:
        if my_task.has_state(ACTIVE):
            self.withdraw_instances(my_task)
            super().withdraw(my_task, sparing=sparing)

    def only_one(self, my_task: Token) -> Token:
        """Makes the activity one of a single instance, which it returns and does not begin."""
        raise NotImplementedError

    def add_instance(self, my_task: Token, counter: str, number: int) -> Token:
        """One more; `counter` is the name that its number is remembered by."""
        run_of(my_task).count_instance(my_task)
        child: Token = my_task._add_child(my_task.workflow.spec.task_specs[self.inner], TaskState.FUTURE)
        child.triggered = True
        child.internal_data[counter] = number
        return child

    def instances(self, my_task: Token) -> list[Token]:
        """Those that have begun and are remembered."""
        return [child for child in my_task.children if child.task_spec.name == self.inner]

    def withdraw_instances(self, my_task: Token) -> None:
        """Ends those that have not completed."""
        for child in self.instances(my_task):
            cast(Node, child.task_spec).withdraw(child)


class MultiInstanceNode(RepeatedNode):
    """Runs the node `inner` once per item of `collection`, or `cardinality` times; ends early on `completion`."""

    sequential = False
    collection: Expression | None = None
    cardinality: Expression | None = None
    completion: Expression | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.has_state(TaskState.STARTED):
            return False
        total = self._total(my_task)
        if total == 0:
            return True
        my_task.internal_data |= {TOTAL: total, STARTED: 0, DONE: 0}
        my_task._set_state(TaskState.STARTED)
        self.arm_boundary(my_task)
        for _ in range(1 if self.sequential else total):
            self._begin(my_task)
        return False

    def only_one(self, my_task: Token) -> Token:
        my_task.internal_data |= {TOTAL: 1, STARTED: 1, DONE: 0}
        return self.add_instance(my_task, LOOP, 1)

    def instance_completed(self, instance: Token) -> None:
        my_task = instance.parent
        if my_task is None or not my_task.has_state(TaskState.STARTED):
            return
        my_task.internal_data[DONE] = self._done(my_task, instance) + 1
        if self.completion is not None and run_of(instance).evaluate(instance, self.completion) is True:
            self.withdraw_instances(my_task)
        elif self.sequential and my_task.internal_data[STARTED] < my_task.internal_data[TOTAL]:
            self._begin(my_task)
            return
        elif any(child.has_state(ACTIVE) for child in self.instances(my_task) if child is not instance):
            return
        my_task._ready()

    def told(self, instance: Token, wanted: Iterable[str]) -> Iterator[tuple[str, object]]:
        my_task = instance.parent
        assert my_task is not None
        known = my_task.internal_data
        if "loopCounter" in wanted:
            yield "loopCounter", instance.internal_data[LOOP]
        if "item" in wanted:
            yield "item", self._item(my_task, instance.internal_data[LOOP])
        if "nrOfInstances" in wanted:
            yield "nrOfInstances", known[TOTAL]
        if "nrOfCompletedInstances" in wanted:
            yield "nrOfCompletedInstances", self._done(my_task, instance)
        if "nrOfActiveInstances" in wanted:
            yield "nrOfActiveInstances", known[STARTED] - self._done(my_task, instance)

    def _item(self, my_task: Token, counter: int) -> object:
        """The collection's value for a 1-based loop counter, None without a collection."""
        if self.collection is None:
            return None
        values = run_of(my_task).evaluate(my_task, self.collection)
        return values[counter - 1] if isinstance(values, list | tuple) and counter <= len(values) else None

    def _begin(self, my_task: Token) -> None:
        my_task.internal_data[STARTED] += 1
        child = self.add_instance(my_task, LOOP, my_task.internal_data[STARTED])
        child.task_spec._update(child)

    def _done(self, my_task: Token, instance: Token) -> int:
        """How many have completed. Cases that began before this was counted remember only those that have not."""
        if DONE in my_task.internal_data:
            return int(my_task.internal_data[DONE])
        others = [child for child in self.instances(my_task) if child is not instance and child.has_state(ACTIVE)]
        return int(my_task.internal_data[STARTED]) - len(others) - 1

    def _total(self, my_task: Token) -> int:
        run = run_of(my_task)
        expression = self.collection or self.cardinality
        assert expression is not None
        value = run.evaluate(my_task, expression)
        if self.collection is not None:
            total = len(value) if isinstance(value, list | tuple) else 0 if value is None else -1
        else:
            whole = isinstance(value, Decimal | int) and not isinstance(value, bool) and value == int(value)
            total = int(value) if whole else 0 if value is None else -1
        if not 0 <= total <= MAXIMUM_INSTANCES:
            reason = f"{value!r:.100} does not give between 0 and {MAXIMUM_INSTANCES} instances"
            raise run.failed(my_task, expression.text, reason)
        return total
