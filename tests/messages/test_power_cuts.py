"""The power goes at every commit there is, just before it or just after: nothing is lost and nothing happens twice.

One story is told again and again: a case writes to another, a third comes late to a message that is kept for it, a signal
reaches two, a message starts a case and a case calls another. Each time the power goes at the next commit of the story;
whoever sent a request and had no answer sends it again, and another engine on the same database takes over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bootstrap import Engine, build_engine
from engine.jobs.work import sweep
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.initiative import Initiative
from engine.model.message import Message, Subscription
from engine.model.starting import CalledCase
from engine.model.task import OPEN, Task
from engine.model.work import Incident, OutboxMessage
from engine.services.mail import MemoryMailer
from engine.store.audit import broken_links
from engine.testing import FakeClock, Town
from engine.toolboxes import Toolboxes
from tests.messages.conftest import Talk
from tests.messages.models import HEARS, IDEA, SENDS, SIGNALS, WAITS_LATER, calls, event, key, line, started_by, task
from tests.messages.test_calls import HELPS

WAITS = line(
    ("ide", IDEA),
    ("vent", event("intermediateCatchEvent", "vent", "message", "Message_svar", key("ide.tittel"))),
    ("vurder", task("vurder")),
    key="venter",
)
LATE = {**WAITS_LATER, "model.toml": WAITS_LATER["model.toml"].replace(b'key = "prove"', b'key = "sen"')}
HEARING = {**HEARS, "model.toml": HEARS["model.toml"].replace(b'key = "prove"', b'key = "horer"')}
MODELS = (WAITS, LATE, HEARING, SENDS, SIGNALS, started_by("message", "Message_ny"), calls("hjelper"), HELPS)
STEPS = 200
"""More commits than the story has."""


class PowerCut(BaseException):
    """No `except Exception` survives this."""


class Power:
    """Goes at the `at`-th commit: before it, when the work is undone, or after, when nobody hears that it was done."""

    def __init__(self, at: int, *, before: bool) -> None:
        self.left, self.before = at, before

    def wire(self, engine: Engine) -> Engine:
        database = engine.database
        plain = database.transaction

        @contextmanager
        def transaction() -> Iterator[Session]:
            with plain() as session:
                yield session
                session.flush()
                self._commit(before=True)
            self._commit(before=False)

        database.transaction = transaction  # type: ignore[method-assign]
        return engine

    def _commit(self, *, before: bool) -> None:
        self.left -= before
        if self.left == 0 and before == self.before:
            self.left = -1
            raise PowerCut


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_whenever_the_power_goes(engine: Engine, town: Town, clock: FakeClock, tmp_path: Path, before: bool) -> None:
    for files in MODELS:
        engine.models.install(files)
    for at in range(1, STEPS):
        power = Power(at, before=before)
        story = Story(_another(engine, clock), town, clock, power, at)
        story.tell()
        story.check()
        story.talk.engine.database.dispose()
        if power.left > 0:
            assert at > 20, "the story has fewer commits than it should"
            break
    else:
        pytest.fail("the story never came to its end without a power cut")


class Story:
    """Everything that can be said, once."""

    def __init__(self, engine: Engine, town: Town, clock: FakeClock, power: Power, number: int) -> None:
        self.talk, self.town, self.clock, self.power = Talk(power.wire(engine), town, clock), town, clock, power
        self.number = number

    def tell(self) -> None:
        """Each request is sent until it is answered."""
        n = self.number
        self.receiver = self._submit("venter", f"mottaker {n}")
        self._submit("avsender", f"mottaker {n}")
        self.late = self._submit("sen", f"sen {n}")
        self._request(
            lambda e: e.messages.publish(
                self.talk.machine, "svar", key=self.late, payload={"n": n}, message_id=f"sen {n}"
            )
        )
        self.hearing = [self._submit("horer", f"hører {n} {place}") for place in range(2)]
        self._submit("roper", f"roper {n}")
        self.caller = self._submit("kaller", f"kaller {n}")
        payload = {"tittel": f"startet {n}", "enhet": "skole"}
        self._request(
            lambda e: e.messages.publish(self.talk.machine, "ny_sak", payload=payload, message_id=f"start {n}")
        )
        self._sweep()
        self._complete(self.late, "forst")
        self._sweep()
        self._complete(self.caller, "vurder")
        self._sweep()

    def check(self) -> None:
        assert self._open(self.receiver) == ["vurder"]
        assert self._open(self.late) == ["vurder"]
        assert [self._open(number) for number in self.hearing] == [["vurder"]] * 2
        assert self._open(self.caller) == ["etter"]
        with self.talk.engine.database.reading() as session:
            started = session.execute(select(Initiative).where(Initiative.title == f"startet {self.number}")).scalars()
            assert len(started.all()) == 1
            for number in (self.receiver, self.late, *self.hearing, self.caller):
                received = select(AuditEntry).where(
                    AuditEntry.initiative_id.in_(select(Initiative.id).where(Initiative.number == number)),
                    AuditEntry.action.in_(["message_received", "signal_received", "call_returned"]),
                )
                assert len(session.execute(received).scalars().all()) == 1, number
            cases = session.execute(select(Case.id)).scalars().all()
            assert all(broken_links(session, case) == [] for case in cases[-12:])
            assert session.execute(select(Subscription)).scalars().all() == []
            assert session.execute(select(Incident)).scalars().all() == []
            assert session.execute(select(Message).where(Message.status == "waiting")).scalars().all() == []
            assert len(session.execute(select(CalledCase)).scalars().all()) == self.number
            left = select(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))
            assert session.execute(left).scalars().all() == []

    def _submit(self, process: str, title: str) -> str:
        answers = {"tittel": title, "enhet": str(self.town.units["hjemmetjenesten"])}
        key = f"{process} {title}"
        receipt = self._request(lambda e: e.cases.submit(self.town["ansatt"], answers, process=process, key=key))
        return receipt.number

    def _complete(self, number: str, element: str) -> None:
        (found,) = [t for t in self._tasks(number) if t.element == element]
        self._request(lambda e: e.tasks.complete(found.id, self.town["fag1"], {"svar": "Ja."}, key=f"{found.id}"))

    def _sweep(self) -> None:
        while True:
            try:
                while sweep(self.talk.engine):
                    pass
                return
            except PowerCut:
                self._take_over()

    def _request(self, act: Callable[[Engine], object]):  # type: ignore[no-untyped-def]
        while True:
            try:
                return act(self.talk.engine)
            except PowerCut:
                self._take_over()

    def _take_over(self) -> None:
        self.talk.engine.database.dispose()
        self.talk.engine = self.power.wire(_another(self.talk.engine, self.clock))

    def _tasks(self, number: str) -> list[Task]:
        with self.talk.engine.database.reading() as session:
            query = (
                select(Task)
                .join(Initiative, Initiative.id == Task.initiative_id)
                .where(Initiative.number == number, Task.status.in_(OPEN))
            )
            return list(session.execute(query.order_by(Task.id)).scalars())

    def _open(self, number: str) -> list[str]:
        return [found.element for found in self._tasks(number)]


def _another(engine: Engine, clock: FakeClock) -> Engine:
    return build_engine(engine.settings, clock, Toolboxes([]), MemoryMailer())
