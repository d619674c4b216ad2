"""Conditional events that nobody's work makes true: the day comes, or an operator puts a fact right."""

from sqlalchemy import select

from engine.jobs.work import recheck
from engine.model.case import Case
from engine.model.work import Incident
from tests.integration.models import IDEA, task
from tests.messages.conftest import Install, Talk
from tests.messages.models import WAITS, line


def waits_until(condition: str) -> dict[str, bytes]:
    event = (
        '<bpmn:intermediateCatchEvent id="sant" name="Sant"><bpmn:conditionalEventDefinition><bpmn:condition>'
        f"{condition}</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
    )
    return line(("ide", IDEA), ("sant", event), ("vurder", task("vurder")))


NEXT_WEEK = waits_until('today() &gt;= date("2026-03-09")')


def test_a_condition_about_the_day_is_looked_at_again(talk: Talk, install: Install) -> None:
    install(NEXT_WEEK, {**WAITS, "model.toml": WAITS["model.toml"].replace(b'key = "prove"', b'key = "venter"')})
    case = talk.submit()
    talk.submit(process="venter")
    revision = talk.all(select(Case.revision).where(Case.id == case.case_id))
    talk.clock.move(days=6)
    assert recheck(talk.engine) == 0
    assert talk.all(select(Case.revision).where(Case.id == case.case_id)) == revision
    talk.clock.move(days=1)
    assert recheck(talk.engine) == 1
    assert talk.open(case.case_id) == ["vurder"]
    assert recheck(talk.engine) == 0


def test_only_cases_that_may_move_are_looked_at(talk: Talk, install: Install) -> None:
    install(NEXT_WEEK)
    paused, cancelled = talk.submit(), talk.submit()
    talk.engine.suspensions.suspend(paused.case_id, talk.town["prosesseier"], "Avklaring.")
    talk.engine.cases.cancel(cancelled.case_id, talk.town["prosesseier"], "Nei.")
    talk.clock.move(days=30)
    assert recheck(talk.engine) == 0
    assert not talk.engine.conditions.recheck(paused.case_id)
    assert talk.open() == []


def test_a_condition_that_cannot_be_judged_any_more_stops_its_case_only(talk: Talk, install: Install) -> None:
    endless = "every x in 1..2000000 satisfies x &gt; 0"
    install(waits_until(f'if today() &gt; date("2026-03-10") then {endless} else false'))
    cases = [talk.submit() for _ in range(2)]
    talk.clock.move(days=30)
    for _ in range(2):
        assert recheck(talk.engine) == 0
    found = talk.all_of(Incident)
    assert sorted(incident.case_id for incident in found) == sorted(case.case_id for case in cases)
    assert {incident.element for incident in found} == {"sant"}
