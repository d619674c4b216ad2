"""A database or setting that cannot be used is explained before anything starts."""

from pathlib import Path

import pytest

from engine.store.database import Database
from engine.store.migrate import is_current
from tests.cli.conftest import Command

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "nonsense", "address cannot be read"),
        ("DATABASE_URL", "oracle://u:geheim@host/x", "use SQLite or PostgreSQL"),
        ("DATABASE_URL", "sqlite://", "in memory loses everything"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/x.db", "/proc/nowhere"),
        ("DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/x", "Connection refused"),
        ("CARRIER", "pigeon", "must be embedded or procrastinate"),
        ("CARRIER", "procrastinate", "needs PostgreSQL"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("UPLOAD_LIMIT_MB", "mye", "must be a whole number"),
    ],
)
@pytest.mark.parametrize("verb", ["migrate", "start"])
def test_bad_settings_are_explained_without_passwords(
    command: Command, free_port: int, name: str, value: str, said: str, verb: str
) -> None:
    arguments = ["start", "--port", free_port] if verb == "start" else ["migrate"]
    refused = command(*arguments, env={f"NYTTIGGJORT_{name}": value})
    assert refused.exit_code == 1
    assert said in refused.output
    assert "geheim" not in refused.output


def test_a_data_folder_that_cannot_be_used_is_named(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = command("migrate", env={"NYTTIGGJORT_DATA_DIR": str(tmp_path / "file"), "NYTTIGGJORT_SECRET_KEY": ""})
    assert refused.exit_code == 1
    assert "NYTTIGGJORT_DATA_DIR cannot be used" in refused.output


@pytest.mark.parametrize(
    "verb", [["serve"], ["worker"], ["demo", "seed"], ["user", "password", "a", "--password", "b"]]
)
def test_a_database_without_the_schema_asks_for_a_migration(command: Command, tmp_path: Path, verb: list[str]) -> None:
    refused = command(*verb, env={"NYTTIGGJORT_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert refused.exit_code == 1
    assert "Run: nyttiggjort migrate" in refused.output


def test_migrating_makes_the_schema_and_can_be_repeated(command: Command, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/down/new.db"
    for _ in range(2):
        migrated = command("migrate", env={"NYTTIGGJORT_DATABASE_URL": url})
        assert (migrated.exit_code, migrated.output) == (0, "The database is up to date.\n")
    database = Database(url)
    assert is_current(database)
    database.dispose()


def test_a_file_that_is_no_database_is_named(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Kjære kommune\n" * 100)
    refused = command("migrate", env={"NYTTIGGJORT_DATABASE_URL": f"sqlite:///{tmp_path}/letter.db"})
    assert refused.exit_code == 1
    assert "file is not a database" in refused.output
