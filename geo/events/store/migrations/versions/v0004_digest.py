"""What a screen of many events goes by, in short, beside the events as they stand.

The columns are filled from the revisions by `geo.events.store.standing` once the steps are done.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = (
    *("place", "place_id", "coding", "confidence"),
    *("dataset", "dataset_version", "retrieved_on"),
)
_NUMBERS = ("uncertainty_km", "border_from_km", "border_to_km")
_MORE = ("claimants", "figures", "links")


def _columns() -> list[sa.Column[object]]:
    def text(name: str) -> sa.Column[object]:
        return sa.Column(name, sa.Text, nullable=False, server_default="")

    return [
        *map(text, _TEXTS),
        *(sa.Column(name, sa.Double) for name in _NUMBERS),
        *map(text, _MORE),
        sa.Column("routed", sa.Boolean, nullable=False, server_default=sa.false()),
        text("words"),
    ]


def upgrade() -> None:
    """Add the columns."""
    op.execute("DELETE FROM events")  # made anew at once: rows would be written twice
    for column in _columns():
        op.add_column("events", column)


def downgrade() -> None:
    """Drop the columns."""
    for column in _columns():
        op.drop_column("events", column.name)
