"""Parallel gateways by token accounting: nested, in loops, with tokens in excess, and left standing."""

import itertools

import pytest

from engine.contract.errors import CaseStalled
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import AND, XOR, built

FORK = built(
    AND.format("ut") + task("a") + task("b") + task("c") + AND.format("inn") + task("d"),
    chain("start", "ut", "a", "inn", "d", "slutt"),
    chain("ut", "b", "inn"),
    chain("ut", "c", "inn"),
)
NESTED = built(
    AND.format("ut") + AND.format("ut2") + task("a") + task("b") + AND.format("inn2") + task("c") + AND.format("inn")
    + task("d"),
    chain("start", "ut", "ut2", "a", "inn2", "inn", "d", "slutt"),
    chain("ut2", "b", "inn2"),
    chain("ut", "c", "inn"),
)  # fmt: skip
ROUNDS = built(
    '<bpmn:exclusiveGateway id="samle"/>' + AND.format("ut") + task("a") + task("b") + AND.format("inn")
    + task("sjekk") + XOR.format("valg", "valg__slutt"),
    chain("start", "samle", "ut", "a", "inn", "sjekk", "valg", "slutt"),
    chain("ut", "b", "inn"),
    flow("valg", "samle", "sjekk.igjen"),
)  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_the_order_of_arrival_does_not_matter(order: tuple[str, ...]) -> None:
    play = Play(FORK)
    for name in order:
        assert "d" not in play.waiting()
        play.complete(name)
    assert play.waiting() == ["d"]


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_a_fork_inside_a_fork_joins_with_its_own(order: tuple[str, ...]) -> None:
    play = Play(NESTED)
    for name in order:
        assert "d" not in play.waiting()
        play.complete(name)
    assert play.waiting() == ["d"]
    play.complete("d")
    assert play.finished


def test_a_fork_in_a_loop_needs_both_branches_in_every_round() -> None:
    """Stock SpiffWorkflow lets the join of round two go on the first arrival: it finds those of round one."""
    play = Play(ROUNDS)
    sizes = []
    for number in range(25):
        first, second = ("a", "b") if number % 2 else ("b", "a")
        play.complete(first)
        assert play.waiting() == [second]
        play.complete(second)
        assert play.waiting() == ["sjekk"]
        play.complete("sjekk", sjekk={"igjen": number < 24})
        sizes.append(len(play.state))
    assert play.finished
    assert max(sizes[:-1]) == min(sizes[:-1])


def test_a_token_in_excess_waits_for_the_next_of_the_other_flow() -> None:
    """`a` arrives three times while `b` may come twice: the join goes twice, and one token is left over."""
    files = built(
        AND.format("ut") + XOR.format("samle", "samle__a") + task("a") + AND.format("del") + AND.format("inn")
        + XOR.format("valg", "valg__e") + '<bpmn:endEvent id="e"/>'
        + XOR.format("samle2", "samle2__b") + task("b") + AND.format("del2")
        + XOR.format("valg2", "valg2__e2") + '<bpmn:endEvent id="e2"/>' + task("d"),
        chain("start", "ut", "samle"), flow("samle", "a"), chain("a", "del", "inn", "d", "slutt"), chain("del", "valg"),
        flow("valg", "samle", "a.igjen"), flow("valg", "e"),
        chain("ut", "samle2"), flow("samle2", "b"), chain("b", "del2", "inn"), chain("del2", "valg2"),
        flow("valg2", "samle2", "b.igjen"), flow("valg2", "e2"),
    )  # fmt: skip
    play = Play(files)
    for again in (True, True, False):
        play.complete("a", a={"igjen": again})
    assert play.waiting() == ["b"]
    play.complete("b", b={"igjen": True})
    assert play.waiting() == ["b", "d"]
    play.complete("b", b={"igjen": False})
    assert play.waiting() == ["d", "d"]
    play.complete("d")
    with pytest.raises(CaseStalled) as stalled:
        play.complete("d")
    assert stalled.value.element == "inn"


def test_two_tokens_on_the_same_flow_leave_an_exclusive_gateway_one_by_one() -> None:
    files = built(
        AND.format("ut") + '<bpmn:exclusiveGateway id="samle"/>' + task("a"),
        chain("start", "ut", "samle", "a", "slutt"),
        '<bpmn:sequenceFlow id="to" sourceRef="ut" targetRef="samle"/>',
    )
    play = Play(files)
    assert play.waiting() == ["a", "a"]
    play.complete("a")
    assert not play.finished
    play.complete("a")
    assert play.finished


def test_two_flows_between_the_same_gateways_are_two() -> None:
    second = '<bpmn:sequenceFlow id="to" sourceRef="ut" targetRef="inn"/>'
    play = Play(built(AND.format("ut") + AND.format("inn") + task("a"), chain("start", "ut", "inn", "a"), second,
                      flow("a", "slutt")))  # fmt: skip
    assert play.waiting() == ["a"]


def test_a_gateway_that_joins_and_splits_at_once() -> None:
    play = Play(
        built(
            AND.format("ut") + task("a") + task("b") + AND.format("midt") + task("c") + task("d") + AND.format("inn"),
            chain("start", "ut", "a", "midt", "c", "inn", "slutt"),
            chain("ut", "b", "midt", "d", "inn"),
        )
    )
    play.complete("a")
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.waiting() == ["c", "d"]
    play.complete("d")
    play.complete("c")
    assert play.finished


def test_a_join_inside_a_subprocess_that_can_never_be_full_is_an_error() -> None:
    inner = (
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>' + XOR.format("x", "x__a") + task("a") + task("b")
        + AND.format("inn") + '<bpmn:endEvent id="e2"/>' + chain("s2", "x", "a", "inn", "e2")
        + flow("x", "b", "false") + flow("b", "inn") + "</bpmn:subProcess>"
    )  # fmt: skip
    files = model(START + inner + END + chain("start", "sub", "slutt"), {"fagperson": ("start", "sub", "slutt")})
    play = Play(files, published=True)
    with pytest.raises(CaseStalled) as stalled:
        play.complete("a")
    assert stalled.value.element == "inn"


def test_a_stall_is_no_stall_while_something_else_waits() -> None:
    """Another branch may still end the case."""
    files = built(
        AND.format("ut") + XOR.format("x", "x__a") + task("a") + task("b") + AND.format("inn") + task("c")
        + '<bpmn:endEvent id="stopp"><bpmn:terminateEventDefinition/></bpmn:endEvent>',
        chain("start", "ut", "x", "a", "inn", "slutt"), flow("x", "b", "false"), flow("b", "inn"),
        chain("ut", "c", "stopp"),
    )  # fmt: skip
    play = Play(files)
    play.complete("a")
    assert play.waiting() == ["c"]
    advance = play.complete("c")
    assert play.finished
    assert advance.end == ("stopp",)
    assert [p.element for p in advance.passed if p.cancelled] == ["inn"]


def test_wide_forks_one_after_the_other_stay_small() -> None:
    """Stock SpiffWorkflow draws the future ahead: 12 branches in two blocks are 16,386 tasks and 6 MB."""
    body, flows, last = "", [], "start"
    for block in range(6):
        branches = [f"t{block}_{n}" for n in range(12)]
        body += AND.format(f"ut{block}") + "".join(map(task, branches)) + AND.format(f"inn{block}")
        flows += [flow(last, f"ut{block}"), *(chain(f"ut{block}", b, f"inn{block}") for b in branches)]
        last = f"inn{block}"
    play = Play(built(body, *flows, flow(last, "slutt")))
    while not play.finished:
        assert len(play.state) < 4_000
        play.complete(play.waiting()[0])
