"""Cases that a message or the clock starts: on which initiative, once, and renewed with each version."""

from datetime import UTC, datetime

import pytest

from engine.contract.errors import FormRejected, NotFound
from engine.model.access import Identity
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.message import Message
from engine.model.starting import ModelStart
from engine.model.work import Incident
from engine.queries.waiting_rows import ENDED_BESIDE
from tests.integration.models import END, IDEA, chain, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import built, event, given, line, on_the_clock, started_by

IDEA_OF = {"tittel": "Ny tjeneste", "enhet": "skole", "problemstilling": "Det tar tid."}
THROWS = line(
    ("ide", IDEA),
    ("send", event("intermediateThrowEvent", "send", "message", "Message_ny", given("tema", "ide.tittel"))),
    ("vurder", task("vurder")),
    key="avsender",
)


def test_a_message_starts_a_case_on_a_new_initiative(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"))
    receipt = talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF, message_id="m-1")
    assert receipt.status == "started"
    (initiative,) = talk.all_of(Initiative)
    assert (receipt.initiative, initiative.title, initiative.summary) == (
        initiative.number, "Ny tjeneste", "Det tar tid.",
    )  # fmt: skip
    assert initiative.unit_id == talk.town.units["skole"]
    assert initiative.submitter_id == talk.town.people["ansatt"]
    (case,) = talk.cases()
    assert not case.beside
    assert talk.open(case.id) == ["behandle"]
    assert talk.fact(case.id, "kom") == IDEA_OF
    assert talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF, message_id="m-1") == receipt
    talk.sweep()
    assert talk.rows(Case) == 1


