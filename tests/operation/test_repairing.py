"""A stopped step: tried again, passed by with a reason, or tried again with facts put right."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.contract.errors import CaseStopped, CaseSuspended, InvalidInput, NotAllowed, NotFound
from engine.jobs.work import sweep
from engine.model.artefact import Answers
from engine.model.audit import AuditEntry
from engine.model.batch import Batch, BatchItem, ItemStatus, Stage
from engine.model.case import CaseStatus, Fact
from engine.model.operation import Bypass, Intervention
from engine.model.work import Incident
from engine.services.repairs import Result
from engine.testing import FakeClock, Town
from tests.integration.models import END, IDEA, START, chain, model, task
from tests.operation.conftest import CHOICE, WAIT, Rows, Submit

Look = Callable[[UUID], Rows]
FALL = (
    '<bpmn:intermediateCatchEvent id="{}"><bpmn:timerEventDefinition><bpmn:timeDate>{}</bpmn:timeDate>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
)


@pytest.fixture
def stopped(engine: Engine, town: Town, submit: Submit, rows: Look) -> Rows:
    """A case that the fagperson's second answer has stopped at the gateway."""
    case = rows(submit(CHOICE))
    engine.tasks.complete(case.tasks[0].id, town["fag1"], {"svar": "x", "tall": Decimal(7)})
    with pytest.raises(CaseStopped):
        engine.tasks.complete(case.tasks[0].id, town["fag2"], {"svar": "y"})
    return case


def the_incident(case: Rows) -> Incident:
    (incident,) = case.incidents
    return incident


def test_trying_again_sends_what_the_person_sent_and_stops_as_before(engine: Engine, town: Town, stopped: Rows) -> None:
    assert the_incident(stopped).element == "valg"
    assert engine.incidents.retry(the_incident(stopped).id, town["prosesseier"]) == Result.STOPPED_AGAIN
    assert (stopped.case.status, stopped.waiting()) == (CaseStatus.INCIDENT, ["mer"])
    assert the_incident(stopped).element == "valg"


def test_a_gateway_is_passed_by_the_way_that_the_operator_says(engine: Engine, town: Town, stopped: Rows) -> None:
    incident = the_incident(stopped).id
    with pytest.raises(InvalidInput) as refused:
        engine.incidents.skip(incident, town["prosesseier"], "Gikk i møte")
    assert refused.value.code == "required"
    with pytest.raises(InvalidInput):
        engine.incidents.skip(incident, town["prosesseier"], "Gikk i møte", flow="vurder__mer")
    result = engine.incidents.skip(incident, town["prosesseier"], "Gikk i møte", flow="valg__leder")
    assert result == Result.MOVED_ON
    assert (stopped.waiting(), stopped.case.status, stopped.incidents) == (["leder"], CaseStatus.RUNNING, [])
    with engine.database.reading() as session:
        assert session.execute(select(Bypass)).first() is None
        record = session.execute(select(Intervention)).scalar_one()
        given = session.execute(select(Answers.given_by_id).where(Answers.element == "mer")).scalar_one()
        actions = session.execute(select(AuditEntry.action, AuditEntry.actor_id)).all()
    assert (record.kind, record.element, record.reason) == ("skipped", "valg", "Gikk i møte")
    assert given == town["fag2"].person_id, "the answers are those of the one who sent them"
    assert ("case_skipped", town["prosesseier"].person_id) in [tuple(action) for action in actions]


