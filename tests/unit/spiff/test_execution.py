"""Control flow on the real executor: joins, loops, scopes, budgets, and a state that does not grow."""

from datetime import UTC, datetime

import pytest

from engine.contract.errors import CaseStalled, ExpressionFailed, StepBudgetExceeded, StepFailed, TaskNotOpen
from engine.spiff import complete_task
from engine.testing import START as START_AT
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play

AND = '<bpmn:parallelGateway id="{}"/>'
XOR = '<bpmn:exclusiveGateway id="{}" default="{}"/>'


def built(body: str, *flows: str) -> dict[str, bytes]:
    ids = [part.split('"')[0] for part in body.split('id="')[1:]]
    return model(START + body + END + "".join(flows), {"fagperson": ("start", *ids, "slutt")})


def timer(id: str, when: str, *, on: str = "", stops: bool = True, kind: str = "timeDuration") -> str:
    inner = f'<bpmn:timerEventDefinition><bpmn:{kind}>"{when}"</bpmn:{kind}></bpmn:timerEventDefinition>'
    if not on:
        return f'<bpmn:intermediateCatchEvent id="{id}">{inner}</bpmn:intermediateCatchEvent>'
    cancel = str(stops).lower()
    return f'<bpmn:boundaryEvent id="{id}" attachedToRef="{on}" cancelActivity="{cancel}">{inner}</bpmn:boundaryEvent>'


LOOP = built(
    '<bpmn:exclusiveGateway id="igjen"/>' + task("a") + XOR.format("valg", "valg__igjen"),
    chain("start", "igjen", "a", "valg", "igjen"),
    flow("valg", "slutt", "a.tall = 5"),
)


def test_a_chain_of_500_tasks_runs_to_the_end() -> None:
    names = [f"t{n}" for n in range(500)]
    play = Play(built("".join(task(n) for n in names), chain("start", *names, "slutt")))
    sizes = []
    for name in names:
        assert play.waiting() == [name]
        play.complete(name)
        sizes.append(len(play.state))
    assert play.finished
    assert max(sizes) <= 1.2 * sizes[0]


def test_a_thousand_rounds_leave_the_state_as_small_as_ten() -> None:
    play = Play(LOOP)
    sizes = []
    for _ in range(1_000):
        play.complete("a", a={"tall": 1})
        sizes.append(len(play.state))
    assert max(sizes[10:]) <= 1.2 * sizes[9]
    play.complete("a", a={"tall": 5})
    assert play.finished


def test_a_join_waits_for_every_branch() -> None:
    play = Play(
        built(
            AND.format("ut") + task("a") + task("b") + task("c") + AND.format("inn") + task("d"),
            chain("start", "ut", "a", "inn", "d", "slutt"),
            chain("ut", "b", "inn"),
            chain("ut", "c", "inn"),
        )
    )
    for name in ("b", "a"):
        play.complete(name)
        assert "d" not in play.waiting()
    play.complete("c")
    assert play.waiting() == ["d"]


def test_two_tokens_on_one_flow_do_not_pass_for_two_flows() -> None:
    """A loop brings `a` to the join twice before `b` has come once; stock SpiffWorkflow lets the join go then."""
    files = built(
        AND.format("ut") + task("a") + task("b") + AND.format("deling") + AND.format("inn") + task("d")
        + '<bpmn:exclusiveGateway id="samle"/>' + XOR.format("valg", "valg__ferdig") + '<bpmn:endEvent id="ferdig"/>',
        chain("start", "ut", "samle", "a", "deling", "inn", "d", "slutt"),
        chain("ut", "b", "inn"),
        flow("deling", "valg"),
        flow("valg", "samle", "a.tall = 1"),
        flow("valg", "ferdig"),
    )  # fmt: skip
    play = Play(files)
    play.complete("a", a={"tall": 1})
    play.complete("a", a={"tall": 2})
    assert play.waiting() == ["b"], "two tokens wait on the flow from a, none on the flow from b"
    play.complete("b")
    assert play.waiting() == ["d"]


def test_a_join_that_can_never_be_full_is_an_error_and_no_silent_stall() -> None:
    files = built(
        XOR.format("ut", "ut__a") + task("a") + task("b") + AND.format("inn"),
        chain("start", "ut", "a", "inn", "slutt"),
        flow("ut", "b", "initiativ.x = 1"),
        flow("b", "inn"),
    )
    play = Play(files, published=True, initiativ={})
    with pytest.raises(CaseStalled) as stalled:
        play.complete("a")
    assert stalled.value.element == "inn"
    assert play.waiting() == ["a"], "nothing has been lost"


def test_a_loop_without_a_wait_meets_the_budget() -> None:
    files = built(
        '<bpmn:exclusiveGateway id="samle"/>' + XOR.format("valg", "valg__samle"),
        chain("start", "samle", "valg", "samle"),
        flow("valg", "slutt", "initiativ.x = 1"),
    )
    with pytest.raises(StepBudgetExceeded):
        Play(files, initiativ={})


def test_an_instance_count_over_the_cap_is_an_error_before_a_single_instance() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    with pytest.raises(ExpressionFailed):
        Play(built(task("a", loop=loop), chain("start", "a", "slutt")))


