"""SIGKILL in the middle of work: what was acknowledged is there, once, and nothing is half done.

`NYTTIGGJORT_KILLS` says how often each database's server is killed; the default keeps the suite short.
"""

import os
import random
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.model.artefact import Answers
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.task import OPEN, Task, TaskAudience, TaskStatus
from engine.model.work import OutboxMessage, Timer
from engine.store.audit import broken_links
from engine.testing import Town
from tests.faults.serving import Client, Process
from tests.integration.models import END, IDEA, START, chain, model, task

KILLS = int(os.environ.get("NYTTIGGJORT_KILLS", "3"))
CLIENTS = 3
READY = 16
"""SpiffWorkflow's number for a token that waits for a person."""

STEPS = ("vurder", "plan", "leder")
MODEL = model(
    START + IDEA + "".join(task(step) for step in STEPS) + END + chain("start", "ide", *STEPS, "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": (*STEPS, "slutt")},
)
TIMED = model(
    START
    + IDEA
    + '<bpmn:intermediateCatchEvent id="hvil"><bpmn:timerEventDefinition><bpmn:timeDuration>"PT1S"</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    + task("vurder")
    + END
    + chain("start", "ide", "hvil", "vurder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("hvil", "vurder", "slutt")},
)


@dataclass
class Record:
    """What the clients sent and what they were told."""

    lock: Lock = field(default_factory=Lock)
    sent: dict[str, tuple[str, str, dict[str, Any]]] = field(default_factory=dict)
    answered: dict[str, Any] = field(default_factory=dict)
    refused: list[tuple[str, int, Any]] = field(default_factory=list)

    def unanswered(self) -> list[str]:
        return [key for key in self.sent if key not in self.answered]


def test_killed_while_clients_write(prepared: tuple[Engine, Town], database_url: str, tmp_path: Path) -> None:
    engine, town = prepared
    engine.models.install(MODEL)
    scopes = frozenset({"read", "ideas", "tasks"})
    tokens = {name: engine.tokens.create(None, town.people[name], "feil", scopes) for name in ("ansatt", "fag1")}
    unit = str(town.units["hjemmetjenesten"])
    record, dice = Record(), random.Random(database_url)
    for _ in range(KILLS):
        server = Process("serve", database_url, tmp_path)
        _send_again(record, server.port, tokens)
        stop = Event()
        clients = [Thread(target=_work, args=(record, server.port, tokens, unit, stop)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(dice.uniform(0.2, 0.7))
        server.kill()
        stop.set()
        for client in clients:
            client.join(20)
    server = Process("serve", database_url, tmp_path)
    _send_again(record, server.port, tokens)
    _replay(record, server.port, tokens)
    server.end()
    assert record.refused == []
    assert len(record.answered) > KILLS
    _audit(engine, record)
    print(f"{len(record.answered)} acknowledged actions under {KILLS} kills")
    engine.database.dispose()


def test_killed_while_timers_fire(prepared: tuple[Engine, Town], database_url: str, tmp_path: Path) -> None:
    engine, town = prepared
    engine.models.install(TIMED)
    answers = {"tittel": "Med frist", "enhet": str(town.units["hjemmetjenesten"])}
    cases = [engine.cases.submit(town["ansatt"], answers, process="prove").case_id for _ in range(40)]
    time.sleep(1.1)
    for pause in (0.9, 1.1, 1.3):
        worker = Process("worker", database_url, tmp_path)
        time.sleep(pause)
        worker.kill()
    worker = Process("worker", database_url, tmp_path)
    for _ in range(200):
        with engine.database.reading() as session:
            if not session.execute(select(func.count()).select_from(Timer)).scalar():
                break
        time.sleep(0.1)
    worker.end()
    with engine.database.reading() as session:
        for case_id in cases:
            opened = session.execute(select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN))).scalars().all()
            assert [found.element for found in opened] == ["vurder"]
            fired = select(func.count()).where(AuditEntry.case_id == case_id, AuditEntry.action == "timer_fired")
            assert session.execute(fired).scalar() == 1
            assert broken_links(session, case_id) == []
    engine.database.dispose()


def _work(record: Record, port: int, tokens: dict[str, str], unit: str, stop: Event) -> None:
    """Starts cases and completes their tasks until the server is gone."""
    starter, worker = Client(port, tokens["ansatt"]), Client(port, tokens["fag1"])
    try:
        while not stop.is_set():
            body = {"process": "prove", "answers": {"tittel": "Tåler strømbrudd", "enhet": unit}}
            opened = _send(record, starter, "ansatt", "/cases", body)["opened"]
            while opened:
                body = {"answers": {"svar": "Ja."}}
                opened = _send(record, worker, "fag1", f"/tasks/{opened[0]}/completion", body)["opened"]
    except (OSError, HTTPException, ValueError):
        return


def _send(record: Record, client: Client, who: str, path: str, body: dict[str, Any]) -> Any:
    key = os.urandom(8).hex()
    with record.lock:
        record.sent[key] = (who, path, body)
    status, answer = client.post(path, body, key)
    with record.lock:
        if status < 300:
            record.answered[key] = answer
        else:
            record.refused.append((path, status, answer))
            raise ValueError(status)
    return answer


def _send_again(record: Record, port: int, tokens: dict[str, str]) -> None:
    """What nobody answered before the kill is sent once more, as a client would."""
    clients = {name: Client(port, token) for name, token in tokens.items()}
    for key in record.unanswered():
        who, path, body = record.sent[key]
        status, answer = clients[who].post(path, body, key)
        assert status < 300, (path, status, answer)
        record.answered[key] = answer


def _replay(record: Record, port: int, tokens: dict[str, str]) -> None:
    """The same keys again get the same answers."""
    clients = {name: Client(port, token) for name, token in tokens.items()}
    for key in list(record.answered)[-60:]:
        who, path, body = record.sent[key]
        assert clients[who].post(path, body, key) == (200 if "/tasks/" in path else 201, record.answered[key])


def _audit(engine: Engine, record: Record) -> None:
    completions = {
        UUID(path.split("/")[2]): record.answered[key]
        for key, (_, path, _) in record.sent.items()
        if path.startswith("/tasks/")
    }
    starts = [answer for key, answer in record.answered.items() if record.sent[key][1] == "/cases"]
    with engine.database.reading() as session:
        tasks = {found.id: found for found in session.execute(select(Task)).scalars()}
        answered = dict(session.execute(select(Answers.task_id, func.count()).group_by(Answers.task_id)).all())  # type: ignore[arg-type]
        logged = dict(
            session.execute(
                select(AuditEntry.task_id, func.count())
                .where(AuditEntry.action == "task_completed")
                .group_by(AuditEntry.task_id)
            ).all()  # type: ignore[arg-type]
        )
        for task_id, receipt in completions.items():
            assert tasks[task_id].status == TaskStatus.COMPLETED
            assert (answered[task_id], logged[task_id]) == (1, 1)
            assert all(UUID(opened) in tasks for opened in receipt["opened"])
        assert len({start["number"] for start in starts}) == len(starts)
        assert session.execute(select(func.count()).select_from(Initiative)).scalar() == len(starts)
        # The new day has a message too, which is about no case.
        told = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.case_id.is_not(None))
        assert session.execute(told).scalar() == len(record.answered)
        listed = set(session.execute(select(TaskAudience.task_id)).scalars())
        assert listed == {found.id for found in tasks.values() if found.status in OPEN}
        for case in session.execute(select(Case)).scalars():
            opened = {found.token for found in tasks.values() if found.case_id == case.id and found.status in OPEN}
            assert opened == _waiting(case.state)
            assert (case.ended_at is not None) == (not opened)
            assert broken_links(session, case.id) == []


def _waiting(state: bytes) -> set[UUID]:
    return {UUID(token[0]) for _, tokens in orjson.loads(state)[-1] for token in tokens if token[3] == READY}
