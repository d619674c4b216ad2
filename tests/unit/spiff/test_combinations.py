"""Gateways, loops, ad hoc subprocesses and calls, and what happens to them: errors, signals, event subprocesses, links."""

import pytest

from engine.contract.errors import ErrorUncaught
from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    ANY_ERROR,
    ERROR,
    MESSAGE,
    SIGNAL,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    catches,
    ends,
    line,
    link,
    sub,
    throws,
)
from tests.unit.spiff.test_calling import call
from tests.unit.spiff.test_complex import gateway
from tests.unit.spiff.test_execution import XOR
from tests.unit.spiff.test_inclusive import AND, OR
from tests.unit.spiff.test_instances import loop
from tests.unit.spiff.test_loops import again


def handler(trigger: str, *, stops: bool = False) -> str:
    inner = begins("s_e", trigger, stops=stops) + task("t_e") + ends("x_e")
    return beside("e", inner + chain("s_e", "t_e", "x_e"))


JOINED = AND.format("p") + task("b") + task("c") + OR.format("samle") + task("f") + ends("e2")
JOINED += chain("s2", "p", "b", "samle", "f", "e2") + chain("p", "c", "samle")


def test_a_join_does_not_wait_for_an_event_subprocess() -> None:
    play = Happening(line(sub("sub", begins("s2") + JOINED + handler(MESSAGE)) + task("etter"), "sub", "etter"))
    play.catch("s_e")
    for element in "bc":
        play.complete(element)
    assert play.waiting() == ["f", "t_e"]
    play.complete("f")
    assert play.waiting() == ["t_e"]
    play.complete("t_e")
    assert play.waiting() == ["etter"]


def test_an_interrupting_event_subprocess_takes_what_waits_at_the_join() -> None:
    inner = begins("s2") + JOINED + handler(MESSAGE, stops=True)
    play = Happening(line(sub("sub", inner) + task("etter"), "sub", "etter"))
    play.complete("b")
    play.catch("s_e")
    assert play.waiting() == ["t_e"]
    assert b"samle" not in play.state
    play.complete("t_e")
    assert play.waiting() == ["etter"]


def test_a_gateway_that_waits_for_reset_goes_with_an_interrupted_scope() -> None:
    inner = begins("s2") + AND.format("p") + task("b") + task("c") + gateway("activationCount >= 1") + ends("e2")
    inner += chain("s2", "p", "b", "k", "e2") + chain("p", "c", "k") + handler(MESSAGE, stops=True)
    play = Happening(line(sub("sub", inner) + task("etter"), "sub", "etter"))
    play.complete("b")
    play.catch("s_e")
    play.complete("t_e")
    assert play.waiting() == ["etter"]


def test_a_join_is_reached_through_a_link() -> None:
    body = AND.format("p") + task("b") + task("c") + throws("ut", link("over")) + catches("inn", link("over"))
    body += OR.format("samle") + task("f")
    more = chain("p", "c", "ut") + chain("inn", "samle")
    play = Happening(line(body, "p", "b", "samle", "f", more=more))
    play.complete("b")
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.waiting() == ["f"]


def test_an_error_in_one_pass_ends_the_loop() -> None:
    inner = begins("s2") + task("a") + XOR.format("x", "x__e2") + ends("e2") + ends("feil", ERROR)
    inner += chain("s2", "a", "x", "e2") + flow("x", "feil", "a.feil = true")
    body = sub("sub", inner, loop=again(most=5)) + border("b_feil", "sub", ERROR) + task("rydd") + task("etter")
    play = Happening(line(body, "sub", "etter", more=chain("b_feil", "rydd", "slutt")))
    play.answer("a")
    assert play.waiting() == ["a"]
    play.facts["a"] = {"feil": True}
    play.complete("a")
    assert play.waiting() == ["rydd"]


@pytest.mark.parametrize("trigger", [MESSAGE, SIGNAL, TIMER])
def test_what_happens_on_the_border_ends_an_ad_hoc_subprocess(trigger: str) -> None:
    free = sub("fritt", task("a") + task("b"), tag="adHocSubProcess", more=' ordering="Sequential"')
    body = free + border("hendt", "fritt", trigger) + task("rydd") + task("etter")
    play = Happening(line(body, "fritt", "etter", more=chain("hendt", "rydd", "slutt")))
    if trigger == TIMER:
        play.fire("hendt")
    else:
        play.catch("hendt")
    assert play.waiting() == ["rydd"]


def test_an_ad_hoc_subprocess_is_done_again_in_a_loop() -> None:
    free = sub("fritt", task("a") + task("b"), tag="adHocSubProcess", loop=again(most=2))
    play = Happening(line(free + task("etter"), "fritt", "etter"))
    for _ in range(2):
        assert play.waiting() == ["a", "b"]
        play.complete("a")
        play.complete("b")
    assert play.waiting() == ["etter"]


@pytest.mark.parametrize("catcher", [ERROR, ANY_ERROR])
def test_an_error_of_a_called_case_is_caught_on_the_border(catcher: str) -> None:
    body = call() + border("feil", "kall", catcher) + task("rydd") + task("etter")
    play = Happening(line(body, "kall", "etter", more=chain("feil", "rydd", "slutt")))
    play.come_back("kall", {"melding": "Nei"}, error="AVSLAG")
    assert play.waiting() == ["rydd"]


def test_an_error_of_a_called_case_that_nobody_catches_stops_the_case() -> None:
    play = Happening(line(call() + task("etter"), "kall", "etter"))
    before = play.state
    with pytest.raises(ErrorUncaught):
        play.come_back("kall", {}, error="AVSLAG")
    assert play.state == before


def test_an_error_in_one_instance_withdraws_the_others() -> None:
    body = call(loop=loop(count="3")) + border("feil", "kall", ERROR) + task("rydd") + task("etter")
    play = Happening(line(body, "kall", "etter", more=chain("feil", "rydd", "slutt")))
    assert len(play.calls) == 3
    play.come_back("kall", {}, error="AVSLAG")
    assert (play.waiting(), play.calls) == (["rydd"], {})


def test_conditional_flows_leave_a_task_whose_border_did_not_stop_it() -> None:
    body = (
        task("a")
        + border("purr", "a", MESSAGE, stops=False)
        + task("rydd")
        + task("b")
        + task("c")
        + OR.format("samle")
    )
    body = body.replace('id="a"', 'id="a" default="a__c"', 1) + task("etter")
    more = flow("a", "b", "a.b = true") + chain("b", "samle") + chain("purr", "rydd", "samle")
    play = Happening(line(body, "a", "c", "samle", "etter", more=more))
    play.catch("purr")
    play.complete("a", a={"b": True})
    assert play.waiting() == ["b", "rydd"]
    play.complete("b")
    assert play.waiting() == ["rydd"], "the reminder's path leads to the join too"
    play.complete("rydd")
    assert play.waiting() == ["etter"]
