"""The migrations make exactly what the mapped classes say, and can be run again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.bootstrap import Engine
from engine.contract.errors import UnsafeSettings
from engine.model import tables
from engine.settings import load_settings
from engine.store.database import Database
from engine.store.migrate import is_current, migrate


def test_migrations_and_models_agree(engine: Engine) -> None:
    with engine.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, tables.metadata) == []


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine.database)
    assert is_current(engine.database)


def test_a_database_without_the_schema_is_seen(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    database.check_safe()


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("DATABASE_URL", "sqlite://", "memory"),
        ("DATABASE_URL", "sqlite:///:memory:", "memory"),
        ("DATABASE_URL", "mysql://localhost/x", "not supported"),
        ("SECRET_KEY", "kort", "32"),
        ("CARRIER", "duer", "embedded"),
        ("CARRIER", "procrastinate", "PostgreSQL"),
        ("SESSION_IDLE_MINUTES", "mange", "whole number"),
    ],
)
def test_unsafe_settings_are_refused_with_a_sentence(tmp_path: Path, setting: str, value: str, word: str) -> None:
    environment = {"NYTTIGGJORT_DATA_DIR": str(tmp_path), f"NYTTIGGJORT_{setting}": value}
    with pytest.raises(UnsafeSettings) as refused:
        Database(load_settings(environment, env_file=tmp_path / "none").database_url)
    assert any(word in problem for problem in refused.value.problems)


def test_a_database_that_would_forget_is_refused(engine: Engine) -> None:
    engine.database.check_safe()
    if engine.database.is_sqlite:
        with engine.database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA synchronous=OFF").close()
        with pytest.raises(UnsafeSettings):
            engine.database.check_safe()


def test_the_secret_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    def key() -> str:
        return load_settings({"NYTTIGGJORT_DATA_DIR": str(tmp_path)}, env_file=tmp_path / "none").secret_key

    assert key() == key()
    assert len(key()) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
