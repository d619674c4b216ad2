"""Inclusive gateways: a join waits for what can still come and for nothing else, whatever the diagram around it."""

import pytest

from engine.contract.errors import CaseStalled, ExpressionFailed
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import XOR, built, timer
from tests.unit.spiff.test_instances import loop

OR = '<bpmn:inclusiveGateway id="{}"/>'
AND = '<bpmn:parallelGateway id="{}"/>'


def choice(default: str = "") -> str:
    attribute = f' default="{default}"' if default else ""
    return f'<bpmn:inclusiveGateway id="valg"{attribute}/>'


THREE = (
    task("a") + choice("valg__d") + task("b") + task("c") + task("d") + OR.format("samle") + task("e"),
    chain("start", "a", "valg"),
    flow("valg", "b", "a.b"),
    flow("valg", "c", "a.c"),
    flow("valg", "d"),
    *(flow(element, "samle") for element in "bcd"),
    chain("samle", "e", "slutt"),
)


@pytest.mark.parametrize(
    ("b", "c", "expected"),
    [(True, True, ["b", "c"]), (True, False, ["b"]), (False, True, ["c"]), (False, None, ["d"])],
)
def test_those_that_were_chosen_are_waited_for(b: bool, c: bool, expected: list[str]) -> None:
    play = Play(built(*THREE))
    play.complete("a", a={"b": b, "c": c})
    assert play.waiting() == expected
    for element in expected:
        assert "e" not in play.waiting()
        play.complete(element)
    assert play.waiting() == ["e"]
    play.complete("e")
    assert play.finished


def test_without_a_true_condition_and_a_default_the_case_stops() -> None:
    body, *flows = THREE
    play = Play(
        built(
            body.replace(' default="valg__d"', ""),
            *(f.replace(flow("valg", "d"), flow("valg", "d", "false")) for f in flows),
        )
    )
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("a", a={})
    assert failed.value.element == "valg"


def test_a_longer_way_is_waited_for() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + task("d") + task("e") + OR.format("samle") + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "c", "d", "e", "samle"),
    )
    play = Play(files)
    for element in "bcde":
        assert "f" not in play.waiting()
        play.complete(element)
    assert play.waiting() == ["f"]


def test_a_token_that_can_no_longer_come_is_not_waited_for() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + XOR.format("x", "x__slutt") + OR.format("samle") + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "c", "x", "slutt"),
        flow("x", "samle", "c.med"),
    )
    for comes in (True, False):
        play = Play(files)
        play.complete("b")
        assert play.waiting() == ["c"]
        play.complete("c", c={"med": comes})
        assert play.waiting() == ["f"]


def test_in_a_loop_each_round_has_its_own_arrivals() -> None:
    body, *flows = THREE
    again = XOR.format("mer", "mer__slutt")
    files = built(
        '<bpmn:exclusiveGateway id="inn"/>' + body + again,
        *(f.replace(chain("start", "a", "valg"), chain("start", "inn", "a", "valg")) for f in flows[:-1]),
        chain("samle", "e", "mer", "slutt"),
        flow("mer", "inn", "e.igjen"),
    )
    play = Play(files)
    for chosen in ({"b": True, "c": True}, {"b": True}, {"c": True}, {}, {"b": True, "c": True}):
        play.complete("a", a=chosen)
        for element in sorted(chosen) or ["d"]:
            assert "e" not in play.waiting()
            play.complete(element)
        assert play.waiting() == ["e"]
        play.complete("e", e={"igjen": True})
        assert play.waiting() == ["a"]


def test_a_join_at_the_head_of_a_loop_does_not_wait_for_itself() -> None:
    files = built(
        OR.format("inn") + task("a") + XOR.format("mer", "mer__slutt"),
        chain("start", "inn", "a", "mer", "slutt"),
        flow("mer", "inn", "a.igjen"),
    )
    play = Play(files)
    for _ in range(3):
        assert play.waiting() == ["a"]
        play.complete("a", a={"igjen": True})
    play.complete("a", a={"igjen": False})
    assert play.finished


