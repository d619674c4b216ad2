"""Complex gateways: on when the condition holds, then waiting for the rest, then as new."""

import pytest

from engine.contract.errors import ExpressionFailed
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import XOR, built, timer
from tests.unit.spiff.test_inclusive import AND
from tests.unit.spiff.test_instances import loop


def gateway(condition: str, default: str = "") -> str:
    attribute = f' default="{default}"' if default else ""
    inner = (
        f"<bpmn:activationCondition>{condition.replace('<', '&lt;')}</bpmn:activationCondition>" if condition else ""
    )
    return f'<bpmn:complexGateway id="k"{attribute}>{inner}</bpmn:complexGateway>'


def three(condition: str, *out: str, default: str = "", more: str = "") -> dict[str, bytes]:
    """b, c and d side by side into the gateway; e after it unless told otherwise."""
    return built(
        AND.format("p") + task("b") + task("c") + task("d") + gateway(condition, default) + task("e") + more,
        chain("start", "p", "b", "k"),
        chain("p", "c", "k"),
        chain("p", "d", "k"),
        *(out or (flow("k", "e"),)),
        flow("e", "slutt"),
    )


def test_it_goes_on_at_the_second_of_three_and_sees_the_third_in() -> None:
    play = Play(three("activationCount >= 2"))
    play.complete("c")
    assert play.waiting() == ["b", "d"]
    play.complete("d")
    assert play.waiting() == ["b", "e"]
    play.complete("e")
    assert (play.waiting(), play.finished) == (["b"], False), "the gateway waits for reset"
    play.complete("b")
    assert play.finished


def test_a_flow_may_be_for_the_reset() -> None:
    files = three(
        "activationCount >= 2",
        flow("k", "e", "waitingForStart"),
        flow("k", "f", "not(waitingForStart)"),
        flow("f", "slutt"),
        more=task("f"),
    )
    play = Play(files)
    play.complete("b")
    play.complete("c")
    assert play.waiting() == ["d", "e"]
    play.complete("d")
    assert play.waiting() == ["e", "f"]


def test_the_default_flow_is_for_when_nothing_is_true_in_either_phase() -> None:
    files = three(
        "activationCount >= 1",
        flow("k", "e", "c.ja"),
        flow("k", "f"),
        flow("f", "slutt"),
        default="k__f",
        more=task("f"),
    )
    play = Play(files)
    play.complete("c", c={"ja": True})
    assert play.waiting() == ["b", "d", "e"]
    play.complete("b", c={"ja": False})
    play.complete("d")
    assert play.waiting() == ["e", "f"]


def test_without_a_true_condition_at_the_start_the_case_stops() -> None:
    play = Play(three("activationCount >= 1", flow("k", "e", "false"), flow("k", "slutt", "false")))
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("b")
    assert failed.value.element == "k"


def test_a_condition_may_ask_for_facts() -> None:
    play = Play(three("b.haster = true or activationCount = 3"))
    play.complete("b", b={"haster": False})
    play.complete("c")
    assert play.waiting() == ["d"]
    play.complete("d")
    assert play.waiting() == ["e"]
    play = Play(three("b.haster = true or activationCount = 3"))
    play.complete("c")
    play.complete("b", b={"haster": True})
    assert play.waiting() == ["d", "e"]


def test_a_condition_that_becomes_true_later_is_seen() -> None:
    play = Play(three("d.ferdig = true", more=""))
    play.complete("b")
    play.complete("c")
    play.complete("d", d={"ferdig": True})
    assert play.waiting() == ["e"]


def looping() -> dict[str, bytes]:
    """Two of three, again and again: each round begins when `e` says so."""
    return built(
        '<bpmn:exclusiveGateway id="inn"/>' + AND.format("p") + task("b") + task("c") + task("d")
        + gateway("activationCount >= 2") + task("e") + XOR.format("mer", "mer__slutt"),
        chain("start", "inn", "p", "b", "k"),
        chain("p", "c", "k"),
        chain("p", "d", "k"),
        chain("k", "e", "mer", "slutt"),
        flow("mer", "inn", "e.igjen"),
    )  # fmt: skip


def test_after_the_reset_it_is_as_new() -> None:
    play = Play(looping())
    for _ in range(4):
        for element in "bcd":
            play.complete(element)
        assert play.waiting() == ["e"]
        play.complete("e", e={"igjen": True})
        assert play.waiting() == ["b", "c", "d"]


def test_a_flow_that_was_used_keeps_what_comes_before_the_reset_for_the_next_round() -> None:
    play = Play(looping())
    play.complete("b")
    play.complete("c")
    play.complete("e", e={"igjen": True})
    assert play.waiting() == ["b", "c", "d", "d"]
    play.complete("b")
    play.complete("c")
    assert play.waiting() == ["d", "d"], "the gateway is not reset yet"
    play.complete("d")
    assert play.waiting() == ["d", "e"], "reset, and the two that waited make a new start"


