"""Compensation: completed activities are undone, last first, each once; in loops, instances, subprocesses, and awaited."""

import pytest

from engine.contract.errors import TooMuchToCompensate
from engine.spiff import compensation
from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    COMPENSATE,
    ERROR,
    MESSAGE,
    TIMER,
    Happening,
    begins,
    beside,
    border,
    built,
    ends,
    line,
    sub,
    throws,
    undo,
    undoes,
)
from tests.unit.spiff.test_execution import AND, XOR
from tests.unit.spiff.test_instances import loop


def two(thrown: str = COMPENSATE) -> dict[str, bytes]:
    """a and b, each with what undoes it, then the event, then `etter`."""
    body = task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + throws("angre", thrown) + task("etter")
    return line(body, "a", "b", "angre", "etter")


def scoped(*, loops: str = "", more: str = "", thrown: str = COMPENSATE) -> dict[str, bytes]:
    """A subprocess with a and b that can be undone, then the event, then `etter`."""
    inner = begins("s2") + task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + ends("e2")
    body = sub("sub", inner + chain("s2", "a", "b", "e2") + more, loop=loops) + throws("angre", thrown) + task("etter")
    return line(body, "sub", "angre", "etter")


def test_what_was_done_last_is_undone_first_and_the_event_waits_for_it() -> None:
    play = Happening(two())
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["ub"]
    play.complete("ub")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["etter"]
    assert play.passed() == ["ua", "angre"]
    play.complete("etter")
    assert play.finished


def test_the_order_is_that_of_completion() -> None:
    body = AND.format("ut") + task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + AND.format("inn")
    body += throws("angre", COMPENSATE)
    play = Happening(built(body, chain("start", "ut", "a", "inn", "angre", "slutt"), chain("ut", "b", "inn")))
    play.complete("b")
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["ub"]


def test_only_the_activity_that_is_named() -> None:
    play = Happening(two(undo("a")))
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["etter"]


def test_what_was_not_completed_is_not_undone() -> None:
    body = task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + border("frist", "b", TIMER)
    body += throws("angre", COMPENSATE) + task("etter")
    play = Happening(built(body, chain("start", "a", "b", "slutt"), chain("frist", "angre", "etter", "slutt")))
    play.complete("a")
    play.fire("frist")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["etter"]


def test_nothing_done_is_nothing_to_undo() -> None:
    body = task("a") + undoes("ua", "a") + XOR.format("x", "x__angre") + throws("angre", COMPENSATE) + task("etter")
    files = built(
        body, chain("start", "x", "angre", "etter", "slutt"), flow("x", "a", "initiativ.ja"), flow("a", "angre")
    )
    play = Happening(files, initiativ={"ja": False})
    assert play.waiting() == ["etter"]


def test_each_is_undone_once() -> None:
    body = task("a") + undoes("ua", "a") + throws("angre", COMPENSATE) + throws("igjen", COMPENSATE) + task("etter")
    play = Happening(line(body, "a", "angre", "igjen", "etter"))
    play.complete("a")
    play.complete("ua")
    assert play.waiting() == ["etter"]


def test_at_the_end_the_case_waits_for_it() -> None:
    body = task("a") + undoes("ua", "a") + ends("angre", COMPENSATE)
    play = Happening(built(body, chain("start", "a", "angre"), end=""))
    play.complete("a")
    assert (play.waiting(), play.finished) == (["ua"], False)
    play.complete("ua")
    assert play.finished
    assert play.advance.end == ("angre",)


def test_an_event_that_does_not_wait_goes_on_at_once() -> None:
    thrown = '<bpmn:compensateEventDefinition waitForCompletion="false"/>'
    play = Happening(two(thrown))
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["etter", "ub"]
    play.complete("etter")
    assert not play.finished
    play.complete("ub")
    play.complete("ua")
    assert play.finished


def test_in_a_loop_every_round_is_undone() -> None:
    body = XOR.format("inn", "").replace(' default=""', "") + task("a") + undoes("ua", "a") + XOR.format("x", "x__inn")
    body += throws("angre", COMPENSATE)
    play = Happening(
        built(body, chain("start", "inn", "a", "x", "inn"), flow("x", "angre", "a.tall = 1") + flow("angre", "slutt"))
    )
    for number in (0, 0, 1):
        play.complete("a", a={"tall": number})
    for _ in range(3):
        assert play.waiting() == ["ua"]
        play.complete("ua")
    assert play.finished


def test_what_a_loop_may_remember_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compensation, "MAXIMUM_RECORDS", 5)
    body = XOR.format("inn", "").replace(' default=""', "") + task("a") + undoes("ua", "a") + XOR.format("x", "x__inn")
    body += throws("angre", COMPENSATE)
    play = Happening(
        built(body, chain("start", "inn", "a", "x", "inn"), flow("x", "angre", "a.tall = 1") + flow("angre", "slutt"))
    )
    for _ in range(5):
        play.complete("a", a={"tall": 0})
    before = play.state
    with pytest.raises(TooMuchToCompensate) as failed:
        play.complete("a", a={"tall": 0})
    assert (failed.value.element, failed.value.maximum, play.state) == ("a", 5, before)


