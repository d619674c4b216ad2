"""Signals: to everybody who waits when one is sent, across cases, once each; and to nobody who comes later."""

from sqlalchemy import update

from engine.jobs.work import deliver, due
from engine.model.message import Message, Subscription
from engine.model.work import OutboxMessage
from engine.services import signals
from tests.integration.models import IDEA, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import HEARS, SIGNALS, event, line, started_by


def test_a_signal_reaches_every_case_that_waits(talk: Talk, install: Install) -> None:
    install(HEARS, SIGNALS)
    cases = [talk.submit() for _ in range(3)]
    caller = talk.submit(process="roper")
    talk.sweep()
    for case in cases:
        assert talk.open(case.case_id) == ["vurder"]
        assert talk.fact(case.case_id, "vent") == {"grunn": "Snø"}
        assert talk.actions(case.case_id).count("signal_received") == 1
    assert "signal_sent" in talk.actions(caller.case_id)
    assert talk.rows(Subscription) == 0


def test_a_signal_is_not_kept_for_those_who_come_later(talk: Talk, install: Install) -> None:
    install(HEARS)
    assert talk.engine.messages.signal(talk.machine, "stengt").status == "spread"
    talk.clock.move(seconds=1)
    late = talk.submit()
    talk.sweep()
    assert talk.open(late.case_id) == []


def test_many_cases_hear_of_it_in_batches(talk: Talk, install: Install, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(signals, "BATCH", 2)
    install(HEARS)
    cases = [talk.submit() for _ in range(5)]
    talk.engine.messages.signal(talk.machine, "stengt", payload={"grunn": "Snø"})
    talk.sweep()
    assert [talk.open(case.case_id) for case in cases] == [["vurder"]] * 5
    assert len([m for m in talk.all_of(OutboxMessage) if m.topic == "signal_sent"]) == 3


BESIDE = line(
    ("ide", IDEA),
    (
        "vurder",
        task("vurder")
        + event(
            "boundaryEvent", "varsel", "signal", "Signal_stengt", more=' attachedToRef="vurder" cancelActivity="false"'
        )
        + task("sjekk")
        + '<bpmn:endEvent id="sjekket"/><bpmn:sequenceFlow id="f1" sourceRef="varsel" targetRef="sjekk"/>'
        + '<bpmn:sequenceFlow id="f2" sourceRef="sjekk" targetRef="sjekket"/>',
    ),
)
BESIDE["prove.bpmn"] = BESIDE["prove.bpmn"].replace(
    b"<bpmn:flowNodeRef>vurder</bpmn:flowNodeRef>",
    b"".join(b"<bpmn:flowNodeRef>%s</bpmn:flowNodeRef>" % e for e in (b"vurder", b"varsel", b"sjekk", b"sjekket")),
)
"""Goes on waiting for the signal after it has heard it once."""


def test_who_goes_on_waiting_hears_each_signal_once_even_if_it_is_delivered_again(talk: Talk, install: Install) -> None:
    install(BESIDE)
    case = talk.submit()
    talk.engine.messages.signal(talk.machine, "stengt")
    again = due(talk.engine).messages
    talk.sweep()
    assert sorted(talk.open(case.case_id)) == ["sjekk", "vurder"]
    # A carrier that was killed after the work and before its own note delivers the same once more.
    assert deliver(talk.engine, again) == 0
    talk.sweep()
    assert sorted(talk.open(case.case_id)) == ["sjekk", "vurder"]
    talk.engine.messages.signal(talk.machine, "stengt")
    talk.sweep()
    assert sorted(talk.open(case.case_id)) == ["sjekk", "sjekk", "vurder"]


def test_a_signal_starts_a_case_on_the_initiative_of_the_one_that_sent_it(talk: Talk, install: Install) -> None:
    install(SIGNALS, started_by("signal", "Signal_stengt"))
    caller = talk.submit(process="roper")
    talk.sweep()
    started = next(case for case in talk.cases() if case.id != caller.case_id)
    assert started.initiative_id == caller.initiative_id
    assert started.beside
    assert talk.open(started.id) == ["behandle"]
    assert talk.fact(started.id, "kom") == {"grunn": "Snø"}


def test_a_signal_from_outside_says_which_processes_it_could_not_start(talk: Talk, install: Install) -> None:
    install(started_by("signal", "Signal_stengt"))
    receipt = talk.engine.messages.signal(talk.machine, "stengt")
    talk.sweep()
    assert receipt.not_started == ("mottak",)
    assert talk.cases() == []
    payload = {"tittel": "Stengt vei", "enhet": "skole"}
    assert talk.engine.messages.signal(talk.machine, "stengt", payload=payload).not_started == ()
    talk.sweep()
    (case,) = talk.cases()
    assert talk.open(case.id) == ["behandle"]


def test_the_same_signal_again_is_sent_once(talk: Talk, install: Install) -> None:
    install(HEARS)
    case = talk.submit()
    for _ in range(2):
        talk.engine.messages.signal(talk.machine, "stengt", message_id="s-1")
    talk.sweep()
    assert talk.actions(case.case_id).count("signal_received") == 1
    assert talk.rows(Message) == 1


def test_delivered_means_done_even_when_the_note_of_it_is_lost(talk: Talk, install: Install) -> None:
    install(HEARS)
    case = talk.submit()
    talk.engine.messages.signal(talk.machine, "stengt")
    talk.sweep()
    with talk.engine.database.transaction() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.topic == "signal_sent").values(delivered_at=None))
    talk.sweep()
    assert talk.actions(case.case_id).count("signal_received") == 1
