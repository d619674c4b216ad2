"""What the proving toolbox has heard.

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op

revision = "prove_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prove_heard",
        sa.Column("event", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(60)),
    )


def downgrade() -> None:
    op.drop_table("prove_heard")
