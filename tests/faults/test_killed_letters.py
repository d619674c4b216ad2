"""SIGKILL while machines send messages: what was acknowledged arrives, once, whoever was killed in the middle.

`NYTTIGGJORT_KILLS` says how often each database's server is killed; the default keeps the suite short.
"""

import random
import time
from http.client import HTTPException
from pathlib import Path
from threading import Lock, Thread

from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.message import Message, Subscription
from engine.model.task import OPEN, Task
from engine.model.work import OutboxMessage
from engine.store.audit import broken_links
from engine.testing import Town
from tests.faults.serving import Client, Process
from tests.faults.test_kill import KILLS
from tests.messages.models import SENDS, WAITS

CLIENTS = 3
PER_KILL = 12


def test_killed_while_messages_are_sent(prepared: tuple[Engine, Town], database_url: str, tmp_path: Path) -> None:
    """Half of the cases wait for a machine's message, half for one that another case sends."""
    engine, town = prepared
    for files in (WAITS, SENDS):
        engine.models.install(files)
    token = engine.tokens.create(None, town.people["ansatt"], "feil", frozenset({"read", "ideas", "messages"}))
    unit, dice = str(town.units["hjemmetjenesten"]), random.Random(database_url)
    waiting = [
        engine.cases.submit(town["ansatt"], {"tittel": f"Venter {number}", "enhet": unit}, process="prove")
        for number in range(PER_KILL * KILLS)
    ]
    letters = {
        case.number: (
            "/messages",
            {"name": "svar", "key": case.number, "id": f"brev {case.number}", "payload": {"n": 1}},
        )
        if number % 2
        else ("/cases", {"process": "avsender", "answers": {"tittel": case.number, "enhet": unit}})
        for number, case in enumerate(waiting)
    }
    post = _Post(letters)
    for _ in range(KILLS):
        server = Process("serve", database_url, tmp_path)
        clients = [Thread(target=post.send, args=(server.port, token)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(dice.uniform(0.15, 0.5))
        server.kill()
        for client in clients:
            client.join(20)
    server = Process("serve", database_url, tmp_path)
    post.send(server.port, token)
    for _ in range(300):
        if not _left(engine):
            break
        time.sleep(0.1)
    server.end()
    assert post.refused == []
    assert post.answered == set(letters)
    with engine.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Subscription)).scalar() == 0
        assert {m.status for m in session.execute(select(Message)).scalars()} == {"caught"}
        for case in waiting:
            opened = session.execute(select(Task.element).where(Task.case_id == case.case_id, Task.status.in_(OPEN)))
            assert opened.scalars().all() == ["vurder"]
            received = select(func.count()).where(
                AuditEntry.case_id == case.case_id, AuditEntry.action == "message_received"
            )
            assert session.execute(received).scalar() == 1
            assert broken_links(session, case.case_id) == []
        assert session.execute(select(func.count()).select_from(Case)).scalar() == len(waiting) * 3 // 2
    engine.database.dispose()


class _Post:
    """Letters that are sent until they are answered, each with the same key every time."""

    def __init__(self, letters: dict[str, tuple[str, dict[str, object]]]) -> None:
        self._letters, self._lock = letters, Lock()
        self._waiting = list(letters)
        self.answered: set[str] = set()
        self.refused: list[tuple[str, int, object]] = []

    def send(self, port: int, token: str) -> None:
        """Sends what is left, until the server is gone or all is answered."""
        client = Client(port, token)
        while True:
            with self._lock:
                if not self._waiting:
                    return
                number = self._waiting.pop()
            path, body = self._letters[number]
            try:
                status, answer = client.post(path, body, f"nøkkel {number}".encode().hex())
            except (OSError, HTTPException, ValueError):
                with self._lock:
                    self._waiting.insert(0, number)
                return
            with self._lock:
                if status < 300:
                    self.answered.add(number)
                else:
                    self.refused.append((path, status, answer))


def _left(engine: Engine) -> int:
    with engine.database.reading() as session:
        left = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))
        return session.execute(left).scalar_one()
