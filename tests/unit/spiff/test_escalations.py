"""Escalations: the nearest catcher takes them; unless that interrupts, the thrower goes on; uncaught ones are reported."""

import pytest

from tests.integration.models import chain, task
from tests.unit.spiff.happening import (
    ANY_ESCALATION,
    ESCALATION,
    LATE,
    Happening,
    begins,
    border,
    built,
    ends,
    line,
    sub,
    throws,
)
from tests.unit.spiff.test_execution import AND
from tests.unit.spiff.test_instances import loop


def raising(*catchers: tuple[str, bool], loops: str = "", end: bool = False) -> dict[str, bytes]:
    """A subprocess that escalates after `a`, and goes on to `b` unless at its end; catchers on its border."""
    said = ends("opp", ESCALATION) if end else throws("opp", ESCALATION)
    scope = begins("s2") + AND.format("ut") + task("a") + said + task("b") + task("c") + ends("e2")
    scope += chain("s2", "ut", "a", "opp") + (chain("ut", "b", "e2") if end else chain("opp", "b", "e2"))
    scope += chain("ut", "c", "e2")
    body = sub("sub", scope, loop=loops) + task("ferdig")
    more = ""
    for number, (catcher, stops) in enumerate(catchers):
        body += border(f"h{number}", "sub", catcher, stops=stops) + task(f"t{number}")
        more += chain(f"h{number}", f"t{number}", "slutt")
    return line(body, "sub", "ferdig", more=more)


@pytest.mark.parametrize("end", [False, True])
def test_one_that_does_not_interrupt_lets_the_thrower_go_on(end: bool) -> None:
    play = Happening(raising((ESCALATION, False), end=end))
    play.complete("a")
    assert play.waiting() == ["b", "c", "t0"]
    assert play.facts["h0"] == {"kode": "DYRT"}
    assert play.advance.escalations == ()
    for element in ("b", "c", "ferdig", "t0"):
        play.complete(element)
    assert play.finished


@pytest.mark.parametrize("end", [False, True])
def test_one_that_interrupts_ends_the_subprocess_before_the_next_step(end: bool) -> None:
    play = Happening(raising((ESCALATION, True), end=end))
    play.complete("a")
    assert play.waiting() == ["t0"]
    assert play.passed() == ["a", "opp", "h0"]
    assert ("b" in play.withdrawn()) == end, "the task after the throw was never come to"


@pytest.mark.parametrize("end", [False, True])
def test_one_that_nobody_catches_is_reported_and_passed(end: bool) -> None:
    play = Happening(raising((LATE, True), end=end))
    advance = play.complete("a")
    assert advance.escalations == ("DYRT",)
    assert play.waiting() == ["b", "c"]


def test_the_catcher_that_names_the_code_goes_first_and_only_one_takes_it() -> None:
    play = Happening(raising((ANY_ESCALATION, False), (ESCALATION, False)))
    play.complete("a")
    assert play.waiting() == ["b", "c", "t1"]


def test_it_is_caught_again_in_every_instance() -> None:
    play = Happening(raising((ANY_ESCALATION, False), loops=loop(count="3")))
    play.complete("a")
    play.complete("a")
    assert play.waiting() == ["a", "b", "b", "c", "c", "c", "t0", "t0"]


def test_an_interrupting_catcher_ends_every_instance() -> None:
    play = Happening(raising((ANY_ESCALATION, True), loops=loop(count="3")))
    play.complete("a")
    assert play.waiting() == ["t0"]


def test_an_escalation_as_the_last_thing_inside_is_caught_before_the_subprocess_ends() -> None:
    scope = begins("s2") + task("a") + ends("opp", ESCALATION) + chain("s2", "a", "opp")
    body = sub("sub", scope) + border("h", "sub", ESCALATION, stops=False) + task("t") + task("ferdig")
    play = Happening(line(body, "sub", "ferdig", more=chain("h", "t", "slutt")))
    play.complete("a")
    assert play.waiting() == ["ferdig", "t"]


def test_in_the_outermost_scope_it_is_only_reported() -> None:
    play = Happening(built(throws("opp", ESCALATION) + task("a"), chain("start", "opp", "a", "slutt")))
    assert (play.advance.escalations, play.waiting()) == (("DYRT",), ["a"])
