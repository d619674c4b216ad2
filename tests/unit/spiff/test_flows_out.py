"""Flows out of activities and events: several at once, by condition, by default; several in; neither start nor end."""

import pytest

from engine.contract.errors import ExpressionFailed
from tests.integration.models import chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built, timer
from tests.unit.spiff.test_instances import loop


def with_default(element: str, flow_id: str) -> str:
    """An element of the diagram with a default flow."""
    return element.replace('id="', f'default="{flow_id}" id="', 1)


def test_every_flow_out_of_a_task_gets_a_token() -> None:
    play = Play(built(task("a") + task("b") + task("c"), chain("start", "a", "b", "slutt"), chain("a", "c", "slutt")))
    play.complete("a")
    assert play.waiting() == ["b", "c"]
    play.complete("b")
    assert not play.finished
    play.complete("c")
    assert play.finished


def test_flows_into_one_task_each_bring_their_own_turn() -> None:
    play = Play(
        built(
            task("a") + task("b") + task("c") + task("d"),
            chain("start", "a", "b", "d", "slutt"),
            chain("a", "c", "d"),
        )
    )
    for element in ("a", "b", "c"):
        play.complete(element)
    assert play.waiting() == ["d", "d"]
    play.complete("d")
    play.complete("d")
    assert play.finished


def choosing(attribute: str = "a__d") -> dict[str, bytes]:
    first = with_default(task("a"), attribute) if attribute else task("a")
    return built(
        first + task("b") + task("c") + task("d"),
        chain("start", "a"),
        flow("a", "b", "a.tall > 1"),
        flow("a", "c", "a.tall > 2"),
        flow("a", "d"),
        *(flow(element, "slutt") for element in "bcd"),
    )


@pytest.mark.parametrize(
    ("number", "with_a_default", "without"),
    [(3, ["b", "c"], ["b", "c", "d"]), (2, ["b"], ["b", "d"]), (1, ["d"], ["d"]), (None, ["d"], ["d"])],
)
def test_conditions_choose_and_the_default_is_for_when_none_is_true(
    number: int | None, with_a_default: list[str], without: list[str]
) -> None:
    for files, expected in ((choosing(), with_a_default), (choosing(""), without)):
        play = Play(files)
        play.complete("a", a={"tall": number})
        assert play.waiting() == expected


def test_when_no_condition_is_true_and_there_is_no_default_the_case_stops_and_says_where() -> None:
    files = built(
        task("a") + task("b"),
        chain("start", "a"),
        flow("a", "b", "a.tall = 1"),
        flow("a", "slutt", "a.tall = 2"),
        chain("b", "slutt"),
    )
    play = Play(files)
    before = play.state
    with pytest.raises(ExpressionFailed) as failed:
        play.complete("a", a={"tall": 3})
    assert (failed.value.element, play.state) == ("a", before)


def test_many_instances_choose_once_when_all_are_done() -> None:
    files = built(
        with_default(task("a", loop=loop(count="3")), "a__c") + task("b") + task("c"),
        chain("start", "a"),
        flow("a", "b", "count(a[nok = true]) >= 2"),
        flow("a", "c"),
        *(flow(element, "slutt") for element in "bc"),
    )
    play = Play(files)
    for nok in (True, False, True):
        play.complete("a", a=[{"nok": nok}, {"nok": True}, {"nok": False}])
    assert play.waiting() == ["b"]


def test_an_event_splits_and_chooses_too() -> None:
    files = built(
        task("a") + timer("frist", "P1D", on="a") + task("b") + task("c"),
        chain("start", "a", "slutt"),
        flow("frist", "b", "initiativ.stor"),
        flow("frist", "c"),
        *(flow(element, "slutt") for element in "bc"),
    )
    for large, expected in ((True, ["b", "c"]), (False, ["c"])):
        play = Play(files, initiativ={"stor": large})
        play.fire("frist")
        assert play.waiting() == expected


def test_in_a_loop_the_choice_is_made_anew() -> None:
    files = built(
        with_default(task("a"), "a__slutt") + task("b"),
        chain("start", "a"),
        flow("a", "b", "a.tall > 0"),
        flow("a", "slutt"),
        flow("b", "a"),
    )
    play = Play(files)
    for number in (2, 1):
        play.complete("a", a={"tall": number})
        assert play.waiting() == ["b"]
        play.complete("b")
    play.complete("a", a={"tall": 0})
    assert play.finished


def test_without_start_and_end_everything_that_nothing_leads_to_begins() -> None:
    files = model(task("a") + task("b") + task("c") + flow("a", "c"), {"fagperson": ("a", "b", "c")})
    play = Play(files)
    assert play.waiting() == ["a", "b"]
    assert [passed.element for passed in play.advance.passed] == []
    for element in ("a", "b"):
        play.complete(element)
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.finished


def test_a_subprocess_without_start_and_end_ends_when_all_in_it_is_done() -> None:
    sub = f'<bpmn:subProcess id="sub">{task("b")}{task("c")}</bpmn:subProcess>'
    play = Play(built(task("a") + sub + task("d"), chain("start", "a", "sub", "d", "slutt")))
    play.complete("a")
    assert play.waiting() == ["b", "c"]
    play.complete("c")
    assert play.waiting() == ["b"]
    play.complete("b")
    assert play.waiting() == ["d"]


def test_a_task_without_a_type_is_passed() -> None:
    play = Play(built('<bpmn:task id="a"/>' + task("b"), chain("start", "a", "b", "slutt")))
    assert play.waiting() == ["b"]
    assert [passed.element for passed in play.advance.passed] == ["start", "a"]


def test_what_a_repeating_timer_has_begun_is_not_begun_again_by_its_last_time() -> None:
    """Stock SpiffWorkflow updates all unfinished tokens below one that completes: the deadline of `purr` came twice."""
    files = built(
        task("a")
        + timer("paa", "R2/P1D", on="a", stops=False, kind="timeCycle")
        + task("purr")
        + timer("frist", "P30D", on="purr")
        + task("b"),
        chain("start", "a", "slutt"),
        chain("paa", "purr", "slutt"),
        chain("frist", "b", "slutt"),
    )
    play = Play(files)
    play.fire("paa")
    play.fire("paa")
    assert play.waiting() == ["a", "purr", "purr"]
    assert [element for element, _ in play.timers.values()].count("frist") == 2
