"""Messages and signals at every position: what waits for them, what they bring, and what they end."""

import pytest

from engine.contract.errors import TaskNotOpen
from engine.model.advance import ThrownMessage
from engine.spiff import catch
from tests.integration.models import chain, flow, task
from tests.unit.spiff.happening import (
    MESSAGE,
    SIGNAL,
    TIMER,
    Happening,
    begins,
    border,
    built,
    catches,
    ends,
    line,
    sub,
    throws,
)
from tests.unit.spiff.test_execution import AND, XOR
from tests.unit.spiff.test_instances import loop

KINDS = {"message": MESSAGE, "signal": SIGNAL}


def key(text: str) -> str:
    return f'<bpmn:extensionElements><nyt:correlation key="{text}"/></bpmn:extensionElements>'


def given(**inputs: str) -> str:
    pairs = "".join(f'<nyt:input name="{name}" value="{value}"/>' for name, value in inputs.items())
    return f"<bpmn:extensionElements>{pairs}</bpmn:extensionElements>"


def receive(id: str, inner: str = "", more: str = "") -> str:
    return f'<bpmn:receiveTask id="{id}" messageRef="m_svar"{more}>{inner}</bpmn:receiveTask>'


def send(id: str, inner: str = "", loops: str = "") -> str:
    return f'<bpmn:sendTask id="{id}" messageRef="m_svar">{inner}{loops}</bpmn:sendTask>'


@pytest.mark.parametrize("kind", KINDS)
def test_an_intermediate_event_waits_and_keeps_what_came(kind: str) -> None:
    play = Happening(line(catches("vent", KINDS[kind]) + task("b"), "vent", "b"))
    (opened,) = play.subscriptions.values()
    assert (opened.element, opened.kind, opened.name, opened.key) == (
        "vent",
        kind,
        "svar" if kind == "message" else "stengt",
        None,
    )
    play.catch("vent", tall=4)
    assert (play.waiting(), play.awaited()) == (["b"], [])
    assert play.facts["vent"] == {"tall": 4}


def test_the_key_is_evaluated_when_the_token_begins_to_wait() -> None:
    play = Happening(line(task("a") + catches("vent", key("a.tall + 1") + MESSAGE), "a", "vent"))
    play.complete("a", a={"tall": 41})
    assert [opened.key for opened in play.subscriptions.values()] == ["42"]


def test_the_key_may_stand_on_the_message() -> None:
    files = line(catches("vent", MESSAGE), "vent")
    plain, keyed = b'<bpmn:message id="m_svar" name="svar"/>', '<bpmn:message id="m_svar" name="svar">{}</bpmn:message>'
    keyed = keyed.format(key("initiativ.nummer"))
    files["prove.bpmn"] = files["prove.bpmn"].replace(plain, keyed.encode())
    play = Happening(files, initiativ={"nummer": "INN-1"})
    assert [opened.key for opened in play.subscriptions.values()] == ["INN-1"]


def test_what_does_not_wait_cannot_be_handed_anything() -> None:
    play = Happening(line(catches("vent", MESSAGE) + task("b"), "vent", "b"))
    (token,) = play.subscriptions
    play.catch("vent")
    with pytest.raises(TaskNotOpen):
        catch(play.model, play.state, token, play._host(), play.now, {})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stops", [True, False])
def test_on_a_border(kind: str, stops: bool) -> None:
    body = task("a") + border("h", "a", KINDS[kind], stops=stops) + task("b") + task("c")
    play = Happening(line(body, "a", "c", more=chain("h", "b", "slutt")))
    play.catch("h", tall=1)
    assert play.waiting() == (["b"] if stops else ["a", "b"])
    assert play.awaited() == ([] if stops else ["h"])
    if not stops:
        play.catch("h", tall=2)
        assert play.waiting() == ["a", "b", "b"]
        play.complete("a")
        assert play.awaited() == []


def test_on_the_border_of_many_instances_it_ends_them_all() -> None:
    body = task("a", loop=loop(count="3")) + border("h", "a", MESSAGE) + task("b")
    play = Happening(line(body, "a", more=chain("h", "b", "slutt")))
    play.complete("a")
    play.catch("h")
    assert play.waiting() == ["b"]


def test_an_event_that_throws_tells_name_key_and_what_goes_along() -> None:
    extension = (
        '<bpmn:extensionElements><nyt:correlation key="initiativ.nummer"/><nyt:input name="sum" value="a.tall * 2"/>'
        "</bpmn:extensionElements>"
    )
    body = task("a") + throws("send", extension + MESSAGE) + task("b")
    play = Happening(line(body, "a", "send", "b"), initiativ={"nummer": "INN-1"})
    play.complete("a", a={"tall": 3})
    assert play.messages == [ThrownMessage(element="send", name="svar", key="INN-1", payload={"sum": 6})]
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("kind", KINDS)
def test_at_the_end(kind: str) -> None:
    play = Happening(built(task("a") + ends("send", KINDS[kind]), chain("start", "a", "send"), end=""))
    play.complete("a")
    assert play.finished
    assert play.advance.end == ("send",)
    assert [m.name for m in play.messages] + play.said == ["svar" if kind == "message" else "stengt"]


