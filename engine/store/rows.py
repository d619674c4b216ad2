"""Plain rows into a table, past the unit of work: for what is written once and read by queries.

An `insert` built anew and sent through the mapped class costs five times the statement itself; these are built once.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from engine.model.base import Base


def append(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows in order; all have the same keys. What they refer to must be in the database already."""
    if rows:
        session.execute(_statement(model), rows)


@cache
def _statement(model: type[Base]) -> Insert:
    table = model.__table__
    assert isinstance(table, Table)
    return insert(table)
