"""What the tests of operation share: a submitted case, and its rows as they are now."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.model.case import Case
from engine.model.task import OPEN, Task
from engine.model.work import Incident, Timer
from engine.testing import Town
from tests.integration.models import END, IDEA, START, chain, flow, model, task

Submit = Callable[..., UUID]
WAIT = (
    '<bpmn:intermediateCatchEvent id="vent" name="Vent"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration>"P10D"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
)
LINE = model(
    START
    + IDEA
    + task("vurder")
    + WAIT
    + task("leder")
    + END
    + chain("start", "ide", "vurder", "vent", "leder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder", "vent"), "enhetsleder": ("leder", "slutt")},
)
CHOICE = model(
    START
    + IDEA
    + task("vurder")
    + task("mer")
    + '<bpmn:exclusiveGateway id="valg" name="Stor nok?"/>'
    + task("leder")
    + END
    + chain("start", "ide", "vurder", "mer", "valg")
    + flow("valg", "leder", "vurder.tall > 10")
    + flow("valg", "slutt", "vurder.tall < 5")
    + chain("leder", "slutt"),
    {"ansatt": ("start", "ide"), "fagperson": ("vurder", "mer", "valg"), "enhetsleder": ("leder", "slutt")},
)
"""A gateway without a way for 5 to 10, after a task that did not give the number."""


@pytest.fixture
def submit(engine: Engine, town: Town) -> Submit:
    """Deploys a model and starts a case on it; returns the case's id."""

    def submit(files: dict[str, bytes] = LINE) -> UUID:
        engine.models.install(files)
        unit = str(town.units["hjemmetjenesten"])
        answers = {"tittel": "Ny vaktliste", "enhet": unit}
        return engine.cases.submit(town["ansatt"], answers, process="prove").case_id

    return submit


class Rows:
    """What stands in the database about one case."""

    def __init__(self, engine: Engine, case_id: UUID) -> None:
        self._engine, self.id = engine, case_id

    @property
    def case(self) -> Case:
        with self._engine.database.reading() as session:
            return session.get_one(Case, self.id)

    @property
    def tasks(self) -> list[Task]:
        query = select(Task).where(Task.case_id == self.id, Task.status.in_(OPEN)).order_by(Task.id)
        with self._engine.database.reading() as session:
            return list(session.execute(query).scalars())

    @property
    def timers(self) -> list[Timer]:
        with self._engine.database.reading() as session:
            return list(session.execute(select(Timer).where(Timer.case_id == self.id)).scalars())

    @property
    def incidents(self) -> list[Incident]:
        query = select(Incident).where(Incident.case_id == self.id, Incident.resolved_at.is_(None))
        with self._engine.database.reading() as session:
            return list(session.execute(query).scalars())

    def waiting(self) -> list[str]:
        return sorted(task.element for task in self.tasks)


@pytest.fixture
def rows(engine: Engine) -> Callable[[UUID], Rows]:
    return lambda case_id: Rows(engine, case_id)
