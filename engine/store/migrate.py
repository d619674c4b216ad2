"""Brings a database to the schema this code expects. Safe to run again, and after being cut off midway."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.contract.toolbox import Toolbox
from engine.store.database import Database
from engine.toolboxes import resource

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database, toolboxes: Iterable[Toolbox] = ()) -> None:
    """Runs every migration that is missing, each in a transaction: the engine's, then those of toolboxes with own tables."""
    with database.engine.connect() as connection:
        for config, _ in _configs(toolboxes):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


def is_current(database: Database, toolboxes: Iterable[Toolbox] = ()) -> bool:
    """Whether the database has every migration of this code and of these toolboxes."""
    with database.engine.connect() as connection:
        return all(
            MigrationContext.configure(connection, opts={"version_table": table}).get_current_revision()
            == ScriptDirectory.from_config(config).get_current_head()
            for config, table in _configs(toolboxes)
        )


def _configs(toolboxes: Iterable[Toolbox]) -> Iterator[tuple[Config, str]]:
    """Alembic's settings, and the table that remembers how far it is: each toolbox has its own."""
    yield _config(), "alembic_version"
    for toolbox in toolboxes:
        if toolbox.tables is not None:
            table = f"{toolbox.name}_alembic_version"
            yield _config(Path(str(resource(toolbox, "migrations"))), table), table


def _config(versions: Path = FOLDER / "versions", table: str = "alembic_version") -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(versions))
    config.attributes["version_table"] = table
    return config
