"""A random case that is taken to the same model under other ids at random moments plays as if it had not been.

State is stored and loaded at every step, and a move that was begun on an older state is refused by the revision outside;
here the executor's part is shown: save, load, migrate and complete in any order change nothing.
"""

import os
import random
import re
from typing import cast

import pytest

from engine.contract.errors import CaseStalled, StepBudgetExceeded
from engine.model.advance import Advance
from engine.model.migration import Plan
from engine.spiff import compile_model, migrate, propose, start
from tests.property.simulator import Endless, Simulator
from tests.property.test_executor_matches_simulator import ACTS, CATALOGUE, Play, _next

MODELS = int(os.environ.get("NYTTIGGJORT_MODELS", "200"))
GROUPS = 4
FLOWS = re.compile(rb'(sequenceFlow id|default)="')


class Wandering(Play):
    """A play whose case changes between two versions that differ in every flow's id, or in nothing."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        files = self.generator.files()
        renamed = {**files, "d.bpmn": FLOWS.sub(rb'\1="ny_', files["d.bpmn"])}
        self.versions = [self.model, self.model, compile_model(renamed, CATALOGUE)]
        self.moves = random.Random(seed + 2)

    def wander(self) -> None:
        new = self.moves.choice(self.versions)
        plan = Plan(targets={row.element: row.target for row in propose(self.model, new) if row.target is not None})
        migrated = migrate(self.model, new, self.state, plan, self.host(), self.now)  # type: ignore[arg-type]
        assert not migrated.moved
        advance = migrated.advance
        assert not (advance.opened or advance.closed or advance.timers_set or advance.timers_cleared or advance.passed)
        assert not (advance.subscriptions_opened or advance.subscriptions_closed)
        self.model, self.state = new, advance.state


def _play(seed: int) -> None:
    play = Wandering(seed)
    play.choose()
    simulator = Simulator(play.generator.graphs, play.choices)
    moves = (lambda: start(play.model, play.host(), play.now), simulator.begin)  # type: ignore[arg-type]
    for _ in range(ACTS):
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
        play.take(cast("Advance", executor()))
        assert sorted(play.tasks.values()) == simulator.tasks()
        assert play.events() == simulator.events()
        assert play.finished == simulator.finished
        if play.finished:
            return
        if play.moves.random() < 0.6:
            play.wander()
        following = _next(play, simulator)
        if following is None:
            return
        moves = following  # type: ignore[assignment]


@pytest.mark.parametrize("group", range(GROUPS))
def test_wandering_between_versions_changes_nothing(group: int) -> None:
    for seed in range(group, MODELS, GROUPS):
        try:
            _play(seed)
        except (AssertionError, CaseStalled) as difference:
            raise AssertionError(f"seed {seed}: {difference}") from difference
