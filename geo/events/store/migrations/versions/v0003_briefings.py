"""Briefings, kept as revisions beside those of the events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "briefings",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("briefing_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True)),
        sa.UniqueConstraint("briefing_id", "number", name="one_briefing_of_each_number"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop the briefings."""
    op.drop_table("briefings")
