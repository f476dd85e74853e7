"""The tables of the store: what was done, only ever added to, and what stands because of it.

`HEAD` names the migration that makes these tables; a test holds the two together.
"""

from typing import Final

import sqlalchemy as sa

from geo.events.store.shape import Shape

HEAD: Final = "0004"

metadata = sa.MetaData()

revisions = sa.Table(
    "revisions",
    metadata,
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
    sa.Index("revisions_of_a_batch", "batch"),
    sqlite_autoincrement=True,
)
"""
One row a revision of one event. `number` counts from 1; `base` is the number that the reviewer
saw (0: the event as it ships, or none); `undoes` the number that this one takes back; `batch` is
common to what was written together; `at` is UTC, ISO 8601; `record` is the whole record after it,
NULL where the event stands as it ships again.
"""

state = sa.Table(
    "state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("store_id", sa.Text, nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),
    sa.CheckConstraint("id = 1", name="one_row"),
)
"""One row: which store this is, and how many times it was written to."""

events = sa.Table(
    "events",
    metadata,
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("layer", sa.Text, nullable=False),
    sa.Column("span", sa.SmallInteger, nullable=False),
    sa.Column("date_start", sa.Integer),
    sa.Column("date_end", sa.Integer),
    sa.Column("date_prec", sa.SmallInteger, nullable=False),
    sa.Column("where_prec", sa.SmallInteger, nullable=False),
    sa.Column("longitude", sa.Double),
    sa.Column("latitude", sa.Double),
    sa.Column("west", sa.Double),
    sa.Column("south", sa.Double),
    sa.Column("east", sa.Double),
    sa.Column("north", sa.Double),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("border_km", sa.Double),
    sa.Column("adm_1", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("review_state", sa.Text, nullable=False),
    sa.Column("drawable", sa.Boolean, nullable=False),
    sa.Column("is_total", sa.Boolean, nullable=False),
    sa.Column("holds", sa.Boolean, nullable=False),
    sa.Column("linked", sa.Boolean, nullable=False),
    sa.Column("geometry", Shape),
    *(
        sa.Column(name, sa.Text, nullable=False, server_default="")
        for name in (
            *("place", "place_id", "coding", "confidence"),
            *("dataset", "dataset_version", "retrieved_on"),
        )
    ),
    *(sa.Column(name, sa.Double) for name in ("uncertainty_km", "border_from_km", "border_to_km")),
    *(
        sa.Column(name, sa.Text, nullable=False, server_default="")
        for name in ("claimants", "figures", "links")
    ),
    sa.Column("routed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("event_id", name="stands_once"),
)
"""
One row an event of the store as it stands, made from its latest revision (`revision` is that one's
id) in the same transaction, and made anew from the revisions at any time: `geo.events.store.
standing` says how, `store check` compares. Days are whole days since 1970-01-01; `span` is how long
the event lasts, in classes, -1 for an undated one; `where_prec` is the precision that is drawn;
`west` to `north` are the bounds of what is drawn, EPSG:4326; `area` is empty for what is known to
the point, else what is shaded or named instead; `border_km` is there only for a point near the
line. From `place` on stands what `geo.events.store.digest` makes of the record for a screen of many
events. An event that stands as it ships has no row here.
"""

sa.Index(
    "events_by_day",
    *(
        events.c[name]
        for name in (
            *("span", "date_start", "date_end", "layer", "review_state", "drawable", "is_total"),
            *("linked", "area", "west", "south", "east", "north", "border_km"),
        )
    ),
)
sa.Index(
    "events_linked",
    events.c.event_id,
    sqlite_where=events.c.linked,
    postgresql_where=events.c.linked,
)
# On a server there is also events_by_place, a GiST index of the geometry: see the migration.

briefings = sa.Table(
    "briefings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("briefing_id", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("content", sa.JSON(none_as_null=True)),
    sa.UniqueConstraint("briefing_id", "number", name="one_briefing_of_each_number"),
    sqlite_autoincrement=True,
)
"""
One row a saved state of one briefing, only ever added to. `number` counts from 1, the highest one
stands; `at` is UTC, ISO 8601; `content` is the whole briefing (`geo.briefing.deck`), NULL where it
was deleted.
"""
