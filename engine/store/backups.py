"""Backup while in use, and restore: SQLite through its online backup, PostgreSQL through pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import inspect

from engine.store.database import Database


class BackupImpossible(Exception):
    """A backup or restore cannot be done; the message says why and what to do."""


def backup(database: Database, file: Path) -> None:
    """Writes a consistent copy. Raises BackupImpossible."""
    if file.exists():
        raise BackupImpossible(f"{file} exists already. Choose another name.")
    if not database.is_sqlite:
        _run(database, "pg_dump", ["--format=custom", "--no-owner", f"--file={file}"])
        return
    unfinished = file.with_name(file.name + ".part")
    source = sqlite3.connect(str(database.url.database))
    target = sqlite3.connect(unfinished)
    try:
        source.backup(target, pages=1000)
    finally:
        target.close()
        source.close()
    unfinished.rename(file)


def restore(database: Database, file: Path, *, force: bool) -> None:
    """Puts a backup in place of the database. Raises BackupImpossible when that would overwrite and `force` is not
    given."""
    if inspect(database.engine).get_table_names() and not force:
        raise BackupImpossible("The database holds something already. Use --force to overwrite it.")
    if not database.is_sqlite:
        _run(database, "pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(file)])
        return
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        answer = source.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise BackupImpossible(f"{file} is damaged: {answer}")
        target = sqlite3.connect(str(database.url.database))
        try:
            source.backup(target)
        finally:
            target.close()
    except sqlite3.DatabaseError as error:
        raise BackupImpossible(f"{file} is no backup of ours: {error}") from error
    finally:
        source.close()


def _run(database: Database, program: str, arguments: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupImpossible(f"{program} was not found on PATH. Install PostgreSQL's client programs and try again.")
    # The password goes by the environment: everybody on the machine can read a command line.
    url = database.url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": database.url.password} if database.url.password else {}
    result = subprocess.run(
        [found, f"--dbname={url}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **{name: str(value) for name, value in secret.items()}},
    )
    if result.returncode != 0:
        raise BackupImpossible(f"{program} failed: {result.stderr.strip()[-500:]}")
