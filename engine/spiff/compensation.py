"""Compensation: what completed activities did is undone, the last one first, each once (BPMN 2.0.2, 13.5.5).

Stock SpiffWorkflow refuses compensation events on a border and passes those that throw. Here a scope remembers, with its first
token, what was completed in it and can be undone: records [element, counter of its instance or null, what was done inside it].
They go into the record of the scope's own activity when that completes, and are forgotten when it does not.

A record is undone by the activity's handler; without one by undoing what was done inside, in a scope of its own that is set up
again: by its compensation event subprocess, else by undoing everything. Facts are those of now, not of then.
"""

from typing import Any, cast
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import TooMuchToCompensate
from engine.spiff.nodes import ACTIVE, LOOP, EndNode, Node, PassNode, run_of
from engine.spiff.places import Places
from engine.spiff.positions import EventScopeNode
from engine.spiff.scopes import ScopeNode
from engine.spiff.tokens import Token

MAXIMUM_RECORDS = 1_000
"""What one scope may remember; a loop for ever may not fill the state."""
RECORDS = "compensable"
INSIDE = "inside"
QUEUE = "undo"
RUNNING = "running"
UNDOES = "undoes"
UNDO = " [undo]"
"""The name of what undoes everything in a scope; behind an element's id, of what undoes a scope that has ended."""

Record = list[Any]


def remember(my_task: Token) -> None:
    """An activity has completed: keeps what can be undone of it. Raises TooMuchToCompensate."""
    spec, data = my_task.task_spec, my_task.internal_data
    if UNDOES in data:
        return
    if spec.repeats:
        records = data.pop(INSIDE, [])
    elif spec.handled:
        records = [[spec.bpmn_id, data.get(LOOP), []]]
    elif INSIDE in data:
        records = [[spec.bpmn_id, data.get(LOOP), data.pop(INSIDE)]]
    else:
        return
    if spec.parent_loop is not None:
        home = cast(Token, my_task.parent).internal_data.setdefault(INSIDE, [])
    else:
        home = my_task.workflow.task_tree.internal_data.setdefault(RECORDS, [])
    home.extend(records)
    if _size(home) > MAXIMUM_RECORDS:
        raise TooMuchToCompensate(element=spec.bpmn_id, maximum=MAXIMUM_RECORDS)


def hand_over(owner: Token, scope: Any) -> None:
    """A scope has ended: what it remembers becomes its activity's."""
    records = scope.task_tree.internal_data.get(RECORDS, [])
    if UNDOES not in owner.internal_data and (records or scope.spec.compensation_subprocess is not None):
        owner.internal_data[INSIDE] = records


def done_inside(places: Places, scope: Any) -> list[Record]:
    """Everything that was completed in a scope that ends before its time, in activities that are under way too."""
    records = list(scope.task_tree.internal_data.pop(RECORDS, []))
    for token in scope.tasks.values():
        if not token.has_state(ACTIVE) or UNDOES in token.internal_data:
            continue
        records += token.internal_data.pop(INSIDE, [])
        inner = places.workflow.subprocesses.get(token.id)
        deeper = done_inside(places, inner) if inner is not None else []
        if deeper:
            records.append([token.task_spec.bpmn_id, token.internal_data.get(LOOP), deeper])
    return records


class UndoingNode(Node):
    """Waits until all that its token has in its queue is undone, one after the other from the end."""

    def reconsider(self, my_task: Token) -> bool:
        data, places = my_task.internal_data, run_of(my_task).places
        running = places.find(UUID(data[RUNNING])) if RUNNING in data else None
        if running is not None and running.has_state(ACTIVE):
            return False
        data.pop(RUNNING, None)
        if not data[QUEUE]:
            my_task._ready()
            return True
        place, record = data[QUEUE].pop()
        scope = places.workflow.subprocesses.get(UUID(place)) if place else places.workflow
        if scope is not None:
            data[RUNNING] = str(_undo(scope, record).id)
        return True

    def wait(self, my_task: Token, queue: list[Record]) -> None:
        """Begins to wait for what is in the queue: pairs of a scope's owner and a record."""
        my_task.internal_data[QUEUE] = queue
        my_task._set_state(TaskState.WAITING)


class UndoNode(UndoingNode):
    """Undoes without anybody waiting for it. It is not in the diagram."""

    noted = False


class CompensationNode(UndoingNode, PassNode):
    """An intermediate event that compensates the activity `ref` (None: all that its scope can see), and unless `waits` is
    false goes on when that is done."""

    ref: str | None = None
    waits = True

    def _update_hook(self, my_task: Token) -> bool:
        queue = _take(my_task, self.ref)
        if queue and self.waits:
            self.wait(my_task, queue)
            return False
        if queue:
            undo = my_task.workflow.spec.task_specs[UNDO]
            undo.wait(my_task.workflow.task_tree._add_child(undo, TaskState.FUTURE), queue)
        return True


class CompensationEndNode(CompensationNode, EndNode):
    """The same at the end."""


class UndoScopeNode(ScopeNode):
    """A scope that had ended, set up again so that it can be undone."""

    noted = False

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.has_state(TaskState.STARTED):
            return False
        my_task._set_state(TaskState.STARTED)
        inner = self.set_up(my_task)
        records = my_task.internal_data.pop(INSIDE)
        undo = inner.spec.task_specs[UNDO]
        inner.task_tree = Token(inner, undo, state=TaskState.COMPLETED)
        handler = inner.spec.compensation_subprocess
        if handler is None:
            undo.wait(inner.task_tree, [[str(my_task.id), record] for record in records])
        else:
            inner.task_tree.internal_data[RECORDS] = records
            inner.spec.task_specs[handler].open(inner)
        return False


def _undo(scope: Any, record: Record) -> Token:
    element, counter, inside = record
    handler = scope.spec.handlers.get(element) if not inside else None
    spec = scope.spec.task_specs[handler if handler is not None else element + UNDO]
    token = scope.task_tree._add_child(spec, TaskState.FUTURE)
    token.triggered = True
    token.internal_data[UNDOES] = element
    if counter is not None:
        token.internal_data[LOOP] = counter
    if handler is None:
        token.internal_data[INSIDE] = inside
    spec._update(token)
    return cast(Token, token)


def _take(my_task: Token, ref: str | None) -> list[Record]:
    """What the event can see of the records, removed from where they were kept: those of its scope and, inside an event
    subprocess, of the scope around it."""
    places = run_of(my_task).places
    taken: list[Record] = []
    scope = my_task.workflow
    while True:
        owner = places.around(scope)
        known = scope.task_tree.internal_data.get(RECORDS, [])
        place = str(owner.id) if owner is not None else ""
        taken = [[place, record] for record in known if ref in (None, record[0])] + taken
        if known:
            scope.task_tree.internal_data[RECORDS] = [record for record in known if ref not in (None, record[0])]
        if owner is None or not isinstance(owner.task_spec, EventScopeNode):
            return taken
        scope = owner.workflow


def _size(records: list[Record]) -> int:
    size, waiting = 0, [records]
    while waiting:
        for _, _, inside in waiting.pop():
            size += 1
            if inside:
                waiting.append(inside)
    return size
