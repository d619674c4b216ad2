"""What cannot be carried out is passed once when an operator says so; in a loop or an instance only where it was said."""

from types import SimpleNamespace

import pytest

from engine.contract.errors import ExpressionFailed, StepFailed
from engine.model.modification import Detour
from tests.integration.models import chain, flow, task
from tests.unit.spiff.playing import Play
from tests.unit.spiff.test_execution import built
from tests.unit.spiff.test_instances import loop

STEP = '<bpmn:extensionElements><nyt:step ref="tell"/></bpmn:extensionElements>'
SERVICE = '<bpmn:serviceTask id="s">' + STEP + "{}</bpmn:serviceTask>"


class Repairing(Play):
    """A play whose host has detours."""

    detours: tuple[Detour, ...] = ()

    def _host(self) -> SimpleNamespace:
        self.taken: list[Detour] = []
        host = super()._host()
        return SimpleNamespace(**vars(host), detours=self.detours, detoured=self.taken.append)


def broken(inputs: object) -> object:
    raise RuntimeError("away")


def test_a_step_is_passed_and_its_neighbours_are_carried_out() -> None:
    play = Repairing(built(task("a") + SERVICE.format("") + task("b"), chain("start", "a", "s", "b", "slutt")))
    play.step = broken  # type: ignore[method-assign]
    with pytest.raises(StepFailed) as stopped:
        play.complete("a")
    assert (stopped.value.element, stopped.value.path) == ("s", ())
    play.detours = (Detour(element="s"),)
    advance = play.complete("a")
    assert play.waiting() == ["b"]
    assert [passed.element for passed in advance.passed] == ["a", "s"]
    assert play.taken == [Detour(element="s")]
    assert advance.facts == {}


def test_a_gateway_without_a_true_condition_goes_where_it_is_told() -> None:
    files = built(
        task("a") + '<bpmn:exclusiveGateway id="valg"/>' + task("b") + task("c"),
        chain("start", "a", "valg"),
        flow("valg", "b", "a.tall = 1"),
        flow("valg", "c", "a.tall = 2"),
        chain("b", "slutt"),
        chain("c", "slutt"),
    )
    play = Repairing(files)
    with pytest.raises(ExpressionFailed):
        play.complete("a")
    play.detours = (Detour(element="valg", flow="valg__c"),)
    play.complete("a")
    assert play.waiting() == ["c"]


def test_only_the_instance_that_was_named_is_passed() -> None:
    ran: list[int] = []

    def step(inputs: object) -> object:
        ran.append(1)
        if len(ran) == 2:
            raise RuntimeError("away")
        return {}

    play = Repairing(
        built(task("a") + SERVICE.format(loop(count="3")) + task("b"), chain("start", "a", "s", "b", "slutt"))
    )
    play.step = step  # type: ignore[method-assign]
    with pytest.raises(StepFailed) as stopped:
        play.complete("a")
    assert stopped.value.path == (2,)
    ran.clear()
    play.detours = (Detour(element="s", path=(2,)),)
    play.step = lambda inputs: ran.append(1) or {}  # type: ignore[method-assign,assignment,func-returns-value]
    play.complete("a")
    assert len(ran) == 2
    assert play.waiting() == ["b"]


def test_a_timer_that_cannot_be_reckoned_is_passed() -> None:
    timer = (
        '<bpmn:intermediateCatchEvent id="vent"><bpmn:timerEventDefinition><bpmn:timeDate>a.dato</bpmn:timeDate>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    play = Repairing(built(task("a") + timer + task("b"), chain("start", "a", "vent", "b", "slutt")))
    with pytest.raises(ExpressionFailed):
        play.complete("a")
    play.detours = (Detour(element="vent"),)
    play.complete("a")
    assert (play.waiting(), play.timers) == (["b"], {})
