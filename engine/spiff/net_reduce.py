"""Structural reductions: what cannot go wrong is folded into one place, so that a well-structured model needs no exploring.

Each rule keeps whether the game can get stuck, can end, and can bring two tokens to one place (Murata 1989, for these nodes).
"""

from engine.spiff.net import Join, Net, Step, Way


def reduce(net: Net) -> None:
    """Applies the rules in place until none applies."""
    fold = _Fold(net)
    rules = (fold.passes, fold.alternatives, fold.together, fold.choices, fold.merges, fold.loops)
    applied = True
    while applied:
        applied = False
        for step in list(net.steps):
            for rule in rules:
                while step.ins and rule(step):
                    applied = True
        net.steps = [step for step in net.steps if step.ins]


class _Fold:
    """Every rule takes a step and tells whether it applied; a step without places is folded away."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.consumers = net.consumers()

    def passes(self, step: Step) -> bool:
        """A node that hands one token from one place to another is part of the way."""
        if len(step.ins) != 1 or not _hands_on(step) or step.ways[0].outs[0] == step.ins[0]:
            return False
        (before,), way = step.ins, step.ways[0]
        after = way.outs[0]
        following = self.consumers.pop(after)
        following.ins[following.ins.index(after)] = before
        self.consumers[before] = following
        self.net.trails[before] += way.through + self.net.trails.pop(after)
        self.net.covers[before] |= set(way.through) | self.net.covers.pop(after) | step.covers
        step.ins = []
        return True

    def alternatives(self, step: Step) -> bool:
        """Two ways that lead straight to the same merge are one."""
        if step.late:
            return False
        used = [place for way in step.ways for place in way.outs]
        first: dict[int, Way] = {}
        for way in step.ways:
            if len(way.outs) != 1 or way.stops or used.count(way.outs[0]) > 1:
                continue
            place = way.outs[0]
            target = self.consumers[place]
            kept = first.setdefault(id(target), way)
            if kept is not way and target.join is Join.ANY:
                step.ways.remove(way)
                self._forget(target, place, kept.outs[0], way.through)
                return True
        return False

    def together(self, step: Step) -> bool:
        """Two tokens that always come together to a join are one."""
        for way in step.ways if not step.late else ():
            heading: dict[int, str] = {}
            for place in way.outs:
                target = self.consumers[place]
                kept = heading.setdefault(id(target), place)
                both = all((place in w.outs) == (kept in w.outs) for w in step.ways)
                if kept != place and both and target.join in (Join.ALL, Join.WAIT):
                    self._unite(step, target, kept, place)
                    return True
        return False

    def choices(self, step: Step) -> bool:
        """An inclusive join of all that one choice gives, and of nothing else, is a merge."""
        given = {place for way in step.ways for place in way.outs} if not step.late else set()
        for place in sorted(given):
            target = self.consumers[place]
            if target.join is Join.WAIT and target is not step and set(target.ins) <= given:
                joined = set(target.ins)
                if all(joined.isdisjoint(way.outs) or joined.issuperset(way.outs) for way in step.ways):
                    for n, way in enumerate(step.ways):
                        if way.outs and joined.issuperset(way.outs):
                            step.ways[n] = Way((place,), (*way.through, *self._trails(way.outs)), way.stops)
                    for other in joined - {place}:
                        self._forget(target, other, place)
                    target.join = Join.ANY
                    return True
        return False

    def merges(self, step: Step) -> bool:
        """A merge straight before a choice is part of it."""
        if not _hands_on(step):
            return False
        way = step.ways[0]
        middle = way.outs[0]
        following = self.consumers[middle]
        if following is step or following.join is not Join.ANY or len(following.ins) != 1:
            return False
        if not any(other.outs for other in following.ways):
            return False  # two tokens can be seen on the place between, and nowhere after it
        passed = way.through + self.net.trails.pop(middle)
        following.covers |= self.net.covers.pop(middle) | set(way.through) | step.covers
        following.ways = [Way(w.outs, passed + w.through, w.stops) for w in following.ways]
        following.element = step.element if step.merges else following.element
        following.merges = step.merges or following.merges
        following.ins, step.ins = step.ins, []
        del self.consumers[middle]
        self.consumers.update(dict.fromkeys(following.ins, following))
        return True

    def loops(self, step: Step) -> bool:
        """A way straight back to where it came from changes nothing, as long as there are others."""
        if step.join is not Join.ANY or len(step.ways) < 2 or len(step.ins) < 2:
            return False
        for way in step.ways:
            place = way.outs[0] if len(way.outs) == 1 and not way.stops else ""
            if place in step.ins and sum(place in other.outs for other in step.ways) == 1:
                step.ways.remove(way)
                step.covers |= self.net.covers[place] | set(way.through)
                self._forget(step, place)
                return True
        return False

    def _unite(self, step: Step, target: Step, kept: str, place: str) -> None:
        step.ways = [Way(tuple(o for o in w.outs if o != place), w.through, w.stops) for w in step.ways]
        self.net.trails[kept] += self.net.trails[place]
        self._forget(target, place, kept)
        if len(target.ins) == 1:
            target.join = Join.ANY

    def _forget(self, target: Step, place: str, kept: str | None = None, through: tuple[str, ...] = ()) -> None:
        """Takes away a place before `target`; what lay on it is told of at `kept`."""
        target.ins.remove(place)
        target.merges = target.merges and len(target.ins) > 1
        del self.consumers[place], self.net.trails[place]
        covered = self.net.covers.pop(place)
        if kept is not None:
            self.net.covers[kept] |= covered | set(through)

    def _trails(self, places: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(element for place in places for element in self.net.trails[place])


def _hands_on(step: Step) -> bool:
    """Whether it does nothing but hand on one token."""
    return step.join is Join.ANY and len(step.ways) == 1 and len(step.ways[0].outs) == 1 and not step.ways[0].stops
