"""What the executor reports after moving a case: plain values that the case applies to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class OpenedTask:
    """A user or manual task that now waits for a person.

    `path` holds the 1-based loop counters of the multi-instance activities around the token, outermost first (empty
    outside any). `item` is the collection's value for the innermost one. `role` and `person` are the results of the
    task's assignment expressions, None where it has none or they gave null; `due_date` that of its due expression.
    """

    token: UUID
    element: str
    path: tuple[int, ...] = ()
    item: object | None = None
    role: str | None = None
    person: str | None = None
    due_date: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OpenedTimer:
    """A timer event that now waits; `due_at` is aware UTC."""

    token: UUID
    element: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenedSubscription:
    """A token that now waits for a message or a signal.

    `kind` is `message` or `signal`, `name` that of the bpmn:message or bpmn:signal, `key` the correlation key as text (None:
    any message of that name fits).
    """

    token: UUID
    element: str
    kind: Literal["message", "signal"]
    name: str
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class ThrownMessage:
    """A message that `element` sent, to whoever waits for `name` with `key`, now or later."""

    element: str
    name: str
    key: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ThrownSignal:
    """A signal that `element` sent to everybody; those who wait in the same case have had it already."""

    element: str
    name: str
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StartedCall:
    """A call activity that now waits for a case of another model to end.

    `process` is the called model's key, `version` its number (None: the current one when the case is started), `inputs`
    what its expressions may read from the start.
    """

    token: UUID
    element: str
    process: str
    version: int | None = None
    inputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """An element that was completed (or, with `cancelled`, withdrawn) during this advance, in order."""

    element: str
    kind: str
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class Advance:
    """Everything that changed between two wait states of one case.

    `opened`/`closed` are differences of the set of ready human tasks; `closed` excludes nothing: the completed task is
    in it too. `timers_set`/`timers_cleared` are differences of the set of waiting timers (a cycle that goes on is
    cleared and set again). `subscriptions_opened`/`subscriptions_closed` are differences of what waits for messages and
    signals, `calls`/`calls_cancelled` of the call activities that wait for a case of another model (one that returned is
    in neither). `messages` and `signals` are what was thrown, in order; `escalations` the codes that nobody caught.
    `facts` are results of decision and service tasks, keyed by (element id, path).
    `finished` means that the process instance has ended; `end` names the end events reached in this advance.
    """

    state: bytes
    opened: tuple[OpenedTask, ...] = ()
    closed: tuple[UUID, ...] = ()
    timers_set: tuple[OpenedTimer, ...] = ()
    timers_cleared: tuple[UUID, ...] = ()
    subscriptions_opened: tuple[OpenedSubscription, ...] = ()
    subscriptions_closed: tuple[UUID, ...] = ()
    messages: tuple[ThrownMessage, ...] = ()
    signals: tuple[ThrownSignal, ...] = ()
    calls: tuple[StartedCall, ...] = ()
    calls_cancelled: tuple[UUID, ...] = ()
    escalations: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()
    facts: Mapping[tuple[str, tuple[int, ...]], object] = field(default_factory=dict)
    finished: bool = False
    end: tuple[str, ...] = ()
