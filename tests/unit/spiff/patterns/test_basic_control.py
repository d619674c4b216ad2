"""Workflow control patterns: basic control flow, iteration and termination."""

import pytest

from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.happening import TERMINATE, ends
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_calling import call
from tests.unit.spiff.test_execution import AND, XOR, built
from tests.unit.spiff.test_instances import loop
from tests.unit.spiff.test_loops import again

MERGE = '<bpmn:exclusiveGateway id="{}"/>'


def test_wcp01_sequence() -> None:
    play = Play(built(task("a") + task("b"), chain("start", "a", "b", "slutt")))
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.finished


def side_by_side(join: str = AND) -> dict[str, bytes]:
    body = AND.format("p") + task("a") + task("b") + join.format("j") + task("c")
    return built(body, chain("start", "p", "a", "j", "c", "slutt"), chain("p", "b", "j"))


def test_wcp02_parallel_split() -> None:
    assert Play(side_by_side()).waiting() == ["a", "b"]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_wcp03_synchronization(order: str) -> None:
    play = Play(side_by_side())
    play.complete(order[0])
    assert play.waiting() == [order[1]]
    play.complete(order[1])
    assert play.waiting() == ["c"]


def either(more: str = "", *flows: str) -> dict[str, bytes]:
    body = XOR.format("valg", "valg__b") + task("a") + task("b") + MERGE.format("m") + task("c") + more
    choice = flow("valg", "a", "initiativ.a") + flow("valg", "b")
    return built(
        body, chain("start", "valg"), choice, chain("a", "m", "c"), chain("b", "m"), *(flows or (flow("c", "slutt"),))
    )


@pytest.mark.parametrize("given", [True, False])
def test_wcp04_exclusive_choice(given: bool) -> None:
    assert Play(either(), initiativ={"a": given}).waiting() == ["a" if given else "b"]


@pytest.mark.parametrize("given", [True, False])
def test_wcp05_simple_merge(given: bool) -> None:
    play = Play(either(), initiativ={"a": given})
    play.complete("a" if given else "b")
    assert play.waiting() == ["c"]


def test_wcp10_arbitrary_cycles() -> None:
    """A cycle with two ways in and two ways out: no single loop construct draws it."""
    body = (
        XOR.format("inn", "inn__m2")
        + MERGE.format("m1")
        + task("a")
        + XOR.format("ut1", "ut1__m2")
        + MERGE.format("m2")
    )
    body += task("b") + XOR.format("ut2", "ut2__m1")
    files = built(
        body,
        chain("start", "inn"), flow("inn", "m1", "initiativ.forst_a"), flow("inn", "m2"),
        chain("m1", "a", "ut1"), flow("ut1", "slutt", "initiativ.ferdig"), flow("ut1", "m2"),
        chain("m2", "b", "ut2"), flow("ut2", "slutt", "initiativ.ferdig"), flow("ut2", "m1"),
    )  # fmt: skip
    for first, second in (("a", "b"), ("b", "a")):
        play = Play(files, initiativ={"forst_a": first == "a", "ferdig": False})
        for element in (first, second, first, second):
            assert play.waiting() == [element]
            play.complete(element)
        play.complete(first, initiativ={"forst_a": True, "ferdig": True})
        assert play.finished


def test_wcp11_implicit_termination() -> None:
    """The case is over when there is nothing left to do, at whichever ends."""
    files = built(
        AND.format("p") + task("a") + task("b") + ends("andre"),
        chain("start", "p", "a", "slutt"),
        chain("p", "b", "andre"),
    )
    play = Play(files)
    play.complete("a")
    assert not play.finished
    play.complete("b")
    assert play.finished


@pytest.mark.parametrize("before", [True, False])
def test_wcp21_structured_loop(before: bool) -> None:
    """As long as a condition holds, asked before or after each round."""
    files = built(task("a", loop=again("initiativ.mer", before=before)) + task("b"), chain("start", "a", "b", "slutt"))
    play = Play(files, initiativ={"mer": True})
    for _ in range(3):
        play.complete("a")
    play.complete("a", initiativ={"mer": False})
    assert play.waiting() == ["b"]
    assert Play(files, initiativ={"mer": False}).waiting() == (["b"] if before else ["a"])


def descending(key: str, other: str) -> dict[str, bytes]:
    """A process that calls the other, as long as it is not deep enough."""
    body = XOR.format("valg", "valg__a") + call(f'process="{other}"') + task("a")
    flows = chain("start", "valg") + flow("valg", "kall", "initiativ.dybde > 0") + flow("valg", "a")
    flows += flow("kall", "slutt") + flow("a", "slutt")
    return model(START + body + END + flows, {"fagperson": ("start", "valg", "kall", "a", "slutt")}, key=key)


def test_wcp22_recursion() -> None:
    """Two processes that call each other, each call a case of its own; a model that calls itself directly is refused."""
    outer = Play(descending("prove", "annen"), initiativ={"dybde": 2})
    middle = Play(descending("annen", "prove"), initiativ={"dybde": 1})
    inner = Play(descending("prove", "annen"), initiativ={"dybde": 0})
    assert [[made.process for made in play.advance.calls] for play in (outer, middle, inner)] == [
        ["annen"],
        ["prove"],
        [],
    ]
    inner.complete("a")
    middle.come_back("kall", {})
    outer.come_back("kall", {})
    assert (inner.finished, middle.finished, outer.finished) == (True, True, True)


def test_wcp43_explicit_termination() -> None:
    """At a terminating end the case is over, whatever else is going on."""
    many = task("b", loop=loop(count="3"))
    files = built(
        AND.format("p") + task("a") + many + ends("stopp", TERMINATE),
        chain("start", "p", "a", "stopp"),
        chain("p", "b", "slutt"),
    )
    play = Play(files)
    assert play.waiting() == ["a", "b", "b", "b"]
    play.complete("a")
    assert (play.waiting(), play.finished) == ([], True)
