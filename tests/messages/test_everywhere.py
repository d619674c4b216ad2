"""Messages, signals and errors between cases at the positions that BPMN gives them."""

from tests.integration.models import END, IDEA, START, chain, flow, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import built, calls, event, given, key, line, started_by
from tests.messages.test_calls import HELPS, child_of

FAILED = '<bpmn:error id="Error_avslag" name="Avslag" errorCode="avslag"/>'
REFUSES = built(
    START
    + task("vurder")
    + '<bpmn:endEvent id="slutt"><bpmn:errorEventDefinition errorRef="Error_avslag"/></bpmn:endEvent>'
    + chain("start", "vurder", "slutt"),
    "start",
    "vurder",
    "slutt",
    key="hjelper",
)
REFUSES["hjelper.bpmn"] = REFUSES["hjelper.bpmn"].replace(b"<bpmn:process", FAILED.encode() + b"<bpmn:process", 1)


def catching() -> dict[str, bytes]:
    """Calls `hjelper` and has a way out when it refuses."""
    files = calls("hjelper")
    aside = (
        '<bpmn:boundaryEvent id="avslatt" name="Avslått" attachedToRef="kall">'
        '<bpmn:errorEventDefinition errorRef="Error_avslag"/></bpmn:boundaryEvent>'
        + task("klage")
        + '<bpmn:endEvent id="klaget"/>'
        + chain("avslatt", "klage", "klaget")
    )
    xml = files["kaller.bpmn"].decode().replace("</bpmn:process>", aside + "</bpmn:process>")
    xml = xml.replace("<bpmn:process", FAILED + "<bpmn:process", 1)
    lane = "<bpmn:flowNodeRef>kall</bpmn:flowNodeRef>"
    xml = xml.replace(
        lane, lane + "".join(f"<bpmn:flowNodeRef>{e}</bpmn:flowNodeRef>" for e in ("avslatt", "klage", "klaget"))
    )
    return {**files, "kaller.bpmn": xml.encode()}


def test_an_error_that_a_called_case_does_not_catch_is_its_callers(talk: Talk, install: Install) -> None:
    install(catching(), REFUSES)
    parent = talk.submit(process="kaller")
    talk.sweep()
    child = child_of(talk, parent.case_id)
    talk.complete(child)
    talk.sweep()
    (called,) = [case for case in talk.cases() if case.id == child]
    assert (called.status, called.failure, called.end) == ("completed", "avslag", "slutt")
    assert "case_failed" in talk.actions(child)
    assert talk.open(parent.case_id) == ["klage"]
    assert talk.fact(parent.case_id, "avslatt")["kode"] == "avslag"  # type: ignore[index]


def test_an_interrupted_call_ends_the_called_case(talk: Talk, install: Install) -> None:
    files = calls("hjelper")
    aside = (
        event("boundaryEvent", "stopp", "message", "Message_svar", key("initiativ.nummer"), ' attachedToRef="kall"')
        + task("uten")
        + '<bpmn:endEvent id="stoppet"/>'
        + chain("stopp", "uten", "stoppet")
    )
    xml = files["kaller.bpmn"].decode().replace("</bpmn:process>", aside + "</bpmn:process>")
    lane = "<bpmn:flowNodeRef>kall</bpmn:flowNodeRef>"
    xml = xml.replace(
        lane, lane + "".join(f"<bpmn:flowNodeRef>{e}</bpmn:flowNodeRef>" for e in ("stopp", "uten", "stoppet"))
    )
    install({**files, "kaller.bpmn": xml.encode()}, HELPS)
    parent = talk.submit(process="kaller")
    talk.sweep()
    child = child_of(talk, parent.case_id)
    talk.engine.messages.publish(talk.machine, "svar", key=parent.number)
    talk.sweep()
    assert talk.open(parent.case_id) == ["uten"]
    assert talk.open(child) == []
    assert talk.actions(child)[-1] == "case_called_off"


def test_send_and_receive_tasks_speak_like_events(talk: Talk, install: Install) -> None:
    receive = (
        '<bpmn:receiveTask id="vent" name="Vent" messageRef="Message_svar"><bpmn:extensionElements>'
        + key("initiativ.nummer")
        + "</bpmn:extensionElements></bpmn:receiveTask>"
    )
    send = (
        '<bpmn:sendTask id="send" name="Send" messageRef="Message_svar"><bpmn:extensionElements>'
        + key("ide.tittel")
        + given("pris", "7")
        + "</bpmn:extensionElements></bpmn:sendTask>"
    )
    install(line(("ide", IDEA), ("vent", receive), ("vurder", task("vurder"))))
    install(line(("ide", IDEA), ("send", send), ("vurder", task("vurder")), key="avsender"))
    receiver = talk.submit()
    talk.submit(title=receiver.number, process="avsender")
    talk.sweep()
    assert talk.open(receiver.case_id) == ["vurder"]
    assert talk.fact(receiver.case_id, "vent") == {"pris": 7}


