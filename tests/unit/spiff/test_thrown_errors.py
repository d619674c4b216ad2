"""Errors: thrown by end events, toolbox steps and called cases; caught on borders and beside, or not at all."""

from collections.abc import Mapping

import pytest

from engine.contract.errors import BusinessError, ErrorUncaught
from tests.integration.models import chain, task
from tests.unit.spiff.happening import (
    ANY_ERROR,
    EMPTY,
    ERROR,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    built,
    ends,
    line,
    sub,
)
from tests.unit.spiff.test_execution import AND, XOR
from tests.unit.spiff.test_instances import loop

STEP = (
    '<bpmn:serviceTask id="steg"><bpmn:extensionElements><nyt:step ref="tell"/></bpmn:extensionElements>{}'
    "</bpmn:serviceTask>"
)


def failing(*catchers: str, thrown: str = ERROR, loops: str = "", inner: str = "") -> dict[str, bytes]:
    """A subprocess that waits for `a` and then throws, with catchers on its border, each to a task of its own."""
    scope = begins("s2") + AND.format("ut") + task("a") + task("b") + ends("e2", thrown) + ends("e3") + inner
    scope += chain("s2", "ut", "a", "e2") + chain("ut", "b", "e3")
    body = sub("sub", scope, loop=loops) + task("ferdig")
    more = ""
    for number, catcher in enumerate(catchers):
        body += border(f"h{number}", "sub", catcher) + task(f"t{number}")
        more += chain(f"h{number}", f"t{number}", "slutt")
    return line(body, "sub", "ferdig", more=more)


def test_an_error_ends_the_subprocess_and_goes_on_from_its_border() -> None:
    play = Happening(failing(ERROR))
    play.complete("a")
    assert play.waiting() == ["t0"]
    assert play.passed() == ["a", "e2", "h0"]
    assert play.withdrawn() == ["b", "sub"]
    assert play.facts["h0"] == {"kode": "AVSLAG", "melding": "Avslått"}
    play.complete("t0")
    assert play.finished


def test_the_catcher_that_names_the_code_goes_before_one_that_takes_any() -> None:
    for catchers, expected in (((ANY_ERROR, ERROR), "t1"), ((EMPTY, ANY_ERROR), "t1"), ((ERROR, ANY_ERROR), "t0")):
        play = Happening(failing(*catchers))
        play.complete("a")
        assert play.waiting() == [expected]


def test_an_error_that_nobody_catches_changes_nothing() -> None:
    play = Happening(failing(EMPTY))
    before = play.state
    with pytest.raises(ErrorUncaught) as failed:
        play.complete("a")
    assert (failed.value.element, failed.value.code, failed.value.message) == ("e2", "AVSLAG", "Avslått")
    assert play.state == before
    assert play.waiting() == ["a", "b"]


def test_the_nearest_catcher_takes_it() -> None:
    inner = sub("inn", begins("s3") + task("a") + ends("e3", ERROR) + chain("s3", "a", "e3"))
    inner += border("naer", "inn", ERROR) + task("b") + ends("e2") + begins("s2")
    inner += chain("s2", "inn", "e2") + chain("naer", "b", "e2")
    files = line(
        sub("ut", inner) + border("fjern", "ut", ERROR) + task("c") + task("d"),
        "ut",
        "d",
        more=chain("fjern", "c", "slutt"),
    )
    play = Happening(files)
    play.complete("a")
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.waiting() == ["d"]


def test_it_goes_out_through_every_scope_until_it_is_caught() -> None:
    inner = sub("inn", begins("s3") + task("a") + ends("e3", ERROR) + chain("s3", "a", "e3"))
    inner += border("naer", "inn", EMPTY) + begins("s2") + ends("e2") + chain("s2", "inn", "e2") + chain("naer", "e2")
    files = line(
        sub("ut", inner) + border("fjern", "ut", ERROR) + task("c") + task("d"),
        "ut",
        "d",
        more=chain("fjern", "c", "slutt"),
    )
    play = Happening(files)
    play.complete("a")
    assert play.waiting() == ["c"]
    assert set(play.withdrawn()) == {"inn", "ut"}


def test_it_comes_out_of_a_called_process() -> None:
    other = (
        '<bpmn:process id="kalt" isExecutable="true"><bpmn:laneSet id="l2"><bpmn:lane id="b2" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        + begins("s2") + task("a") + ends("e2", ERROR) + chain("s2", "a", "e2") + "</bpmn:process>"
    )  # fmt: skip
    call = '<bpmn:callActivity id="kall" calledElement="kalt"/>' + border("h", "kall", ERROR) + task("b")
    play = Happening(line(call, "kall", more=chain("h", "b", "slutt"), outside=other))
    play.complete("a")
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("sequential", [False, True])
def test_an_error_in_one_instance_ends_the_whole_activity(sequential: bool) -> None:
    play = Happening(failing(ERROR, loops=loop(count="3", sequential=sequential)))
    assert play.waiting() == (["a", "b"] if sequential else ["a"] * 3 + ["b"] * 3)
    play.complete("a")
    assert play.waiting() == ["t0"]
    assert play.advance.facts[("h0", ())] == {"kode": "AVSLAG", "melding": "Avslått"}