def test_a_message_is_not_delivered_inside_the_executor() -> None:
    body = AND.format("ut") + catches("vent", MESSAGE) + task("a") + throws("send", MESSAGE)
    play = Happening(built(body, chain("start", "ut", "vent", "slutt"), chain("ut", "a", "send", "slutt")))
    play.complete("a")
    assert (play.awaited(), len(play.messages)) == (["vent"], 1)


def test_a_signal_is_heard_at_once_by_everything_in_the_case() -> None:
    inner = begins("s2") + catches("v2", SIGNAL) + task("b") + ends("e2") + chain("s2", "v2", "b", "e2")
    body = AND.format("ut") + catches("v1", SIGNAL) + task("c") + sub("sub", inner) + task("a")
    body += throws("rop", given(grunn="1") + SIGNAL) + task("d")
    files = built(
        body,
        chain("start", "ut", "v1", "c", "slutt"),
        chain("ut", "sub", "slutt"),
        chain("ut", "a", "rop", "d", "slutt"),
    )
    play = Happening(files)
    play.complete("a")
    assert (play.waiting(), play.said) == (["b", "c", "d"], ["stengt"])
    assert play.facts["v1"] == play.facts["v2"] == {"grunn": 1}


def test_a_signal_can_end_what_it_was_thrown_in() -> None:
    inner = (
        begins("s2") + task("a") + throws("rop", SIGNAL) + task("b") + ends("e2") + chain("s2", "a", "rop", "b", "e2")
    )
    body = sub("sub", inner) + border("h", "sub", SIGNAL) + task("c")
    play = Happening(line(body, "sub", more=chain("h", "c", "slutt")))
    play.complete("a")
    assert play.waiting() == ["c"]
    assert "b" not in play.withdrawn(), "it was never come to"


def test_a_send_task_sends_once_for_each_instance() -> None:
    sent = given(til="item")
    play = Happening(line(send("send", sent, loop(each="[1, 2]")) + task("b"), "send", "b"))
    assert [m.payload for m in play.messages] == [{"til": 1}, {"til": 2}]
    assert play.waiting() == ["b"]


def test_a_receive_task_is_an_activity_that_waits() -> None:
    body = receive("svar") + border("frist", "svar", TIMER) + task("b") + task("c")
    play = Happening(line(body, "svar", "b", more=chain("frist", "c", "slutt")))
    assert (play.awaited(), [element for element, _ in play.timers.values()]) == (["svar"], ["frist"])
    play.catch("svar", tall=2)
    assert (play.waiting(), play.timers) == (["b"], {})
    assert play.facts["svar"] == {"tall": 2}
    play = Happening(line(body, "svar", "b", more=chain("frist", "c", "slutt")))
    play.fire("frist")
    assert (play.waiting(), play.awaited()) == (["c"], [])


def test_a_receive_task_for_each_instance() -> None:
    body = receive("svar", key("item"), "").replace("</bpmn:receiveTask>", loop(each="[7, 8]") + "</bpmn:receiveTask>")
    play = Happening(line(body + task("b"), "svar", "b"))
    assert sorted(str(opened.key) for opened in play.subscriptions.values()) == ["7", "8"]
    play.catch("svar", tall=1)
    assert play.advance.facts == {("svar", (1,)): {"tall": 1}}
    play.catch("svar", tall=2)
    assert play.waiting() == ["b"]


@pytest.mark.parametrize("first", ["melding", "signal", "oppgave", "tid"])
def test_the_first_of_a_race_withdraws_the_others(first: str) -> None:
    body = '<bpmn:eventBasedGateway id="valg"/>' + catches("signal", SIGNAL) + catches("tid", TIMER)
    body += receive("oppgave") if first == "oppgave" else catches("melding", MESSAGE)
    other = "oppgave" if first == "oppgave" else "melding"
    tasks = "".join(task(f"t_{name}") for name in ("signal", "tid", other))
    flows = "".join(chain("valg", name, f"t_{name}", "slutt") for name in ("signal", "tid", other))
    play = Happening(built(body + tasks, chain("start", "valg"), flows))
    if first == "tid":
        play.fire("tid")
    else:
        play.catch(first)
    assert (play.waiting(), play.awaited(), play.timers) == ([f"t_{first}"], [], {})


def test_a_signal_decides_a_race_inside_the_case() -> None:
    body = AND.format("ut") + '<bpmn:eventBasedGateway id="valg"/>' + catches("signal", SIGNAL) + catches("tid", TIMER)
    body += task("a") + throws("rop", SIGNAL) + task("b") + task("c")
    files = built(
        body,
        chain("start", "ut", "valg", "signal", "b", "slutt"),
        chain("valg", "tid", "c", "slutt"),
        chain("ut", "a", "rop", "slutt"),
    )
    play = Happening(files)
    play.complete("a")
    assert (play.waiting(), play.timers) == (["b"], {})


def test_waiting_round_after_round_leaves_the_state_as_it_was() -> None:
    body = XOR.format("inn", "").replace(' default=""', "") + catches("vent", MESSAGE) + XOR.format("x", "x__inn")
    play = Happening(built(body, chain("start", "inn", "vent", "x", "inn"), flow("x", "slutt", "vent.tall = 1")))
    sizes = []
    for _ in range(50):
        play.catch("vent", tall=0)
        sizes.append(len(play.state))
    assert len(set(sizes)) == 1
    play.catch("vent", tall=1)
    assert play.finished
