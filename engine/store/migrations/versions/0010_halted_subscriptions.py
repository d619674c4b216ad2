"""Which message a waiting token could not take, so that no other is handed to it until somebody has seen to that.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("halted_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    # Not through batch mode, which on SQLite makes the table anew: others may refer to it.
    op.execute("ALTER TABLE subscription DROP COLUMN halted_by")
