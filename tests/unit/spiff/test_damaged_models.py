"""Shipped diagrams, damaged at random: the check names what is wrong or the model runs, and nothing ends in a crash."""

import contextlib
import copy
import os
import random
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.contract.errors import EngineError, ModelRejected
from engine.model.roles import Role
from engine.spiff import Catalogue, check_model, compile_model, start
from engine.spiff.messages import MESSAGES
from engine.testing import START as START_AT

MODELS = Path(__file__).parents[3] / "bpmn"
ODD = ("", "x", "Start", "æøå", "-1", "²", "= =", '"P1D"', "P1D", "null", "[1,2]", "true", "9" * 30, "godkjenn")
GROUPS = 4
DAMAGES = int(os.environ.get("NYTTIGGJORT_MODELS", "200")) // 20


class Anything(frozenset[str]):
    """A set that holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


CATALOGUE = Catalogue(
    roles=frozenset(str(role) for role in Role),
    tools=Anything(),
    steps=Anything(),
    forms=Anything(),
    decisions=dict.fromkeys(("rute_b1", "skar", "grenser"), frozenset[str]()),
)


class Host:
    """Knows nothing and does nothing."""

    facts: dict[str, object] = {}

    def decide(self, *_: object) -> None: ...

    def run_step(self, *_: object) -> None: ...


def damage(root: etree._Element, chance: random.Random) -> None:
    """Removes, doubles, moves or changes one thing."""
    elements = [e for e in root.iter() if e.getparent() is not None and "BPMNDiagram" not in str(e.tag)]
    if not elements:
        return
    victim = chance.choice(elements)
    parent: Any = victim.getparent()
    kind = chance.randrange(6)
    if kind == 0:
        parent.remove(victim)
    elif kind == 1:
        parent.append(copy.deepcopy(victim))
    elif kind == 2:
        other = chance.choice(elements)
        if victim not in other.iterancestors() and other is not victim:
            other.append(victim)
    elif kind == 3 and victim.attrib:
        del victim.attrib[chance.choice(sorted(victim.attrib))]
    elif kind == 4 and victim.attrib:
        donor = chance.choice([e for e in elements if e.attrib])
        victim.set(chance.choice(sorted(victim.attrib)), chance.choice([*donor.attrib.values(), *ODD]))
    else:
        victim.text = chance.choice(ODD)


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("name", ["standard", "hurtigspor"])
def test_a_damaged_diagram_is_explained_or_runs(name: str, group: int) -> None:
    folder = MODELS / name
    files = {"model.toml": (folder / "model.toml").read_bytes()}
    (diagram,) = folder.glob("*.bpmn")
    whole, ran = diagram.read_bytes(), 0
    for number in range(DAMAGES):
        chance = random.Random(f"{name} {group} {number}")
        root = etree.fromstring(whole)
        for _ in range(chance.randint(1, 3)):
            damage(root, chance)
        damaged = {**files, diagram.name: etree.tostring(root)}
        for problem in check_model(damaged, CATALOGUE):
            assert MESSAGES[problem.code]["nb"].format(**problem.params)
        try:
            compiled = compile_model(damaged, CATALOGUE)
        except ModelRejected:
            continue
        ran += 1
        with contextlib.suppress(EngineError):
            start(compiled, Host(), START_AT)
    assert ran, "some damage is harmless"
