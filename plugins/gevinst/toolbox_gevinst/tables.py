"""The toolbox's own tables: what reports read, in step with the registers. Amounts are øre, achievement is in millionths."""

from collections.abc import Iterator
from decimal import Decimal
from typing import cast
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, Index, Integer, MetaData, String, Table, Uuid, delete, insert
from sqlalchemy.orm import Session

from engine.contract.content import Row
from engine.contract.desk import Desk, Held
from toolbox_gevinst.formulas import achievement
from toolbox_gevinst.readings import Indicator, indicators_in, yearly

MILLION = 1_000_000
LARGEST = Decimal(10) ** 14
TABLES = MetaData()
BENEFIT = Table(
    "gevinst_benefit",
    TABLES,
    Column("id", Uuid, primary_key=True),
    Column("initiative_id", Uuid, nullable=False),
    Column("description", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("use", String(30), nullable=False),
    Column("yearly_ore", BigInteger),
    Column("start_year", Integer),
    Column("end_year", Integer),
    Column("weight", Integer, nullable=False),
    Index("ix_gevinst_benefit_initiative_id", "initiative_id"),
)
READING = Table(
    "gevinst_reading",
    TABLES,
    Column("id", Uuid, primary_key=True),
    Column("benefit_id", Uuid, nullable=False),
    Column("initiative_id", Uuid, nullable=False),
    Column("indicator_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("achieved", BigInteger, nullable=False),
    Index("ix_gevinst_reading_initiative_id", "initiative_id"),
)


def project(desk: Desk, held: Held) -> None:
    """Writes the register's benefits and readings anew; those of a removed register go."""
    session = cast(Session, desk.session)
    if held.initiative_id is None:
        return
    for table in (READING, BENEFIT):
        session.execute(delete(table).where(table.c.initiative_id == held.initiative_id))
    if held.removed:
        return
    benefits = [_benefit(row, held) for row in held.content.rows("gevinster")]
    known = {str(row["id"]): row["id"] for row in benefits}
    readings = [
        reading
        for indicator in indicators_in(held.content)
        if indicator.row.text("gevinst") in known
        for reading in _readings(indicator, held)
    ]
    for table, rows in ((BENEFIT, benefits), (READING, readings)):
        if rows:
            session.execute(insert(table), rows)


def _benefit(row: Row, held: Held) -> dict[str, object]:
    amount, weight = yearly(row), row.number("vekt")
    return {
        "id": row.id,
        "initiative_id": held.initiative_id,
        "description": row.text("beskrivelse")[:300],
        "kind": row.text("type")[:20],
        "use": row.text("bruk")[:30],
        "yearly_ore": int(amount * 100) if amount is not None and abs(amount) < LARGEST else None,
        "start_year": _whole(row, "startar"),
        "end_year": _whole(row, "sluttar"),
        "weight": int(weight) if weight is not None else 1,
    }


def _readings(indicator: Indicator, held: Held) -> Iterator[dict[str, object]]:
    """The readings whose achievement can be told."""
    if indicator.start is None or indicator.target is None:
        return
    for reading in indicator.readings:
        reached = achievement(indicator.start, indicator.target, reading.value)
        if reached is not None and abs(reached) < 1_000_000:
            yield {
                "id": reading.row.id,
                "benefit_id": UUID(indicator.row.text("gevinst")),
                "initiative_id": held.initiative_id,
                "indicator_id": indicator.row.id,
                "day": reading.day,
                "achieved": int(reached * MILLION),
            }


def _whole(row: Row, key: str) -> int | None:
    value = row.number(key)
    return int(value) if value is not None else None
