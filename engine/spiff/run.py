"""Moves one case from one wait state to the next: steps within a budget, prunes, reports the difference."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task as Token
from SpiffWorkflow.util.task import TaskState

from engine.contract.errors import (
    BusinessError,
    CaseStalled,
    EngineError,
    ExpressionFailed,
    StepBudgetExceeded,
    StepFailed,
)
from engine.feel import Expression
from engine.model.advance import Advance, Passed, ThrownMessage, ThrownSignal
from engine.spiff import state as states
from engine.spiff.compensation import UndoingNode, hand_over, remember
from engine.spiff.compile import CompiledModel
from engine.spiff.conditions import ConditionNode
from engine.spiff.detours import Detours
from engine.spiff.errors import throw_error
from engine.spiff.gateways import JoinNode
from engine.spiff.host import Host
from engine.spiff.instances import RepeatedNode
from engine.spiff.knowledge import Knowledge, failed
from engine.spiff.nodes import EndNode, EntryNode, TerminateNode, is_live
from engine.spiff.places import Places, path_of
from engine.spiff.positions import EventScopeNode
from engine.spiff.prune import prune
from engine.spiff.report import Waiting, differences, waiting

STEP_BUDGET = 5_000
"""Automatic steps between two wait states; more means an endless loop in the model."""


class Run:
    """One advance of one case. Specifications reach it as the workflow's script engine."""

    def __init__(self, model: CompiledModel, workflow: states.CaseWorkflow, host: Host, now: datetime) -> None:
        self.model, self.workflow, self.now = model, workflow, now
        self.places = Places(workflow)
        self.knowledge = Knowledge(self.places, host.facts, now, model.local_names)
        self._host = host
        self._detours = Detours(host)
        self._passed: list[Passed] = []
        self._ends: list[str] = []
        self._messages: list[ThrownMessage] = []
        self._signals: list[ThrownSignal] = []
        self.escalations: list[str] = []
        self._moving: Token | None = None
        self._steps = self._begun = 0
        self._last = ""
        workflow.script_engine = self

    def advance(self, act: Callable[[], object], *, before: Waiting | None = None) -> Advance:
        """Acts, then steps until only people and timers are waited for. `before` is what waited before the act, when
        that is not what waits now."""
        before = before if before is not None else waiting(self.places)
        act()
        self._settle()
        live = [token for token in self.places.tokens() if is_live(token)]
        finished = not any(token.workflow is self.workflow for token in live)
        if finished:
            self._close(self.workflow)
        after = waiting(self.places)
        if not finished and not after:
            stuck = next((token.task_spec for token in live if isinstance(token.task_spec, JoinNode)), None)
            raise CaseStalled(element=stuck.bpmn_id if stuck is not None else self._last)
        changed: dict[str, Any] = dict(differences(self, before, after))
        prune(self.workflow)
        return Advance(
            state=states.dump(self.workflow),
            passed=tuple(self._passed),
            facts=self.knowledge.results,
            messages=tuple(self._messages),
            signals=tuple(self._signals),
            escalations=tuple(self.escalations),
            finished=finished,
            end=tuple(self._ends),
            **changed,
        )

    def step(self, token: Token) -> None:
        """Runs one ready token. Whatever a toolbox or decision raises becomes StepFailed."""
        self._steps += 1
        self._last = token.task_spec.bpmn_id
        if self._steps > STEP_BUDGET:
            raise StepBudgetExceeded(element=self._last, steps=self._steps - 1)
        if self._detours.passes(token):
            self._detours.take(token)
            return
        self._moving = token
        try:
            token.run()
        except StepFailed as error:
            error.path = path_of(token)
            raise
        except BusinessError as error:
            self._moving = None
            token._set_state(TaskState.STARTED)
            throw_error(self, token, error.code, error.message)

    def passes_by(self, token: Token) -> bool:
        """Whether an operator lets the case pass the token's element without carrying it out."""
        return self._detours.passes(token)

    def count_instance(self, token: Token) -> None:
        """Called for every begun instance: many times many may not fill the memory. Raises StepBudgetExceeded."""
        self._begun += 1
        if self._begun > STEP_BUDGET:
            raise StepBudgetExceeded(element=token.task_spec.bpmn_id, steps=STEP_BUDGET)

    def evaluate(self, token: Token, expression: Expression, more: Mapping[str, object] | None = None) -> Any:
        """A FEEL expression where the token stands, which may read `more` beside what is known there. Raises
        ExpressionFailed."""
        return self.knowledge.evaluate(token, expression, more)

    def decide(self, token: Token, element: str) -> None:
        """Evaluates the decision of a business rule task into a fact."""
        definition = self.model.definition.decision_tasks[element]
        facts = self.knowledge.at(token)
        self.knowledge.keep(
            token, element, self._guarded(element, lambda: self._host.decide(definition.decision, facts))
        )

    def run_step(self, token: Token, element: str) -> None:
        """Runs the step of a service task into a fact."""
        definition = self.model.definition.service_tasks[element]
        inputs = {name: self.evaluate(token, e) for name, e in self.model.inputs[element].items()}
        self.knowledge.keep(token, element, self._guarded(element, lambda: self._host.run_step(definition, inputs)))

    def throw_message(self, token: Token, name: str, key: str | None, payload: Mapping[str, object]) -> None:
        """Called for every message that an event sends."""
        self._messages.append(ThrownMessage(element=token.task_spec.bpmn_id, name=name, key=key, payload=payload))

    def throw_error(self, token: Token, code: str, message: str) -> None:
        """A BPMN error at the activity of the token. Raises ErrorUncaught."""
        throw_error(self, token, code, message)

    def remember(self, token: Token) -> None:
        """Called for every completed activity that may be undone. Raises TooMuchToCompensate."""
        remember(token)

    def throw_signal(self, token: Token, name: str, payload: Mapping[str, object]) -> None:
        """Called for every signal that an event sends."""
        self._signals.append(ThrownSignal(element=token.task_spec.bpmn_id, name=name, payload=payload))

    def failed(self, token: Token, expression: str, reason: str) -> ExpressionFailed:
        """The error for a place in the model that cannot be evaluated."""
        return failed(token, expression, reason)

    def note_passed(self, token: Token) -> None:
        """Called for every completed token."""
        spec = token.task_spec
        if spec.noted and not isinstance(spec, RepeatedNode | EntryNode):
            self._passed.append(Passed(element=spec.bpmn_id, kind=spec.kind))
        if isinstance(spec, EndNode | TerminateNode) and self._ends_the_case(token.workflow):
            self._ends.append(spec.bpmn_id)

    def note_cancelled(self, token: Token) -> None:
        """Called for every withdrawn token. An event that ends its own scope has happened all the same."""
        if token is not self._moving and token.task_spec.noted:
            self._passed.append(Passed(element=token.task_spec.bpmn_id, kind=token.task_spec.kind, cancelled=True))

    def _settle(self) -> None:
        while self._move_ready() or self._end_scopes() or self._reconsider() or self._judge_joins():
            pass

    def _move_ready(self) -> bool:
        """Moves every token that can; False when none could."""
        ready = deque(
            token for token in self.places.tokens() if token._state == TaskState.READY and not token.task_spec.manual
        )
        moved = bool(ready)
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
        return moved

    def _reconsider(self) -> bool:
        """Lets what waits for something inside the case see whether it has come; the first to go on, since that may change
        what the others see."""
        return any(
            token.task_spec.reconsider(token)
            for token in list(self.places.tokens())
            if token._state == TaskState.WAITING and isinstance(token.task_spec, ConditionNode | UndoingNode)
        )

    def _ends_the_case(self, scope: Any) -> bool:
        """Whether a scope is the outermost, or an event subprocess of it."""
        owner = self.places.around(scope)
        while owner is not None and isinstance(owner.task_spec, EventScopeNode):
            owner = self.places.around(owner.workflow)
        return owner is None

    def _close(self, scope: Any) -> None:
        """Withdraws what still waited in a scope to begin an event subprocess."""
        for token in list(scope.tasks.values()):
            token.task_spec.withdraw(token)

    def _judge_joins(self) -> bool:
        """Lets gateways go on that wait for what may not come; one in each scope, since the others may wait for it. Those
        that only reset come last: what goes on may still bring them a token."""
        gateways: dict[int, tuple[Any, list[JoinNode]]] = {}
        for token in self.places.tokens():
            if token._state == TaskState.WAITING and isinstance(token.task_spec, JoinNode):
                _, found = gateways.setdefault(id(token.workflow), (token.workflow, []))
                if token.task_spec not in found:
                    found.append(token.task_spec)
        for scope, found in gateways.values():
            found.sort(key=lambda gateway, where=scope: gateway.resets(where))  # type: ignore[misc]
        moved = [any(gateway.judge(scope) for gateway in found) for scope, found in gateways.values()]
        return any(moved)

    def _end_scopes(self) -> bool:
        """Lets the activity around each scope without live tokens go on; innermost first, since those come last."""
        ended = False
        for token_id, scope in reversed(list(self.workflow.subprocesses.items())):
            owner = scope.owner
            if not owner.has_state(TaskState.STARTED) or any(is_live(token) for token in scope.tasks.values()):
                continue
            if owner.task_spec.begins_more(owner):
                ended = True
            elif owner.task_spec.is_over(owner):
                hand_over(owner, scope)
                self._close(scope)
                del self.workflow.subprocesses[token_id]
                owner._ready()
                ended = True
        return ended

    def _guarded(self, element: str, act: Callable[[], object]) -> object:
        try:
            return act()
        except EngineError:
            raise
        except Exception as error:  # a toolbox may raise anything; the case must not be harmed by it
            raise StepFailed(element=element, reason=f"{type(error).__name__}: {error}") from error
