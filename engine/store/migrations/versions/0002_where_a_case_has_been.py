"""Where a case has been: activations, and since when somebody has a task. Existing tasks get theirs.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

import engine.model.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITING = sa.text("left_at IS NULL")

_FROM_TASKS = """
WITH moment AS (
    SELECT id, case_id, opened_at AS at, CASE WHEN completed_at = opened_at THEN 1 ELSE 2 END AS kind
    FROM task WHERE token IS NOT NULL
    UNION ALL
    SELECT id, case_id, completed_at, 0 FROM task WHERE token IS NOT NULL AND completed_at > opened_at
), numbered AS (
    SELECT id, kind, row_number() OVER (PARTITION BY case_id ORDER BY at, kind, id) AS step FROM moment
)
INSERT INTO activation (case_id, step, left_step, version_id, element, path, token, task_id, entered_at, claimed_at,
    left_at, outcome, person_id)
SELECT task.case_id, entered.step, CASE WHEN entered.kind = 1 THEN entered.step ELSE gone.step END, c.version_id,
    task.element, task.path, task.token, task.id, task.opened_at, NULL, task.completed_at,
    CASE task.status WHEN 'completed' THEN 'completed' WHEN 'withdrawn' THEN 'cancelled' END, task.completed_by_id
FROM task
JOIN "case" c ON c.id = task.case_id
JOIN numbered entered ON entered.id = task.id AND entered.kind > 0
LEFT JOIN numbered gone ON gone.id = task.id AND gone.kind = 0
"""
"""Each task that the diagram opened, numbered by case in the order that things happened; what opened and closed at the
same instant in one step."""

_COUNT = """
UPDATE "case" SET steps = coalesce((
    SELECT max(CASE WHEN left_step > step THEN left_step ELSE step END) FROM activation WHERE case_id = "case".id
), 0)
"""


def upgrade() -> None:
    op.create_table(
        "activation",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("left_step", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("path", sa.String(length=40), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", engine.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", engine.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_activation_case_id")),
        sa.PrimaryKeyConstraint("case_id", "step", name=op.f("pk_activation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_activation_left_at", "activation", ["left_at"])
    for name, columns in (
        ("ix_activation_waiting_case_id", ["case_id"]),
        ("ix_activation_waiting_element", ["version_id", "element", "entered_at"]),
    ):
        op.create_index(name, "activation", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)
    with op.batch_alter_table("case") as batch_op:
        batch_op.add_column(sa.Column("steps", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("claimed_at", engine.model.base.UtcDateTime(timezone=True), nullable=True))
    op.execute(_FROM_TASKS)
    op.execute(_COUNT)


def downgrade() -> None:
    # Not through batch mode, which on SQLite makes the table anew: others refer to it.
    op.execute("ALTER TABLE task DROP COLUMN claimed_at")
    op.execute('ALTER TABLE "case" DROP COLUMN steps')
    op.drop_table("activation")
