"""What waits in a case, before and after an advance, and the difference that is reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.model.advance import OpenedSubscription, OpenedTask, OpenedTimer, StartedCall
from engine.model.calendar import end_of, local_date
from engine.spiff.adhoc import AdHocNode
from engine.spiff.calling import RETURNED, CallNode
from engine.spiff.conditions import ConditionNode
from engine.spiff.correspondence import KEY, CatchNode
from engine.spiff.events import DUE, TimerNode
from engine.spiff.knowledge import failed
from engine.spiff.nodes import HumanNode
from engine.spiff.places import Places
from engine.spiff.timers import instant_of

if TYPE_CHECKING:
    from engine.spiff.run import Run


@dataclass
class Waiting:
    """Everything in a case that waits for the outside, by token."""

    tasks: dict[UUID, Token] = field(default_factory=dict)
    timers: dict[UUID, tuple[Token, str]] = field(default_factory=dict)
    subscriptions: dict[UUID, Token] = field(default_factory=dict)
    calls: dict[UUID, Token] = field(default_factory=dict)
    ad_hoc: dict[UUID, Token] = field(default_factory=dict)
    conditions: int = 0

    def __bool__(self) -> bool:
        outside = self.tasks or self.timers or self.subscriptions or self.calls
        return bool(outside or self.conditions or self._idle())

    def _idle(self) -> bool:
        """Whether an ad hoc subprocess waits for nothing else than that somebody begins more in it."""
        return any(token.task_spec.is_idle(token) for token in self.ad_hoc.values())


def waiting(places: Places) -> Waiting:
    """What waits now."""
    found = Waiting()
    for token in places.tokens():
        if token._state == TaskState.READY and isinstance(token.task_spec, HumanNode):
            found.tasks[token.id] = token
        elif token._state == TaskState.WAITING and isinstance(token.task_spec, TimerNode):
            found.timers[token.id] = (token, token.internal_data[DUE])
        elif token._state == TaskState.WAITING and isinstance(token.task_spec, CatchNode):
            found.subscriptions[token.id] = token
        elif token._state == TaskState.WAITING and isinstance(token.task_spec, CallNode):
            found.calls[token.id] = token
        elif token._state == TaskState.WAITING and isinstance(token.task_spec, ConditionNode):
            found.conditions += 1
        elif isinstance(token.task_spec, AdHocNode) and token.task_spec.waits_for_more(token):
            found.ad_hoc[token.id] = token
    return found


def differences(run: "Run", before: Waiting, after: Waiting) -> Mapping[str, object]:
    """The fields of an Advance that say what began and what ceased to wait."""
    return {
        "opened": tuple(_opened(run, token) for key, token in after.tasks.items() if key not in before.tasks),
        "closed": tuple(key for key in before.tasks if key not in after.tasks),
        "timers_set": tuple(
            OpenedTimer(token=key, element=token.task_spec.bpmn_id, due_at=datetime.fromisoformat(due))
            for key, (token, due) in after.timers.items()
            if before.timers.get(key, (None, None))[1] != due
        ),
        "timers_cleared": tuple(
            key for key, (_, due) in before.timers.items() if after.timers.get(key, (None, None))[1] != due
        ),
        "subscriptions_opened": tuple(
            _subscribed(token) for key, token in after.subscriptions.items() if key not in before.subscriptions
        ),
        "subscriptions_closed": tuple(key for key in before.subscriptions if key not in after.subscriptions),
        "calls": tuple(_called(run, token) for key, token in after.calls.items() if key not in before.calls),
        "calls_cancelled": tuple(
            key
            for key, token in before.calls.items()
            if key not in after.calls and not token.internal_data.get(RETURNED)
        ),
    }


def _subscribed(token: Token) -> OpenedSubscription:
    spec = token.task_spec
    return OpenedSubscription(
        token=token.id, element=spec.bpmn_id, kind=spec.trigger, name=spec.wanted, key=token.internal_data[KEY]
    )


def _called(run: "Run", token: Token) -> StartedCall:
    spec = token.task_spec
    inputs = run.knowledge.inputs(token)
    return StartedCall(token=token.id, element=spec.bpmn_id, process=spec.called, version=spec.version, inputs=inputs)


def _opened(run: "Run", token: Token) -> OpenedTask:
    element = token.task_spec.bpmn_id
    assigned = run.model.assignments.get(element)
    role = run.evaluate(token, assigned.role) if assigned and assigned.role else None
    person = run.evaluate(token, assigned.person) if assigned and assigned.person else None
    due = run.evaluate(token, assigned.due) if assigned and assigned.due else None
    return OpenedTask(
        token=token.id,
        element=element,
        path=run.knowledge.path(token),
        item=run.knowledge.item(token),
        role=role if isinstance(role, str) else None,
        person=person if isinstance(person, str) else None,
        due_date=_due(token, due),
    )


def _due(token: Token, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return end_of(local_date(instant_of(value)))
    except (ValueError, OverflowError) as error:
        raise failed(token, "due", f"{value!r} is no date") from error
