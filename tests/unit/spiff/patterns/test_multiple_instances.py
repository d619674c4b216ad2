"""Workflow control patterns: multiple instances."""

import pytest

from tests.integration.models import chain, flow, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_adhoc import ad_hoc
from tests.unit.spiff.test_execution import AND, XOR, built, timer
from tests.unit.spiff.test_instances import loop


def many(characteristics: str, *extra: str) -> dict[str, bytes]:
    return built(task("a", loop=characteristics) + task("b"), chain("start", "a", "b", "slutt"), *extra)


def test_wcp12_multiple_instances_without_synchronization() -> None:
    """Each round begins one more b beside the others; what follows waits for none of them."""
    body = (
        '<bpmn:exclusiveGateway id="m"/>'
        + task("a")
        + AND.format("p")
        + task("b")
        + XOR.format("mer", "mer__c")
        + task("c")
    )
    files = built(
        body, chain("start", "m", "a", "p", "b", "slutt"), chain("p", "mer"),
        flow("mer", "m", "initiativ.mer"), flow("mer", "c"), flow("c", "slutt"),
    )  # fmt: skip
    play = Play(files, initiativ={"mer": True})
    play.complete("a")
    play.complete("a")
    play.complete("a", initiativ={"mer": False})
    assert play.waiting() == ["b", "b", "b", "c"]
    play.complete("c")
    assert play.waiting() == ["b", "b", "b"]


@pytest.mark.parametrize("sequential", [True, False])
def test_wcp13_multiple_instances_with_design_time_knowledge(sequential: bool) -> None:
    play = Play(many(loop(count="3", sequential=sequential)))
    for left in (3, 2, 1):
        assert play.waiting() == ["a"] * (1 if sequential else left)
        play.complete("a")
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("number", [1, 4])
def test_wcp14_multiple_instances_with_run_time_knowledge(number: int) -> None:
    """How many is known when the activity begins."""
    play = Play(many(loop(each="initiativ.liste")), initiativ={"liste": list(range(number))})
    assert play.waiting() == ["a"] * number
    for _ in range(number):
        play.complete("a")
    assert play.waiting() == ["b"]


def test_wcp15_multiple_instances_without_run_time_knowledge() -> None:
    """How many is not known before the last one is done: more can be begun while there are any."""
    play = Play(ad_hoc(body=task("b")))
    play.activate("fritt", "b")
    assert play.waiting() == ["b", "b"]
    play.complete("b")
    play.activate("fritt", "b")
    assert play.waiting() == ["b", "b"]
    play.complete("b")
    play.complete("b")
    assert play.waiting() == ["etter"]


def test_wcp26_cancel_multiple_instance_activity() -> None:
    files = built(
        task("a", loop=loop(count="3")) + timer("frist", "P3D", on="a") + task("b") + task("c"),
        chain("start", "a", "b", "slutt"),
        chain("frist", "c", "slutt"),
    )
    play = Play(files)
    play.complete("a")
    play.fire("frist")
    assert play.waiting() == ["c"], "those that were left are withdrawn, and nothing follows of the activity"


def test_wcp27_complete_multiple_instance_activity() -> None:
    """The rest is withdrawn, and the activity counts as done."""
    play = Play(many(loop(count="5", until="initiativ.nok")), initiativ={"nok": False})
    play.complete("a")
    assert play.waiting() == ["a"] * 4
    play.complete("a", initiativ={"nok": True})
    assert play.waiting() == ["b"]


def test_wcp35_cancelling_partial_join_for_multiple_instances() -> None:
    play = Play(many(loop(count="5", until="nrOfCompletedInstances >= 2")))
    play.complete("a")
    assert play.waiting() == ["a"] * 4
    play.complete("a")
    assert play.waiting() == ["b"]
