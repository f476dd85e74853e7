"""Events as they stand, beside their revisions; a server's revisions are guarded too.

The table is filled from the revisions by `geo.events.store.standing` once the steps are done.
"""

import sqlalchemy as sa
from alembic import op

from geo.events.store.shape import Shape

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSE = (
    "CREATE FUNCTION revisions_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'revisions are only ever added'; END $$"
)
_GUARD = (
    "CREATE TRIGGER revisions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions "
    "FOR EACH STATEMENT EXECUTE FUNCTION revisions_stay()"
)


def upgrade() -> None:
    """Make the table and its indexes."""
    served = op.get_bind().dialect.name == "postgresql"
    if served:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "events",
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("span", sa.SmallInteger, nullable=False),
        sa.Column("date_start", sa.Integer),
        sa.Column("date_end", sa.Integer),
        sa.Column("date_prec", sa.SmallInteger, nullable=False),
        sa.Column("where_prec", sa.SmallInteger, nullable=False),
        *(sa.Column(name, sa.Double) for name in ("longitude", "latitude")),
        *(sa.Column(name, sa.Double) for name in ("west", "south", "east", "north")),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("border_km", sa.Double),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("adm_1", "country", "side", "review_state")
        ),
        *(
            sa.Column(name, sa.Boolean, nullable=False)
            for name in ("drawable", "is_total", "holds", "linked")
        ),
        sa.Column("geometry", Shape),
        sa.UniqueConstraint("event_id", name="stands_once"),
    )
    first = ["span", "date_start", "date_end", "layer", "review_state", "drawable", "is_total"]
    more = ["linked", "area", "west", "south", "east", "north", "border_km"]
    op.create_index("events_by_day", "events", [*first, *more])
    linked = sa.text("linked")
    op.create_index(
        "events_linked", "events", ["event_id"], sqlite_where=linked, postgresql_where=linked
    )
    if served:
        op.create_index("events_by_place", "events", ["geometry"], postgresql_using="gist")
        op.execute(_REFUSE)
        op.execute(_GUARD)


def downgrade() -> None:
    """Drop what only repeats the revisions."""
    op.drop_table("events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER revisions_stay ON revisions")
        op.execute("DROP FUNCTION revisions_stay()")
