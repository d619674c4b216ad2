"""What is thrown inside a case goes outwards until something catches it: errors, escalations.

From the inside out it meets the events on the border of the activity it happened in, then the event subprocesses of the
scope around that, then the same of what is around the scope. At each of these a catcher that names the code goes before
one that takes any.
"""

from collections.abc import Iterator
from typing import Any, cast

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.spiff.nodes import Node
from engine.spiff.places import Places
from engine.spiff.positions import EventScopeNode


class CatchingBorderNode(Node):
    """An event on a border that catches what is thrown inside. No token waits for that; one comes when it is caught."""

    armed = False
    interrupting = True
    trigger = ""
    code: str | None = None

    def open(self, host: Token) -> Token:
        """It was caught. Interrupting, the activity is withdrawn."""
        if self.interrupting:
            cast(Node, host.task_spec).withdraw(host)
        child = host._add_child(self, TaskState.FUTURE)
        child.triggered = True
        self._update(child)
        return cast(Token, child)


def hand_outwards(places: Places, token: Token, trigger: str, code: str) -> tuple[Token, str] | None:
    """Lets the innermost catcher take what was thrown at `token`: its own new token and the id of the catching event, or None
    when there is no catcher."""
    for place, catchers in _outwards(places, token):
        fitting = [spec for spec in catchers if spec.trigger == trigger and spec.code in (code, None)]
        if fitting:
            spec = min(fitting, key=lambda spec: spec.code is None)
            return spec.open(place), spec.start if isinstance(spec, EventScopeNode) else spec.bpmn_id
    return None


def _outwards(places: Places, token: Token) -> Iterator[tuple[Any, list[CatchingBorderNode | EventScopeNode]]]:
    current: Token | None = token
    while current is not None:
        while current.task_spec.parent_loop is not None:
            current = cast(Token, current.parent)
        scope = current.workflow
        specs = scope.spec.task_specs
        border = [specs[name] for name in current.task_spec.boundary]
        yield current, [spec for spec in border if isinstance(spec, CatchingBorderNode)]
        inside = current.task_spec
        # What has interrupted its scope is all that is left in it, and what an event subprocess throws it does not catch.
        if not (isinstance(inside, EventScopeNode) and inside.interrupting):
            yield scope, [specs[name] for name in scope.spec.event_subprocesses if specs[name] is not inside]
        current = places.around(scope)
