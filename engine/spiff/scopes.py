"""Embedded subprocesses and call activities: a scope of its own that ends when its last token has."""

from typing import Any, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import ACTIVE, Node
from engine.spiff.tokens import Token


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc]
    """What a scope is made of. `declared` are its data objects, `written` the names that its activities write; in an ad hoc
    subprocess (`ad_hoc`) the activity around it says what follows."""

    def __init__(self, name: str, *, declared: frozenset[str], written: frozenset[str], ad_hoc: bool = False) -> None:
        super().__init__(name=name)
        self.declared, self.written, self.ad_hoc = declared, written, ad_hoc


class ScopeNode(Node):
    """An activity with a process inside, named `process`."""

    process = ""

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.has_state(TaskState.STARTED):
            return False
        my_task._set_state(TaskState.STARTED)
        self.enter(my_task)
        begin(self.set_up(my_task))
        return False

    def set_up(self, my_task: Token) -> "Subprocess":
        """The scope inside, with nothing in it yet."""
        top = my_task.workflow.top_workflow
        inner = Subprocess(top.subprocess_specs[self.process], my_task, top)
        top.subprocesses[my_task.id] = inner
        return inner

    def begins_more(self, my_task: Token) -> bool:
        """Asked when nothing is left inside: whether something more was begun there."""
        return False

    def is_over(self, my_task: Token) -> bool:
        """Asked when nothing is left inside and nothing more was begun."""
        return True

    def goes_on(self, my_task: Token, inner: Token) -> bool:
        """Asked when `inner` is done and before it goes on by its flows."""
        return True

    def interrupted(self, my_task: Token) -> None:
        """An event subprocess has ended everything else inside."""

    def withdraw(self, my_task: Token, *, sparing: Token | None = None) -> None:
        if not my_task.has_state(ACTIVE):
            return
        inner = my_task.workflow.top_workflow.subprocesses.get(my_task.id)
        if inner is not None:
            for token in list(inner.tasks.values()):
                cast(Node, token.task_spec).withdraw(token)
        super().withdraw(my_task, sparing=sparing)


class Subprocess(BpmnSubWorkflow):  # type: ignore[misc]
    """A running scope inside the token `owner`. Its tokens tell the run of the whole case what they pass."""

    def __init__(self, spec: object, owner: Token, top_workflow: object) -> None:
        # `deserializing` keeps the stock constructor from predicting the whole tree.
        super().__init__(spec, owner.id, top_workflow, deserializing=True)
        self.owner = owner

    def _task_completed_notify(self, task: Token) -> None:
        self.last_task = task
        self.top_workflow.script_engine.note_passed(task)


def begin(workflow: Any, at: str | None = None, data: dict[str, object] | None = None) -> None:
    """Puts the first token where the process begins, or on the event `at`, with what it is to remember; what may start an
    event subprocess waits from before that."""
    specs = workflow.spec.task_specs
    spec = workflow.spec.start_node if at is None else specs[at]
    workflow.task_tree = Token(workflow, spec, state=TaskState.FUTURE)
    workflow.task_tree.internal_data |= data or {}
    stand_by(workflow)
    spec._update(workflow.task_tree)


def stand_by(workflow: Any) -> None:
    """Lets what may start an event subprocess of a scope wait."""
    for name in workflow.spec.watchers:
        watcher = workflow.task_tree._add_child(workflow.spec.task_specs[name], TaskState.FUTURE)
        watcher.triggered = True
        watcher.task_spec._update(watcher)
