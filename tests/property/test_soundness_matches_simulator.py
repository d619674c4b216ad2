"""What the soundness check says of random models is what happens: the sound never stall, and the path leads to the stall."""

import os
import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from engine.contract.errors import Problem
from engine.spiff import check_model
from tests.property.careless import Careless, Plain
from tests.property.models import Generator, Node
from tests.property.simulator import Endless, Simulator
from tests.property.test_executor_matches_simulator import CATALOGUE

MODELS = int(os.environ.get("NYTTIGGJORT_MODELS", "200"))
GROUPS = 4
PLAYS = 5
ACTS = 60
STALLS = {"soundness_stuck", "soundness_may_stick", "soundness_left_over"}


def judged(generator: Generator) -> list[Problem]:
    problems = check_model(generator.files(), CATALOGUE)
    assert not [p for p in problems if p.severity == "error" and not p.code.startswith("soundness")]
    return problems


def nodes(generator: Generator) -> Iterator[Node]:
    for graph in generator.graphs.values():
        yield from graph.nodes.values()


def anything(generator: Generator, chance: random.Random) -> dict[str, int]:
    """Choices at every gateway, at random."""
    choices = {}
    for node in nodes(generator):
        choices[node.id] = chance.randint(0, len(node.outs)) if node.kind == "xor" else chance.randint(0, 31)
    return choices


def moves(simulator: Simulator) -> list[tuple[str, Callable[[], object]]]:
    """What can happen now, with the element it happens at."""
    tasks = [(element, partial(simulator.complete, element, path)) for element, path in simulator.tasks()]
    return tasks + [(element, partial(simulator.fire, element)) for element in simulator.events()]


def stalls(generator: Generator, chance: random.Random) -> bool:
    """Whether one case, played at random, gets stuck."""
    simulator = Simulator(generator.graphs, anything(generator, chance))
    simulator.begin()
    for _ in range(ACTS):
        possible = moves(simulator)
        if not possible:
            return simulator.stuck
        simulator.choices = anything(generator, chance)
        chance.choice(possible)[1]()
    return False


def along(generator: Generator, path: set[str], chance: random.Random) -> dict[str, int] | None:
    """The choices that keep to a path through the main process; None when it passes a choice twice in two ways."""
    choices = anything(generator, chance)
    for node in generator.graphs["hoved"].nodes.values():
        taken = [n for n, (flow, _, _) in enumerate(node.outs) if flow in path]
        if node.kind == "xor" and taken:
            if len(taken) > 1:
                return None
            choices[node.id] = taken[0] if node.outs[taken[0]][2] is not None else len(node.outs)
        elif taken:
            choices[node.id] = sum(1 << n for n in taken)
    return choices


def driven(generator: Generator, problem: Problem, chance: random.Random) -> bool | None:
    """Whether a case that keeps to the path gets stuck; None when the path alone does not say how to."""
    order = {element: place for place, element in enumerate(problem.path)}
    choices = along(generator, set(order), chance)
    main = generator.graphs["hoved"].nodes
    if choices is None:
        return None
    simulator = Simulator(generator.graphs, choices)
    simulator.begin()
    for _ in range(4 * ACTS):
        possible = moves(simulator)
        if not possible:
            if any(token.inner is not None for token in simulator.root.tokens):
                return None  # stuck further in, of which the inside tells
            return simulator.stuck and any(token.node.id == problem.element for token in simulator.root.tokens)
        simulator.choices = anything(generator, chance) | {name: choices[name] for name in main}
        # A timer on the path comes before the task it stands on: the task it interrupts.
        wanted = sorted((main[element].kind == "task", order[element]) for element, _ in possible if element in order)
        chosen = [act for element, act in possible if wanted and order.get(element) == wanted[0][1]]
        inside = [act for element, act in possible if element not in main]
        chance.choice(chosen or inside or [act for element, act in possible])()
    return None


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("kind", [Generator, Careless])
def test_what_is_called_sound_never_stalls(kind: type[Generator], group: int) -> None:
    sound = 0
    for seed in range(group, MODELS, GROUPS):
        generator = kind(seed)
        if any(problem.code.startswith("soundness") for problem in judged(generator)):
            continue
        sound += 1
        chance = random.Random(seed)
        for _ in range(PLAYS):
            try:
                assert not stalls(generator, chance), f"seed {seed}"
            except Endless:
                break
    assert sound > MODELS / GROUPS / 4


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_reported_path_leads_to_the_stall(group: int) -> None:
    reached = 0
    for seed in range(group, MODELS, GROUPS):
        generator = Plain(seed)
        for problem in judged(generator):
            if problem.code not in STALLS or problem.element not in generator.graphs["hoved"].nodes:
                continue
            try:
                stuck = driven(generator, problem, random.Random(seed))
            except Endless:
                continue
            assert stuck is not False, f"seed {seed}: {problem.code} at {problem.element} by {problem.path}"
            reached += stuck is True
    assert reached, "none of the paths was tried"
