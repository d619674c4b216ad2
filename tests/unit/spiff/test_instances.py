"""Multi-instance activities: all at once and one by one, none at all, ended early, inside each other, and capped."""

import pytest

from engine.contract.errors import ExpressionFailed, StepBudgetExceeded
from engine.spiff.instances import MAXIMUM_INSTANCES
from tests.integration.models import END, START, chain, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built, timer


def loop(*, count: str = "", each: str = "", sequential: bool = False, until: str = "") -> str:
    attributes = f' isSequential="{str(sequential).lower()}"' + (f' nyt:collection="{each}"' if each else "")
    inner = f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>" if count else ""
    inner += f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return f"<bpmn:multiInstanceLoopCharacteristics{attributes}>{inner}</bpmn:multiInstanceLoopCharacteristics>"


def many(characteristics: str, *extra: str) -> dict[str, bytes]:
    return built(task("a", loop=characteristics) + task("b"), chain("start", "a", "b", "slutt"), *extra)


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("given", [{"count": "0"}, {"each": "[]"}, {"each": "initiativ.finnes_ikke"}])
def test_no_instances_is_straight_on(given: dict[str, str], sequential: bool) -> None:
    assert Play(many(loop(**given, sequential=sequential))).waiting() == ["b"]  # type: ignore[arg-type]


def test_at_once_all_are_open_and_the_last_one_lets_go() -> None:
    play = Play(many(loop(count="3")))
    assert play.waiting() == ["a", "a", "a"]
    play.complete("a")
    play.complete("a")
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["b"]


def test_one_by_one_there_is_never_more_than_one() -> None:
    play = Play(many(loop(count="3", sequential=True)))
    for _ in range(3):
        assert play.waiting() == ["a"]
        play.complete("a")
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("sequential", [False, True])
def test_an_instance_knows_its_number_and_its_item(sequential: bool) -> None:
    play = Play(many(loop(each="initiativ.liste", sequential=sequential)), initiativ={"liste": ["x", "y", "z"]})
    seen = [(task.path, task.item) for task in play.opened]
    while play.waiting() == ["a"] or play.waiting().count("a"):
        play.complete("a")
        seen += [(task.path, task.item) for task in play.opened if task.element == "a"]
    assert sorted(seen, key=str) == [((1,), "x"), ((2,), "y"), ((3,), "z")]


def test_the_rest_is_withdrawn_when_enough_are_done() -> None:
    play = Play(many(loop(count="4", until="a.nok = true")))
    play.complete("a", a={"nok": False})
    advance = play.complete("a", a={"nok": True})
    assert play.waiting() == ["b"]
    assert len([p for p in advance.passed if p.cancelled]) == 2
    assert len(advance.closed) == 3


def test_one_by_one_stops_when_enough_are_done() -> None:
    play = Play(many(loop(count="4", sequential=True, until="a.nok = true")))
    play.complete("a", a={"nok": False})
    play.complete("a", a={"nok": True})
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("value", [-1, 1.5, MAXIMUM_INSTANCES + 1, 10**12, "tre", True, [1]])
def test_a_count_that_is_none(value: object) -> None:
    with pytest.raises(ExpressionFailed) as failed:
        Play(many(loop(count="initiativ.n")), initiativ={"n": value})
    assert failed.value.element == "a"


@pytest.mark.parametrize("value", [5, "abc", {"a": 1}, list(range(MAXIMUM_INSTANCES + 1))])
def test_a_collection_that_is_none(value: object) -> None:
    with pytest.raises(ExpressionFailed):
        Play(many(loop(each="initiativ.liste")), initiativ={"liste": value})


def test_the_cap_itself_is_allowed() -> None:
    assert len(Play(many(loop(count=str(MAXIMUM_INSTANCES)))).tasks) == MAXIMUM_INSTANCES


def inside(outer: str, inner: str) -> dict[str, bytes]:
    """A multi-instance task in a multi-instance subprocess."""
    sub = (
        f'<bpmn:subProcess id="sub">{outer}<bpmn:startEvent id="s2"/>{task("a", loop=inner)}'
        f'<bpmn:endEvent id="e2"/>{chain("s2", "a", "e2")}</bpmn:subProcess>'
    )
    body = START + sub + task("b") + END + chain("start", "sub", "b", "slutt")
    return model(body, {"fagperson": ("start", "sub", "b", "slutt")})


def test_many_times_many_may_not_fill_the_memory() -> None:
    with pytest.raises(StepBudgetExceeded):
        Play(inside(loop(count="1000"), loop(count="1000")))