def test_without_anything_that_undoes_it_a_loop_remembers_nothing() -> None:
    body = XOR.format("inn", "").replace(' default=""', "") + task("a") + task("b") + undoes("ub", "b")
    body += XOR.format("x", "x__inn") + throws("angre", COMPENSATE)
    play = Happening(
        built(
            body, chain("start", "b", "inn", "a", "x", "inn"), flow("x", "angre", "a.tall = 1") + flow("angre", "slutt")
        )
    )
    play.complete("b")
    sizes = []
    for _ in range(60):
        play.complete("a", a={"tall": 0})
        sizes.append(len(play.state))
    assert len(set(sizes[1:])) == 1


@pytest.mark.parametrize("sequential", [False, True])
def test_every_instance_is_undone_with_its_own_number(sequential: bool) -> None:
    body = task("a", loop=loop(count="3", sequential=sequential)) + undoes("ua", "a") + throws("angre", COMPENSATE)
    play = Happening(line(body + task("etter"), "a", "angre", "etter"))
    for _ in range(3):
        play.complete("a")
    paths = []
    for _ in range(3):
        assert play.waiting() == ["ua"]
        paths.append(play.opened[0].path)
        play.complete("ua")
    assert paths == [(3,), (2,), (1,)]
    assert play.waiting() == ["etter"]


def test_instances_of_an_activity_that_was_interrupted_are_not_undone() -> None:
    body = task("a", loop=loop(count="3")) + undoes("ua", "a") + border("frist", "a", TIMER)
    body += throws("angre", COMPENSATE) + task("etter")
    play = Happening(built(body, chain("start", "a", "slutt"), chain("frist", "angre", "etter", "slutt")))
    play.complete("a")
    play.fire("frist")
    assert play.waiting() == ["etter"]


def test_what_undoes_reads_the_number_of_its_instance() -> None:
    rule = (
        '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:scriptTask id="ua" isForCompensation="true"><bpmn:extensionElements>'
        '<nyt:assign name="angret" value="a[loopCounter].tall"/></bpmn:extensionElements></bpmn:scriptTask>'
        '<bpmn:association id="as_a" sourceRef="k" targetRef="ua"/>'
    )
    body = task("a", loop=loop(count="2")) + rule + throws("angre", COMPENSATE) + task("etter")
    play = Happening(line(body, "a", "angre", "etter"))
    play.answer("a", (1,), tall=10)
    play.answer("a", (2,), tall=20)
    assert play.waiting() == ["etter"]
    assert play.advance.facts == {("angret", (2,)): 20, ("angret", (1,)): 10}


def test_what_was_done_inside_a_completed_subprocess_is_undone() -> None:
    play = Happening(scoped())
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["ub"]
    play.complete("ub")
    play.complete("ua")
    assert play.waiting() == ["etter"]
    assert b"undo" not in play.state


def test_a_subprocess_is_named_to_undo_what_was_done_inside_it() -> None:
    play = Happening(scoped(thrown=undo("sub")))
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["ub"]


def test_every_instance_of_a_subprocess_is_undone_with_its_number() -> None:
    play = Happening(scoped(loops=loop(count="2")))
    for name in ("a", "a", "b", "b"):
        play.complete(name)
    undone = []
    for _ in range(4):
        (element,) = play.waiting()
        undone.append((element, play.opened[0].path))
        play.complete(element)
    assert undone == [("ub", (2,)), ("ua", (2,)), ("ub", (1,)), ("ua", (1,))]
    assert play.waiting() == ["etter"]


def test_a_subprocess_of_its_own_undoes_it_as_a_whole() -> None:
    inner = begins("s2") + task("a") + undoes("ua", "a") + ends("e2") + chain("s2", "a", "e2")
    body = sub("sub", inner) + undoes("usub", "sub") + throws("angre", COMPENSATE) + task("etter")
    play = Happening(line(body, "sub", "angre", "etter"))
    play.complete("a")
    assert play.waiting() == ["usub"], "its handler takes the place of what is inside"
    play.complete("usub")
    assert play.waiting() == ["etter"]


def test_a_subprocess_is_undone_by_its_compensation_event_subprocess() -> None:
    inner = begins("s_k", COMPENSATE) + task("rydd") + throws("angre_inne", undo("a")) + task("sist") + ends("x_k")
    inner = beside("k", inner + chain("s_k", "rydd", "angre_inne", "sist", "x_k"))
    play = Happening(scoped(more=inner))
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["rydd"]
    play.complete("rydd")
    assert play.waiting() == ["ua"], "it sees what was done beside it"
    play.complete("ua")
    assert play.waiting() == ["sist"]
    play.complete("sist")
    assert play.waiting() == ["etter"], "what it did not undo stays done"


def test_what_undoes_a_subprocess_may_be_a_subprocess() -> None:
    handler = sub(
        "ua",
        begins("s3") + task("c") + task("d") + ends("e3") + chain("s3", "c", "d", "e3"),
        more=' isForCompensation="true"',
    )
    body = (
        task("a")
        + '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
    )
    body += handler + '<bpmn:association id="as_a" sourceRef="k" targetRef="ua"/>' + throws("angre", COMPENSATE)
    play = Happening(line(body + task("etter"), "a", "angre", "etter"))
    play.complete("a")
    play.complete("c")
    assert play.waiting() == ["d"]
    play.complete("d")
    assert play.waiting() == ["etter"]


