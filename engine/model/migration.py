"""Taking a running case to another version of its model: which element becomes which, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from engine.contract.errors import Problem
from engine.model.advance import Advance


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where a token at each element of the old version goes on in the new one. `again` are elements of the old version
    whose timers are counted anew; all others keep the instant they are due at."""

    targets: Mapping[str, str] = field(default_factory=dict)
    again: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A row of a plan that is proposed: `how` is `id` or `name`, or `none` when nothing like the element was found."""

    element: str
    target: str | None
    how: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A token that stands at an element with another id now."""

    token: UUID
    element: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Migrated:
    """The case in its new version: what began and ceased to wait by that, and the tokens that stand elsewhere."""

    advance: Advance
    moved: tuple[Moved, ...] = ()


class Obstacle:
    """Codes of what keeps a token from its place in the new version."""

    NO_TARGET = "no_target"
    UNKNOWN_TARGET = "unknown_target"
    KIND_CHANGED = "kind_changed"
    SCOPE_CHANGED = "scope_changed"
    LOOP_CHANGED = "loop_changed"
    TIMER_CHANGED = "timer_changed"
    MESSAGE_CHANGED = "message_changed"
    FLOW_GONE = "flow_gone"
    GATE_CHANGED = "gate_changed"
    FACT_MISSING = "fact_missing"


def obstacle(code: str, element: str, **params: str) -> Problem:
    """A problem at an element of the old version."""
    return Problem(code=code, element=element, params=params)
