"""An operator takes tokens away and puts new ones in, in the right scope; everything else in the case stays as it is."""

from uuid import uuid4

import pytest

from engine.contract.errors import CannotModify, CaseStalled
from engine.model.modification import Cancel, Move, StartAfter, StartBefore
from tests.integration.models import chain, flow, task
from tests.unit.spiff.operating import Operated
from tests.unit.spiff.test_execution import AND, XOR, built, timer
from tests.unit.spiff.test_instances import loop, many
from tests.unit.spiff.test_scopes_and_timers import subprocess

LINE = built(task("a") + task("b") + task("c"), chain("start", "a", "b", "c", "slutt"))
FORK = built(
    AND.format("del") + task("a") + task("b") + AND.format("samle") + task("c"),
    chain("start", "del", "a", "samle", "c", "slutt"),
    chain("del", "b", "samle"),
)


def test_a_token_moves_back_and_the_case_goes_on_from_there() -> None:
    play = Operated(LINE)
    play.complete("a")
    advance = play.modify(Move(token=play.token("b"), element="a"))
    assert play.waiting() == ["a"]
    assert [(p.element, p.cancelled) for p in advance.passed] == [("b", True)]
    for element in ("a", "b", "c"):
        play.complete(element)
    assert play.finished


def test_several_instructions_are_one_move() -> None:
    play = Operated(LINE)
    play.modify(StartBefore(element="c"), Cancel(token=play.token("a")))
    assert play.waiting() == ["c"]
    play.complete("c")
    assert play.finished


def test_the_last_token_cannot_be_taken_away() -> None:
    play = Operated(LINE)
    with pytest.raises(CannotModify) as refused:
        play.modify(Cancel(token=play.token("a")))
    assert refused.value.code == "nothing_left"
    assert play.waiting() == ["a"], "nothing has happened"


def test_what_a_timer_waits_for_goes_with_its_activity() -> None:
    files = built(
        task("a") + timer("frist", "P3D", on="a") + task("b"), chain("start", "a", "b", "slutt"), flow("frist", "b")
    )
    play = Operated(files)
    play.modify(Move(token=play.token("a"), element="b"))
    assert (play.waiting(), play.timers) == (["b"], {})


def test_a_timer_on_a_border_is_taken_away_and_set_again() -> None:
    files = built(
        task("a") + timer("frist", "P3D", on="a") + task("b"), chain("start", "a", "b", "slutt"), flow("frist", "b")
    )
    play = Operated(files)
    play.modify(Cancel(token=play.token("frist")))
    assert (play.waiting(), play.timers) == (["a"], {})
    play.modify(StartBefore(element="frist"))
    with pytest.raises(CannotModify) as refused:
        play.modify(StartBefore(element="frist"))
    assert refused.value.code == "armed_already"
    play.fire("frist")
    assert play.waiting() == ["b"]


def test_starting_after_takes_the_flows_that_are_true() -> None:
    files = built(
        task("a") + XOR.format("valg", "valg__c") + task("b") + task("c"),
        chain("start", "a", "valg", "c", "slutt"),
        flow("valg", "b", "a.tall = 1"),
        flow("b", "slutt"),
    )
    for facts, expected in (({"a": {"tall": 1}}, ["a", "b"]), ({}, ["a", "c"])):
        play = Operated(files, **facts)
        play.modify(StartAfter(at="valg"))
        assert play.waiting() == expected
    play = Operated(files)
    play.modify(StartAfter(at="valg__b"))
    assert play.waiting() == ["a", "b"]


def test_an_arrival_at_a_join_can_be_sent_and_taken_away() -> None:
    play = Operated(FORK)
    play.complete("a")
    play.modify(Cancel(token=play.token("samle")))
    with pytest.raises(CaseStalled):
        play.complete("b")
    play.modify(StartAfter(at="a"))
    play.complete("b")
    assert play.waiting() == ["c"]


def test_a_join_started_by_hand_waits_for_nobody() -> None:
    play = Operated(FORK)
    play.modify(StartBefore(element="samle"), Cancel(token=play.token("a")), Cancel(token=play.token("b")))
    assert play.waiting() == ["c"]


def test_starting_inside_a_subprocess_that_does_not_run_begins_it() -> None:
    play = Operated(subprocess(task("inni") + chain("s2", "inni", "e2")))
    play.complete("inni")
    assert play.waiting() == ["etter"]
    play.modify(Move(token=play.token("etter"), element="inni"))
    assert play.waiting() == ["inni"]
    assert [place.element for place in play.standing()] == ["sub", "inni"]
    play.complete("inni")
    assert play.waiting() == ["etter"]
    play.complete("etter")
    assert play.finished


def test_a_subprocess_left_empty_goes_with_what_was_inside() -> None:
    files = subprocess(task("inni") + chain("s2", "inni", "e2"), timer("purr", "P1D", on="sub"), flow("purr", "etter"))
    play = Operated(files)
    play.modify(Move(token=play.token("inni"), element="etter"))
    assert (play.waiting(), play.timers) == (["etter"], {})
    assert [place.element for place in play.standing()] == ["etter"], "it was not completed, so nothing follows"


def test_a_scope_is_chosen_when_there_are_several() -> None:
    files = built(
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>'
        + task("x")
        + task("y")
        + '<bpmn:endEvent id="e2"/>'
        + chain("s2", "x", "y", "e2")
        + loop(count="2")
        + "</bpmn:subProcess>",
        chain("start", "sub", "slutt"),
    )
    play = Operated(files)
    with pytest.raises(CannotModify) as refused:
        play.modify(StartBefore(element="y"))
    assert refused.value.code == "several_scopes"
    second = [place for place in play.standing() if place.element == "x"][1]
    assert second.path == (2,)
    play.modify(StartBefore(element="y", scope=second.scope))
    assert sorted((p.element, p.path) for p in play.standing() if p.waits == "task") == [
        ("x", (1,)),
        ("x", (2,)),
        ("y", (2,)),
    ]
    play.modify(Move(token=second.token, element="y"))
    assert play.waiting() == ["x", "y", "y"], "the nearest scope is the token's own"


@pytest.mark.parametrize("sequential", [False, True])
def test_an_instance_taken_away_counts_as_done(sequential: bool) -> None:
    play = Operated(many(loop(count="3", sequential=sequential)))
    for left in (2, 1, 0):
        play.modify(Cancel(token=next(p for p in play.standing() if p.waits == "task").token))
        assert play.waiting() == (["b"] if not left else ["a"] if sequential else ["a"] * left)


def test_a_multi_instance_activity_can_be_left_whole() -> None:
    play = Operated(many(loop(count="3")))
    activity = next(place for place in play.standing() if place.waits == "instances")
    play.modify(Move(token=activity.token, element="b"))
    assert play.waiting() == ["b"]


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        (Cancel(token=uuid4()), "token_gone"),
        (StartBefore(element="finnes_ikke"), "unknown_element"),
        (StartBefore(element="a [instance]"), "unknown_element"),
        (StartBefore(element="b", scope=uuid4()), "scope_unknown"),
        (StartAfter(at="slutt"), "nothing_after"),
    ],
)
def test_an_instruction_that_cannot_be_followed_says_which_and_why(instruction: object, code: str) -> None:
    play = Operated(many(loop(count="3")))
    with pytest.raises(CannotModify) as refused:
        play.modify(StartBefore(element="b"), instruction)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.number) == (code, 1)
