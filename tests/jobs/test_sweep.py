"""What the clock does, whoever carries it: late timers once, failures by themselves, nothing lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.jobs.work import due, next_due, prune, sweep
from engine.model.audit import AuditEntry
from engine.model.task import OPEN, Task
from engine.model.work import Incident, OutboxMessage, Replay, Timer
from engine.services.mail import Mail, MemoryMailer
from engine.services.notices import ATTEMPTS
from engine.testing import FakeClock, Town
from tests.integration.models import END, IDEA, SIMPLE, START, chain, flow, model, task

HOURLY = "<bpmn:timeDuration>&quot;PT1H&quot;</bpmn:timeDuration>".replace("&quot;", '"')
WAITING = (
    f'<bpmn:intermediateCatchEvent id="hvil"><bpmn:timerEventDefinition>{HOURLY}</bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
TIMED = model(
    START + IDEA + WAITING + task("vurder") + END + chain("start", "ide", "hvil", "vurder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("hvil", "vurder", "slutt")},
)
POISONED = model(
    START
    + IDEA
    + WAITING
    + '<bpmn:exclusiveGateway id="valg"/>'
    + task("vurder")
    + END
    + chain("start", "ide", "hvil", "valg")
    + flow("valg", "vurder", 'ide.tittel = "Frisk"')
    + flow("valg", "slutt", 'ide.tittel = "Ferdig"')
    + flow("vurder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("hvil", "valg", "vurder", "slutt")},
)


def submit(engine: Engine, town: Town, title: str = "Frisk") -> UUID:
    answers = {"tittel": title, "enhet": str(town.units["hjemmetjenesten"])}
    return engine.cases.submit(town["ansatt"], answers, process="prove").case_id


def count(engine: Engine, *where: object, table: type = Task) -> int:
    with engine.database.reading() as session:
        return session.execute(select(func.count()).select_from(table).where(*where)).scalar_one()  # type: ignore[arg-type]


def test_timers_that_came_due_while_nobody_was_there_fire_once(engine: Engine, town: Town, clock: FakeClock) -> None:
    engine.models.install(TIMED)
    cases = [submit(engine, town) for _ in range(30)]
    assert next_due(engine) is not None
    clock.move(days=3)
    assert sweep(engine) > 0
    assert sweep(engine) == 0
    assert count(engine, table=Timer) == 0
    for case in cases:
        assert count(engine, Task.case_id == case, Task.element == "vurder", Task.status.in_(OPEN)) == 1
        fired = AuditEntry.case_id == case, AuditEntry.action == "timer_fired"
        assert count(engine, *fired, table=AuditEntry) == 1


def test_nothing_is_due_before_its_time(engine: Engine, town: Town, clock: FakeClock) -> None:
    engine.models.install(TIMED)
    submit(engine, town)
    clock.move(minutes=59)
    sweep(engine)
    assert count(engine, Task.element == "vurder") == 0
    clock.move(minutes=1)
    sweep(engine)
    assert count(engine, Task.element == "vurder") == 1


def test_a_case_whose_model_fails_stops_by_itself(engine: Engine, town: Town, clock: FakeClock) -> None:
    engine.models.install(POISONED)
    poisoned = submit(engine, town, "Ingen vei videre")
    healthy = [submit(engine, town) for _ in range(10)]
    clock.move(hours=2)
    sweep(engine)
    for case in healthy:
        assert count(engine, Task.case_id == case, Task.element == "vurder") == 1
    assert count(engine, Incident.case_id == poisoned, table=Incident) == 1
    for _ in range(3):
        clock.move(hours=1)
        sweep(engine)
    assert count(engine, Incident.case_id == poisoned, table=Incident) == 1, "it is not tried again and again"
    assert count(engine, Timer.case_id == poisoned, table=Timer) == 1, "and its timer is not lost"


class Refusing(MemoryMailer):
    """A mail server that takes nothing for one address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def send(self, mail: Mail) -> None:
        if mail.to == self.address:
            raise OSError("no such mailbox")
        super().send(mail)


def test_a_message_that_cannot_be_delivered_waits_and_the_others_go(
    engine: Engine, town: Town, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.models.install(SIMPLE)
    mailer = Refusing("leder@example.org")
    monkeypatch.setattr(engine.notices, "_mailer", mailer)
    first = submit(engine, town)
    with engine.database.reading() as session:
        opened = session.execute(select(Task.id).where(Task.case_id == first, Task.element == "vurder")).scalar_one()
    engine.tasks.complete(opened, town["fag1"], {"svar": "x"})
    submit(engine, town)
    sweep(engine)
    assert {mail.to for mail in mailer.sent} >= {"fag1@example.org", "fag2@example.org"}
    with engine.database.reading() as session:
        (stuck,) = session.execute(select(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))).scalars()
    assert stuck.attempts == 1
    assert stuck.available_at > clock.now()
    assert "OSError" in stuck.failure
    waits = []
    for _ in range(ATTEMPTS - 1):
        with engine.database.reading() as session:
            at = session.execute(select(OutboxMessage.available_at).where(OutboxMessage.id == stuck.id)).scalar_one()
        waits.append(at - clock.now())
        clock.set(at + timedelta(seconds=1))
        sweep(engine)
    assert waits == sorted(waits)
    assert count(engine, Incident.case_id == first, table=Incident) == 1
    mailer.address = ""
    with engine.database.reading() as session:
        incident = session.execute(select(Incident.id)).scalar_one()
    engine.incidents.retry(incident, town["prosesseier"])
    sweep(engine)
    assert [mail.to for mail in mailer.sent].count("leder@example.org") == 1


def test_what_nobody_asks_for_again_is_forgotten(engine: Engine, town: Town, clock: FakeClock) -> None:
    engine.models.install(SIMPLE)
    answers = {"tittel": "x", "enhet": str(town.units["hjemmetjenesten"])}
    engine.cases.submit(town["ansatt"], answers, process="prove", key="nøkkel")
    sweep(engine)
    clock.move(days=400)
    prune(engine)
    assert count(engine, table=Replay) == 0
    assert count(engine, table=OutboxMessage) == 0
    assert due(engine).messages == ()
