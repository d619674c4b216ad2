"""Plays the abstract token game: every marking that matters, up to a budget, and how each is reached."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.spiff.net import Join, Net, Root, Step, Way

MAXIMUM_MARKINGS = 5_000
"""Of one game. A count and not a time, so that the answer is the same everywhere."""
MAXIMUM_TOKENS = 2
"""On one place; more are not told apart."""

Marking = tuple[str, ...]
"""The places of all tokens, sorted; a place twice holds two. A complex gateway that has fired marks what it will swallow."""

MARK = "~"
Move = tuple[Step, Way, Marking]


@dataclass(eq=False)
class Played:
    """What came of one game. `before` leads from each marking back to the first."""

    root: Root
    before: dict[Marking, tuple[Marking, Step, Way] | None] = field(default_factory=dict)
    after: dict[Marking, list[Marking]] = field(default_factory=dict)
    stuck: list[Marking] = field(default_factory=list)
    ended: list[Marking] = field(default_factory=list)
    doubled: dict[str, Marking] = field(default_factory=dict)
    growing: dict[str, Marking] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    finished: bool = True
    can_end: bool = False
    endless: Marking | None = None


def play(net: Net, root: Root) -> Played:
    """Every marking from a root, within the budget."""
    return _Play(net, root).played


class _Play:
    """Of tokens that do not meet, one is moved at a time: the order of independent moves decides nothing (a persistent set)."""

    def __init__(self, net: Net, root: Root) -> None:
        self.net, self.played = net, Played(root)
        self.consumers = net.consumers()
        self.sources: dict[str, list[Step]] = {}
        for step in net.steps:
            for place in {out for way in (*step.ways, *step.late) for out in way.outs}:
                self.sources.setdefault(place, []).append(step)
        self.complex_ = {f"{MARK}{step.element}": [step] for step in net.steps if step.join is Join.SOME}
        self.rank = self._ranks(root)
        self._upstream: dict[str, frozenset[str]] = {}
        self._tainted: set[Marking] = set()
        self._run(tuple(sorted(root.places)))
        self._judge()

    def _run(self, first: Marking) -> None:
        played = self.played
        played.before[first] = None
        waiting = deque([first])
        while waiting:
            marking = waiting.popleft()
            moves = list(self._moves(marking))
            played.after[marking] = [after for _, _, after in moves]
            played.passed |= {e for place in marking if place[0] != MARK for e in self.net.covers[place]}
            if not marking:
                played.ended.append(marking)
            elif not moves:
                played.stuck.append(marking)
            for step, way, after in moves:
                played.passed |= step.covers | set(way.through)
                if after not in played.before:
                    played.before[after] = (marking, step, way)
                    self._look_for_doubles(marking, after)
                    waiting.append(after)
            if len(played.before) > MAXIMUM_MARKINGS:
                played.finished = False
                return

    def _moves(self, marking: Marking) -> Iterator[Move]:
        """Enough of the possible moves to find everything, and all of them where few would lead round in a ring."""
        counts = Counter(place for place in marking if place[0] != MARK)
        single = sorted((self.rank.get(id(self.consumers[p]), 0), p) for p in counts if self._moves_alone(p))
        joins = {id(step): step for p in counts if (step := self.consumers[p]).join is not Join.ANY}
        full = sorted(
            (step for step in joins.values() if step.join is Join.ALL and all(counts[p] for p in step.ins)),
            key=lambda step: self.rank.get(id(step), 0),
        )
        joins |= {
            id(step): step for mark in marking if mark[0] == MARK for step in self.complex_[mark.partition(" ")[0]]
        }
        others = [step for step in joins.values() if step.join in (Join.WAIT, Join.SOME)]
        chosen = list(self._single(marking, single[0][1])) if single else []
        if not single and full:
            chosen = list(self._take(marking, full[0], full[0].ins))
        chosen += [move for step in others for move in self._waiting(marking, counts, step)]
        if all(after in self.played.before for _, _, after in chosen):
            for _, place in single[1:]:
                chosen += self._single(marking, place)
            for step in full[0 if single else 1 :]:
                chosen += self._take(marking, step, step.ins)
        yield from chosen

    def _moves_alone(self, place: str) -> bool:
        step = self.consumers[place]
        return step.join is Join.ANY and bool(step.ways)

    def _single(self, marking: Marking, place: str) -> Iterator[Move]:
        yield from self._take(marking, self.consumers[place], [place])

    def _waiting(self, marking: Marking, counts: Counter[str], step: Step) -> Iterator[Move]:
        filled = [place for place in step.ins if counts[place]]
        empty = [place for place in step.ins if not counts[place]]
        if step.join is Join.WAIT:
            if not self._may_come(counts, step, empty, filled):
                yield from self._take(marking, step, filled)
            return
        owed = [mark for mark in marking if mark.startswith(f"{MARK}{step.element} ")]
        if not owed:
            if len(filled) >= min(step.enough, len(step.ins)):
                debts = [f"{MARK}{step.element} {place}" for place in empty] or [f"{MARK}{step.element} "]
                yield from self._take(marking, step, filled, debts)
            return
        owing = {mark.partition(" ")[2] for mark in owed}
        fresh = [place for place in filled if place in owing]
        missing = [place for place in step.ins if place in owing and place not in fresh]
        if not self._may_come(counts, step, missing, [place for place in step.ins if place not in missing]):
            for way in step.late:
                yield step, way, self._after(marking, [*fresh, *owed], way.outs)

    def _may_come(self, counts: Counter[str], step: Step, empty: list[str], filled: list[str]) -> bool:
        """Whether a token elsewhere can still come to an empty place, and not as well to one that has its token (13.4.3)."""
        for place in counts:
            comes = place not in step.ins and any(place in self._above(step, e) for e in empty)
            if comes and not any(place in self._above(step, f) for f in filled):
                return True
        return False

    def _above(self, step: Step, place: str) -> frozenset[str]:
        """The places from which a token can come to `place` without passing its consumer `step`."""
        if place not in self._upstream:
            found, waiting = {place}, [place]
            while waiting:
                for source in self.sources.get(waiting.pop(), ()):
                    if source is not step:
                        new = [p for p in source.ins if p not in found]
                        found.update(new)
                        waiting += new
            self._upstream[place] = frozenset(found)
        return self._upstream[place]

    def _take(self, marking: Marking, step: Step, taken: Iterable[str], debts: Iterable[str] = ()) -> Iterator[Move]:
        for way in step.ways:
            yield step, way, () if way.stops else self._after(marking, taken, (*way.outs, *debts))

    def _after(self, marking: Marking, taken: Iterable[str], given: Iterable[str]) -> Marking:
        tokens = list(marking)
        for place in taken:
            tokens.remove(place)
        for place in given:
            if tokens.count(place) < MAXIMUM_TOKENS:
                tokens.append(place)
            elif place[0] != MARK and place not in self.played.growing and self._grows(marking, [*tokens, place]):
                self.played.growing[place] = marking
        return tuple(sorted(tokens))

    def _grows(self, marking: Marking, tokens: list[str]) -> bool:
        """Whether the same was reached before with fewer tokens: then it can be done again and again."""
        now = Counter(tokens)
        earlier: Marking | None = marking
        while earlier is not None:
            if len(earlier) < len(tokens) and Counter(earlier) <= now:
                return True
            step_before = self.played.before[earlier]
            earlier = step_before[0] if step_before is not None else None
        return False

    def _look_for_doubles(self, before: Marking, after: Marking) -> None:
        if before in self._tainted:
            self._tainted.add(after)
            return
        for place, count in Counter(after).items():
            if count > 1 and place[0] != MARK and not self._harmless(place):
                self._tainted.add(after)
                self.played.doubled.setdefault(place, after)

    def _harmless(self, place: str) -> bool:
        """Tokens that only come to their end, and do nothing before it, may be many."""
        step = self.consumers[place]
        if step.join is not Join.ANY or any(way.outs or way.stops for way in step.ways):
            return False
        merged = [way for source in self.sources.get(place, ()) if source.merges for way in source.ways]
        passed = {element for way in (*step.ways, *merged) for element in way.through}
        passed |= step.covers | self.net.covers[place]
        return self.net.acts.isdisjoint(passed)

    def _ranks(self, root: Root) -> dict[int, int]:
        """An order in which a node comes after those that lead to it, but for loops."""
        order: list[int] = []
        seen: set[int] = set()
        waiting = [(self.consumers[place], False) for place in root.places]
        while waiting:
            step, left = waiting.pop()
            if left:
                order.append(id(step))
            elif id(step) not in seen:
                seen.add(id(step))
                waiting.append((step, True))
                waiting += [(self.consumers[out], False) for way in (*step.ways, *step.late) for out in way.outs]
        return {key: len(order) - place for place, key in enumerate(order)}

    def _judge(self) -> None:
        played = self.played
        ends = self._leading_to(played.ended)
        played.can_end = next(iter(played.before)) in ends
        if played.finished:
            hopeless = self._leading_to(played.stuck) | ends
            played.endless = next((marking for marking in played.before if marking not in hopeless), None)

    def _leading_to(self, goals: Iterable[Marking]) -> set[Marking]:
        sources: dict[Marking, list[Marking]] = {}
        for marking, followers in self.played.after.items():
            for follower in followers:
                sources.setdefault(follower, []).append(marking)
        found = set(goals)
        waiting = list(found)
        while waiting:
            new = [m for m in sources.get(waiting.pop(), ()) if m not in found]
            found.update(new)
            waiting += new
        return found