def test_inside_each_other_the_numbers_stand_outermost_first() -> None:
    play = Play(inside(loop(count="2"), loop(each="initiativ.liste")), initiativ={"liste": ["x", "y"]})
    paths = {task.path: task.item for task in play.opened}
    assert paths == {(1, 1): "x", (1, 2): "y", (2, 1): "x", (2, 2): "y"}
    for _ in range(3):
        play.complete("a")
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.waiting() == ["b"]
    assert b'"s2"' not in play.state


def test_results_of_steps_inside_are_kept_by_number() -> None:
    sub = (
        f'<bpmn:subProcess id="sub">{loop(each="initiativ.liste")}<bpmn:startEvent id="s2"/>'
        + task("steg", '<nyt:step ref="tell"><nyt:input name="n" value="item * 10 + loopCounter"/></nyt:step>', None,
               tag="serviceTask")
        + f'<bpmn:endEvent id="e2"/>{chain("s2", "steg", "e2")}</bpmn:subProcess>'
    )  # fmt: skip
    body = START + sub + task("b") + END + chain("start", "sub", "b", "slutt")
    play = Play(model(body, {"fagperson": ("start", "sub", "b", "slutt")}), initiativ={"liste": [7, 8]})
    assert {path: value["n"] for (_, path), value in play.advance.facts.items()} == {(1,): 71, (2,): 82}  # type: ignore[index]


def test_a_deadline_on_all_of_them_withdraws_those_that_are_left() -> None:
    files = built(
        task("a", loop=loop(count="3")) + timer("frist", "P3D", on="a") + task("b") + task("purr"),
        chain("start", "a", "b", "slutt"),
        chain("frist", "purr", "slutt"),
    )
    play = Play(files)
    assert [element for element, _ in play.timers.values()] == ["frist"], "one timer, not one each"
    play.complete("a")
    play.fire("frist")
    assert (play.waiting(), play.timers) == (["purr"], {})


def test_a_deadline_is_gone_when_all_are_done() -> None:
    files = built(
        task("a", loop=loop(count="2", sequential=True)) + timer("frist", "P3D", on="a") + task("b") + task("purr"),
        chain("start", "a", "b", "slutt"),
        chain("frist", "purr", "slutt"),
    )
    play = Play(files)
    play.complete("a")
    assert len(play.timers) == 1
    play.complete("a")
    assert (play.waiting(), play.timers) == (["b"], {})


@pytest.mark.parametrize("sequential", [False, True])
def test_the_numbers_of_instances_can_be_read(sequential: bool) -> None:
    counts = "".join(
        f'<nyt:output name="{name}" value="{value}"/>'
        for name, value in (
            ("alle", "nrOfInstances"),
            ("ferdige", "nrOfCompletedInstances"),
            ("aktive", "nrOfActiveInstances"),
        )
    )
    files = built(
        task("a", counts, loop=loop(count="3", sequential=sequential)) + task("b"), chain("start", "a", "b", "slutt")
    )
    play = Play(files)
    for number in (1, 2, 3):
        play.answer("a", (number,))
    assert play.fact("alle") == [3, 3, 3]
    assert play.fact("ferdige") == [0, 1, 2]
    assert play.fact("aktive") == ([1, 1, 1] if sequential else [3, 2, 1])


@pytest.mark.parametrize("sequential", [False, True])
def test_a_completion_condition_counts_the_one_that_is_done(sequential: bool) -> None:
    until = "nrOfCompletedInstances / nrOfInstances &gt;= 0.5"
    play = Play(many(loop(count="4", sequential=sequential, until=until)))
    play.complete("a")
    assert play.waiting().count("a") == (1 if sequential else 3)
    play.complete("a")
    assert play.waiting() == ["b"]


def test_counts_are_those_of_the_innermost_activity() -> None:
    until = "nrOfCompletedInstances = 1 and nrOfInstances = 3 and nrOfActiveInstances = 2"
    play = Play(inside(loop(count="2"), loop(count="3", until=until)))
    play.answer("a", (1, 2))
    assert play.waiting() == ["a", "a", "a"]
    play.answer("a", (2, 3))
    assert play.waiting() == ["b"]


def test_a_reminder_on_all_of_them_does_not_stop_them() -> None:
    files = built(
        task("a", loop=loop(count="3")) + timer("purring", "P3D", on="a", stops=False) + task("b") + task("purr"),
        chain("start", "a", "b", "slutt"),
        chain("purring", "purr", "slutt"),
    )
    play = Play(files)
    play.complete("a")
    play.fire("purring")
    assert play.waiting() == ["a", "a", "purr"]
    play.complete("a")
    play.complete("a")
    assert play.waiting() == ["b", "purr"]
