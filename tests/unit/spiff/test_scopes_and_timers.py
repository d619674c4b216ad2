"""Timers on activities, races, subprocesses and called processes: what ends what, and what is left in the state."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from engine.contract.errors import ExpressionFailed, StepBudgetExceeded, StepFailed, TaskNotOpen
from engine.spiff import fire_timer
from engine.testing import START as START_AT
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_deployment_check import changed
from tests.unit.spiff.test_execution import AND, XOR, built, timer

TOKEN = re.compile(rb'\["[0-9a-f-]{36}",')


def tokens(play: Play) -> int:
    return len(TOKEN.findall(play.state))


def subprocess(inner: str, *boundary: str) -> dict[str, bytes]:
    """start → sub → etter → slutt, with s2 and e2 inside."""
    sub = f'<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>{inner}<bpmn:endEvent id="e2"/></bpmn:subProcess>'
    body = START + sub + task("etter") + "".join(boundary) + END + chain("start", "sub", "etter", "slutt")
    return model(body, {"fagperson": ("start", "sub", "etter", "purr", "slutt")})


def test_a_timer_that_does_not_interrupt_runs_beside() -> None:
    files = built(
        task("a") + timer("purr", "P3D", on="a", stops=False) + task("b") + '<bpmn:endEvent id="e"/>',
        chain("start", "a", "slutt"),
        chain("purr", "b", "e"),
    )
    play = Play(files)
    play.fire("purr")
    assert play.waiting() == ["a", "b"]
    assert play.timers == {}, "it fires once"
    play.complete("a")
    assert not play.finished
    play.complete("b")
    assert play.finished


@pytest.mark.parametrize("stops", [True, False])
def test_a_task_done_in_time_takes_its_timer_with_it(stops: bool) -> None:
    files = built(
        task("a") + timer("frist", "P3D", on="a", stops=stops) + task("b") + task("c") + '<bpmn:endEvent id="e"/>',
        chain("start", "a", "c", "slutt"),
        chain("frist", "b", "e"),
    )
    play = Play(files)
    (token,) = play.timers
    advance = play.complete("a")
    assert advance.timers_cleared == (token,)
    assert (play.waiting(), play.timers) == (["c"], {})
    with pytest.raises(TaskNotOpen):
        fire_timer(play.model, play.state, token, play._host(), play.now)


def test_a_late_look_fires_a_cycle_once_and_keeps_its_beat() -> None:
    files = built(
        task("a") + timer("purr", "R/P1W", on="a", stops=False, kind="timeCycle") + '<bpmn:endEvent id="e"/>',
        chain("start", "a", "slutt"),
        flow("purr", "e"),
    )
    play = Play(files)
    play.now += timedelta(days=24)
    advance = play.fire("purr")
    assert [p.element for p in advance.passed].count("e") == 1
    assert [due for _, due in play.timers.values()] == [START_AT + timedelta(days=28, hours=-1)], "summer time since"


def test_a_cycle_of_seconds_wakes_at_once_after_a_year() -> None:
    files = built(
        task("a") + timer("purr", "R/PT1S", on="a", stops=False, kind="timeCycle") + '<bpmn:endEvent id="e"/>',
        chain("start", "a", "slutt"),
        flow("purr", "e"),
    )
    play = Play(files)
    play.now += timedelta(days=365)
    play.fire("purr")
    ((_, due),) = play.timers.values()
    assert timedelta(0) < due - play.now <= timedelta(seconds=1)


def test_the_first_of_a_race_withdraws_the_others() -> None:
    files = built(
        '<bpmn:eventBasedGateway id="valg"/>' + timer("kort", "P1D") + timer("lang", "P5D") + task("a") + task("b"),
        chain("start", "valg", "kort", "a", "slutt"),
        chain("valg", "lang", "b", "slutt"),
    )
    play = Play(files)
    assert sorted(element for element, _ in play.timers.values()) == ["kort", "lang"]
    play.fire("kort")
    assert (play.waiting(), play.timers) == (["a"], {})


def test_races_in_a_loop_do_not_end_each_other() -> None:
    files = built(
        AND.format("ut") + '<bpmn:exclusiveGateway id="samle"/><bpmn:eventBasedGateway id="valg"/>'
        + timer("kort", "P1D") + timer("lang", "P5D") + task("a") + task("b"),
        chain("start", "ut", "samle", "valg", "kort", "a", "slutt"),
        '<bpmn:sequenceFlow id="to" sourceRef="ut" targetRef="samle"/>',
        chain("valg", "lang", "b", "slutt"),
    )  # fmt: skip
    play = Play(files)
    assert len(play.timers) == 4
    play.fire("kort")
    assert sorted(element for element, _ in play.timers.values()) == ["kort", "lang"]


@pytest.mark.parametrize("value", ["snart", None, True, -1, timedelta(days=-1), timedelta(days=4_000_000)])
def test_a_timer_whose_fact_is_no_time_is_an_error_with_a_name(value: object) -> None:
    event = timer("t", "X").replace('"X"', "initiativ.naar")
    with pytest.raises(ExpressionFailed) as failed:
        Play(built(task("a") + event, chain("start", "t", "a", "slutt")), initiativ={"naar": value})
    assert failed.value.element == "t"


def test_a_subprocess_is_forgotten_when_it_has_ended() -> None:
    play = Play(subprocess(task("a") + task("b") + chain("s2", "a", "b", "e2")))
    play.complete("a")
    inside = tokens(play)
    play.complete("b")
    assert play.waiting() == ["etter"]
    assert tokens(play) == 2 < inside
    assert b'"s2"' not in play.state


def test_a_deadline_on_a_subprocess_withdraws_all_it_holds() -> None:
    inner = (
        AND.format("ut") + task("a") + timer("vent", "P9D") + '<bpmn:endEvent id="e3"/>'
        + chain("s2", "ut", "a", "e2") + chain("ut", "vent", "e3")
    )  # fmt: skip
    play = Play(subprocess(inner, timer("frist", "P3D", on="sub"), task("purr"), chain("frist", "purr", "slutt")))
    assert (play.waiting(), len(play.timers)) == (["a"], 2)
    advance = play.fire("frist")
    assert (play.waiting(), play.timers) == (["purr"], {})
    assert {p.element for p in advance.passed if p.cancelled} == {"a", "vent", "sub"}
    assert tokens(play) == 2


def test_a_terminate_end_ends_its_own_scope_only() -> None:
    stop = '<bpmn:endEvent id="stopp"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    inner = AND.format("ut") + task("a") + task("b") + stop + chain("s2", "ut", "a", "stopp") + chain("ut", "b", "e2")
    play = Play(subprocess(inner))
    play.complete("a")
    assert play.waiting() == ["etter"]


def calling(*, calls: int = 1) -> dict[str, bytes]:
    """A case that calls the process `annen`, with the task `a`, once or in parallel."""
    names = [f"kall{n}" for n in range(calls)]
    body = "".join(f'<bpmn:callActivity id="{name}" calledElement="annen"/>' for name in names)
    flows = "".join(chain("ut", name, "inn") for name in names)
    files = built(AND.format("ut") + body + AND.format("inn") + task("etter"), chain("start", "ut"), flows,
                  chain("inn", "etter", "slutt"))  # fmt: skip
    other = (
        '<bpmn:process id="annen"><bpmn:laneSet id="l9"><bpmn:lane id="l8" name="f" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        f'<bpmn:startEvent id="s2"/>{task("a")}<bpmn:endEvent id="e2"/>{chain("s2", "a", "e2")}</bpmn:process>'
    )
    return changed("</bpmn:definitions>", other + "</bpmn:definitions>", files)


def test_a_process_called_twice_at_once_is_two() -> None:
    play = Play(calling(calls=2))
    assert play.waiting() == ["a", "a"]
    play.complete("a")
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["etter"]
    assert tokens(play) == 2
    play.complete("etter")
    assert play.finished


def test_only_ends_of_the_case_itself_are_reported_as_its_end() -> None:
    play = Play(calling())
    assert play.complete("a").end == ()
    assert play.complete("etter").end == ("slutt",)


def test_calls_that_double_at_every_level_meet_the_budget() -> None:
    definitions = ""
    for n in range(14):
        following = f"p{n + 1}"
        definitions += (
            f'<bpmn:process id="p{n}"><bpmn:startEvent id="s{n}"/><bpmn:callActivity id="c{n}" calledElement="{following}"/>'
            f'<bpmn:callActivity id="d{n}" calledElement="{following}"/><bpmn:endEvent id="e{n}"/>'
            f"{chain(f's{n}', f'c{n}', f'd{n}', f'e{n}')}</bpmn:process>"
        )
    definitions += (
        '<bpmn:process id="p14"><bpmn:startEvent id="s14"/><bpmn:endEvent id="e14"/>'
        + chain("s14", "e14")
        + "</bpmn:process>"
    )
    files = built('<bpmn:callActivity id="c" calledElement="p0"/>', chain("start", "c", "slutt"))
    with pytest.raises(StepBudgetExceeded):
        Play(changed("</bpmn:definitions>", definitions + "</bpmn:definitions>", files))


def test_a_thousand_automatic_steps_in_a_row_are_no_depth() -> None:
    names = [f"e{n}" for n in range(1_500)]
    body = "".join(f'<bpmn:intermediateThrowEvent id="{name}"/>' for name in names) + task("a")
    play = Play(built(body, chain("start", *names, "a", "slutt")))
    assert play.waiting() == ["a"]
    assert tokens(play) == 2


def test_fifty_subprocesses_deep_in_calls() -> None:
    """Deeper than XML may nest: by calls. Every end is passed on to the scope around it."""
    depth = 50
    definitions = "".join(
        f'<bpmn:process id="p{n}"><bpmn:startEvent id="s{n}"/><bpmn:callActivity id="c{n}" calledElement="p{n + 1}"/>'
        f'<bpmn:endEvent id="e{n}"/>{chain(f"s{n}", f"c{n}", f"e{n}")}</bpmn:process>'
        for n in range(depth)
    )
    definitions += (
        f'<bpmn:process id="p{depth}"><bpmn:laneSet id="l9"><bpmn:lane id="l8" name="f" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        f'<bpmn:startEvent id="sx"/>{task("a")}<bpmn:endEvent id="ex"/>{chain("sx", "a", "ex")}</bpmn:process>'
    )
    files = built('<bpmn:callActivity id="c" calledElement="p0"/>' + task("b"), chain("start", "c", "b", "slutt"))
    play = Play(changed("</bpmn:definitions>", definitions + "</bpmn:definitions>", files))
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["b"]
    assert tokens(play) == 2


def failing(facts: object) -> object:
    raise RuntimeError("nettet er nede")


@pytest.mark.parametrize(
    ("tag", "inner"),
    [("serviceTask", '<nyt:step ref="tell"/>'), ("businessRuleTask", '<nyt:decision ref="niva"/>')],
)
def test_what_a_step_or_decision_raises_is_a_failed_step_and_the_state_is_kept(
    tag: str, inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(
        built(task("a") + task("steg", inner, None, tag=tag) + task("b"), chain("start", "a", "steg", "b", "slutt"))
    )
    before = play.state
    with monkeypatch.context() as broken:
        broken.setattr(Play, "step", staticmethod(failing))
        broken.setattr(Play, "decision", staticmethod(failing))
        with pytest.raises(StepFailed) as failed:
            play.complete("a")
    assert failed.value.element == "steg"
    assert "nettet er nede" in failed.value.reason
    assert play.state == before
    play.complete("a")
    assert play.waiting() == ["b"], "tried again, it goes"


def test_a_condition_over_its_budget_fails_with_a_name_and_moves_nothing() -> None:
    costly = "count(for x in initiativ.liste, y in initiativ.liste return 1) = 1"
    files = built(task("a") + XOR.format("x", "x__slutt") + task("b"), chain("start", "a", "x"), flow("x", "b", costly),
                  flow("x", "slutt"), flow("b", "slutt"))  # fmt: skip
    play = Play(files, initiativ={"liste": list(range(5_000))})
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("a")
    assert failed.value.element == "x"
    assert play.waiting() == ["a"]


def test_no_condition_and_no_default_is_an_error_with_a_name() -> None:
    files = built(task("a") + '<bpmn:exclusiveGateway id="x"/>' + task("b"), chain("start", "a", "x"),
                  flow("x", "b", "a.tall = 1"), flow("x", "slutt", "a.tall = 2"), flow("b", "slutt"))  # fmt: skip
    play = Play(files)
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("a", a={"tall": 3})
    assert failed.value.element == "x"


def test_who_and_when_come_from_expressions() -> None:
    files = built(
        task("a", '<nyt:assignment role="initiativ.rolle" person="initiativ.hvem"/><nyt:due date="initiativ.frist"/>'),
        chain("start", "a", "slutt"),
    )
    (opened,) = Play(files, initiativ={"rolle": "fagperson", "hvem": "p1", "frist": "2026-07-01"}).opened
    assert (opened.role, opened.person) == ("fagperson", "p1")
    assert opened.due_date == datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), "the last second of that day in Norway"
    (opened,) = Play(files, initiativ={}).opened
    assert (opened.role, opened.person, opened.due_date) == (None, None, None)