def test_an_event_subprocess_undoes_what_was_done_around_it() -> None:
    inner = begins("s_e", ERROR) + throws("angre", COMPENSATE) + task("rydd") + ends("x_e")
    inner = beside("e", inner + chain("s_e", "angre", "rydd", "x_e"))
    body = task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b") + ends("feil", ERROR) + inner
    play = Happening(built(body, chain("start", "a", "b", "feil"), end=""))
    play.complete("a")
    play.complete("b")
    assert play.waiting() == ["ub"]
    play.complete("ub")
    play.complete("ua")
    assert play.waiting() == ["rydd"]
    play.complete("rydd")
    assert play.finished


def test_what_was_done_in_a_scope_that_was_interrupted_is_not_offered() -> None:
    inner = begins("s2") + task("a") + undoes("ua", "a") + task("b") + ends("e2") + chain("s2", "a", "b", "e2")
    body = sub("sub", inner) + border("frist", "sub", TIMER) + throws("angre", undo("sub")) + task("etter")
    play = Happening(built(body, chain("start", "sub", "slutt"), chain("frist", "angre", "etter", "slutt")))
    play.complete("a")
    play.fire("frist")
    assert play.waiting() == ["etter"]


def test_undoing_can_be_interrupted() -> None:
    inner = begins("s2") + task("a") + undoes("ua", "a") + ends("angre", COMPENSATE) + chain("s2", "a", "angre")
    body = sub("sub", inner) + border("nok", "sub", MESSAGE) + task("etter")
    play = Happening(line(body, "sub", more=chain("nok", "etter", "slutt")))
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.catch("nok")
    assert play.waiting() == ["etter"]
    play.complete("etter")
    assert play.finished


def test_an_error_while_undoing_is_caught_around() -> None:
    handler = sub(
        "ua", begins("s3") + task("c") + ends("e3", ERROR) + chain("s3", "c", "e3"), more=' isForCompensation="true"'
    )
    inner = begins("s2") + task("a") + ends("angre", COMPENSATE) + handler
    inner += '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
    inner += '<bpmn:association id="as_a" sourceRef="k" targetRef="ua"/>' + chain("s2", "a", "angre")
    body = sub("sub", inner) + border("feil", "sub", ERROR) + task("etter")
    play = Happening(line(body, "sub", more=chain("feil", "etter", "slutt")))
    play.complete("a")
    play.complete("c")
    assert play.waiting() == ["etter"]


def test_a_called_process_is_undone_like_a_subprocess() -> None:
    other = (
        '<bpmn:process id="kalt" isExecutable="true"><bpmn:laneSet id="l2"><bpmn:lane id="b2" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>ua</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        + begins("s2") + task("a") + ends("e2") + undoes("ua", "a") + chain("s2", "a", "e2") + "</bpmn:process>"
    )  # fmt: skip
    call = '<bpmn:callActivity id="kall" calledElement="kalt"/>' + throws("angre", COMPENSATE)
    play = Happening(line(call, "kall", "angre", outside=other))
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.finished


def test_what_was_done_in_an_ad_hoc_subprocess_is_undone() -> None:
    inner = task("a") + undoes("ua", "a") + task("b") + undoes("ub", "b")
    body = (
        f'<bpmn:adHocSubProcess id="fritt">{inner}</bpmn:adHocSubProcess>' + throws("angre", COMPENSATE) + task("etter")
    )
    play = Happening(line(body, "fritt", "angre", "etter"))
    assert play.waiting() == ["a", "b"]
    play.complete("b")
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    play.complete("ub")
    assert play.waiting() == ["etter"]


def test_every_pass_of_a_loop_is_undone() -> None:
    again = '<bpmn:standardLoopCharacteristics loopMaximum="2"><bpmn:loopCondition>true</bpmn:loopCondition>'
    body = task("a", loop=again + "</bpmn:standardLoopCharacteristics>") + undoes("ua", "a")
    play = Happening(line(body + throws("angre", COMPENSATE) + task("etter"), "a", "angre", "etter"))
    play.complete("a")
    play.complete("a")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["ua"]
    play.complete("ua")
    assert play.waiting() == ["etter"]


def test_what_undoes_each_instance_may_have_instances_itself() -> None:
    handler = task("ua", loop=loop(count="2")).replace('id="ua"', 'id="ua" isForCompensation="true"')
    rule = '<bpmn:boundaryEvent id="k" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
    rule += handler + '<bpmn:association id="as_a" sourceRef="k" targetRef="ua"/>'
    play = Happening(line(task("a") + rule + throws("angre", COMPENSATE) + task("etter"), "a", "angre", "etter"))
    play.complete("a")
    assert play.waiting() == ["ua", "ua"]
    play.complete("ua")
    play.complete("ua")
    assert play.waiting() == ["etter"]
