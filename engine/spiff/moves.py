"""What can happen to a case from outside. Each move loads the state, acts, and lets the run settle it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import TaskNotOpen
from engine.model.advance import Advance
from engine.spiff import state as states
from engine.spiff.adhoc import AdHocNode
from engine.spiff.beginning import begin_with
from engine.spiff.calling import RETURNED, CallNode
from engine.spiff.compile import CompiledModel
from engine.spiff.correspondence import CatchNode
from engine.spiff.events import TimerNode
from engine.spiff.host import Host
from engine.spiff.nodes import HumanNode
from engine.spiff.places import Places
from engine.spiff.report import waiting
from engine.spiff.run import Run
from engine.spiff.scopes import begin


@dataclass(frozen=True, kw_only=True)
class RunningAdHoc:
    """An ad hoc subprocess that runs, and the activities that stand in it."""

    token: UUID
    element: str
    activities: tuple[str, ...]


def start(
    model: CompiledModel,
    host: Host,
    now: datetime,
    *,
    at: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Advance:
    """Starts a new case: of the main process, or with what `at` names among the definition's starts. `payload` becomes the fact
    of that name. Raises TaskNotOpen for an unknown start, ExpressionFailed, StepFailed, StepBudgetExceeded, CaseStalled,
    ErrorUncaught."""
    found = next((known for known in model.definition.starts if known.id == at), None)
    if at is None:
        workflow = states.CaseWorkflow(model.spec, model.scopes)
    elif found is None:
        raise TaskNotOpen(what="start_unknown")
    else:
        workflow = states.CaseWorkflow(model.scopes[found.process], model.scopes)
    run = Run(model, workflow, host, now)
    return run.advance(lambda: begin(workflow) if at is None else begin_with(run, at, payload))


def complete_task(model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime) -> Advance:
    """Completes the waiting human task `token`. Raises TaskNotOpen when it does not wait, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, HumanNode) or not found.has_state(TaskState.READY):
        raise TaskNotOpen(what="token_not_ready")
    return run.advance(lambda: run.step(found))


def fire_timer(model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime) -> Advance:
    """Fires the waiting timer `token`, due or not: the caller watches the clock. Raises TaskNotOpen, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, TimerNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="timer_not_waiting")
    return run.advance(lambda: found.task_spec.fire(found))


def catch(
    model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime, payload: Mapping[str, object]
) -> Advance:
    """Hands a message or signal to the token that waits for it; `payload` becomes the fact named by its element. Raises
    TaskNotOpen when it does not wait, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, CatchNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="subscription_not_waiting")

    return run.advance(lambda: found.task_spec.catch(found, payload))


def recheck(model: CompiledModel, state: bytes, host: Host, now: datetime) -> Advance:
    """Facts were changed from outside: conditional events are looked at again. Raises as `start`."""
    return Run(model, states.load(state, model.spec, model.scopes), host, now).advance(lambda: None)


def return_call(
    model: CompiledModel,
    state: bytes,
    token: UUID,
    host: Host,
    now: datetime,
    *,
    result: Mapping[str, object],
    error: str | None = None,
) -> Advance:
    """The case that the token called has ended with `result`, which becomes the fact named by its element, or with the
    code of an error. Raises TaskNotOpen when it does not wait, ErrorUncaught, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, CallNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="call_not_waiting")
    if error is not None:
        message = str(result.get("melding") or "")
        found.internal_data[RETURNED] = True
        return run.advance(lambda: run.throw_error(found, error, message))

    def act() -> None:
        run.knowledge.keep(found, found.task_spec.bpmn_id, dict(result))
        found.task_spec.give_back(found)

    return run.advance(act)


def activate(model: CompiledModel, state: bytes, token: UUID, element: str, host: Host, now: datetime) -> Advance:
    """Begins an activity of the running ad hoc subprocess `token` once more; with sequential ordering it waits for its
    turn. Raises TaskNotOpen when the subprocess does not run or has no such activity, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, AdHocNode) or not found.task_spec.waits_for_more(found):
        raise TaskNotOpen(what="subprocess_not_running")
    if element not in found.task_spec.activities:
        raise TaskNotOpen(what="no_such_activity")
    return run.advance(lambda: found.task_spec.add(found, element))


def running_ad_hoc(model: CompiledModel, state: bytes) -> list[RunningAdHoc]:
    """The ad hoc subprocesses of a case in which an activity may be begun."""
    places = Places(states.load(state, model.spec, model.scopes))
    return [
        RunningAdHoc(token=key, element=token.task_spec.bpmn_id, activities=token.task_spec.activities)
        for key, token in waiting(places).ad_hoc.items()
    ]
