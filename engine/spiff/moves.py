"""What can happen to a case from outside. Each move loads the state, acts, and lets the run settle it."""

from datetime import datetime
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import TaskNotOpen
from engine.model.advance import Advance
from engine.spiff import state as states
from engine.spiff.compile import CompiledModel
from engine.spiff.events import TimerNode
from engine.spiff.host import Host
from engine.spiff.nodes import HumanNode
from engine.spiff.run import Run
from engine.spiff.scopes import begin


def start(model: CompiledModel, host: Host, now: datetime) -> Advance:
    """Starts a new case. Raises ExpressionFailed, StepFailed, StepBudgetExceeded, CaseStalled."""
    workflow = states.CaseWorkflow(model.spec, model.scopes)
    return Run(model, workflow, host, now).advance(lambda: begin(workflow))


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
