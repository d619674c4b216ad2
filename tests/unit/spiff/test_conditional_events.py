"""Conditional events: when they are true on arrival, when they become so, and again only after they were not."""

import pytest

from engine.contract.errors import ExpressionFailed
from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import Happening, begins, beside, border, built, catches, condition, ends, line
from tests.unit.spiff.test_execution import AND, XOR
from tests.unit.spiff.test_instances import loop

HIGH = condition("a.tall > 5")


def test_one_that_is_true_on_arrival_is_passed_at_once() -> None:
    play = Happening(line(task("a") + catches("vent", HIGH) + task("b"), "a", "vent", "b"))
    play.complete("a", a={"tall": 6})
    assert play.waiting() == ["b"]


def test_one_that_is_not_waits_until_it_becomes_true() -> None:
    body = AND.format("ut") + task("a") + catches("vent", HIGH) + task("b") + AND.format("inn")
    play = Happening(built(body, chain("start", "ut", "a", "inn", "slutt"), chain("ut", "vent", "b", "inn")))
    assert play.waiting() == ["a"]
    play.complete("a", a={"tall": 6})
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.finished


def test_facts_changed_from_outside_are_looked_at() -> None:
    play = Happening(
        line(catches("vent", condition("klar = true")).replace("klar", "initiativ.klar") + task("b"), "vent", "b")
    )
    assert (play.waiting(), play.finished) == ([], False), "it waits for nothing that somebody does in the case"
    play.recheck(initiativ={"klar": False})
    assert play.waiting() == []
    play.recheck(initiativ={"klar": True})
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("stops", [True, False])
def test_on_a_border(stops: bool) -> None:
    body = AND.format("ut") + task("a") + task("lang") + border("h", "lang", HIGH, stops=stops) + task("b")
    play = Happening(
        built(body, chain("start", "ut", "a", "slutt"), chain("ut", "lang", "slutt"), chain("h", "b", "slutt"))
    )
    assert play.waiting() == ["a", "lang"]
    play.complete("a", a={"tall": 6})
    assert play.waiting() == (["b"] if stops else ["b", "lang"])


@pytest.mark.parametrize("stops", [True, False])
def test_on_a_border_it_may_be_true_when_the_activity_begins(stops: bool) -> None:
    body = task("a") + task("lang") + border("h", "lang", HIGH, stops=stops) + task("b")
    play = Happening(line(body, "a", "lang", more=chain("h", "b", "slutt")))
    play.complete("a", a={"tall": 6})
    assert play.waiting() == (["b"] if stops else ["b", "lang"])


def test_one_that_does_not_interrupt_happens_again_after_it_was_false() -> None:
    body = XOR.format("inn", "").replace(' default=""', "") + AND.format("ut") + task("a") + task("lang")
    body += XOR.format("x", "x__inn") + border("h", "lang", HIGH, stops=False) + task("b") + ends("e")
    flows = flow("x", "e", "a.tall = 0") + chain("ut", "lang", "slutt") + chain("h", "b", "e")
    play = Happening(built(body, chain("start", "ut", "inn", "a", "x", "inn"), flows))
    seen = []
    for number in (1, 6, 7, 2, 8):
        play.complete("a", a={"tall": number})
        seen.append(play.waiting().count("b"))
    assert seen == [0, 1, 1, 1, 2]


def test_beside_the_scope_many_times() -> None:
    inner = begins("s_e", condition("a.tall > 5"), stops=False) + task("b") + ends("x_e") + chain("s_e", "b", "x_e")
    body = XOR.format("inn", "").replace(' default=""', "") + task("a") + XOR.format("x", "x__inn") + beside("e", inner)
    play = Happening(built(body, chain("start", "inn", "a", "x", "inn"), flow("x", "slutt", "a.tall = 0")))
    for number in (6, 2, 8):
        play.complete("a", a={"tall": number})
    assert play.waiting() == ["a", "b", "b"]


def test_each_instance_looks_at_its_own() -> None:
    body = AND.format("ut") + task("nivå".replace("å", "a")) + task("a", loop=loop(each="[1, 2, 3]"))
    body += border("h", "a", condition("count(niva) > 0"), stops=True) + task("b")
    play = Happening(
        built(body, chain("start", "ut", "niva", "slutt"), chain("ut", "a", "slutt"), chain("h", "b", "slutt"))
    )
    play.complete("niva", niva=[1])
    assert play.waiting() == ["b"], "on the border of all the instances together"


def test_the_first_that_waits_goes_first() -> None:
    """What the first one leads to may make the second false."""
    script = (
        '<bpmn:scriptTask id="s"><bpmn:extensionElements><nyt:assign name="tatt" value="true"/></bpmn:extensionElements>'
        "</bpmn:scriptTask>"
    )
    body = AND.format("ut") + task("a") + catches("v1", condition("a.tall > 5")) + script
    body += catches("v2", condition("a.tall > 5 and tatt = null")) + task("b") + task("c")
    files = built(
        body,
        chain("start", "ut", "v1", "s", "b", "slutt"),
        chain("ut", "v2", "c", "slutt"),
        chain("ut", "a", "slutt"),
    )
    play = Happening(files)
    play.complete("a", a={"tall": 6})
    assert play.waiting() == ["b"]


def test_a_race_with_a_condition() -> None:
    body = AND.format("ut") + task("a") + '<bpmn:eventBasedGateway id="valg"/>' + catches("v", HIGH) + task("b")
    body += catches(
        "t", '<bpmn:timerEventDefinition><bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition>'
    )
    body += task("c")
    files = built(
        body,
        chain("start", "ut", "a", "slutt"),
        chain("ut", "valg", "v", "b", "slutt"),
        chain("valg", "t", "c", "slutt"),
    )
    play = Happening(files)
    play.complete("a", a={"tall": 6})
    assert (play.waiting(), play.timers) == (["b"], {})


def test_a_condition_that_cannot_be_evaluated_has_a_name() -> None:
    with pytest.raises(ExpressionFailed) as failed:
        Happening(line(catches("vent", condition("for i in 1..100000000 return i")), "vent"))
    assert failed.value.element == "vent"


def test_what_waits_is_gone_when_its_activity_is() -> None:
    body = task("a") + border("h", "a", condition("b.tall = 1"), stops=False) + task("b") + ends("e")
    play = Happening(line(body, "a", "b", more=flow("h", "e")))
    play.complete("a")
    play.complete("b", b={"tall": 1})
    assert play.finished
    assert "h" not in play.passed()
