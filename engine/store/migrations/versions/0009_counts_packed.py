"""All counts of an element and a span in one row. What was counted is counted anew, from the activations.

Revision: 0009, after 0008.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make(sa.Column("counts", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    measure = sa.Column("measure", sa.String(length=10), nullable=False)
    bucket = sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False)
    _make(sa.Column("total", sa.Integer(), nullable=False), measure, bucket)


def _make(value: sa.Column[Any], *more: sa.Column[Any]) -> None:
    op.drop_table("element_count")
    key = [*_key(), *more]
    primary = sa.PrimaryKeyConstraint(*(column.name for column in key), name=op.f("pk_element_count"))
    op.create_table("element_count", *key, value, primary, sqlite_with_rowid=False)
    op.execute("DELETE FROM counted")


def _key() -> list[sa.Column[Any]]:
    return [
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("span", sa.String(length=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
    ]
