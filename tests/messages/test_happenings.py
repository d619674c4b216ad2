"""Event subprocesses, compensation, errors and escalations with everything that stands around the executor."""

import pytest
from sqlalchemy import select

from engine.model.activation import Activation
from engine.model.initiative import Initiative
from engine.model.message import Subscription
from engine.model.migration import Plan
from engine.model.process import ProcessVersion
from engine.model.work import Incident
from tests.integration.models import END, IDEA, START, chain, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import built, calls, event, timer

THROWN = (
    '<bpmn:error id="Error_nei" name="Avslått" errorCode="NEI"/>'
    '<bpmn:escalation id="Escalation_dyrt" escalationCode="DYRT"/>'
)
COMPENSATE = "<bpmn:compensateEventDefinition/>"
NO = '<bpmn:errorEventDefinition errorRef="Error_nei"/>'
EXPENSIVE = '<bpmn:escalationEventDefinition escalationRef="Escalation_dyrt"/>'


def declared(files: dict[str, bytes]) -> dict[str, bytes]:
    (name,) = (path for path in files if path.endswith(".bpmn"))
    return {**files, name: files[name].replace(b"</bpmn:definitions>", THROWN.encode() + b"</bpmn:definitions>")}


def simple(tag: str, id: str, inner: str, more: str = "") -> str:
    return f'<bpmn:{tag} id="{id}" name="{id.capitalize()}"{more}>{inner}</bpmn:{tag}>'


def beside(trigger: str, *, stops: bool, status: str = "") -> str:
    stop = "" if stops else ' isInterrupting="false"'
    kind, _, ref = trigger.partition(" ")
    first = event("startEvent", "kom", kind, ref, more=stop)
    end = simple("endEvent", "e_slutt", "", f' nyt:status="{status}"' if status else "")
    inner = first + task("svar") + end + chain("kom", "svar", "e_slutt")
    return f'<bpmn:subProcess id="ved_siden" triggeredByEvent="true">{inner}</bpmn:subProcess>'


def with_beside(*, stops: bool, status: str = "") -> dict[str, bytes]:
    body = START + IDEA + task("vurder") + END + beside("message Message_svar", stops=stops, status=status)
    names = ("start", "ide", "vurder", "slutt", "svar", "kom", "e_slutt")
    return built(body + chain("start", "ide", "vurder", "slutt"), *names)


def places(talk: Talk, element: str) -> list[str | None]:
    rows = talk.all(select(Activation).where(Activation.element == element).order_by(Activation.step))
    return [row.outcome for row in rows]


def test_an_event_subprocess_runs_beside_as_often_as_its_message_comes(talk: Talk, install: Install) -> None:
    install(with_beside(stops=False))
    case = talk.submit()
    for number in (1, 2):
        talk.engine.messages.publish(talk.machine, "svar", payload={"nr": number})
        assert talk.open(case.case_id) == ["vurder", *["svar"] * number]
    assert talk.fact(case.case_id, "kom") == {"nr": 2, "forrige": {"nr": 1}}
    assert talk.rows(Subscription) == 1
    for waiting in talk.tasks(case.case_id):
        talk.engine.tasks.complete(waiting.id, talk.town["fag1"], {"svar": "Ja."})
    assert talk.cases()[0].status == "completed"
    assert talk.rows(Subscription) == 0
    assert places(talk, "ved_siden") == ["completed", "completed"]
    assert places(talk, "svar") == ["completed", "completed"]
    last = talk.cases()[0].steps
    for step in range(1, last + 1):
        talk.engine.queries.replays.view(talk.town["fag1"], case_id=case.case_id, step=step)


def test_an_interrupting_one_withdraws_tasks_and_says_how_the_case_ended(talk: Talk, install: Install) -> None:
    install(with_beside(stops=True, status="rejected"))
    case = talk.submit()
    talk.engine.messages.publish(talk.machine, "svar")
    assert talk.open(case.case_id) == ["svar"]
    assert places(talk, "vurder") == ["cancelled"]
    talk.complete(case.case_id)
    assert talk.cases()[0].status == "completed"
    assert [initiative.status for initiative in talk.all_of(Initiative)] == ["rejected"]


