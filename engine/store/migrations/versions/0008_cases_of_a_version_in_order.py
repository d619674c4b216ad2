"""The cases of a version in the order they started, so that a log of them is read page by page.

Revision: 0008, after 0007.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_version_id_started_at", "case", ["version_id", "started_at", "id"])
    op.drop_index("ix_case_version_id", "case")


def downgrade() -> None:
    op.create_index("ix_case_version_id", "case", ["version_id"])
    op.drop_index("ix_case_version_id_started_at", "case")
