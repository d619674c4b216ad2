"""Standard loops: again while a condition holds, tested before or after, at most so many times; nested and interrupted."""

import pytest

from engine.contract.errors import StepBudgetExceeded
from tests.integration.models import END, START, chain, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built, timer
from tests.unit.spiff.test_instances import loop
from tests.unit.spiff.test_values import EDGES, around, mapped, outer, script


def again(condition: str = "", *, before: bool = False, most: int | None = None) -> str:
    attributes = f' testBefore="{str(before).lower()}"' + (f' loopMaximum="{most}"' if most else "")
    inner = f"<bpmn:loopCondition>{condition.replace('<', '&lt;')}</bpmn:loopCondition>" if condition else ""
    return f"<bpmn:standardLoopCharacteristics{attributes}>{inner}</bpmn:standardLoopCharacteristics>"


def looping(characteristics: str) -> dict[str, bytes]:
    return built(task("a", loop=characteristics) + task("b"), chain("start", "a", "b", "slutt"))


@pytest.mark.parametrize("before", [False, True])
def test_it_is_done_again_while_the_condition_holds(before: bool) -> None:
    play = Play(looping(again("a.tall != 0", before=before)))
    for number in (3, 2, 1):
        assert play.waiting() == ["a"]
        play.answer("a", tall=number)
    play.answer("a", tall=0)
    assert play.waiting() == ["b"]


def test_tested_before_it_may_not_be_done_at_all() -> None:
    assert Play(looping(again("false", before=True))).waiting() == ["b"]
    assert Play(looping(again("false"))).waiting() == ["a"]


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("condition", ["", "true"])
def test_the_maximum_ends_it(before: bool, condition: str) -> None:
    play = Play(looping(again(condition, before=before, most=3)))
    for _ in range(3):
        assert play.waiting() == ["a"]
        play.complete("a")
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("before", [False, True])
def test_the_condition_reads_how_many_passes_are_done_and_a_pass_its_own_number(before: bool) -> None:
    files = built(
        task("a", mapped("output", runde="loopCounter"), loop=again("loopCounter < 3", before=before)) + task("b"),
        chain("start", "a", "b", "slutt"),
    )
    play = Play(files)
    for number in (1, 2, 3):
        play.complete("a")
        assert play.fact("runde") == number
    assert play.waiting() == ["b"]


def test_a_pass_has_no_place_in_a_list() -> None:
    play = Play(looping(again("a.tall != 0")))
    assert [opened.path for opened in play.opened] == [()]
    play.answer("a", tall=1)
    play.answer("a", tall=0)
    assert play.fact("a") == {"tall": 0, "forrige": {"tall": 1}}


def test_a_subprocess_is_done_again_as_a_whole() -> None:
    sub = around(EDGES + task("a") + task("c") + chain("s2", "a", "c", "e2"), loop=again("c.igjen = true"))
    play = Play(outer(sub + task("b"), "sub", "b"))
    for more in (True, True, False):
        play.answer("a")
        play.answer("c", igjen=more)
    assert play.waiting() == ["b"]


def test_loops_inside_loops_and_instances() -> None:
    sub = around(EDGES + task("a", loop=again(most=2)) + chain("s2", "a", "e2"), loop=loop(count="2"))
    play = Play(outer(sub + task("b"), "sub", "b"))
    for _ in range(2):
        for path in ((1,), (2,)):
            play.answer("a", path)
    assert play.waiting() == ["b"]
    sub = around(EDGES + task("a", loop=loop(count="2")) + chain("s2", "a", "e2"), loop=again(most=2))
    play = Play(outer(sub + task("b"), "sub", "b"))
    for _ in range(2):
        assert play.waiting() == ["a", "a"]
        play.answer("a", (2,))
        play.answer("a", (1,))
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("stops", [True, False])
def test_a_deadline_is_for_all_the_passes_together(stops: bool) -> None:
    files = built(
        task("a", loop=again(most=4)) + timer("frist", "P3D", on="a", stops=stops) + task("b") + task("purr"),
        chain("start", "a", "b", "slutt"),
        chain("frist", "purr", "slutt"),
    )
    play = Play(files)
    play.complete("a")
    play.complete("a")
    assert [element for element, _ in play.timers.values()] == ["frist"]
    play.fire("frist")
    assert play.waiting() == (["purr"] if stops else ["a", "purr"])
    if not stops:
        play.complete("a")
        play.complete("a")
        assert play.waiting() == ["b", "purr"]
        assert play.timers == {}


def test_a_script_done_again_has_the_budget_of_steps() -> None:
    play = Play(
        built(
            script("n", tall="0") + script("s", again("tall < 50"), tall="tall + 1") + task("a"),
            chain("start", "n", "s", "a", "slutt"),
        )
    )
    assert play.fact("tall") == 50
    with pytest.raises(StepBudgetExceeded):
        Play(built(script("s", again("true"), tall="1"), chain("start", "s", "slutt")))


def test_state_does_not_grow_with_the_passes() -> None:
    play = Play(
        model(
            START + task("a", loop=again("true")) + END + chain("start", "a", "slutt"),
            {"fagperson": ("start", "a", "slutt")},
        )
    )
    sizes = []
    for _ in range(120):
        play.complete("a")
        sizes.append(len(play.state))
    assert sizes[-1] - sizes[9] <= 4