def test_what_undoes_is_a_task_for_people_and_is_waited_for(talk: Talk, install: Install) -> None:
    handler = (
        simple("boundaryEvent", "k_a", COMPENSATE, ' attachedToRef="bestill"')
        + task("avbestill").replace('id="avbestill"', 'id="avbestill" isForCompensation="true"')
        + '<bpmn:association id="as_a" sourceRef="k_a" targetRef="avbestill"/>'
    )
    body = START + IDEA + task("bestill") + handler + simple("intermediateThrowEvent", "angre", COMPENSATE)
    body += task("etter") + END + chain("start", "ide", "bestill", "angre", "etter", "slutt")
    install(declared(built(body, "start", "ide", "bestill", "avbestill", "angre", "etter", "slutt", "k_a")))
    case = talk.submit()
    talk.complete(case.case_id)
    assert talk.open(case.case_id) == ["avbestill"]
    talk.complete(case.case_id)
    assert talk.open(case.case_id) == ["etter"]
    assert talk.fact(case.case_id, "avbestill") == {"svar": "Ja.", "tall": None}


def test_an_error_in_a_called_case_is_caught_by_its_caller(talk: Talk, install: Install) -> None:
    caller = calls("hjelper")
    text = caller["kaller.bpmn"].decode()
    border = (
        simple("boundaryEvent", "nei", NO, ' attachedToRef="kall"') + task("avslag") + chain("nei", "avslag", "slutt")
    )
    reference = "<bpmn:flowNodeRef>etter</bpmn:flowNodeRef>"
    text = text.replace("</bpmn:process>", border + "</bpmn:process>").replace(
        reference, reference + "<bpmn:flowNodeRef>avslag</bpmn:flowNodeRef><bpmn:flowNodeRef>nei</bpmn:flowNodeRef>"
    )
    body = START + task("vurder") + simple("endEvent", "feil", NO) + chain("start", "vurder", "feil")
    helper = declared(built(body, "start", "vurder", "feil", key="hjelper"))
    install(declared({**caller, "kaller.bpmn": text.encode()}), helper)
    parent = talk.submit(process="kaller")
    talk.sweep()
    (child,) = [case for case in talk.cases() if case.id != parent.case_id]
    talk.complete(child.id)
    talk.sweep()
    assert talk.open(parent.case_id) == ["avslag"]
    fact = talk.fact(parent.case_id, "nei")
    assert isinstance(fact, dict)
    assert fact["kode"] == "NEI"


def test_an_error_that_nobody_catches_is_an_incident_and_the_task_stays(talk: Talk, install: Install) -> None:
    body = START + IDEA + task("vurder") + simple("endEvent", "feil", NO) + chain("start", "ide", "vurder", "feil")
    install(declared(built(body, "start", "ide", "vurder", "feil")))
    case = talk.submit()
    with pytest.raises(Exception, match="feil"):
        talk.complete(case.case_id)
    assert talk.open(case.case_id) == ["vurder"]
    (incident,) = talk.all_of(Incident)
    assert (incident.element, incident.case_id) == ("feil", case.case_id)


def test_an_escalation_that_nobody_catches_is_in_the_log(talk: Talk, install: Install) -> None:
    body = START + IDEA + simple("intermediateThrowEvent", "rop", EXPENSIVE) + task("vurder") + END
    install(
        declared(
            built(body + chain("start", "ide", "rop", "vurder", "slutt"), "start", "ide", "rop", "vurder", "slutt")
        )
    )
    case = talk.submit()
    assert talk.open(case.case_id) == ["vurder"]
    assert "escalation_uncaught" in talk.actions(case.case_id)


def test_a_message_starts_a_case_in_another_pool_of_the_model(talk: Talk, install: Install) -> None:
    inner = event("startEvent", "kom", "message", "Message_ny") + task("behandle") + simple("endEvent", "e2", "")
    lanes = '<bpmn:laneSet id="l2"><bpmn:lane id="b2" name="Fag" nyt:role="fagperson">'
    lanes += "".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in ("kom", "behandle", "e2"))
    lanes += "</bpmn:lane></bpmn:laneSet>"
    other = (
        f'<bpmn:process id="annen" isExecutable="true">{lanes}{inner}{chain("kom", "behandle", "e2")}</bpmn:process>'
    )
    files = built(START + IDEA + END + chain("start", "ide", "slutt"), "start", "ide", "slutt")
    files["prove.bpmn"] = files["prove.bpmn"].replace(b"<bpmn:message ", other.encode() + b"<bpmn:message ", 1)
    install(files)
    payload = {"tittel": "Innsendt", "enhet": "hjemmetjenesten"}
    receipt = talk.engine.messages.publish(talk.machine, "ny_sak", payload=payload)
    assert receipt.case_id is not None
    assert talk.open(receipt.case_id) == ["behandle"]
    talk.complete(receipt.case_id)
    assert [case.status for case in talk.cases()] == ["completed"]


