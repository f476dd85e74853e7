"""Move a whole store, history included, from one database to another, either way."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo.errors import InputError, StoreError
from geo.events.store import standing
from geo.events.store.schema import briefings, revisions, state

if TYPE_CHECKING:
    from geo.events.store.ledger import Store

_CHUNK: Final = 2_000
_TOLD: Final = tuple(column.name for column in revisions.c if column.name != "id")


@dataclass(frozen=True, slots=True)
class Content:
    """What a store holds: how many revisions, and a hash of all of them in their order."""

    revisions: int
    sha256: str


def content(store: "Store") -> Content:
    """
    Count and hash the whole history, the same on every engine.

    Where two stores give the same hash, the same people did the same to the same events at the
    same moments, and the events stand alike.
    """
    with store.database.reading() as connection:
        return _content(connection)


def copy(
    source: "Store", target: "Store", progress: Callable[[int], None] | None = None
) -> Content:
    """
    Copy everything, all or nothing; what arrived is read back and compared before it counts.

    Parameters
    ----------
    source, target
        From where, and to where: a store that was never written to.
    progress
        Called with the number of revisions copied so far.

    Raises
    ------
    InputError
        There is nothing to copy, or the target holds something.
    StoreError
        One of the two cannot be read or written; the target is as it was.
    """
    if not source.exists():
        msg = f"There is nothing to copy: {source.database.name} was never written to."
        raise InputError(msg)
    if source.url == target.url or source.database.name == target.database.name:
        msg = f"{source.database.name} cannot be copied onto itself; name another place after --to."
        raise InputError(msg)
    with source.database.reading() as here, target.database.writing() as there:
        _refuse_unless_empty(there, target)
        meant = _move(here, there, progress)
        _move_briefings(here, there)
        arrived = _content(there)
        if arrived != meant:
            msg = f"What arrived in {target.database.name} differs; nothing was kept there."
            raise StoreError(msg)
        standing.rebuild(there)
    return arrived


def _refuse_unless_empty(connection: sa.Connection, target: "Store") -> None:
    held = connection.execute(sa.select(sa.func.count()).select_from(revisions)).scalar_one()
    if held:
        msg = f"{target.database.name} holds {held:,} revisions already; copy to an empty place."
        raise InputError(msg)
    held = connection.execute(sa.select(sa.func.count()).select_from(briefings)).scalar_one()
    if held:
        msg = f"{target.database.name} holds briefings already; copy to an empty place."
        raise InputError(msg)


def _move(
    here: sa.Connection, there: sa.Connection, progress: Callable[[int], None] | None
) -> Content:
    hashing, done = hashlib.sha256(), 0
    rows = _rows(here, sa.select(revisions))
    while chunk := [dict(row) for row in islice(rows, _CHUNK)]:
        for row in chunk:
            hashing.update(_line(row))
        there.execute(sa.insert(revisions), chunk)
        done += len(chunk)
        if progress is not None:
            progress(done)
    if there.dialect.name == "postgresql":  # ids were given: let the next one follow them
        last = sa.select(sa.func.max(revisions.c.id)).scalar_subquery()
        there.execute(sa.select(sa.func.setval("revisions_id_seq", last)))
    changes = here.execute(sa.select(state.c.changes)).scalar_one()
    there.execute(sa.update(state).values(changes=changes))
    return Content(done, hashing.hexdigest())


def _move_briefings(here: sa.Connection, there: sa.Connection) -> None:
    """Copy every saved state of every briefing; they are few."""
    told = [column for column in briefings.c if column.name != "id"]
    rows = here.execute(sa.select(*told).order_by(briefings.c.id)).mappings()
    if found := [dict(row) for row in rows]:
        there.execute(sa.insert(briefings), found)


def _content(connection: sa.Connection) -> Content:
    hashing, n = hashlib.sha256(), 0
    for row in _rows(connection, sa.select(*(revisions.c[name] for name in _TOLD))):
        hashing.update(_line(row))
        n += 1
    return Content(n, hashing.hexdigest())


def _rows(connection: sa.Connection, query: Any) -> Any:  # noqa: ANN401  # a select, its mappings
    ordered = query.order_by(revisions.c.id)
    streamed = connection.execute(ordered, execution_options={"yield_per": _CHUNK})
    return iter(streamed.mappings())


def _line(row: Any) -> bytes:  # noqa: ANN401  # a mapping
    told = [row[name] for name in _TOLD]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"
