"""Event subprocesses: armed before the first step, interrupting or beside, many at once, inside each other and in instances."""

import pytest

from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    TERMINATE,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    built,
    condition,
    ends,
    line,
    sub,
    throws,
)
from tests.unit.spiff.test_execution import AND
from tests.unit.spiff.test_instances import loop

TRIGGERS = {"message": MESSAGE, "signal": SIGNAL, "timer": TIMER, "conditional": condition("hast = true")}


def handler(trigger: str, *, stops: bool = True, id: str = "e") -> str:
    inner = begins(f"s_{id}", trigger, stops=stops) + task(f"t_{id}") + ends(f"x_{id}")
    return beside(id, inner + chain(f"s_{id}", f"t_{id}", f"x_{id}"))


def happen(play: Happening, kind: str) -> None:
    if kind == "timer":
        play.fire("s_e")
    elif kind == "conditional":
        play.recheck(hast=True)
    else:
        play.catch("s_e", svar="ja")


def scoped(inner: str, *, loops: str = "") -> dict[str, bytes]:
    """start → sub → etter → slutt, with s2 → a → b → e2 inside and something beside them."""
    body = begins("s2") + task("a") + task("b") + ends("e2") + chain("s2", "a", "b", "e2") + inner
    return line(sub("sub", body, loop=loops) + task("hast") + task("etter"), "sub", "etter", "hast")


@pytest.mark.parametrize("kind", TRIGGERS)
def test_an_interrupting_one_is_all_that_is_left_of_the_case(kind: str) -> None:
    body = AND.format("ut") + task("a") + task("b") + task("hast") + handler(TRIGGERS[kind])
    play = Happening(built(body, chain("start", "ut", "a", "hast", "slutt"), chain("ut", "b", "slutt")))
    assert play.waiting() == ["a", "b"]
    happen(play, kind)
    assert (play.waiting(), play.awaited(), play.timers) == (["t_e"], [], {})
    assert play.withdrawn() == ["a", "b"]
    play.complete("t_e")
    assert play.finished
    assert play.passed() == ["t_e", "x_e", "e"]
    assert play.advance.end == ("x_e",)


@pytest.mark.parametrize("kind", TRIGGERS)
def test_one_that_does_not_interrupt_runs_beside_and_holds_the_case(kind: str) -> None:
    play = Happening(line(task("a") + task("hast") + handler(TRIGGERS[kind], stops=False), "a", "hast"))
    happen(play, kind)
    assert play.waiting() == ["a", "t_e"]
    play.complete("a")
    play.complete("hast")
    assert not play.finished
    play.complete("t_e")
    assert play.finished


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_one_that_does_not_interrupt_runs_many_times_at_once(kind: str) -> None:
    play = Happening(line(task("a") + handler(TRIGGERS[kind], stops=False), "a"))
    for _ in range(3):
        happen(play, kind)
    assert play.waiting() == ["a", "t_e", "t_e", "t_e"]
    assert play.awaited() == ["s_e"], "it still waits"
    play.complete("t_e")
    play.complete("a")
    play.complete("t_e")
    assert not play.finished
    play.complete("t_e")
    assert play.finished


def test_what_came_is_the_fact_of_the_start_event() -> None:
    play = Happening(line(task("a") + handler(MESSAGE), "a"))
    play.catch("s_e", svar="ja")
    assert play.facts["s_e"] == {"svar": "ja"}


@pytest.mark.parametrize("kind", TRIGGERS)
@pytest.mark.parametrize("stops", [True, False])
def test_inside_a_subprocess_only_that_is_meant(kind: str, stops: bool) -> None:
    play = Happening(scoped(handler(TRIGGERS[kind], stops=stops)))
    assert play.waiting() == ["a"]
    happen(play, kind)
    assert play.waiting() == (["t_e"] if stops else ["a", "t_e"])
    if not stops:
        play.complete("a")
        play.complete("b")
    play.complete("t_e")
    assert (play.waiting(), play.awaited(), play.timers) == (["etter"], [], {}), "the case goes on after the subprocess"


@pytest.mark.parametrize("kind", ["message", "timer"])
def test_it_is_forgotten_when_its_scope_ends(kind: str) -> None:
    play = Happening(scoped(handler(TRIGGERS[kind])))
    play.complete("a")
    play.complete("b")
    assert (play.waiting(), play.awaited(), play.timers) == (["etter"], [], {})


def test_a_case_ends_though_an_event_subprocess_still_waits() -> None:
    play = Happening(line(task("a") + handler(MESSAGE), "a"))
    play.complete("a")
    assert play.finished
    assert play.passed() == ["a", "slutt"]
    assert len(play.advance.subscriptions_closed) == 1


def test_it_waits_before_the_first_step() -> None:
    body = throws("rop", SIGNAL) + task("a") + handler(SIGNAL)
    play = Happening(line(body, "rop", "a"))
    assert play.waiting() == ["t_e"]
    assert play.said == ["stengt"]
    assert "a" not in play.withdrawn(), "the task after the throw was never come to"


def test_each_instance_has_its_own() -> None:
    play = Happening(scoped(handler(MESSAGE), loops=loop(count="2")))
    assert play.awaited() == ["s_e", "s_e"]
    play.catch("s_e", svar=1)
    assert play.waiting() == ["a", "t_e"]
    assert play.advance.facts == {("s_e", (1,)): {"svar": 1}}
    play.complete("t_e")
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["etter"]