def test_the_first_of_several_messages_decides_the_way(talk: Talk, install: Install) -> None:
    body = (
        START
        + IDEA
        + '<bpmn:eventBasedGateway id="valg"/>'
        + event("intermediateCatchEvent", "ja", "message", "Message_svar", key("initiativ.nummer"))
        + event("intermediateCatchEvent", "nei", "message", "Message_ny", key("initiativ.nummer"))
        + task("videre")
        + task("stans")
        + END
        + chain("start", "ide", "valg", "ja", "videre", "slutt")
        + flow("valg", "nei")
        + chain("nei", "stans", "slutt")
    )
    install(built(body, "start", "ide", "valg", "ja", "nei", "videre", "stans", "slutt"))
    case = talk.submit()
    assert talk.engine.messages.publish(talk.machine, "ny_sak", key=case.number).status == "caught"
    assert talk.open(case.case_id) == ["stans"]
    assert talk.engine.messages.publish(talk.machine, "svar", key=case.number).status == "waiting"


def test_an_event_subprocess_takes_every_message_that_comes_while_the_case_runs(talk: Talk, install: Install) -> None:
    inner = (
        '<bpmn:subProcess id="tillegg" triggeredByEvent="true">'
        + event("startEvent", "kom", "message", "Message_svar", key("initiativ.nummer"), ' isInterrupting="false"')
        + task("les")
        + '<bpmn:endEvent id="lest"/>'
        + chain("kom", "les", "lest")
        + "</bpmn:subProcess>"
    )
    install(
        built(
            START + IDEA + task("vurder") + inner + END + chain("start", "ide", "vurder", "slutt"),
            "start",
            "ide",
            "vurder",
            "slutt",
            "tillegg",
        )
    )
    case = talk.submit()
    for number in range(2):
        receipt = talk.engine.messages.publish(talk.machine, "svar", key=case.number, payload={"n": number})
        assert receipt.status == "caught"
    assert sorted(talk.open(case.case_id)) == ["les", "les", "vurder"]


def test_a_message_kept_for_a_case_is_not_taken_by_its_start(talk: Talk, install: Install) -> None:
    """One that waits with the key comes first; the others start cases."""
    waits = line(
        ("ide", IDEA),
        ("vent", event("intermediateCatchEvent", "vent", "message", "Message_ny", key("initiativ.nummer"))),
        ("vurder", task("vurder")),
    )
    install(waits, started_by("message", "Message_ny"))
    case = talk.submit()
    payload = {"tittel": "Ny", "enhet": "skole"}
    assert talk.engine.messages.publish(talk.machine, "ny_sak", key="en annen", payload=payload).status == "started"
    assert talk.engine.messages.publish(talk.machine, "ny_sak", key=case.number).case_id == case.case_id


def test_pools_of_one_model_write_to_each_other(talk: Talk, install: Install) -> None:
    """The buyer sends an order, which begins a case in the seller's pool; its answer goes back to the buyer's case."""
    buyer = line(
        ("ide", IDEA),
        (
            "bestill",
            event("intermediateThrowEvent", "bestill", "message", "Message_ny", given("fra", "initiativ.nummer")),
        ),
        ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar", key("initiativ.nummer"))),
        ("vurder", task("vurder")),
    )
    seller = (
        '<bpmn:process id="selger" isExecutable="true"><bpmn:laneSet id="baner"><bpmn:lane id="lager" nyt:role="fagperson">'
        "<bpmn:flowNodeRef>pakk</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        + event("startEvent", "ordre", "message", "Message_ny")
        + task("pakk")
        + event("endEvent", "levert", "message", "Message_svar", key("ordre.fra") + given("pris", "7"))
        + chain("ordre", "pakk", "levert")
        + "</bpmn:process>"
    )
    pools = (
        '<bpmn:collaboration id="handel"><bpmn:participant id="P1" name="Kjøper" processRef="prove"/>'
        '<bpmn:participant id="P2" name="Selger" processRef="selger"/>'
        '<bpmn:messageFlow id="m1" sourceRef="bestill" targetRef="ordre"/>'
        '<bpmn:messageFlow id="m2" sourceRef="levert" targetRef="vent"/></bpmn:collaboration>'
    )
    xml = buyer["prove.bpmn"].replace(b"</bpmn:process>", b"</bpmn:process>" + seller.encode(), 1)
    xml = xml.replace(b"</bpmn:definitions>", pools.encode() + b"</bpmn:definitions>")
    install({**buyer, "prove.bpmn": xml})
    order = talk.submit()
    talk.sweep()
    sale = next(case for case in talk.cases() if case.id != order.case_id)
    assert talk.open(sale.id) == ["pakk"]
    assert talk.open(order.case_id) == []
    talk.complete(sale.id)
    talk.sweep()
    assert talk.open(order.case_id) == ["vurder"]
    assert talk.fact(order.case_id, "vent") == {"pris": 7}