def test_a_token_that_can_also_get_to_a_filled_flow_is_not_waited_for() -> None:
    """BPMN 2.0.2, 13.4.3 (iv): `c` may come by the flow that `b` came by."""
    files = built(
        AND.format("p") + task("b") + task("c") + XOR.format("x", "x__m") + '<bpmn:exclusiveGateway id="m"/>'
        + OR.format("samle") + task("f"),
        chain("start", "p", "b", "m", "samle", "f", "slutt"),
        chain("p", "c", "x", "m"),
        flow("x", "samle", "c.annen"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    assert play.waiting() == ["c", "f"]
    play.complete("c", c={"annen": True})
    assert play.waiting() == ["f", "f"]


def test_two_tokens_on_one_flow_are_taken_one_at_a_time() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + task("d") + '<bpmn:exclusiveGateway id="m"/>' + OR.format("samle")
        + task("f"),
        chain("start", "p", "b", "m", "samle", "f", "slutt"),
        chain("p", "c", "m"),
        chain("p", "d", "samle"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    play.complete("c")
    assert play.waiting() == ["d"]
    play.complete("d")
    assert play.waiting() == ["f", "f"]


def test_an_activity_may_still_come_by_the_event_on_its_border() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + timer("frist", "P3D", on="c") + task("e") + OR.format("samle")
        + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "c", "slutt"),
        chain("frist", "e", "samle"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    assert play.waiting() == ["c"], "c cannot get to the join itself, but its deadline can"
    play.fire("frist")
    assert play.waiting() == ["e"]
    play.complete("e")
    assert play.waiting() == ["f"]
    play = Play(files)
    play.complete("b")
    play.complete("c")
    assert play.waiting() == ["f"]


def test_an_event_that_does_not_interrupt_brings_a_second_token() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + timer("purr", "P3D", on="c", stops=False) + task("e")
        + OR.format("samle") + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "c", "samle"),
        chain("purr", "e", "samle"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    play.fire("purr")
    play.complete("c")
    assert play.waiting() == ["e"]
    play.complete("e")
    assert play.waiting() == ["f"]


def nested(inner: str, *, loop: str = "") -> dict[str, bytes]:
    """A subprocess `sub` in one branch before the join, `b` in the other."""
    sub = f'<bpmn:subProcess id="sub">{loop}{inner}</bpmn:subProcess>'
    body = START + AND.format("p") + task("b") + sub + OR.format("samle") + task("f") + END
    flows = chain("start", "p", "b", "samle", "f", "slutt") + chain("p", "sub", "samle")
    return model(body + flows, {"fagperson": ("start", "p", "b", "sub", "samle", "f", "slutt")})


INNER = (
    '<bpmn:startEvent id="s2"/>' + AND.format("p2") + task("c") + task("d") + OR.format("samle2") + task("e")
    + '<bpmn:endEvent id="e2"/>' + chain("s2", "p2", "c", "samle2", "e", "e2") + chain("p2", "d", "samle2")
)  # fmt: skip


def test_a_join_looks_at_its_own_scope_only_and_the_outer_one_waits_for_the_whole_subprocess() -> None:
    play = Play(nested(INNER))
    play.complete("b")
    for element in "cde":
        assert element in play.waiting()
        assert "f" not in play.waiting()
        play.complete(element)
    assert play.waiting() == ["f"]


@pytest.mark.parametrize("sequential", [False, True])
def test_each_instance_joins_for_itself(sequential: bool) -> None:
    play = Play(nested(INNER, loop=loop(count="3", sequential=sequential)))
    play.complete("b")
    rounds = 3 if sequential else 1
    for _ in range(rounds):
        count = 3 // rounds
        for element in "cd":
            for _ in range(count):
                play.complete(element)
        assert play.waiting() == ["e"] * count
        for _ in range(count):
            play.complete("e")
    assert play.waiting() == ["f"]


def test_what_waits_at_a_join_is_withdrawn_with_its_subprocess() -> None:
    sub = f'<bpmn:subProcess id="sub">{INNER}</bpmn:subProcess>' + timer("frist", "P3D", on="sub")
    body = START + sub + task("b") + task("f") + END
    flows = chain("start", "sub", "b", "slutt") + chain("frist", "f", "slutt")
    play = Play(model(body + flows, {"fagperson": ("start", "sub", "b", "f", "frist", "slutt")}))
    play.complete("c")
    play.fire("frist")
    assert play.waiting() == ["f"]
    assert b"samle2" not in play.state
    play.complete("f")
    assert play.finished


def test_what_waits_at_a_join_ends_with_a_terminating_end() -> None:
    stop = '<bpmn:endEvent id="stopp"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    files = built(
        AND.format("p") + task("b") + task("c") + XOR.format("x", "x__stopp") + stop + OR.format("samle") + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "c", "x", "stopp"),
        flow("x", "samle", "c.med"),
    )
    play = Play(files)
    play.complete("b")
    play.complete("c", c={"med": False})
    assert (play.finished, play.advance.end) == (True, ("stopp",))


def test_joins_one_after_the_other_go_on_at_once() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + task("d") + OR.format("en") + OR.format("to") + task("f"),
        chain("start", "p", "b", "en", "to", "f", "slutt"),
        chain("p", "c", "en"),
        chain("p", "d", "to"),
    )
    play = Play(files)
    play.complete("d")
    play.complete("b")
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.waiting() == ["f"]


def test_joins_that_wait_for_each_other_for_ever_are_no_silent_stall() -> None:
    """A ring of two joins, each with a token: by the standard neither may go on."""
    files = built(
        AND.format("p") + task("b") + task("c") + OR.format("en") + OR.format("to") + AND.format("u") + AND.format("v"),
        chain("start", "p", "b", "en", "u", "to", "v", "slutt"),
        chain("p", "c", "to"),
        chain("v", "en"),
        chain("u", "slutt"),
    )
    play = Play(files, published=True)
    play.complete("b")
    with pytest.raises(CaseStalled) as stalled:
        play.complete("c")
    assert stalled.value.element in ("en", "to")


def test_a_token_inside_a_race_of_events_is_waited_for() -> None:
    files = built(
        AND.format("p") + task("b") + '<bpmn:eventBasedGateway id="g"/>' + timer("t1", "P1D") + timer("t2", "P2D")
        + OR.format("samle") + task("f"),
        chain("start", "p", "b", "samle", "f", "slutt"),
        chain("p", "g", "t1", "samle"),
        chain("g", "t2", "slutt"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    assert play.waiting() == []
    play.fire("t2")
    assert play.waiting() == ["f"]
