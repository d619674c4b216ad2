"""A database from before activations gets those of its tasks, and goes on."""

from datetime import timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import select

from engine.bootstrap import build_engine
from engine.model.activation import Activation
from engine.model.case import Case
from engine.model.task import OPEN, Task
from engine.services.mail import MemoryMailer
from engine.settings import load_settings
from engine.store import migrate as migrations
from engine.store.migrate import migrate
from engine.testing import FakeClock, settle_town
from engine.toolboxes import Toolboxes
from tests.integration.models import SIMPLE


def test_tasks_of_an_older_database_become_activations(tmp_path: Path, database_url: str) -> None:
    settings = load_settings(
        {
            "NYTTIGGJORT_DATABASE_URL": database_url,
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(tmp_path),
        },
        env_file=tmp_path / "none",
    )
    clock = FakeClock()
    engine = build_engine(settings, clock, Toolboxes([]), MemoryMailer())
    town = settle_town(engine.database)
    engine.models.install(SIMPLE)
    given = {"tittel": "Ny vaktliste", "enhet": str(town.units["hjemmetjenesten"])}
    case_id = engine.cases.submit(town["ansatt"], given, process="prove").case_id
    clock.move(days=1)
    with engine.database.reading() as session:
        vurder = session.execute(select(Task.id).where(Task.status.in_(OPEN))).scalar_one()
    engine.tasks.complete(vurder, town["fag1"], {"svar": "x"})

    config = migrations._config()
    with engine.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.commit()
    migrate(engine.database)

    with engine.database.reading() as session:
        rows = session.execute(select(Activation).order_by(Activation.step)).scalars().all()
        found = [(row.element, row.step, row.left_step, row.outcome) for row in rows]
        steps = session.execute(select(Case.steps).where(Case.id == case_id)).scalar_one()
    assert found == [("ide", 1, 1, "completed"), ("vurder", 2, 3, "completed"), ("leder", 4, None, None)]
    assert steps == 4
    assert rows[1].left_at - rows[1].entered_at == timedelta(days=1)  # type: ignore[operator]
    with engine.database.reading() as session:
        leder = session.execute(select(Task.id).where(Task.status.in_(OPEN))).scalar_one()
    engine.tasks.complete(leder, town["leder"], {"svar": "x"})
    with engine.database.reading() as session:
        last = session.execute(select(Activation).where(Activation.element == "leder")).scalar_one()
    assert (last.step, last.left_step, last.outcome) == (4, 5, "completed")
    engine.database.dispose()
