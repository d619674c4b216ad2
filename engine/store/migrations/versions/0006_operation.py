"""Operation: interventions, what is passed by, batches of work, suspended and retired versions.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

import engine.model.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _instant() -> engine.model.base.UtcDateTime:
    return engine.model.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "intervention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("detail", engine.model.base.FeelValue(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_intervention_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_intervention_case_id")),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_intervention_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    op.create_index("ix_intervention_case_id", "intervention", ["case_id", "at"])
    op.create_index("ix_intervention_version_id", "intervention", ["version_id", "at"])
    op.create_table(
        "bypass",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("path", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=200), nullable=True),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_bypass_case_id")),
        sa.ForeignKeyConstraint(["intervention_id"], ["intervention.id"], name=op.f("fk_bypass_intervention_id")),
        sa.PrimaryKeyConstraint("case_id", "element", "path", name=op.f("pk_bypass")),
    )
    op.create_table(
        "version_tally",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_version_tally_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_tally")),
    )
    _batches()
    with op.batch_alter_table("case") as batch_op:
        batch_op.add_column(sa.Column("suspension_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("process_version") as batch_op:
        batch_op.add_column(sa.Column("suspension_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", _instant(), nullable=True))
    with op.batch_alter_table("incident") as batch_op:
        batch_op.add_column(sa.Column("expression", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("path", sa.String(length=40), nullable=False, server_default=""))
    op.execute(
        "INSERT INTO version_tally (version_id, ended) "
        'SELECT version_id, count(*) FROM "case" WHERE ended_at IS NOT NULL GROUP BY version_id'
    )


def _batches() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("order", engine.model.base.FeelValue(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", _instant(), nullable=False),
        sa.Column("changed_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_batch_created_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["process_version.id"], name=op.f("fk_batch_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["process_version.id"], name=op.f("fk_batch_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_stage", "batch", ["stage"])
    op.create_index("ix_batch_source_id", "batch", ["source_id", "created_at"])
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("report", engine.model.base.FeelValue(), nullable=False),
        sa.Column("at", _instant(), nullable=True),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("state_after", sa.String(length=64), nullable=True),
        sa.Column("memory", engine.model.base.FeelValue(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_batch_item_case_id")),
        sa.PrimaryKeyConstraint("batch_id", "subject", name=op.f("pk_batch_item")),
    )
    op.create_index("ix_batch_item_status", "batch_item", ["batch_id", "status"])
    op.create_index("ix_batch_item_case_id", "batch_item", ["case_id"])


def downgrade() -> None:
    # Not through batch mode, which on SQLite makes the table anew: others refer to it.
    for column in ("path", "expression"):
        op.execute(f"ALTER TABLE incident DROP COLUMN {column}")
    for column in ("retired_at", "suspension_id"):
        op.execute(f"ALTER TABLE process_version DROP COLUMN {column}")
    op.execute('ALTER TABLE "case" DROP COLUMN suspension_id')
    for table in ("batch_item", "batch", "version_tally", "bypass", "intervention"):
        op.drop_table(table)
