"""Ad hoc subprocesses: in any order, one after the other, again, until enough is done."""

import pytest

from engine.contract.errors import ExpressionFailed, TaskNotOpen
from engine.spiff import running_ad_hoc
from tests.integration.models import END, START, chain, flow, model, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built, timer
from tests.unit.spiff.test_instances import loop

BODY = task("b") + task("c") + task("d") + flow("c", "d")


def ad_hoc(
    *,
    until: str = "",
    ordering: str = "",
    cancels: bool = True,
    first: str = "",
    body: str = BODY,
    loop: str = "",
    more: str = "",
) -> dict[str, bytes]:
    attributes = f' ordering="{ordering}"' if ordering else ""
    attributes += "" if cancels else ' cancelRemainingInstances="false"'
    extension = f'<bpmn:extensionElements><nyt:activate elements="{first}"/></bpmn:extensionElements>' if first else ""
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    inner = f'<bpmn:adHocSubProcess id="fritt"{attributes}>{extension}{loop}{body}{condition}</bpmn:adHocSubProcess>'
    return built(
        inner + more + task("etter"),
        chain("start", "fritt", "etter", "slutt"),
        *(chain("frist", "etter"),) * bool(more),
    )


def test_what_nothing_leads_to_begins_and_flows_lead_on() -> None:
    play = Play(ad_hoc())
    assert play.waiting() == ["b", "c"]
    assert [passed.element for passed in play.advance.passed] == ["start"]
    play.complete("c")
    assert play.waiting() == ["b", "d"]
    play.complete("b")
    play.complete("d")
    assert play.waiting() == ["etter"]


def test_one_at_a_time_each_waits_for_what_the_one_before_led_to() -> None:
    play = Play(ad_hoc(ordering="Sequential", body=task("c") + task("d") + flow("c", "d") + task("b")))
    for element in ("c", "d", "b"):
        assert play.waiting() == [element]
        play.complete(element)
    assert play.waiting() == ["etter"]


def test_when_enough_is_done_the_rest_is_withdrawn() -> None:
    play = Play(ad_hoc(until="c.nok = true"))
    advance = play.complete("c", c={"nok": True})
    assert play.waiting() == ["etter"]
    assert [passed.element for passed in advance.passed if passed.cancelled] == ["b"]
    assert [passed.element for passed in advance.passed if not passed.cancelled] == ["c", "fritt"]


def test_or_the_rest_is_finished_but_nothing_new_begins() -> None:
    play = Play(ad_hoc(until="c.nok = true", cancels=False))
    play.complete("c", c={"nok": True})
    assert play.waiting() == ["b"]
    with pytest.raises(StopIteration):
        play.activate("fritt", "c")
    play.complete("b")
    assert play.waiting() == ["etter"]


def test_when_all_is_done_and_it_is_not_enough_it_waits_for_somebody_to_begin_more() -> None:
    play = Play(ad_hoc(until="d.nok = true"))
    for element in ("b", "c", "d"):
        play.complete(element)
    assert (play.waiting(), play.finished) == ([], False)
    play.activate("fritt", "d")
    assert play.waiting() == ["d"]
    play.complete("d", d={"nok": True})
    assert play.waiting() == ["etter"]


def test_an_activity_can_be_begun_again_while_others_run() -> None:
    play = Play(ad_hoc())
    play.activate("fritt", "b")
    play.activate("fritt", "d")
    assert play.waiting() == ["b", "b", "c", "d"]


def test_one_at_a_time_what_is_begun_again_waits_for_its_turn() -> None:
    play = Play(ad_hoc(ordering="Sequential", body=task("b") + task("c")))
    play.activate("fritt", "b")
    for element in ("b", "c", "b"):
        assert play.waiting() == [element]
        play.complete(element)
    assert play.waiting() == ["etter"]


def test_a_list_says_what_begins() -> None:
    play = Play(ad_hoc(first="initiativ.liste"), initiativ={"liste": ["d", "b"]})
    assert play.waiting() == ["b", "d"]
    assert Play(ad_hoc(first="initiativ.ingen")).waiting() == ["etter"]


@pytest.mark.parametrize("value", [["borte"], [["b"]], "etter", 7])
def test_a_list_that_names_something_else_stops_the_case(value: object) -> None:
    with pytest.raises(ExpressionFailed) as failed:
        Play(ad_hoc(first="initiativ.liste"), initiativ={"liste": value})
    assert failed.value.element == "fritt"


def test_what_runs_and_what_can_be_begun_is_told() -> None:
    play = Play(ad_hoc())
    (running,) = running_ad_hoc(play.model, play.state)
    assert (running.element, running.activities) == ("fritt", ("b", "c", "d"))
    with pytest.raises(TaskNotOpen):
        play.activate("fritt", "etter")


def test_it_is_withdrawn_whole() -> None:
    play = Play(ad_hoc(ordering="Sequential", more=timer("frist", "P3D", on="fritt")))
    play.fire("frist")
    assert play.waiting() == ["etter"]
    assert running_ad_hoc(play.model, play.state) == []


def test_each_instance_is_one_of_its_own() -> None:
    play = Play(ad_hoc(until="c.nok = true", loop=loop(count="2")))
    assert play.waiting() == ["b", "b", "c", "c"]
    play.complete("c", c={"nok": True})
    assert play.waiting() == ["b", "c"]
    play.complete("c")
    assert play.waiting() == ["etter"]


def test_inside_it_activities_repeat_and_hold_others() -> None:
    body = task("b", loop=loop(count="2")) + f'<bpmn:subProcess id="sub">{task("c")}</bpmn:subProcess>'
    play = Play(ad_hoc(body=body, until="count(b) = 2"))
    play.answer("b", (1,))
    assert play.waiting() == ["b", "c"], "the activity is done when all its instances are"
    play.answer("b", (2,))
    assert play.waiting() == ["etter"]


def test_in_a_loop_it_begins_anew() -> None:
    enough = "<bpmn:completionCondition>true</bpmn:completionCondition>"
    inner = f'<bpmn:adHocSubProcess id="fritt">{task("b")}{enough}</bpmn:adHocSubProcess>'
    body = (
        START + '<bpmn:exclusiveGateway id="inn"/>' + inner + '<bpmn:exclusiveGateway id="x" default="x__slutt"/>' + END
    )
    flows = chain("start", "inn", "fritt", "x", "slutt") + flow("x", "inn", "b.igjen")
    play = Play(model(body + flows, {"fagperson": ("start", "inn", "fritt", "x", "slutt")}))
    for more in (True, True, False):
        assert play.waiting() == ["b"]
        play.answer("b", igjen=more)
    assert play.finished
