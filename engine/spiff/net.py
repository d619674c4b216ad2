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
    """A node of the game, told of by the id `element`. A step without ways is an activity that is stuck inside, of which the
    inside tells. `merges`: several flows come in one by one. Of Join.SOME: how many are `enough`, and the `late` ways that it
    may choose when it has seen the rest in. `covers` are elements folded into it."""

    element: str
    join: Join
    ins: list[str]
    ways: list[Way]
    enough: int = 1
    merges: bool = False
    late: list[Way] = field(default_factory=list)
    covers: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Net:
    """Places by name. `trails` are the elements that lie on a place (a flow, and what was folded into it), for showing a
    path; `covers` all elements that a token there will have passed; `acts` are the elements that do something."""

    steps: list[Step] = field(default_factory=list)
    trails: dict[str, tuple[str, ...]] = field(default_factory=dict)
    covers: dict[str, set[str]] = field(default_factory=dict)
    roots: list["Root"] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)

    def place(self, name: str, trail: tuple[str, ...]) -> None:
        """A new place."""
        self.trails[name] = trail
        self.covers[name] = set(trail)

    def consumers(self) -> dict[str, Step]:
        """Who takes the tokens of each place."""
        return {place: step for step in self.steps for place in step.ins}


@dataclass(frozen=True)
class Root:
    """Where a game can begin: a token on each of `places`. `main`: its end is the end of the scope."""

    places: tuple[str, ...]
    element: str
    main: bool
