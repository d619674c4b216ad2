"""Ad hoc subprocesses: their activities begin in any order, and may be begun again, until enough is done (BPMN 2.0.2, 13.3.5).

Stock SpiffWorkflow does not read them. Here everything without an incoming flow begins at entry, or what `nyt:activate`
says; with sequential ordering one after the other. The completion condition is looked at after each activity that is done.
Without one the subprocess is over when nothing is left in it; with one it waits, once all is done, for somebody to
begin more.
"""

from typing import Any, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.feel import Expression
from engine.spiff.nodes import ACTIVE, EntryNode, Node, is_live, run_of
from engine.spiff.scopes import ScopeNode

QUEUE = "queue"
ENOUGH = "enough"


class AdHocNode(ScopeNode):
    """An ad hoc subprocess. `activities` are the activities that stand in it, `first` those that begin at entry."""

    activities: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    activate: Expression | None = None
    completion: Expression | None = None
    sequential = False
    cancels = True

    def open(self, my_task: Token) -> None:
        """The subprocess was entered: begins what is to begin, or the first of it."""
        names = list(self.first)
        if self.activate is not None:
            given = run_of(my_task).evaluate(my_task, self.activate)
            names = list(given) if isinstance(given, list | tuple) else [] if given is None else [given]
            if unknown := [name for name in names if name not in self.activities]:
                reason = f"{unknown[0]!r:.100} is no activity of this subprocess"
                raise run_of(my_task).failed(my_task, self.activate.text, reason)
        my_task.internal_data[QUEUE] = names
        self._begin_next(my_task)

    def add(self, my_task: Token, element: str) -> bool:
        """Begins an activity once more, in its turn; False when there is none such or enough is done."""
        if element not in self.activities or ENOUGH in my_task.internal_data:
            return False
        my_task.internal_data[QUEUE] = [*my_task.internal_data.get(QUEUE, ()), element]
        if not self.sequential or not self._live(my_task):
            self._begin_next(my_task)
        return True

    def goes_on(self, my_task: Token, inner: Token) -> bool:
        """Asked when `inner` is done and before it goes on by its flows: False when that was enough."""
        if inner.task_spec.name not in self.activities:
            return True
        if ENOUGH not in my_task.internal_data and self._enough(inner):
            my_task.internal_data |= {ENOUGH: True, QUEUE: []}
            if self.cancels:
                for token in list(self._scope(my_task).tasks.values()):
                    if token is not inner and token.has_state(ACTIVE):
                        cast(Node, token.task_spec).withdraw(token)
        return ENOUGH not in my_task.internal_data

    def interrupted(self, my_task: Token) -> None:
        my_task.internal_data |= {ENOUGH: True, QUEUE: []}

    def begins_more(self, my_task: Token) -> bool:
        if not my_task.internal_data.get(QUEUE):
            return False
        self._begin_next(my_task)
        return True

    def is_over(self, my_task: Token) -> bool:
        return self.completion is None or ENOUGH in my_task.internal_data or self._enough(my_task)

    def waits_for_more(self, my_task: Token) -> bool:
        """Whether somebody may begin an activity of it now."""
        return my_task.has_state(TaskState.STARTED) and ENOUGH not in my_task.internal_data

    def is_idle(self, my_task: Token) -> bool:
        """Whether nothing is left in it, though it is not over."""
        return not self._live(my_task)

    def _enough(self, where: Token) -> bool:
        return self.completion is not None and run_of(where).evaluate(where, self.completion) is True

    def _begin_next(self, my_task: Token) -> None:
        queue = my_task.internal_data[QUEUE]
        now, my_task.internal_data[QUEUE] = (queue[:1], queue[1:]) if self.sequential else (queue, [])
        scope = self._scope(my_task)
        for name in now:
            run_of(my_task).count_instance(my_task)
            child = scope.task_tree._add_child(scope.spec.task_specs[name], TaskState.FUTURE)
            child.task_spec._update(child)

    def _live(self, my_task: Token) -> list[Token]:
        scope = self._scope(my_task)
        return [token for token in scope.tasks.values() if is_live(token) and token is not scope.task_tree]

    def _scope(self, my_task: Token) -> Any:
        return my_task.workflow.top_workflow.subprocesses[my_task.id]


class AdHocEntryNode(EntryNode):
    """Where an ad hoc subprocess begins: the activity around it says with what."""

    def _run_hook(self, my_task: Token) -> bool:
        owner = my_task.workflow.owner
        owner.task_spec.open(owner)
        return True
