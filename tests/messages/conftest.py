"""A municipality whose cases talk to each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.jobs.work import sweep
from engine.model.access import Identity
from engine.model.audit import AuditEntry
from engine.model.base import Base
from engine.model.case import Case, Fact
from engine.model.message import Message
from engine.model.task import OPEN, Task
from engine.services.cases import Submitted
from engine.testing import FakeClock, Town


@dataclass
class Talk:
    """What the tests say and look at."""

    engine: Engine
    town: Town
    clock: FakeClock

    @property
    def machine(self) -> Identity:
        """An employee's machine, with the scopes for it."""
        return Identity(person_id=self.town.people["ansatt"], scopes=frozenset({"read", "messages"}))

    def submit(self, title: str = "Ny vaktliste", process: str = "prove", who: str = "ansatt") -> Submitted:
        answers = {"tittel": title, "enhet": str(self.town.units["hjemmetjenesten"])}
        return self.engine.cases.submit(self.town[who], answers, process=process)

    def open(self, case_id: UUID | None = None) -> list[str]:
        """The elements that wait for a person."""
        return [task.element for task in self.tasks(case_id)]

    def tasks(self, case_id: UUID | None = None) -> Sequence[Task]:
        query = select(Task).where(Task.status.in_(OPEN)).order_by(Task.id)
        return self.all(query.where(Task.case_id == case_id) if case_id else query)

    def complete(self, case_id: UUID, who: str = "fag1") -> None:
        (task,) = self.tasks(case_id)
        self.engine.tasks.complete(task.id, self.town[who], {"svar": "Ja."})

    def fact(self, case_id: UUID, name: str) -> object:
        (row,) = self.all(select(Fact).where(Fact.case_id == case_id, Fact.name == name))
        return row.value

    def actions(self, case_id: UUID) -> list[str]:
        return list(self.all(select(AuditEntry.action).where(AuditEntry.case_id == case_id).order_by(AuditEntry.seq)))

    def messages(self) -> Sequence[Message]:
        return self.all(select(Message).order_by(Message.id))

    def cases(self) -> Sequence[Case]:
        return self.all(select(Case).order_by(Case.started_at, Case.id))

    def all_of(self, table):  # type: ignore[no-untyped-def]
        return self.all(select(table))

    def rows(self, table: type[Base]) -> int:
        return len(self.all(select(table)))

    def sweep(self) -> None:
        sweep(self.engine)

    def all(self, query):  # type: ignore[no-untyped-def]
        with self.engine.database.reading() as session:
            return session.execute(query).scalars().all()


@pytest.fixture
def talk(engine: Engine, town: Town, clock: FakeClock) -> Talk:
    return Talk(engine, town, clock)


Install = Callable[..., None]


@pytest.fixture
def install(engine: Engine) -> Install:
    def install(*models: dict[str, bytes]) -> None:
        for files in models:
            engine.models.install(files)

    return install