def test_a_timer_begins_an_event_subprocess_when_it_is_due(talk: Talk, install: Install) -> None:
    first = timer("kom", "timeDuration", '"P2D"').replace(
        "<bpmn:startEvent ", '<bpmn:startEvent isInterrupting="false" '
    )
    inner = first + task("svar") + simple("endEvent", "e_slutt", "") + chain("kom", "svar", "e_slutt")
    body = START + IDEA + task("vurder") + END
    body += f'<bpmn:subProcess id="ved_siden" triggeredByEvent="true">{inner}</bpmn:subProcess>'
    install(built(body + chain("start", "ide", "vurder", "slutt"), "start", "ide", "vurder", "slutt", "svar"))
    case = talk.submit()
    assert talk.open(case.case_id) == ["vurder"]
    talk.clock.move(days=3)
    talk.sweep()
    assert talk.open(case.case_id) == ["vurder", "svar"]


def test_an_event_that_goes_on_waiting_has_not_been_left(talk: Talk, install: Install) -> None:
    """It ends an activity with an inside in the same step, so that places are looked up."""
    signal = '<bpmn:signalEventDefinition signalRef="Signal_stengt"/>'
    throw = event("intermediateThrowEvent", "rop", "signal", "Signal_stengt")
    inner = simple("startEvent", "s2", "") + task("inne") + throw + simple("endEvent", "e2", "")
    inner += chain("s2", "inne", "rop", "e2")
    first = event("startEvent", "kom", "signal", "Signal_stengt", more=' isInterrupting="false"')
    aside = first + simple("manualTask", "svar", "") + simple("endEvent", "e3", "") + chain("kom", "svar", "e3")
    body = START + IDEA + f'<bpmn:subProcess id="sub">{inner}</bpmn:subProcess>' + task("etter") + END
    body += simple("boundaryEvent", "h", signal, ' attachedToRef="sub"')
    body += f'<bpmn:subProcess id="ved_siden" triggeredByEvent="true">{aside}</bpmn:subProcess>'
    body += chain("start", "ide", "sub", "slutt") + chain("h", "etter", "slutt")
    install(built(body, "start", "ide", "sub", "inne", "etter", "slutt", "h", "svar", "kom", "s2", "e2", "e3", "rop"))
    case = talk.submit()
    talk.complete(case.case_id)
    assert sorted(talk.open(case.case_id)) == ["etter", "svar"]
    assert places(talk, "kom") == [None, "completed"]
    assert talk.rows(Subscription) == 1


def test_what_waits_beside_goes_over_to_another_version_with_its_case(talk: Talk, install: Install) -> None:
    install(with_beside(stops=False))
    case = talk.submit()
    old = talk.cases()[0].version_id
    install({**with_beside(stops=False), "README.md": b"Ny utgave."})
    with talk.engine.database.reading() as session:
        new = session.execute(select(ProcessVersion.id).order_by(ProcessVersion.number.desc())).scalars().first()
    assert new is not None
    assert new != old
    owner = talk.town["prosesseier"]
    suggestions, _ = talk.engine.migrations.propose(owner, old, new)
    plan = Plan(targets={row.element: row.target for row in suggestions if row.target is not None})
    ordered = talk.engine.migrations.prepare(owner, old, new, plan, "Ny utgave")
    talk.sweep()
    talk.engine.migrations.start(ordered, owner)
    talk.sweep()
    assert talk.cases()[0].version_id == new
    assert places(talk, "kom") == ["migrated", None], "it still waits, in the new version"
    talk.engine.messages.publish(talk.machine, "svar", payload={"nr": 1})
    assert talk.open(case.case_id) == ["vurder", "svar"]
