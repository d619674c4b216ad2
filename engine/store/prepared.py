"""Statements compiled once and handed to the driver, for the few that every step of every case runs.

SQLAlchemy still writes the SQL and converts the values, by the columns' types; what is saved is its work per execution, which
is several times what the statement costs. Not for `IN` with a list, whose SQL depends on the values.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import Executable, Table, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from engine.model.base import Base

Convert = Callable[[Any], Any]
Given = Mapping[str, Any]
_DRIVER = "driver_connection"


class Prepared:
    """A statement over tables with named `bindparam`s."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: Session, given: Given) -> list[tuple[Any, ...]]:
        """The rows, their values converted."""
        compiled = self._for(session)
        cursor = _cursor(session)
        cursor.execute(compiled.text, compiled.values(given))
        return [compiled.row(row) for row in cursor.fetchall()]

    def first(self, session: Session, given: Given) -> tuple[Any, ...] | None:
        """The first row, None when there is none."""
        return next(iter(self.all(session, given)), None)

    def run(self, session: Session, given: Given) -> int:
        """Runs it for what it does; returns the number of rows it changed."""
        compiled = self._for(session)
        cursor = _cursor(session)
        cursor.execute(compiled.text, compiled.values(given))
        return int(cursor.rowcount)

    def run_many(self, session: Session, rows: Sequence[Given]) -> None:
        """Runs it once per row."""
        compiled = self._for(session)
        cursor = _cursor(session)
        if len(rows) == 1:
            cursor.execute(compiled.text, compiled.values(rows[0]))
        else:
            cursor.executemany(compiled.text, [compiled.values(row) for row in rows])

    def _for(self, session: Session) -> "_Compiled":
        dialect = session.get_bind().dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return found


def together(session: Session) -> AbstractContextManager[object]:
    """Sends the statements inside it without waiting for each one's answer, where the driver can (PostgreSQL); what goes
    wrong with one is raised at the end. For `append` and `run_many` only, whose answers nobody looks at."""
    driver = _connection(session)
    if isinstance(driver, psycopg.Connection) and psycopg.Pipeline.is_supported():
        return driver.pipeline()
    return nullcontext()


def append(session: Session, model: type[Base], rows: Sequence[Given]) -> None:
    """Inserts rows that all have the same keys; what they leave out gets its column's default. What they refer to must
    be in the database already."""
    if not rows:
        return
    keys = tuple(rows[0])
    statement = _INSERTS.get((model, keys))
    if statement is None:
        statement = _INSERTS[model, keys] = _insert(model, keys)
    statement.run_many(session, rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiled:
    text: str
    binds: tuple[tuple[str, Any, Convert | None], ...]
    positional: bool
    results: tuple[Convert | None, ...]

    def values(self, given: Given) -> Any:
        """Parameters as the driver takes them."""
        if self.positional:
            return [
                convert(given.get(name, default)) if convert else given.get(name, default)
                for name, default, convert in self.binds
            ]
        return {
            name: convert(given.get(name, default)) if convert else given.get(name, default)
            for name, default, convert in self.binds
        }

    def row(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(convert(value) if convert else value for convert, value in zip(self.results, row, strict=True))


_INSERTS: dict[tuple[type[Base], tuple[str, ...]], Prepared] = {}


def _insert(model: type[Base], keys: tuple[str, ...]) -> Prepared:
    columns = model.__table__.c
    values = {key: bindparam(key, type_=columns[key].type) for key in keys}
    for column in columns:
        default: Any = column.default
        if column.key not in values and default is not None and default.is_scalar:
            values[column.key] = bindparam(column.key, default.arg, type_=column.type)
    return Prepared(insert(cast(Table, model.__table__)).values(values))


def _cursor(session: Session) -> Any:
    return _connection(session).cursor()


def _connection(session: Session) -> Any:
    driver = session.info.get(_DRIVER)
    if driver is None:
        driver = session.connection().connection.dbapi_connection
        session.info[_DRIVER] = driver
    return cast(Any, driver)


def _compile(statement: Executable, dialect: Dialect) -> _Compiled:
    compiled: SQLCompiler = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    names = compiled.positiontup if compiled.positional else tuple(compiled.binds)
    assert names is not None
    binds = [(name, compiled.binds[name]) for name in names]
    return _Compiled(
        text=str(compiled),
        binds=tuple(
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in binds
        ),
        positional=bool(compiled.positional),
        results=tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(statement, "selected_columns", ())
        ),
    )