def test_facts_are_put_right_and_the_case_goes_on(engine: Engine, town: Town, stopped: Rows) -> None:
    incident = the_incident(stopped).id
    result = engine.incidents.amend(incident, town["prosesseier"], {"vurder.tall": "12"}, "Skrevet feil")
    assert result == Result.MOVED_ON
    assert stopped.waiting() == ["leder"]
    with engine.database.reading() as session:
        value = session.execute(select(Fact.value).where(Fact.name == "vurder")).scalar_one()
        answers = session.execute(select(Answers.values).where(Answers.element == "vurder")).scalar_one()
        record = session.execute(select(Intervention)).scalar_one()
    assert value["tall"] == 12
    assert answers["tall"] == 7, "what was answered stays as it was answered"
    assert record.detail == {"facts": ["vurder.tall"]}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "required"),
        ({"vurder.tall": "mange"}, "wrong_kind"),
        ({"initiativ.nummer": "INN-1"}, "no_such_fact"),
        ({"borte": "1"}, "no_such_fact"),
        ({"vurder.tall.dypere": "1"}, "no_such_fact"),
    ],
)
def test_facts_that_cannot_be_put_right_change_nothing(
    engine: Engine, town: Town, stopped: Rows, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        engine.incidents.amend(the_incident(stopped).id, town["prosesseier"], facts, "fordi")
    assert refused.value.code == code
    with engine.database.reading() as session:
        assert session.execute(select(Intervention)).first() is None


def test_a_person_who_has_written_on_sends_it_themself(engine: Engine, town: Town, stopped: Rows) -> None:
    (open_task,) = stopped.tasks
    engine.tasks.save_draft(open_task.id, town["fag2"], {"svar": "noe annet"})
    result = engine.incidents.skip(the_incident(stopped).id, town["prosesseier"], "ok", flow="valg__slutt")
    assert result == Result.ASKS_PERSON
    assert stopped.waiting() == ["mer"]
    engine.tasks.complete(open_task.id, town["fag2"], {"svar": "noe annet"})
    assert stopped.case.status == CaseStatus.COMPLETED, "the way is still as the operator said"


def test_a_timer_whose_step_fails_passes_it(
    engine: Engine, town: Town, submit: Submit, rows: Look, clock: FakeClock
) -> None:
    files = model(
        START
        + IDEA
        + WAIT
        + FALL.format("fall", "ide.finnes_ikke")
        + task("leder")
        + END
        + chain("start", "ide", "vent", "fall", "leder", "slutt"),
        {"ansatt": ("start", "ide"), "enhetsleder": ("vent", "fall", "leder", "slutt")},
    )
    case = rows(submit(files))
    clock.set(case.timers[0].due_at)
    sweep(engine)
    assert the_incident(case).element == "fall"
    assert engine.incidents.skip(the_incident(case).id, town["prosesseier"], "Uten frist") == Result.SET_GOING
    sweep(engine)
    assert (case.waiting(), case.incidents, case.case.status) == (["leder"], [], CaseStatus.RUNNING)


def test_a_persons_task_is_never_skipped(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    files = model(
        START
        + IDEA
        + task("vurder")
        + task("leder", '<nyt:due date="ide.tittel"/>')
        + END
        + chain("start", "ide", "vurder", "leder", "slutt"),
        {"ansatt": ("start", "ide"), "fagperson": ("vurder",), "enhetsleder": ("leder", "slutt")},
    )
    case = rows(submit(files))
    with pytest.raises(CaseStopped):
        engine.tasks.complete(case.tasks[0].id, town["fag1"], {"svar": "x"})
    incident = the_incident(case)
    assert incident.element == "leder"
    with pytest.raises(InvalidInput) as refused:
        engine.incidents.skip(incident.id, town["prosesseier"], "fordi")
    assert (refused.value.field, refused.value.code) == ("element", "not_skippable")


def test_who_may_do_what_with_a_stopped_step(engine: Engine, town: Town, stopped: Rows) -> None:
    incident = the_incident(stopped).id
    for who in ("fag2", "leder", "ansatt", "admin"):
        with pytest.raises((NotAllowed, NotFound)):
            engine.incidents.skip(incident, town[who], "fordi", flow="valg__leder")
        with pytest.raises((NotAllowed, NotFound)):
            engine.incidents.amend(incident, town[who], {"vurder.tall": "12"}, "fordi")
    for who in ("fag2", "leder", "ansatt"):
        with pytest.raises(NotAllowed):
            engine.incidents.retry(incident, town[who])
    assert engine.incidents.retry(incident, town["admin"]) == Result.STOPPED_AGAIN, "a technical retry reads nothing"
    assert stopped.waiting() == ["mer"]


def test_nothing_is_tried_while_the_case_is_on_pause(engine: Engine, town: Town, stopped: Rows) -> None:
    engine.suspensions.suspend(stopped.id, town["prosesseier"], "pause")
    with pytest.raises(CaseSuspended):
        engine.incidents.retry(the_incident(stopped).id, town["prosesseier"])


def test_many_stopped_steps_are_repaired_in_one_order(engine: Engine, town: Town, submit: Submit, rows: Look) -> None:
    cases = []
    for number in range(3):
        case = rows(submit(CHOICE))
        engine.tasks.complete(case.tasks[0].id, town["fag1"], {"svar": "x", "tall": Decimal(7)})
        with pytest.raises(CaseStopped):
            engine.tasks.complete(case.tasks[0].id, town["fag2"], {"svar": str(number)})
        cases.append(case)
    engine.tasks.save_draft(cases[2].tasks[0].id, town["fag2"], {"svar": "skriver videre"})
    ids = [the_incident(case).id for case in cases]
    with pytest.raises(NotAllowed):
        engine.mending.skip_all(ids, town["admin"], "fordi", flow="valg__leder")
    ordered = engine.mending.skip_all(ids, town["prosesseier"], "Gikk i møte", flow="valg__leder")
    sweep(engine)
    with engine.database.reading() as session:
        items = session.execute(select(BatchItem).where(BatchItem.batch_id == ordered)).scalars()
        found = {item.case_id: (item.status, [row["code"] for row in item.report]) for item in items}
        assert session.get_one(Batch, ordered).stage == Stage.DONE
    assert found == {
        cases[0].id: (ItemStatus.DONE, []),
        cases[1].id: (ItemStatus.DONE, []),
        cases[2].id: (ItemStatus.SKIPPED, ["asks_person"]),
    }
    assert [case.waiting() for case in cases] == [["leder"], ["leder"], ["mer"]]