def test_an_error_can_be_thrown_round_after_round() -> None:
    scope = begins("s2") + task("a") + ends("e2", ERROR) + chain("s2", "a", "e2")
    body = (
        XOR.format("inn", "inn__sub").replace(' default="inn__sub"', "") + sub("sub", scope) + border("h", "sub", ERROR)
    )
    play = Happening(built(body, chain("start", "inn", "sub", "slutt"), chain("h", "inn")))
    sizes = []
    for _ in range(20):
        play.complete("a")
        assert play.waiting() == ["a"]
        sizes.append(len(play.state))
    assert len(set(sizes)) == 1


def test_a_timer_on_the_border_goes_with_the_activity() -> None:
    files = failing(ERROR, TIMER)
    play = Happening(files)
    play.complete("a")
    assert (play.waiting(), play.timers) == (["t0"], {})


def raises(code: str, message: str = "") -> object:
    def step(_: Mapping[str, object]) -> object:
        raise BusinessError(code, message)

    return staticmethod(step)


class Refused(Happening):
    step = raises("AVSLAG", "For dyrt")  # type: ignore[assignment]


def test_a_toolbox_step_throws_an_error() -> None:
    body = STEP.format("") + border("h", "steg", ERROR) + task("b") + task("c")
    play = Refused(line(body, "steg", "c", more=chain("h", "b", "slutt")))
    assert play.waiting() == ["b"]
    assert play.facts["h"] == {"kode": "AVSLAG", "melding": "For dyrt"}
    assert play.withdrawn() == ["steg"]
    assert "steg" not in play.facts


def test_what_a_step_throws_and_nobody_catches_stops_the_case() -> None:
    body = task("a") + STEP.format("") + border("h", "steg", EMPTY)
    play = Refused(line(body, "a", "steg", more=chain("h", "slutt")))
    with pytest.raises(ErrorUncaught) as failed:
        play.complete("a")
    assert (failed.value.element, failed.value.code, failed.value.message) == ("steg", "AVSLAG", "For dyrt")


def test_a_step_of_many_instances_ends_them_all() -> None:
    body = STEP.format(loop(count="3")) + border("h", "steg", ANY_ERROR) + task("b")
    play = Refused(line(body, "steg", more=chain("h", "b", "slutt")))
    assert play.waiting() == ["b"]


def test_a_called_case_throws_an_error() -> None:
    called = '<bpmn:extensionElements><nyt:call process="annen"/></bpmn:extensionElements>'
    call = f'<bpmn:callActivity id="kall">{called}</bpmn:callActivity>'
    files = line(call + border("h", "kall", ERROR) + task("b") + task("c"), "kall", "c", more=chain("h", "b", "slutt"))
    play = Happening(files)
    advance = play.come_back("kall", {"melding": "Nei"}, error="AVSLAG")
    assert play.waiting() == ["b"]
    assert play.facts["h"] == {"kode": "AVSLAG", "melding": "Nei"}
    assert advance.calls_cancelled == ()


def test_an_error_caught_beside_ends_the_case_as_its_end_event_says() -> None:
    inner = begins("s_e", ANY_ERROR) + task("rydd") + ends("x_e") + chain("s_e", "rydd", "x_e")
    play = Happening(built(task("a") + ends("feil", ERROR) + beside("e", inner), chain("start", "a", "feil"), end=""))
    play.complete("a")
    assert (play.waiting(), play.advance.end) == (["rydd"], ())
    play.complete("rydd")
    assert play.finished
    assert play.advance.end == ("x_e",)


def test_a_join_beside_a_caught_error_does_not_wait_for_what_is_withdrawn() -> None:
    body = AND.format("ut") + sub("sub", begins("s2") + task("a") + ends("e2", ERROR) + chain("s2", "a", "e2"))
    body += border("h", "sub", ERROR) + task("b") + task("c") + '<bpmn:inclusiveGateway id="inn"/>'
    files = built(
        body,
        chain("start", "ut", "sub", "inn", "slutt"),
        chain("ut", "b", "inn"),
        chain("h", "c", "inn"),
    )
    play = Happening(files)
    play.complete("b")
    play.complete("a")
    play.complete("c")
    assert play.finished
