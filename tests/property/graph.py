"""A random model as plain structure: what both the drawing and the simulator are made from."""

from dataclasses import dataclass, field

AGAIN, ENOUGH = 3, 4
"""The bits of an activity's choice that say whether it is done again, and whether there have been instances enough."""


@dataclass(eq=False)
class Node:
    """A flow node. `outs` are (flow id, target, condition number or None); the last of an exclusive choice is its default.

    For an inclusive choice the conditions are the bits of a number; `default` says whether a flow without one is the default.
    A complex gateway goes on when `needed` flows have brought a token. An event waits for or throws its `trigger`, named
    `ref`. An activity is done `again` while a choice says so: (asked before, at most so many times). Of many instances a choice
    may say that there have been `enough`.
    """

    id: str
    kind: str
    outs: list[tuple[str, str, int | None]] = field(default_factory=list)
    boundary: list[str] = field(default_factory=list)
    process: str = ""
    instances: int | None = None
    sequential: bool = False
    interrupting: bool = True
    cycle: bool = False
    default: bool = False
    needed: int = 0
    trigger: str = ""
    ref: str = ""
    again: tuple[bool, int | None] | None = None
    enough: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is an event that something from outside brings about."""
        return self.kind in ("catch", "boundary", "receive")


@dataclass
class Graph:
    """A process or subprocess. `reached` remembers which flows into a gateway a token at a node can get to."""

    id: str
    nodes: dict[str, Node] = field(default_factory=dict)
    start: str = ""
    reached: dict[tuple[str, str], set[str]] = field(default_factory=dict)
