"""Is the store sound: the file, the order of revisions, what they undo, and every record."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo.events import record
from geo.events.store import schema
from geo.events.store import standing as standing_rows
from geo.events.store.records import Record, indexed
from geo.events.store.revisions import Revision, latest, standing

if TYPE_CHECKING:
    from geo.events.store.database import Database

_MOST: Final = 20  # findings of one kind that are told


def findings(database: "Database") -> list[str]:
    """
    Look for what is wrong in a store that exists.

    Returns
    -------
    One sentence a fault, none where the store is sound.
    """
    with database.reading() as connection:
        faults = list(_file(connection))
        if faults:
            return faults
        faults += _order(connection)
        faults += _records([r.record for r in latest(connection) if r.record is not None])
        faults += _standing(connection)
    return faults


def _file(connection: sa.Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for (told,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
        if told != "ok":
            yield f"The file itself: {told}."


def _order(connection: sa.Connection) -> Iterator[str]:
    """Numbers run 1, 2, 3 …, and every undo takes back what stood last."""
    t = schema.revisions
    columns: list[Any] = [t.c[name] for name in Revision.__slots__ if name != "record"]
    rows = connection.execute(sa.select(*columns).order_by(t.c.event_id, t.c.number)).mappings()
    told = (Revision(**row, record=None) for row in rows)
    for event_id, group in groupby(told, key=lambda revision: revision.event_id):
        line = list(group)
        if [revision.number for revision in line] != list(range(1, len(line) + 1)):
            yield f"{event_id}: its revisions do not run from 1 to {len(line)}."
        elif not _undone_in_order(line):
            yield f"{event_id}: an undo does not take back the change before it."


def _undone_in_order(line: list[Revision]) -> bool:
    for i, revision in enumerate(line):
        if revision.undoes is not None:
            stack = standing(line[:i])
            if not stack or stack[-1].number != revision.undoes:
                return False
    return True


def _standing(connection: sa.Connection) -> Iterator[str]:
    """Compare the table that is counted from with what the revisions say."""
    wrong = standing_rows.differing(connection)
    if wrong:
        yield (
            f"{len(wrong)} events are counted otherwise than their revisions say, {wrong[0]} the "
            "first; `python -m geo store upgrade` counts anew."
        )


def _records(found: list[Record]) -> Iterator[str]:
    if not found:
        return
    named = indexed(found)
    strange = [name for name in named if name not in record.NAMES]
    if strange:
        yield f"Columns that no event has: {', '.join(map(str, strange))}."
    broken = record.problems(named.drop(columns=strange))
    yield from (str(error) for error in broken[:_MOST])
