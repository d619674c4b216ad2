"""Cases that call cases of other models: once each, answered with what became known, ended with their caller."""

import pytest

from engine.contract.errors import CallsTooDeep, InvalidInput, ModelRejected
from engine.jobs.work import deliver
from engine.model.initiative import Initiative
from engine.model.starting import CalledCase
from engine.model.work import Incident, OutboxMessage
from engine.services.calls import MAXIMUM_DEPTH
from engine.services.problems import sentence
from tests.integration.models import END, START, chain, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import built, calls, started_by

HELPS = built(
    START + task("vurder") + END + chain("start", "vurder", "slutt"), "start", "vurder", "slutt", key="hjelper"
)


def child_of(talk: Talk, parent) -> object:  # type: ignore[no-untyped-def]
    (called,) = [row for row in talk.all_of(CalledCase) if row.parent_id == parent]
    return called.child_id


def test_a_call_begins_a_case_on_the_same_initiative_and_returns_its_facts(talk: Talk, install: Install) -> None:
    install(calls("hjelper"), HELPS)
    parent = talk.submit(process="kaller")
    assert talk.open() == []
    talk.sweep()
    child = child_of(talk, parent.case_id)
    assert talk.open(child) == ["vurder"]
    assert talk.fact(child, "tema") == "Ny vaktliste"
    talk.complete(child)
    assert talk.open() == []
    (initiative,) = talk.all_of(Initiative)
    assert initiative.status == "running"
    talk.sweep()
    assert talk.open(parent.case_id) == ["etter"]
    assert talk.fact(parent.case_id, "kall") == {"tema": "Ny vaktliste", "vurder": {"svar": "Ja.", "tall": None}}
    assert [a for a in talk.actions(parent.case_id) if a.startswith("call_")] == ["call_started", "call_returned"]
    talk.complete(parent.case_id)
    (initiative,) = talk.all_of(Initiative)
    assert initiative.status == "completed"


def test_a_call_that_is_delivered_again_begins_nothing_more(talk: Talk, install: Install) -> None:
    install(calls("hjelper"), HELPS)
    parent = talk.submit(process="kaller")
    started = [row.id for row in talk.all_of(OutboxMessage) if row.topic == "call_started"]
    for _ in range(2):
        deliver(talk.engine, started)
    child = child_of(talk, parent.case_id)
    assert len(talk.cases()) == 2
    talk.complete(child)
    returned = [row.id for row in talk.all_of(OutboxMessage) if row.topic == "call_returned"]
    for _ in range(2):
        deliver(talk.engine, returned)
    assert talk.actions(parent.case_id).count("call_returned") == 1


def test_a_cancelled_caller_takes_its_called_case_with_it(talk: Talk, install: Install) -> None:
    install(calls("hjelper"), HELPS)
    parent = talk.submit(process="kaller")
    talk.sweep()
    child = child_of(talk, parent.case_id)
    talk.engine.cases.cancel(parent.case_id, talk.town["prosesseier"], "Ikke aktuelt.")
    talk.sweep()
    assert talk.open() == []
    assert {case.status for case in talk.cases()} == {"cancelled"}
    assert talk.actions(child)[-1] in ("case_called_off", "case_cancelled")


def test_a_call_taken_back_before_it_was_carried_out_begins_nothing(talk: Talk, install: Install) -> None:
    install(calls("hjelper"), HELPS)
    parent = talk.submit(process="kaller")
    talk.engine.cases.cancel(parent.case_id, talk.town["prosesseier"], "Ikke aktuelt.")
    talk.sweep()
    assert len(talk.cases()) == 1


def test_a_call_of_a_process_that_is_not_there_stops_the_caller_until_it_is(talk: Talk, install: Install) -> None:
    install(calls("hjelper"))
    parent = talk.submit(process="kaller")
    talk.sweep()
    (incident,) = talk.all_of(Incident)
    assert (incident.case_id, incident.element) == (parent.case_id, "kall")
    assert "hjelper" in incident.detail
    install(HELPS)
    talk.engine.incidents.retry(incident.id, talk.town["prosesseier"])
    talk.sweep()
    assert talk.open() == ["vurder"]


def test_a_numbered_version_is_called_even_when_there_is_a_newer(talk: Talk, install: Install) -> None:
    newer = built(START + task("ny") + END + chain("start", "ny", "slutt"), "start", "ny", "slutt", key="hjelper")
    install(calls("hjelper", inner=" binding='version' version='1'"), HELPS, newer)
    talk.submit(process="kaller")
    talk.sweep()
    assert talk.open() == ["vurder"]


def test_models_that_call_each_other_in_a_circle_stop_at_a_depth_with_a_name(talk: Talk, install: Install) -> None:
    def caller(key: str, other: str) -> dict[str, bytes]:
        call = (
            f'<bpmn:callActivity id="kall" name="Kall"><bpmn:extensionElements><nyt:call process="{other}"/>'
            "</bpmn:extensionElements></bpmn:callActivity>"
        )
        return built(START + call + END + chain("start", "kall", "slutt"), "start", "kall", "slutt", key=key)

    install(calls("en"), caller("en", "to"), caller("to", "en"))
    talk.submit(process="kaller")
    talk.sweep()
    (incident,) = talk.all_of(Incident)
    assert incident.code == CallsTooDeep.__name__
    assert len(talk.cases()) == MAXIMUM_DEPTH + 1


def test_a_called_case_that_ends_at_once_answers_at_once(talk: Talk, install: Install) -> None:
    install(calls("kort"), built(START + END + chain("start", "slutt"), "start", "slutt", key="kort"))
    parent = talk.submit(process="kaller")
    talk.sweep()
    assert talk.open(parent.case_id) == ["etter"]
    assert talk.fact(parent.case_id, "kall") == {"tema": "Ny vaktliste"}


def test_a_version_can_be_fixed_when_the_caller_is_deployed(talk: Talk, install: Install) -> None:
    newer = built(START + task("ny") + END + chain("start", "ny", "slutt"), "start", "ny", "slutt", key="hjelper")
    pinned = calls("hjelper", inner=" binding='deployment'")
    with pytest.raises(ModelRejected) as rejected:
        install(pinned)
    (problem,) = rejected.value.problems
    assert (problem.code, problem.element) == ("call_not_deployed", "kall")
    assert all("hjelper" in sentence(problem, locale) for locale in ("nb", "en"))
    install(HELPS, pinned, newer)
    talk.submit(process="kaller")
    talk.sweep()
    assert talk.open() == ["vurder"]


def test_a_process_that_only_messages_start_cannot_be_called_or_started_by_hand(talk: Talk, install: Install) -> None:
    install(calls("mottak"), started_by("message", "Message_ny"))
    talk.submit(process="kaller")
    talk.sweep()
    (incident,) = talk.all_of(Incident)
    assert (incident.element, "no_plain_start" in incident.detail) == ("kall", True)
    with pytest.raises(InvalidInput):
        talk.submit(process="mottak")
