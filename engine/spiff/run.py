"""Moves one case from one wait state to the next: load, act, step within a budget, prune, report the difference."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import (
    CaseStalled,
    EngineError,
    ExpressionFailed,
    StepBudgetExceeded,
    StepFailed,
    TaskNotOpen,
)
from engine.feel import Expression, FeelError
from engine.model.advance import Advance, OpenedTask, OpenedTimer, Passed
from engine.model.calendar import OSLO, end_of, local_date
from engine.model.definition import ServiceTaskDefinition
from engine.spiff import state as states
from engine.spiff.compile import CompiledModel
from engine.spiff.events import DUE, TimerNode
from engine.spiff.gateways import ParallelNode
from engine.spiff.instances import MultiInstanceNode
from engine.spiff.nodes import ACTIVE, LOOP, EndNode, HumanNode, TerminateNode
from engine.spiff.prune import prune
from engine.spiff.scopes import begin
from engine.spiff.timers import instant_of

STEP_BUDGET = 5_000
"""Automatic steps between two wait states; more means an endless loop in the model."""


class Host(Protocol):
    """What the executor asks of the outside while it moves a case."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What expressions read, by name."""
        ...

    def decide(self, decision_id: str, facts: Mapping[str, object]) -> object:
        """Evaluates a decision of the model."""
        ...

    def run_step(self, definition: ServiceTaskDefinition, inputs: Mapping[str, object]) -> object:
        """Runs a toolbox step."""
        ...


def start(model: CompiledModel, host: Host, now: datetime) -> Advance:
    """Starts a new case. Raises ExpressionFailed, StepFailed, StepBudgetExceeded, CaseStalled."""
    workflow = states.CaseWorkflow(model.spec, model.scopes)
    return Run(model, workflow, host, now).advance(lambda: begin(workflow))


