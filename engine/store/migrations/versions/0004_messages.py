"""Messages, signals, called cases and start events: what waits, what was said, who called whom.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

import engine.model.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_start",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("anchor", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("due_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["process_model.id"], name=op.f("fk_model_start_model_id")),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_model_start_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_start")),
        sa.UniqueConstraint("model_id", "element", name=op.f("uq_model_start_model_id")),
    )
    op.create_index("ix_model_start_due_at", "model_start", ["due_at"])
    op.create_index("ix_model_start_kind_name", "model_start", ["kind", "name"])
    op.create_table(
        "called_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("called_at", engine.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["case.id"], name=op.f("fk_called_case_child_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["case.id"], name=op.f("fk_called_case_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_called_case")),
        sa.UniqueConstraint("child_id", name=op.f("uq_called_case_child_id")),
        sa.UniqueConstraint("parent_id", "token", name=op.f("uq_called_case_parent_id")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sender", sa.String(length=60), nullable=False),
        sa.Column("sent_id", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=True),
        sa.Column("payload", engine.model.base.FeelValue(), nullable=False),
        sa.Column("received_at", engine.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("initiative_id", sa.Uuid(), nullable=True),
        sa.Column("from_case_id", sa.Uuid(), nullable=True),
        sa.Column("from_element", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("settled_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_message_case_id")),
        sa.ForeignKeyConstraint(["from_case_id"], ["case.id"], name=op.f("fk_message_from_case_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_message_initiative_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_message_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("sender", "sent_id", name=op.f("uq_message_sender")),
    )
    op.create_index(
        "ix_message_expires_at",
        "message",
        ["expires_at"],
        sqlite_where=sa.text("status IN ('waiting', 'stopped')"),
        postgresql_where=sa.text("status IN ('waiting', 'stopped')"),
    )
    op.create_index(
        "ix_message_open",
        "message",
        ["id"],
        sqlite_where=sa.text("status IN ('waiting', 'stopped')"),
        postgresql_where=sa.text("status IN ('waiting', 'stopped')"),
    )
    op.create_index("ix_message_settled_at", "message", ["settled_at"])
    op.create_index(
        "ix_message_waiting",
        "message",
        ["name", "key", "id"],
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_message_waiting_any_key",
        "message",
        ["name", "id"],
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=True),
        sa.Column("opened_at", engine.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_subscription_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_case_id", "subscription", ["case_id", "token"])
    op.create_index("ix_subscription_kind_name_key", "subscription", ["kind", "name", "key", "id"])
    op.add_column("process_version", sa.Column("pins", engine.model.base.FeelValue(), nullable=True))
    op.add_column("case", sa.Column("beside", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("case", sa.Column("depth", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case", sa.Column("failure", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE process_version DROP COLUMN pins")
    for column in ("failure", "depth", "beside"):
        # Not through batch mode, which on SQLite makes the table anew: others refer to it.
        op.execute(f'ALTER TABLE "case" DROP COLUMN {column}')
    for table in ("subscription", "message", "called_case", "model_start"):
        op.drop_table(table)
