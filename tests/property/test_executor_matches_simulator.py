"""Random models play the same in the executor and in the simulator, with the state stored and loaded at every step."""

import os
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from engine.contract.errors import CaseStalled, StepBudgetExceeded
from engine.model.advance import Advance
from engine.spiff import Catalogue, catch, compile_model, complete_task, fire_timer, start
from engine.testing import START
from tests.property.models import Generator
from tests.property.simulator import Endless, Simulator

MODELS = int(os.environ.get("NYTTIGGJORT_MODELS", "200"))
GROUPS = 8
ACTS = 40
Move = Callable[[], object]
CATALOGUE = Catalogue(
    roles=frozenset({"fagperson"}), tools=frozenset(), steps=frozenset(), forms=frozenset({"svar"}), decisions={}
)


class Play:
    """The executor's side: the stored state, and what waits as its reports say."""

    def __init__(self, seed: int) -> None:
        self.generator = Generator(seed)
        self.random = random.Random(seed + 1)
        self.model = compile_model(self.generator.files(), CATALOGUE, published=True)
        self.choices: dict[str, int] = {}
        self.now = START
        self.tasks: dict[UUID, tuple[str, tuple[int, ...]]] = {}
        self.timers: dict[UUID, str] = {}
        self.subscriptions: dict[UUID, str] = {}
        self.state = b""
        self.finished = False

    def host(self) -> SimpleNamespace:
        facts: Mapping[str, object] = dict(self.choices)
        return SimpleNamespace(facts=facts)

    def choose(self) -> None:
        nodes = [n for g in self.generator.graphs.values() for n in g.nodes.values() if n.kind == "xor"]
        self.choices = {n.id: self.random.randint(0, len(n.outs)) for n in nodes}
        nodes = [n for g in self.generator.graphs.values() for n in g.nodes.values()]
        self.choices |= {
            n.id: self.random.randint(0, 31) for n in nodes if n.kind in ("or", "task", "sub", "call", "ad_hoc")
        }

    def events(self) -> list[str]:
        """What waits for a time, a message or a signal."""
        return sorted([*self.timers.values(), *self.subscriptions.values()])

    def take(self, advance: Advance) -> None:
        self.state, self.finished = advance.state, advance.finished
        for token in advance.closed:
            del self.tasks[token]
        for task in advance.opened:
            self.tasks[task.token] = (task.element, task.path)
        for token in advance.timers_cleared:
            del self.timers[token]
        for timer in advance.timers_set:
            self.timers[timer.token] = timer.element
        for token in advance.subscriptions_closed:
            del self.subscriptions[token]
        for subscription in advance.subscriptions_opened:
            self.subscriptions[subscription.token] = subscription.element


def _play(seed: int) -> None:
    play = Play(seed)
    play.choose()
    simulator = Simulator(play.generator.graphs, play.choices)
    moves: tuple[Move, Move] | None = (
        lambda: start(play.model, play.host(), play.now),  # type: ignore[arg-type]
        simulator.begin,
    )
    for _ in range(ACTS):
        if moves is None or play.finished:
            break
        executor, rules = moves
        try:
            rules()
        except Endless:
            with pytest.raises(StepBudgetExceeded):
                executor()
            return
        if simulator.stuck:
            with pytest.raises(CaseStalled):
                executor()
            return
        advance = cast("Advance", executor())
        play.take(advance)
        assert sorted(play.tasks.values()) == simulator.tasks()
        assert play.events() == simulator.events()
        thrown = [("message", m.name) for m in advance.messages] + [("signal", s.name) for s in advance.signals]
        assert sorted(thrown) == sorted(simulator.thrown)
        assert play.finished == simulator.finished
        moves = None if play.finished else _next(play, simulator)


def _next(play: Play, simulator: Simulator) -> tuple[Move, Move] | None:
    """One thing that can happen now, chosen at random, on both sides."""
    play.choose()
    simulator.choices = play.choices
    play.now += timedelta(days=3)
    waiting: dict[UUID, object] = {**play.tasks, **play.timers, **play.subscriptions}
    counts = Counter(waiting.values())
    # Which of several equal ones it is cannot be told apart from outside, and they may stand in different subprocesses.
    possible = [token for token, what in waiting.items() if counts[what] == 1]
    if not possible:
        return None
    token = play.random.choice(possible)
    at = play.model, play.state, token, play.host(), play.now
    if token in play.tasks:
        return partial(complete_task, *at), partial(simulator.complete, *play.tasks[token])  # type: ignore[arg-type]
    if token in play.timers:
        return partial(fire_timer, *at), partial(simulator.fire, play.timers[token])  # type: ignore[arg-type]
    return partial(catch, *at, {}), partial(simulator.fire, play.subscriptions[token])  # type: ignore[arg-type]


@pytest.mark.parametrize("group", range(GROUPS))
def test_random_models_play_the_same(group: int) -> None:
    for seed in range(group, MODELS, GROUPS):
        try:
            _play(seed)
        except CaseStalled as stalled:
            raise AssertionError(f"seed {seed}") from stalled
        except AssertionError as difference:
            raise AssertionError(f"seed {seed}: {difference}") from difference
