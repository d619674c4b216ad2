"""Diagrams with every kind of gateway and activity, damaged at random: explained or run, and nothing ends in a crash."""

import contextlib
import random

import pytest
from lxml import etree

from engine.contract.errors import EngineError, ModelRejected
from engine.spiff import check_model, compile_model, start
from engine.spiff.messages import MESSAGES
from engine.testing import START as START_AT
from tests.unit.spiff import (
    test_adhoc,
    test_calling,
    test_complex,
    test_flows_out,
    test_inclusive,
    test_loops,
    test_values,
)
from tests.unit.spiff.test_damaged_models import CATALOGUE, DAMAGES, Host, damage
from tests.unit.spiff.test_execution import built
from tests.unit.spiff.test_instances import loop

MODELS = {
    "ad hoc": test_adhoc.ad_hoc(until="c.nok = true", ordering="Sequential", first="[&quot;d&quot;]"),
    "call": test_calling.calling(
        test_calling.call(inner=test_values.mapped("input", n="1"), loop=loop(count="2", until="true"))
    ),
    "complex": test_complex.looping(),
    "default": test_flows_out.choosing(),
    "inclusive": test_inclusive.nested(test_inclusive.INNER, loop=loop(each="[1,2]")),
    "loop": test_loops.looping(test_loops.again("loopCounter < 3", before=True, most=4)),
    "values": built(
        '<bpmn:dataObject id="sum"/>'
        + test_values.script("regn", sum="1", dobbel="sum * 2")
        + test_values.task("a", test_values.mapped("input", n="sum") + test_values.mapped("output", m="n + 1")),
        test_values.chain("start", "regn", "a", "slutt"),
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_damaged_element_is_explained_or_runs(name: str) -> None:
    files = MODELS[name]
    (diagram,) = (path for path in files if path.endswith(".bpmn"))
    ran = 0
    for number in range(DAMAGES * 4):
        chance = random.Random(f"{name} {number}")
        root = etree.fromstring(files[diagram])
        for _ in range(chance.randint(0, 3)):
            damage(root, chance)
        damaged = {**files, diagram: etree.tostring(root)}
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
