"""Connections and transactions. One `transaction()` per verb; `reading()` for everything that only looks."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engine.contract.errors import CaseChanged, UnsafeSettings

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    # Neighbouring commits write the same pages: moving them into the database file less often writes them fewer times.
    "wal_autocheckpoint=4000",
    "cache_size=-8000",
    "temp_store=MEMORY",
)


class Database:
    """One database, SQLite or PostgreSQL. Safe to share between threads; a Session is not."""

    def __init__(self, url: str) -> None:
        """Raises UnsafeSettings for a database that cannot keep what the product promises."""
        try:
            self.url = make_url(url)
        except ArgumentError as error:  # its own words would quote the address, and with it a password
            raise UnsafeSettings(
                ["The database's address cannot be read; use sqlite:///… or postgresql://…."]
            ) from error
        self.dialect = self.url.get_backend_name()
        self._before_commit: list[Callable[[Session], None]] = []
        self._after_commit: list[Callable[[], None]] = []
        if self.dialect == "sqlite":
            self.engine = _sqlite(url)
        elif self.dialect == "postgresql":
            self.engine = create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20, hide_parameters=True)
        else:
            raise UnsafeSettings([f"The database {self.dialect} is not supported; use SQLite or PostgreSQL."])
        # SQLite has one writer at a time. Threads queue here and not in its busy handler, which sleeps longer and longer
        # and lets anybody pass.
        self._turn: AbstractContextManager[object] = Lock() if self.is_sqlite else nullcontext()
        self._readers = self.engine.execution_options(nyttiggjort_reading=True)

    @property
    def is_sqlite(self) -> bool:
        return self.dialect == "sqlite"

    def before_commit(self, hook: Callable[[Session], None]) -> None:
        """Calls `hook` in every writing transaction just before it commits (job carriers enqueue there)."""
        self._before_commit.append(hook)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Calls `hook` after a commit that left something in the outbox."""
        self._after_commit.append(hook)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing transaction: committed at the end, rolled back on any exception.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE); a transaction that first read and then wrote
        would fail as soon as another one wrote in between.
        """
        with (
            self._turn,
            self._watching(),
            Session(self.engine, expire_on_commit=False, autoflush=False) as session,
            session.begin(),
        ):
            yield session
            session.flush()
            left = bool(session.info.get("outbox"))
            for hook in self._before_commit:
                hook(session)
        if left:
            for poke in self._after_commit:
                poke()

    @contextmanager
    def _watching(self) -> Iterator[None]:
        try:
            yield
        except StaleDataError as error:
            raise CaseChanged(what="case_changed") from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to read from; nothing written in it is kept."""
        with Session(self._readers, expire_on_commit=False, autoflush=False) as session:
            yield session

    def check_safe(self) -> None:
        """Raises UnsafeSettings when the running database would lose acknowledged work."""
        with self.engine.connect() as connection:
            problems = _sqlite_problems(connection) if self.is_sqlite else _postgresql_problems(connection)
        if problems:
            raise UnsafeSettings(problems)

    def dispose(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise UnsafeSettings(["An SQLite database in memory loses everything at exit; name a file."])
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnsafeSettings([f"The database's folder cannot be made: {error.filename}: {error.strerror}."]) from error
    # `hide_parameters`: an error's text may be logged, and must not quote what people wrote.
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False},
        pool_size=20,
        max_overflow=20,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own implicit BEGIN is deferred and comes too late; transactions are begun below.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("nyttiggjort_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _sqlite_problems(connection: Connection) -> list[str]:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    found = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in wanted}
    return [f"SQLite runs with {n}={found[n]}; it must be {w}." for n, w in wanted.items() if found[n] != w]


def _postgresql_problems(connection: Connection) -> list[str]:
    problems = []
    for name in ("fsync", "full_page_writes"):
        if connection.exec_driver_sql(f"SHOW {name}").scalar() != "on":
            problems.append(f"PostgreSQL runs with {name}=off; acknowledged work could be lost.")
    if connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off":
        problems.append("PostgreSQL runs with synchronous_commit=off; acknowledged work could be lost.")
    version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
    if version < 130000:
        problems.append("PostgreSQL is older than version 13.")
    return problems
