"""What an operator may tell the executor to do with a running case, in plain values."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Cancel:
    """Takes a token away with all that it holds inside. An instance of a multi-instance activity counts as done without a
    result; a subprocess or called process that is left empty goes with it."""

    token: UUID


@dataclass(frozen=True, kw_only=True)
class StartBefore:
    """Puts a new token at an element, as if the case had just come there. A join is passed without waiting for the others;
    an event on a border is armed on its running activity.

    `scope` is the token of the subprocess (or of the activity, for an event on its border), needed when several run.
    A subprocess that does not run is begun, with this element only.
    """

    element: str
    scope: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class StartAfter:
    """Puts a new token on the flows out of an element, or on one flow; `at` is the id of either. Conditions decide which
    flows are taken out of an element."""

    at: str
    scope: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """Starts an element, in the nearest scope around the token that has it, and takes the token away."""

    token: UUID
    element: str


Instruction = Cancel | StartBefore | StartAfter | Move


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A place in a case where a token stands.

    `waits` says for what: `task`, `timer`, `message` (or signal), `call` (a case of another model), `condition`, `arrival`
    (of other tokens at a join), `inside` (a subprocess), `instances` (of a repeated activity) or `event`.
    `scope` is the token of the subprocess around it, None in the outermost; `on` that of the activity whose border it
    sits on. `path` are the loop counters around it, outermost first.
    """

    token: UUID
    element: str
    kind: str
    waits: str
    scope: UUID | None = None
    on: UUID | None = None
    path: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detour:
    """An element that an operator lets a case pass once without carrying it out, at `path`; by `flow`, when the element
    cannot choose one itself."""

    element: str
    path: tuple[int, ...] = ()
    flow: str | None = None
