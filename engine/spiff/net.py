"""The abstract token game of one process or subprocess: places for tokens, and nodes that take and give them.

Conditions are abstract: every way that some answers could choose is a way. What happens inside an activity is summed up in the
ways by which it can be left.
"""

from dataclasses import dataclass, field
from enum import Enum


class Join(Enum):
    """How many of a node's incoming places a token is taken from."""

    ANY = "one token from one place"
    ALL = "one token from every place"
    WAIT = "one from each place that has one, when no more can come (inclusive)"
    SOME = "one from each place that has one, when they are enough; the rest is swallowed later (complex)"


@dataclass(frozen=True)
class Way:
    """One way on from a node: a token on each of `outs`; `stops` ends the whole scope; `through` are the elements passed."""

    outs: tuple[str, ...]
    through: tuple[str, ...]
    stops: bool = False


@dataclass(eq=False)
class Step:
    """A node of the game. `element` is the id it is told of by; `enough` counts for Join.SOME; `quiet`: what is stuck inside it
    has been told already; `ends`: a plain end event is among its ways."""

    element: str
    join: Join
    ins: list[str]
    ways: list[Way]
    enough: int = 1
    quiet: bool = False
    merges: bool = False
    covers: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Net:
    """Places by name with their consumer. `trails` are the elements that lie on a place (a flow, and what was folded into
    it), for showing a path; `covers` all elements that a token there will have passed."""

    steps: list[Step] = field(default_factory=list)
    trails: dict[str, tuple[str, ...]] = field(default_factory=dict)
    covers: dict[str, set[str]] = field(default_factory=dict)
    roots: list["Root"] = field(default_factory=list)

    def place(self, name: str, trail: tuple[str, ...]) -> None:
        """A new place."""
        self.trails[name] = trail
        self.covers[name] = set(trail)

    def consumers(self) -> dict[str, Step]:
        """Who takes the tokens of each place."""
        return {place: step for step in self.steps for place in step.ins}

    def producers(self) -> dict[str, Step]:
        """Who puts tokens on each place."""
        return {place: step for step in self.steps for way in step.ways for place in way.outs}


@dataclass(frozen=True)
class Root:
    """Where a game can begin: a token on `place`. `main`: its end is the end of the scope."""

    place: str
    element: str
    main: bool
