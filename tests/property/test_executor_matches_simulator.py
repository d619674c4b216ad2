"""Random models play the same in the executor and in the simulator, with the state stored and loaded at every step."""

import os
import random
from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from engine.contract.errors import CaseStalled
from engine.model.advance import Advance
from engine.spiff import Catalogue, compile_model, complete_task, fire_timer, start
from engine.testing import START
from tests.property.models import Generator
from tests.property.simulator import Simulator

MODELS = int(os.environ.get("NYTTIGGJORT_MODELS", "200"))
GROUPS = 8
ACTS = 40
CATALOGUE = Catalogue(
    roles=frozenset({"fagperson"}), tools=frozenset(), steps=frozenset(), forms=frozenset({"svar"}), decisions={}
)


class Play:
    """The executor's side: the stored state, and what waits as its reports say."""

    def __init__(self, seed: int) -> None:
        self.generator = Generator(seed)
        self.random = random.Random(seed + 1)
        self.model = compile_model(self.generator.files(), CATALOGUE)
        self.choices: dict[str, int] = {}
        self.now = START
        self.tasks: dict[UUID, tuple[str, tuple[int, ...]]] = {}
        self.timers: dict[UUID, str] = {}
        self.state = b""
        self.finished = False

    def host(self) -> SimpleNamespace:
        facts: Mapping[str, object] = {"valg": dict(self.choices)}
        return SimpleNamespace(facts=facts)

    def choose(self) -> None:
        nodes = [n for g in self.generator.graphs.values() for n in g.nodes.values() if n.kind == "xor"]
        self.choices = {n.id: self.random.randint(0, len(n.outs)) for n in nodes}

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


def _compare(play: Play, simulator: Simulator) -> None:
    assert sorted(play.tasks.values()) == simulator.tasks()
    assert sorted(play.timers.values()) == simulator.timers()
    assert play.finished == simulator.finished


def _play(seed: int) -> None:
    play = Play(seed)
    play.choose()
    play.take(start(play.model, play.host(), play.now))  # type: ignore[arg-type]
    simulator = Simulator(play.generator.graphs, play.choices)
    _compare(play, simulator)
    for _ in range(ACTS):
        if play.finished:
            break
        play.choose()
        simulator.choices = play.choices
        play.now += timedelta(days=3)
        acts: list[UUID] = [*play.tasks, *play.timers]
        token = play.random.choice(acts)
        if token in play.tasks:
            element, path = play.tasks[token]
            if list(play.tasks.values()).count((element, path)) > 1:
                token = next(t for t, found in play.tasks.items() if found == (element, path))
            simulator.complete(element, path)
            act = complete_task
        else:
            element = play.timers[token]
            same = [t for t, name in play.timers.items() if name == element]
            if len(same) > 1:
                continue  # which of several equal timers fires cannot be told apart from outside
            simulator.fire(element, 0)
            act = fire_timer
        play.take(act(play.model, play.state, token, play.host(), play.now))  # type: ignore[arg-type]
        _compare(play, simulator)


@pytest.mark.parametrize("group", range(GROUPS))
def test_random_models_play_the_same(group: int) -> None:
    for seed in range(group, MODELS, GROUPS):
        try:
            _play(seed)
        except CaseStalled as stalled:
            raise AssertionError(f"seed {seed}") from stalled
        except AssertionError as difference:
            raise AssertionError(f"seed {seed}: {difference}") from difference