def test_nothing_to_do_for_no_instances() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics nyt:collection="initiativ.liste"/>'
    files = built(task("a", loop=loop) + task("b"), chain("start", "a", "b", "slutt"))
    assert Play(files, initiativ={"liste": []}).waiting() == ["b"]
    assert Play(files, initiativ={}).waiting() == ["b"]
    assert Play(files, initiativ={"liste": ["x", "y"]}).waiting() == ["a", "a"]


def test_a_completed_token_is_not_completed_again() -> None:
    play = Play(LOOP)
    (token,) = play.tasks
    play.complete("a", a={"tall": 1})
    with pytest.raises(TaskNotOpen):
        complete_task(play.model, play.state, token, play._host(), play.now)


def test_a_state_of_another_version_is_refused_with_a_name() -> None:
    other = Play(built(task("annen"), chain("start", "annen", "slutt")))
    play = Play(LOOP)
    (token,) = play.tasks
    with pytest.raises(StepFailed):
        complete_task(other.model, play.state, token, play._host(), play.now)
    with pytest.raises(StepFailed):
        complete_task(play.model, b"[1,", token, play._host(), play.now)


def test_an_interrupting_timer_withdraws_what_it_interrupts() -> None:
    play = Play(
        built(
            task("a") + timer("frist", "P3D", on="a") + task("purr"),
            chain("start", "a", "slutt"),
            chain("frist", "purr", "slutt"),
        )
    )
    play.fire("frist")
    assert play.waiting() == ["purr"]
    assert play.timers == {}


def test_a_reminder_leaves_the_task_and_can_come_again() -> None:
    play = Play(
        built(
            task("a") + timer("purr", "R2/P1D", on="a", stops=False, kind="timeCycle") + '<bpmn:endEvent id="sendt"/>',
            chain("start", "a", "slutt"),
            flow("purr", "sendt"),
        )
    )
    first = next(iter(play.timers.values()))[1]
    play.fire("purr")
    assert play.waiting() == ["a"]
    second = next(iter(play.timers.values()))[1]
    assert (second - first).days == 1
    play.fire("purr")
    assert play.timers == {}
    play.complete("a")
    assert play.finished


def test_a_subprocess_ends_when_all_of_it_has_and_leaves_nothing() -> None:
    inner = (
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/><bpmn:parallelGateway id="d2"/>'
        + task("a") + task("b") + '<bpmn:endEvent id="e2"/><bpmn:endEvent id="e3"/>'
        + chain("s2", "d2", "a", "e2") + chain("d2", "b", "e3") + "</bpmn:subProcess>"
    )  # fmt: skip
    lanes = {"fagperson": ("start", "sub", "slutt", "a", "b", "c")}
    play = Play(model(START + inner + task("c") + END + chain("start", "sub", "c", "slutt"), lanes))
    play.complete("a")
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.waiting() == ["c"]
    assert b'"s2"' not in play.state
    assert b'"d2"' not in play.state


@pytest.mark.parametrize(
    ("now", "when", "kind", "expected"),
    [
        (datetime(2026, 3, 28, 11, 0, tzinfo=UTC), "P1D", "timeDuration", datetime(2026, 3, 29, 10, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 10, 0, tzinfo=UTC), "P1D", "timeDuration", datetime(2026, 10, 25, 11, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 11, 0, tzinfo=UTC), "PT24H", "timeDuration", datetime(2026, 3, 29, 11, 0, tzinfo=UTC)),
        (datetime(2028, 1, 31, 11, 0, tzinfo=UTC), "P1M", "timeDuration", datetime(2028, 2, 29, 11, 0, tzinfo=UTC)),
        (datetime(2027, 1, 31, 11, 0, tzinfo=UTC), "P1M", "timeDuration", datetime(2027, 2, 28, 11, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 11, 0, tzinfo=UTC), "P1Y", "timeDuration", datetime(2029, 2, 28, 11, 0, tzinfo=UTC)),
        (START_AT, "2027-05-17T09:00:00+02:00", "timeDate", datetime(2027, 5, 17, 7, 0, tzinfo=UTC)),
    ],
)
def test_timers_follow_the_calendar_in_norway(now: datetime, when: str, kind: str, expected: datetime) -> None:
    """A day is a day on the clock on the wall, also over a change of the hour; a month ends with its last day."""
    files = built(task("a") + timer("t", when, kind=kind), chain("start", "a", "t", "slutt"))
    play = Play(files)
    play.now = now
    play.complete("a")
    assert [due for _, due in play.timers.values()] == [expected]


def test_today_is_the_cases_day_in_norway() -> None:
    """Half past eleven in the evening, UTC, in summer: it is tomorrow in Moss."""
    files = built(
        task("a") + XOR.format("valg", "valg__slutt") + task("b"),
        chain("start", "a", "valg", "slutt"),
        flow("valg", "b", 'today() = date("2027-07-02")'),
        flow("b", "slutt"),
    )
    play = Play(files)
    play.now = datetime(2027, 7, 1, 22, 30, tzinfo=UTC)
    play.complete("a")
    assert play.waiting() == ["b"]


def test_a_fact_read_inside_a_filter_is_among_the_models_facts() -> None:
    files = built(
        task("liste") + task("grense") + XOR.format("valg", "valg__slutt") + task("b"),
        chain("start", "liste", "grense", "valg", "slutt"),
        flow("valg", "b", "count(liste.rader[tall > grense.tall]) > 0"),
        flow("b", "slutt"),
    )
    play = Play(files)
    assert play.model.definition.fact_names == {"liste", "grense"}
