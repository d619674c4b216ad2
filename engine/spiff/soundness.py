"""Soundness before publication: can a case get stuck, go round for ever, do a thing twice, or never reach a part of the model?

Each process and subprocess is played by itself as an abstract token game (`net_play`) after folding what cannot go wrong
(`net_reduce`); what is inside an activity counts around it by how it can end. Timers, messages and conditions may all happen.

An error is what is certain: no run of the scope can end, whatever people answer. What only some answers lead to, and work that
is done twice, are warnings that the publisher must acknowledge: the conditions may exclude it, or it may be meant, and only
a person can know. A part that is never reached harms no case: a warning that needs no answer.
"""

from collections.abc import Iterator

from engine.contract.errors import Problem
from engine.spiff.diagram import Model, Scope
from engine.spiff.following import handler_of
from engine.spiff.net import Join, Step
from engine.spiff.net_build import DONE, build, is_event_subprocess, thrown
from engine.spiff.net_play import MARK, Marking, Played, play
from engine.spiff.net_reduce import reduce

MAXIMUM_SHOWN = 12
"""Steps of a path in a sentence; the whole path comes beside it."""


def soundness_problems(model: Model) -> Iterator[Problem]:
    """All problems of soundness. The model's structure is right."""
    outcomes: dict[str, frozenset[str]] = {}
    for scope in _inside_first(model):
        judged = _Scope(model, scope, outcomes)
        yield from judged.problems
        outcomes[scope.id] = judged.outcomes
        for node in model.nodes():
            if node.tag == "callActivity" and node.element.get("calledElement") == scope.id:
                outcomes[node.id] = judged.outcomes


def _inside_first(model: Model) -> list[Scope]:
    """Scopes after those inside them and those they call; a ring of calls is told of elsewhere."""
    scopes = {scope.id: scope for scope in model.scopes()}
    order: dict[str, Scope] = {}
    waiting = [(scope.id, False) for scope in model.processes.values()]
    begun: set[str] = set()
    while waiting:
        name, left = waiting.pop()
        if left:
            order[name] = scopes[name]
        elif name not in begun:
            begun.add(name)
            waiting.append((name, True))
            for node in scopes[name].nodes.values():
                inner = node.element.get("calledElement", "") if node.tag == "callActivity" else node.id
                if inner in scopes:
                    waiting.append((inner, False))
    return list(order.values())


