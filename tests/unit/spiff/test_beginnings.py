"""How cases begin: at events of the main process and of other pools, with receive tasks and gateways; what is only drawn."""

import pytest

from engine.contract.errors import TaskNotOpen
from engine.model.advance import Advance
from engine.spiff import check_model, start
from tests.integration.models import chain, task
from tests.unit.spiff.happening import (
    ERROR,
    MESSAGE,
    SIGNAL,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    built,
    catches,
    ends,
    event,
    line,
    throws,
)
from tests.unit.spiff.playing import CATALOGUE
from tests.unit.spiff.test_execution import AND

NEW = '<bpmn:messageEventDefinition messageRef="m_ny"/>'
GATEWAY = '<bpmn:eventBasedGateway id="valg" instantiate="true"{}/>'
PARALLEL = GATEWAY.format(' eventGatewayType="Parallel"')


class Begun(Happening):
    """A case that begins with the event `at`."""

    def __init__(self, files: dict[str, bytes], at: str, payload: dict[str, object] | None = None) -> None:
        self.at, self.payload = at, payload
        super().__init__(files)

    def _begin(self) -> Advance:
        return start(self.model, self._host(), self.now, at=self.at, payload=self.payload)


def pool(inner: str, *, executable: bool = True, id: str = "annen") -> str:
    """Another process, in a pool of its own."""
    names = [part.split('"')[0] for part in inner.split(' id="')[1:]]
    nodes = "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in names if "__" not in n)
    lane = f'<bpmn:laneSet id="pool_l"><bpmn:lane id="pool_b" nyt:role="fagperson">{nodes}</bpmn:lane></bpmn:laneSet>'
    return f'<bpmn:process id="{id}" isExecutable="{str(executable).lower()}">{lane}{inner}</bpmn:process>'


OTHER = begins("s_annen", MESSAGE) + task("b") + ends("e_annen") + chain("s_annen", "b", "e_annen")
TWO = built(task("a"), chain("start", "a", "slutt"), outside=pool(OTHER))


def test_a_message_brings_what_it_brought() -> None:
    files = built(task("a"), chain("start", "a", "slutt"), begin=begins("start", NEW))
    play = Begun(files, "start", {"tema": "Snø"})
    assert (play.waiting(), play.facts["start"], play.passed()) == (["a"], {"tema": "Snø"}, ["start"])
    play.complete("a")
    assert play.finished


def test_one_of_several_start_events_is_begun_at() -> None:
    begin = begins("start") + begins("s_m", NEW) + begins("s_t", TIMER)
    body = task("a") + task("b") + task("c")
    flows = chain("start", "a", "slutt") + chain("s_m", "b", "slutt") + chain("s_t", "c", "slutt")
    files = built(body, flows, begin=begin)
    assert Happening(files).waiting() == ["a"]
    assert Begun(files, "s_m").waiting() == ["b"]
    assert Begun(files, "s_t").waiting() == ["c"]


def test_an_unknown_start_is_refused() -> None:
    with pytest.raises(TaskNotOpen):
        Begun(TWO, "b")


def test_a_case_can_begin_in_another_pool_and_stays_there() -> None:
    play = Begun(TWO, "s_annen", {"tall": 1})
    assert (play.waiting(), play.facts["s_annen"]) == (["b"], {"tall": 1})
    play.complete("b")
    assert play.finished
    assert play.advance.end == ("e_annen",)


def test_the_definition_names_every_start_with_what_it_waits_for() -> None:
    definition = Happening(TWO).model.definition
    assert [(s.id, s.kind, s.process, s.name) for s in definition.starts] == [
        ("start", "none", "prove", ""),
        ("s_annen", "message", "annen", "svar"),
    ]
    assert definition.starts_plainly
    assert [e.id for e in definition.elements] == ["start", "a", "slutt", "s_annen", "b", "e_annen"]
    assert {e.depth for e in definition.elements} == {0}


