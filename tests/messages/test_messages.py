"""Messages: handed to the one who waits, kept for the one who will, once, whoever sends them and whenever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.contract.errors import InvalidInput, KeyReused, MessageSettled, NotAllowed, NotFound
from engine.jobs.work import prune
from engine.model.access import Identity
from engine.model.audit import AuditEntry
from engine.model.message import Message, Subscription
from engine.model.work import Incident, OutboxMessage
from engine.services.messages import Receipt
from tests.integration.models import IDEA, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import (
    SENDS,
    WAITS,
    WAITS_FOR_ANY,
    WAITS_LATER,
    event,
    key,
    line,
)


def test_a_message_reaches_the_case_that_waits_with_its_key(talk: Talk, install: Install) -> None:
    install(WAITS)
    first, second = talk.submit(), talk.submit()
    assert talk.open() == []
    receipt = talk.engine.messages.publish(talk.machine, "svar", key=second.number, payload={"beløp": 7})
    assert (receipt.status, receipt.case_id, receipt.initiative) == ("caught", second.case_id, second.number)
    assert talk.open(first.case_id) == []
    assert talk.open(second.case_id) == ["vurder"]
    assert talk.fact(second.case_id, "vent") == {"beløp": 7}
    assert talk.actions(second.case_id)[-2:] == ["message_received", "task_opened"]


def test_a_message_that_nobody_waits_for_is_kept_until_somebody_does(talk: Talk, install: Install) -> None:
    install(WAITS_LATER)
    case = talk.submit()
    receipt = talk.engine.messages.publish(talk.machine, "svar", key=case.number, payload={"beløp": 7})
    assert receipt.status == "waiting"
    kept = select(AuditEntry.action).where(AuditEntry.case_id.is_(None)).order_by(AuditEntry.seq.desc()).limit(1)
    assert talk.all(kept) == ["message_buffered"]
    talk.sweep()
    assert talk.open(case.case_id) == ["forst"]
    talk.complete(case.case_id)
    assert talk.open(case.case_id) == []
    talk.sweep()
    assert talk.open(case.case_id) == ["vurder"]
    assert talk.rows(Subscription) == 0
    (message,) = talk.messages()
    assert (message.status, message.case_id, message.element) == ("caught", case.case_id, "vent")
    assert (talk.fact(case.case_id, "vent"), message.payload) == ({"beløp": 7}, {})


def test_one_message_is_for_one_case_the_one_that_has_waited_longest(talk: Talk, install: Install) -> None:
    install(WAITS_FOR_ANY)
    first, second = talk.submit(), talk.submit()
    receipt = talk.engine.messages.publish(talk.machine, "svar", key="uten betydning")
    assert receipt.case_id == first.case_id
    assert talk.open(second.case_id) == []


def test_messages_are_taken_in_the_order_they_came(talk: Talk, install: Install) -> None:
    install(WAITS_FOR_ANY)
    for number in (1, 2, 3):
        talk.engine.messages.publish(talk.machine, "svar", key=str(number), payload={"nummer": number})
    cases = [talk.submit() for _ in range(2)]
    talk.sweep()
    assert [talk.fact(case.case_id, "vent") for case in cases] == [{"nummer": 1}, {"nummer": 2}]
    assert [message.status for message in talk.messages()] == ["caught", "caught", "waiting"]


def test_the_same_message_again_gets_the_same_answer_and_does_nothing(talk: Talk, install: Install) -> None:
    install(WAITS)
    case = talk.submit()

    def send() -> Receipt:
        return talk.engine.messages.publish(talk.machine, "svar", key=case.number, message_id="m-1")

    assert send() == send()
    assert talk.rows(Message) == 1
    with pytest.raises(KeyReused):
        talk.engine.messages.publish(talk.machine, "svar", key="en annen", message_id="m-1")
    other = Identity(person_id=talk.town.people["kollega"], scopes=frozenset({"messages"}))
    assert talk.engine.messages.publish(other, "svar", key="en annen", message_id="m-1").status == "waiting"


def test_a_repeated_answer_does_not_change_when_the_message_is_caught_meanwhile(talk: Talk, install: Install) -> None:
    install(WAITS_LATER)
    case = talk.submit()
    first = talk.engine.messages.publish(talk.machine, "svar", key=case.number, message_id="m-1")
    talk.complete(case.case_id)
    talk.sweep()
    assert [m.status for m in talk.messages()] == ["caught"]
    assert talk.engine.messages.publish(talk.machine, "svar", key=case.number, message_id="m-1") == first


def test_a_case_tells_another_and_both_have_it_on_record(talk: Talk, install: Install) -> None:
    install(WAITS, SENDS)
    receiver = talk.submit()
    sender = talk.submit(title=receiver.number, process="avsender")
    assert talk.open(receiver.case_id) == []
    talk.sweep()
    assert talk.open(receiver.case_id) == ["vurder"]
    assert talk.fact(receiver.case_id, "vent") == {"beløp": 1001}
    assert "message_sent" in talk.actions(sender.case_id)
    assert "message_received" in talk.actions(receiver.case_id)
    talk.sweep()
    assert talk.rows(Message) == 1


def test_nothing_is_delivered_to_a_case_that_has_ended(talk: Talk, install: Install) -> None:
    install(WAITS)
    case = talk.submit()
    talk.engine.cases.cancel(case.case_id, talk.town["prosesseier"], "Ikke aktuelt.")
    assert talk.rows(Subscription) == 0
    assert talk.engine.messages.publish(talk.machine, "svar", key=case.number).status == "waiting"


def test_who_may_send(talk: Talk, install: Install) -> None:
    install(WAITS)
    people = talk.town.people
    for who, scopes in (
        ("ansatt", None),
        ("radgiver", None),
        ("ansatt", {"read", "tasks"}),
        ("admin", {"messages"}),
        ("revisor", {"messages"}),
    ):
        identity = Identity(person_id=people[who], scopes=frozenset(scopes) if scopes else None)
        for send in (talk.engine.messages.publish, talk.engine.messages.signal):
            with pytest.raises(NotAllowed):
                send(identity, "svar")
    assert talk.rows(Message) == 0
    assert talk.engine.messages.publish(talk.town["prosesseier"], "svar", key="x").status == "waiting"


def test_hostile_and_hopeless_input_is_named(talk: Talk) -> None:
    publish, machine, now = talk.engine.messages.publish, talk.machine, talk.clock.now()
    for field, given in {
        "name": {"name": " "},
        "key": {"name": "x", "key": "k" * 301},
        "id": {"name": "x", "message_id": "\0"},
        "payload": {"name": "x", "payload": {"a": "x" * 300_000}},
        "expires_at": {"name": "x", "expires_at": now - timedelta(days=1)},
    }.items():
        with pytest.raises(InvalidInput) as refused:
            publish(machine, **given)  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotFound):
        publish(machine, "x", initiative="INN-2026-404")
    assert talk.rows(Message) == 0


def test_what_nobody_catches_in_time_expires_and_is_later_forgotten(talk: Talk, install: Install) -> None:
    install(WAITS_LATER)
    case = talk.submit()
    until = talk.clock.now() + timedelta(days=2)
    talk.engine.messages.publish(talk.machine, "svar", key=case.number, expires_at=until)
    talk.clock.move(days=3)
    talk.complete(case.case_id)
    talk.sweep()
    assert talk.open(case.case_id) == []
    prune(talk.engine)
    assert [m.status for m in talk.messages()] == ["expired"]
    talk.clock.move(days=100)
    prune(talk.engine)
    assert talk.rows(Message) == 0


FAILS = line(
    ("ide", IDEA),
    ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar", key("initiativ.nummer"))),
    ("etter", event("intermediateCatchEvent", "etter", "message", "Message_ny", key("vent.videre"))),
    ("vurder", task("vurder")),
)
"""Cannot go on after a message whose `videre` is no key."""


def test_a_message_that_stops_its_receiver_waits_for_an_operator(talk: Talk, install: Install) -> None:
    install(FAILS)
    case = talk.submit()
    receipt = talk.engine.messages.publish(talk.machine, "svar", key=case.number, payload={"videre": "x" * 301})
    assert receipt.status == "stopped"
    assert talk.rows(Subscription) == 1
    (incident,) = talk.all_of(Incident)
    assert incident.case_id == case.case_id
    talk.sweep()
    assert talk.rows(Incident) == 1
    talk.engine.incidents.retry(incident.id, talk.town["prosesseier"])
    talk.sweep()
    assert [m.status for m in talk.messages()] == ["stopped"]
    assert len([i for i in talk.all_of(Incident) if i.resolved_at is None]) == 1
    (message,) = talk.messages()
    assert talk.engine.letterbox.deliver_again(message.id, talk.town["admin"]) == "stopped"
    talk.engine.letterbox.discard(message.id, talk.town["prosesseier"], "Feil innhold.")
    assert [i for i in talk.all_of(Incident) if i.resolved_at is None] == []
    assert "message_discarded" in talk.actions(case.case_id)
    assert {c.status for c in talk.cases()} == {"running"}
    assert (
        talk.engine.messages.publish(talk.machine, "svar", key=case.number, payload={"videre": "x"}).status == "caught"
    )


def test_a_case_that_could_not_take_a_message_is_handed_no_other_until_somebody_has_seen_to_it(
    talk: Talk, install: Install
) -> None:
    install(FAILS)
    case = talk.submit()

    def send(**payload: object) -> str:
        return talk.engine.messages.publish(talk.machine, "svar", key=case.number, payload=payload).status

    assert [send(videre="x" * 301), send(videre="x" * 302), send(videre="x")] == ["stopped", "waiting", "waiting"]
    talk.sweep()
    assert [m.status for m in talk.messages()] == ["stopped", "waiting", "waiting"]
    for number in range(2):
        talk.engine.letterbox.discard(talk.messages()[number].id, talk.town["prosesseier"], "Feil innhold.")
        talk.sweep()
    assert [m.status for m in talk.messages()] == ["discarded", "discarded", "caught"]
    assert [i for i in talk.all_of(Incident) if i.resolved_at is None] == []


def test_an_operator_throws_a_message_away_with_a_reason_once(talk: Talk) -> None:
    receipt = talk.engine.messages.publish(talk.machine, "svar", key="ingen")
    discard = talk.engine.letterbox.discard
    with pytest.raises(NotAllowed):
        discard(receipt.id, talk.town["radgiver"], "Nei.")
    with pytest.raises(InvalidInput):
        discard(receipt.id, talk.town["prosesseier"], "  ")
    discard(receipt.id, talk.town["prosesseier"], "Sendt ved en feil.")
    with pytest.raises(MessageSettled):
        discard(receipt.id, talk.town["admin"], "En gang til.")
    with pytest.raises(MessageSettled):
        talk.engine.letterbox.deliver_again(receipt.id, talk.town["admin"])
    (message,) = talk.messages()
    assert (message.status, message.reason) == ("discarded", "Sendt ved en feil.")


def test_everything_that_is_left_is_delivered(talk: Talk, install: Install) -> None:
    install(WAITS, SENDS)
    receiver = talk.submit()
    talk.submit(title=receiver.number, process="avsender")
    talk.sweep()
    assert all(m.delivered_at is not None for m in talk.all_of(OutboxMessage))
