"""Which versions have conditional events, whose cases are looked at again from time to time.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process_version", sa.Column("conditional", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Not through batch mode, which on SQLite makes the table anew: others refer to it.
    op.execute("ALTER TABLE process_version DROP COLUMN conditional")
