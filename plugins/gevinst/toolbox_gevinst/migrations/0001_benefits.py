"""What reports on benefits read.

Revision: gevinst_0001, after None.
"""

import sqlalchemy as sa
from alembic import op

revision = "gevinst_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gevinst_benefit",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("use", sa.String(30), nullable=False),
        sa.Column("yearly_ore", sa.BigInteger()),
        sa.Column("start_year", sa.Integer()),
        sa.Column("end_year", sa.Integer()),
        sa.Column("weight", sa.Integer(), nullable=False),
    )
    op.create_index("ix_gevinst_benefit_initiative_id", "gevinst_benefit", ["initiative_id"])
    op.create_table(
        "gevinst_reading",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("benefit_id", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("achieved", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_gevinst_reading_initiative_id", "gevinst_reading", ["initiative_id"])


def downgrade() -> None:
    op.drop_table("gevinst_reading")
    op.drop_table("gevinst_benefit")
