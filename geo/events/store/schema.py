"""The tables of the store. What is in them is only ever added to, never changed.

`HEAD` names the migration that makes these tables; a test holds the two together.
"""

from typing import Final

import sqlalchemy as sa

HEAD: Final = "0001"

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