def complete_task(model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime) -> Advance:
    """Completes the waiting human task `token`. Raises TaskNotOpen when it does not wait, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.find(token)
    if found is None or not isinstance(found.task_spec, HumanNode) or not found.has_state(TaskState.READY):
        raise TaskNotOpen(what="token_not_ready")
    return run.advance(lambda: run.step(found))


def fire_timer(model: CompiledModel, state: bytes, token: UUID, host: Host, now: datetime) -> Advance:
    """Fires the waiting timer `token`, due or not: the caller watches the clock. Raises TaskNotOpen, and as `start`."""
    run = Run(model, states.load(state, model.spec, model.scopes), host, now)
    found = run.find(token)
    if found is None or not isinstance(found.task_spec, TimerNode) or not found.has_state(TaskState.WAITING):
        raise TaskNotOpen(what="timer_not_waiting")
    return run.advance(lambda: found.task_spec.fire(found))


class Run:
    """One advance of one case. Specifications reach it as the workflow's script engine."""

    def __init__(self, model: CompiledModel, workflow: states.CaseWorkflow, host: Host, now: datetime) -> None:
        self.model, self.workflow, self.now = model, workflow, now
        self._host = host
        self._facts = dict(host.facts)
        self._results: dict[tuple[str, tuple[int, ...]], object] = {}
        self._passed: list[Passed] = []
        self._ends: list[str] = []
        self._steps = self._begun = 0
        self._last = ""
        workflow.script_engine = self

    def advance(self, act: Callable[[], object]) -> Advance:
        """Acts, then steps until only people and timers are waited for."""
        tasks_before, timers_before = self._waiting()
        act()
        self._settle()
        tasks, timers = self._waiting()
        live = [token for scope in self._scopes() for token in scope.tasks.values() if token.has_state(ACTIVE)]
        finished = not any(token.workflow is self.workflow for token in live)
        if not finished and not tasks and not timers:
            stuck = next((token.task_spec for token in live if isinstance(token.task_spec, ParallelNode)), None)
            raise CaseStalled(element=stuck.bpmn_id if stuck is not None else self._last)
        opened = tuple(self._opened(token) for key, token in tasks.items() if key not in tasks_before)
        set_timers = tuple(
            OpenedTimer(token=key, element=token.task_spec.bpmn_id, due_at=datetime.fromisoformat(due))
            for key, (token, due) in timers.items()
            if timers_before.get(key, (None, None))[1] != due
        )
        cleared = tuple(key for key, (_, due) in timers_before.items() if timers.get(key, (None, None))[1] != due)
        prune(self.workflow)
        return Advance(
            state=states.dump(self.workflow),
            opened=opened,
            closed=tuple(key for key in tasks_before if key not in tasks),
            timers_set=set_timers,
            timers_cleared=cleared,
            passed=tuple(self._passed),
            facts=self._results,
            finished=finished,
            end=tuple(self._ends),
        )

    def find(self, token_id: UUID) -> Token | None:
        """The token anywhere in the case."""
        return next((s.tasks[token_id] for s in self._scopes() if token_id in s.tasks), None)

    def step(self, token: Token) -> None:
        """Runs one ready token. Whatever a toolbox or decision raises becomes StepFailed."""
        self._steps += 1
        self._last = token.task_spec.bpmn_id
        if self._steps > STEP_BUDGET:
            raise StepBudgetExceeded(element=self._last, steps=self._steps - 1)
        token.run()

    def count_instance(self, token: Token) -> None:
        """Called for every begun instance: many times many may not fill the memory. Raises StepBudgetExceeded."""
        self._begun += 1
        if self._begun > STEP_BUDGET:
            raise StepBudgetExceeded(element=token.task_spec.bpmn_id, steps=STEP_BUDGET)

    def evaluate(self, token: Token, expression: Expression) -> Any:
        """A FEEL expression where the token stands. Raises ExpressionFailed."""
        facts: Mapping[str, object] = self._facts
        if "loopCounter" in expression.names or "item" in expression.names:
            facts = {**facts, **self._loop_facts(token)}
        try:
            return expression.evaluate(facts, now=self.now.astimezone(OSLO))
        except FeelError as error:
            raise self.failed(token, expression.text, str(error)) from error

    def decide(self, token: Token, element: str) -> None:
        """Evaluates the decision of a business rule task into a fact."""
        definition = self.model.definition.decision_tasks[element]
        facts = {**self._facts, **self._loop_facts(token)}
        self._keep(token, element, self._guarded(element, lambda: self._host.decide(definition.decision, facts)))

    def run_step(self, token: Token, element: str) -> None:
        """Runs the step of a service task into a fact."""
        definition = self.model.definition.service_tasks[element]
        inputs = {name: self.evaluate(token, e) for name, e in self.model.inputs[element].items()}
        self._keep(token, element, self._guarded(element, lambda: self._host.run_step(definition, inputs)))

    def failed(self, token: Token, expression: str, reason: str) -> ExpressionFailed:
        """The error for a place in the model that cannot be evaluated."""
        return ExpressionFailed(element=token.task_spec.bpmn_id, expression=expression, reason=reason)

    def note_passed(self, token: Token) -> None:
        """Called for every completed token."""
        spec = token.task_spec
        if not isinstance(spec, MultiInstanceNode):
            self._passed.append(Passed(element=spec.bpmn_id, kind=spec.kind))
        if isinstance(spec, EndNode | TerminateNode) and token.workflow is self.workflow:
            self._ends.append(spec.bpmn_id)

    def note_cancelled(self, token: Token) -> None:
        """Called for every withdrawn token."""
        self._passed.append(Passed(element=token.task_spec.bpmn_id, kind=token.task_spec.kind, cancelled=True))

    def _settle(self) -> None:
        while True:
            ready = deque(
                token
                for scope in self._scopes()
                for token in scope.tasks.values()
                if token._state == TaskState.READY and not token.task_spec.manual
            )
            if not ready:
                if not self._end_scopes():
                    return
                continue
            while ready:
                token = ready.popleft()
                if token._state != TaskState.READY:
                    continue
                self.step(token)
                ready.extend(
                    child
                    for child in token.children
                    if child is not None and child._state == TaskState.READY and not child.task_spec.manual
                )

    def _end_scopes(self) -> bool:
        """Lets the activity around each scope without live tokens go on; innermost first, since those come last."""
        ended = False
        for token_id, scope in reversed(list(self.workflow.subprocesses.items())):
            owner = self.find(token_id)
            if owner is None or not owner.has_state(TaskState.STARTED):
                continue
            if not any(token.has_state(ACTIVE) for token in scope.tasks.values()):
                del self.workflow.subprocesses[token_id]
                owner._ready()
                ended = True
        return ended

    def _scopes(self) -> list[Any]:
        return [self.workflow, *self.workflow.subprocesses.values()]

    def _waiting(self) -> tuple[dict[UUID, Token], dict[UUID, tuple[Token, str]]]:
        tasks: dict[UUID, Token] = {}
        timers: dict[UUID, tuple[Token, str]] = {}
        for scope in self._scopes():
            for key, token in scope.tasks.items():
                if token._state == TaskState.READY and isinstance(token.task_spec, HumanNode):
                    tasks[key] = token
                elif token._state == TaskState.WAITING and isinstance(token.task_spec, TimerNode):
                    timers[key] = (token, token.internal_data[DUE])
        return tasks, timers

    def _opened(self, token: Token) -> OpenedTask:
        element = token.task_spec.bpmn_id
        assigned = self.model.assignments.get(element)
        role = self.evaluate(token, assigned.role) if assigned and assigned.role else None
        person = self.evaluate(token, assigned.person) if assigned and assigned.person else None
        due = self.evaluate(token, assigned.due) if assigned and assigned.due else None
        loops = self._loops(token)
        return OpenedTask(
            token=token.id,
            element=element,
            path=tuple(counter for _, counter in loops),
            item=self._loop_facts(token).get("item") if loops else None,
            role=role if isinstance(role, str) else None,
            person=person if isinstance(person, str) else None,
            due_date=self._due(token, due),
        )

    def _due(self, token: Token, value: object) -> datetime | None:
        if value is None:
            return None
        try:
            return end_of(local_date(instant_of(value)))
        except (ValueError, OverflowError) as error:
            raise self.failed(token, "due", f"{value!r} is no date") from error

    def _loops(self, token: Token) -> list[tuple[Token, int]]:
        """The multi-instance activities around a token with its counter in each, outermost first."""
        found: list[tuple[Token, int]] = []
        current: Token | None = token
        while current is not None:
            if LOOP in current.internal_data and current.parent is not None:
                found.append((current.parent, current.internal_data[LOOP]))
            scope = current.workflow
            current = self.find(scope.parent_task_id) if scope is not self.workflow else None
        return found[::-1]

    def _loop_facts(self, token: Token) -> dict[str, object]:
        loops = self._loops(token)
        if not loops:
            return {}
        activity, counter = loops[-1]
        item = cast(MultiInstanceNode, activity.task_spec).item(activity, counter)
        return {"loopCounter": counter, "item": item}

    def _keep(self, token: Token, name: str, value: object) -> None:
        path = tuple(counter for _, counter in self._loops(token))
        self._results[name, path] = value
        if not path:
            self._facts[name] = value
            return
        known = self._facts.get(name)
        place = list(known) if isinstance(known, list | tuple) else []
        self._facts[name] = place
        for counter in path[:-1]:
            place.extend([None] * (counter - len(place)))
            inner = place[counter - 1]
            place[counter - 1] = inner = list(inner) if isinstance(inner, list | tuple) else []
            place = inner
        place.extend([None] * (path[-1] - len(place)))
        place[path[-1] - 1] = value

    def _guarded(self, element: str, act: Callable[[], object]) -> object:
        try:
            return act()
        except EngineError:
            raise
        except Exception as error:  # a toolbox may raise anything; the case must not be harmed by it
            raise StepFailed(element=element, reason=f"{type(error).__name__}: {error}") from error
