"""Cases and versions on pause: what is sent to them waits, and comes when the pause is over."""

from engine.model.starting import ModelStart
from tests.messages.conftest import Install, Talk
from tests.messages.models import HEARS, WAITS, calls, on_the_clock, started_by
from tests.messages.test_calls import HELPS, child_of

IDEA_OF = {"tittel": "Ny tjeneste", "enhet": "skole"}


def test_a_message_waits_for_the_end_of_its_receivers_pause(talk: Talk, install: Install) -> None:
    install(WAITS)
    case = talk.submit()
    talk.engine.suspensions.suspend(case.case_id, talk.town["prosesseier"], "Avklaring.")
    assert talk.engine.messages.publish(talk.machine, "svar", key=case.number).status == "waiting"
    talk.sweep()
    assert talk.open(case.case_id) == []
    talk.engine.suspensions.resume(case.case_id, talk.town["prosesseier"], "Avklart.")
    talk.sweep()
    assert talk.open(case.case_id) == ["vurder"]


def test_a_signal_that_was_sent_to_a_case_on_pause_comes_after_it(talk: Talk, install: Install) -> None:
    install(HEARS)
    case = talk.submit()
    talk.engine.suspensions.suspend(case.case_id, talk.town["prosesseier"], "Avklaring.")
    talk.engine.messages.signal(talk.machine, "stengt")
    talk.sweep()
    assert talk.open(case.case_id) == []
    talk.engine.suspensions.resume(case.case_id, talk.town["prosesseier"], "Avklart.")
    talk.clock.move(minutes=11)
    talk.sweep()
    talk.sweep()
    assert talk.open(case.case_id) == ["vurder"]
    assert talk.actions(case.case_id).count("signal_received") == 1


def test_a_caller_on_pause_has_its_answer_when_it_goes_on(talk: Talk, install: Install) -> None:
    install(calls("hjelper"), HELPS)
    parent = talk.submit(process="kaller")
    talk.sweep()
    talk.engine.suspensions.suspend(parent.case_id, talk.town["prosesseier"], "Avklaring.")
    talk.complete(child_of(talk, parent.case_id))
    talk.sweep()
    assert talk.open(parent.case_id) == []
    talk.engine.suspensions.resume(parent.case_id, talk.town["prosesseier"], "Avklart.")
    talk.sweep()
    assert talk.open(parent.case_id) == ["etter"]


def test_a_version_on_pause_starts_nothing_until_it_goes_on(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"), started_by("signal", "Signal_stengt", key="vakt"))
    install(on_the_clock("timeDuration", '"P1D"'))
    versions = {row.version_id for row in talk.all_of(ModelStart)}
    for version in versions:
        talk.engine.releases.suspend(version, talk.town["prosesseier"], "Feil i skjemaet.")
    assert talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF).status == "waiting"
    talk.engine.messages.signal(talk.machine, "stengt", payload=IDEA_OF)
    talk.clock.move(days=2)
    talk.sweep()
    assert talk.cases() == []
    for version in versions:
        talk.engine.releases.resume(version, talk.town["prosesseier"], "Rettet.")
    talk.sweep()
    talk.clock.move(hours=2)
    talk.sweep()
    assert sorted(talk.open()) == ["behandle", "skriv"]


def test_going_back_to_an_older_version_takes_its_start_events_back(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"))
    (first,) = talk.all_of(ModelStart)
    install(started_by("signal", "Signal_stengt"))
    talk.engine.releases.choose(first.version_id, talk.town["prosesseier"], "Ny versjon virket ikke.")
    (now,) = talk.all_of(ModelStart)
    assert (now.kind, now.version_id) == ("message", first.version_id)
    assert talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF).status == "started"