def test_in_a_loop_it_is_armed_every_round() -> None:
    inner = begins("s2") + task("a") + ends("e2") + chain("s2", "a", "e2") + handler(MESSAGE)
    body = '<bpmn:exclusiveGateway id="inn"/>' + sub("sub", inner) + '<bpmn:exclusiveGateway id="x" default="x__inn"/>'
    play = Happening(built(body, chain("start", "inn", "sub", "x", "inn"), flow("x", "slutt", "t_e.tall = 1")))
    sizes = []
    for _ in range(30):
        play.catch("s_e", svar=1)
        play.complete("t_e", t_e={"tall": 2})
        play.complete("a", t_e={"tall": 2})
        sizes.append(len(play.state))
    assert len(set(sizes[2:])) == 1
    play.complete("a", t_e={"tall": 1})
    assert play.finished


def test_a_nested_one_waits_while_the_outer_runs() -> None:
    inner = begins("s_ute", MESSAGE) + task("a2") + ends("x_ute") + chain("s_ute", "a2", "x_ute")
    play = Happening(line(task("a") + beside("ute", inner + handler(SIGNAL)), "a"))
    assert play.awaited() == ["s_ute"]
    play.catch("s_ute")
    assert (play.waiting(), play.awaited()) == (["a2"], ["s_e"])
    play.catch("s_e")
    assert play.waiting() == ["t_e"]
    play.complete("t_e")
    assert play.finished


def test_an_interrupting_one_ends_those_beside_it() -> None:
    body = task("a") + handler(MESSAGE, stops=False, id="e") + handler(SIGNAL, id="f")
    play = Happening(line(body, "a"))
    play.catch("s_e")
    play.catch("s_f")
    assert (play.waiting(), play.awaited()) == (["t_f"], [])


def test_a_border_event_ends_it_with_its_subprocess() -> None:
    inner = begins("s2") + task("a") + ends("e2") + chain("s2", "a", "e2") + handler(MESSAGE, stops=False)
    body = sub("sub", inner) + border("frist", "sub", TIMER) + task("etter")
    play = Happening(line(body, "sub", more=chain("frist", "etter", "slutt")))
    play.catch("s_e")
    play.fire("frist")
    assert (play.waiting(), play.awaited()) == (["etter"], [])


def test_a_cycle_that_does_not_interrupt_begins_it_again_and_again() -> None:
    cycle = '<bpmn:timerEventDefinition><bpmn:timeCycle>"R3/P1D"</bpmn:timeCycle></bpmn:timerEventDefinition>'
    play = Happening(line(task("a") + handler(cycle, stops=False), "a"))
    for count in (1, 2, 3):
        play.fire("s_e")
        assert play.waiting() == ["a", *["t_e"] * count]
    assert play.timers == {}


@pytest.mark.parametrize(("thrown", "stops"), [(ERROR, True), (ESCALATION, True), (ESCALATION, False)])
def test_what_is_thrown_in_the_scope_is_caught_beside_it(thrown: str, stops: bool) -> None:
    body = AND.format("ut") + task("a") + task("b") + ends("feil", thrown) + handler(thrown, stops=stops)
    play = Happening(built(body, chain("start", "ut", "a", "feil"), chain("ut", "b", "slutt")))
    play.complete("a")
    assert play.waiting() == (["t_e"] if stops else ["b", "t_e"])
    assert play.passed() == ["a", "feil", "s_e"]


def test_what_it_throws_itself_goes_past_it() -> None:
    inner = begins("s_e", ERROR) + task("t_e") + ends("x_e", ERROR) + chain("s_e", "t_e", "x_e")
    scope = begins("s2") + task("a") + ends("e2", ERROR) + chain("s2", "a", "e2") + beside("e", inner)
    body = sub("sub", scope) + border("feil", "sub", ERROR) + task("etter")
    play = Happening(line(body, "sub", more=chain("feil", "etter", "slutt")))
    play.complete("a")
    assert play.waiting() == ["t_e"]
    play.complete("t_e")
    assert play.waiting() == ["etter"]
    assert play.facts["feil"] == {"kode": "AVSLAG", "melding": "Avslått"}


def ad_hoc(inner: str, *, until: str = "", more: str = "") -> dict[str, bytes]:
    condition_xml = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    body = f'<bpmn:adHocSubProcess id="fritt" ordering="Sequential">{inner}{condition_xml}</bpmn:adHocSubProcess>'
    return line(body + task("etter") + more, "fritt", "etter")


@pytest.mark.parametrize("until", ["", "a.nok = true"])
def test_in_an_ad_hoc_subprocess_nothing_more_is_begun_after_it_interrupted(until: str) -> None:
    play = Happening(ad_hoc(task("a") + task("b") + handler(MESSAGE), until=until))
    assert (play.waiting(), play.awaited()) == (["a"], ["s_e"])
    play.catch("s_e")
    assert play.waiting() == ["t_e"]
    play.complete("t_e")
    assert play.waiting() == ["etter"]


def test_in_an_ad_hoc_subprocess_the_turns_go_on_beside_it() -> None:
    play = Happening(ad_hoc(task("a") + task("b") + handler(MESSAGE, stops=False)))
    play.complete("a")
    assert (play.waiting(), play.awaited()) == (["b"], ["s_e"])
    play.complete("b")
    assert (play.waiting(), play.awaited()) == (["etter"], [])


def test_a_terminate_end_event_ends_what_waits_beside_too() -> None:
    body = AND.format("ut") + task("a") + task("b") + ends("stopp", TERMINATE) + handler(MESSAGE, stops=False)
    play = Happening(built(body, chain("start", "ut", "a", "stopp"), chain("ut", "b", "slutt")))
    play.catch("s_e")
    play.complete("a")
    assert play.finished
    assert sorted(play.withdrawn()) == ["b", "e", "t_e"]
