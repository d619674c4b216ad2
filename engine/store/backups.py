"""Backup while in use, and restore: SQLite through its online backup, PostgreSQL through pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect

from engine.store.database import Database

OURS = {"alembic_version", "person", "case"}
"""Tables that every version of ours has."""


class BackupImpossible(Exception):
    """A backup or restore cannot be done; the message says why and what to do."""


def backup(database: Database, file: Path) -> None:
    """Writes a consistent copy that only its owner may read. Raises BackupImpossible."""
    if file.exists():
        raise BackupImpossible(f"{file} exists already. Choose another name.")
    # A copy that was cut off never carries the name of a whole one.
    unfinished = file.with_name(file.name + ".part")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if database.is_sqlite:
            _copy(_existing(database), unfinished)
        else:
            _run(database, "pg_dump", ["--format=custom", "--no-owner", f"--file={unfinished}"])
        unfinished.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupImpossible(f"{file} cannot be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(database: Database, file: Path, *, force: bool) -> None:
    """Puts a backup in place of the database. Raises BackupImpossible when that would overwrite and `force` is not
    given, and for a file that is no backup."""
    if inspect(database.engine).get_table_names() and not force:
        raise BackupImpossible("The database holds something already. Use --force to overwrite it.")
    if not database.is_sqlite:
        _run(database, "pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(file)])
        return
    try:
        # Nobody writes to a backup, and its folder may be read-only: no lock or log files beside it.
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?immutable=1", uri=True)) as source:
            answer = source.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                raise BackupImpossible(f"{file} is damaged: {answer}")
            if not {name for (name,) in source.execute("SELECT name FROM sqlite_master")} >= OURS:
                raise BackupImpossible(f"{file} is no backup of ours: it lacks our tables.")
            with closing(sqlite3.connect(str(database.url.database))) as target:
                source.backup(target)
    except sqlite3.DatabaseError as error:
        raise BackupImpossible(f"{file} is no backup of ours: {error}") from error


def _existing(database: Database) -> Path:
    path = Path(str(database.url.database))
    if not path.exists():
        raise BackupImpossible(f"There is no database at {path} yet.")
    return path


def _copy(path: Path, target_path: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target_path)) as target:
        source.backup(target, pages=1000)


def _run(database: Database, program: str, arguments: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupImpossible(f"{program} was not found on PATH. Install PostgreSQL's client programs and try again.")
    url = database.url
    # Everybody on the machine can read a command line: the password goes another way.
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    environment = {**os.environ, "PGPASSWORD": str(url.password)} if url.password else None
    command = [found, f"--dbname={shown.render_as_string()}", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if result.returncode != 0:
        raise BackupImpossible(f"{program} failed: {result.stderr.strip()[-500:]}")