class _Scope:
    """One scope judged: its problems, and how it can end for what is around it."""

    def __init__(self, model: Model, scope: Scope, outcomes: dict[str, frozenset[str]]) -> None:
        self.scope = scope
        self.names = {node.id: node.name or node.id for node in model.nodes()}
        self.problems: list[Problem] = []
        self.outcomes = frozenset({DONE})
        if scope.parent is not None and scope.parent.tag == "adHocSubProcess":
            return
        self.net = build(scope, outcomes)
        reduce(self.net)
        self.steps = {place: step for step in self.net.steps for place in step.ins}
        games = [play(self.net, root) for root in self.net.roots]
        rescued = self._rescued()
        for game in games:
            self._tell(game, certain=game.root.main and game.finished and not game.can_end and not rescued)
        self._tell_dead(games)
        ends = any(game.can_end or not game.finished for game in games if game.root.main)
        self.outcomes = (frozenset({DONE}) if ends or rescued else frozenset()) | self._thrown()

    def _rescued(self) -> bool:
        """Whether something can interrupt the whole scope, so that being stuck inside is not for ever."""
        for node in self.scope.nodes.values():
            starts = node.inner.starts() if is_event_subprocess(node) and node.inner is not None else []
            if any(start.element.get("isInterrupting") != "false" for start in starts):
                return True
        parent = self.scope.parent
        return parent is not None and any(e.element.get("cancelActivity") != "false" for e in parent.boundary)

    def _thrown(self) -> frozenset[str]:
        caught = any(is_event_subprocess(node) for node in self.scope.nodes.values())
        found = thrown(self.scope)
        return found - {"error"} if caught else found

    def _tell(self, game: Played, *, certain: bool) -> None:
        told: set[str] = set()
        for marking in game.stuck:
            for step in self._waiting(marking):
                if step.element in told:
                    continue
                told.add(step.element)
                path = self._path(game, marking)
                missing = [place for place in step.ins if place not in marking]
                left = any(self._is_end(element) for element in path)
                code = "soundness_stuck" if certain else "soundness_left_over" if left else "soundness_may_stick"
                self._problem(code, step.element, path, missing=self._sources(missing))
        for place, marking in (*game.growing.items(), *game.doubled.items()):
            element = self._merge(place)
            if element not in told:
                told.add(element)
                code = "soundness_growing" if place in game.growing else "soundness_twice"
                self._problem(code, element, self._path(game, marking))
        if game.endless is not None:
            code = "soundness_endless" if certain else "soundness_may_be_endless"
            place = next((place for place in game.endless if place[0] != MARK), "")
            at = self.steps[place].element if place else game.root.element
            self._problem(code, at, self._path(game, game.endless))
        if not game.finished:
            self._problem("soundness_unfinished", game.root.element, (), states=str(len(game.before)))

    def _waiting(self, marking: Marking) -> list[Step]:
        """The joins that hold the tokens of a stuck marking; none when what is inside an activity is to blame."""
        steps = {id(self.steps[place]): self.steps[place] for place in marking if place[0] != MARK}
        return [step for step in steps.values() if step.join is not Join.ANY]

    def _merge(self, place: str) -> str:
        """The node where two tokens came together: the nearest merge before the place where they were seen."""
        sources: dict[str, Step] = {p: step for step in self.net.steps for way in step.ways for p in way.outs}
        seen: set[str] = set()
        first = sources[place].element if place in sources else self.steps[place].element
        while place in sources and place not in seen:
            seen.add(place)
            step = sources[place]
            if step.merges:
                return step.element
            place = step.ins[0]
        return first

    def _tell_dead(self, games: list[Played]) -> None:
        if any(not game.finished for game in games):
            return
        passed = {element for game in games for element in game.passed} | {root.element for root in self.net.roots}
        told = {problem.element for problem in self.problems}
        dead = [
            node
            for node in self.scope.nodes.values()
            if node.id not in passed and node.id not in told and (node.incoming or node.tag == "boundaryEvent")
            # No token stands for what undoes an activity until it is thrown, which is not played.
            if handler_of(node) is None
        ]
        lost = {node.id for node in dead} | told
        for node in dead:
            sources = {flow.source for flow in node.incoming} or {node.attached_to or ""}
            if not sources <= {n.id for n in dead}:
                self._problem("soundness_dead", node.id, (), count=str(len(lost - told)))

    def _path(self, game: Played, marking: Marking) -> tuple[str, ...]:
        """The elements passed from the beginning to a marking, in an order in which it can happen."""
        parts: list[tuple[str, ...]] = [self._trail([p for p in marking if p[0] != MARK])]
        while (step_before := game.before[marking]) is not None:
            before, step, way = step_before
            parts.append((*self._trail(_taken(before, step, marking)), *way.through))
            marking = before
        return tuple(dict.fromkeys(element for part in reversed(parts) for element in part))

    def _trail(self, places: list[str]) -> tuple[str, ...]:
        return tuple(element for place in places for element in self.net.trails[place])

    def _is_end(self, element: str) -> bool:
        node = self.scope.nodes.get(element)
        return node is not None and node.tag == "endEvent"

    def _sources(self, places: list[str]) -> str:
        """The names of what stands before the missing tokens."""
        flows = {flow.id: flow.source for flow in self.scope.flows}
        ids = [next((flows[e] for e in reversed(self.net.trails[place]) if e in flows), "") for place in places]
        return ", ".join(f"«{self.names[i][:60]}»" for i in dict.fromkeys(ids) if i) or "–"

    def _problem(self, code: str, element: str, path: tuple[str, ...], **params: str) -> None:
        named = [self.names[i][:60] for i in path if i in self.names]
        shown = named if len(named) <= MAXIMUM_SHOWN else [named[0], "…", *named[2 - MAXIMUM_SHOWN :]]
        if path:
            params["path"] = " → ".join(shown)
        severity = "error" if code in CERTAIN else "warning"
        at = {"element": element, "file": self.scope.file, "severity": severity}
        self.problems.append(Problem(code=code, params=params, path=path, acknowledge=code in GRAVE, **at))


def _taken(before: Marking, step: Step, after: Marking) -> list[str]:
    """The places from which a move took a token; one that it gave back at once is not seen to be gone."""
    gone = [place for place in step.ins if before.count(place) > after.count(place)]
    return gone or [place for place in step.ins if place in before][:1]


CERTAIN = {"soundness_stuck", "soundness_endless"}
GRAVE = {
    "soundness_may_stick",
    "soundness_left_over",
    "soundness_may_be_endless",
    "soundness_twice",
    "soundness_growing",
}
"""Warnings that somebody must say that they have seen."""
