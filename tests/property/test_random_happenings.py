"""Random models full of events, played at random: nothing breaks, every state can be read again and taken to another version
that is the same, and a case that has ended leaves nothing waiting."""

import os
import random

import pytest

from engine.contract.errors import ErrorUncaught
from engine.model.migration import Plan
from engine.spiff import migrate, propose
from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    ANY_ERROR,
    CANCEL,
    COMPENSATE,
    EMPTY,
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    built,
    condition,
    ends,
    sub,
    throws,
    undoes,
)
from tests.unit.spiff.test_instances import loop

MODELS = int(os.environ.get("NYTTIGGJORT_MODELS", "300"))
CATCHERS = [ERROR, ANY_ERROR, EMPTY, ESCALATION, MESSAGE, SIGNAL, TIMER, condition("a.tall = 3")]
MUST_STOP = {ERROR, ANY_ERROR, EMPTY}
ASIDE = [ERROR, ANY_ERROR, ESCALATION, MESSAGE, SIGNAL, TIMER, condition("a.tall = 4")]


class Grown:
    """One random model. Every block is entered by its first id and left by its last."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.budget = self.random.randint(4, 16)
        self.count = 0
        self.joined = False
        body, first, last = self.sequence(0)
        body += self.aside(0)
        self.files = built(body, chain("start", first), chain(last, "slutt"))

    def alone(self, depth: int) -> tuple[str, str, str]:
        """A sequence in a scope of its own."""
        outside, self.joined = self.joined, False
        grown = self.sequence(depth)
        self.joined = outside
        return grown

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def sequence(self, depth: int) -> tuple[str, str, str]:
        xml, first, last = self.block(depth)
        for _ in range(self.random.randint(0, 3)):
            if self.budget > 0:
                more, head, tail = self.block(depth)
                xml, last = xml + more + chain(last, head), tail
        return xml, first, last

    def block(self, depth: int) -> tuple[str, str, str]:
        self.budget -= 1
        kinds = ["task", "task", "said"]
        if self.budget > 0 and depth < 3:
            # What leaves by a way of its own would be missed by a join.
            kinds += ["sub", "sub", "sub", "and", "loop", "transaction", "ad_hoc", *([] if self.joined else ["out"])]
        return getattr(self, f"_{self.random.choice(kinds)}")(depth)

    def _task(self, depth: int) -> tuple[str, str, str]:
        name = self.name("t")
        again = loop(count="2", sequential=self.random.random() < 0.5) if self.random.random() < 0.2 else ""
        undone = undoes(self.name("u"), name) if self.random.random() < 0.4 else ""
        return task(name, loop=again) + undone, name, name

    def _said(self, depth: int) -> tuple[str, str, str]:
        name = self.name("k")
        return throws(name, self.random.choice([ESCALATION, SIGNAL, MESSAGE, COMPENSATE, COMPENSATE])), name, name

    def _and(self, depth: int) -> tuple[str, str, str]:
        split, join = self.name("g"), self.name("g")
        xml = f'<bpmn:parallelGateway id="{split}"/><bpmn:parallelGateway id="{join}"/>'
        outside, self.joined = self.joined, True
        for _ in range(2):
            more, first, last = self.sequence(depth + 1)
            xml += more + chain(split, first) + chain(last, join)
        self.joined = outside
        return xml, split, join

    def _loop(self, depth: int) -> tuple[str, str, str]:
        merge, decide, before = self.name("x"), self.name("x"), self.name("t")
        more, first, last = self.sequence(depth + 1)
        more += task(before) + chain(before, first)
        after = self.name("t")
        xml = f'<bpmn:exclusiveGateway id="{merge}"/><bpmn:exclusiveGateway id="{decide}" default="{decide}__{after}"/>'
        again = flow(decide, merge, "a.tall &lt; 2".replace("&lt;", "<"))
        return xml + more + task(after) + chain(merge, before) + chain(last, decide, after) + again, merge, after

    def _out(self, depth: int) -> tuple[str, str, str]:
        """A way out of the scope, by an error or an escalation."""
        decide, end, after = self.name("x"), self.name("f"), self.name("t")
        xml = f'<bpmn:exclusiveGateway id="{decide}" default="{decide}__{after}"/>' + task(after)
        xml += ends(end, self.random.choice([ERROR, EMPTY, ESCALATION, COMPENSATE]))
        return xml + chain(decide, after) + flow(decide, end, "a.tall = 5"), decide, after

    def _sub(self, depth: int) -> tuple[str, str, str]:
        name = self.name("s")
        again = self.random.random() < 0.3
        inner = self.inside(depth)
        xml = sub(name, inner, loop=loop(count="2", sequential=self.random.random() < 0.5) if again else "")
        join = self.name("x")
        xml += f'<bpmn:exclusiveGateway id="{join}"/>' + chain(name, join)
        for _ in range(self.random.randint(0, 2)):
            xml += self.bordered(name, join)
        if self.random.random() < 0.2:
            xml += undoes(self.name("u"), name)
        return xml, name, join

    def _transaction(self, depth: int) -> tuple[str, str, str]:
        name, join, out, caught = (self.name(kind) for kind in "sxfb")
        decide, after = self.name("x"), self.name("t")
        more, first, last = self.alone(depth + 1)
        begin, end = self.name("b"), self.name("e")
        inner = begins(begin) + more + task(after) + ends(end) + ends(out, CANCEL)
        inner += f'<bpmn:exclusiveGateway id="{decide}" default="{decide}__{after}"/>'
        inner += (
            chain(begin, first)
            + chain(last, decide, after, end)
            + flow(decide, out, "a.tall &gt;= 3".replace("&gt;", ">"))
        )
        xml = sub(name, inner + self.aside(depth + 1), tag="transaction") + border(caught, name, CANCEL)
        return xml + f'<bpmn:exclusiveGateway id="{join}"/>' + chain(name, join) + chain(caught, join), name, join

    def _ad_hoc(self, depth: int) -> tuple[str, str, str]:
        name, first, second = self.name("s"), self.name("t"), self.name("t")
        inner = task(first) + undoes(self.name("u"), first) + task(second) + self.aside(depth + 1)
        ordering = self.random.choice(["Sequential", "Parallel"])
        return f'<bpmn:adHocSubProcess id="{name}" ordering="{ordering}">{inner}</bpmn:adHocSubProcess>', name, name

    def inside(self, depth: int) -> str:
        more, first, last = self.alone(depth + 1)
        begin, end = self.name("b"), self.name("e")
        return begins(begin) + more + ends(end) + chain(begin, first) + chain(last, end) + self.aside(depth + 1)

    def bordered(self, host: str, join: str) -> str:
        caught, after = self.name("b"), self.name("t")
        trigger = self.random.choice(CATCHERS)
        stops = trigger in MUST_STOP or self.random.random() < 0.5
        xml = border(caught, host, trigger, stops=stops) + task(after) + chain(caught, after)
        if stops:
            return xml + chain(after, join)
        end = self.name("e")
        return xml + ends(end) + chain(after, end)

    def aside(self, depth: int) -> str:
        xml = ""
        while self.random.random() < 0.35 and depth < 3:
            name, first, inner, end = (self.name(kind) for kind in "wbte")
            trigger = self.random.choice(ASIDE)
            stops = trigger in MUST_STOP or self.random.random() < 0.5
            said = self.name("k")
            content = begins(first, trigger, stops=stops) + task(inner) + throws(said, COMPENSATE)
            xml += beside(name, content + ends(end) + chain(first, inner, said, end))
        if self.random.random() < 0.15 and depth > 0:
            name, first, inner, end = (self.name(kind) for kind in "wbte")
            xml += beside(name, begins(first, COMPENSATE) + task(inner) + ends(end) + chain(first, inner, end))
        return xml


def carry(play: Happening) -> None:
    """The case goes over to a version that is the same: everything that waits is where it was."""
    targets = {row.element: row.target for row in propose(play.model, play.model) if row.target is not None}
    host = play._host()
    moved = migrate(play.model, play.model, play.state, Plan(targets=targets), host, play.now)
    assert (moved.advance.opened, moved.advance.closed, moved.advance.passed) == ((), (), ())
    play._take(moved.advance)


def move(play: Happening, chance: random.Random) -> bool:
    """One random thing happens; False when nothing can."""
    moves = [("complete", element) for element in set(play.waiting())]
    moves += [("fire", element) for element in {name for name, _ in play.timers.values()}]
    moves += [("catch", element) for element in set(play.awaited())]
    if not moves:
        return False
    # People do most of what happens.
    how, element = (
        chance.choice(moves[: len(set(play.waiting()))] or moves) if chance.random() < 0.75 else chance.choice(moves)
    )
    if how == "complete":
        play.complete(element, a={"tall": chance.randint(0, 6)})
    elif how == "fire":
        play.fire(element)
    else:
        play.catch(element, a=1)
    return True


@pytest.mark.parametrize("part", range(4))
def test_whatever_happens_a_case_holds_together(part: int) -> None:
    ended = 0
    for seed in range(part * 100_000, part * 100_000 + MODELS // 4):
        chance = random.Random(seed)
        try:
            play = Happening(Grown(seed).files, published=True, a={"tall": 1})
        except ErrorUncaught:
            continue
        for _ in range(120):
            before = play.state
            try:
                if play.finished or not move(play, chance):
                    break
                if not play.finished and chance.random() < 0.1:
                    carry(play)
            except ErrorUncaught:
                assert play.state == before
        assert play.finished or play.waiting() or play.awaited() or play.timers, seed
        if play.finished:
            ended += 1
            assert (play.waiting(), play.awaited(), play.timers) == ([], [], {}), seed
    assert ended > MODELS // 20
