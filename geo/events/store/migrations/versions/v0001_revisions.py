"""Revisions that are only ever added, and the store's own state."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_GUARD = (
    "CREATE TRIGGER revisions_stay_{what} BEFORE {what} ON revisions "
    "BEGIN SELECT RAISE(ABORT, 'revisions are only ever added'); END"
)


def upgrade() -> None:
    """Make the tables; under SQLite triggers refuse to change or delete a revision."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("batch", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True)),
        sa.UniqueConstraint("event_id", "number", name="one_of_each_number"),
        sa.CheckConstraint("number = base + 1 AND base >= 0", name="follows_its_base"),
        sqlite_autoincrement=True,
    )
    op.create_index("revisions_of_a_batch", "revisions", ["batch"])
    state = op.create_table(
        "state",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("store_id", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
    op.bulk_insert(state, [{"id": 1, "store_id": uuid.uuid4().hex, "changes": 0}])
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(_GUARD.format(what=what))


def downgrade() -> None:
    """Drop the tables, and everything that people decided with them."""
    op.drop_table("state")
    op.drop_table("revisions")
