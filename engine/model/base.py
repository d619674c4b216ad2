"""The declarative base and the column types that every table shares."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, MetaData, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from engine.feel import codec

FAR_FUTURE = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no due date" where a column must sort: later than every real date."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. Stored in UTC; a naive value is refused, since it would mean another hour each summer."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FeelValue(TypeDecorator[Any]):
    """Any FEEL value (answers, facts), stored as bytes that keep dates, durations and exact decimals apart."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        return codec.dump(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return codec.load(value) if value is not None else None


class Base(DeclarativeBase):
    """Root of all mapped classes; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid, bytes: LargeBinary}