def test_a_message_names_the_initiative_that_its_case_stands_on(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"), THROWS)
    first = talk.submit(process="avsender")
    talk.sweep()
    cases = talk.cases()
    receipt = talk.engine.messages.publish(talk.machine, "ny_sak", initiative=first.number)
    assert (receipt.status, receipt.initiative) == ("started", first.number)
    assert talk.rows(Initiative) == 1
    assert talk.rows(Case) == len(cases) + 1
    nosy = Identity(person_id=talk.town.people["ansatt"], scopes=frozenset({"messages"}))
    with pytest.raises(NotFound):
        talk.engine.messages.publish(nosy, "ny_sak", initiative=first.number)


def test_a_message_that_does_not_say_where_is_refused_and_not_kept(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"))
    for payload, paths in (
        ({}, ["payload.tittel", "payload.enhet"]),
        ({"tittel": "x"}, ["payload.enhet"]),
        ({"tittel": "x", "enhet": "finnes_ikke"}, ["payload.enhet"]),
        ({"tittel": 7, "enhet": "skole"}, ["payload.tittel"]),
    ):
        with pytest.raises(FormRejected) as refused:
            talk.engine.messages.publish(talk.machine, "ny_sak", payload=payload)
        assert [problem.path for problem in refused.value.problems] == paths
    assert talk.rows(Message) == 0


def test_a_case_that_a_case_starts_stands_beside_it(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"), THROWS)
    first = talk.submit(process="avsender")
    talk.sweep()
    started = next(case for case in talk.cases() if case.id != first.case_id)
    assert started.initiative_id == first.initiative_id
    assert talk.fact(started.id, "kom") == {"tema": "Ny vaktliste"}
    talk.complete(started.id)
    (initiative,) = talk.all_of(Initiative)
    assert initiative.status == "running"
    talk.complete(first.case_id)
    (initiative,) = talk.all_of(Initiative)
    assert initiative.status == "completed"


def test_ending_an_initiative_ends_what_stands_beside_its_case(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"), THROWS)
    first = talk.submit(process="avsender")
    talk.sweep()
    talk.engine.cases.cancel(first.case_id, talk.town["prosesseier"], "Ikke aktuelt.")
    talk.sweep()
    assert {case.status for case in talk.cases()} == {"cancelled"}
    assert talk.open() == []


def test_a_message_waits_for_a_process_that_is_deployed_later(talk: Talk, install: Install) -> None:
    assert talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF).status == "waiting"
    install(started_by("message", "Message_ny"))
    talk.sweep()
    (case,) = talk.cases()
    assert talk.open(case.id) == ["behandle"]


def test_a_case_that_waits_comes_before_one_that_would_be_started(talk: Talk, install: Install) -> None:
    waits = line(
        ("ide", IDEA),
        ("vent", event("intermediateCatchEvent", "vent", "message", "Message_ny")),
        ("vurder", task("vurder")),
    )
    install(started_by("message", "Message_ny"), waits)
    case = talk.submit()
    receipt = talk.engine.messages.publish(talk.machine, "ny_sak")
    assert (receipt.status, receipt.case_id) == ("caught", case.case_id)


def test_a_new_version_takes_the_start_events_over(talk: Talk, install: Install) -> None:
    install(started_by("message", "Message_ny"))
    (before,) = talk.all_of(ModelStart)
    changed = started_by("message", "Message_ny")
    changed["forms/svar.json"] = changed["forms/svar.json"].replace(b"Svar", b"Ditt svar")
    install(changed)
    (after,) = talk.all_of(ModelStart)
    assert after.version_id != before.version_id
    talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF)
    assert [case.version_id for case in talk.cases()] == [after.version_id]
    install(on_the_clock("timeCycle", '"R/P1Y"', key="mottak"))
    assert [(row.kind, row.name) for row in talk.all_of(ModelStart)] == [("timer", "")]
    assert talk.engine.messages.publish(talk.machine, "ny_sak", payload=IDEA_OF).status == "waiting"


def test_the_clock_starts_a_case_each_time_and_once_for_all_that_were_missed(talk: Talk, install: Install) -> None:
    talk.clock.set(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    install(on_the_clock("timeCycle", '"R/P1M"'))
    talk.sweep()
    assert talk.rows(Case) == 0
    talk.clock.set(datetime(2026, 4, 2, 8, 0, tzinfo=UTC))
    talk.sweep()
    talk.sweep()
    (case,) = talk.cases()
    assert talk.open(case.id) == ["skriv"]
    (initiative,) = talk.all_of(Initiative)
    assert initiative.title == "Prøve 02.04.2026"
    assert initiative.submitter_id == talk.town.people["prosesseier"]
    assert initiative.unit_id == talk.town.units["kommune"]
    talk.clock.set(datetime(2026, 9, 20, tzinfo=UTC))
    talk.sweep()
    assert talk.rows(Case) == 2
    (start,) = talk.all_of(ModelStart)
    assert start.due_at == datetime(2026, 10, 2, 7, 0, tzinfo=UTC).replace(hour=start.due_at.hour)


def test_an_unchanged_timer_goes_on_counting_in_a_new_version(talk: Talk, install: Install) -> None:
    talk.clock.set(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    install(on_the_clock("timeCycle", '"R/P1Y"'))
    (before,) = talk.all_of(ModelStart)
    talk.clock.move(days=200)
    changed = on_the_clock("timeCycle", '"R/P1Y"')
    changed["forms/svar.json"] = changed["forms/svar.json"].replace(b"Svar", b"Ditt svar")
    install(changed)
    (after,) = talk.all_of(ModelStart)
    assert (after.due_at, after.version_id == before.version_id) == (before.due_at, False)


def test_a_date_comes_once(talk: Talk, install: Install) -> None:
    install(on_the_clock("timeDate", '"2026-05-01T08:00:00Z"'))
    for _ in range(2):
        talk.clock.set(datetime(2026, 6, 1, tzinfo=UTC))
        talk.sweep()
    assert talk.rows(Case) == 1
    changed = on_the_clock("timeDate", '"2026-05-01T08:00:00Z"')
    changed["forms/svar.json"] = changed["forms/svar.json"].replace(b"Svar", b"Ditt svar")
    install(changed)
    talk.sweep()
    assert talk.rows(Case) == 1


def test_the_clock_waits_for_somebody_to_own_what_it_starts(talk: Talk, install: Install) -> None:
    install(on_the_clock("timeDuration", '"P1D"'))
    talk.engine.people.deactivate(None, talk.town.people["prosesseier"])
    talk.clock.move(days=2)
    talk.sweep()
    assert talk.rows(Case) == 0
    (start,) = talk.all_of(ModelStart)
    assert "owner" in start.failure
    talk.engine.people.grant(None, talk.town.people["radgiver"], "prosesseier")
    talk.clock.move(hours=2)
    talk.sweep()
    (initiative,) = talk.all_of(Initiative)
    assert initiative.submitter_id == talk.town.people["radgiver"]
    (start,) = talk.all_of(ModelStart)
    assert (start.failure, start.due_at) == ("", None)


def test_a_thrown_message_that_cannot_start_anything_tells_its_sender(talk: Talk, install: Install) -> None:
    bad = line(
        ("ide", IDEA),
        (
            "send",
            event(
                "intermediateThrowEvent",
                "send",
                "message",
                "Message_ny",
                given("tittel", "ide.tittel") + given("enhet", '"finnes_ikke"'),
            ),
        ),
        ("vurder", task("vurder")),
        key="avsender",
    )
    install(started_by("message", "Message_ny"), bad)
    first = talk.submit(process="avsender")
    talk.sweep()
    (incident,) = talk.all_of(Incident)
    assert (incident.case_id, incident.element, incident.code) == (first.case_id, "send", "UndeliverableMessage")
    assert [m.status for m in talk.messages()] == ["stopped"]


def test_a_yearly_start_keeps_its_day_and_hour(talk: Talk, install: Install) -> None:
    """From the middle of January, at eight in the morning in Norway; the leap day of one year is the 28th of the next."""
    talk.clock.set(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    install(
        on_the_clock("timeCycle", '"R/2027-01-15/P1Y"'), on_the_clock("timeCycle", '"R4/2024-02-29/P1Y"', key="skudd")
    )
    for expected in ((2027, 1, 15), (2028, 1, 15)):
        talk.clock.set(datetime(*expected, 6, 59, tzinfo=UTC))
        talk.sweep()
        before = len(talk.cases())
        talk.clock.move(minutes=2)
        talk.sweep()
        assert len(talk.cases()) == before + 1
    talk.clock.move(days=60)
    talk.sweep()
    titles = sorted(initiative.title for initiative in talk.all_of(Initiative))
    assert titles == ["Prøve 15.01.2027", "Prøve 15.01.2028", "Prøve 28.02.2027"]


def test_old_cases_beside_are_found_when_asked_for(talk: Talk, install: Install) -> None:
    short = built(
        event("startEvent", "kom", "message", "Message_ny") + END + chain("kom", "slutt"), "kom", "slutt", key="kort"
    )
    install(short, THROWS)
    first = talk.submit(process="avsender")
    for _ in range(ENDED_BESIDE + 5):
        talk.engine.messages.publish(talk.machine, "ny_sak", initiative=first.number)
    talk.sweep()
    beside = [case for case in talk.cases() if case.beside]
    assert len(beside) == ENDED_BESIDE + 6
    view = talk.engine.queries.initiatives.view(talk.town["ansatt"], first.number)
    assert (view.current.id, len(view.others)) == (first.case_id, ENDED_BESIDE)
    for case in beside:
        shown = talk.engine.queries.initiatives.by_case(talk.town["ansatt"], case.id)
        assert case.id in {found.id for found in shown.cases}
