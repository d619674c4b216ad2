"""Many at once, on a real database: no message is lost, none is taken twice, and nobody waits for ever for a lock."""

from concurrent.futures import ThreadPoolExecutor

from engine.jobs.work import deliver, due
from engine.model.message import Message, Subscription
from tests.messages.conftest import Install, Talk
from tests.messages.models import HEARS, SENDS, WAITS, WAITS_FOR_ANY, WAITS_LATER, started_by


def test_two_senders_and_one_who_waits(talk: Talk, install: Install) -> None:
    install(WAITS)
    for _ in range(5):
        case = talk.submit()
        with ThreadPoolExecutor(4) as many:
            receipts = list(
                many.map(
                    lambda n, key=case.number: talk.engine.messages.publish(
                        talk.machine, "svar", key=key, payload={"n": n}
                    ),
                    range(4),
                )
            )
        talk.sweep()
        assert sorted(r.status for r in receipts).count("caught") <= 1
        assert talk.open(case.case_id) == ["vurder"]
        assert talk.actions(case.case_id).count("message_received") == 1
    assert [m.status for m in talk.messages()].count("caught") == 5
    assert [m.status for m in talk.messages()].count("waiting") == 15


def test_a_sender_races_the_case_that_begins_to_wait(talk: Talk, install: Install) -> None:
    install(WAITS_LATER)
    cases = [talk.submit() for _ in range(12)]
    with ThreadPoolExecutor(4) as many:
        for case in cases:
            sending = many.submit(talk.engine.messages.publish, talk.machine, "svar", key=case.number)
            waiting = many.submit(talk.complete, case.case_id)
            sending.result(), waiting.result()
    talk.sweep()
    assert [talk.open(case.case_id) for case in cases] == [["vurder"]] * 12
    assert {m.status for m in talk.messages()} == {"caught"}
    assert talk.rows(Subscription) == 0


def test_many_cases_and_many_messages_pair_off(talk: Talk, install: Install) -> None:
    install(WAITS_FOR_ANY)
    with ThreadPoolExecutor(8) as many:
        cases = [many.submit(talk.submit) for _ in range(16)]
        sent = [many.submit(talk.engine.messages.publish, talk.machine, "svar", payload={"n": n}) for n in range(20)]
        started, receipts = [c.result() for c in cases], [s.result() for s in sent]
    talk.sweep()
    assert len(receipts) == 20
    assert [talk.open(case.case_id) for case in started] == [["vurder"]] * 16
    numbers = [talk.fact(case.case_id, "vent")["n"] for case in started]  # type: ignore[index]
    assert len(set(numbers)) == 16
    assert [m.status for m in talk.messages()].count("waiting") == 4


def test_carriers_that_deliver_the_same_at_once_do_it_once(talk: Talk, install: Install) -> None:
    install(HEARS, WAITS, SENDS)
    cases = [talk.submit() for _ in range(4)]
    receivers = cases[:2]
    for case in receivers:
        talk.submit(title=case.number, process="avsender")
    talk.engine.messages.signal(talk.machine, "stengt")
    for _ in range(4):
        left = due(talk.engine).messages
        with ThreadPoolExecutor(4) as many:
            list(many.map(lambda _, left=left: [deliver(talk.engine, [id_]) for id_ in left], range(4)))
    for case in receivers:
        assert talk.actions(case.case_id).count("message_received") == 1
        assert talk.open(case.case_id) == ["vurder"]


def test_the_same_message_from_many_at_once_starts_one_case(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"))
    payload = {"tittel": "En gang", "enhet": "skole"}
    with ThreadPoolExecutor(8) as many:
        receipts = list(
            many.map(
                lambda _: talk.engine.messages.publish(talk.machine, "ny_sak", payload=payload, message_id="m-1"),
                range(8),
            )
        )
    assert len({receipt.id for receipt in receipts}) == 1
    assert {receipt.status for receipt in receipts} == {"started"}
    talk.sweep()
    assert len(talk.cases()) == 1
    assert talk.rows(Message) == 1


def test_cases_that_write_to_each_other_never_lock_each_other_out(talk: Talk, install: Install) -> None:
    install(WAITS, SENDS)
    receivers = [talk.submit() for _ in range(8)]
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda case: talk.submit(title=case.number, process="avsender"), receivers))
        for _ in range(3):
            left = due(talk.engine).messages
            list(many.map(lambda id_: deliver(talk.engine, [id_]), [*left, *reversed(left)]))
    assert [talk.open(case.case_id) for case in receivers] == [["vurder"]] * 8
