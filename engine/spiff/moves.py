"""What can happen to a case from outside. Each move loads the state, acts, and lets the run settle it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import ErrorUncaught, TaskNotOpen
from engine.model.advance import Advance
from engine.spiff import state as states
from engine.spiff.compile import CompiledModel
from engine.spiff.events import TimerNode
from engine.spiff.host import Host
from engine.spiff.nodes import HumanNode
from engine.spiff.run import Run
from engine.spiff.scratch import CAUGHT, CallNode, CatchNode


def start(
    model: CompiledModel,
    host: Host,
    now: datetime,
    *,
    at: str | None = None,
    payload: Mapping[str, object] | None = None,
) -> Advance:
    """Starts a new case. Raises ExpressionFailed, StepFailed, StepBudgetExceeded, CaseStalled."""
    workflow = states.CaseWorkflow(model.spec, model.scopes)
    run = Run(model, workflow, host, now)

    def act() -> None:
        spec = workflow.spec.task_specs[at] if at else workflow.spec.start_node
        workflow.task_tree = Token(workflow, spec, state=TaskState.FUTURE)
        if at and payload is not None:
            run.knowledge.keep(workflow.task_tree, at, dict(payload))
        spec._update(workflow.task_tree)

    return run.advance(act)


def catch(
    model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime, payload: Mapping[str, object]
) -> Advance:
    """A message or signal has come for the waiting token. Raises TaskNotOpen, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, CatchNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="subscription_not_waiting")

    def act() -> None:
        run.knowledge.keep(found, found.task_spec.bpmn_id, dict(payload))
        found.task_spec.catch(found)

    return run.advance(act)


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
    """A called case has ended. Raises TaskNotOpen, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.places.find(token)
    if found is None or not isinstance(found.task_spec, CallNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="call_not_waiting")
    if error is not None:
        raise ErrorUncaught(element=found.task_spec.bpmn_id, code=error)

    def act() -> None:
        run.knowledge.keep(found, found.task_spec.bpmn_id, dict(result))
        found.internal_data[CAUGHT] = True
        found.task_spec._update(found)

    return run.advance(act)


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