def test_a_token_that_cannot_come_any_more_resets_it() -> None:
    files = built(
        AND.format("p") + task("b") + task("c") + XOR.format("x", "x__slutt") + gateway("activationCount >= 1")
        + task("e"),
        chain("start", "p", "b", "k", "e", "slutt"),
        chain("p", "c", "x", "slutt"),
        flow("x", "k", "c.med"),
    )  # fmt: skip
    play = Play(files)
    play.complete("b")
    play.complete("e")
    assert play.waiting() == ["c"]
    play.complete("c", c={"med": False})
    assert play.finished


INNER = (
    '<bpmn:startEvent id="s2"/>' + AND.format("p2") + task("b") + task("c") + gateway("activationCount >= 1")
    + task("e") + '<bpmn:endEvent id="e2"/>' + chain("s2", "p2", "b", "k", "e", "e2") + chain("p2", "c", "k")
)  # fmt: skip


def inside(*, each: str = "") -> dict[str, bytes]:
    sub = f'<bpmn:subProcess id="sub">{each}{INNER}</bpmn:subProcess>' + timer("frist", "P3D", on="sub")
    body = START + sub + task("f") + task("g") + END
    flows = chain("start", "sub", "f", "slutt") + chain("frist", "g", "slutt")
    return model(body + flows, {"fagperson": ("start", "sub", "f", "g", "frist", "slutt")})


def test_a_subprocess_ends_when_its_gateway_is_reset() -> None:
    play = Play(inside())
    play.complete("b")
    play.complete("e")
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.waiting() == ["f"]


def test_each_instance_has_a_gateway_of_its_own() -> None:
    play = Play(inside(each=loop(count="2")))
    play.complete("b")
    play.complete("b")
    assert play.waiting() == ["c", "c", "e", "e"]
    for element in ("c", "e", "e"):
        play.complete(element)
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.waiting() == ["f"]


def test_a_gateway_that_waits_for_reset_is_withdrawn_with_its_subprocess() -> None:
    play = Play(inside())
    play.complete("b")
    play.fire("frist")
    assert play.waiting() == ["g"]
    assert b'"k"' not in play.state
    play.complete("g")
    assert play.finished


def test_it_splits_like_an_inclusive_gateway() -> None:
    files = built(
        task("a") + gateway("", "k__d") + task("b") + task("c") + task("d"),
        chain("start", "a", "k"),
        flow("k", "b", "a.b"),
        flow("k", "c", "a.c"),
        flow("k", "d"),
        *(flow(element, "slutt") for element in "bcd"),
    )
    for answers, expected in (({"b": True, "c": True}, ["b", "c"]), ({"c": True}, ["c"]), ({}, ["d"])):
        play = Play(files)
        play.complete("a", a=answers)
        assert play.waiting() == expected


def test_a_gateway_does_not_reset_while_a_join_can_still_go_on_and_bring_it_a_token() -> None:
    """A round that begins again by an inclusive merge: the reset waits for what that round brings, and swallows it."""
    files = built(
        '<bpmn:inclusiveGateway id="samle"/><bpmn:inclusiveGateway id="ut" default="ut__c"/>' + task("b") + task("c")
        + gateway("activationCount >= 1") + XOR.format("om", "om__slutt"),
        chain("start", "samle", "ut", "c", "k", "om", "slutt"), chain("b", "k"),
        flow("ut", "b", "initiativ.b"), flow("om", "samle", "initiativ.om"),
    )  # fmt: skip
    play = Play(files, initiativ={"b": False, "om": True})
    play.complete("c", initiativ={"b": True, "om": True})
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.finished, "the token was seen in, not begun with"


def test_a_gateway_that_waits_for_reset_is_no_token_that_a_join_waits_for() -> None:
    """The join lies behind the gateway and leads back to it; each would wait for the other for ever."""
    files = built(
        AND.format("p") + task("b") + task("c") + gateway("activationCount >= 1") + XOR.format("valg", "valg__slutt")
        + '<bpmn:inclusiveGateway id="samle"/>' + task("d"),
        chain("start", "p", "b", "k", "valg"), chain("p", "c", "samle", "d", "k"),
        flow("valg", "samle", "initiativ.om"), flow("valg", "slutt"),
    )  # fmt: skip
    play = Play(files, initiativ={"om": False})
    play.complete("b")
    assert play.waiting() == ["c"], "the gateway has gone on, and waits for reset"
    play.complete("c")
    assert play.waiting() == ["d"]
    play.complete("d")
    assert play.finished
