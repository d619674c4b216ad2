"""One case on a real database: who may do what, what a gate asks for, what is written down."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.bootstrap import Engine
from engine.contract.errors import (
    CaseStopped,
    FormRejected,
    KeyReused,
    NotAllowed,
    NotFound,
    TaskAlreadyClaimed,
    TaskNotOpen,
)
from engine.jobs.work import sweep
from engine.model.access import Identity
from engine.model.audit import AuditEntry
from engine.model.case import Case, CaseStatus
from engine.model.definition import Outcome
from engine.model.initiative import Initiative
from engine.model.task import OPEN, Task, TaskAudience
from engine.model.work import Incident, OutboxMessage, Timer
from engine.queries.worklist import View, WorklistFilter
from engine.services.gates import CheckAnswer, Condition, Verdict
from engine.services.mail import MemoryMailer
from engine.store.audit import broken_links
from engine.testing import FakeClock, Town
from tests.conftest import model_files
from tests.integration.conftest import Submit
from tests.integration.models import GATED, SIMPLE, chain, flow, model, task


def waiting(engine: Engine, case_id: UUID) -> list[Task]:
    with engine.database.reading() as session:
        rows = session.execute(select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN)).order_by(Task.id))
        return list(rows.scalars())


def test_submitting_gives_a_number_a_receipt_and_the_next_task(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit()
    assert receipt.number == "INN-2026-001"
    (opened,) = waiting(engine, receipt.case_id)
    assert (opened.element, opened.role, opened.status) == ("vurder", "fagperson", "ready")
    assert submit().number == "INN-2026-002"


def test_the_same_key_gets_the_same_answer_and_does_nothing_twice(engine: Engine, town: Town, submit: Submit) -> None:
    assert submit(key="k") == submit(key="k")
    with engine.database.reading() as session:
        assert len(session.execute(select(Initiative)).all()) == 1
    with pytest.raises(KeyReused):
        engine.cases.submit(town["ansatt"], {"tittel": "Annet", "enhet": ""}, process="prove", key="k")


def test_outsider_cannot_complete_a_task(engine: Engine, town: Town, submit: Submit) -> None:
    (opened,) = waiting(engine, submit().case_id)
    with pytest.raises(NotAllowed):
        engine.tasks.complete(opened.id, town["kollega"], {"svar": "x"})


def test_a_claimed_task_is_one_persons(engine: Engine, town: Town, submit: Submit) -> None:
    (opened,) = waiting(engine, submit().case_id)
    engine.tasks.claim(opened.id, town["fag1"])
    for act in (engine.tasks.claim, lambda *a: engine.tasks.complete(*a, {"svar": "x"})):
        with pytest.raises(TaskAlreadyClaimed):
            act(opened.id, town["fag2"])
    engine.tasks.release(opened.id, town["fag1"])
    engine.tasks.complete(opened.id, town["fag2"], {"svar": "x"})


def test_a_unit_task_belongs_to_its_leader_and_those_above(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit().case_id
    engine.tasks.complete(waiting(engine, case)[0].id, town["fag1"], {"svar": "x"})
    (leader,) = waiting(engine, case)
    for who, seen in (("leder", 1), ("omradeleder", 1), ("skoleleder", 0), ("fag1", 0)):
        assert len(engine.queries.worklist.page(town[who], WorklistFilter(view=View.GROUP)).rows) == seen, who
    with pytest.raises(NotAllowed):
        engine.tasks.complete(leader.id, town["skoleleder"], {"svar": "x"})
    engine.tasks.complete(leader.id, town["omradeleder"], {"svar": "x"})
    with engine.database.reading() as session:
        assert session.get(Case, case).status == CaseStatus.COMPLETED  # type: ignore[union-attr]
        assert session.execute(select(TaskAudience)).all() == []


def test_a_unit_without_any_leader_shows_it_to_those_who_guide_ideas(engine: Engine, town: Town) -> None:
    engine.models.install(SIMPLE)
    for who in ("leder", "omradeleder"):
        (person,) = engine.queries.people.people(town["admin"], {"leder": "Lise", "omradeleder": "Ola"}[who])
        for held in person.bindings:
            engine.people.revoke(None, held.id)
    unit = str(town.units["hjemmetjenesten"])
    (opened,) = engine.cases.submit(town["ansatt"], {"tittel": "x", "enhet": unit}, process="prove").opened
    engine.tasks.complete(opened, town["fag1"], {"svar": "x"})
    (row,) = engine.queries.worklist.page(town["radgiver"], WorklistFilter(view=View.GROUP)).rows
    assert row.element == "leder"
    assert engine.queries.tasks.view(town["radgiver"], row.task_id).candidates == ()
    with pytest.raises(NotAllowed):
        engine.tasks.complete(row.task_id, town["radgiver"], {"svar": "x"})


def test_a_revoked_role_ends_at_once(engine: Engine, town: Town, submit: Submit) -> None:
    (opened,) = waiting(engine, submit().case_id)
    binding = engine.people.grant(None, town.people["kollega"], "fagperson")
    engine.tasks.save_draft(opened.id, town["kollega"], {"svar": "så langt"})
    engine.people.revoke(None, binding)
    with pytest.raises(NotAllowed):
        engine.tasks.complete(opened.id, town["kollega"], {"svar": "x"})


def test_a_closed_account_loses_its_tasks_and_cannot_act(engine: Engine, town: Town, submit: Submit) -> None:
    (opened,) = waiting(engine, submit().case_id)
    engine.tasks.claim(opened.id, town["fag1"])
    engine.people.deactivate(None, town.people["fag1"])
    with pytest.raises(NotFound):
        engine.tasks.complete(opened.id, town["fag1"], {"svar": "x"})
    engine.tasks.complete(opened.id, town["fag2"], {"svar": "x"})


def test_a_substitute_acts_in_the_days_given_and_it_is_on_record(
    engine: Engine, town: Town, clock: FakeClock, submit: Submit
) -> None:
    (opened,) = waiting(engine, submit().case_id)
    now = clock.now()
    fag1, kollega = town.people["fag1"], town.people["kollega"]
    engine.people.substitute(town["fag1"], fag1, kollega, now + timedelta(days=1), now + timedelta(days=3))
    with pytest.raises(NotAllowed):
        engine.tasks.complete(opened.id, town["kollega"], {"svar": "x"})
    clock.move(days=2)
    engine.tasks.complete(opened.id, town["kollega"], {"svar": "x"})
    with engine.database.reading() as session:
        done = session.get(Task, opened.id)
        assert done is not None and (done.completed_by_id, done.on_behalf_of_id) == (kollega, fag1)


def test_wrong_answers_are_all_named_and_nothing_is_written(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit()
    (opened,) = waiting(engine, receipt.case_id)
    with pytest.raises(FormRejected) as rejected:
        engine.tasks.complete(opened.id, town["fag1"], {"tall": "mange", "rolle": "admin"})
    assert {(p.path, p.code) for p in rejected.value.problems} == {
        ("svar", "required"), ("tall", "not_number"), ("rolle", "unknown_field"),
    }  # fmt: skip
    assert [t.element for t in waiting(engine, receipt.case_id)] == ["vurder"]


def test_two_at_once_complete_a_task_once(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit()
    (opened,) = waiting(engine, receipt.case_id)
    results: list[str] = []
    barrier = threading.Barrier(4)

    def act(who: str) -> None:
        barrier.wait()
        try:
            engine.tasks.complete(opened.id, town[who], {"svar": who})
            results.append("done")
        except (TaskNotOpen, TaskAlreadyClaimed):
            results.append("late")

    threads = [threading.Thread(target=act, args=(who,)) for who in ("fag1", "fag2", "fag3", "fag1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "late", "late", "late"]
    assert [t.element for t in waiting(engine, receipt.case_id)] == ["leder"]


def test_the_log_is_chained_and_tampering_shows(engine: Engine, town: Town, submit: Submit) -> None:
    case = submit().case_id
    engine.tasks.complete(waiting(engine, case)[0].id, town["fag1"], {"svar": "x"})
    with engine.database.transaction() as session:
        assert broken_links(session, case) == []
        entries = list(session.execute(select(AuditEntry).where(AuditEntry.case_id == case)).scalars())
        assert len(entries) >= 5
    with engine.database.transaction() as session:
        session.execute(update(AuditEntry).where(AuditEntry.case_id == case, AuditEntry.seq == 2).values(action="x"))
    with engine.database.reading() as session:
        assert broken_links(session, case) == [2]
    with engine.database.transaction() as session:
        last = session.execute(
            select(AuditEntry).where(AuditEntry.case_id == case).order_by(AuditEntry.seq.desc()).limit(1)
        ).scalar_one()
        session.delete(last)
    with engine.database.reading() as session:
        assert 0 in broken_links(session, case)


def test_reminders_and_escalation_come_once_even_after_downtime(
    engine: Engine, town: Town, clock: FakeClock, mailer: MemoryMailer, submit: Submit
) -> None:
    submit()
    sweep(engine)
    assert {m.to for m in mailer.sent} == {f"fag{n}@example.org" for n in (1, 2, 3)}
    mailer.sent.clear()
    clock.move(days=20)
    sweep(engine)
    sweep(engine)
    subjects = sorted(m.subject for m in mailer.sent if m.to in ("fag1@example.org", "prosesseier@example.org"))
    assert subjects == ["Forsinket: Vurder", "Påminnelse: Vurder", "Påminnelse: Vurder"]
    with engine.database.reading() as session:
        assert session.execute(select(Timer)).all() == []
        undelivered = session.execute(select(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))).all()
        assert undelivered == []


class Gate:
    """A case that waits at its gate."""

    def __init__(self, engine: Engine, town: Town, submit: Submit) -> None:
        self.engine, self.town = engine, town
        self.receipt = submit(GATED)
        (vurder,) = waiting(engine, self.receipt.case_id)
        engine.tasks.complete(vurder.id, town["fag1"], {"svar": "x", "tall": "3"})

    @property
    def task(self) -> Task:
        return waiting(self.engine, self.receipt.case_id)[0]

    def decide(self, who: str = "leder", outcome: Outcome = Outcome.GODKJENN, **more: object) -> None:
        checks = {"klart": CheckAnswer(answer="ja")}
        self.engine.gates.decide(self.task.id, self.town[who], Verdict(outcome=outcome, checks=checks, **more))  # type: ignore[arg-type]

    def status(self) -> str:
        with self.engine.database.reading() as session:
            found = session.get(Initiative, self.receipt.initiative_id)
            assert found is not None
            return found.status


@pytest.fixture
def at_gate(engine: Engine, town: Town, submit: Submit) -> Gate:
    return Gate(engine, town, submit)


def test_approval_needs_every_check(at_gate: Gate, town: Town, engine: Engine) -> None:
    with pytest.raises(FormRejected) as rejected:
        engine.gates.decide(at_gate.task.id, town["leder"], Verdict(outcome=Outcome.GODKJENN))
    assert [p.path for p in rejected.value.problems] == ["checks.klart"]
    at_gate.decide()
    assert at_gate.status() == "completed"


@pytest.mark.parametrize(
    ("outcome", "missing"),
    [
        (Outcome.GODKJENN_VILKAR, {"conditions"}),
        (Outcome.RETURNER, {"reason", "target"}),
        (Outcome.VENT, {"reason", "hold_until"}),
        (Outcome.AVVIS, {"reason", "cause"}),
        (Outcome.HENVIS, {"reason", "target"}),
    ],
)
def test_each_outcome_says_what_it_requires(at_gate: Gate, outcome: Outcome, missing: set[str]) -> None:
    with pytest.raises(FormRejected) as rejected:
        at_gate.decide(outcome=outcome)
    assert {p.path for p in rejected.value.problems} == missing


def test_a_condition_becomes_a_task_of_the_one_responsible(
    at_gate: Gate, engine: Engine, town: Town, clock: FakeClock
) -> None:
    due = clock.now().date() + timedelta(days=10)
    condition = Condition(text="Legg fram plan", responsible=town.people["kollega"], due=due)
    at_gate.decide(outcome=Outcome.GODKJENN_VILKAR, conditions=(condition,))
    (row,) = engine.queries.worklist.page(town["kollega"], WorklistFilter(view=View.MINE)).rows
    assert (row.name, row.kind) == ("Legg fram plan", "condition")
    engine.tasks.complete(row.task_id, town["kollega"], {"merknad": "Lagt fram"})
    assert engine.queries.worklist.page(town["kollega"], WorklistFilter()).rows == ()


def test_returned_goes_back_and_keeps_the_answers(at_gate: Gate, engine: Engine, town: Town) -> None:
    at_gate.decide(outcome=Outcome.RETURNER, reason="Mer tall", target="vurder")
    again = at_gate.task
    assert again.element == "vurder"
    engine.tasks.complete(again.id, town["fag1"], {"svar": "y"})
    view = engine.queries.initiatives.view(town["leder"], at_gate.receipt.number)
    answers = next(a.values for a in view.answers if a.element == "vurder")
    assert answers["svar"] == "y" and answers["forrige"]["svar"] == "x"  # type: ignore[index]


def test_held_comes_back_on_its_day(at_gate: Gate, engine: Engine, clock: FakeClock) -> None:
    until = clock.now().date() + timedelta(days=30)
    at_gate.decide(outcome=Outcome.VENT, reason="Venter på tilskudd", hold_until=until)
    assert waiting(engine, at_gate.receipt.case_id) == []
    assert at_gate.status() == "on_hold"
    clock.move(days=29)
    sweep(engine)
    assert waiting(engine, at_gate.receipt.case_id) == []
    clock.move(days=2)
    sweep(engine)
    assert at_gate.task.element == "b1"
    assert at_gate.status() == "running"


def test_rejected_tells_the_submitter_why(at_gate: Gate, engine: Engine, mailer: MemoryMailer) -> None:
    at_gate.decide(outcome=Outcome.AVVIS, reason="Finnes allerede i nabokommunen", cause="finnes_allerede")
    assert at_gate.status() == "rejected"
    sweep(engine)
    (told,) = [m for m in mailer.sent if m.to == "ansatt@example.org"]
    assert "avvist" in told.subject and "Finnes allerede i nabokommunen" in told.text


@pytest.mark.parametrize("path", ["direct", "claim", "substitute_of_leader", "leader_for_submitter", "prepared"])
def test_nobody_decides_their_own_gate(engine: Engine, town: Town, clock: FakeClock, submit: Submit, path: str) -> None:
    now, later = clock.now(), clock.now() + timedelta(days=5)
    barred = "ansatt"
    if path in ("direct", "claim"):
        engine.people.grant(None, town.people["ansatt"], "enhetsleder", unit_id=town.units["hjemmetjenesten"])
    elif path == "substitute_of_leader":
        engine.people.substitute(town["leder"], town.people["leder"], town.people["ansatt"], now, later)
    elif path == "leader_for_submitter":
        # The submitter is a leader away on leave; whoever stands in decides in the submitter's place.
        engine.people.grant(None, town.people["ansatt"], "enhetsleder", unit_id=town.units["hjemmetjenesten"])
        engine.people.substitute(town["ansatt"], town.people["ansatt"], town.people["kollega"], now, later)
        barred = "kollega"
    else:
        engine.people.grant(None, town.people["fag1"], "enhetsleder", unit_id=town.units["hjemmetjenesten"])
        barred = "fag1"
    gate = Gate(engine, town, submit)
    with pytest.raises(NotAllowed) as refused:
        engine.tasks.claim(gate.task.id, town[barred]) if path == "claim" else gate.decide(barred)
    assert refused.value.reason == "own_gate"
    gate.decide("leder" if path != "leader_for_submitter" else "omradeleder")


def test_a_block_stops_approval_until_it_is_lifted_with_a_reason(engine: Engine, town: Town, submit: Submit) -> None:
    gate = Gate(engine, town, submit)
    gate.decide(outcome=Outcome.RETURNER, reason="Tall", target="vurder")
    engine.tasks.complete(gate.task.id, town["fag1"], {"svar": "x", "tall": "0"})
    with pytest.raises(NotAllowed) as refused:
        gate.decide()
    assert refused.value.reason == "blocked"
    gate.decide(overrides={"tall": "Vi vet at det er null."})


def test_what_was_answered_stands_in_the_form_after_a_return(at_gate: Gate, engine: Engine, town: Town) -> None:
    at_gate.decide(outcome=Outcome.RETURNER, target="vurder", reason="Regn om tallene.")
    (again,) = waiting(engine, at_gate.task.case_id)
    view = engine.queries.tasks.view(town["fag1"], again.id)
    assert view.opening["svar"] == "x"
    assert view.returned is not None
    assert (view.returned.reason, view.returned.by and view.returned.by.name) == ("Regn om tallene.", "Lise Leder")


STOPPING = model(
    '<bpmn:startEvent id="start"/>' + task("ide", form="ide") + task("vurder")
    + '<bpmn:exclusiveGateway id="valg"/><bpmn:endEvent id="slutt"/>' + task("leder")
    + chain("start", "ide", "vurder", "valg") + flow("valg", "slutt", "vurder.tall = 1")
    + flow("valg", "leder", "vurder.tall = 2") + flow("leder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder", "valg"), "enhetsleder": ("leder", "slutt")},
)  # fmt: skip


def test_a_model_that_fails_keeps_the_answers_and_opens_one_incident(
    engine: Engine, town: Town, submit: Submit
) -> None:
    receipt = submit(STOPPING)
    (opened,) = waiting(engine, receipt.case_id)
    for _ in range(2):
        with pytest.raises(CaseStopped):
            engine.tasks.complete(opened.id, town["fag1"], {"svar": "mitt svar", "tall": "3"})
    with engine.database.reading() as session:
        (incident,) = session.execute(select(Incident)).scalars().all()
        assert incident.element == "valg"
    assert engine.queries.tasks.view(town["fag1"], opened.id).draft["svar"] == "mitt svar"  # type: ignore[index]
    engine.tasks.complete(opened.id, town["fag1"], {"svar": "mitt svar", "tall": "2"})
    with engine.database.reading() as session:
        assert session.get(Case, receipt.case_id).status == CaseStatus.RUNNING  # type: ignore[union-attr]


def test_a_restricted_initiative_is_not_there_for_others(engine: Engine, town: Town, submit: Submit) -> None:
    receipt = submit()
    with engine.database.transaction() as session:
        session.execute(update(Initiative).values(restricted=True))
    with pytest.raises(NotFound):
        engine.queries.initiatives.view(town["kollega"], receipt.number)
    for who in ("ansatt", "leder", "omradeleder", "radgiver", "styre", "revisor"):
        assert engine.queries.initiatives.view(town[who], receipt.number).number == receipt.number
    with pytest.raises(NotFound):
        engine.queries.initiatives.view(
            Identity(person_id=town.people["leder"], scopes=frozenset({"read"})), receipt.number
        )


def test_running_cases_stay_on_their_version(engine: Engine, town: Town, submit: Submit) -> None:
    first = submit()
    changed = {**SIMPLE, "README.md": b"changed"}
    assert engine.models.install(changed).number == 2
    assert engine.models.install(changed).fresh is False
    view = engine.queries.initiatives.view(town["ansatt"], first.number)
    assert view.current.version_number == 1


@pytest.mark.parametrize("name", ["standard", "hurtigspor"])
def test_the_shipped_models_are_accepted_without_a_remark(engine: Engine, name: str) -> None:
    assert engine.models.check(model_files(name)) == []