def test_a_pool_that_is_not_executable_is_only_drawn() -> None:
    described = '<bpmn:startEvent id="s2"/><bpmn:sendTask id="t2"/><bpmn:endEvent id="e2"/>'
    described = pool(described + chain("s2", "t2", "e2"), executable=False)
    flows = '<bpmn:messageFlow id="pool_m" sourceRef="t2" targetRef="vent"/>'
    parts = '<bpmn:participant id="pool_1" processRef="prove"/><bpmn:participant id="pool_2" processRef="annen"/>'
    outside = described + f'<bpmn:collaboration id="pool_k">{parts}{flows}</bpmn:collaboration>'
    files = built(catches("vent", MESSAGE), chain("start", "vent", "slutt"), outside=outside)
    assert check_model(files, CATALOGUE) == []
    play = Happening(files)
    assert [e.id for e in play.model.definition.elements] == ["start", "vent", "slutt"]


def test_a_receive_task_begins_a_case() -> None:
    receive = '<bpmn:receiveTask id="inn" messageRef="m_ny" instantiate="true"/>'
    files = built(receive + task("a"), chain("inn", "a", "slutt"), begin="")
    play = Begun(files, "inn", {"tall": 1})
    assert (play.waiting(), play.awaited(), play.facts["inn"]) == (["a"], [], {"tall": 1})
    (known,) = play.model.definition.starts
    assert (known.id, known.kind, known.name) == ("inn", "message", "ny")
    assert not play.model.definition.starts_plainly


@pytest.mark.parametrize(("at", "expected"), [("m", "a"), ("s", "b")])
def test_one_event_after_a_gateway_begins_a_case(at: str, expected: str) -> None:
    body = GATEWAY.format("") + catches("m", MESSAGE) + catches("s", SIGNAL) + task("a") + task("b")
    files = built(body, chain("valg", "m", "a", "slutt") + chain("valg", "s", "b", "slutt"), begin="")
    play = Begun(files, at)
    assert (play.waiting(), play.awaited()) == ([expected], [])


def test_a_parallel_gateway_is_begun_by_one_and_waits_for_the_others() -> None:
    body = PARALLEL + catches("m", MESSAGE) + catches("s", SIGNAL) + AND.format("inn") + task("a")
    files = built(body, chain("valg", "m", "inn", "a", "slutt") + chain("valg", "s", "inn"), begin="")
    play = Begun(files, "s")
    assert (play.waiting(), play.awaited()) == ([], ["m"])
    play.catch("m")
    assert play.waiting() == ["a"]
    play.complete("a")
    assert play.finished


def test_event_subprocesses_wait_in_a_case_that_begins_with_an_event() -> None:
    inner = begins("s_e", SIGNAL) + task("b") + ends("x_e") + chain("s_e", "b", "x_e")
    files = built(task("a") + beside("e", inner), chain("start", "a", "slutt"), begin=begins("start", NEW))
    play = Begun(files, "start")
    play.catch("s_e")
    assert play.waiting() == ["b"]


def test_step_lists_hold_event_subprocesses_and_what_undoes() -> None:
    inner = begins("s_e", SIGNAL) + task("b") + ends("x_e") + chain("s_e", "b", "x_e")
    handler = (
        event("boundaryEvent", "k", "<bpmn:compensateEventDefinition/>", ' attachedToRef="a"')
        + '<bpmn:manualTask id="ua" isForCompensation="true"/>'
        + '<bpmn:association id="as_a" sourceRef="k" targetRef="ua"/>'
    )
    definition = Happening(
        built(beside("e", inner) + task("a") + handler, chain("start", "a", "slutt"))
    ).model.definition
    assert [(e.id, e.depth) for e in definition.elements] == [
        ("start", 0),
        ("a", 0),
        ("k", 0),
        ("ua", 0),
        ("slutt", 0),
        ("e", 0),
        ("s_e", 1),
        ("b", 1),
        ("x_e", 1),
    ]


def test_elements_tell_what_their_events_are_about() -> None:
    body = (
        catches("vent", MESSAGE) + throws("rop", SIGNAL) + task("a") + border("frist", "a", TIMER) + ends("nei", ERROR)
    )
    elements = Happening(line(body, "vent", "rop", "a", more=chain("frist", "nei"))).model.definition.elements
    told = {e.id: (e.trigger, e.about) for e in elements}
    assert told == {
        "start": ("none", ""),
        "vent": ("message", "svar"),
        "rop": ("signal", "stengt"),
        "a": ("", ""),
        "frist": ("timer", ""),
        "nei": ("error", "AVSLAG"),
        "slutt": ("none", ""),
    }
